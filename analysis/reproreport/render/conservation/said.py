"""What a text says: its words in reading order, and the headings, tables, notes … that it is made of.

Whatever is read, markdown, a page, a PDF, is read as a :class:`Said`, so that what was written can be held to
what was to be said.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

INVISIBLE = "\u00ad\u200b-\u200d\u2060\ufeff"
"""Characters that only say where a line may break, or how letters join."""

UNSEEN = re.compile(f"[{INVISIBLE}]")
WORD = re.compile(r"[^\W_]+")
JOINED = re.compile(rf"[^\W_](?:[{INVISIBLE}]*[^\W_])*")
"""A word with what is not seen of it."""

TURN = "\ufdd0"
"""Where a line of print ends without a space: within a word, or between two."""

BROKEN = re.compile(f"[{INVISIBLE}]{TURN}+")
TURNED = re.compile(f"[^\\W_]+(?:{TURN}+[^\\W_]+)+")

KINDS = ("heading", "table", "figure", "note", "item", "code", "formula")
"""What a text is made of besides words."""

MADE, ONLY, FROM = "made", "only", "from"
"""Kinds of passages: of words that the renderer makes (a number, a citation); of what only some formats show,
which its name lists; of what stands in another file, which its name says."""

QUOTED = 8
"""Words of a text that are enough to find it."""


class Thing(NamedTuple):
    """A part of a text from one character to another; *name* is its label, if it has one."""

    kind: str
    start: int
    end: int
    name: str = ""


Data = tuple[str, list[tuple[str, int, int, str]]]


@dataclass(frozen=True)
class Said:
    """What a text says; *things* are in the order in which they start."""

    text: str = ""
    things: tuple[Thing, ...] = ()

    @classmethod
    def of_data(cls, data: Data) -> Said:
        """Return what :attr:`data` was made of."""
        return cls(data[0], tuple(Thing(*thing) for thing in data[1]))

    @property
    def data(self) -> Data:
        """Return it as what a memory can hold."""
        return self.text, [(t.kind, t.start, t.end, t.name) for t in self.things]

    def __add__(self, other: Said) -> Said:
        """Return one text behind another."""
        at = len(self.text) + 1
        moved = (Thing(t.kind, t.start + at, t.end + at, t.name) for t in other.things)
        return Said(f"{self.text} {other.text}", (*self.things, *moved))

    def shown(self, form: str) -> Said:
        """Return what a format shows of it."""
        return self._without(ONLY, form, "\u00ad")

    def without_pictures(self) -> Said:
        """Return it without the words that stand for pictures."""
        return self._without("figure", "none", " ")

    @cached_property
    def own(self) -> Said:
        """Return it without the words that the renderer makes."""
        return self._without(MADE, "none", " ")

    @cached_property
    def words(self) -> list[str]:
        """Return its words, in small letters: runs of letters and digits."""
        if self.text.isascii():
            return WORD.findall(self.text.lower())
        if TURN in self.text:
            text = BROKEN.sub("", self.text)
            return Said(f"{text.replace(TURN, ' ')} {' '.join(_turned(text))}").words
        if UNSEEN.search(self.text):
            found = [UNSEEN.sub("", word) for word in JOINED.findall(self.text)]
        else:
            found = WORD.findall(self.text)
        return " ".join(found).casefold().split(" ") if found else []

    def of(self, kind: str) -> list[Thing]:
        """Return its things of a kind; an item that holds nothing is none."""
        found = [thing for thing in self.things if thing.kind == kind]
        return [t for t in found if self.text[t.start : t.end].strip()] if kind == "item" else found

    def part(self, thing: Thing) -> Said:
        """Return the words of a thing."""
        return Said(self.text[thing.start : thing.end])

    def call(self, thing: Thing) -> str:
        """Return the label of a thing, or else its first words."""
        return thing.name or quote(self.text[thing.start : thing.end])

    def run(self, first: int, last: int) -> tuple[str, int]:
        """Return the first of the words from one to another, as they are written, and where they start."""
        places = [match.span() for match in JOINED.finditer(self.text)]
        start = places[first][0]
        return quote(self.text[start : places[last][1]]), start

    def _without(self, kind: str, form: str, fill: str) -> Said:
        """Blank out the passages of a kind that do not name a format; everything else keeps its place."""
        pieces: list[str] = []
        kept: list[Thing] = []
        end = 0
        for thing in self.things:
            if thing.end <= end > thing.start:
                continue  # inside of what is gone
            if thing.kind == kind and form not in thing.name.split():
                pieces += [self.text[end : thing.start], fill * (thing.end - thing.start)]
                end = thing.end
            else:
                kept.append(thing)
        return Said("".join((*pieces, self.text[end:])), tuple(kept)) if pieces else self


class Listener:
    """Writes down what is said, in reading order."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.parts: list[str] = []
        self._things: list[tuple[str, int, int, str]] = []

    def pause(self) -> None:
        """End a word: what follows stands apart."""
        self.parts.append(" ")

    @contextmanager
    def thing(self, kind: str, name: str = "") -> Iterator[None]:
        """Note what is said meanwhile as one thing."""
        place, start = len(self._things), len(self.parts)
        self._things.append((kind, start, start, name))
        yield
        self._things[place] = (kind, start, len(self.parts), name)

    def said(self) -> Said:
        """Return what was said."""
        parts = self.parts
        text = "".join(parts)
        if not text.isascii() and not unicodedata.is_normalized("NFC", text):
            parts = [unicodedata.normalize("NFC", part) for part in parts]
            text = "".join(parts)
        at = [0, *accumulate(map(len, parts))]
        return Said(text, tuple(Thing(kind, at[a], at[b], name) for kind, a, b, name in self._things))


