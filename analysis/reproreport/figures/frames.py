"""Checks of the tidy data frames that figures are drawn from, and the canvas they share.

How wide words are, and where lines break: layout by measure, not by counting letters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.textpath import text_to_path

from reproreport.figures.style import INK, SMALL, WIDTH

#: Where a line may break: at any white space that does not forbid it.
_BREAK = re.compile("[^\\S\N{NO-BREAK SPACE}]+")

LEADING = 1.2
"""The distance of two base lines, in font sizes."""


@cache
def width_of(text: str, size: float, weight: str = "normal") -> float:
    """Return the width of one line of text, in points."""
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width)


def wrap(text: str, size: float, width: float, weight: str = "normal") -> list[str]:
    """Break text between words into lines no wider than ``width`` points.

    A single word that is wider stands on a line of its own; a no-break space is inside a word.
    """
    lines: list[str] = []
    for word in filter(None, _BREAK.split(text)):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def height_of(lines: Sequence[str], size: float) -> float:
    """Return the height of wrapped lines, in points."""
    return len(lines) * size * LEADING


HALF_CAPITAL = 0.365
"""Half the height of DejaVu's capitals, in font sizes."""

SWATCH, KEY_GAP, KEY_LINE = 14.0, 14.0, 15.0
"""Points: from a key's marker to its label, between two entries, between two lines."""

POINTS = 72.0
CANVAS = WIDTH * POINTS
"""Width of every figure, in points."""


def require(data: pd.DataFrame, columns: Sequence[str], keys: Sequence[str]) -> None:
    """Raise ValueError unless the frame has the columns, without gaps, and one row for each key."""
    missing = [column for column in columns if column not in data.columns]
    if missing:
        raise ValueError(f"the data lack the columns {', '.join(missing)}")
    if data.empty:
        raise ValueError("the data have no rows")
    for column in columns:
        if data[column].isna().any():
            raise ValueError(f"column {column} has gaps")
    doubled = data[data.duplicated(list(keys))]
    if len(doubled):
        named = ", ".join(str(doubled.iloc[0][key]) for key in keys)
        raise ValueError(f"the data have two rows for {named}")


def ordered(data: pd.DataFrame, column: str, order: Sequence[str] | None) -> list[str]:
    """Return the values of a column in the order asked for, else in that of first appearance."""
    found = [str(value) for value in data[column].unique()]
    if order is None:
        return found
    if sorted(order) != sorted(found):
        raise ValueError(f"{column} holds {', '.join(found)}, and the order names {', '.join(order)}")
    return list(order)


def canvas(height: float) -> Figure:
    """Return an empty figure of the common width and a height in points."""
    return Figure(figsize=(WIDTH, height / POINTS))


def write(
    figure: Figure,
    x: float,
    y: float,
    lines: Sequence[str],
    *,
    size: float,
    color: str = INK,
    ha: str = "left",
    weight: str = "normal",
    box: dict[str, object] | None = None,
) -> None:
    """Write lines of text, centred on the height ``y``, on a ``box`` if one is given.

    Places are in points from the figure's top left corner. Each line is placed on its own, because
    matplotlib's line spacing depends on the letters that a line holds.
    """
    width, height = figure.get_size_inches() * POINTS
    top = y - height_of(lines, size) / 2
    for number, line in enumerate(lines):
        base = top + (number + 0.5) * size * LEADING + size * HALF_CAPITAL
        place = (x / width, 1 - base / height)
        figure.text(*place, line, size=size, color=color, ha=ha, va="baseline", weight=weight, bbox=box)


def place_key(labels: Sequence[str], x: float) -> list[tuple[float, int]]:
    """Return the left edge and the line of each entry of a key that starts at ``x`` points."""
    places: list[tuple[float, int]] = []
    left, line = x, 0
    for label in labels:
        width = SWATCH + width_of(label, SMALL)
        if left > x and left + width > CANVAS:
            left, line = x, line + 1
        places.append((left, line))
        left += width + KEY_GAP
    return places


def key_height(labels: Sequence[str], x: float) -> float:
    """Return the height of a key that starts at ``x``, in points."""
    return (place_key(labels, x)[-1][1] + 1) * KEY_LINE


def write_key(figure: Figure, x: float, entries: Sequence[tuple[str, str, str]]) -> None:
    """Write a key at the top: for each entry its label, beside its marker in its colour."""
    width, height = figure.get_size_inches() * POINTS
    places = place_key([label for label, _, _ in entries], x)
    for (label, marker, color), (left, line) in zip(entries, places, strict=True):
        middle = (line + 0.5) * KEY_LINE
        place = [(left + SWATCH / 2 - 3) / width], [1 - middle / height]
        dot = Line2D(*place, marker=marker, markersize=7, color=color, linestyle="none")
        figure.add_artist(dot)
        write(figure, left + SWATCH, middle, [label], size=SMALL)
