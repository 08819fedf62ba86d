"""The links of the site: its contents, the headings of a page, the pages before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from reproreport.render.book import Book, Page
from reproreport.render.html.nodes import between
from reproreport.render.outline import Shown, openings, shown
from reproreport.render.pandoc.nodes import plain_text

HOME = PurePosixPath("index.html")

LONG, AROUND = 100, 25
"""Pages from which on the contents of a page show only so many before it and after it."""

MARK = "\x00"
"""What the template puts between two entries."""


@dataclass(frozen=True)
class PageLink:
    """A page in the contents; *parts* are the titles of the parts that begin before it.

    It may be *inside* a part, or be the page of one (*heads*).
    """

    title: str
    number: str
    path: PurePosixPath
    parts: tuple[str, ...]
    inside: bool
    heads: bool


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
    numbers = shown(book.project, "html")
    return [
        PageLink(
            opening.name,
            _number(page, numbers),
            page.output,
            tuple(title for title, _ in opening.parts),
            opening.depth > 0,
            page.chapter.heads_part,
        )
        for opening in openings(book)
        for page in (opening.page,)
    ]


def _number(page: Page, numbers: Shown) -> str:
    """Return a page's number; that of an appendix is part of its name, as by Quarto."""
    return page.number if page.chapter.appendix else numbers.number(page.number)


def turn(links: list[PageLink], index: int, page: Page) -> Turn | None:
    """Return the link to a page by its place in the contents, None beyond either end."""
    if not 0 <= index < len(links):
        return None
    link = links[index]
    return Turn(link.title, link.number, between(page.output, link.path))


def headings(page: Page, book: Book) -> list[Heading]:
    """Return the page's headings down to the level that its publication asks for.

    On the first page of a book, whose title is the book's, its own heading is one of them.
    """
    project = book.project
    if project.option("html", "toc", True) is False:
        return []
    numbers = shown(project, "html")
    # The sections of an article are its highest level, and stand as the second.
    depth = int(project.option("html", "toc-depth", 2 if project.article else 3)) + project.article
    found = [
        Heading(
            plain_text(list(entry.title)),
            numbers.number(entry.number, entry.level),
            entry.identifier,
            entry.level,
        )
        for entry in page.toc
        if entry.level <= depth
    ]
    if page.output == HOME and page.identifier:
        title = plain_text(list(page.title))
        found.insert(0, Heading(title, numbers.number(page.number), page.identifier, 1))
    return found


class Contents:
    """The contents as HTML, for every page.

    Pages whose folders are siblings see every other page at the same address but their own, so the
    entries are drawn once for each depth of folder. In a long book a page shows the chapters around it:
    if it showed all of them, the site would grow with the square of their number.
    """

    def __init__(
        self, template: Any, links: list[PageLink], book_title: str, words: Mapping[str, str]
    ) -> None:
        self._template = template
        self._links = links
        self._places = {link.path: place for place, link in enumerate(links)}
        self._title = book_title
        self._words = words
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
                **self._words,
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
