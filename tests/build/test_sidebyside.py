"""Tasks in this process: their order, and what a failure leaves out."""

from __future__ import annotations

from pathlib import Path
from threading import Barrier

from analysis.build.progress import Progress
from analysis.build.sidebyside import run_tasks
from analysis.build.tasks import Task

A, B, C, D, E = (Path(name) for name in "abcde")


def run(*tasks: Task, jobs: int = 2, current: str = "") -> tuple[list[str], list[str]]:
    """Return the names of the tasks done, and what the errors say; one task may be current."""
    done, errors = run_tasks(tasks, Progress(), jobs, lambda task: task.name == current)
    return [task.name for task in done], [str(error) for error in errors]


def fail() -> None:
    """Fail."""
    raise ValueError("no")


def test_each_after_what_it_reads() -> None:
    """Whatever order they are given in; a folder counts like a file."""
    ends: list[str] = []
    tasks = [
        Task("last", lambda: ends.append("last"), files=(B, C)),
        Task("middle", lambda: ends.append("middle"), files=(), folders=(A,), products=(B, C)),
        Task("first", lambda: ends.append("first"), files=(D,), product_folders=(A,)),
    ]
    assert run(*tasks) == (["first", "middle", "last"], [])
    assert ends == ["first", "middle", "last"]


def test_side_by_side() -> None:
    """Two that do not need each other run at a time: each waits for the other to have begun."""
    both = Barrier(2, timeout=60)
    assert run(Task("x", both.wait, files=(A,)), Task("y", both.wait, files=(A,)))[1] == []


def test_what_is_current_in_its_turn_is_done() -> None:
    """It is not run, and what needs it is."""
    names = run(
        Task("first", print, files=(), products=(A,)),
        Task("same", fail, files=(A,), products=(B,)),
        Task("last", print, files=(B,)),
        current="same",
    )
    assert names == (["first", "same", "last"], [])


def test_a_failure_leaves_out_what_needs_it() -> None:
    """Near and far; everything else is done, and every error is told."""
    done, errors = run(
        Task("bad", fail, files=(), products=(A,)),
        Task("near", print, files=(A,), products=(B,)),
        Task("far", print, files=(B, D), products=(C,)),
        Task("good", print, files=(), products=(D,)),
        Task("after good", print, files=(D,), products=(E,)),
        Task("also bad", fail, files=()),
        jobs=1,
    )
    assert done == ["good", "after good"]
    assert errors == ["no", "no"]
