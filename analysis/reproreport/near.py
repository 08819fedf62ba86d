"""Words that somebody may have meant: the known one most like an unknown one."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from itertools import islice
from typing import Final

# Longer texts are cut in messages, and nothing like them is looked for.
_SHORT: Final = 60
_LONG: Final = 200
_CHOICES: Final = 2_000
_LISTED: Final = 20


def shown(text: str) -> str:
    """Return a text as messages show it: quoted, on one line, and not too long."""
    return repr(text if len(text) <= _SHORT else f"{text[:_SHORT]}…")


def closest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the known word most like an unknown one, in any case; nothing where none is like it."""
    by_case = {choice.casefold(): choice for choice in islice(known, _CHOICES) if len(choice) <= _LONG}
    near = difflib.get_close_matches(word.casefold(), by_case, 1, cutoff) if len(word) <= _LONG else []
    return by_case[near[0]] if near else ""


def nearest(word: str, known: Collection[str], otherwise: str = "", *, sign: str = "") -> str:
    """Return what to do about an unknown word: take the one most like it, or something else.

    Args:
        word: the unknown word.
        known: the words that are known.
        otherwise: what to do where none is like it; by default the known ones are listed.
        sign: what stands before such words where they are used.
    """
    if near := closest(word, known):
        return f"did you mean {shown(sign + near)}?"
    more = ", …" if len(known) > _LISTED else ""
    return otherwise or f"known: {', '.join(map(shown, islice(known, _LISTED)))}{more}"
