"""Counts by year, read back from matplotlib's objects."""

from __future__ import annotations

from typing import Any

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from figure_examples import LONG, legible, relative_luminance, texts
from reproreport.figures import PALETTE, WIDTH, to_svg, year_bars
from reproreport.figures.years import EARLIER


def works() -> pd.DataFrame:
    """Two groups over 23 years; the second has a single year."""
    rows = [(LONG, 2002, 1), (LONG, 2020, 6), (LONG, 2024, 12), ("Short", 2010, 3)]
    return pd.DataFrame(rows, columns=["group", "year", "count"])


def draw(data: pd.DataFrame, **options: Any) -> Figure:
    """Draw the counts."""
    return year_bars(data, group="group", year="year", count="count", **options)


def drawn(figure: Figure) -> list[Rectangle]:
    """The bars of a figure."""
    (axes,) = figure.axes
    return [patch for patch in axes.patches if isinstance(patch, Rectangle)]


def test_bars_are_as_tall_as_their_counts() -> None:
    """One scale for all groups: heights are in proportion 1 : 6 : 12 : 3, all of one width."""
    bars = drawn(draw(works()))
    one = abs(bars[0].get_height())
    assert [abs(bar.get_height()) / one for bar in bars] == pytest.approx([1, 6, 12, 3])
    assert len({round(bar.get_width(), 6) for bar in bars}) == 1


def test_bars_stand_at_their_years() -> None:
    """The distance of two bars is proportional to that of their years, in every group."""
    middles = [bar.get_x() + bar.get_width() / 2 for bar in drawn(draw(works()))]
    year = (middles[2] - middles[0]) / 22
    assert middles[1] - middles[0] == pytest.approx(18 * year)
    assert middles[3] - middles[0] == pytest.approx(8 * year)


def test_every_number_and_name_is_written() -> None:
    """A number on each bar; groups whole, with their totals; the last year, none twice."""
    shown = texts(draw(works()))
    joined = " ".join(shown)
    assert f"{LONG} (19)" in joined
    assert "Short (3)" in shown
    for number in ("1", "6", "12", "3"):
        assert shown.count(number) == 1
    years = [text for text in shown if text.startswith("20")]
    assert years[-1] == "2024"
    assert len(years) == len(set(years)) > 5


def test_a_count_of_zero_has_no_bar() -> None:
    """It still widens the axis to its year."""
    data = pd.concat([works(), pd.DataFrame([("Short", 2000, 0)], columns=["group", "year", "count"])])
    figure = draw(data)
    assert len(drawn(figure)) == 4
    assert "2000" in texts(figure)
    assert "0" not in texts(figure)


def test_marked_years_differ_in_colour_and_lie_beyond_a_line() -> None:
    """Bars from the marked year on are blue, earlier ones grey; the line runs between the years."""
    figure = draw(works(), since=2020, since_label="2020 and later")
    bars = drawn(figure)
    shades = [mpl.colors.to_hex(bar.get_facecolor()).upper() for bar in bars]
    assert shades == [EARLIER, PALETTE[0], PALETTE[0], EARLIER]
    assert texts(figure).count("2020 and later") == 1
    (axes,) = figure.axes
    lines = [one for one in axes.collections if isinstance(one, LineCollection)]
    (upright,) = {
        float(segment[0][0])
        for line in lines
        for segment in line.get_segments()
        if segment[0][0] == segment[1][0]
    }
    assert bars[1].get_x() - bars[1].get_width() < upright < bars[1].get_x()


def test_without_a_mark_all_bars_are_alike() -> None:
    """Neither a line nor its label; the same where every year is marked."""
    for options in ({}, {"since": 1990, "since_label": "All of them"}):
        figure = draw(works(), **options)
        assert {mpl.colors.to_hex(bar.get_facecolor()).upper() for bar in drawn(figure)} == {PALETTE[0]}
        assert "All of them" not in texts(figure)


def test_grey_bars_can_be_seen_on_white() -> None:
    """WCAG 2.2 asks 3 : 1 of graphics."""
    assert 1.05 / (relative_luminance(EARLIER) + 0.05) >= 3


def test_groups_stand_in_the_order_asked_for() -> None:
    """Without it, in the order of the data."""
    order = ["Short", LONG]
    assert texts(draw(works(), groups=order))[0] == "Short (3)"
    assert texts(draw(works()))[0] != "Short (3)"


@pytest.mark.parametrize(
    "options",
    [{}, {"since": 2020, "since_label": "2020 and later"}, {"since": 2024, "since_label": LONG[:40]}],
)
def test_words_are_legible_inside_and_apart(options: dict[str, Any]) -> None:
    """No text below 9 points, none cut off at the edge, no two on top of each other."""
    for data in (works(), works().tail(1), works().assign(count=[1, 999, 1234, 2])):
        figure = draw(data, **options)
        assert legible(figure)
        assert figure.get_size_inches()[0] == WIDTH


def test_the_same_figure_gives_the_same_glyph_paths() -> None:
    """No text element, no font; twice the same bytes."""
    svg = to_svg(draw(works()))
    assert svg == to_svg(draw(works()))
    assert "<text" not in svg
    assert "font-family" not in svg


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        (lambda d: d.drop(columns="year"), {}, "lack the columns year"),
        (lambda d: d.head(0), {}, "no rows"),
        (lambda d: pd.concat([d, d.tail(1)]), {}, "two rows for Short, 2010"),
        (lambda d: d.assign(count=None), {}, "column count has gaps"),
        (lambda d: d.assign(count=[1, 2.5, 3, 4]), {}, "column count holds 2.5, not a whole number"),
        (lambda d: d.assign(year=["2002", "2020", "2024", "soon"]), {}, "column year holds 'soon'"),
        (lambda d: d.assign(count=-1), {}, "a count is negative"),
        (lambda d: d, {"groups": ["Short"]}, "and the order names Short"),
    ],
)
def test_year_bars_refuse(change: Any, options: dict[str, Any], message: str) -> None:
    """Each wrong input is named."""
    with pytest.raises(ValueError, match=message):
        draw(change(works()), **options)
