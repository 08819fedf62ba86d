"""Shares of ordered responses as stacked bars, by item and group."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from analysis.figures.data import keep_data
from analysis.figures.frames import CANVAS, canvas, key_height, ordered, require, write, write_key
from analysis.figures.style import INK, SIZE, SMALL, styled
from analysis.figures.text import height_of, width_of, wrap
from analysis.numbers import format_percent

BAR, ROW, GAP = 14.0, 17.0, 12.0
"""Points: the height of a bar, the distance of two bars, the space between two items."""

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
        decimals: how many decimals the percentages show.

    Raises:
        ValueError: if a column is missing or has gaps, a bar has a response twice, a share is
            negative, those of a bar do not add up to 1, or an order does not name the values of
            its column.
    """
    require(data, [item, group, response, share], [item, group, response])
    names, answers = ordered(data, group, groups), ordered(data, response, responses)
    items = ordered(data, item, None)
    bars = _bars(data, item, group, response, share)
    shades = dict(zip(answers, sns.blend_palette(SHADES, len(answers)).as_hex(), strict=True))
    wrapped = [wrap(label, SIZE, CANVAS) for label in items]
    heads = [height_of(lines, SIZE) + 3 for lines in wrapped]
    left = max(width_of(name, SMALL) for name in names) + 2 * PAD
    top = key_height(answers, left) + PAD
    height = top + sum(heads) + len(items) * (len(names) * ROW + GAP) - GAP
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
                if parts := bars.get((label, name)):
                    write(figure, left - PAD, y + ROW / 2, [name], size=SMALL, ha="right")
                    segments = [(parts.get(a, Fraction(0)), shades[a]) for a in answers]
                    _draw_bar(figure, axes, left, y + ROW / 2, segments=segments, decimals=decimals)
                y += ROW
            y += GAP
        axes.set(xlim=(0, CANVAS), ylim=(height, 0))
    columns = {"item": data[item], "group": data[group], "response": data[response]}
    places = (
        (items.index(str(label)), names.index(str(name)), answers.index(str(answer)))
        for label, name, answer in zip(*columns.values(), strict=True)
    )
    keep_data(figure, columns | {"share": data[share]}, list(places))
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
