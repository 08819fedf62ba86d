"""Shares of ordered responses as stacked bars, by item and group."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

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
from reproreport.figures.style import INK, SIZE, SMALL, styled
from reproreport.numbers import format_percent

BAR, ROW, GAP, APART = 14.0, 17.0, 12.0, 6.0
"""Points: the height of a bar, the distance of two bars, the space between two items, and before a bar
that stands apart."""

SHADES = ("#0B4C86", "#8FBFE0", "#D6E6F2")
"""From the first response to the last: apart in lightness, so colour blindness does not matter."""

PAD = 6.0
TOLERANCE = 1e-9


def stacked_bars(
    data: pd.DataFrame,
    *,
    item: str,
    group: str,
    response: str,
    share: str,
    groups: Sequence[str] | None = None,
    responses: Sequence[str] | None = None,
    size: str | None = None,
    apart: Collection[str] = (),
    decimals: int = 0,
) -> Figure:
    """Draw a bar of 100 % for each group of each item, divided among ordered responses.

    Items stand in the order of the data, each under its label. The first response is the darkest;
    a key above names them once. A percentage is written into its segment where it fits.

    Args:
        data: one row for each item, group and response; names of columns follow.
        item: the column of item labels.
        group: the column of group labels.
        response: the column of response labels.
        share: the column of shares (0 to 1), as fractions or floats; those of one bar add up to 1.
        groups: the order of the groups from top to bottom; without it, that of the data.
        responses: the order of the responses from left to right; without it, that of the data.
        size: the column of how many answered, the same in all rows of a bar; written beside its label.
        apart: groups that stand a little apart from those above them, such as the total of the others.
        decimals: how many decimals the percentages show.

    Raises:
        ValueError: if a column is missing or has gaps, a bar has a response twice, a share is
            negative, those of a bar do not add up to 1, its rows have different sizes, or an order
            does not name the values of its column.
    """
    require(data, [item, group, response, share, *([size] if size else [])], [item, group, response])
    names, answers = ordered(data, group, groups), ordered(data, response, responses)
    items = ordered(data, item, None)
    bars = _bars(data, item, group, response, share)
    shades = dict(zip(answers, sns.blend_palette(SHADES, len(answers)).as_hex(), strict=True))
    wrapped = [wrap(label, SIZE, CANVAS) for label in items]
    heads = [height_of(lines, SIZE) + 3 for lines in wrapped]
    labels = _labels(data, item, group, size)
    left = max(width_of(label, SMALL) for label in labels.values()) + 2 * PAD
    row = {name: ROW + (APART if name in apart else 0) for name in names}
    top = key_height(answers, left) + PAD
    height = top + sum(heads) + len(items) * (sum(row.values()) + GAP) - GAP
    with styled():
        figure = canvas(height)
        write_key(figure, left, [(answer, "s", shades[answer]) for answer in answers])
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        y = top
        for label, lines, head in zip(items, wrapped, heads, strict=True):
            write(figure, 0, y + (head - 3) / 2, lines, size=SIZE)
            y += head
            for name in names:
                y += row[name] - ROW
                if parts := bars.get((label, name)):
                    shown = [labels[label, name]]
                    write(figure, left - PAD, y + ROW / 2, shown, size=SMALL, ha="right")
                    segments = [(parts.get(a, Fraction(0)), shades[a]) for a in answers]
                    _draw_bar(figure, axes, left, y + ROW / 2, segments=segments, decimals=decimals)
                y += ROW
            y += GAP
        axes.set(xlim=(0, CANVAS), ylim=(height, 0))
    columns = {"item": data[item], "group": data[group], "response": data[response]}
    sizes = {"size": data[size]} if size else {}
    places = (
        (items.index(str(label)), names.index(str(name)), answers.index(str(answer)))
        for label, name, answer in zip(*columns.values(), strict=True)
    )
    keep_data(figure, columns | sizes | {"share": data[share]}, list(places))
    return figure


def _draw_bar(
    figure: Figure,
    axes: Axes,
    left: float,
    middle: float,
    *,
    segments: Sequence[tuple[Fraction, str]],
    decimals: int,
) -> None:
    """Draw one bar from ``left`` to the right edge, with the percentages that fit."""
    scale = CANVAS - left
    for share, shade in segments:
        width = float(share) * scale
        axes.barh(middle, width, BAR, left=left, color=shade, ec="white", lw=0.8)
        number = format_percent(share, decimals)
        if width_of(number, SMALL) + 2 <= width:
            color = _readable_on(shade)
            write(figure, left + width / 2, middle, [number], size=SMALL, color=color, ha="center")
        left += width


def _readable_on(color: str) -> str:
    """Return white or ink, whichever stands out more on a colour (contrast as in WCAG 2.2)."""
    white, ink, ground = (_luminance(one) + 0.05 for one in ("white", INK, color))
    return "white" if white / ground >= ground / ink else INK


def _luminance(color: str) -> float:
    """Return the luminance of a colour, from 0 (black) to 1 (white)."""
    red, green, blue = (channel**2.2 for channel in to_rgb(color))
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def _labels(data: pd.DataFrame, item: str, group: str, size: str | None) -> dict[tuple[str, str], str]:
    """Return what stands beside each bar: the group's name, with its size where one is asked for."""
    labels: dict[tuple[str, str], str] = {}
    sizes = data[size] if size else [""] * len(data)
    for label, name, number in zip(data[item], data[group], sizes, strict=True):
        words = f"{name} (N = {number})" if size else str(name)
        if labels.setdefault((str(label), str(name)), words) != words:
            raise ValueError(f"{label}, {name}: the rows of one bar have different sizes")
    return labels


def _bars(
    data: pd.DataFrame, item: str, group: str, response: str, share: str
) -> dict[tuple[str, str], dict[str, Fraction]]:
    """Return the shares of each bar, by item and group, and check that they are a whole."""
    bars: dict[tuple[str, str], dict[str, Fraction]] = {}
    columns = (data[column] for column in (item, group, response, share))
    for label, name, answer, value in zip(*columns, strict=True):
        if float(value) < 0:
            raise ValueError(f"{label}, {name}, {answer}: a share is not negative, and {value} is")
        bars.setdefault((str(label), str(name)), {})[str(answer)] = Fraction(value)
    for (label, name), parts in bars.items():
        if abs(float(sum(parts.values())) - 1) > TOLERANCE:
            total = float(sum(parts.values()))
            raise ValueError(f"{label}, {name}: the shares add up to {total:.6g}, not to 1")
    return bars
