"""The data that figures keep: in the order shown, exact where they are exact."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from figure_examples import LONG, answers, bars, dots, estimates, nodes
from reproreport.figures import concept_tree, keep_data, show, timeline, year_bars
from reproreport.figures.drawn import kept_data, plain
from reproreport.mime import FIGURE_DATA


def data_of(figure: Figure) -> dict[str, Any]:
    """Return what a figure keeps."""
    data = kept_data(figure)
    assert data is not None
    return data


def test_dots_in_the_order_of_items_and_groups() -> None:
    """Rows that come in another order are shown, and kept, alike."""
    groups = ["South", "North", "East"]
    data = data_of(dots(estimates(), groups=groups))
    assert data["columns"] == ["item", "group", "estimate", "low", "high"]
    assert [row[:2] for row in data["rows"]] == [
        [item, group] for item in (LONG, "Short", "Price $5 & <b>") for group in groups
    ]
    # The first item, North: 0.52 and what the example adds to it.
    assert data["rows"][1][2:] == [0.52 + 0.1, 0.52, 0.52 + 0.25]
    mixed = estimates().iloc[[2, 0, 1, 5, 3, 4, 6, 7, 8]]
    assert data_of(dots(mixed, groups=groups)) == data


def test_shares_stay_fractions() -> None:
    """A bar's segments from left to right."""
    data = data_of(bars(answers(), responses=["never", "seldom", "often"]))
    assert data["columns"] == ["item", "group", "response", "share"]
    assert data["rows"][:3] == [
        [LONG, "North", "never", "1/12"],
        [LONG, "North", "seldom", "7/12"],
        [LONG, "North", "often", "1/3"],
    ]


def test_a_tree_from_the_top() -> None:
    """Each label with its level; identifiers are not shown."""
    shuffled = nodes().iloc[[0, 1, 4, 5, 3, 2, 6]]
    data = data_of(concept_tree(shuffled))
    assert data["columns"] == ["level", "label"]
    assert [row[0] for row in data["rows"]] == [1, 2, 3, 3, 2, 2, 3]
    assert data["rows"][2] == [3, "A short part"]


def test_events_by_group_and_date() -> None:
    """The date is kept as it was printed; kinds only where there are some."""
    events = pd.DataFrame(
        {
            "what": ["b", "a", "c"],
            "when": ["2021-03", "2020", "2022-01-02"],
            "who": ["X", "X", "Y"],
            "kind": ["k", "k", "l"],
        }
    )
    columns = {"label": "what", "date": "when", "group": "who"}
    data = data_of(timeline(events, **columns, groups=["Y", "X"]))
    assert data["columns"] == ["group", "date", "label"]
    assert data["rows"] == [["Y", "2022-01-02", "c"], ["X", "2020", "a"], ["X", "2021-03", "b"]]
    assert data_of(timeline(events, **columns, kind="kind"))["columns"][3] == "kind"


def test_counts_by_group_and_year() -> None:
    """Years ascend in each group."""
    counts = pd.DataFrame({"g": ["a", "b", "a"], "y": [2021, 2020, 2019], "n": [1, 2, 3]})
    data = data_of(year_bars(counts, group="g", year="y", count="n", groups=["b", "a"]))
    assert data == {
        "columns": ["group", "year", "count"],
        "rows": [["b", 2020, 2], ["a", 2019, 3], ["a", 2021, 1]],
    }


def test_data_travel_with_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """A figure of one's own keeps what it is told to."""
    shown: list[dict[str, Any]] = []
    monkeypatch.setattr("reproreport.figures.style.display", lambda data, **_: shown.append(data))
    figure = Figure()
    keep_data(figure, {"x": [2, 1], "y": ["b", "a"]}, order=[2, 1])
    show(figure, alt="Two points.")
    assert shown[0][FIGURE_DATA] == {"columns": ["x", "y"], "rows": [[1, "a"], [2, "b"]]}
    assert list(shown[0]) == ["image/svg+xml", FIGURE_DATA]


def test_columns_of_one_length() -> None:
    """A shorter column has no rows to be silent about."""
    with pytest.raises(ValueError, match="shorter"):
        keep_data(Figure(), {"x": [1, 2], "y": [1]})


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (Fraction(88, 134), "44/67"),
        (Fraction(4, 2), 2),
        (Decimal("0.50"), "0.50"),
        (np.int64(7), 7),
        (np.float64(0.1), 0.1),
        (0.1 + 0.2, 0.30000000000000004),
        (float("nan"), ""),
        (float("inf"), "inf"),
        (None, ""),
        (pd.NA, ""),
        (pd.NaT, ""),
        (True, "True"),
        ("65,7", "65,7"),
        (pd.Timestamp("2021-03-29"), "2021-03-29 00:00:00"),
    ],
)
def test_values_as_json(value: Any, kept: Any) -> None:
    """Exact values stay exact, and everything can be written as JSON."""
    assert plain(value) == kept
    assert type(plain(value)) is type(kept)
