"""Tasks: their order, what is left out, and what a failure leaves out."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest

from reproreport.errors import ReportError
from reproreport.pipeline.progress import Progress
from reproreport.pipeline.record import Record, States
from reproreport.pipeline.runner import Ran, run_tasks, stale
from reproreport.pipeline.task import Task, Used


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Ran]:
    """Return a function that runs tasks in a folder."""

    def run_there(*tasks: Task, executor: Executor | int = 2, force: bool = False) -> Ran:
        record, states = Record(tmp_path / "record", "1", tmp_path), States(tmp_path, tasks)
        return run_tasks(
            tasks, record, states, Progress(), tmp_path, executor=executor, force=lambda _: force
        )

    return run_there


def write(path: Path, text: str = "") -> None:
    """Write a file."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def fail() -> None:
    """Fail."""
    raise ValueError("no")


def names(ran: Ran) -> list[str]:
    """Return the names of the tasks that were run."""
    return [task.name for task in ran.run]


def test_each_after_what_it_reads(run: Callable[..., Ran], tmp_path: Path) -> None:
    """Whatever order they are given in; a folder counts like a file, and so does what was seen before."""
    a, b, c, d = (tmp_path / name for name in "abcd")
    tasks = [
        Task("seen", partial(write, d), expected=Used(inputs={"file c": ""}), products=(d,)),
        Task("late", fail, after=(d,)),
        Task("last", partial(write, c), files=(b,), products=(c,)),
        Task("middle", partial(write, b), folders=(a,), products=(b,)),
        Task("first", partial(write, a / "page"), product_folders=(a,)),
    ]
    ran = run(*tasks)
    assert names(ran) == ["first", "middle", "last", "seen"]
    assert [str(error) for error in ran.errors] == ["no"]
    assert names(run(*tasks)) == []


def test_side_by_side(run: Callable[..., Ran]) -> None:
    """Two that do not need each other run at a time: each waits for the other to have begun."""
    both = Barrier(2, timeout=60)

    def meet() -> None:
        both.wait()

    assert run(Task("x", meet), Task("y", meet)).errors == ()


def test_what_is_current_in_its_turn_is_done(run: Callable[..., Ran], tmp_path: Path) -> None:
    """What it reads was made again and is the same: it is not run, and what needs it is if that changed."""
    a, b, c = (tmp_path / name for name in "abc")
    source = tmp_path / "source"
    source.write_text("1")
    tasks = [
        Task("first", partial(write, a, "always this"), files=(source,), products=(a,)),
        Task("same", partial(write, b), files=(a,), products=(b,)),
        Task("last", partial(write, c), files=(b, source), products=(c,)),
    ]
    assert names(run(*tasks)) == ["first", "same", "last"]
    source.write_text("2")
    assert names(run(*tasks)) == ["first", "last"]
    assert names(run(*tasks, force=True)) == ["first", "same", "last"]


def test_a_failure_leaves_out_what_needs_it(run: Callable[..., Ran], tmp_path: Path) -> None:
    """Near and far; everything else is done, and every error is told."""
    a, b, c, d, e = (tmp_path / name for name in "abcde")
    ran = run(
        Task("bad", fail, products=(a,)),
        Task("near", fail, files=(a,), products=(b,)),
        Task("far", fail, files=(b, d), products=(c,)),
        Task("good", partial(write, d), products=(d,)),
        Task("after good", partial(write, e), files=(d,), products=(e,)),
        Task("also bad", fail),
        executor=1,
    )
    assert names(ran) == ["good", "after good"]
    assert [str(error) for error in ran.errors] == ["no", "no"]


def test_a_circle_is_refused(run: Callable[..., Ran], tmp_path: Path) -> None:
    """Two tasks that read what the other one writes."""
    a, b = tmp_path / "a", tmp_path / "b"
    with pytest.raises(ReportError, match=r"each waits for what another one writes: (one|other)"):
        run(Task("one", fail, files=(a,), products=(b,)), Task("other", fail, files=(b,), products=(a,)))


def test_a_failed_task_is_done_again(run: Callable[..., Ran], tmp_path: Path) -> None:
    """Also where its files are as when it was last done well."""
    source, made = tmp_path / "source", tmp_path / "made"
    source.write_text("good")

    def work() -> None:
        made.write_text(source.read_text())
        if made.read_text() == "bad":
            raise ValueError("bad")

    task = Task("work", work, files=(source,), products=(made,))
    assert names(run(task)) == ["work"]
    source.write_text("bad")
    assert run(task).errors
    source.write_text("good")
    assert names(run(task)) == ["work"]
    assert made.read_text() == "good"


def test_what_changes_while_a_task_runs_is_found(tmp_path: Path) -> None:
    """It was read before: the task is done, and has to be done again."""
    source = tmp_path / "source"
    source.write_text("1")
    task = Task("slow", lambda: write(source, "2"), files=(source,))
    record = Record(tmp_path / "record", "1", tmp_path)
    ran = run_tasks([task], record, States(tmp_path, [task]), Progress(), tmp_path)
    assert names(ran) == ["slow"]
    assert stale([task], record, tmp_path) == ["file source"]


def test_an_executor_of_another_kind(run: Callable[..., Ran], tmp_path: Path) -> None:
    """What runs tasks is given; it is not ended with the run."""
    a, b = tmp_path / "a", tmp_path / "b"
    tasks = [
        Task("first", partial(write, a), products=(a,)),
        Task("last", partial(write, b), files=(a,), products=(b,)),
    ]
    with ThreadPoolExecutor(1) as pool:
        assert names(run(*tasks, executor=pool)) == ["first", "last"]
        assert pool.submit(int, "3").result() == 3
