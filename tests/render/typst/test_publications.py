"""Articles and thesis summaries as PDF."""

from __future__ import annotations

import dataclasses
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from reproreport.render.book import Book
from reproreport.render.typst.document import typst_document
from reproreport.render.typst.write import write_pdf

needs_pdftotext = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not installed"
)


@pytest.fixture(scope="module")
def pdfs(article: Book, thesis: Book, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the article, the thesis, and the thesis as a booklet."""
    folder = tmp_path_factory.mktemp("pdf")
    small = dataclasses.replace(thesis.project, formats={"typst": {"papersize": "a5"}})
    books = {"article": article, "thesis": thesis, "a5": dataclasses.replace(thesis, project=small)}
    for name, book in books.items():
        write_pdf(book, folder / f"{name}.pdf")
    return {name: folder / f"{name}.pdf" for name in books}


def page(path: Path, number: int = 1) -> str:
    """Return the text of a page, spaces made even."""
    command = ["pdftotext", "-layout", "-f", str(number), "-l", str(number), str(path), "-"]
    return " ".join(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def roles(element: Any) -> Iterator[str]:
    """Yield the roles of a structure tree in reading order."""
    if isinstance(element, pikepdf.Array):
        for child in element:
            yield from roles(child)
    elif isinstance(element, pikepdf.Dictionary):
        if "/S" in element:
            yield str(element.S)
        if "/K" in element:
            yield from roles(element.K)


@pytest.mark.parametrize("name", ["article", "thesis", "a5"])
def test_each_is_tagged_titled_and_in_its_language(pdfs: dict[str, Path], name: str) -> None:
    """PDF/UA-1, with the publication's own title; the only date is none of the clock's."""
    with pikepdf.open(pdfs[name]) as pdf:
        assert str(pdf.Root.Lang) == "en"
        with pdf.open_metadata() as metadata:
            title = "Counting cups" if name == "article" else "Văn hoá chính trị"
            assert metadata["dc:title"] == title
            assert metadata["pdfuaid:part"] == "1"


def test_headings_of_an_article_begin_at_the_first_level(pdfs: dict[str, Path]) -> None:
    """Method, Deeper, References: no level is left out."""
    with pikepdf.open(pdfs["article"]) as pdf:
        found = [role for role in roles(pdf.Root.StructTreeRoot.K) if re.fullmatch(r"/H\d", role)]
    assert found == ["/H1", "/H2", "/H1"]


@needs_pdftotext
def test_an_article_begins_with_its_head(pdfs: dict[str, Path]) -> None:
    """On the page of its text: title, subtitle, authors, abstract, keywords; no contents."""
    words = page(pdfs["article"])
    order = ["Counting cups", "A reproduction", "The maintainers", "Abstract", "What this says", "Keywords"]
    places = [words.index(part) for part in [*order, "A note", "1 Method"]]
    assert places == sorted(places)
    assert "Contents" not in words


@needs_pdftotext
@pytest.mark.parametrize("name", ["thesis", "a5"])
def test_a_thesis_has_a_title_page(pdfs: dict[str, Path], name: str) -> None:
    """One page, whatever its size: institutions, author, title, kind, people, place, note."""
    words = page(pdfs[name])
    order = ["Ministry", "Academy", "Nguyễn Thị Hồng Hạnh", "Văn hoá chính trị", "Summary of a thesis"]
    order += ["Supervisors", "Reviewer 1", "Hà Nội, 2025", "Not the original."]
    places = [words.index(part) for part in order]
    assert places == sorted(places)
    assert "Trần B" in words
    assert "Lê C" in words
    assert page(pdfs[name], 2).startswith("Contents")


@pytest.mark.parametrize(("name", "width", "height"), [("thesis", 210, 297), ("a5", 148, 210)])
def test_the_paper_is_the_profiles(pdfs: dict[str, Path], name: str, width: int, height: int) -> None:
    """A4 or A5, in millimetres (ISO 216)."""
    with pikepdf.open(pdfs[name]) as pdf:
        box = [float(value) for value in pdf.pages[0].MediaBox]
    assert [round(length / 72 * 25.4) for length in box[2:]] == [width, height]


def test_no_table_floats_into_the_references(article: Book) -> None:
    """All that floats is set before their heading."""
    source = typst_document(article).source
    assert source.index("#float-box") < source.index("#place.flush()") < source.index("= References")


def test_contents_as_the_profile_asks(article: Book) -> None:
    """An article has none of its own accord; the depth is the profile's."""
    assert "toc-depth: 0," in typst_document(article).source
    asked = dataclasses.replace(article.project, formats={"typst": {"toc": True, "toc-depth": 2}})
    assert "toc-depth: 2," in typst_document(dataclasses.replace(article, project=asked)).source
