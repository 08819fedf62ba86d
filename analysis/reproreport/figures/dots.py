"""Estimates with their confidence intervals, by item and group."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import ceil, floor
from typing import Final

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from reproreport.figures.drawn import keep_data
from reproreport.figures.frames import (
    CANVAS,
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
from reproreport.figures.style import PALETTE, SIZE, SMALL, styled
from reproreport.numbers import format_percent

MARKERS: Final = ("o", "s", "^", "D")
ROW, GAP = 14.0, 14.0
"""Points: the height of one estimate's row, and the space between two items."""

LABELS = 0.42
"""The largest part of the width that item labels take."""

TICKS = 20.0
"""Points between the lowest row and the axis title."""

PAD = 8.0


def dot_plot(
    data: pd.DataFrame,
    *,
    item: str,
    group: str,
    estimate: str,
    low: str,
    high: str,
    groups: Sequence[str] | None = None,
    xlabel: str = "",
    xlim: tuple[float, float] | None = None,
) -> Figure:
    """Draw a dot with a horizontal interval for each group of each item.

    Items stand in the order of the data, each with its label (wrapped) at the left; groups differ
    in colour and in shape. They are named in the first item's rows where there is room, otherwise
    in a key above.

    Args:
        data: one row for each item and group; names of columns follow.
        item: the column of item labels.
        group: the column of group labels.
        estimate: the column of estimates, as shares (0 to 1).
        low: the column of the intervals' lower bounds, as shares.
        high: the column of the intervals' upper bounds, as shares.
        groups: the order of the groups from top to bottom; without it, that of the data.
        xlabel: what the axis shows, with the unit, such as "Aware, % (95% interval)".
        xlim: the ends of the axis, as shares; without it, the tens of percent around the data.

    Raises:
        ValueError: if a column is missing or has gaps, an item has a group twice, an estimate lies
            outside its interval, the groups are more than four or not those of the data, or the
            axis does not hold every interval.
    """
    require(data, [item, group, estimate, low, high], [item, group])
    names, items = ordered(data, group, groups), ordered(data, item, None)
    if len(names) > len(MARKERS):
        raise ValueError(f"{len(names)} groups cannot be told apart; draw at most {len(MARKERS)}")
    rows = pd.DataFrame(
        {
            "item": data[item].astype(str),
            "group": data[group].astype(str),
            "estimate": data[estimate].astype(float),
            "low": data[low].astype(float),
            "high": data[high].astype(float),
        }
    )
    if not rows["estimate"].between(rows["low"], rows["high"]).all():
        raise ValueError("an estimate lies outside its interval")
    begin, end = xlim or _tens(rows["low"].min(), rows["high"].max())
    if rows["low"].min() < begin or rows["high"].max() > end:
        raise ValueError(f"the axis from {begin} to {end} does not hold every interval")

    wrapped = [wrap(label, SIZE, LABELS * CANVAS) for label in items]
    left = max(width_of(line, SIZE) for lines in wrapped for line in lines) + 2 * PAD
    width = CANVAS - 2 * PAD - left
    rows["left"] = left + (rows["low"] - begin) / (end - begin) * width
    rows["right"] = left + (rows["high"] - begin) / (end - begin) * width
    heights = [max(len(names) * ROW, height_of(lines, SIZE)) + GAP for lines in wrapped]
    middles = dict(zip(items, _middles(heights), strict=True))
    rows["y"] = rows["item"].map(middles) + ROW * (rows["group"].map(names.index) - (len(names) - 1) / 2)
    colors = dict(zip(names, PALETTE, strict=False))
    first = rows[rows["item"] == items[0]]
    side = _side(first, left) if set(first["group"]) == set(names) else None
    top = 0.0 if side else key_height(names, left)
    title = wrap(xlabel, SMALL, width + 2 * PAD)
    foot = TICKS + height_of(title, SMALL)
    total = top + sum(heights) + foot
    with styled():
        figure = canvas(total)
        axes = figure.add_axes(
            (left / CANVAS, foot / total, width / CANVAS, sum(heights) / total),
        )
        for lines, middle in zip(wrapped, middles.values(), strict=True):
            write(figure, 0, top + middle, lines, size=SIZE)
        write(
            figure,
            left + width / 2,
            total - height_of(title, SMALL) / 2,
            title,
            size=SMALL,
            ha="center",
        )
        if side:
            _name_groups(figure, first, side, top, colors)
        else:
            write_key(figure, left, [(n, m, colors[n]) for n, m in zip(names, MARKERS, strict=False)])
        shades = rows["group"].map(colors).tolist()
        axes.hlines(rows["y"], rows["low"], rows["high"], colors=shades, lw=1.8)
        sns.scatterplot(
            data=rows,
            x="estimate",
            y="y",
            hue="group",
            style="group",
            hue_order=names,
            style_order=names,
            palette=colors,
            markers=dict(zip(names, MARKERS, strict=False)),
            s=50,
            linewidth=0.6,
            legend=False,
            zorder=3,
            ax=axes,
        )
        axes.set(xlim=(begin, end), ylim=(sum(heights), 0), xlabel="", ylabel="", yticks=[])
        axes.xaxis.set_major_formatter(FuncFormatter(lambda share, _: format_percent(share, 0)))
        axes.grid(axis="x")
        sns.despine(ax=axes, left=True)
    keep_data(
        figure,
        {"item": data[item], "group": data[group]}
        | {"estimate": data[estimate], "low": data[low], "high": data[high]},
        [(items.index(i), names.index(g)) for i, g in zip(rows["item"], rows["group"], strict=True)],
    )
    return figure


def _tens(low: float, high: float) -> tuple[float, float]:
    """Return the multiples of ten percent around an interval."""
    return floor(low * 10) / 10, ceil(high * 10) / 10


def _middles(heights: Sequence[float]) -> list[float]:
    """Return the middle of each of several heights that are stacked."""
    return [end - height / 2 for end, height in zip(accumulate(heights), heights, strict=True)]


def _side(first: pd.DataFrame, left: float) -> str | None:
    """Return the side of the first item's intervals on which every group's name fits."""
    needed = first["group"].map(lambda name: width_of(name, SMALL) + PAD)
    if (needed < first["left"] - left).all():
        return "left"
    return "right" if (needed < CANVAS - first["right"]).all() else None


def _name_groups(figure: Figure, first: pd.DataFrame, side: str, top: float, colors: dict[str, str]) -> None:
    """Write each group's name beside its interval of the first item, in the group's colour."""
    for name, x, y in zip(first["group"], first[side], first["y"], strict=True):
        place, ha = (x + 5, "left") if side == "right" else (x - 5, "right")
        box = {"facecolor": "white", "edgecolor": "none", "pad": 1}
        write(figure, place, top + y, [name], size=SMALL, color=colors[name], ha=ha, box=box)
