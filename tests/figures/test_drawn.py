"""What a figure draws, read from matplotlib's objects; the expected places are what the test draws."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest
import seaborn as sns
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from reproreport.figures.drawn import COLUMNS, ROWS, drawn_data

Draw = Callable[[Any], object]


def rows_of(draw: Draw, *parts: str, **axes: Any) -> list[list[Any]]:
    """Return the rows of those parts of a figure with one pair of axes; all where none is named."""
    figure = Figure()
    draw(figure.subplots(subplot_kw=axes))
    return [row[:-1] for row in rows(figure) if not parts or row[0] in parts]


def rows(figure: Figure) -> list[list[Any]]:
    """Return all rows of a figure; they are JSON."""
    figure.canvas.draw()
    data = drawn_data(figure)
    assert data["columns"] == list(COLUMNS)
    found: list[list[Any]] = json.loads(json.dumps(data["rows"], allow_nan=False))
    assert all(len(row) == len(COLUMNS) for row in found)
    return found


def test_a_line() -> None:
    """Its name, its points, and the words around it."""
    found = rows_of(
        lambda axes: (axes.plot([1, 2], [3, 5.5], label="cups"), axes.legend(), axes.set_title("T"))
    )
    assert ["line", "cups", 1.0, 3.0, "", "", ""] in found
    assert ["line", "cups", 2.0, 5.5, "", "", ""] in found
    assert ["legend", "cups", "", "", "", "", ""] in found
    assert ["title", "T", "", "", "", "", ""] in found


def test_bars() -> None:
    """Where they stand, how wide and how high they are, and what stands below and on them."""
    found = rows_of(lambda axes: axes.bar_label(axes.bar(["an", "bi"], [3, 2], label="cups")))
    assert [row for row in found if row[0] == "bar"] == [
        ["bar", "cups", -0.4, 0.0, 0.8, 3.0, ""],
        ["bar", "cups", 0.6, 0.0, 0.8, 2.0, ""],
    ]
    assert ["x axis tick", "bi", 1.0, "", "", "", ""] in found
    assert ["text", "3", 0.0, 3.0, "", "", ""] in found


def test_points() -> None:
    """Size and colour are data where they differ."""
    assert rows_of(lambda axes: axes.scatter([1, 2], [3, 4]), "point") == [
        ["point", "", 1.0, 3.0, "", "", ""],
        ["point", "", 2.0, 4.0, "", "", ""],
    ]
    assert rows_of(lambda axes: axes.scatter([1, 2], [3, 4], s=[5, 6], c=[7, 8]), "point") == [
        ["point", "", 1.0, 3.0, 5.0, "", 7.0],
        ["point", "", 2.0, 4.0, 6.0, "", 8.0],
    ]
    coloured = rows_of(lambda axes: axes.scatter([1, 2], [3, 4], c=["red", "blue"]), "point")
    assert [row[-1] for row in coloured] == ["#ff0000ff", "#0000ffff"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(lambda a: a.plot([1, 2, 3]), lambda a: a.plot([1, 2, 3.001]), id="line"),
        pytest.param(lambda a: a.pie([1, 2]), lambda a: a.pie([1, 3]), id="pie"),
        pytest.param(lambda a: a.hist([1, 2, 2]), lambda a: a.hist([1, 1, 2]), id="histogram"),
        pytest.param(lambda a: a.boxplot([1, 2, 9]), lambda a: a.boxplot([1, 3, 9]), id="box"),
        pytest.param(lambda a: a.violinplot([1, 2, 9]), lambda a: a.violinplot([1, 3, 9]), id="violin"),
        pytest.param(
            lambda a: a.fill_between([1, 2], [1, 2]), lambda a: a.fill_between([1, 2], [1, 3]), id="area"
        ),
        pytest.param(
            lambda a: a.errorbar([1], [2], yerr=[0.1]), lambda a: a.errorbar([1], [2], yerr=[0.2]), id="error"
        ),
        pytest.param(lambda a: a.imshow([[1, 2], [3, 4]]), lambda a: a.imshow([[1, 2], [3, 5]]), id="image"),
        pytest.param(
            lambda a: a.pcolormesh([[1, 2], [3, 4]]), lambda a: a.pcolormesh([[1, 2], [3, 5]]), id="mesh"
        ),
        pytest.param(
            lambda a: a.contour([[1, 2], [3, 4]]), lambda a: a.contour([[1, 2], [3, 5]]), id="contour"
        ),
        pytest.param(
            lambda a: a.quiver([0], [0], [1], [2]), lambda a: a.quiver([0], [0], [1], [3]), id="arrows"
        ),
        pytest.param(
            lambda a: a.hexbin([0, 1], [0, 1]), lambda a: a.hexbin([0, 1, 1], [0, 1, 1]), id="hexagons"
        ),
        pytest.param(lambda a: a.stem([1, 2]), lambda a: a.stem([1, 3]), id="stems"),
        pytest.param(lambda a: a.stairs([1, 2]), lambda a: a.stairs([1, 3]), id="stairs"),
        pytest.param(lambda a: a.eventplot([1, 2]), lambda a: a.eventplot([1, 3]), id="events"),
        pytest.param(lambda a: a.axvspan(1, 2), lambda a: a.axvspan(1, 3), id="span"),
        pytest.param(lambda a: a.axhline(1), lambda a: a.axhline(1.5), id="rule"),
        pytest.param(lambda a: a.table([["a", "b"]]), lambda a: a.table([["a", "c"]]), id="table"),
        pytest.param(lambda a: a.text(0, 0, "a"), lambda a: a.text(0, 0, "b"), id="text"),
        pytest.param(lambda a: a.annotate("a", (0, 0)), lambda a: a.annotate("a", (0, 1)), id="annotation"),
        pytest.param(lambda a: a.arrow(0, 0, 1, 1), lambda a: a.arrow(0, 0, 1, 2), id="arrow"),
        pytest.param(lambda a: a.set_yscale("log"), lambda a: a.set_yscale("linear"), id="scale"),
        pytest.param(lambda a: a.set(xlim=(0, 1)), lambda a: a.set(xlim=(0, 2)), id="limits"),
        pytest.param(lambda a: a.set(xlabel="a"), lambda a: a.set(xlabel="b"), id="label"),
        pytest.param(
            lambda a: sns.heatmap([[1, 2]], ax=a), lambda a: sns.heatmap([[1, 3]], ax=a), id="seaborn, heat"
        ),
        pytest.param(
            lambda a: sns.kdeplot([1, 2, 4], ax=a),
            lambda a: sns.kdeplot([1, 2, 5], ax=a),
            id="seaborn, density",
        ),
        pytest.param(
            lambda a: sns.barplot(x=["a", "b"], y=[1, 2], ax=a),
            lambda a: sns.barplot(x=["a", "b"], y=[1, 3], ax=a),
            id="seaborn, bars",
        ),
        pytest.param(
            lambda a: sns.scatterplot(x=[1, 2], y=[1, 2], hue=["a", "b"], ax=a),
            lambda a: sns.scatterplot(x=[1, 2], y=[1, 2], hue=["b", "a"], hue_order=["a", "b"], ax=a),
            id="seaborn, colours",
        ),
        pytest.param(
            lambda a: a.inset_axes((0, 0, 1, 1)).plot([1, 2]),
            lambda a: a.inset_axes((0, 0, 1, 1)).plot([1, 3]),
            id="axes within axes",
        ),
        pytest.param(
            lambda a: [a.bar(0, 1, color="red"), a.bar(1, 1, color="blue")],
            lambda a: [a.bar(0, 1, color="blue"), a.bar(1, 1, color="red")],
            id="colours of bars",
        ),
    ],
)
def test_other_data_are_other_rows(one: Draw, other: Draw) -> None:
    """Whatever kind of drawing shows them; the same data give the same rows."""
    assert rows_of(one) == rows_of(one)
    assert rows_of(one) != rows_of(other)


@pytest.mark.parametrize("kind", ["polar", "3d"])
@pytest.mark.parametrize("name", ["plot", "scatter"])
def test_other_axes(kind: str, name: str) -> None:
    """On a circle, and in space."""

    def draw(value: float) -> list[list[Any]]:
        data = [[0.0, 1.0], [1.0, value], [3.0, 4.0]][: 3 if kind == "3d" else 2]
        return rows_of(lambda axes: getattr(axes, name)(*data), projection=kind)

    assert draw(2) == draw(2) != draw(2.5)


def test_size_and_style_are_no_data() -> None:
    """A figure of another size, colour and font shows the same."""

    def draw(size: tuple[int, int], colour: str) -> list[list[Any]]:
        figure = Figure(figsize=size)
        axes = figure.subplots()
        axes.plot([1, 2, 3], color=colour)
        axes.bar([1, 2], [3, 4], color=colour)
        figure.suptitle("T", fontsize=size[0])
        return rows(figure)

    assert draw((4, 3), "red") == draw((8, 5), "blue")


def test_the_last_bits_are_no_data() -> None:
    """Processors differ in them: sums in another order, and zeros that are none."""
    one = rows_of(lambda axes: axes.plot([0.1 + 0.2, 0.0, 3]))
    other = rows_of(lambda axes: axes.plot([0.3, 1e-17, 3]))
    assert one == other


def test_small_values_on_a_scale_of_powers() -> None:
    """They are no last bits."""

    def draw(value: float) -> list[list[Any]]:
        return rows_of(lambda axes: axes.loglog([1, 2, 3], [value, 1, 1e12]))

    assert draw(1e-9) != draw(2e-9)


def test_very_many_points() -> None:
    """Means of stretches are kept, and one point that is another is still seen."""

    def draw(more: int) -> list[list[Any]]:
        values = np.arange(100_000) % 7
        values[54_321] += more
        return rows_of(lambda axes: axes.plot(values))

    assert len(draw(0)) < ROWS + 10
    assert sum(a != b for a, b in zip(draw(0), draw(1), strict=True)) == 1


def test_dates_and_gaps() -> None:
    """Dates are their day's number, gaps are empty."""
    found = rows_of(lambda axes: axes.plot([date(2020, 1, 1), date(2020, 1, 3)], [1, float("nan")]), "line")
    assert found == [["line", "", 18262.0, 1.0, "", "", ""], ["line", "", 18264.0, "", "", "", ""]]


def test_what_is_hidden_is_not_drawn() -> None:
    """An axis that is turned off, and an artist that is not visible."""
    assert rows_of(lambda axes: (axes.set_axis_off(), axes.plot([1, 2], visible=False))) == []


def test_what_stands_around_the_axes() -> None:
    """Titles and texts of the figure, its legends, and of figures within it."""
    figure = plt.figure()
    parts: Any = figure.subfigures(1, 2)
    left, right = parts
    left.suptitle("Left")
    right.text(0.5, 0.25, "n = 3")
    right.subplots().plot([1, 2], label="a")
    figure.legend()
    found = rows(figure)
    assert ["title", "Left", "", "", "", "", "", 0] in found
    assert ["text", "n = 3", 0.5, 0.25, "", "", "", 0] in found
    assert ["legend", "a", "", "", "", "", "", 0] in found
    plt.close(figure)


def test_a_key_of_colours_is_its_axis() -> None:
    """The 256 colours of a bar beside an image follow from its ends."""
    figure = Figure()
    axes = figure.subplots()
    figure.colorbar(axes.imshow([[1, 2]]), label="cups")
    assert [row[:2] for row in rows(figure) if row[-1] == 2] == [["x axis", ""], ["y axis", "cups"]]
