"""Files of a project that are opened while notebooks run, as Linux's file system tells it (inotify).

Compiled code opens files without telling Python. An opening that neither the build nor a notebook's Python
accounts for was its doing, or that of a program that has nothing to do with the report, such as an editor:
the file counts as an input of every notebook that ran then, so that at worst one runs once too often.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
import threading
import time
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reproreport.inputs import GENERATED, Look

_OPEN, _CREATE, _MOVED_TO, _IS_DIR = 0x20, 0x100, 0x80, 0x40000000
_EVENT = struct.Struct("iIII")
_BUFFER = 1 << 16


@dataclass
class _Run:
    """A notebook that runs, or ran: when, and how often its Python opened each file."""

    begin: float
    end: float = float("inf")
    opened: Counter[str] = field(default_factory=Counter)


class Openings:
    """Watches a project while the block runs, where the system can tell; one for all notebooks of a build."""

    def __init__(self, root: Path, skip: Container[Path] = ()) -> None:
        """Prepare to watch.

        Args:
            root: the project; what builds write there is left out.
            skip: files and folders of which others know that they are used.
        """
        self._root = root.resolve()
        self._skip = skip
        self._folders: dict[int, Path] = {}
        self._seen: list[tuple[float, str]] = []
        self._runs: list[_Run] = []
        self._file = -1
        self._lock = threading.Lock()

    @property
    def works(self) -> bool:
        """Return whether anything is watched."""
        return self._file >= 0

    def __enter__(self) -> Openings:
        """Watch from the first notebook on."""
        return self

    def _start(self) -> None:
        if sys.platform == "linux":
            self._libc = ctypes.CDLL(None, use_errno=True)
            self._file = self._libc.inotify_init1(os.O_CLOEXEC)
        if self.works:
            self._watch(self._root)
            threading.Thread(target=self._listen, args=(self._file,), daemon=True).start()

    def __exit__(self, *_: object) -> None:
        """Stop."""
        if self.works:
            file, self._file = self._file, -1
            for folder in self._folders:
                self._libc.inotify_rm_watch(file, folder)
            os.close(file)

    def begin(self) -> _Run:
        """Note that a notebook begins."""
        with self._lock:
            if not self._runs:
                self._start()
            run = _Run(time.time())
            self._runs.append(run)
        return run

    def unaccounted(self, run: _Run, lines: Iterable[Mapping[str, Any]]) -> dict[str, str]:
        """Return the files that were opened during a run by nobody who says so, with their states.

        Args:
            run: the run, which has ended.
            lines: the journal of its notebook.
        """
        run.end = time.time()
        for line in lines:
            # Its Python opens a file to take its state, and again for each time it tells.
            run.opened[line.get("name", "")] += line["kind"] == "opened"
            run.opened[line.get("name", "")] += line["kind"] == "file" and line["state"] not in ("", "folder")
        accounted: Counter[str] = Counter()
        for other in self._runs:
            if other.begin <= run.end and run.begin <= other.end:
                accounted += other.opened
        own = Look.openings(run.begin)
        found: dict[str, str] = {}
        look = Look(self._root)
        for moment, name in list(self._seen):
            if run.begin <= moment <= run.end:
                accounted[name] -= 1
                if accounted[name] + own[str(self._root / name)] < 0:
                    found[name] = look.state_before(name, run.begin)
        return found

    def _watch(self, folder: Path) -> None:
        """Watch a folder, and those below it."""
        found = self._libc.inotify_add_watch(self._file, os.fsencode(folder), _OPEN | _CREATE | _MOVED_TO)
        if found < 0:
            return
        self._folders[found] = folder
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False) and self._counts(folder / entry.name):
                    self._watch(folder / entry.name)

    def _counts(self, path: Path) -> bool:
        return not path.name.startswith(".") and path.name not in GENERATED and path not in self._skip

    def _listen(self, file: int) -> None:
        """Note every opening until the file is closed."""
        while True:
            try:
                read = os.read(file, _BUFFER)
            except OSError:
                return
            if not read or self._file != file:
                return
            for folder, mask, name in _events(read):
                path = self._folders[folder] / name if folder in self._folders else None
                if path is None or not name or not self._counts(path):
                    continue
                if mask & _IS_DIR:
                    if mask & (_CREATE | _MOVED_TO):
                        self._watch(path)
                elif mask & _OPEN:
                    self._seen.append((time.time(), path.relative_to(self._root).as_posix()))


def _events(read: bytes) -> Iterator[tuple[int, int, str]]:
    """Yield the folder, kind and name of each event."""
    place = 0
    while place < len(read):
        folder, mask, _, length = _EVENT.unpack_from(read, place)
        place += _EVENT.size
        yield folder, mask, os.fsdecode(read[place : place + length].rstrip(b"\0"))
        place += length
