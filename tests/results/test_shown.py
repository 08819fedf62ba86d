"""What tables and figures show, taken out of executed notebooks."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from great_tables import GT, md
from pandas import DataFrame

from analysis.errors import ResultError
from analysis.mime import FIGURE_DATA
from analysis.results.shown import Shown, html_rows, take_shown
from analysis.tables import to_html


def cell(label: str, *outputs: dict[str, Any], tags: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a code cell with a label that shows these things."""
    shown = [{"output_type": "display_data", "data": data} for data in outputs]
    source = f"#| label: {label}\n1" if label else "1"
    return {"cell_type": "code", "source": source, "outputs": shown, "metadata": {"tags": list(tags)}}


def test_rows_of_a_table() -> None:
    """Header rows first; the label makes the name, which no result can have."""
    text = "<table><thead><tr><th>Name</th></tr></thead><tbody><tr><td>an</td></tr></tbody></table>"
    (shown,) = take_shown([cell("tbl-cups", {"text/html": text})], "coffee-house")
    assert shown == Shown("coffee_house.tbl-cups", "table", (("Name",), ("an",)), 1, "cell tbl-cups")
    assert Shown.from_json(shown.as_json()) == shown


def test_a_great_table() -> None:
    """Spanners, group headings, footnotes and notes are rows and cells like all others."""
    frame = DataFrame(
        {
            "where": ["City", "City", "District"],
            "item": ["a", "b", "c"],
            "n": [1, 2, 3],
            "share": ["1", "2", "3"],
        }
    )
    table = (
        GT(frame, groupname_col="where", rowname_col="item")
        .tab_spanner("All", ["n", "share"])
        .cols_label(share=md("% <br> of all"))
        .tab_source_note("A note.")
    )
    rows, head = html_rows(to_html(table))
    assert head == 2
    assert rows == [
        ["", "All", ""],
        ["", "n", "% of all"],
        ["City", "", ""],
        ["a", "1", "1"],
        ["b", "2", "2"],
        ["District", "", ""],
        ["c", "3", "3"],
        ["A note.", "", ""],
    ]


def test_cells_that_span() -> None:
    """They stand in their first place; what they cover is empty, so columns stay columns."""
    text = (
        "<table><tr><th rowspan=2>a</th><th colspan=2>b</th></tr><tr><td>c</td><td rowspan='2'>d</td></tr>"
        "<tr><td>e</td><td>f</td></tr><tr><td>g</td><td>h</td><td>i</td></tr></table>"
    )
    assert html_rows(text)[0] == [["a", "b", ""], ["", "c", "d"], ["e", "f", ""], ["g", "h", "i"]]


def test_words_of_a_cell() -> None:
    """Marks of emphasis go, breaks become spaces, no-break spaces and letters stay."""
    words = " <strong>34\N{NO-BREAK SPACE}of</strong>\n 80<br>Đình&nbsp;Vũ<sup>1</sup> "
    text = f"<table><tr><td>{words}</td></tr></table>"
    assert html_rows(text)[0] == [["34\N{NO-BREAK SPACE}of 80 Đình\N{NO-BREAK SPACE}Vũ1"]]


def test_rows_of_one_length() -> None:
    """Shorter rows are filled up; two tables stand below one another."""
    text = "<table><tr><td>a</td></tr></table><table><tr><td>b</td><td>c</td></tr></table>"
    (shown,) = take_shown([cell("tbl-x", {"text/html": text})], "x")
    assert shown.rows == (("a", ""), ("b", "c"))


def test_a_table_in_markdown() -> None:
    """It is compared line by line."""
    (shown,) = take_shown([cell("tbl-x", {"text/markdown": ["| a |\n", "|---|\n", "\n", "| 1 |"]})], "x")
    assert shown.rows == (("| a |",), ("|---|",), ("| 1 |",))


def test_a_table_that_shows_nothing() -> None:
    """The renderer refuses it; here it has no rows."""
    (shown,) = take_shown([cell("tbl-x")], "x")
    assert shown.rows == ()


DATA = {"columns": ["item", "share"], "rows": [["a", "1/3"], ["b", 0.5]]}


def test_data_behind_a_figure() -> None:
    """They are taken out of the output, which is left as a renderer wants it."""
    figure = cell("fig-a", {"image/svg+xml": "<svg/>", FIGURE_DATA: DATA})
    (shown,) = take_shown([figure], "x")
    assert shown.rows == (("item", "share"), ("a", "1/3"), ("b", 0.5))
    assert (shown.name, shown.kind, shown.head) == ("x.fig-a", "figure data", 1)
    assert shown.picture == hashlib.sha256(b"<svg/>").hexdigest()
    assert figure["outputs"][0]["data"] == {"image/svg+xml": "<svg/>"}
    assert Shown.from_json(shown.as_json()) == shown


def test_a_figure_without_data() -> None:
    """Its picture is all that is known."""
    (shown,) = take_shown([cell("fig-a", {"image/svg+xml": ["<svg>", "</svg>"]})], "x")
    assert (shown.rows, shown.head) == ((), 0)
    assert shown.picture == hashlib.sha256(b"<svg></svg>").hexdigest()


def test_cells_without_such_a_label() -> None:
    """They are no results, and their figures' data leave the notebook too."""
    plain = cell("", {"image/svg+xml": "<svg/>", FIGURE_DATA: DATA})
    assert take_shown([plain, cell("lst-a", {"text/html": "<table></table>"})], "x") == []
    assert plain["outputs"][0]["data"] == {"image/svg+xml": "<svg/>"}


def test_a_label_twice() -> None:
    """It is named with its cell."""
    with pytest.raises(ResultError, match="two cells have the label 'tbl-a'"):
        take_shown([cell("tbl-a"), cell("tbl-a")], "x")
