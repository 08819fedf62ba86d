"""Where the numbers, tables and figures of a report come from: what its pages say of each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from pathlib import PurePosixPath

from reproreport.render.pandoc.memory import remember
from reproreport.render.pandoc.nodes import Node, find, has_class, value_of
from reproreport.render.read.marks import number_of
from reproreport.results.collect import shown_name
from reproreport.results.result import Result, exact
from reproreport.results.shown import Shown

EXACT = "exact"
"""The verdict of an audit that finds nothing wrong."""

SAID = 3
"""Findings that are told beside one number."""


@dataclass(frozen=True)
class Rows:
    """Lines of one data file, in order."""

    file: str
    lines: tuple[int, ...]

    @property
    def text(self) -> str:
        """Return the lines as a reader would say them: ``2–9, 12``."""
        return ", ".join(f"{first}–{last}" if last > first else str(first) for first, last in self.runs)

    @property
    def runs(self) -> list[tuple[int, int]]:
        """Return the first and the last line of each run of them."""
        found: list[tuple[int, int]] = []
        for _, run in groupby(enumerate(self.lines), lambda pair: pair[1] - pair[0]):
            lines = [line for _, line in run]
            found.append((lines[0], lines[-1]))
        return found


@dataclass(frozen=True)
class Recorded:
    """What one chapter's notebook recorded, what its cells show, and the data files that each cell read.

    *findings* are what audits found there: ``file:line``, the verdict, the explanation.
    """

    results: Mapping[str, Result] = field(default_factory=dict)
    shown: Mapping[str, Shown] = field(default_factory=dict)
    read: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    findings: tuple[tuple[str, str, str], ...] = ()

    @property
    def files(self) -> tuple[str, ...]:
        """Return the data files that the notebook read."""
        return tuple(dict.fromkeys(name for names in self.read.values() for name in names))


@dataclass(frozen=True)
class Provenance:
    """What all chapters of a report recorded, by the chapters' names."""

    chapters: Mapping[str, Recorded] = field(default_factory=dict)

    def chapter_of(self, name: str) -> str:
        """Return the chapter whose notebook recorded a result; empty where none did."""
        return next((chapter for chapter, made in self.chapters.items() if name in made.results), "")

    def result(self, name: str) -> Result | None:
        """Return a result by its name."""
        return next((made.results[name] for made in self.chapters.values() if name in made.results), None)

    def shown(self, chapter: str, label: str) -> Shown | None:
        """Return what a labelled cell shows."""
        made = self.chapters.get(chapter)
        return made.shown.get(shown_name(chapter, label)) if made else None

    @cached_property
    def _findings(self) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = {}
        for made in self.chapters.values():
            for origin, verdict, said in made.findings:
                found.setdefault(origin, []).append((verdict, said))
        return found

    def audited(self, places: Sequence[str]) -> tuple[str, ...]:
        """Return what audits say of printed data rows, each ``file:line``; of many findings, the first.

        Where something is not exact, that alone is said.
        """
        found = list(dict.fromkeys(one for place in places for one in self._findings.get(place, ())))
        worse = [f"{verdict}: {said}" for verdict, said in found if verdict != EXACT]
        exact_ones = [f"{verdict}: {said}" for verdict, said in found if verdict == EXACT]
        shown = (worse or exact_ones)[:SAID]
        more = len(worse or exact_ones) - len(shown)
        return (*shown, f"and {more} more") if more else tuple(shown)

    def files(self, chapters: Iterable[str], names: Iterable[str]) -> frozenset[PurePosixPath]:
        """Return the data files that chapters' notebooks read, and those of the rows of some results."""
        made = (self.chapters[chapter] for chapter in chapters if chapter in self.chapters)
        found = {file for one in made for file in one.files}
        for name in names:
            result = self.result(name)
            found |= {rows.file for rows in rows_of(result.rows)} if result else set()
        return frozenset(map(PurePosixPath, found))


@dataclass(frozen=True)
class Drawn:
    """A table or figure that a page shows: its label, and the notebook and cell that it is of."""

    label: str
    kind: str
    chapter: str
    cell: str


def rows_of(places: Sequence[str]) -> list[Rows]:
    """Return data rows, each ``file:line``, by their files; a place that is none is left out."""
    found: dict[str, set[int]] = {}
    for place in places:
        file, _, line = place.rpartition(":")
        if file and line.isdecimal():
            found.setdefault(file, set()).add(int(line))
    return [Rows(file, tuple(sorted(lines))) for file, lines in found.items()]


def numbers_in(blocks: Sequence[Node]) -> list[str]:
    """Return the names of the results that stand in a text, each once, in order."""
    return remember(blocks, "numbers", _numbers)


def _numbers(blocks: list[Node]) -> list[str]:
    return list(dict.fromkeys(filter(None, map(number_of, find(blocks, ("Span",))))))


def drawn_in(blocks: Sequence[Node]) -> list[Drawn]:
    """Return the tables and figures of notebooks that a text shows, in order."""
    return [Drawn(*map(str, one)) for one in remember(blocks, "drawn", _drawn)]


def _drawn(blocks: list[Node]) -> list[list[str]]:
    return [list(found) for node in find(blocks, ("Div",)) for found in _of_cell(node)]


def _of_cell(node: Node) -> Iterator[tuple[str, str, str, str]]:
    attributes = node["c"][0]
    chapter, cell = (str(value_of(attributes, name) or "") for name in ("notebook", "cell"))
    if has_class(attributes, "float") and chapter and cell:
        yield str(attributes[0]), str(attributes[1][1]), chapter, cell


def full_value(result: Result) -> str:
    """Return a value in full: an exact one as it is, and beside it in its unit with twelve digits."""
    if isinstance(result.value, list):
        return " to ".join(_full(part, result.unit) for part in result.value)
    if isinstance(result.value, bool) or result.kind in ("text", "printed"):
        return str(result.value)
    return _full(result.value, result.unit)


def _full(value: float | str, unit: str) -> str:
    number = exact(value) * (100 if unit == "%" else 1)
    written = str(number) if number.denominator == 1 else f"{float(number):.12g}"
    close = f"{written}%" if unit == "%" else written
    return f"{value} = {close}" if isinstance(value, str) and close != value else close
