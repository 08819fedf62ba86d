"""What writers of whole documents ask of a book: its parts, the numbers and names of its places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from reproreport.project import Project
from reproreport.render.book import Book, Page
from reproreport.render.pandoc.nodes import Handler, Node, plain_text, rewrite

DEEPEST = 6


@dataclass(frozen=True)
class Shown:
    """The headings that show their number: those down to level *depth*; a chapter's title is of level 1."""

    depth: int = DEEPEST

    def number(self, number: str, level: int = 1) -> str:
        """Return the number that a heading of a level shows, or an empty string."""
        return number if level <= self.depth else ""

    def without(self, blocks: list[Node]) -> list[Node]:
        """Return blocks whose headings have only the numbers that they show."""
        if self.depth >= DEEPEST:
            return blocks

        def header(node: Node) -> list[Node] | None:
            level, (identifier, classes, pairs), content = node["c"]
            if level <= self.depth:
                return None
            kept = [pair for pair in pairs if pair[0] != "number"]
            return [{"t": "Header", "c": [level, [identifier, classes, kept], content]}]

        return rewrite(blocks, {"Header": header})


def shown(project: Project, kind: str) -> Shown:
    """Return what a format (by Quarto's name) shows of a publication, whose headings stand as written.

    An article's title has no number, and its sections are what ``number-depth`` counts from.
    """
    if project.option(kind, "number-sections", True) is False:
        return Shown(0)
    depth = int(project.option(kind, "number-depth", DEEPEST))
    return Shown(depth + 1 if project.article else depth)


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


ATTRIBUTES = {
    **dict.fromkeys(("Div", "Span", "Code", "CodeBlock", "Link", "Image", "Table"), 0),
    "Header": 1,
}
"""Where the attributes stand in a node's content."""


@dataclass
class Names:
    """The names of every place: ``chapter--section``; in an article, the section's own."""

    pages: Iterable[Page]
    _prefixes: dict[str, str] = field(default_factory=dict)
    _tops: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Give each chapter a prefix, unless it is the only one."""
        pages = list(self.pages)
        taken: set[str] = set()
        for page in pages:
            path = str(page.chapter.path)
            name = page.chapter.name
            if name in taken:
                name = str(page.chapter.path.with_suffix("")).replace("/", "-")
            taken.add(name)
            self._prefixes[path] = "" if len(pages) == 1 else name
            self._tops[path] = name
            if page.identifier:
                self._tops[f"{path}#{page.identifier}"] = name

    def prefix(self, page: Page) -> str:
        """Return what stands before the names of a chapter's places; empty for an article."""
        return self._prefixes[str(page.chapter.path)]

    def top(self, page: Page) -> str:
        """Return the name of a chapter's beginning."""
        return self._tops[str(page.chapter.path)]

    def name(self, path: str, identifier: str) -> str:
        """Return the name of a place in the chapter at *path*."""
        top = self._tops.get(f"{path}#{identifier}")
        prefix = self._prefixes[path]
        return top or (f"{prefix}--{identifier}" if prefix else identifier)

    def address(self, target: str) -> str:
        """Return where a link leads (see ``links.py`` for its form), ``#name`` inside the document."""
        path, mark, identifier = target.removeprefix("/").partition("#")
        if not target.startswith("/") or path not in self._prefixes:
            return target
        return f"#{self.name(path, identifier) if mark else self._tops[path]}"

    def renamed(self, blocks: list[Node], page: Page) -> list[Node]:
        """Return a chapter's blocks with these names as identifiers."""
        path = str(page.chapter.path)
        if not self.prefix(page):
            return blocks

        def handler(index: int) -> Handler:
            def rename(node: Node) -> list[Node] | None:
                identifier, *rest = node["c"][index]
                if not identifier:
                    return None
                content = list(node["c"])
                content[index] = [self.name(path, identifier), *rest]
                return [{"t": node["t"], "c": content}]

            return rename

        return rewrite(blocks, {kind: handler(index) for kind, index in ATTRIBUTES.items()})
