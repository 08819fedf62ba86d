"""Dot plots, read back from matplotlib's objects."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection

from figure_examples import (
    LONG,
    dots,
    estimates,
    key,
    texts,
)
from reproreport.figures import (
    WIDTH,
)


def test_dots_stand_where_the_data_say() -> None:
    """Every estimate and interval, from top to bottom in the order of the data."""
    data = estimates()
    (axes,) = dots(data).axes
    lines, points = axes.collections
    assert isinstance(lines, LineCollection)
    ends = sorted((float(a[0]), float(b[0])) for a, b in lines.get_segments())
    expected = sorted(zip(data["low"], data["high"], strict=True))
    assert ends == [pytest.approx(pair) for pair in expected]
    by_height = sorted(np.asarray(points.get_offsets()).tolist(), key=lambda place: place[1])
    assert [x for x, _ in by_height] == pytest.approx(data["share"].tolist())
    assert axes.yaxis_inverted()
    assert axes.get_xlim() == (0.5, 1.0)


def test_group_names_stand_beside_their_intervals() -> None:
    """Five points to the right of the first item's upper bounds, measured on matplotlib's axis."""
    data = estimates()
    figure = dots(data)
    (axes,) = figure.axes
    for name, high in zip(data["group"][:3], data["high"][:3], strict=True):
        (label,) = (text for text in figure.texts if text.get_text() == name)
        end = axes.transData.transform((high, 0))[0] / figure.get_dpi() * 72
        assert label.get_position()[0] * WIDTH * 72 == pytest.approx(end + 5)


def test_dot_plot_draws_every_label_once() -> None:
    """Items whole (wrapped), groups in the first item's rows, the axis title, $ as it is."""
    shown = texts(dots(estimates(), xlabel="Aware, %"))
    joined = " ".join(shown)
    assert LONG in joined
    for label in ("Short", "Price $5 & <b>", "North", "East", "South", "Aware, %", "50%"):
        assert shown.count(label) == 1, label


def test_groups_move_to_a_key_where_there_is_no_room() -> None:
    """Long names do not fit beside the intervals; the order is the one asked for."""
    data = estimates().replace({"North": "The high North of the whole country"})
    order = ["South", "The high North of the whole country", "East"]
    figure = dots(data, groups=order)
    assert [text for text in texts(figure) if text in order] == order
    assert len(key(figure)) == 3
    assert not key(dots(estimates()))


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        (lambda d: d.drop(columns="low"), {}, "lack the columns low"),
        (lambda d: d.head(0), {}, "no rows"),
        (lambda d: pd.concat([d, d.tail(1)]), {}, r"two rows for Price \$5 & <b>, South"),
        (lambda d: d.assign(share=None), {}, "column share has gaps"),
        (lambda d: d.assign(share=0.99), {}, "outside its interval"),
        (lambda d: d, {"xlim": (0.6, 1)}, "from 0.6 to 1 does not hold every interval"),
        (lambda d: d, {"groups": ["North"]}, "holds North, East, South, and the order names North"),
        (
            lambda d: d.assign(group=[f"g{i}" for i in range(9)]),
            {},
            "9 groups cannot be told apart; draw at most 4",
        ),
    ],
)
def test_dot_plot_refuses(change: Any, options: dict[str, Any], message: str) -> None:
    """Each wrong input is named."""
    with pytest.raises(ValueError, match=message):
        dots(change(estimates()), **options)
