"""What executed notebooks recorded and show."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from great_tables import GT, md
from pandas import DataFrame

from reproreport.errors import ResultError
from reproreport.mime import FIGURE_DATA
from reproreport.notebooks.read import executed_cells
from reproreport.notebooks.taken import take_findings, take_results
from reproreport.notebooks.taken import take_shown as take_shown_of
from reproreport.results.result import Result, make_result
from reproreport.results.shown import DRAWN, Shown, drawing_rows, html_rows
from reproreport.tables import to_html


def take_shown(cells: list[dict[str, Any]], chapter: str) -> list[Shown]:
    """Return what cells of an executed notebook show."""
    return take_shown_of(executed_cells({"cells": cells}, "n.ipynb"), chapter)


def count(name: str, value: int) -> Result:
    """Return a count."""
    return make_result(name, value, kind="count")


def recorded(*results: Result | int, cell: int | None = None) -> list[dict[str, Any]]:
    """Return a journal: a number is a cell that begins, a result is recorded, by whom is not known."""
    return [
        {"kind": "cell", "place": one}
        if isinstance(one, int)
        else {"kind": "result", "cell": cell, "result": one.as_json()}
        for one in results
    ]


def test_results_know_their_cells() -> None:
    """Each is of the cell that began last, unless it knows better: a task may end in a later cell."""
    lines = [*recorded(0, count("b", 2), 1, count("a", 1)), *recorded(count("c", 3), cell=0)]
    results = take_results(lines, ["cell 1", "cell tbl-x"], "coffee-house")
    assert [(result.name, result.cell) for result in results] == [
        ("coffee_house.a", "cell tbl-x"),
        ("coffee_house.b", "cell 1"),
        ("coffee_house.c", "cell 1"),
    ]


def test_a_name_recorded_twice() -> None:
    """The second recording is an error that names both values and its cell."""
    with pytest.raises(ResultError, match=r"cell 2: 'a' is recorded twice \(1, then 2\)"):
        take_results(recorded(0, count("a", 1), 1, count("a", 2)), ["cell 1", "cell 2"], "coffee")


def test_two_values_that_read_alike() -> None:
    """Where prose would show the same text, the values themselves are named."""
    first, second = (make_result("a", value, kind="number") for value in (0.501, 0.502))
    with pytest.raises(ResultError, match=r"recorded twice \(0\.501, then 0\.502\)"):
        take_results(recorded(0, first, second), ["cell 1"], "coffee")


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


def test_a_cell_that_shows_nothing() -> None:
    """It stands on no page: a renderer refuses it."""
    assert take_shown([cell("tbl-x"), cell("tbl-y", {"text/plain": "a"})], "x") == []


def test_text_beside_a_table() -> None:
    """A caption, or a sentence below, is compared too; what only says how it looks is not."""
    text = (
        "<style>td {color: red}</style><table><caption>Of 3</caption><tr><td>a</td></tr></table><p>n = 3</p>"
    )
    assert html_rows(text) == ([["a"], ["Of 3"], ["n = 3"]], 0)


def test_pictures_in_a_table() -> None:
    """What they are is a part of the cell."""
    one, other, drawn = (
        html_rows(f"<table><tr><td>a {inner}</td></tr></table>")[0][0][0]
        for inner in (
            '<img alt="b" src="data:1">',
            '<img alt="b" src="data:2">',
            "<svg><path d='M 0'/></svg>",
        )
    )
    assert one.startswith("a b [")
    assert len({one, other, drawn}) == 3


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


SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"><metadata>now</metadata>'
    '<defs><path id="p{id}" d="M 0"/></defs><g id="g{id}" clip-path="url(#p{id})">'
    '<rect x="{x}" width="2"/><text>n = 3</text><use x:href="#p{id}"/></g></svg>'
)


def test_a_figure_without_data() -> None:
    """What it is drawn of is compared, whatever draws it: numbers to four digits, no identifiers."""
    one, same, other = (
        take_shown([cell("fig-a", {"image/svg+xml": [SVG.format(id=name, x=x)]})], "x")[0]
        for name, x in (("1", 7.123456), ("2", 7.12345601), ("1", 8.123456))
    )
    assert one.rows == same.rows != other.rows
    assert one.rows[:4] == (
        ("element", "text", "attributes"),
        ("svg", "", ""),
        ("g", "", ""),
        ("rect", "", "width=2 x=7.123"),
    )
    assert ("text", "n = 3", "") in one.rows
    assert one.picture != same.picture


def test_a_drawing_of_very_many_elements() -> None:
    """A hash of them is kept."""
    many = "".join(f"<rect x='{n}'/>" for n in range(DRAWN))
    rows, other = (drawing_rows([f"<svg>{text}</svg>"])[0] for text in (many, f"{many}<rect/>"))
    assert len(rows) == 2
    assert rows != other


def test_every_label_is_watched() -> None:
    """Whatever a label begins with, the cell can be embedded; data of figures leave every cell."""
    plain = cell("", {"image/svg+xml": "<svg/>", FIGURE_DATA: DATA})
    shown = take_shown([plain, cell("cups", {"text/html": "<table><tr><td>a</td></tr></table>"})], "x")
    assert [(one.name, one.kind, one.rows) for one in shown] == [("x.cell-cups", "table", (("a",),))]
    assert plain["outputs"][0]["data"] == {"image/svg+xml": "<svg/>"}


def test_what_is_shown_decides_the_kind() -> None:
    """A picture in a cell that is labelled as a table is compared as a picture."""
    (shown,) = take_shown([cell("tbl-a", {"image/svg+xml": "<svg/>", FIGURE_DATA: DATA})], "x")
    assert (shown.kind, shown.head) == ("figure data", 1)


def test_what_audits_found_is_taken_once() -> None:
    """Each finding with its line of the data; other lines of a journal are none."""
    found = ["data/t.csv:2", "exact", "1 of 2 is 50%, as printed."]
    told = {"kind": "findings", "found": [found, found]}
    assert take_findings([{"kind": "cell", "place": 0}, told, told]) == [found]
