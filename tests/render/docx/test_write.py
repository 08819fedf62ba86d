"""Word documents, read back as XML."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from ooxml import NAMES, W, attribute, faults, local, parts, style, text, xml
from reproreport.render.book import Book
from reproreport.render.docx.package import write_parts
from reproreport.render.docx.write import write_docx


@pytest.fixture(scope="session")
def documents(article: Book, thesis: Book, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the article and the thesis as Word documents."""
    folder = tmp_path_factory.mktemp("docx")
    for name, book in (("article", article), ("thesis", thesis)):
        write_docx(book, folder / f"{name}.docx")
    return {name: (folder / f"{name}.docx").read_bytes() for name in ("article", "thesis")}


@pytest.fixture
def body(documents: dict[str, bytes]) -> Any:
    """Return the text of the article."""
    return xml(parts(documents["article"])["word/document.xml"])[0]


@pytest.mark.parametrize("name", ["article", "thesis"])
def test_word_has_nothing_to_repair(documents: dict[str, bytes], name: str) -> None:
    """Elements in the schema's order; no relation, style, link or content type that leads to nothing."""
    assert list(faults(documents[name])) == []


REPAIRS: dict[str, tuple[bytes, bytes]] = {
    "two bookmarks of one number": (rb'<w:bookmarkStart w:id="\d+"', b'<w:bookmarkStart w:id="1"'),
    "a list that is nowhere": (rb'<w:numId w:val="\d+"', b'<w:numId w:val="9"'),
    "a note that is nowhere": (rb'<w:footnoteReference w:id="\d+"', b'<w:footnoteReference w:id="9"'),
    "a link to nothing": (rb'w:anchor="tbl-wide"', b'w:anchor="tbl"'),
    "a style that is nowhere": (rb'<w:pStyle w:val="Title"', b'<w:pStyle w:val="Titel"'),
}


@pytest.mark.parametrize("repair", REPAIRS)
def test_the_rules_find_mistakes(documents: dict[str, bytes], repair: str) -> None:
    """So that a document without faults says something."""
    found = parts(documents["article"])
    name = "word/document.xml"
    changed = re.sub(*REPAIRS[repair], found[name])
    assert changed != found[name]
    assert list(faults(write_parts({**found, name: changed})))


def test_the_same_book_is_the_same_bytes(article: Book, documents: dict[str, bytes], tmp_path: Path) -> None:
    """No date of the clock, neither in the parts nor in the package."""
    write_docx(article, tmp_path / "again.docx")
    assert (tmp_path / "again.docx").read_bytes() == documents["article"]
    for name, part in parts(documents["article"]).items():
        assert not re.search(rb"20[2-9]\d-\d\d-\d\dT", part), name
        assert str(article.project.root).encode() not in part, name


def test_what_the_document_says_of_itself(documents: dict[str, bytes]) -> None:
    """Title, author, keywords and language."""
    core = {local(child): child.text for child in xml(parts(documents["article"])["docProps/core.xml"])}
    assert core["title"] == "Counting cups"
    assert core["creator"] == "The maintainers"
    assert core["keywords"] == "văn hoá, counting"
    assert core["language"] == "en"
    styles = xml(parts(documents["article"])["word/styles.xml"])
    assert attribute(styles.find("w:docDefaults/w:rPrDefault/w:rPr/w:lang", NAMES)) == "en"


def test_paragraphs_have_styles_by_name(body: Any) -> None:
    """The head of the article, its headings with numbers, captions, the callout, the list of works."""
    found: dict[str, str] = {}
    for paragraph in body.iter(f"{{{W}}}p"):
        found.setdefault(style(paragraph), text(paragraph).replace("\u00a0", " "))
    assert found["Title"] == "Counting cups"
    assert found["Subtitle"] == "A reproduction"
    assert found["Author"] == "The maintainers"
    assert found["Abstract"] == "What this says (Nguyễn 2015)."
    assert found["Keywords"] == "Keywords  văn hoá, counting"
    assert found["CalloutTitle"] == "A note"
    assert found["Callout"] == "Restated from Smith (2010)."
    assert found["Heading1"] == "1  Method"
    assert found["Heading2"] == "1.1  Deeper"
    assert found["TableCaption"] == "Table 1: How difficult"
    assert found["ImageCaption"] == "Figure 1: A blue box"
    assert found["TableNote"] == "A note below."
    assert found["Bibliography"].startswith("Nguyễn, Văn A. 2015.")


def test_a_table_is_a_real_one(body: Any) -> None:
    """Two header rows that are repeated, a heading over two columns, widths, an alternative text."""
    (table,) = body.iter(f"{{{W}}}tbl")
    rows = table.findall("w:tr", NAMES)
    heads = [row.find("w:trPr/w:tblHeader", NAMES) is not None for row in rows]
    assert heads == [True, True, False, False, False]
    assert all(row.find("w:trPr/w:cantSplit", NAMES) is not None for row in rows)
    assert text(rows[0]).replace("\u00a0", " ") == "ItemCity (N = 53)"
    assert [attribute(span) for span in rows[0].iter(f"{{{W}}}gridSpan")] == ["2"]
    assert [attribute(span) for span in rows[0].iter(f"{{{W}}}vMerge")] == ["restart"]
    assert attribute(table.find("w:tblPr/w:tblCaption", NAMES)).startswith("Table\u00a01: How difficult")
    widths = [int(attribute(column, "w")) for column in table.find("w:tblGrid", NAMES)]
    assert sum(widths) == int(attribute(table.find("w:tblPr/w:tblW", NAMES), "w"))
    assert 0 < sum(widths) <= 453.5 * 20  # 16 cm, the width of the text
    bold = {style(paragraph).startswith("TableHead") for paragraph in rows[2].iter(f"{{{W}}}p")}
    assert bold == {True}, "the row that names a group"


