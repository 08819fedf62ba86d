"""Where a piece of text was written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

import pytest

from reproreport.render.book import Book

Read = Callable[..., Book]
A = PurePosixPath("a.qmd")
FILES = {
    "a.qmd": "---\ntitle: Of cups\n---\n\nSome cups {{< var n >}}.\n\n{{< include _b.md >}}\n\n@one\n",
    "_b.md": "A saucer.\n",
    "b.qmd": "# Tea\n\nSome cups and pots.\n",
    "references.bib": "@book{one,\n  title = {A kettle},\n  author = {Caf{\\'e}}\n}\n",
}


@pytest.fixture
def book(read: Read) -> Book:
    """Return a book of some texts."""
    return read(FILES, {"n": "twelve"})


@pytest.mark.parametrize(
    ("text", "chapter", "places"),
    [
        ("cups", A, ["a.qmd:2", "a.qmd:5"]),
        ("cups", None, ["a.qmd:2", "a.qmd:5", "b.qmd:3"]),
        ("twelve", A, ["a.qmd:5"]),
        ("saucer", A, ["_b.md:1"]),
        ("kettle", A, ["references.bib:2"]),
        ("Café", A, ["references.bib:1"]),
        ("Văn hoá", A, ["_quarto.yml:5"]),
        ("nowhere", A, []),
    ],
)
def test_every_place_of_a_text(
    book: Book, text: str, chapter: PurePosixPath | None, places: list[str]
) -> None:
    """A chapter's own first; then the configuration, the bibliography, other chapters."""
    assert book.places.of(text, chapter) == places


def test_the_line_with_most_of_the_words(book: Book) -> None:
    """Of a chapter, or of all; the chapter itself where none has any."""
    assert book.places.nearest("Some pots", A) == "a.qmd:5"
    assert book.places.nearest("Some pots") == "b.qmd:3"
    assert book.places.nearest("nothing", A) == "a.qmd"
