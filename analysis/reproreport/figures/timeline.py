"""Dated events on a time line, by group and kind."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from math import ceil
from typing import Final

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reproreport.figures.dots import MARKERS
from reproreport.figures.drawn import keep_data
from reproreport.figures.frames import (
    CANVAS,
    LEADING,
    canvas,
    height_of,
    key_height,
    ordered,
    require,
    width_of,
    wrap,
    write,
    write_key,
)
from reproreport.figures.style import FAINT, MUTED, PALETTE, SIZE, SMALL, styled

ROW, HEAD, GAP = 15.0, 4.0, 11.0
"""Points: the distance of two rows, from a heading to its rows, between two groups."""

EDGE, NEAR, APART = 5.0, 7.0, 9.0
"""Points: margin of the axis, from a mark to its label, between two events of one row."""

BESIDE = 100.0
"""Points: where a label has less room beside its mark, it is written below."""

TICKS = 15.0
"""Points: the height of the line of years."""

_ALIKE = "kind of event"
"""The column that stands in for kinds where there are none."""

STEPS: Final = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)
"""Years from one tick to the next; the first that leaves room for every tick's label is taken."""


def timeline(
    data: pd.DataFrame,
    *,
    label: str,
    date: str,
    group: str,
    groups: Sequence[str] | None = None,
    kind: str | None = None,
    kinds: Sequence[str] | None = None,
) -> Figure:
    """Draw each event at its date, with its label beside it, in the rows of its group.

    A day is a dot. A month or a year, where no day is known, is a bar as long as the month or the
    year. Groups stand below one another, each under its name; a group takes as many rows as its
    labels need. Kinds differ in colour, and dots in shape too; a key above names them. The axis holds
    whole calendar years.

    Args:
        data: one row for each event; names of columns follow.
        label: the column of labels.
        date: the column of dates as text: ``2021-03-29``, ``2021-03`` or ``2021``.
        group: the column of group labels.
        groups: the order of the groups from top to bottom; without it, that of the data.
        kind: the column of kinds, at most four; without it, all events look alike.
        kinds: the order of the kinds in the key; without it, that of the data.

    Raises:
        ValueError: if a column is missing or has gaps, an event comes twice, a date is not one,
            the kinds are more than four, or an order does not name the values of its column.
    """
    data = data if kind else data.assign(**{_ALIKE: ""})
    kind = kind or _ALIKE
    require(data, [label, date, group, kind], [label, date, group])
    names, looks = ordered(data, group, groups), ordered(data, kind, kinds)
    if len(looks) > len(MARKERS):
        raise ValueError(f"{len(looks)} kinds cannot be told apart; draw at most {len(MARKERS)}")
    periods = [_period(str(when)) for when in data[date]]
    scale = _Scale(min(begin.year for begin, _ in periods), max(end for _, end in periods))
    lanes: dict[str, list[_Event]] = {name: [] for name in names}
    columns = (data[column].astype(str) for column in (label, group, kind))
    for (begin, end), words, name, look in sorted(zip(periods, *columns, strict=True)):
        lanes[name].append(_Event(scale, begin, end, words, looks.index(look)))
    top = key_height(looks, 0) + GAP if looks != [""] else 0.0
    heads = {name: wrap(name, SIZE, CANVAS, "bold") for name in names}
    heights = {
        name: height_of(heads[name], SIZE) + HEAD + _stack(events) * ROW for name, events in lanes.items()
    }
    total = top + sum(heights.values()) + GAP * len(names) + TICKS
    with styled():
        figure = canvas(total)
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, CANVAS), ylim=(total, 0))
        axes.set_axis_off()
        if top:
            write_key(figure, 0, list(zip(looks, MARKERS, PALETTE, strict=False)))
        _draw_years(figure, axes, scale, top, total)
        y = top
        for name in names:
            head = height_of(heads[name], SIZE)
            write(figure, 0, y + head / 2, heads[name], size=SIZE, weight="bold", box=_ground())
            for event in lanes[name]:
                event.draw(figure, axes, y + head + HEAD)
            y += heights[name] + GAP
    shown = {"group": data[group], "date": data[date], "label": data[label]}
    order = [
        (names.index(str(name)), period, str(words))
        for name, period, words in zip(data[group], periods, data[label], strict=True)
    ]
    keep_data(figure, shown if kind == _ALIKE else shown | {"kind": data[kind]}, order)
    return figure


