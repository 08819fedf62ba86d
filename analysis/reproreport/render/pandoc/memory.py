"""What earlier builds made of the same text, so that a build works only on what has changed.

Every step from a chapter's text to its page is a function of what it is given. So each is known by a
key, made of the key of its input and of all else that it depends on; where an earlier build has the
result, the step is left out, and where a whole chain of steps has, the text between them is never
made. Nothing here changes a result: without a memory every step is taken.
"""

from __future__ import annotations

import gc
import hashlib
import marshal
import sqlite3
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar, overload

from reproreport.errors import Problems
from reproreport.render.pandoc.nodes import Node, as_json

T = TypeVar("T")
Compute = Callable[[list[Node]], T]

LARGEST = 256_000_000
"""Bytes from which on a memory keeps only what the last build asked for: a report's own text takes a
hundredth of it."""

BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
"""What keeps a file from being used now, and says nothing against what is in it."""

VERSION = "version"
"""The key of the record that says what a file's other records depend on besides their keys."""


class Memory:
    """Results of earlier builds by their keys, in one file.

    All of the file is read at once, and each record held to its checksum: so what is damaged, or what
    another version of this library wrote, was never there. It is written once, by :meth:`save`, and anew
    where anything in it was not sound. Without a file, or while somebody else uses it, it lasts as long as
    the process. It may be used from several threads.
    """

    def __init__(self, file: Path | None = None, version: str = "") -> None:
        """Read the file; *version* says what, besides the keys, the results depend on."""
        self._file = file
        self._version = f"{version} {sys.version}"
        self._lock = Lock()
        self._made: dict[str, Any] = {}
        self._new: set[str] = set()
        self._asked: set[str] = set()
        self._kept: Mapping[str, bytes] = {}
        self._sound = True
        if file:
            try:
                self._kept, self._sound = _read(file, self._version)
            except sqlite3.Error:
                self._file = None

    def get(self, key: str) -> Any:
        """Return a result, or None."""
        if key in self._made:
            return self._made[key]
        self._asked.add(key)
        found = self._kept.get(key)
        return None if found is None else marshal.loads(found)  # noqa: S302  (its checksum is right)

    def put(self, key: str, value: Any) -> None:
        """Keep a result: numbers, strings, and lists, tuples and dicts of them."""
        with self._lock:
            self._made[key] = value
            self._new.add(key)

    def has(self, key: str) -> bool:
        """Say whether there is a result."""
        self._asked.add(key)
        return key in self._made or key in self._kept

    def save(self) -> None:
        """Write what is new into the file; where it cannot be written, the next build has more to do."""
        with self._lock:
            if self._file is None or not self._new:
                return
            records = {key: marshal.dumps(self._made[key]) for key in self._new}
            for _ in range(2):
                try:
                    self._write(self._file, records)
                except Exception as error:
                    if _is_busy(error):
                        return
                    self._sound = False  # damaged where nobody has read: begin anew
                    continue
                self._kept = {**self._kept, **records}
                self._sound = True
                self._new.clear()
                return

    def _write(self, file: Path, records: Mapping[str, bytes]) -> None:
        large = file.is_file() and file.stat().st_size > LARGEST
        if large or not self._sound:
            keys = self._kept.keys() & self._asked if large else self._kept.keys()
            records = {**{key: self._kept[key] for key in keys}, **records}
            for path in (file, file.with_name(f"{file.name}-journal")):
                path.unlink(missing_ok=True)
        file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(file, timeout=2)) as database, database:
            database.execute("PRAGMA synchronous = OFF")
            database.execute(
                "CREATE TABLE IF NOT EXISTS record (key TEXT PRIMARY KEY, value BLOB, checksum INT)"
            )
            rows = [(VERSION, self._version.encode()), *records.items()]
            database.executemany(
                "INSERT OR REPLACE INTO record VALUES (?, ?, ?)",
                ((key, value, _checksum(key, value)) for key, value in rows),
            )


def _read(file: Path, version: str) -> tuple[dict[str, bytes], bool]:
    """Return the sound records of a file, and whether it may be added to as it is.

    Raises:
        sqlite3.Error: somebody else uses the file.
    """
    found: dict[str, bytes] = {}
    sound = True
    try:
        if not file.is_file():
            return {}, not file.exists()
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", timeout=0, uri=True)) as database:
            for key, value, checksum in database.execute("SELECT key, value, checksum FROM record"):
                if isinstance(key, str) and isinstance(value, bytes) and checksum == _checksum(key, value):
                    found[key] = value
                else:
                    sound = False
    except Exception as error:  # a damaged file has SQLite raise more than its own
        if _is_busy(error):
            raise
        sound = False
    return (found, sound) if found.pop(VERSION, b"") == version.encode() else ({}, False)


def _checksum(key: str, value: bytes) -> int:
    return zlib.crc32(value, zlib.crc32(key.encode()))


def _is_busy(error: Exception) -> bool:
    """Say whether an error only keeps a file from being used now."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in BUSY


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
    """Return what a function makes of a text, which besides depends on nothing but *given*.

    It may be made at any time later, or never: what is wrong with the text has been said before.
    """

    def compute_silently(nodes: list[Node]) -> list[Node]:
        with Problems():
            return compute(nodes)

    if not isinstance(blocks, Blocks):
        return compute_silently(nodes_of(blocks))
    return Blocks(blocks.memory, key_of(name, blocks.key, given), lambda: compute_silently(blocks.nodes))


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
