"""The YAML block at the top of a chapter, with the line of each of its keys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from reproreport.errors import ReportError, gather, wrong
from reproreport.project.people import Author, read_authors
from reproreport.textfile import lines_of
from reproreport.yamlfile import as_text, parse_yaml

KEY = re.compile(r"^([A-Za-z][\w-]*)\s*:")


@dataclass(frozen=True)
class FrontMatter:
    """What a chapter says of itself.

    *end* is the number of lines that the block takes; *unread* says that something is wrong with it.
    """

    data: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    end: int = 0
    unread: bool = False

    def text(self, key: str) -> str:
        """Return a value as markdown text, or an empty string."""
        return as_text(self.data.get(key))

    @property
    def authors(self) -> tuple[Author, ...]:
        """Return the authors."""
        return read_authors(self.data.get("author"), self.data.get("affiliations"))

    @property
    def keywords(self) -> tuple[str, ...]:
        """Return the keywords as a list."""
        value = self.data.get("keywords")
        if value is None:
            return ()
        items = value if isinstance(value, list) else str(value).split(",")
        return tuple(str(item).strip() for item in items)


def read_front_matter(text: str, file: PurePosixPath) -> FrontMatter:
    """Read the block between the ``---`` lines; a text without one gives an empty value."""
    lines = lines_of(text)
    start = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    if start == len(lines) or lines[start].rstrip() != "---":
        return FrontMatter()
    inside = range(start + 1, len(lines))
    end = next((number for number in inside if lines[number].rstrip() in ("---", "...")), 0)
    if not end or not lines[start + 1].strip():
        # A line of hyphens before an empty one is a rule for Quarto and Pandoc.
        what = "begins with an empty line" if end else "does not end"
        fix = "remove it" if end else "close it with a line of three hyphens"
        wrong(f"the front matter {what}", f"{file}:{start + (2 if end else 1)}", fix)
        return FrontMatter(end=end + 1 if end else 0, unread=True)
    try:
        block = parse_yaml("\n".join(lines[start + 1 : end]), str(file), first_line=start + 2)
    except ReportError as error:
        gather(*error.problems)
        return FrontMatter(end=end + 1, unread=True)
    places = {str(key[0]): line for key, line in block.lines.items() if len(key) == 1}
    return FrontMatter(block.data, places, end + 1)