class _Scale:
    """Where a day lies, in points from the left edge; the axis holds whole years."""

    def __init__(self, first: int, end: dt.date) -> None:
        self.first = first
        self.end = (end - dt.timedelta(days=1)).year + 1

    def __call__(self, day: dt.date) -> float:
        begin, end = dt.date(self.first, 1, 1), dt.date(self.end, 1, 1)
        return EDGE + (day - begin) / (end - begin) * (CANVAS - 2 * EDGE)

    @property
    def years(self) -> range:
        """The years that get a tick."""
        year = (CANVAS - 2 * EDGE) / (self.end - self.first)
        needed = width_of("0000", SMALL) + 4
        step = next((step for step in STEPS if step * year >= needed), STEPS[-1])
        return range(-(-self.first // step) * step, self.end, step)


class _Event:
    """A dot or a bar with its label, at its place along the axis; ``row`` says how far down."""

    def __init__(self, scale: _Scale, begin: dt.date, end: dt.date, label: str, look: int) -> None:
        self.marker, self.color = MARKERS[look], PALETTE[look]
        self.left, self.right = scale(begin), scale(end)
        self.is_day = end - begin == dt.timedelta(days=1)
        if self.is_day:
            self.left = self.right = (self.left + self.right) / 2
        self.row = 0
        rooms = {"right": CANVAS - self.right - NEAR, "left": self.left - NEAR}
        # To the right where it fits, as one reads; a label too long for every place is wrapped.
        width = width_of(label, SMALL)
        self.side = next((side for side, room in rooms.items() if width <= room), "")
        if not self.side:
            widest = max(rooms, key=lambda side: rooms[side])
            self.side = "below" if width <= CANVAS or rooms[widest] < BESIDE else widest
        self.lines = wrap(label, SMALL, rooms.get(self.side, CANVAS))
        self.width = max(width_of(line, SMALL) for line in self.lines)
        self.rows = ceil(height_of(self.lines, SMALL) / ROW) + (self.side == "below")
        start = {
            "right": self.right + NEAR,
            "left": self.left - NEAR - self.width,
            "below": min(self.left, CANVAS - self.width),
        }[self.side]
        self.words = (start, start + self.width)

    @property
    def extent(self) -> tuple[float, float]:
        """From left to right, mark and label."""
        return min(self.left - EDGE, self.words[0]), max(self.right + EDGE, self.words[1])

    def meets(self, other: _Event) -> bool:
        """Return whether two events of a group touch."""
        (a, b), (c, d) = self.extent, other.extent
        across = a < d + APART and c < b + APART
        return across and self.row < other.row + other.rows and other.row < self.row + self.rows

    def draw(self, figure: Figure, axes: Axes, top: float) -> None:
        """Draw mark and label, the group's first row beginning at ``top``."""
        below = self.side == "below"
        words = top + (self.row + (self.rows + below) / 2) * ROW
        y = top + (self.row + 0.5) * ROW if below else words
        if self.is_day:
            axes.plot([self.left], [y], self.marker, color=self.color, markersize=7, zorder=3)
        else:
            ends = [self.left + 1, self.right - 1]
            axes.plot(ends, [y, y], color=self.color, lw=5, solid_capstyle="butt", zorder=3)
        x, ha = (self.words[1], "right") if self.side == "left" else (self.words[0], "left")
        write(figure, x, words, self.lines, size=SMALL, ha=ha, box=_ground())


def _stack(events: Sequence[_Event]) -> int:
    """Give each event the highest row in which it touches no earlier one; return how many there are."""
    placed: list[_Event] = []
    for event in events:
        while any(event.meets(other) for other in placed):
            event.row += 1
        placed.append(event)
    return max(event.row + event.rows for event in events)


def _draw_years(figure: Figure, axes: Axes, scale: _Scale, top: float, total: float) -> None:
    """Draw a line at the beginning of each year with a tick, and write the year below its middle."""
    bottom = total - TICKS
    axes.plot([EDGE, CANVAS - EDGE], [bottom, bottom], color=MUTED, lw=0.8, zorder=1)
    for year in [*scale.years, scale.end]:
        x = scale(dt.date(year, 1, 1))
        axes.plot([x, x], [top, bottom], color=FAINT, lw=0.6, zorder=0)
        if year < scale.end:
            middle = (x + scale(dt.date(year + 1, 1, 1))) / 2
            half = width_of(str(year), SMALL) / 2
            middle = min(max(middle, half), CANVAS - half)
            write(figure, middle, total - SMALL * LEADING / 2, [str(year)], size=SMALL, ha="center")


def _ground() -> dict[str, object]:
    """Return the white ground of words, which keeps the lines of the years out of them."""
    return {"facecolor": "white", "edgecolor": "none", "pad": 1}


def _period(when: str) -> tuple[dt.date, dt.date]:
    """Return the first day of a day, month or year, and the day after its last."""
    found = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", when)
    try:
        if not found:
            raise ValueError
        year, month, day = (int(part) if part else None for part in found.groups())
        begin = dt.date(year or 0, month or 1, day or 1)
        if day:
            return begin, begin + dt.timedelta(days=1)
        if month:
            return begin, (begin + dt.timedelta(days=31)).replace(day=1)
        return begin, begin.replace(year=begin.year + 1)
    except (ValueError, OverflowError):
        raise ValueError(f"{when!r} is not a date (2021-03-29, 2021-03 or 2021)") from None
