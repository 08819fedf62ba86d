"""The real report's PDFs: what a screen reader has of them, and that nothing stands outside their margins."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import yaml
from lxml import html

from real_report import ROOT, Built
from reproreport.pipeline.layout import Layout
from reproreport.pipeline.reading import Reading
from reproreport.project import Project, load_project, publications
from reproreport.render.typst.write import write_pdf
from tagged_pdf import Element, Tagged, read_tagged

BOOKLET = "thesis at A5"
NAMES = [*publications(ROOT), BOOKLET]
ALL = pytest.mark.parametrize("name", NAMES)
MARGINS = {BOOKLET: 51.0}
"""In points, of 76.5 on A4."""

EMBED = re.compile(r"\{\{< embed /(\S+?)#(\S+) >\}\}")
HANGING = 3.7
"""How far a hyphen or a stop at the end of a line hangs into the margin."""


@dataclass(frozen=True)
class Printed:
    """A PDF with its structure, and the publication that it is of."""

    project: Project
    path: Path
    tagged: Tagged

    @property
    def root(self) -> Element:
        """Return the root of its structure."""
        return self.tagged.root


@cache
def read_printed(built: Path, name: str, booklet: Path) -> Printed:
    """Return a publication's PDF; the booklet is set now, as its profile would with another papersize."""
    project = load_project(built, "thesis" if name == BOOKLET else name)
    if name != BOOKLET:
        (path,) = Layout.of(project).files(project, ["pdf"])
        return Printed(project, path, read_tagged(path))
    book = Reading(project, load_project(built)).book()
    formats = {**project.formats, "typst": {**project.formats["typst"], "papersize": "a5"}}
    write_pdf(dataclasses.replace(book, project=dataclasses.replace(project, formats=formats)), booklet)
    return Printed(project, booklet, read_tagged(booklet))


@pytest.fixture
def printed(whole: Built, name: str, tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """Return one of the PDFs, read once."""
    return read_printed(whole.root, name, tmp_path_factory.getbasetemp() / "booklet.pdf")


def bare(text: str) -> str:
    """Return a text without spaces and soft hyphens."""
    return re.sub(r"[\s\xad\u2060]", "", text)


def cells(printed: Printed, kind: str) -> list[dict[str, Any]]:
    """Return the executed notebooks' cells that a publication embeds, in its order."""
    found = []
    for chapter in printed.project.chapters:
        text = (printed.project.root / chapter.path).read_text(encoding="utf-8")
        for notebook, label in EMBED.findall(text):
            if label.startswith(f"{kind}-"):
                content = json.loads((printed.project.root / notebook).read_text(encoding="utf-8"))
                (cell,) = [
                    c
                    for c in content["cells"]
                    if re.search(rf"^#\| label: {label}$", "".join(c["source"]), re.M)
                ]
                found.append(cell)
    return found


def source_table(cell: dict[str, Any]) -> list[list[str]]:
    """Return the texts of a table as its notebook shows it, without its notes."""
    (output,) = cell["outputs"]
    table = html.fromstring("".join(output["data"]["text/html"]))
    return [
        [bare(str(one.text_content())) for one in row.iter("th", "td")]
        for row in table.iter("tr")
        if row.getparent().tag != "tfoot"
    ]


def pdf_rows(table: Element) -> list[list[Element]]:
    """Return the rows of a table in a PDF."""
    return [list(row.find("TH", "TD")) for row in table.find("TR")]


@ALL
def test_it_says_what_it_is(printed: Printed) -> None:
    """PDF/UA-1 with the publication's title, which a reader shows instead of the file's name."""
    with pikepdf.open(printed.path) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == printed.project.lang
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            (title,) = printed.root.find("Title")
            assert bare(str(metadata["dc:title"])) == bare(title.text) != ""


@ALL
def test_all_fonts_are_embedded(printed: Printed) -> None:
    """Those of every page."""
    with pikepdf.open(printed.path) as pdf:
        fonts = [font for page in pdf.pages for font in page.Resources.get("/Font", {}).values()]
        assert fonts
        for font in fonts:
            (inner,) = font.DescendantFonts
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner.FontDescriptor.keys())


