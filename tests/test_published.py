"""The real report's publications, read back in every format."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from lxml import etree, html

from jats import faults as jats_faults
from ooxml import NAMES, W, parts, text, xml
from ooxml import faults as word_faults
from real_report import ROOT, Built
from reproreport.pipeline.layout import Layout
from reproreport.project import load_project, publications

NAMES_OF_ALL = publications(ROOT)
ARTICLES = [name for name in NAMES_OF_ALL if load_project(ROOT, name).article]
PARTS = NAMES_OF_ALL[1:]
VARIABLE = re.compile(r"\{\{< var ([\w.]+) >\}\}")
Table = list[list[str]]


def spaced(words: str) -> str:
    """Return a text with single, ordinary spaces."""
    return " ".join(words.replace("\u00a0", " ").split())


def file(built: Built, name: str, kind: str) -> Path:
    """Return the file of a publication that a reader opens first."""
    project = load_project(built.root, name)
    (path,) = Layout.of(project).files(project, [kind])
    return path


def word(built: Built, name: str) -> Any:
    """Return the text of a publication's Word file."""
    return xml(parts(file(built, name, "docx").read_bytes())["word/document.xml"])


def article(built: Built, name: str) -> Any:
    """Return an article's JATS."""
    return etree.parse(file(built, name, "jats")).getroot()


def page(built: Built, name: str) -> Any:
    """Return a publication's one page."""
    root = html.fromstring(file(built, name, "html").read_text(encoding="utf-8"))
    # What only pages have: where numbers come from, the links to it, and search.
    for element in root.xpath("//*[@class='origins' or @class='from' or @class='search'] | //script"):
        element.drop_tree()
    return root


READERS: dict[str, Callable[[Built, str], str]] = {
    "html": lambda built, name: spaced(page(built, name).text_content()),
    "docx": lambda built, name: spaced(" ".join(text(p) for p in word(built, name).iter(f"{{{W}}}p"))),
    "jats": lambda built, name: spaced("".join(article(built, name).find("body").itertext())),
}


@pytest.mark.parametrize("name", NAMES_OF_ALL)
def test_every_format_is_there(whole: Built, name: str) -> None:
    """As its profile says."""
    project = load_project(whole.root, name)
    assert {"html", "pdf"} <= set(project.available)
    for kind in project.available:
        assert file(whole, name, kind).is_file()


def test_the_docs_list_them() -> None:
    """With the formats that each has."""
    names = {"html": "HTML", "pdf": "PDF", "docx": "DOCX", "jats": "JATS"}
    listed: dict[str, str] = {}
    for line in (ROOT / "docs/publications.md").read_text(encoding="utf-8").splitlines():
        match = re.fullmatch(r"\| (`.*`) \| .* \| ([A-Z, ]+) \|", line)
        if match:
            listed |= dict.fromkeys(re.findall("`(.*?)`", match[1]), match[2])
    assert listed == {
        name: ", ".join(names[kind] for kind in load_project(ROOT, name).available) for name in NAMES_OF_ALL
    }


TEXTS = [(name, kind) for name in PARTS for kind in READERS if kind in load_project(ROOT, name).available]
"""Each publication in each of its formats."""


@pytest.mark.parametrize(("name", "kind"), TEXTS)
def test_the_numbers_are_the_recorded_results(whole: Built, name: str, kind: str) -> None:
    """Every result that a publication's prose uses stands in it, in each format."""
    project = load_project(ROOT, name)
    words = READERS[kind](whole, name)
    used = {
        str(whole.results[result]["text"]).replace("*", "")
        for chapter in project.chapters
        for result in VARIABLE.findall((ROOT / chapter.path).read_text(encoding="utf-8"))
    }
    assert used
    assert {value for value in used if spaced(value) not in words} == set()


@pytest.mark.parametrize(("name", "kind"), TEXTS)
def test_nothing_is_unresolved(whole: Built, name: str, kind: str) -> None:
    """No mark of a reference, variable or citation; what is elsewhere is named in words."""
    words = READERS[kind](whole, name)
    assert not re.search(r"\?@|\?var|\{\{<|@(?:tbl|fig|sec)-|\?\?\?", words)
    assert re.search(r"(?:Appendix [A-Z]|Chapter \d) of the full report", words)


def html_tables(root: Any) -> list[Table]:
    """Return the tables of a page, cell by cell."""
    return [
        [[spaced(" ".join(cell.itertext())) for cell in row.iter("th", "td")] for row in table.iter("tr")]
        for table in root.iter("table")
    ]


def word_tables(body: Any) -> list[Table]:
    """Return the tables of a Word file, without the cells that continue one above."""

    def shown(row: Any) -> list[str]:
        found = []
        for cell in row.findall("w:tc", NAMES):
            merged = cell.find("w:tcPr/w:vMerge", NAMES)
            if merged is None or merged.get(f"{{{W}}}val") == "restart":
                pieces = (
                    " " if node.tag == f"{{{W}}}br" else str(node.text or "")
                    for node in cell.iter(f"{{{W}}}t", f"{{{W}}}br")
                )
                found.append(spaced("".join(pieces)))
        return found

    return [[shown(row) for row in table.findall("w:tr", NAMES)] for table in body.iter(f"{{{W}}}tbl")]