def _turned(text: str) -> Iterator[str]:
    """Yield every word that a text may hold where lines of print end."""
    for match in TURNED.findall(text):
        pieces = [piece for piece in match.split(TURN) if piece]
        for first in range(len(pieces)):
            for last in range(first + 2, len(pieces) + 1):
                yield "".join(pieces[first:last])


def quote(text: str) -> str:
    """Return the first words of a text, as they are written."""
    pieces = UNSEEN.sub("", text).split()
    return " ".join(pieces[:QUOTED]) + (" …" if len(pieces) > QUOTED else "")


class Missing(NamedTuple):
    """Something that is missing of the text at a *place*: a *kind* of thing, its name, and where it starts.

    Words are of the kind "text", or, where they are all of a text, "chapter".
    """

    place: int
    kind: str
    name: str
    start: int = 0


def missing(wanted: Sequence[Said], found: Said, kinds: Iterable[str] = KINDS) -> list[Missing]:
    """Return what of several texts is not in what was found; nothing if all of it is."""
    lost = _lost(wanted, found)
    things = [
        one
        for kind in kinds
        if sum(len(said.of(kind)) for said in wanted) > len(found.of(kind))
        for one in _unmatched(wanted, found, kind)
    ]
    run = _longest([said.words for said in wanted], lost)
    if run is None:
        return things
    place, first, last = run
    whole = first == 0 and last == len(wanted[place].words) - 1 > 0
    name, start = wanted[place].run(first, last)
    if whole:
        return [Missing(place, "chapter", name)]
    return [*things, Missing(place, "text", name, start)]


def _lost(wanted: Sequence[Said], found: Said) -> Counter[str]:
    """Return the words, as often as they are missing."""
    if len(wanted) == 1 and wanted[0].text.split() == found.text.split():
        return Counter()
    there = Counter(found.words)
    asked: Counter[str] = Counter()
    for said in wanted:
        asked.update(said.words)
    return Counter({word: count - there[word] for word, count in asked.items() if count > there[word]})


def _unmatched(wanted: Sequence[Said], found: Said, kind: str) -> list[Missing]:
    """Return those things of a kind for which none with their words was found; at least one."""
    there = [frozenset(found.part(thing).words) for thing in found.of(kind)]
    result: list[Missing] = []
    last: list[Missing] = []
    for place, said in enumerate(wanted):
        for thing in said.of(kind):
            own = frozenset(said.part(thing).words)
            last = [Missing(place, kind, said.call(thing), thing.start)]
            match = next((number for number, words in enumerate(there) if own <= words), None)
            if match is None:
                result += last
            else:
                there.pop(match)
    return result or last


def _longest(texts: Sequence[Sequence[str]], lost: Counter[str]) -> tuple[int, int, int] | None:
    """Return the place of a text, and its first and last word, of the longest run of lost words."""
    best: tuple[int, int, int] | None = None
    for place, words in enumerate(texts if lost else ()):
        left = lost.copy()
        start = 0
        for index, word in enumerate(words):
            left[word] -= 1
            while left[word] < 0:
                left[words[start]] += 1
                start += 1
            if start <= index and (best is None or index - start > best[2] - best[1]):
                best = (place, start, index)
    return best
