"""Characters that are no text: control codes, which no format can hold, and those of a private use."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from reproreport.errors import Problem

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
"""Control codes, and what Unicode says is no character; XML, of which pages and Word files are, has none."""

PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
"""What each font uses as it likes: the same number is a bullet in one and a ligature in another."""

NAMED = 3
"""How many characters a message names."""


def characters(texts: Iterable[str]) -> str:
    """Return the characters of some texts as a message names them: as they are, with number and name."""
    named = [_named(letter) for letter in dict.fromkeys("".join(texts))]
    more = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
    return ", ".join(named[:NAMED]) + more


def control_codes(lines: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """Yield a problem for each line, with its place, that holds what is no text."""
    for text, where in lines:
        found = CONTROL.findall(text)
        if found:
            what = f"{characters(found)} is no text: a control code"
            yield Problem(what, where, "delete it: it is invisible, and no format can hold it")


def _named(letter: str) -> str:
    name = unicodedata.name(letter, "")
    number = f"U+{ord(letter):04X}"
    if not name or unicodedata.combining(letter):
        return f"{number} {name}".strip()
    return f"'{letter}' ({number} {name})"
