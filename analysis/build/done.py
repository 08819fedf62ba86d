"""Which tasks are as the last good build left them, and need not be looked at again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from analysis.build.tasks import Task
from analysis.files import write_text


@dataclass(frozen=True)
class Record:
    """A file that says how tasks stood when they were done.

    Attributes:
        file: the file; one that cannot be read says nothing.
        library: the hash of the code that runs tasks.
        root: the report's folder; the record is right wherever it is moved.
    """

    file: Path
    library: str
    root: Path

    def outdated(self, tasks: Iterable[Task]) -> list[Task]:
        """Return the tasks that may have to be run; each has to stand after those whose products it reads.

        A task is left out when everything that it depends on and makes is as it was, and nothing that it
        reads is made by a task that is not left out.
        """
        done = self._read()
        waiting: list[Task] = []
        made: set[Path] = set()
        for task in tasks:
            touched = not made.isdisjoint((*task.files, *task.folders))
            if touched or done.get(self._key(task)) != self._state(task):
                waiting.append(task)
                made.update((*task.products, *task.product_folders))
        return waiting

    def is_current(self, task: Task) -> bool:
        """Say whether everything that a task depends on and makes is as it was."""
        return self._read().get(self._key(task)) == self._state(task)

    def note(self, tasks: Iterable[Task]) -> None:
        """Note how tasks stand that were done."""
        done = {self._key(task): self._state(task) for task in tasks}
        write_text(self.file, json.dumps(self._read() | done, indent=1) + "\n")

    def _read(self) -> dict[str, str]:
        try:
            found = json.loads(self.file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _key(self, task: Task) -> str:
        """Return what tells a task from others of its name: where its products stand."""
        products = (*task.products, *task.product_folders)
        return " ".join([task.name, *(path.relative_to(self.root).as_posix() for path in products)])

    def _state(self, task: Task) -> str:
        return hashlib.sha256(f"{self.library} {task.state(self.root)}".encode()).hexdigest()
