"""The keys of the project's bibliography, as data files refer to them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_ENTRY = re.compile(r"^\s*@\w+\s*\{\s*([^\s,]+)\s*,", re.MULTILINE)
_KEYWORDS = re.compile(r"^\s*keywords\s*=\s*[{\"]([^}\"]*)[}\"]", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """Where a bibliography entry stands (``file:line``), and its keywords."""

    where: str
    keywords: frozenset[str]


def read_bibliography(root: Path) -> Mapping[str, Entry]:
    """Return the entries of every ``.bib`` file at the project's top level, by key."""
    entries: dict[str, Entry] = {}
    for path in sorted(root.glob("*.bib")):
        text = path.read_text(encoding="utf-8")
        found = list(_ENTRY.finditer(text))
        for match, following in zip(found, [*found[1:], None], strict=True):
            body = text[match.end() : following.start() if following else len(text)]
            words = ",".join(_KEYWORDS.findall(body))
            where = f"{path.name}:{text.count(chr(10), 0, match.start(1)) + 1}"
            keywords = frozenset(word.strip() for word in words.split(",") if word.strip())
            entries.setdefault(match[1], Entry(where, keywords))
    return entries
