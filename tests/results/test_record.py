"""What a notebook records, and how it reaches the build."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from reproreport import journal
from reproreport.errors import ResultError
from reproreport.results.record import record, record_count
from reproreport.results.result import Kind, Result


def test_recording_outside_a_notebook() -> None:
    """In plain Python a result is made and returned, and rows are named once each."""
    result = record("n", 3, kind="count", rows=["f.csv:2", "f.csv:2", "f.csv:3"])
    assert (result.text, result.rows) == ("3", ("f.csv:2", "f.csv:3"))


def test_counting_rows() -> None:
    """Number and provenance come from the same rows; one that was put together names all of its own."""
    rows = pd.DataFrame({"origin": ["f.csv:2", ["f.csv:4", "f.csv:2"]]})
    result = record_count("n", rows, "papers")
    assert (result.value, result.text, result.unit) == (2, "two", "papers")
    assert result.rows == ("f.csv:2", "f.csv:4")
    assert record_count("n", rows[:0], kind="count").text == "0"


def test_recording_while_a_build_listens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The result is told at once, and reads as it was made."""
    monkeypatch.setenv(journal.VARIABLE, str(tmp_path / "journal"))
    result = record("n", 3, kind="count")
    ((told),) = journal.read(tmp_path / "journal")
    assert told["kind"] == "result"
    assert Result.from_json(told["result"]) == result


def test_a_result_that_cannot_reach_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It raises, and nothing is lost in silence."""
    monkeypatch.setenv(journal.VARIABLE, str(tmp_path / "gone" / "journal"))
    with pytest.raises(ResultError, match="n: the result cannot reach the report: No such file"):
        record("n", 3, kind="count")


def test_interactive_notebooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody listens, the result is shown with its name."""
    shown: list[dict[str, str]] = []

    class Shell:
        class display_pub:  # noqa: N801
            publish = staticmethod(shown.append)

    monkeypatch.setattr("IPython.core.getipython.get_ipython", Shell)
    record("people", 3, kind="count")
    assert shown == [{"text/plain": "people = 3"}]


@pytest.mark.parametrize(
    ("value", "kind", "unit", "shown"),
    [
        (59.26, "percent", "", "5,926.0%"),
        (Fraction(5926, 100), "percent", "", "5,926.0%"),
        (Decimal("59.26"), "percent", "", "5,926.0%"),
        (-59, "percent", "", "−5,900.0%"),
        ((0.5, 61.25), "interval", "%", "6,125.0%"),
    ],
)
def test_a_percentage_for_a_share(value: Any, kind: Kind, unit: str, shown: str) -> None:
    """It is asked about, with what would be printed and what to write, and not printed."""
    with pytest.raises(ResultError) as caught:
        record("share", value, kind=kind, unit=unit)
    (problem,) = caught.value.problems
    assert f"would be printed as {shown}: a share from 0 to 1 is expected" in problem.what
    assert "/ 100; or say over_100=True" in problem.fix


def test_more_than_the_whole() -> None:
    """A growth of 250% is said to be meant; a sum of shares may be a last bit more than 1."""
    assert record("growth", 2.5, kind="percent", over_100=True).text == "250.0%"
    assert record("all", 1 + 1e-15, kind="percent").text == "100.0%"
    assert record("less", -0.5, kind="percent").text == "−50.0%"


@pytest.mark.parametrize("value", [float("inf"), "59.26"])
def test_what_is_no_share(value: Any) -> None:
    """It is named as what it is."""
    with pytest.raises(ResultError, match="record a value that suits kind='percent'"):
        record("share", value, kind="percent")
