"""Which tasks are as the last good build left them, so that pytask need not look at them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from analysis.build.tasks import Task
from analysis.files import write_text


def outdated(tasks: Sequence[Task], record: Path, library: str, root: Path) -> list[Task]:
    """Return the tasks that pytask has to look at; each stands after those whose products it reads.

    A task is left out when everything that it depends on and makes is as *record* says, and nothing that
    it reads is made by a task that is not left out. *library* is the hash of the code that runs tasks.
    """
    done = _read(record)
    waiting: list[Task] = []
    made: set[Path] = set()
    for task in tasks:
        if not made.isdisjoint((*task.files, *task.folders)) or done.get(_key(task, root)) != _digest(
            task, library, root
        ):
            waiting.append(task)
            made.update((*task.products, *task.product_folders))
    return waiting


def note_done(tasks: Iterable[Task], record: Path, library: str, root: Path) -> None:
    """Note how the tasks of a complete build stand."""
    done = {_key(task, root): _digest(task, library, root) for task in tasks}
    write_text(record, json.dumps(_read(record) | done, indent=1) + "\n")


def _read(record: Path) -> dict[str, str]:
    try:
        found = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _key(task: Task, root: Path) -> str:
    """Return what tells a task from others of its name: where its products stand."""
    products = (*task.products, *task.product_folders)
    return " ".join([task.name, *(path.relative_to(root).as_posix() for path in products)])


def _digest(task: Task, library: str, root: Path) -> str:
    return hashlib.sha256(f"{library} {task.state(root)}".encode()).hexdigest()
