"""Two hundred generated tables with known errors, judged by force: see benchmarks/judged.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.judged import Score, changes, make, measure

TABLES = 200


@pytest.fixture(scope="module")
def score() -> Score:
    """Return what came out over the tables."""
    return measure(range(TABLES))


def test_no_right_number_is_blamed(score: Score) -> None:
    """No repair is called the only one that changes a number which is right."""
    assert score.false_unique == []


def test_a_clean_table_raises_no_alarm(score: Score) -> None:
    """Nothing is inconsistent where no error was made."""
    assert score.clean > TABLES // 10
    assert score.alarms == []


def test_every_percentage_is_judged_right(score: Score) -> None:
    """From its own count and N, by the judge's decimals."""
    assert score.verdicts > TABLES
    assert score.wrong_verdicts == []


def test_what_can_be_found_is_found(score: Score) -> None:
    """Of the errors that only one change mends, 98 of 100 are located at least."""
    assert score.identifiable > TABLES // 4
    assert len(score.missed) <= 0.02 * score.identifiable


def test_the_judge_finds_the_change_that_was_made() -> None:
    """128 for 88 and the like: the judge's changes hold the right number, if any mends the table."""
    for seed in range(40):
        made: Any = make(seed)
        found = changes(made) if len(made.right) == 1 else set()
        assert not found or set(made.right.items()) & found


def test_the_judge_knows_nothing_of_the_audit() -> None:
    """It imports how tables are typed, what the audit says, and no rule of it."""
    text = (Path(__file__).parents[2] / "benchmarks/judged.py").read_text(encoding="utf-8")
    assert "rounding import" not in text
    assert "relations import" not in text
