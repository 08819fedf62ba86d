"""The parts of a book: where each begins, and what the contents call its chapters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reproreport.render.ast import plain_text
from reproreport.render.book import Book, Page


@dataclass(frozen=True)
class Opening:
    """What stands before a page in the contents: the *parts* that begin there, each with its depth.

    A page may itself head a part. *depth* is the page's own, *name* what the contents call it.
    """

    page: Page
    parts: tuple[tuple[str, int], ...]
    depth: int
    name: str


def openings(book: Book) -> Iterator[Opening]:
    """Yield every page of a book with the parts that begin before it; the appendices are one."""
    among_appendices = False
    for page in book.pages:
        chapter = page.chapter
        parts = [(book.names[part.title], part.depth) for part in chapter.opens]
        if chapter.appendix and not among_appendices:
            parts.insert(0, (book.project.words["section-title-appendices"], 0))
        among_appendices = chapter.appendix
        name = book.names[chapter.text] if chapter.text else plain_text(list(page.title))
        yield Opening(page, tuple(parts), chapter.depth + chapter.appendix, name)