def bare(tables: list[Table]) -> list[Table]:
    """Return tables without spaces, which formats set differently, and without their notes."""
    return [[[re.sub(r"\s", "", cell) for cell in row] for row in table] for table in tables]


@pytest.mark.parametrize("name", PARTS)
def test_tables_have_the_same_cells_in_all_formats(whole: Built, name: str) -> None:
    """One page, Word and JATS; the widest (four groups of two columns, three rows an item) as well."""
    shown = page(whole, name)
    for foot in list(shown.iter("tfoot")):
        foot.drop_tree()
    expected = bare(html_tables(shown))
    assert len(expected) > 4
    assert bare(word_tables(word(whole, name))) == expected
    if name in ARTICLES:
        assert bare(html_tables(article(whole, name))) == expected


@pytest.mark.parametrize("name", PARTS)
def test_word_has_nothing_to_repair(whole: Built, name: str) -> None:
    """And every figure is pixels, each table has a header."""
    document = file(whole, name, "docx").read_bytes()
    assert list(word_faults(document)) == []
    media = [part for part in parts(document) if part.startswith("word/media/")]
    assert media
    assert all(part.endswith(".png") for part in media)
    for table in word(whole, name).iter(f"{{{W}}}tbl"):
        assert table.find("w:tr/w:trPr/w:tblHeader", NAMES) is not None


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
@pytest.mark.parametrize("name", PARTS)
def test_libreoffice_shows_all_of_a_word_file(whole: Built, tmp_path: Path, name: str) -> None:
    """Every cell of every table, every caption with its number, every heading: those of the one page."""
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"]
    document = file(whole, name, "docx")
    subprocess.run(
        [*command, "--convert-to", "html", "--outdir", str(tmp_path), str(document)],
        capture_output=True,
        check=True,
        timeout=120,
    )
    opened = html.fromstring((tmp_path / f"{document.stem}.html").read_bytes())
    shown = page(whole, name)
    for foot in list(shown.iter("tfoot")):
        foot.drop_tree()
    assert bare(html_tables(opened)) == bare(html_tables(shown))
    words = spaced(opened.text_content())
    expected = [spaced(part.text_content()) for part in shown.iter("figcaption", "h1", "h2", "h3", "h4")]
    assert len(expected) > 10
    assert [part for part in expected if part not in words] == []


@pytest.mark.parametrize("name", ARTICLES)
def test_jats_is_valid(whole: Built, name: str) -> None:
    """By the standard's content models; every graphic is a file beside it."""
    root = article(whole, name)
    assert jats_faults(root) == []
    graphics = [g.get("{http://www.w3.org/1999/xlink}href") for g in root.iter("graphic")]
    assert len(graphics) >= 2
    assert all((file(whole, name, "jats").parent / graphic).is_file() for graphic in graphics)
    assert root.find(".//contrib[@contrib-type='original-author']") is not None
    assert len("".join(root.find(".//abstract").itertext()).split()) > 50
    assert all(ref.find("citation-alternatives/element-citation") is not None for ref in root.iter("ref"))


@pytest.mark.parametrize("name", NAMES_OF_ALL)
def test_one_page_is_one_file(whole: Built, name: str) -> None:
    """It names no other file, and asks no host for anything."""
    words = file(whole, name, "html").read_text(encoding="utf-8")
    words = words.replace('<link rel="icon" type="image/svg+xml" href="data:', "")
    assert not re.search(r'\ssrc="(?!data:)|<(?:link|script src)\b|@import|url\((?!data:)', words)
    root = html.fromstring(file(whole, name, "html").read_text(encoding="utf-8"))
    identifiers = root.xpath("//@id")
    assert len(identifiers) == len(set(identifiers))
    targets = {target[1:] for target in root.xpath("//a/@href") if target.startswith("#")}
    assert targets <= set(identifiers)


@pytest.mark.parametrize("name", PARTS)
def test_pdfs_are_tagged_and_titled(whole: Built, name: str) -> None:
    """PDF/UA-1, with outline, language and title."""
    with pikepdf.open(file(whole, name, "pdf")) as pdf:
        assert str(pdf.Root.Lang) == "en"
        assert "/StructTreeRoot" in pdf.Root
        assert len(pdf.Root.Outlines) > 0
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert len(str(metadata["dc:title"])) > 20


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed")
def test_the_thesis_names_its_people_on_its_title_page(whole: Built) -> None:
    """Institution, author, speciality, supervisors, three reviewers whose names are not known."""
    command = ["pdftotext", "-l", "1", str(file(whole, "thesis", "pdf")), "-"]
    words = spaced(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    for expected in (
        "Academy of Journalism and Communication",
        "Bui Huyen Mai",
        "Party Building and State Government",
        "Tran Thi Huong",
        "Nguyen Thi Ngoc Loan",
        "Reviewer 3",
        "Hanoi, 2025",
        "Not a publication of its author",
    ):
        assert expected in words
