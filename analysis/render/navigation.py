"""The links of the site: its contents, the headings of a page, the pages before and after."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from analysis.render.ast import plain_text
from analysis.render.book import Book, Page
from analysis.render.html_nodes import between

HOME = PurePosixPath("index.html")

LONG, AROUND = 100, 25
"""Pages from which on the contents of a page show only so many before it and after it."""

MARK = "\x00"
"""What the template puts between two entries."""


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
    """Return the page's headings down to a level.

    On the first page of a book, whose title is the book's, its own heading is one of them.
    """
    found = [
        Heading(plain_text(list(entry.title)), entry.number, entry.identifier, entry.level)
        for entry in page.toc
        if entry.level <= depth
    ]
    if page.output == HOME and page.identifier:
        found.insert(0, Heading(plain_text(list(page.title)), page.number, page.identifier, 1))
    return found


class Contents:
    """The contents as HTML, for every page.

    Pages whose folders are siblings see every other page at the same address but their own, so the
    entries are drawn once for each depth of folder. In a long book a page shows the chapters around it:
    if it showed all of them, the site would grow with the square of their number.
    """

    def __init__(self, template: Any, links: list[PageLink], book_title: str) -> None:
        self._template = template
        self._links = links
        self._places = {link.path: place for place, link in enumerate(links)}
        self._title = book_title
        self._drawn: dict[int, list[str]] = {}

    def html(self, page: Page) -> str:
        """Return the contents with this page marked as the one that is open."""
        depth = len(page.output.parts) - 1
        base = PurePosixPath(*("*",) * depth, "index.html")
        if depth not in self._drawn:
            drawn = self._template.render(
                book=self._title,
                root=between(base, HOME),
                links=[(link, between(base, link.path)) for link in self._links],
                mark=MARK,
            )
            self._drawn[depth] = drawn.split(MARK)
        head, *entries, tail = self._drawn[depth]
        place = self._places[page.output]
        address = f'href="{between(base, page.output)}"'
        before, mark, after = entries[place].rpartition(address)
        entries = [*entries]
        entries[place] = f'{before}{mark} aria-current="page"{after}'
        return head + "".join(self._shown(entries, place, between(base, HOME))) + tail

    def _shown(self, entries: list[str], place: int, home: str) -> list[str]:
        """Return the entries of a short book, or those around a page of a long one."""
        if len(entries) <= LONG or self._links[place].path == HOME:
            return entries
        start, end = max(0, place - AROUND), min(len(entries), place + AROUND + 1)
        more = f'<li class="more"><a href="{home}#_contents">…</a></li>\n'
        before = [] if start == 0 else [more]
        return [*before, *entries[start:end], *([] if end == len(entries) else [more])]
