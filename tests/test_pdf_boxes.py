"""Nothing is set where it cannot be read: the boxes of the words in every PDF.

The PDFs that other tests write are read, too (``conftest.py``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import awkward
from pdf_boxes import faults, needs_pdftotext, pages
from real_report import Built
from reproreport.render.book import read_book
from reproreport.render.typst.typesetter import typeset
from reproreport.render.typst.write import write_pdf
from small_book import write_book

PAGE = '#set document(title: "x")\n#set page(paper: "a4", margin: 76.5pt)\n'


def typed(code: str, folder: Path) -> bytes:
    """Return what Typst makes of some code."""
    folder.mkdir(exist_ok=True)
    (folder / "main.typ").write_text(PAGE + code, encoding="utf-8")
    return typeset(folder)[0]


@needs_pdftotext
@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("Words in a line, and in\n\nanother.", ""),
        (f"A {'long' * 60}", "beyond the edge"),
        ("#move(dx: -9pt)[Left]", "beyond the edge"),
        ("#place(bottom, dy: 20pt)[Deep]", "above or below"),
        ("#place(top, dy: -75pt)[High]", "above or below"),
        ("One#place(dx: 5pt, dy: -8pt)[other]", "stand on one another"),
        ('#math.equation(alt: "x", block: true, $x_1^2 + a / b$) H#sub[2]O, 10#super[2]', ""),
    ],
)
def test_the_reader_sees_what_cannot_be_read(tmp_path: Path, code: str, fault: str) -> None:
    """And nothing where all can be: raised and lowered letters and formulas are no words on others."""
    found = faults(typed(code, tmp_path))
    assert bool(found) == bool(fault), found
    assert all(fault in line for line in found)


@needs_pdftotext
def test_every_word_of_the_report_can_be_read(whole: Built) -> None:
    """In the PDF of each of its publications."""
    build = whole.root / "build"
    files = sorted([*build.glob("pdf/*.pdf"), *build.glob("publications/*/pdf/*.pdf")])
    assert len(files) == 4
    for file in files:
        read = file.read_bytes()
        assert sum(len(page.words) for page in pages(read)) > 1000
        assert faults(read) == [], file.name


@needs_pdftotext
@pytest.mark.parametrize("paper", ["a4", "a5"])
def test_every_word_of_awkward_chapters_can_be_read(tmp_path: Path, paper: str) -> None:
    """Long names, wide tables, large pictures and formulas; on small paper without the two largest."""
    texts = dict(awkward.FILES)
    if paper == "a5":
        texts["prose/index.qmd"] = awkward.PROSE.replace(awkward.SUM, awkward.SUM[:55])
        texts["tables/index.qmd"] = awkward.TABLES.replace("{{< embed /build/tables.ipynb#tbl-twenty >}}", "")
    settings: dict[str, Any] = {"format": {"typst": {"papersize": paper}}}
    write_pdf(read_book(write_book(tmp_path / "book", texts, **settings), {}), tmp_path / "out.pdf")
    written = (tmp_path / "out.pdf").read_bytes()
    assert faults(written) == []
    found = pages(written)
    assert [page for page in found if page.width > page.height]
    text = "".join(word.text for page in found for word in page.words)
    for name in (awkward.NAME, awkward.MAIL, awkward.FILE, "2,160,485", "row1.69"):
        assert name in text, name
