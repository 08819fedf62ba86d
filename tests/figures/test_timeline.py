"""Time lines, read back from matplotlib's objects."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure

from figure_examples import LONG, key, legible, texts
from reproreport.figures import PALETTE, SMALL, WIDTH, timeline, to_svg

#: The axis ends this far from the edges, so that marks at its ends are whole.
MARGIN = 5.0


def events() -> pd.DataFrame:
    """Two crowded days, a month and a year in three groups, over 2019 and 2020."""
    rows = [
        ("A rule", "2019-07-02", "Parliament", "law"),
        ("Another rule", "2019-07-04", "Parliament", "law"),
        (LONG, "2019-12-31", "The Government", "letter"),
        ("A letter of March", "2020-03", "The Government", "letter"),
        ("The law of a year, Đình Vũ, $5 & <b>", "2020", "Town", "law"),
        ("The first day", "2019-01-01", "Town", "letter"),
        ("The last day", "2020-12-31", "Town", "letter"),
    ]
    return pd.DataFrame(rows, columns=["event", "when", "body", "kind"])


def drawn(data: pd.DataFrame | None = None, **options: Any) -> Figure:
    """Draw the events."""
    columns: dict[str, Any] = {"label": "event", "date": "when", "group": "body"}
    return timeline(events() if data is None else data, **(columns | options))


def marks(figure: Figure) -> list[tuple[float, float, float, str]]:
    """Left end, right end and height of every mark (points from the top left), and its colour."""
    (axes,) = figure.axes
    return [
        (*(float(x) for x in (min(line.get_xdata()), max(line.get_xdata()))), *line.get_ydata()[:1], color)  # type: ignore[arg-type,type-var,index,misc]
        for line in axes.lines
        if (color := str(line.get_color())) in PALETTE
    ]


def place(day_of_731: float) -> float:
    """Where a day of 2019 and 2020 (365 + 366 of them) lies."""
    return MARGIN + day_of_731 / 731 * (WIDTH * 72 - 2 * MARGIN)


def test_days_are_dots_and_longer_periods_bars() -> None:
    """Noon of the day; a bar from the first to the last day, less a point at either end.

    Days counted by hand: 2 July is the 183rd day of 2019; March 2020 is days 425 to 456 of both
    years (365 + 31 + 29), and 2020 has the last 366.
    """
    found = [(left, right) for left, right, _, _ in marks(drawn())]
    expected = [
        (place(182.5), place(182.5)),
        (place(184.5), place(184.5)),
        (place(364.5), place(364.5)),
        (place(425) + 1, place(456) - 1),
        (place(0.5), place(0.5)),
        (place(365) + 1, place(731) - 1),
        (place(730.5), place(730.5)),
    ]
    assert found == [pytest.approx(pair) for pair in expected]


def test_every_label_is_drawn_once_beside_its_mark() -> None:
    """Whole, at the height of the mark, and to its right where there is room."""
    figure = drawn()
    joined = " ".join(texts(figure))
    for event in events()["event"]:
        assert joined.count(event) == 1, event
    height = figure.get_size_inches()[1] * 72
    for event, side in (("A rule", "left"), ("The first day", "left"), ("The last day", "right")):
        (label,) = (text for text in figure.texts if text.get_text() == event)
        assert label.get_horizontalalignment() == side
        x, base = label.get_position()[0] * WIDTH * 72, (1 - label.get_position()[1]) * height
        near = [(left, y) for left, _, y, _ in marks(figure) if abs(abs(left - x) - 7) < 0.01]
        assert any(0 < base - y < SMALL for _, y in near), event


def test_a_label_that_fits_beside_its_mark_stands_there() -> None:
    """Also where there is little more room than it takes: at the height of the mark, not below it."""
    data = pd.DataFrame(
        [("A document of 2020", "2020-01-01", "g"), ("The last", "2022-12-31", "g"), ("First", "2012", "g")],
        columns=["event", "when", "body"],
    )
    figure = drawn(data)
    height = figure.get_size_inches()[1] * 72
    (label,) = (text for text in figure.texts if text.get_text() == "A document of 2020")
    assert label.get_horizontalalignment() == "left"
    base = (1 - label.get_position()[1]) * height
    assert any(0 < base - y < SMALL for _, _, y, _ in marks(figure))


def test_groups_stand_in_the_order_asked_for() -> None:
    """Each heading above its events, and above the next heading."""
    for order in (None, ["Town", "The Government", "Parliament"]):
        figure = drawn(groups=order)
        names = order or ["Parliament", "The Government", "Town"]
        heads = [text for text in figure.texts if text.get_text() in names]
        assert [text.get_text() for text in heads] == names
        heights = [text.get_position()[1] for text in heads]
        assert heights == sorted(heights, reverse=True)
        first = next(text for text in figure.texts if text.get_text() == "The first day")
        below = [text for text in heads if text.get_position()[1] > first.get_position()[1]]
        assert below[-1].get_text() == "Town"


def test_kinds_differ_in_colour_and_are_named_in_a_key() -> None:
    """Only where kinds are asked for, in the order asked for."""
    assert not key(drawn())
    assert {color for *_, color in marks(drawn())} == {PALETTE[0]}
    figure = drawn(kind="kind", kinds=["letter", "law"])
    assert texts(figure)[:2] == ["letter", "law"]
    assert [entry.get_color() for entry in key(figure)] == list(PALETTE[:2])
    assert len({entry.get_marker() for entry in key(figure)}) == 2
    law, letter = PALETTE[1], PALETTE[0]
    assert [color for *_, color in marks(figure)] == [law, law, letter, letter, letter, law, letter]


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("2020", [str(year) for year in range(1990, 2021, 5)]),
        ("1990", ["1990"]),
        ("2490", [str(year) for year in range(2000, 2491, 50)]),
    ],
)
def test_the_axis_names_as_many_years_as_have_room(last: str, expected: list[str]) -> None:
    """Round years, never so close that they touch."""
    data = pd.DataFrame([("a", "1990-05-01", "g"), ("b", last, "g")], columns=["event", "when", "body"])
    assert [text for text in texts(drawn(data)) if text.isdigit()] == expected


@pytest.mark.parametrize(
    "draw", [drawn, lambda: drawn(kind="kind"), lambda: drawn(events().assign(body=LONG * 2, when="2019"))]
)
def test_words_are_legible_inside_and_apart(draw: Any) -> None:
    """At least 9 points, none cut off, no two on top of each other, no mark on a word."""
    figure = draw()
    height = figure.get_size_inches()[1] * 72
    for text, box in legible(figure):
        for left, right, y, _ in marks(figure):
            apart = right + 3 < box.x0 or left - 3 > box.x1
            assert apart or not box.y0 - 1 < height - y < box.y1 + 1, text


def test_the_svg_holds_no_text_element() -> None:
    """Glyphs are paths, and drawing twice gives the same bytes."""
    assert "<text" not in to_svg(drawn())
    assert to_svg(drawn()) == to_svg(drawn())


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        (lambda d: d.drop(columns="when"), {}, "lack the columns when"),
        (lambda d: d.head(0), {}, "no rows"),
        (lambda d: pd.concat([d, d.head(1)]), {}, "two rows for A rule, 2019-07-02, Parliament"),
        (lambda d: d.assign(when=None), {}, "column when has gaps"),
        (lambda d: d.replace("2020-03", "2020-13"), {}, "'2020-13' is not a date"),
        (lambda d: d.replace("2020-03", "2019-02-29"), {}, "'2019-02-29' is not a date"),
        (lambda d: d.replace("2020-03", "March 2020"), {}, "'March 2020' is not a date"),
        (lambda d: d.replace("2020-03", ""), {}, "'' is not a date"),
        (lambda d: d, {"groups": ["Town"]}, "body holds Parliament, The Government, Town, and the order"),
        (lambda d: d, {"kind": "event"}, "7 kinds cannot be told apart; draw at most 4"),
        (lambda d: d, {"kind": "colour"}, "lack the columns colour"),
    ],
)
def test_the_time_line_refuses(change: Any, options: dict[str, Any], message: str) -> None:
    """Each wrong input is named."""
    with pytest.raises(ValueError, match=message):
        drawn(change(events()), **options)
