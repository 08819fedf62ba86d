"""Tables that are wider than a page: set smaller, with long words broken, on a turned page, or refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import awkward
import ooxml
from pdf_boxes import faults, needs_pdftotext, pages
from reproreport.errors import ContentError, RenderError
from reproreport.render.book import read_book
from reproreport.render.docx.write import write_docx
from reproreport.render.typst.document import typst_document
from reproreport.render.typst.write import write_pdf
from small_book import notebook, write_book

FOURTEEN = awkward.pipe([f"Col {n}" for n in range(14)], awkward.numbers(14), "Fourteen numbers {#tbl-wide}")
MANY = awkward.pipe([f"Column {n}" for n in range(60)], [["1,234,567"] * 60], "Too many {#tbl-many}")


def printed(root: Path, text: str) -> bytes:
    """Return the PDF of a chapter."""
    write_pdf(read_book(write_book(root, {"a.qmd": f"# A\n\n{text}"}), {}), root / "out.pdf")
    return (root / "out.pdf").read_bytes()


def source(root: Path, text: str) -> str:
    """Return the Typst source of a chapter."""
    return typst_document(read_book(write_book(root, {"a.qmd": f"# A\n\n{text}"}), {})).source


def refused(root: Path, files: dict[str, str]) -> list[str]:
    """Return the messages with which a PDF is refused."""
    with pytest.raises(RenderError) as caught:
        write_pdf(read_book(write_book(root, files), {}), root / "out.pdf")
    return [f"{problem.where}: {problem.what} | {problem.fix}" for problem in caught.value.problems]


@needs_pdftotext
def test_fourteen_columns_of_numbers_are_all_there(tmp_path: Path) -> None:
    """On a page that is turned, with the last number of the last row; the text goes on upright."""
    found = pages(printed(tmp_path, f"Before.\n\n{FOURTEEN}After.\n"))
    (turned,) = [page for page in found if page.width > page.height]
    words = [word.text for word in turned.words]
    assert "2,160,485" in words
    assert max(word.right for word in turned.words) < turned.width - turned.margin + 1
    assert "After." in [word.text for page in found if page.width < page.height for word in page.words]
    assert faults((tmp_path / "out.pdf").read_bytes()) == []


def test_a_table_is_set_smaller_first(tmp_path: Path) -> None:
    """Down to 7 points it stays upright."""
    eleven = awkward.pipe([f"{n}" for n in range(11)], awkward.numbers(11), "Eleven {#tbl-eleven}")
    text = source(tmp_path, eleven)
    (size,) = re.findall(r"data-table\(size: ([\d.]+)pt", text)
    assert 7 <= float(size) < 9
    assert "turned" not in text


@needs_pdftotext
def test_long_names_are_broken(tmp_path: Path) -> None:
    """In the columns of a table, where a reader would break them: nothing is lost, and nothing turned."""
    row = [awkward.HASH, awkward.MAIL, awkward.FILE, "1,234"]
    table = awkward.pipe(["Hash", "E-mail", "File", "Count"], [row], "Names {#tbl-names}")
    found = pages(printed(tmp_path, table))
    assert all(page.width < page.height for page in found)
    text = "".join(word.text for page in found for word in page.words)
    # The lines of the cells stand side by side.
    for piece in (
        awkward.HASH[:12],
        "person@",
        "department.of.a.",
        "data/hanoi/",
        "survey-2025.csv",
        "1,234",
    ):
        assert piece in text, piece


def test_word_has_a_turned_page_too(tmp_path: Path) -> None:
    """A section of its own, with the page's number; what stands before and after it is upright."""
    book = read_book(write_book(tmp_path, {"a.qmd": f"# A\n\nBefore.\n\n{FOURTEEN}After.\n"}), {})
    write_docx(book, tmp_path / "out.docx")
    written = (tmp_path / "out.docx").read_bytes()
    assert list(ooxml.faults(written)) == []
    body = ooxml.xml(ooxml.parts(written)["word/document.xml"])
    sections = body.findall(".//w:sectPr", ooxml.NAMES)
    sizes = [section.find("w:pgSz", ooxml.NAMES) for section in sections]
    upright, turned = ("11906", "16838", "None"), ("16838", "11906", "landscape")
    found = [tuple(ooxml.attribute(size, name) for name in ("w", "h", "orient")) for size in sizes]
    assert found == [upright, turned, upright]
    assert all(section.find("w:footerReference", ooxml.NAMES) is not None for section in sections)
    # The cover is the first page, and no other is one.
    covers = [section.find("w:titlePg", ooxml.NAMES) is not None for section in sections]
    assert covers == [True, False, False]
    widths = [int(ooxml.attribute(column, "w") or 0) for column in body.findall(".//w:gridCol", ooxml.NAMES)]
    assert 0.9 < sum(widths) / (16838 - 2 * 1418) <= 1.001