def test_a_cells_colours_are_there(body: Any) -> None:
    """The fill that the notebook gave, and white text, which can be read on #123456."""
    (fill,) = (shade for shade in body.iter(f"{{{W}}}shd") if attribute(shade, "fill") == "123456")
    cell = fill.getparent().getparent()
    assert text(cell) == "20.8"
    assert [attribute(ink) for ink in cell.iter(f"{{{W}}}color")] == ["ffffff"]


def test_a_table_stays_with_its_caption(body: Any) -> None:
    """And with its note: a short one is kept whole, each row with the next."""
    (table,) = body.iter(f"{{{W}}}tbl")
    for row in table.findall("w:tr", NAMES):
        for paragraph in row.iter(f"{{{W}}}p"):
            assert paragraph.find("w:pPr/w:keepNext", NAMES) is not None
    assert style(table.getnext()) == "TableNote"


def test_a_table_without_a_note_ends_by_itself(documents: dict[str, bytes]) -> None:
    """What comes after its last row may stand on the next page."""
    tables = xml(parts(documents["thesis"])["word/document.xml"]).iter(f"{{{W}}}tbl")
    (other,) = (table for table in tables if style(table.getnext()) != "TableNote")
    *rows, last = other.findall("w:tr", NAMES)
    assert all(row.find(".//w:keepNext", NAMES) is not None for row in rows)
    assert last.find(".//w:keepNext", NAMES) is None


def test_a_figure_is_png_for_print(documents: dict[str, bytes], body: Any) -> None:
    """1.5 inches of drawing are 450 pixels; with the alternative text."""
    extent, described = body.find(".//wp:extent", NAMES), body.find(".//wp:docPr", NAMES)
    assert (int(extent.get("cx")), int(extent.get("cy"))) == (1371600, 685800)  # 914400 to an inch
    assert described.get("descr") == "A box, blue & wide"
    found = parts(documents["article"])
    (name,) = (name for name in found if name.startswith("word/media/"))
    assert name.endswith(".png")
    assert struct.unpack(">II", found[name][16:24]) == (450, 225)


def test_references_are_links(body: Any) -> None:
    """To the table, the section, the formula and the work; what is elsewhere is text."""
    links = {text(link).replace("\u00a0", " ") for link in body.iter(f"{{{W}}}hyperlink")}
    assert {"Table 1", "Figure 1", "Equation 1", "Section 1", "2010", "Nguyễn 2015"} <= links
    assert not any("full report" in link for link in links)
    assert "Chapter 2 of the full report" in text(body).replace("\u00a0", " ")


def test_footnotes_formulas_and_lists_are_words_own(documents: dict[str, bytes], body: Any) -> None:
    """Not their pictures: a supervisor can comment on them."""
    assert "Đây là chú thích" in text(xml(parts(documents["article"])["word/footnotes.xml"]))
    assert body.find(".//w:footnoteReference", NAMES) is not None
    assert len(list(body.iter("{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"))) == 2
    numbering = xml(parts(documents["article"])["word/numbering.xml"])
    bullets = {attribute(sign) for sign in numbering.iter(f"{{{W}}}lvlText")}
    assert "•" in bullets
    assert not any("\ue000" <= letter <= "\uf8ff" for sign in bullets for letter in sign)


def test_a_thesis_has_a_title_page(documents: dict[str, bytes]) -> None:
    """Institutions, author, supervisors, a line for a reviewer; then the contents, as a field."""
    body = xml(parts(documents["thesis"])["word/document.xml"])[0]
    lines = [(style(p), text(p)) for p in body.findall("w:p", NAMES)][:12]
    assert lines[:3] == [
        ("TitlePageText", "Ministry"),
        ("TitlePageText", "Academy"),
        ("TitlePageAuthor", "Nguyễn Thị Hồng Hạnh"),
    ]
    assert ("TitlePageDetail", "SupervisorsTrần BLê C") in lines
    assert ("TitlePageNote", "Not the original.") in lines
    assert any(" TOC " in str(code.text) for code in body.iter(f"{{{W}}}instrText"))
    entries = [text(p).replace("\u00a0", " ") for p in body.iter(f"{{{W}}}p") if style(p) == "TOC1"]
    assert entries == ["Preface", "1  Counting cups", "2  The other chapter", "References"]


def test_chapters_begin_a_page_and_sections_do_not(documents: dict[str, bytes]) -> None:
    """In a thesis headings of the first level are chapters, in an article sections."""
    for name, breaks in (("article", False), ("thesis", True)):
        styles = xml(parts(documents[name])["word/styles.xml"])
        heading = styles.find("w:style[@w:styleId='Heading1']", NAMES)
        assert (heading.find("w:pPr/w:pageBreakBefore", NAMES) is not None) == breaks


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
@pytest.mark.parametrize("name", ["article", "thesis"])
def test_libreoffice_opens_it(documents: dict[str, bytes], tmp_path: Path, name: str) -> None:
    """And finds all of it: converted to its own format, with the tables' header rows and the footnotes."""
    (tmp_path / f"{name}.docx").write_bytes(documents[name])
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"]
    done = subprocess.run(
        [*command, "--convert-to", "fodt", "--outdir", str(tmp_path), str(tmp_path / f"{name}.docx")],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert "rror" not in done.stderr
    opened = etree.parse(tmp_path / f"{name}.fodt")
    words = "".join(opened.getroot().itertext())
    for expected in ("How difficult", "Khó khăn", "A blue box", "Đây là chú thích"):
        assert expected in words
    assert opened.find(".//{*}table-header-rows") is not None
