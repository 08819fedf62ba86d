"""What keeps a text from being read as it stands: characters that turn it around, words without an end.

With the characters that turn the direction of letters around, a text can read otherwise than it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""What turns the direction of the letters that follow, and what ends that."""

FIX = "delete it; a word in another direction needs none, or stands between U+2068 and U+2069"

_OPEN = {"\u202a": "\u202c", "\u202b": "\u202c", "\u2066": "\u2069", "\u2067": "\u2069", "\u2068": "\u2069"}
_OVERRIDES = frozenset("\u202d\u202e")


def turned(text: str) -> str | None:
    """Return the character that turns a text around beyond its own end, or against its letters; else None.

    What Arabic or Hebrew needs passes: embeddings and isolates that end within the text.
    """
    open_: list[str] = []
    for found in BIDI.findall(text):
        if found in _OVERRIDES:
            return str(found)
        if found in _OPEN:
            open_.append(found)
        elif open_ and _OPEN[open_[-1]] == found:
            open_.pop()
        else:
            return str(found)
    return open_[0] if open_ else None


def said(character: str) -> str:
    """Return what is wrong with a character that :func:`turned` has found."""
    return f"the invisible character U+{ord(character):04X} changes the order of what is read"


LONGEST_WORD = 5_000
"""Letters without a space. A page of a book has 2,500."""

_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")


def faults(text: str) -> Iterator[tuple[str, str]]:
    """Yield what keeps a text from being read as it stands, and what to do."""
    if (found := turned(text)) is not None:
        yield said(found), FIX
    yield from long_words(text)


def long_words(text: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the first word that no program can set in lines, and what to do."""
    if len(text) > LONGEST_WORD and (word := _WORD.search(text)):
        what = f"a word of {len(word[0]):,} letters, '{word[0][:20]}…'"
        yield what, "break it, or leave it out: no reader reads it"
