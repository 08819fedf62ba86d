"""Stacked bars, read back from matplotlib's objects."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from figure_examples import (
    LONG,
    answers,
    bars,
    relative_luminance,
    texts,
)
from reproreport.figures import (
    WIDTH,
)


def test_bars_fill_their_width_in_proportion() -> None:
    """Segments touch, start and end together, and are as wide as their shares."""
    (axes,) = bars(answers()).axes
    rows: dict[float, list[Rectangle]] = {}
    for patch in axes.patches:
        assert isinstance(patch, Rectangle)
        rows.setdefault(patch.get_y(), []).append(patch)
    assert len(rows) == 4
    for row in rows.values():
        whole = sum(patch.get_width() for patch in row)
        assert [patch.get_width() / whole for patch in row] == pytest.approx([1 / 3, 7 / 12, 1 / 12])
        for patch, following in pairwise(row):
            assert patch.get_x() + patch.get_width() == pytest.approx(following.get_x())
        assert row[-1].get_x() + row[-1].get_width() == pytest.approx(WIDTH * 72)
    assert len({row[0].get_x() for row in rows.values()}) == 1


def test_bars_are_labelled() -> None:
    """Responses once, groups at every bar, percentages rounded half up where they fit."""
    shown = texts(bars(answers()))
    assert LONG in " ".join(shown)
    for response in ("often", "seldom", "never"):
        assert shown.count(response) == 1
    assert shown.count("North") == shown.count("The whole East") == 2
    assert [shown.count(number) for number in ("33%", "58%", "8%")] == [4, 4, 4]
    assert texts(bars(answers(), decimals=1)).count("33.3%") == 4
    thin = answers().assign(share=[0.5, 0.49, 0.01] * 4)
    assert "1%" not in texts(bars(thin))


def test_shades_follow_the_order_of_the_responses() -> None:
    """From dark to light, whichever order is asked for."""
    for order in (["often", "seldom", "never"], ["never", "seldom", "often"]):
        (axes,) = bars(answers(), responses=order).axes
        shades = [mpl.colors.to_hex(patch.get_facecolor()) for patch in axes.patches[:3]]
        lightness = [relative_luminance(shade) for shade in shades]
        assert lightness == sorted(lightness)
        assert lightness[0] < lightness[-1] / 5


def test_the_size_of_each_bar_stands_beside_its_label() -> None:
    """Once for each bar; the bars are as wide as there is room left."""
    sized = answers().assign(n=[12] * 3 + [24] * 9)
    shown = texts(bars(sized, size="n"))
    assert shown.count("North (N = 12)") == 1
    assert shown.count("North (N = 24)") == 1
    assert shown.count("The whole East (N = 24)") == 2
    with pytest.raises(ValueError, match="North: the rows of one bar have different sizes"):
        bars(answers().assign(n=range(12)), size="n")


def test_a_group_can_stand_apart() -> None:
    """Six points further from the one above it than the others."""
    (axes,) = bars(answers(), apart=["The whole East"]).axes
    places = sorted({patch.get_y() for patch in axes.patches if isinstance(patch, Rectangle)})
    assert places[1] - places[0] == pytest.approx(17 + 6)
    (close,) = bars(answers()).axes
    places = sorted({patch.get_y() for patch in close.patches if isinstance(patch, Rectangle)})
    assert places[1] - places[0] == pytest.approx(17)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.assign(share=[Fraction(1, 3)] * 11 + [Fraction(1, 2)]), "add up to 1.16667"),
        (lambda d: d.head(11), "Short, The whole East: the shares add up to 0.916667, not to 1"),
        (lambda d: d.assign(share=[2, -1, 0] * 4), "not negative, and -1 is"),
        (lambda d: pd.concat([d, d.head(1)]), "two rows for"),
        (lambda d: d.drop(columns=["share", "item"]), "lack the columns item, share"),
    ],
)
def test_stacked_bars_refuse(change: Any, message: str) -> None:
    """Parts that are not a whole are an error, and so is a gap in the data."""
    with pytest.raises(ValueError, match=message):
        bars(change(answers()))


def test_floats_that_add_up_but_for_rounding_are_a_whole() -> None:
    """0.1 + 0.7 + 0.2 is 0.9999999999999999."""
    assert bars(answers().assign(share=[0.1, 0.7, 0.2] * 4))
