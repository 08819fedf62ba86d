"""How wide a table's columns are in print, and how small its text has to be to fit.

Typst squeezes columns that do not fit until words run over their neighbours. So the widths are
estimated here, from the letters, and a table that is too wide is set smaller. All lengths are in
points; estimates are a little generous (5 %) because they know no kerning.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

SIZES = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
READABLE = 8.5
"""Size below which an author's widths give way."""

INSET = 0.5
"""Space at each side of a cell, in em."""

COMFORT = 9.0
"""Width in em below which a column of running text becomes a ladder."""

NARROW = frozenset("iljtfrI.,;:'|!()[] \u00a0")
WIDE = frozenset("mwMW@%—")


@dataclass(frozen=True)
class Fit:
    """The *size* of a table's text, and its columns' widths; no widths: as wide as the text."""

    size: float
    widths: tuple[float, ...] = ()


@dataclass(frozen=True)
class Content:
    """One cell's text: where it starts, how many columns it spans."""

    column: int
    span: int
    text: str
    bold: bool = False


def fit(cells: Sequence[Content], columns: int, available: float, shares: Sequence[float] = ()) -> Fit:
    """Return the largest text size at which the table fits into *available* points.

    *shares* are the columns' parts of that width, where the author gave them: then the size is the
    largest at which no word is wider than its column. Before it becomes too small to read, narrow columns
    are given from the others.
    """
    narrowest, widest = _needs(cells, columns)
    if shares:
        return _given(narrowest, [share * available for share in shares])
    comfortable = [min(b, max(a, COMFORT)) for a, b in zip(narrowest, widest, strict=True)]
    if sum(widest) * SIZES[0] <= available:
        # A wide heading over several columns would widen only the last of them.
        spanned = any(1 < cell.span < columns for cell in cells)
        return Fit(SIZES[0], tuple(round(need * SIZES[0], 1) for need in widest) if spanned else ())
    sizes = [size for size in SIZES[:4] if sum(comfortable) * size <= available]
    sizes += [size for size in SIZES if sum(narrowest) * size <= available]
    size = sizes[0] if sizes else SIZES[-1]
    return Fit(size, _shared(narrowest, widest, available / size, size))


def natural(cells: Sequence[Content], columns: int) -> list[float]:
    """Return the widths in em at which no cell's line is broken."""
    return _needs(cells, columns)[1]


def line_count(text: str, room: float, *, bold: bool = False) -> int:
    """Return how many lines a cell's text takes in *room* em, insets included."""
    free = max(room - 2 * INSET, 1.0)
    weight = 1.06 if bold else 1.0
    return sum(max(1, math.ceil(weight * width(line) / free)) for line in text.splitlines() or [""])


def _needs(cells: Sequence[Content], columns: int) -> tuple[list[float], list[float]]:
    """Return each column's narrowest and widest useful width in em, insets included."""
    narrowest = [1.0] * columns
    widest = [1.0] * columns
    for cell in sorted(cells, key=lambda cell: cell.span):
        covered = range(cell.column, min(cell.column + cell.span, columns))
        if not covered or cell.span == columns > 1:
            continue
        weight = 1.06 if cell.bold else 1.0
        words = [weight * width(word) for word in cell.text.split()] or [0.0]
        lines = [weight * width(line) for line in cell.text.splitlines()] or [0.0]
        for needs, need in ((narrowest, max(words)), (widest, max(lines))):
            missing = need + 2 * INSET - sum(needs[column] for column in covered)
            for column in covered:
                needs[column] += max(0.0, missing) / len(covered)
    return narrowest, widest


def _given(narrowest: Sequence[float], given: list[float]) -> Fit:
    """Return the author's widths, or those nearest to them at which the text can be read."""
    for size in SIZES:
        widths = given if size >= READABLE else _widened(given, [need * size for need in narrowest])
        if all(need * size <= width + 0.05 for need, width in zip(narrowest, widths, strict=True)):
            return Fit(size, tuple(round(width, 1) for width in widths))
    return Fit(SIZES[-1], tuple(round(width, 1) for width in given))


def _widened(given: list[float], needs: Sequence[float]) -> list[float]:
    """Give columns what they need, at the cost of the others in proportion to what these have to spare."""
    missing = sum(max(0.0, need - width) for need, width in zip(needs, given, strict=True))
    spare = sum(max(0.0, width - need) for need, width in zip(needs, given, strict=True))
    part = missing / spare if spare > missing else 1.0
    return [
        need if width <= need else width - part * (width - need)
        for need, width in zip(needs, given, strict=True)
    ]


def _shared(
    narrowest: Sequence[float], widest: Sequence[float], available: float, size: float
) -> tuple[float, ...]:
    """Share out the width: what a column needs, and of the rest as much as it could use."""
    spare = available - sum(narrowest)
    wishes = [b - a for a, b in zip(narrowest, widest, strict=True)]
    total = sum(wishes)
    if spare <= 0 or total <= 0:
        scale = available / sum(narrowest)
        return tuple(round(need * min(scale, 1.0) * size, 1) for need in narrowest)
    widths = list(narrowest)
    # The short texts first: each column gets what it can use, up to an equal part of the rest.
    order = sorted(range(len(wishes)), key=lambda column: wishes[column])
    for done, column in enumerate(order):
        given = min(wishes[column], spare / (len(order) - done))
        widths[column] += given
        spare -= given
    return tuple(round(need * size, 1) for need in widths)


def width(string: str) -> float:
    """Return the estimated width of a string in em; marks above and below letters take none."""
    letters = unicodedata.normalize("NFD", string)
    total = sum(_width(letter) for letter in letters if not unicodedata.combining(letter))
    return 1.05 * total


def _width(letter: str) -> float:
    if letter in NARROW:
        return 0.3
    if letter in WIDE:
        return 0.85
    if letter.isupper():
        return 0.68
    return 0.5
