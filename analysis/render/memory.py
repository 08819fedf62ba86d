"""What earlier builds made of the same text, so that a build works only on what has changed.

Every step from a chapter's text to its page is a function of what it is given. So each is known by a
key, made of the key of its input and of all else that it depends on; where an earlier build has the
result, the step is left out, and where a whole chain of steps has, the text between them is never
made. Nothing here changes a result: without a memory every step is taken.
"""

from __future__ import annotations

import gc
import hashlib
import json
import marshal
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar, overload

from analysis.render.ast import Node, as_json

T = TypeVar("T")
Compute = Callable[[list[Node]], T]

LARGEST = 256_000_000
"""Bytes from which on a memory is forgotten: a report's own text takes a hundredth of it."""


class Memory:
    """Results of earlier builds by their keys, in one file; small ones are read at once.

    A file that another version of this library wrote, or that cannot be read, is begun anew. Without a
    file it lasts as long as the process. It may be used from several threads.
    """

    def __init__(self, file: Path | None = None, version: str = "") -> None:
        """Open the file; *version* says what, besides the keys, the results depend on."""
        self._lock = Lock()
        self._made: dict[str, Any] = {}
        self._new: dict[str, bool] = {}
        self._small: dict[str, str] = {}
        self._stored: set[str] = set()
        self._database = _open(file, version) if file else None
        if self._database:
            select = self._database.execute
            self._small.update(select("SELECT key, value FROM record WHERE NOT large"))
            self._stored.update(key for (key,) in select("SELECT key FROM record WHERE large"))

    def get(self, key: str) -> Any:
        """Return a small result, or None."""
        if key in self._made:
            return self._made[key]
        found = self._small.get(key)
        return None if found is None else json.loads(found)

    def put(self, key: str, value: Any) -> None:
        """Keep a small result: it is read with every build."""
        with self._lock:
            self._made[key] = value
            self._new[key] = False

    def load(self, key: str) -> Any:
        """Return a large result, or None."""
        if key in self._made:
            return self._made[key]
        if self._database is None or key not in self._stored:
            return None
        with self._lock:
            found = self._database.execute("SELECT value FROM record WHERE key = ?", (key,)).fetchone()
        return marshal.loads(found[0])  # noqa: S302  (this library wrote it, with this Python)

    def store(self, key: str, value: Any) -> None:
        """Keep a large result, such as a chapter's text: it is read when it is asked for."""
        with self._lock:
            self._made[key] = value
            self._new[key] = True

    def has(self, key: str) -> bool:
        """Say whether there is a large result."""
        return key in self._stored or self._new.get(key, False)

    def save(self) -> None:
        """Write what is new into the file."""
        with self._lock:
            if self._database and self._new:
                made = self._made
                rows = (
                    (key, marshal.dumps(made[key]) if large else as_json(made[key]), large)
                    for key, large in self._new.items()
                )
                with self._database:
                    self._database.executemany("INSERT OR REPLACE INTO record VALUES (?, ?, ?)", rows)
                self._stored.update(key for key, large in self._new.items() if large)
            self._new.clear()


class Blocks(Sequence[Node]):
    """A text that is known by its key, and made only when somebody looks at it."""

    def __init__(self, memory: Memory, key: str, make: Callable[[], list[Node]]) -> None:
        """Remember how to make the text."""
        self.memory = memory
        self.key = key
        self._make = make
        self._nodes: list[Node] | None = None

    @property
    def nodes(self) -> list[Node]:
        """Return the text."""
        if self._nodes is None:
            self._nodes = self._make()
        return self._nodes

    @overload
    def __getitem__(self, index: int) -> Node: ...
    @overload
    def __getitem__(self, index: slice) -> list[Node]: ...
    def __getitem__(self, index: int | slice) -> Node | list[Node]:
        """Return a block, or several."""
        return self.nodes[index]

    def __len__(self) -> int:
        """Return how many blocks there are."""
        return len(self.nodes)

    def __iter__(self) -> Iterator[Node]:
        """Yield the blocks."""
        return iter(self.nodes)


def nodes_of(blocks: Sequence[Node]) -> list[Node]:
    """Return a text as a list, as all that looks into it wants it."""
    if isinstance(blocks, Blocks):
        return blocks.nodes
    return blocks if isinstance(blocks, list) else list(blocks)


def remember(blocks: Sequence[Node], name: str, compute: Compute[T]) -> T:
    """Return what a function finds in a text; what it returns has to survive JSON, and not be None."""
    if not isinstance(blocks, Blocks):
        return compute(nodes_of(blocks))
    key = f"{name}:{blocks.key}"
    found: T | None = blocks.memory.get(key)
    if found is None:
        found = compute(blocks.nodes)
        blocks.memory.put(key, found)
    return found


def derive(blocks: Sequence[Node], name: str, given: object, compute: Compute[list[Node]]) -> Sequence[Node]:
    """Return what a function makes of a text, which besides depends on nothing but *given*."""
    if not isinstance(blocks, Blocks):
        return compute(nodes_of(blocks))
    return Blocks(blocks.memory, key_of(name, blocks.key, given), lambda: compute(blocks.nodes))


@contextmanager
def uncollected() -> Iterator[None]:
    """Do without Python's search for cycles: a text has none, and many nodes to search."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def key_of(*values: object) -> str:
    """Return one key for values that JSON can hold."""
    return hashlib.sha256(as_json(values).encode()).hexdigest()


def _open(file: Path, version: str) -> sqlite3.Connection | None:
    """Open the file with an empty or a matching table; None where there can be none."""
    version = f"{version} {sys.version}"
    for _ in range(2):
        try:
            if file.is_file() and file.stat().st_size > LARGEST:
                file.unlink()
            file.parent.mkdir(parents=True, exist_ok=True)
            database = sqlite3.connect(file, timeout=2, check_same_thread=False)
            database.execute("PRAGMA synchronous = OFF")
            with database:
                database.execute("CREATE TABLE IF NOT EXISTS version (text TEXT)")
                database.execute("CREATE TABLE IF NOT EXISTS record (key TEXT PRIMARY KEY, value, large INT)")
                if database.execute("SELECT text FROM version").fetchall() != [(version,)]:
                    database.execute("DELETE FROM record")
                    database.execute("DELETE FROM version")
                    database.execute("INSERT INTO version VALUES (?)", (version,))
        except (sqlite3.Error, OSError):
            file.unlink(missing_ok=True)
            continue
        return database
    return None
