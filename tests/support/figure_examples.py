"""Small data for figures, and what their drawings say."""

from __future__ import annotations

from fractions import Fraction
from io import StringIO
from itertools import combinations
from typing import Any

import pandas as pd
import pytest
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from reproreport.figures import (
    SMALL,
    concept_tree,
    dot_plot,
    stacked_bars,
)

LONG = "Keeping every one of the promises that were made to readers, in Đình Vũ as elsewhere"


def estimates() -> pd.DataFrame:
    """Three items by three groups, with intervals."""
    rows = [
        (item, group, low + 0.1, low, low + 0.25)
        for item, start in ((LONG, 0.52), ("Short", 0.60), ("Price $5 & <b>", 0.70))
        for group, low in (("North", start), ("East", start + 0.02), ("South", start - 0.02))
    ]
    return pd.DataFrame(rows, columns=["item", "group", "share", "low", "high"])


def dots(data: pd.DataFrame, **options: Any) -> Figure:
    """Draw the estimates."""
    columns = {"item": "item", "group": "group", "estimate": "share", "low": "low", "high": "high"}
    return dot_plot(data, **(columns | options))


def answers() -> pd.DataFrame:
    """Two items by two groups by three responses, as exact fractions."""
    parts = {"often": Fraction(1, 3), "seldom": Fraction(7, 12), "never": Fraction(1, 12)}
    rows = [
        (item, group, response, share)
        for item in (LONG, "Short")
        for group in ("North", "The whole East")
        for response, share in parts.items()
    ]
    return pd.DataFrame(rows, columns=["item", "group", "response", "share"])


def bars(data: pd.DataFrame, **options: Any) -> Figure:
    """Draw the answers."""
    columns = {"item": "item", "group": "group", "response": "response", "share": "share"}
    return stacked_bars(data, **(columns | options))


def nodes() -> pd.DataFrame:
    """A concept with three elements, one of them without parts."""
    rows = [
        ("r", None, "What readers know about the promises"),
        ("a", "r", LONG),
        ("a1", "a", " ".join([LONG] * 3)),
        ("a2", "a", "A short part"),
        ("b", "r", "An element alone"),
        ("c", "r", "Another"),
        ("c1", "c", "One part"),
    ]
    return pd.DataFrame(rows, columns=["id", "parent", "label"])


ALL = [
    pytest.param(lambda: dots(estimates(), xlabel=LONG), id="dot_plot"),
    pytest.param(lambda: bars(answers()), id="stacked_bars"),
    pytest.param(lambda: concept_tree(nodes()), id="concept_tree"),
]


def words(figure: Figure) -> list[Text]:
    """Every line of text that a figure shows."""
    axes = [axes for axes in figure.axes if axes.axison]
    return [*figure.texts, *(label for one in axes for label in one.get_xticklabels())]


def texts(figure: Figure) -> list[str]:
    """What every line of text says."""
    return [text.get_text() for text in words(figure) if text.get_text()]


def key(figure: Figure) -> list[Line2D]:
    """The markers of a figure's key."""
    return [artist for artist in figure.get_children() if isinstance(artist, Line2D)]


def relative_luminance(color: str) -> float:
    """WCAG 2.2, from its definition."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def legible(figure: Figure) -> list[tuple[Text, Bbox]]:
    """Draw a figure, check its words, and return each with the box that it fills (in points).

    No text is below 9 points, none is cut off at the edge, and no two lie on top of each other.
    """
    figure.set_dpi(72)
    width, height = figure.get_size_inches() * 72
    renderer = RendererSVG(width, height, StringIO())  # type: ignore[no-untyped-call]
    figure.draw(renderer)
    shown = [text for text in words(figure) if text.get_text()]
    boxes = [(text, Text.get_window_extent(text, renderer)) for text in shown]
    for text, box in boxes:
        assert float(text.get_fontsize()) >= SMALL >= 9, text
        assert box.x0 >= -0.5, text
        assert box.x1 <= width + 0.5, text
        assert box.y0 >= -0.5, text
        assert box.y1 <= height + 0.5, text
    for (one, a), (other, b) in combinations(boxes, 2):
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        down = min(a.y1, b.y1) - max(a.y0, b.y0)
        assert across <= 0.5 or down <= 1.5, f"{one} and {other} overlap"
    return boxes
