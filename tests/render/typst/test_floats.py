"""Where figures and tables of a chapter come to stand."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from reproreport.render.book import Book
from reproreport.render.typst.document import typst_document
from reproreport.render.typst.write import write_pdf

Read = Callable[..., Book]

SHORT = "| a |\n|---|\n| %s |\n\n: %s {#tbl-%s}\n"
LONG = "| No | b |\n|---|---|\n%s\n\n: %s {#tbl-%s}\n"
FIGURE = '![Drawn](a.svg){#fig-a fig-alt="A box"}\n'
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100"><rect width="9" height="9"/></svg>'
ROWS = "\n".join(f"| row {n} | x |" for n in range(60))
LINES = "\n".join(f"| row {n} | {'several words make a line ' * 12}|" for n in range(12))


def short(name: str) -> str:
    """Return a small table."""
    return SHORT % (name, name.title(), name)


def long(name: str, rows: str = ROWS) -> str:
    """Return a table that covers more than half a page."""
    return LONG % (rows, name.title(), name)


def places(read: Read, text: str) -> list[str]:
    """Return the place of each figure and table in a chapter."""
    source = typst_document(read({"a.qmd": f"# A\n\n{text}", "a.svg": SVG})).source
    return re.findall(r"float-box\(.*?placement: (\w+)", source)


def test_short_ones_float_and_long_ones_break(read: Read) -> None:
    """By their height, not by their rows: sixty short ones, or a dozen with much text."""
    assert places(read, f"{short('a')}\n{FIGURE}") == ["auto", "auto"]
    assert places(read, long("a")) == ["none"]
    assert places(read, long("a", LINES)) == ["none"]
    assert places(read, long("a", "\n".join(f"| row {n} | x |" for n in range(15)))) == ["auto"]


def test_beside_a_long_table_no_other_floats(read: Read) -> None:
    """At the head or foot of a page one would be on its wrong side; figures have numbers of their own."""
    text = f"{short('a')}\n{FIGURE}\n{long('b')}\n{short('c')}"
    assert places(read, text) == ["none", "auto", "none", "none"]
    source = typst_document(read({"a.qmd": f"# A\n\n{text}", "a.svg": SVG})).source
    assert source.count("whole: true") == 2


def test_a_table_of_an_article_does_not_stand_below_its_references(article: Book) -> None:
    """The references follow on the same page."""
    assert "placement: top" in typst_document(article).source
    assert "placement: auto" not in re.sub(r'float-box\("fig.*', "", typst_document(article).source)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed")
def test_tables_stand_in_their_order(read: Read, tmp_path: Path) -> None:
    """Also on a chapter's first page, whose top is its title's, and where a long table ends."""
    text = f"{short('a')}\nText.\n\n{long('b')}\nText.\n\n{short('c')}\nText.\n\n{short('d')}\nText.\n"
    write_pdf(read({"a.qmd": f"# A\n\n{text}"}), tmp_path / "a.pdf")
    command = ["pdftotext", "-layout", str(tmp_path / "a.pdf"), "-"]
    words = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.findall(r"Table 1\.\d: \w|row 59", words)
    assert found == ["Table 1.1: A", "Table 1.2: B", "row 59", "Table 1.3: C", "Table 1.4: D"]