def bookmarks(path: Path) -> list[tuple[int, str]]:
    """Return the outline: levels and titles."""

    def flat(items: Any, level: int) -> Iterator[tuple[int, str]]:
        for item in items:
            yield level, bare(item.title)
            yield from flat(item.children, level + 1)

    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        return list(flat(outline.root, 1))


def headings(printed: Printed) -> list[tuple[int, str, list[int]]]:
    """Return the headings of the text: levels, texts, pages."""
    found = printed.root.find("H1", "H2", "H3", "H4", "H5", "H6")
    listed = [(int(one.role[1]), bare(one.text), one.pages) for one in found]
    return [one for one in listed if one[1] != "Contents"]


@ALL
def test_bookmarks_are_the_headings(printed: Printed) -> None:
    """All of them in their order; none is more than one level below the one before it."""
    found = [(level, text) for level, text, _ in headings(printed)]
    assert [one for one in bookmarks(printed.path) if one[1] != "Contents"] == found
    levels = [0, *(level for level, _ in found)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


@ALL
def test_the_headings_are_those_of_the_page(printed: Printed) -> None:
    """The publication's other form for reading has the same, without the parts' titles."""
    (page,) = Layout.of(printed.project).files(printed.project, ["html"])
    root = html.parse(str(page)).getroot()
    for origins in root.xpath("//*[@class='origins']"):  # which only pages have
        origins.drop_tree()
    shown = [(int(h.tag[1]), bare(str(h.text_content()))) for h in root.iter("h1", "h2", "h3", "h4")]
    below = 1 if printed.project.article else 0
    parts = {bare(chapter.part) for chapter in printed.project.chapters if chapter.part} | {"Appendices"}
    found = [(level + below, text) for level, text, _ in headings(printed) if text not in parts]
    assert len(found) > 5
    assert found == shown[1:]


@pytest.mark.parametrize("name", [name for name in NAMES if not load_project(ROOT, name.split()[0]).article])
def test_the_contents_name_every_heading_and_its_page(printed: Printed) -> None:
    """As deep as the profile says."""
    depth = printed.project.formats["typst"].get("toc-depth", 3)
    listed = [bare(entry.text) for entry in printed.root.find("TOCI")]
    inner = [f"{text}{pages[0]}" for level, text, pages in headings(printed) if level <= depth]
    assert listed == inner


@ALL
def test_figures_have_the_alternative_text_of_their_cell(printed: Printed) -> None:
    """Word for word; no formula is without one either."""
    expected = []
    for cell in cells(printed, "fig"):
        options = re.findall(r"^#\| ?(.*)$", "".join(cell["source"]), re.MULTILINE)
        expected.append(yaml.safe_load("\n".join(options))["fig-alt"])
    assert expected
    assert [bare(one.alt) for one in printed.root.find("Figure")] == [bare(alt) for alt in expected]
    assert all(one.alt for one in printed.root.find("Formula"))


def written_heads(printed: Printed) -> list[list[str]]:
    """Return the first rows of the tables that stand in the chapters' own text."""
    texts = (
        (printed.project.root / chapter.path).read_text(encoding="utf-8")
        for chapter in printed.project.chapters
    )
    rows = (row for text in texts for row in re.findall(r"^\|(.+)\|\n\|[-:|]+\|$", text, re.MULTILINE))
    return [[bare(cell) for cell in row.split("|")] for row in rows]


@ALL
def test_tables_have_the_cells_of_their_notebooks(printed: Printed) -> None:
    """Every table of theirs, row by row, cell by cell."""
    expected = [source_table(cell) for cell in cells(printed, "tbl")]
    assert len(expected) > 4
    found = [
        [[bare(cell.text) for cell in row] for row in pdf_rows(table)] for table in printed.root.find("Table")
    ]
    assert [table for table in found if table[0] not in written_heads(printed)] == expected


@ALL
def test_tables_have_headers_and_whole_rows(printed: Printed) -> None:
    """Heads of columns and of groups are header cells with a scope; all rows have the same width."""
    for table in printed.root.find("Table"):
        rows = pdf_rows(table)
        assert {cell.role for cell in rows[0]} == {"TH"}
        assert {cell.attributes["Scope"] for cell in table.find("TH")} == {"Column"}
        for row in rows:  # a row is headings, or none is
            assert len({cell.role for cell in row}) == 1
        taken = [0] * len(rows)
        for number, row in enumerate(rows):
            for cell in row:
                for below in range(int(cell.attributes.get("RowSpan", 1))):
                    taken[number + below] += int(cell.attributes.get("ColSpan", 1))
        assert len(set(taken)) == 1, next(table.find("Caption")).text


@ALL
def test_a_table_on_several_pages_repeats_its_header(printed: Printed) -> None:
    """As an artifact: a screen reader hears it once."""
    several = [table for table in printed.root.find("Table") if len(pages_of_rows(table)) > 1]
    for table in several:
        rows = [list(row.find("TH")) for row in next(table.find("THead")).find("TR")]
        columns = [bare(cell.text) for row in rows if len(row) > 1 for cell in row]
        for page in pages_of_rows(table)[1:]:
            repeated = bare(printed.tagged.artifacts[page - 1])
            assert [column for column in columns if column not in repeated] == [], page
    if printed.project.whole or printed.path.name == "booklet.pdf":
        assert len(several) > 2


def pages_of_rows(table: Element) -> list[int]:
    """Return the pages on which a table has rows."""
    return sorted({page for row in table.find("TR") for page in row.pages})


@ALL
def test_links_lead_somewhere_and_say_where(printed: Printed) -> None:
    """Each has a place in the document or an address, a description, and stands in the structure."""
    with pikepdf.open(printed.path) as pdf:
        named = set()
        if "/Names" in pdf.Root and "/Dests" in pdf.Root.Names:
            named = {str(name) for name, _ in pikepdf.NameTree(pdf.Root.Names.Dests).items()}
        pages = {page.objgen for page in pdf.pages}
        links = [one for page in pdf.pages for one in page.get("/Annots", []) if one.Subtype == "/Link"]
        assert links
        for link in links:
            assert str(link.get("/Contents", ""))
            assert "/StructParent" in link
            if "/A" in link:
                assert re.match(r"https?://\S+$", str(link.A.URI))
            elif isinstance(link.Dest, pikepdf.Array):
                assert link.Dest[0].objgen in pages
            else:
                assert str(link.Dest) in named
        addresses = {str(link.A.URI) for link in links if "/A" in link}
    inside = {bare(one.text) for one in printed.root.find("Link")}
    assert inside
    assert all(re.match(r"https?://", address) for address in addresses)


@ALL
def test_tables_and_figures_keep_within_the_margins(printed: Printed) -> None:
    """Their rules and fills, too."""
    margin = MARGINS.get(printed.path.stem if printed.path.name != "booklet.pdf" else BOOKLET, 76.5)
    with pikepdf.open(printed.path) as pdf:
        width, height = (float(side) for side in pdf.pages[0].MediaBox[2:])
    boxes = [
        [float(side) for side in one.attributes["BBox"]]
        for one in printed.root.find("Table", "Figure")
        if "BBox" in one.attributes  # one on several pages has none
    ]
    assert boxes
    for left, low, right, high in boxes:
        assert margin - 1 <= left < right <= width - margin + 1
        assert margin - 1 <= low < high <= height - margin


@ALL
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed")
def test_no_word_stands_outside_the_margins(printed: Printed) -> None:
    """On any page; above and below the text are the running head and the page's number only."""
    margin = MARGINS.get(BOOKLET, 0.0) if printed.path.name == "booklet.pdf" else 76.5
    command = ["pdftotext", "-bbox", str(printed.path), "-"]
    root = html.fromstring(subprocess.run(command, capture_output=True, check=True).stdout)
    pages = list(root.iter("page"))
    assert len(pages) > 5
    for number, page in enumerate(pages, 1):
        width, height = float(page.get("width")), float(page.get("height"))
        for word in page.iter("word"):
            left, top, right, low = (float(word.get(side)) for side in ("xmin", "ymin", "xmax", "ymax"))
            where = (number, word.text)
            assert margin - 1 <= left < right <= width - margin + HANGING, where
            assert top > 20, where
            if low > height - margin + 4:
                assert word.text == str(number), where
