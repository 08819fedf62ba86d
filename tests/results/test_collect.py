"""From recorded results to the variables of prose."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.errors import ResultError
from analysis.mime import RESULT
from analysis.results import collect, namespace, variables
from analysis.results.collect import take_results
from analysis.results.record import record
from analysis.results.result import Result, make_result


def cell(*results: Result, source: str = "", tags: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a code cell whose outputs carry results."""
    outputs = [{"output_type": "display_data", "data": {RESULT: result.as_json()}} for result in results]
    return {"cell_type": "code", "source": source, "outputs": outputs, "metadata": {"tags": list(tags)}}


def count(name: str, value: int) -> Result:
    """Return a count."""
    return make_result(name, value, kind="count")


def test_results_leave_the_cells_and_know_them() -> None:
    """Outputs that carried results are taken out; each result names its cell as the author sees it."""
    cells = [
        cell(tags=("injected-parameters",)),
        cell(count("b", 2)),
        cell(count("a", 1), source="#| label: tbl-x\n1"),
    ]
    results = take_results(cells, "coffee-house")
    assert [(result.name, result.cell) for result in results] == [
        ("coffee_house.a", "cell tbl-x"),
        ("coffee_house.b", "cell 1"),
    ]
    assert all(not cell["outputs"] for cell in cells)


def test_other_outputs_stay() -> None:
    """A table beside a result is kept."""
    both = cell(count("a", 1))
    table = {"output_type": "display_data", "data": {"text/html": "<table></table>"}}
    both["outputs"].append(table)
    take_results([both], "coffee")
    assert both["outputs"] == [table]


def test_a_name_recorded_twice() -> None:
    """The second recording is an error that names both values and its cell."""
    with pytest.raises(ResultError, match=r"cell 2: 'a' is recorded twice \(1, then 2\)"):
        take_results([cell(count("a", 1)), cell(count("a", 2))], "coffee")


def test_two_values_that_read_alike() -> None:
    """Where prose would show the same text, the values themselves are named."""
    first, second = (make_result("a", value, kind="number") for value in (0.501, 0.502))
    with pytest.raises(ResultError, match=r"recorded twice \(0\.501, then 0\.502\)"):
        take_results([cell(first, second)], "coffee")


def test_variables_nest() -> None:
    """Dots become levels, as ``{{< var … >}}`` looks them up."""
    results = collect({"x": [count("x.b.c", 1), count("x.b.d", 2), count("x.a", 3)]})
    assert list(results) == ["x.a", "x.b.c", "x.b.d"]
    assert variables(results) == {"x": {"a": "3", "b": {"c": "1", "d": "2"}}}


def test_a_result_cannot_also_be_a_level() -> None:
    """``a`` and ``a.b`` cannot both be variables."""
    with pytest.raises(ResultError, match=r"'x\.a' is a result, and the beginning of 'x\.a\.b'"):
        collect({"x": [count("x.a", 1), count("x.a.b", 2)]})


def test_two_chapters_with_one_prefix() -> None:
    """Folders whose names differ only in punctuation share a prefix; their results may not clash."""
    assert namespace("a-b") == namespace("a_b") == "a_b"
    with pytest.raises(ResultError, match=r"'a_b\.n' is recorded twice"):
        collect({"a-b": [count("a_b.n", 1)], "a_b": [count("a_b.n", 1)]})


def test_recording_outside_a_notebook() -> None:
    """In plain Python a result is made and returned, and rows are named once each."""
    result = record("n", 3, kind="count", rows=["f.csv:2", "f.csv:2", "f.csv:3"])
    assert (result.text, result.rows) == ("3", ("f.csv:2", "f.csv:3"))
