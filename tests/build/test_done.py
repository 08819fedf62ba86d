"""Which tasks are not as they were: a chain of two tasks, and one that stands alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from analysis.build.done import Record
from analysis.build.tasks import Task


@pytest.fixture
def tasks(tmp_path: Path) -> list[Task]:
    """Return tasks whose files are all there: a makes b, b makes the folder c; x makes y."""
    (tmp_path / "c").mkdir()
    for name in ("a", "b", "c/page", "x", "y"):
        (tmp_path / name).write_text(name)
    a, b, c, x, y = (tmp_path / name for name in "abcxy")
    return [
        Task("first", print, files=(a,), products=(b,)),
        Task("second", print, files=(b,), product_folders=(c,), values={"library": "1"}),
        Task("alone", print, files=(), sources=(x,), products=(y,)),
    ]


def waiting(tasks: list[Task], root: Path, library: str = "1") -> list[str]:
    """Return the names of the tasks that are not as they were noted."""
    return [task.name for task in Record(root / "record", library, root).outdated(tasks)]


def note(tasks: list[Task], root: Path) -> None:
    """Note how tasks stand."""
    Record(root / "record", "1", root).note(tasks)


def test_what_was_noted_is_left_out(tasks: list[Task], tmp_path: Path) -> None:
    """Without a record everything has to be looked at, and with one that cannot be read."""
    assert waiting(tasks, tmp_path) == ["first", "second", "alone"]
    note(tasks[2:], tmp_path)
    assert waiting(tasks, tmp_path) == ["first", "second"]
    note(tasks[:2], tmp_path)
    assert waiting(tasks, tmp_path) == []
    assert waiting(tasks, tmp_path, library="2") == ["first", "second", "alone"]
    (tmp_path / "record").write_text("[")
    assert waiting(tasks, tmp_path) == ["first", "second", "alone"]


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("a", ["first", "second"]),
        ("b", ["first", "second"]),
        ("c/page", ["second"]),
        ("x", ["alone"]),
        ("y", ["alone"]),
    ],
)
def test_a_change_reaches_what_comes_after(
    tasks: list[Task], tmp_path: Path, file: str, expected: list[str]
) -> None:
    """A file that a task reads or made is another one, or gone: so may be what is made of its products."""
    note(tasks, tmp_path)
    (tmp_path / file).write_text("changed")
    assert waiting(tasks, tmp_path) == expected
    record = Record(tmp_path / "record", "1", tmp_path)
    current = [task.name for task in tasks if record.is_current(task)]
    assert set(current) == {"first", "second", "alone"} - {"b": {"first", "second"}}.get(file, {expected[0]})
    (tmp_path / file).unlink()
    assert waiting(tasks, tmp_path) == expected


def test_a_value_is_part_of_a_task(tasks: list[Task], tmp_path: Path) -> None:
    """Another version of code or packages; another folder is another task."""
    note(tasks, tmp_path)
    assert waiting([replace(tasks[1], values={"library": "2"})], tmp_path) == ["second"]
    assert waiting([replace(tasks[1], product_folders=(tmp_path / "d",))], tmp_path) == ["second"]
    assert waiting(tasks, tmp_path) == []