def test_word_refuses_what_fits_in_no_way(tmp_path: Path) -> None:
    """As print does."""
    book = read_book(write_book(tmp_path, {"a.qmd": f"# A\n\n{MANY}"}), {})
    with pytest.raises(RenderError, match=r"a\.qmd:7: this table is too wide for the page"):
        write_docx(book, tmp_path / "out.docx")


def test_a_number_is_never_broken(tmp_path: Path) -> None:
    """Half a number is another number."""
    text = source(tmp_path, FOURTEEN)
    assert "1,012,345" in text
    assert "anywhere" not in text.replace("#let anywhere", "")


def test_what_fits_in_no_way_is_refused_by_its_label_and_column(tmp_path: Path) -> None:
    """A table of markdown by its line, one of a notebook by its cell."""
    heads = [*(f"Column {n}" for n in range(59)), "Population"]
    cell = (
        '#| label: tbl-cell\n#| tbl-cap: "A"',
        "text/html",
        awkward.html(heads, [["1,234,567,890,123"] * 60]),
    )
    text = f"# A\n\n{MANY}{{{{< embed /n.ipynb#tbl-cell >}}}}\n"
    first, second = refused(tmp_path, {"a.qmd": text, "n.ipynb": notebook(cell)})
    assert first.startswith("a.qmd:7: this table is too wide for the page: its 60 columns need ")
    assert "the widest is column 1, 'Column 0' | show fewer columns" in first
    assert second.startswith("a.qmd:9: this table is too wide")


def test_a_table_inside_something_else_is_refused_with_the_way_out(tmp_path: Path) -> None:
    """It cannot have a page of its own."""
    indented = FOURTEEN.split("\n\n: ")[0].replace("\n", "\n    ")
    (message,) = refused(tmp_path, {"a.qmd": f"# A\n\n- In a list:\n\n    {indented}\n"})
    assert message.startswith("a.qmd:5: this table is too wide")
    assert message.endswith("| take it out of what it stands in: on a page of its own it has more room")


@pytest.mark.parametrize(
    ("formula", "what"),
    [
        (" + ".join(f"x_{{{n}}}" for n in range(40)), "is too wide for the page"),
        (f"\\begin{{aligned}}{awkward.LINES * 4}\\end{{aligned}}", "is too high for the page"),
    ],
)
def test_a_formula_that_is_too_large_is_refused_with_its_line(
    tmp_path: Path, formula: str, what: str
) -> None:
    """It is set smaller first, but not too small to read."""
    (message,) = refused(tmp_path, {"a.qmd": f"# A\n\nText.\n\n$$\n{formula}\n$$ {{#eq-a}}\n"})
    assert message.startswith("a.qmd:6: the formula '")
    assert what in message


def test_a_formula_that_nobody_understands_is_refused(tmp_path: Path) -> None:
    """Pages would show its TeX."""
    files = {"a.qmd": "# A\n\nText $x^2$ and $\\foo{x}$.\n\n$$ \\frac{a}{ $$ {#eq-a}\n"}
    with pytest.raises(ContentError) as caught:
        read_book(write_book(tmp_path, files), {})
    assert [(problem.where, problem.what.split("'")[1]) for problem in caught.value.problems] == [
        ("a.qmd:3", "\\foo{x}"),
        ("a.qmd:5", "\\frac{a}{"),
    ]
