"""One name for each place of a publication, where all its chapters stand in one document.

On pages of their own two chapters may have a section of the same name; in one document they may not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from reproreport.render.ast import Handler, Node, rewrite
from reproreport.render.book import Page

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
        for page in pages:
            path = str(page.chapter.path)
            self._prefixes[path] = "" if len(pages) == 1 else page.chapter.name
            self._tops[path] = page.chapter.name
            if page.identifier:
                self._tops[f"{path}#{page.identifier}"] = page.chapter.name

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
