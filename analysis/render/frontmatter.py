"""The YAML block at the top of a chapter, with the line of each of its keys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import yaml

from analysis.errors import Problem
from analysis.project.people import Author, read_authors

KEY = re.compile(r"^([A-Za-z][\w-]*)\s*:")


@dataclass(frozen=True)
class FrontMatter:
    """What a chapter says of itself; *end* is the number of lines that the block takes."""

    data: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    end: int = 0

    def text(self, key: str) -> str:
        """Return a value as markdown text, or an empty string."""
        value = self.data.get(key)
        return "" if value is None else str(value)

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


def read_front_matter(text: str, file: PurePosixPath, problems: list[Problem]) -> FrontMatter:
    """Read the block between the ``---`` lines; a text without one gives an empty value."""
    lines = text.splitlines()
    if not lines or lines[0].rstrip() != "---":
        return FrontMatter()
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), 0)
    if not end:
        fix = "close it with a line of three hyphens"
        problems.append(Problem("the front matter does not end", f"{file}:1", fix))
        return FrontMatter()
    try:
        data = yaml.safe_load("\n".join(lines[1:end])) or {}
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        what = f"the front matter is not valid YAML: {error.problem}"
        problems.append(Problem(what, f"{file}:{line}", "quote values that hold a colon"))
        return FrontMatter(end=end + 1)
    if not isinstance(data, dict):
        fix = "write keys and values, such as 'title: …'"
        problems.append(Problem("the front matter is not a mapping", f"{file}:1", fix))
        return FrontMatter(end=end + 1)
    places = {match[1]: number for number, line in enumerate(lines[1:end], 2) if (match := KEY.match(line))}
    return FrontMatter(data, places, end + 1)
