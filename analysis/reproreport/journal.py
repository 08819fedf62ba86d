"""What a running notebook tells the build, line by line: cells that begin, results, what it uses.

A file and not the notebook's outputs, because threads, worker processes and cells whose outputs are
captured reach it, too. Lines are JSON objects with a ``kind``, in the order in which they were written;
a line of kind ``cell`` says that the code cell of that number (in order of execution, from 0) begins.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

#: Names the journal's file in the environment of a notebook that a build runs, and of all that it starts.
VARIABLE = "REPORT_JOURNAL"

#: As this process began: what a notebook does to its environment later ends nothing.
_FILE = os.environ.get(VARIABLE)

#: The process, and the number of the cell from which its code was started; tasks of a cell keep it.
_CELL: ContextVar[tuple[int, int]] = ContextVar("_CELL")


def is_kept() -> bool:
    """Return whether a build listens."""
    return bool(_name())


@cache
def look_above() -> bool:
    """Look for a build that listens to a program above this one; return whether there is one.

    A program that was started with an environment of its own does not know of the journal.
    """
    global _FILE  # noqa: PLW0603
    import psutil

    for program in psutil.Process().parents():
        with suppress(psutil.Error, OSError):
            if found := program.environ().get(VARIABLE):
                _FILE = found
                return True
    return False


def begin_cell(place: int) -> None:
    """Say that a code cell begins, by its number in order of execution, from 0."""
    _CELL.set((os.getpid(), place))
    write("cell", place=place)


def end_cell() -> None:
    """Say that the cell is over: what begins now is not of it."""
    _CELL.set((0, 0))


def running_cell() -> int | None:
    """Return the cell from which this code was started, though it may run during a later one.

    None where that cannot be told, as in threads and in worker processes: it is the last that began.
    """
    process, place = _CELL.get((0, 0))
    return place if process == os.getpid() else None


def write(kind: str, **what: Any) -> None:
    """Add a line to the journal of the running notebook; without a build that listens, do nothing.

    Raises:
        OSError: the journal cannot be written.
    """
    name = _name()
    if not name:
        return
    line = json.dumps({"kind": kind, **what}).encode() + b"\n"
    journal = os.open(name, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        _lock(journal)  # a long line is written in parts, and others write side by side
        while line:
            line = line[os.write(journal, line) :]
    finally:
        os.close(journal)


def _name() -> str | None:
    return _FILE or os.environ.get(VARIABLE)


def _lock(file: int) -> None:
    """Wait until this process alone writes; closing the file ends that."""
    try:
        import fcntl
    except ImportError:  # Windows
        return
    fcntl.flock(file, fcntl.LOCK_EX)


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines of a journal; one that was cut off by the end of its writer is left out."""
    if not path.is_file():
        return
    for line in path.read_bytes().split(b"\n"):
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict) and isinstance(found.get("kind"), str):
            yield found
