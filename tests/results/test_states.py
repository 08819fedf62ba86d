"""What a notebook states: true or false, and in the failing case the values that decide."""

from __future__ import annotations

import linecache
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from reproreport import journal
from reproreport.errors import ResultError
from reproreport.results import Result, states, variables

share = pd.Series({"1": 0.5, "2": 0.25, "3": 0.4})
number, limit = 7, Fraction(1, 3)


def cell(code: str) -> Result:
    """Run a cell's code, which a notebook's shell keeps where Python looks for source."""
    name = f"/tmp/ipykernel_1/{abs(hash(code))}.py"
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    names: dict[str, Any] = {"states": states, "share": share, "number": number, "limit": limit, "np": np}
    exec(compile(code, name, "exec"), names)  # noqa: S102
    result = names["result"]
    assert isinstance(result, Result)
    return result


@pytest.mark.parametrize("holds", [True, np.bool_(True), np.all([True]), number > 6, share.max() > limit])
def test_truth_values(holds: object) -> None:
    """Python's own and numpy's; a statement is no variable of a chapter."""
    result = states("a.leads", holds)
    assert (result.kind, result.value, result.text) == ("assertion", True, "holds")
    assert variables({"x.a.leads": result}) == {}


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("share > 0.3", "share > 0.3 is a Series, neither true nor false; of a whole column say"),
        ("number", "number is an int, neither true nor false; compare it with another number"),
        ("limit - 1", "limit - 1 is a Fraction, neither true nor false"),
        ("np.array([True])", "is a ndarray, neither true nor false"),
        ("None", "None is a NoneType"),
        ("'yes'", "'yes' is a str, neither true nor false"),
    ],
)
def test_what_is_no_truth_value(condition: str, message: str) -> None:
    """It is refused by the name of the statement, and what to do."""
    with pytest.raises(ResultError) as caught:
        cell(f"result = states('a.leads', {condition})")
    told = " ".join(str(caught.value).split())
    assert told.startswith("a.leads: ")
    for part in message.split("; "):
        assert part in told


def test_names_are_those_of_results() -> None:
    """Anything else could not be named by prose."""
    with pytest.raises(ResultError, match="'the lead' cannot name a statement"):
        states("the lead", number > 1)


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (
            'share["2"] > share.drop("2").max()',
            "where share['2'] is 0.25, share.drop('2').max() is 0.5",
        ),
        (
            "number + 1 < limit / 2",
            "where number + 1 is 8, number is 7, limit / 2 is 1/6 (0.166667), limit",
        ),
        ("number > 6 and number > 9", "where number is 7"),
        ("number > 8 or limit > 1", "where number is 7, limit is 1/3 (0.333333)"),
        ("not number > 6", "where number is 7"),
        ("share['1'] < share['2'] < share['3']", "share['1'] is 0.5, share['2'] is 0.25, share['3'] is 0.4"),
        (
            "all(share[item] > 0.3 for item in share.index if item != '1')",
            "where item is '2', share[item] is 0.25",
        ),
        ("(share > 0.3).all()", "where share is 1 0.50 2 0.25 3 0.40 dtype: float64"),
        ("share.isna().any()", "where share.isna() is 1 False 2 False 3 False dtype: bool"),
        ("share.empty", "share.empty"),
        ("{1: 2}.get(number, False)", "where number is 7"),
        ("np.isclose(number, 8)", "where number is 7"),
    ],
)
def test_one_that_does_not_hold(condition: str, text: str) -> None:
    """The expression as it is written, and the values that decide, as pytest shows them."""
    result = cell(f"x = 1\nresult = states(\n    'a.leads',\n    {condition},\n)\n")
    assert result.value is False
    assert result.text.startswith(condition)
    assert text in result.text
    assert cell(f"result = states(condition={condition}, name='a')").text == result.text


def test_many_values_and_long_ones_are_cut() -> None:
    """A message stays readable."""
    terms = " + ".join(f"len('{'x' * n}')" for n in range(20))
    assert len(cell(f"result = states('a', {terms} < np.arange(999).sum() * 0)").text) < 900
    assert cell("result = states('a', list(range(99)) == number)").text.endswith("…, number is 7")


def test_code_that_cannot_be_read() -> None:
    """Where Python keeps no source, the statement is recorded all the same."""
    names: dict[str, Any] = {"states": states}
    exec("result = states('a', 1 > 2)", names)  # noqa: S102
    assert names["result"].text == "a condition whose code cannot be read"


def test_a_statement_reaches_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a result does, and reads as it was made."""
    monkeypatch.setenv(journal.VARIABLE, str(tmp_path / "journal"))
    result = states("a.leads", number > 9)
    (told,) = journal.read(tmp_path / "journal")
    assert Result.from_json(told["result"]) == result
    assert told["result"]["value"] is False
