"""A chapter's text with the place that every line came from, so that a message can name it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from reproreport.render.pandoc.nodes import Node, walk_blocks

FENCE = re.compile(r"^\s*(?:>\s*)*(`{3,}|~{3,})(.*)$")
OPEN_BLOCK = re.compile(r"^[\s>]*:{3,}\s*[^\s:]")
CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
COMMENT = re.compile(r"<!--.*?-->")


@dataclass(frozen=True)
class Line:
    """One line of text, the file it stands in and its number there (from 1).

    *marked* is the text with marks around its computed values, if it holds any
    (:mod:`reproreport.render.read.marks`).
    """

    text: str
    file: PurePosixPath
    number: int
    code: bool = False
    marked: str = ""

    @property
    def where(self) -> str:
        """Return ``file:line``."""
        return f"{self.file}:{self.number}"


@dataclass(frozen=True)
class Source:
    """The expanded text of one chapter, line by line."""

    chapter: PurePosixPath
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """Return the text."""
        return "\n".join(line.text for line in self.lines) + "\n"

    @property
    def marked(self) -> str:
        """Return the text that Pandoc reads: with the marks of computed values."""
        return "\n".join(line.marked or line.text for line in self.lines) + "\n"

    def where(self, number: int) -> str:
        """Return where a line of the expanded text (from 1) was written."""
        if 1 <= number <= len(self.lines):
            return self.lines[number - 1].where
        return str(self.chapter)

    def find(self, needle: str) -> Line | None:
        """Return the first line outside code that holds the text as a whole word."""
        return next(self._holding(needle), None)

    def find_all(self, needle: str) -> list[str]:
        """Return every place outside code that holds the text as a whole word."""
        return [line.where for line in self._holding(needle)]

    def where_is(self, needle: str) -> str:
        """Return the first place of the text, or the chapter if it stands nowhere literally."""
        line = self.find(needle) or next((line for line in self.lines if needle in line.text), None)
        return line.where if line else str(self.chapter)

    def _holding(self, needle: str) -> Iterator[Line]:
        end = r"(?![\w-])" if re.search(r"[\w-]$", needle) else ""
        pattern = re.compile(re.escape(needle) + end)
        for line in self.lines:
            if not line.code and needle in line.text and pattern.search(_without_code(line.text)):
                yield line

    def fences(self, blocks: Sequence[Node]) -> dict[int, str]:
        """Return where each ``:::`` block of a text starts, by the ``id`` of its attributes.

        Pandoc's markdown reader keeps no places; but its Divs stand in the order of the fences.
        Where there are more of the ones than of the others (``<div>``), nothing is known.
        """
        divs = [node["c"][0] for node in walk_blocks(blocks) if node["t"] == "Div"]
        lines = [line for line in self.lines if not line.code and OPEN_BLOCK.match(line.text)]
        if len(divs) != len(lines):
            return {}
        return {id(attributes): line.where for attributes, line in zip(divs, lines, strict=True)}


def mark_code(lines: Iterable[Line]) -> Iterator[Line]:
    """Mark the lines of fenced code blocks, their fences included."""
    fence = ""
    for line in lines:
        match = FENCE.match(line.text)
        if not fence and match and "`" not in match[2]:
            fence = match[1]
            yield Line(line.text, line.file, line.number, code=True)
        elif fence:
            closes = match and match[1].startswith(fence) and not match[2].strip()
            yield Line(line.text, line.file, line.number, code=True)
            fence = "" if closes else fence
        else:
            yield line


def _without_code(string: str) -> str:
    return COMMENT.sub("", CODE_SPAN.sub("", string))
