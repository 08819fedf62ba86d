"""How tasks stood when they were done: a chain of two tasks, and one that stands alone."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from reproreport.pipeline.record import Record, States
from reproreport.pipeline.task import Task, Used


def nothing() -> None:
    """Do nothing."""


@pytest.fixture
def tasks(tmp_path: Path) -> list[Task]:
    """Return tasks whose files are all there: a makes b, b makes the folder c; x makes y."""
    (tmp_path / "c").mkdir()
    for name in ("a", "b", "c/page", "x", "y"):
        (tmp_path / name).write_text(name)
    a, b, c, x, y = (tmp_path / name for name in "abcxy")
    return [
        Task("first", nothing, files=(a,), products=(b,)),
        Task("second", nothing, files=(b,), product_folders=(c,), values={"library": "1"}),
        Task("alone", nothing, files=(x,), products=(y,)),
    ]


def outdated(tasks: list[Task], root: Path, library: str = "1") -> list[str]:
    """Return the names of the tasks that are not as they were noted."""
    record, states = Record(root / "record", library, root), States(root)
    return [task.name for task in tasks if record.changes(task, states)]


def note(tasks: list[Task], root: Path, used: Used | None = None) -> None:
    """Note that tasks were done, with their files as they stand."""
    record, states = Record(root / "record", "1", root), States(root)
    for task in tasks:
        record.note(task, {name: states.state(name) for name in task.inputs(root)}, used or Used())


def test_what_was_noted_is_current(tasks: list[Task], tmp_path: Path) -> None:
    """Without a record everything has to be done, and with one that cannot be read."""
    everything = ["first", "second", "alone"]
    assert outdated(tasks, tmp_path) == everything
    note(tasks[2:], tmp_path)
    assert outdated(tasks, tmp_path) == everything[:2]
    note(tasks[:2], tmp_path)
    assert outdated(tasks, tmp_path) == []
    assert outdated(tasks, tmp_path, library="2") == everything


@pytest.mark.parametrize(
    "damage",
    [b"", b"[", b"[]", b"3", b'{"library": "1"}', b'{"library": "1", "tasks": 3}', b"\xff\x00",
     b'{"library": "1", "tasks": {"first b": {"inputs": []}}}', b'{"library": "1", "tasks": {"first b": 1}}'],
)  # fmt: skip
def test_a_damaged_record_says_nothing(tasks: list[Task], tmp_path: Path, damage: bytes) -> None:
    """Everything is done again, and noted again."""
    note(tasks, tmp_path)
    (tmp_path / "record").write_bytes(damage)
    assert outdated(tasks, tmp_path) == ["first", "second", "alone"]
    note(tasks, tmp_path)
    assert outdated(tasks, tmp_path) == []


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("a", ["first"]),
        ("b", ["first", "second"]),
        ("c/page", ["second"]),
        ("x", ["alone"]),
        ("y", ["alone"]),
    ],
)
def test_a_change_of_what_a_task_reads_or_makes(
    tasks: list[Task], tmp_path: Path, file: str, expected: list[str]
) -> None:
    """Another content, or none."""
    note(tasks, tmp_path)
    (tmp_path / file).write_text("changed")
    assert outdated(tasks, tmp_path) == expected
    (tmp_path / file).unlink()
    assert outdated(tasks, tmp_path) == expected


def test_a_value_is_part_of_a_task(tasks: list[Task], tmp_path: Path) -> None:
    """Another version of code or packages; another folder is another task."""
    note(tasks, tmp_path)
    assert outdated([replace(tasks[1], values={"library": "2"})], tmp_path) == ["second"]
    assert outdated([replace(tasks[1], values={})], tmp_path) == ["second"]
    assert outdated([replace(tasks[1], product_folders=(tmp_path / "d",))], tmp_path) == ["second"]
    assert outdated(tasks, tmp_path) == []


def test_what_a_task_was_seen_to_use(
    tasks: list[Task], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file, a folder's names, a variable; and a file that it made besides."""
    monkeypatch.delenv("LEVEL", raising=False)
    (tmp_path / "made").write_text("made")
    states = States(tmp_path)
    names = ("file y", "file none", "listing c", "variable LEVEL", "import helpers\t.")
    used = Used({name: states.state(name) for name in names}, products=(tmp_path / "made",))
    note(tasks[:1], tmp_path, used)
    assert outdated(tasks[:1], tmp_path) == []

    def undone(change: str, undo: str) -> None:
        assert outdated(tasks[:1], tmp_path) == ["first"], change
        (tmp_path / undo).unlink()
        assert outdated(tasks[:1], tmp_path) == [], undo

    for new in ("none", "c/other", "helpers.py"):
        (tmp_path / new).write_text("")
        undone(new, new)
    monkeypatch.setenv("LEVEL", "")
    assert outdated(tasks[:1], tmp_path) == ["first"]
    monkeypatch.delenv("LEVEL")
    (tmp_path / "made").unlink()
    assert outdated(tasks[:1], tmp_path) == ["first"]


def test_the_state_before_counts(tasks: list[Task], tmp_path: Path) -> None:
    """What changed while a task ran is not what it read: it has to run again."""
    states = States(tmp_path, tasks)
    before = {name: states.state(name) for name in tasks[2].inputs(tmp_path)}
    (tmp_path / "x").write_text("saved meanwhile")
    assert states.state("file x") == before["file x"]
    Record(tmp_path / "record", "1", tmp_path).note(tasks[2], before, Used())
    assert outdated(tasks[2:], tmp_path) == ["alone"]


def test_times_say_nothing(tasks: list[Task], tmp_path: Path) -> None:
    """Another content of the same size and time is a change; the same content of another time is none."""
    note(tasks, tmp_path)
    stat = (tmp_path / "x").stat()
    (tmp_path / "x").write_text("z")
    os.utime(tmp_path / "x", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert outdated(tasks, tmp_path) == ["alone"]
    (tmp_path / "x").write_text("x")
    os.utime(tmp_path / "a", (1, 1))
    assert outdated(tasks, tmp_path) == []


def test_what_was_forgotten_is_done_again(tasks: list[Task], tmp_path: Path) -> None:
    """A task that began and did not end."""
    note(tasks, tmp_path)
    Record(tmp_path / "record", "1", tmp_path).forget(tasks[0])
    assert outdated(tasks, tmp_path) == ["first"]
