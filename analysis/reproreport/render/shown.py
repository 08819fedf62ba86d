"""Which numbers a format shows before headings: ``number-sections`` and ``number-depth``.

The book is numbered once. References keep their numbers where headings show none, as by Quarto.
"""

from __future__ import annotations

from dataclasses import dataclass

from reproreport.project import Project
from reproreport.render.ast import Node, rewrite

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
