"""The links of the site: its contents, the headings of a page, the pages before and after."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from analysis.render.ast import plain_text
from analysis.render.book import Book, Page
from analysis.render.html_nodes import between

HOME = PurePosixPath("index.html")


@dataclass(frozen=True)
class PageLink:
    """A page in the contents; *part* is the title of the part that it opens, if it opens one."""

    title: str
    number: str
    path: PurePosixPath
    part: str
    inside: bool


@dataclass(frozen=True)
class Turn:
    """The page before or after another one, with its address from there."""

    title: str
    number: str
    address: str


@dataclass(frozen=True)
class Heading:
    """A heading in a page's own list of contents."""

    title: str
    number: str
    identifier: str
    level: int


def contents(book: Book) -> list[PageLink]:
    """Return the pages in reading order, with the parts that they open."""
    links: list[PageLink] = []
    part: str | None = None
    for page in book.pages:
        chapter = page.chapter
        new = chapter.part or ("Appendices" if chapter.appendix else None)
        opens = new if new and new != part else ""
        title = plain_text(list(page.title))
        links.append(PageLink(title, page.number, page.output, opens, new is not None))
        part = new
    return links


def turn(links: list[PageLink], index: int, page: Page) -> Turn | None:
    """Return the link to a page by its place in the contents, None beyond either end."""
    if not 0 <= index < len(links):
        return None
    link = links[index]
    return Turn(link.title, link.number, between(page.output, link.path))


def headings(page: Page, depth: int = 3) -> list[Heading]:
    """Return the page's headings down to a level."""
    return [
        Heading(plain_text(list(entry.title)), entry.number, entry.identifier, entry.level)
        for entry in page.toc
        if entry.level <= depth
    ]


class Contents:
    """The contents as HTML, drawn once for each depth of folder: a book may have many pages."""

    def __init__(self, template: Any, links: list[PageLink], book_title: str) -> None:
        self._template = template
        self._links = links
        self._title = book_title
        self._drawn: dict[tuple[str, ...], str] = {}

    def html(self, page: Page) -> str:
        """Return the contents with this page marked as the one that is open."""
        # Pages whose folders are siblings see every other page at the same address but their own.
        depth = len(page.output.parts) - 1
        key = ("*",) * depth
        base = PurePosixPath(*key, "index.html")
        if key not in self._drawn:
            self._drawn[key] = self._template.render(
                book=self._title,
                root=between(base, HOME),
                links=[(link, between(base, link.path)) for link in self._links],
            )
        address = f'href="{between(base, page.output)}"'
        head, mark, tail = self._drawn[key].rpartition(address)
        return f'{head}{mark} aria-current="page"{tail}' if mark else self._drawn[key]
