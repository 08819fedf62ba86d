"""A chapter's text with the place that every line came from, so that a message can name it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

FENCE = re.compile(r"^\s*(?:>\s*)*(`{3,}|~{3,})(.*)$")
CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
COMMENT = re.compile(r"<!--.*?-->")


@dataclass(frozen=True)
class Line:
    """One line of text, the file it stands in and its number there (from 1)."""

    text: str
    file: PurePosixPath
    number: int
    code: bool = False

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
        """Return the text that Pandoc reads."""
        return "\n".join(line.text for line in self.lines) + "\n"

    def where(self, number: int) -> str:
        """Return where a line of the expanded text (from 1) was written."""
        if 1 <= number <= len(self.lines):
            return self.lines[number - 1].where
        return str(self.chapter)

    def find(self, needle: str) -> Line | None:
        """Return the first line outside code that holds the text as a whole word."""
        pattern = re.compile(re.escape(needle) + r"(?![\w-])")
        for line in self.lines:
            if not line.code and needle in line.text and pattern.search(_without_code(line.text)):
                return line
        return None

    def find_all(self, needle: str) -> list[str]:
        """Return every place outside code that holds the text as a whole word."""
        pattern = re.compile(re.escape(needle) + r"(?![\w-])")
        return [
            line.where for line in self.lines if not line.code and pattern.search(_without_code(line.text))
        ]

    def where_is(self, needle: str) -> str:
        """Return the first place of the text, or the chapter if it stands nowhere literally."""
        line = self.find(needle)
        return line.where if line else str(self.chapter)


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


def nearest(name: str, known: Iterable[str], prefix: str = "") -> str:
    """Return a sentence that names the closest known name, or an empty string."""
    matches = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"did you mean {prefix}{matches[0]}?" if matches else ""


def _without_code(string: str) -> str:
    return COMMENT.sub("", CODE_SPAN.sub("", string))
