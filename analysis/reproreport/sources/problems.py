"""Gather what is wrong with one file, so that one message names it all, but never thousands of lines."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterable
from itertools import islice
from typing import Final

from reproreport.errors import DataError, Problem

#: So many problems of one file are told; the rest are counted.
MOST: Final = 20

# Longer texts are cut in messages, and nothing like them is looked for.
_SHORT = 60
_CHOICES = 500
_LISTED = 20


class Problems:
    """The problems of one file, in the order they were found."""

    def __init__(self, name: str) -> None:
        """Begin with none, for the file called *name*."""
        self.name = name
        self.count = 0
        self._told: list[Problem] = []

    def add(self, what: str, where: str, fix: str | Callable[[], str] = "") -> None:
        """Note a problem; what to do is worked out only if the problem will be told."""
        self.count += 1
        if len(self._told) < MOST:
            self._told.append(Problem(what, where, fix if isinstance(fix, str) else fix()))

    def told(self) -> list[Problem]:
        """Return what was found; beyond the first :data:`MOST` only their number is told."""
        if more := self.count - len(self._told):
            return [*self._told, Problem(f"and {more:,} more {plural(more)}", self.name)]
        return list(self._told)

    def stop(self) -> None:
        """Raise what was found, if anything was.

        Raises:
            DataError: there are problems.
        """
        if self._told:
            raise DataError(*self.told())


def plural(count: int) -> str:
    """Return the word for so many problems."""
    return "problem" if count == 1 else "problems"


def shown(text: str) -> str:
    """Return a text as messages show it: quoted, on one line, and not too long."""
    return repr(text if len(text) <= _SHORT else f"{text[:_SHORT]}…")


def closest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the known word most like an unknown one, in any case; nothing where none is like it."""
    by_case = {choice.casefold(): choice for choice in islice(known, _CHOICES) if len(choice) <= _SHORT}
    near = difflib.get_close_matches(word.casefold(), by_case, 1, cutoff) if len(word) <= _SHORT else []
    return by_case[near[0]] if near else ""


def nearest(word: str, known: Collection[str], otherwise: str = "") -> str:
    """Return what to do about an unknown word: take the one most like it, or something else.

    Args:
        word: the unknown word.
        known: the words that are known.
        otherwise: what to do where none is like it; by default the known ones are listed.
    """
    if near := closest(word, known):
        return f"did you mean {shown(near)}?"
    more = ", …" if len(known) > _LISTED else ""
    return otherwise or f"known: {', '.join(map(shown, islice(known, _LISTED)))}{more}"
