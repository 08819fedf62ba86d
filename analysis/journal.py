"""What a running notebook tells the build, line by line: cells that begin, results, what it uses.

A file and not the notebook's outputs, because threads, worker processes and cells whose outputs are
captured reach it, too. Lines are JSON objects with a ``kind``, in the order in which they were written;
a line of kind ``cell`` says that the code cell of that number (in order of execution, from 0) begins.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

#: Names the journal's file in the environment of a notebook that a build runs, and of all that it starts.
VARIABLE = "REPORT_JOURNAL"


def is_kept() -> bool:
    """Return whether a build listens."""
    return bool(os.environ.get(VARIABLE))


def write(kind: str, **what: Any) -> None:
    """Add a line to the journal of the running notebook; without a build that listens, do nothing.

    Raises:
        OSError: the journal cannot be written.
    """
    name = os.environ.get(VARIABLE)
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
        except ValueError:
            continue
        if isinstance(found, dict):
            yield found
