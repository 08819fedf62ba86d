"""The keys of the project's bibliography, as data files refer to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_ENTRY = re.compile(r"^\s*@\w+\s*\{\s*([^\s,]+)\s*,", re.MULTILINE)
_KEYWORDS = re.compile(r"^\s*keywords\s*=\s*[{\"]([^}\"]*)[}\"]", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """Where a bibliography entry stands (``file:line``), and its keywords."""

    where: str
    keywords: frozenset[str]


def entries(text: str, name: str) -> Iterator[tuple[str, str, str]]:
    """Yield key, ``file:line`` and text of each entry of a .bib file called *name*."""
    found = list(_ENTRY.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)]
    line, counted = 1, 0
    # Without an entry there is still an end.
    for match, end in zip(found, ends, strict=False):
        line += text.count("\n", counted, match.start(1))
        counted = match.start(1)
        yield match[1], f"{name}:{line}", text[match.end() : end]


def read_bibliography(root: Path) -> Mapping[str, Entry]:
    """Return the entries of every ``.bib`` file at the project's top level, by key."""
    works: dict[str, Entry] = {}
    for path in sorted(root.glob("*.bib")):
        for key, where, body in entries(path.read_text(encoding="utf-8"), path.name):
            words = ",".join(_KEYWORDS.findall(body)).split(",")
            keywords = frozenset(word.strip() for word in words if word.strip())
            works.setdefault(key, Entry(where, keywords))
    return works
