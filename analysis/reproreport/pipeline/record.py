"""How each task stood when it was last done: what it read, before it read it, and what it made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from reproreport.files import write_text
from reproreport.inputs import Look
from reproreport.pipeline.task import Task, Used, relative


def _checksum(entries: object) -> str:
    return hashlib.sha256(json.dumps(entries, sort_keys=True).encode()).hexdigest()


class States:
    """How inputs stand in one round of a build.

    What no task makes is looked at once, before any task reads it, and what is made of it counts as made of
    that; what another task makes is looked at when it is asked for.
    """

    def __init__(self, root: Path, tasks: Iterable[Task] = ()) -> None:
        """Begin a round of these tasks, before any of them runs."""
        self._root = root
        self._sources = Look(root)
        self._lock = Lock()
        made = [name for task in tasks for name in task.outputs(root)]
        self._made = {name.partition(" ")[2] for name in made}
        self._trees = tuple(f"{name.partition(' ')[2]}/" for name in made if name.startswith("tree "))

    def state(self, name: str) -> str:
        """Return how an input stands."""
        path = name.partition(" ")[2]
        if path in self._made or path.startswith(self._trees):
            return Look(self._root).state(name)
        with self._lock:
            return self._sources.state(name)


class Record:
    """A file that says how tasks stood when they were done.

    One that cannot be read says nothing: everything is done again.
    """

    def __init__(self, file: Path, library: str, root: Path) -> None:
        """Read the record.

        Args:
            file: where it is kept.
            library: the hash of the code that runs tasks.
            root: the report's folder; the record is right wherever it is moved.
        """
        self._file = file
        self._library = library
        self.root = root
        self._lock = Lock()
        self._entries = self._read()

    def is_volatile(self, task: Task) -> bool:
        """Return whether a task has to run in every build."""
        return bool(self._entries.get(self._key(task), {}).get("volatile"))

    def changes(self, task: Task, states: States) -> list[str]:
        """Return what is not as when a task was last done, by name: what it used, or else what it made."""
        found = self.used_otherwise(task, states)
        products = self._entries.get(self._key(task), {}).get("products", {})
        made = (name for name, state in products.items() if Look(self.root).state(name) != state)
        return found or list(made)

    def used_otherwise(self, task: Task, states: States) -> list[str]:
        """Return the names of the inputs that are not as when a task was last done."""
        entry = self._entries.get(self._key(task))
        if entry is None:
            return ["value task"]
        known: Mapping[str, str] = entry["inputs"]
        now = self._values(task) | {name: states.state(name) for name in task.inputs(self.root)}
        for name in known.keys() - now.keys():
            # What the task is known to use for itself says what it is; what it was seen to use is looked up.
            now[name] = states.state(name) if not name.startswith("value ") else ""
        return [name for name, state in sorted(now.items()) if known.get(name) != state]

    def used(self, tasks: Iterable[Task]) -> dict[str, str]:
        """Return the state of every input that tasks used when they were last done, by its name."""
        entries = (self._entries.get(self._key(task), {}).get("inputs", {}) for task in tasks)
        return {name: state for inputs in entries for name, state in inputs.items()}

    def note(self, task: Task, before: Mapping[str, str], used: Used) -> None:
        """Note that a task was done.

        Args:
            task: the task.
            before: the state of its inputs before it began.
            used: what it was seen to use besides.
        """
        look = Look(self.root)
        seen = (f"file {relative(path, self.root)}" for path in used.products)
        entry = {
            "inputs": {**used.inputs, **before, **self._values(task)},
            "products": {name: look.state(name) for name in (*task.outputs(self.root), *seen)},
            "volatile": list(used.volatile),
        }
        with self._lock:
            self._entries[self._key(task)] = entry
            self._write()

    def forget(self, task: Task) -> None:
        """Let a task be done in the next build, whatever it finds."""
        with self._lock:
            if self._entries.pop(self._key(task), None) is not None:
                self._write()

    def _write(self) -> None:
        kept = {"library": self._library, "tasks": self._entries, "sum": _checksum(self._entries)}
        write_text(self._file, json.dumps(kept) + "\n")

    def _read(self) -> dict[str, dict[str, Any]]:
        try:
            found = json.loads(self._file.read_text(encoding="utf-8"))
            if found["library"] != self._library or found["sum"] != _checksum(found["tasks"]):
                return {}
            return dict(found["tasks"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return {}

    def _key(self, task: Task) -> str:
        """Return what tells a task from others of its name: where its products stand."""
        return " ".join([task.name, *(name.partition(" ")[2] for name in task.outputs(self.root))])

    @staticmethod
    def _values(task: Task) -> dict[str, str]:
        return {
            f"value {name}": hashlib.sha256(text.encode()).hexdigest()[:16]
            for name, text in task.values.items()
        }
