"""Counts by year: a row of bars for each group, over one axis of years."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reproreport.figures.drawn import keep_data
from reproreport.figures.frames import CANVAS, canvas, height_of, ordered, require, width_of, wrap, write
from reproreport.figures.style import FAINT, INK, MUTED, PALETTE, SIZE, SMALL, styled
from reproreport.numbers import format_number

EARLIER: Final = "#88929C"
"""Bars before the marked year: grey, and still 3 : 1 against white (WCAG 2.2)."""

ONE, TALL = 13.0, 58.0
"""Points: the height of a count of one, and that of the largest bar of a figure at most."""

HEAD, GAP, TICKS, LINE = 4.0, 16.0, 18.0, 13.0
"""Points: between a row's label and its tallest number, between rows, for the years, for a number."""

BAR: Final = 0.72
"""The part of a year's width that its bar takes."""

BEHIND: Final = {"facecolor": "white", "edgecolor": "none", "pad": 1}

WIDEST: Final = 40.0
"""Points: the largest width of a year, so that three years do not become three blocks."""


def year_bars(
    data: pd.DataFrame,
    *,
    group: str,
    year: str,
    count: str,
    groups: Sequence[str] | None = None,
    since: int | None = None,
    since_label: str = "",
) -> Figure:
    """Draw a bar for each year of each group; all rows share the years and the scale.

    Each group has a row of its own under its label and total, so no colours need to be told apart.
    Every bar carries its number; a year without one has no bar.

    Args:
        data: one row for each group and year; names of columns follow.
        group: the column of group labels.
        year: the column of years, whole numbers.
        count: the column of counts, whole numbers.
        groups: the order of the groups from top to bottom; without it, that of the data.
        since: the first year that is drawn darker, beyond a dividing line; without it, all are alike.
        since_label: what the years from ``since`` on are called, above the line.

    Raises:
        ValueError: if a column is missing or has gaps, a group has a year twice, a year or a count is
            not a whole number, a count is negative, or an order does not name the groups.
    """
    require(data, [group, year, count], [group, year])
    names = ordered(data, group, groups)
    rows = pd.DataFrame(
        {
            "group": data[group].astype(str),
            "year": _whole(data, year),
            "count": _whole(data, count),
        }
    )
    if (rows["count"] < 0).any():
        raise ValueError("a count is negative")
    first, last = int(rows["year"].min()), int(rows["year"].max())
    widest = max(width_of(text, SMALL) for text in ("0000", format_number(int(rows["count"].max()))))
    margin, step = _layout(last - first + 1, widest)
    one = min(ONE, TALL / max(1, int(rows["count"].max())))
    totals = rows.groupby("group")["count"].sum()
    wrapped = [wrap(f"{name} ({int(totals[name])})", SIZE, CANVAS) for name in names]
    tallest = rows.groupby("group")["count"].max()
    heights = [height_of(lines, SIZE) + HEAD + LINE for lines in wrapped]
    bars = [max(1, int(tallest[name])) * one for name in names]
    marked = since is not None and first < since <= last and bool(since_label)
    top = height_of([since_label], SMALL) + HEAD if marked else 0.0
    total = top + sum(heights) + sum(bars) + GAP * (len(names) - 1) + TICKS
    with styled():
        figure = canvas(total)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set(xlim=(0, CANVAS), ylim=(total, 0))
        y = top
        for name, lines, head, tall in zip(names, wrapped, heights, bars, strict=True):
            write(figure, 0, y + height_of(lines, SIZE) / 2, lines, size=SIZE, box=dict(BEHIND))
            y += head + tall
            axes.hlines(y, margin, margin + step * (last - first + 1), colors=MUTED, lw=0.8)
            own = rows[(rows["group"] == name) & (rows["count"] > 0)]
            for when, number in zip(own["year"], own["count"], strict=True):
                color = PALETTE[0] if since is None or when >= since else EARLIER
                x = margin + (when - first + 0.5) * step
                axes.bar(x, -number * one, step * BAR, bottom=y, color=color)
                write(
                    figure,
                    x,
                    y - number * one - LINE / 2,
                    [format_number(int(number))],
                    size=SMALL,
                    ha="center",
                )
            y += GAP
        if marked and since is not None:
            _mark(figure, axes, margin + (since - first) * step, since_label, (top, total - TICKS))
        _write_years(figure, range(first, last + 1), (margin, step), total - TICKS / 2 + 2)
    order = [(names.index(name), when) for name, when in zip(rows["group"], rows["year"], strict=True)]
    keep_data(figure, {"group": rows["group"], "year": rows["year"], "count": rows["count"]}, order)
    return figure


def _whole(data: pd.DataFrame, column: str) -> pd.Series[int]:
    """Return a column as integers; refuse anything that is not a whole number."""
    numbers = pd.to_numeric(data[column], errors="coerce")
    for value in data[column][numbers % 1 != 0]:
        raise ValueError(f"column {column} holds {value!r}, not a whole number")
    return numbers.astype(int)


def _mark(figure: Figure, axes: Axes, x: float, label: str, ends: tuple[float, float]) -> None:
    """Draw the dividing line behind the bars, and name what lies beyond it."""
    axes.vlines(x, *ends, colors=FAINT, lw=1.2, zorder=0)
    fits = x + width_of(label, SMALL) <= CANVAS
    place, side = (x, "left") if fits else (CANVAS, "right")
    write(figure, place, ends[0] / 2 - 2, [label], size=SMALL, color=PALETTE[0], ha=side)


def _layout(years: int, widest: float) -> tuple[float, float]:
    """Return the margin at either side and the width of a year, so that the outer labels fit."""
    step = min(CANVAS / years, WIDEST)
    margin = max(0.0, (widest - step) / 2 + 1)
    return margin, min((CANVAS - 2 * margin) / years, WIDEST)


def _write_years(figure: Figure, years: range, layout: tuple[float, float], y: float) -> None:
    """Write the years below the last row: all of them, or every second or third, as many as fit.

    The last year is always among them.
    """
    margin, step = layout
    every = ceil((width_of("0000", SMALL) + 6) / step)
    for when in years:
        if (years[-1] - when) % every == 0:
            x = margin + (when - years[0] + 0.5) * step
            write(figure, x, y, [str(when)], size=SMALL, color=INK, ha="center")
