"""What is wrong is said where it is found, and gathered where somebody waits for all of it."""

from __future__ import annotations

from contextvars import copy_context
from threading import Thread

import pytest

from reproreport.errors import (
    ContentError,
    DataError,
    Problem,
    Problems,
    ReportError,
    gather,
    gathered,
    wrong,
)


def test_all_of_it_is_told_at_once() -> None:
    """In the order in which it was found, as the error that was asked for."""
    with Problems() as problems:
        wrong("one", "a.qmd:1", "mend it")
        gather(Problem("two", "a.qmd:2"), Problem("three"))
    with pytest.raises(ContentError) as caught:
        problems.stop(ContentError)
    assert [problem.what for problem in caught.value.problems] == ["one", "two", "three"]


def test_nothing_found_stops_nothing() -> None:
    """An empty collector is false, and lets go on."""
    with Problems() as problems:
        pass
    problems.stop(DataError)
    assert not problems


def test_where_nobody_gathers_it_is_raised() -> None:
    """Nothing that is wrong is ever lost."""
    with pytest.raises(ReportError, match=r"a\.csv:3: one\n    mend it"):
        wrong("one", "a.csv:3", "mend it")


def test_the_one_opened_last_gathers() -> None:
    """What it gathered is its own until it is passed on."""
    with Problems() as outer:
        wrong("before")
        with Problems() as inner:
            wrong("within")
            assert gathered() == 1
        wrong("after")
        gather(*inner)
    assert [problem.what for problem in outer] == ["before", "after", "within"]


def test_an_error_closes_it() -> None:
    """Whoever gathered before gathers again."""
    with Problems() as outer:
        with pytest.raises(KeyError), Problems():
            raise KeyError
        wrong("one")
    assert len(outer) == 1


def test_no_more_than_asked_are_worked_out() -> None:
    """The rest are counted; what to do about them is not even thought of."""
    asked: list[int] = []

    def fix() -> str:
        asked.append(1)
        return "mend it"

    with Problems("a.csv", 2) as problems:
        for _ in range(5):
            wrong("cell", fix=fix)
    assert [str(problem) for problem in problems][-1] == "a.csv: and 3 more problems"
    assert (len(problems), len(asked)) == (5, 2)


def test_a_thread_gathers_for_itself() -> None:
    """It says something to the collector of another one only where it was given its context."""
    with Problems() as problems:
        threads = [Thread(target=copy_context().run, args=(wrong, "given")), Thread(target=_alone)]
        for thread in threads:
            thread.start()
            thread.join()
    assert [problem.what for problem in problems] == ["given"]


def _alone() -> None:
    with pytest.raises(ReportError):
        wrong("alone")
