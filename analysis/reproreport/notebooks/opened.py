"""Files of a project that are read while notebooks run, as Linux's file system tells it (inotify).

Compiled code opens files without telling Python. A reading for which neither the build nor a notebook's
Python accounts was its doing, or that of another program: one that the notebook started, or one that has
nothing to do with the report, such as an editor. The file counts as an input of every notebook that ran then,
so that at worst one runs once too often. What such programs write is no input.
"""

from __future__ import annotations

import ctypes
import os
import select
import struct
import sys
import threading
import time
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reproreport.inputs import CHANGED, GENERATED, MISSING, Look
from reproreport.journal import read

_OPENED, _LEFT_WRITTEN, _LEFT = 0x20, 0x8, 0x10
_MODIFIED, _CREATED, _REMOVED, _MOVED_FROM, _MOVED_TO = 0x2, 0x100, 0x200, 0x40, 0x80
_CAME = _CREATED | _MOVED_TO
_WRITTEN = _MODIFIED | _CAME | _REMOVED | _MOVED_FROM
_IS_DIR, _LOST = 0x40000000, 0x4000
_EVENT = struct.Struct("iIII")
_BUFFER = 1 << 16
#: So often the end is looked for.
_SECONDS = 0.5


@dataclass
class _Run:
    """A notebook that runs, or ran.

    Attributes:
        begin: when it began.
        journal: the file in which it tells what it does.
        before: how files stood then, of which an earlier run used some.
        end: when it ended.
        opened: how often its Python opened each file to read it.
    """

    begin: float
    journal: Path | None
    before: Mapping[str, str]
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
        self._seen: dict[str, list[tuple[float, int]]] = {}
        self._runs: list[_Run] = []
        self._lost: list[float] = []
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
            self._file = self._libc.inotify_init1(os.O_CLOEXEC | os.O_NONBLOCK)
        if self.works:
            self._watch(self._root)
            threading.Thread(target=self._listen, args=(self._file,), daemon=True).start()

    def __exit__(self, *_: object) -> None:
        """Stop."""
        with self._lock:
            if self.works:
                file, self._file = self._file, -1
                os.close(file)

    def begin(self, used: Iterable[str] = (), journal: Path | None = None) -> _Run:
        """Note that a notebook begins.

        Args:
            used: the files that it used when it last ran, from the project's root.
            journal: the file in which it will tell what it does.
        """
        look = Look(self._root)
        before = {name: look.content(str(self._root / name)) for name in used}
        with self._lock:
            if not self._runs:
                self._start()
            self._take()
            run = _Run(time.time(), journal, before)
            self._runs.append(run)
        return run

    def unaccounted(self, run: _Run, lines: Iterable[Mapping[str, Any]]) -> dict[str, str]:
        """Return the files that were read during a run by nobody who says so, with their states.

        Args:
            run: the run, which has ended.
            lines: the journal of its notebook.
        """
        with self._lock:
            self._take()
            run.end = time.time()
            seen = {
                name: [event for moment, event in events if run.begin <= moment <= run.end]
                for name, events in self._seen.items()
            }
        run.opened = _opened(lines)
        accounted = Look.openings(run.begin)
        for other in self._runs:
            if other.begin <= run.end and run.begin <= other.end:
                running = other.end == float("inf") and other.journal
                told = _opened(read(other.journal)) if running and other.journal else other.opened
                for name, number in told.items():
                    accounted[str(self._root / name)] += number
        look = Look(self._root)
        found: dict[str, str] = {}
        for name, events in seen.items():
            full = str(self._root / name)
            if _readings(events) <= accounted[full]:
                continue
            state = look.content(full)
            if state == MISSING and any(event & _CAME for event in events):
                continue  # it came and went
            known = _read_as_left(events) or run.before.get(name) == state
            found[name] = state if known else CHANGED
        return found

    def is_complete(self, run: _Run) -> bool:
        """Return whether the system told of all that happened during a run: it forgets what nobody takes."""
        with self._lock:
            return not any(run.begin <= moment <= run.end for moment in self._lost)

    def _watch(self, folder: Path) -> None:
        """Watch a folder, and those below it."""
        wanted = _OPENED | _LEFT_WRITTEN | _LEFT | _WRITTEN
        found = self._libc.inotify_add_watch(self._file, os.fsencode(folder), wanted)
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
        """Note all that happens until the file is closed."""
        while self._file == file:
            try:
                select.select([file], [], [], _SECONDS)
            except (OSError, ValueError):  # it was closed meanwhile
                return
            with self._lock:
                self._take()

    def _take(self) -> None:
        """Note what has happened."""
        while self.works:
            try:
                read = os.read(self._file, _BUFFER)
            except OSError:  # nothing more
                return
            for folder, event, name in _events(read):
                if event & _LOST:
                    self._lost.append(time.time())
                path = self._folders[folder] / name if folder in self._folders else None
                if path is None or not name or not self._counts(path):
                    continue
                if event & _IS_DIR:
                    if event & _CAME:
                        self._watch(path)
                    continue
                seen = self._seen.setdefault(path.relative_to(self._root).as_posix(), [])
                if not (event & _MODIFIED and seen and seen[-1][1] & _MODIFIED):
                    seen.append((time.time(), event))


def _opened(lines: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """Return how often a notebook's Python says that it opened each file to read it."""
    found: Counter[str] = Counter()
    for line in lines:
        # It opens a file to take its state, and again for each time it tells.
        name = str(line.get("name", ""))
        found[name] += line["kind"] == "opened"
        found[name] += line["kind"] == "file" and line.get("state") not in ("", "folder")
    return found


def _readings(events: Iterable[int]) -> int:
    """Return how often a file was opened and not written."""
    found, written = 0, False
    for event in events:
        written |= bool(event & _WRITTEN)
        if event & _LEFT or (event & _LEFT_WRITTEN and not written):
            found += 1
        if event & _LEFT_WRITTEN:
            written = False
    return found


def _read_as_left(events: list[int]) -> bool:
    """Return whether whoever read a file found what is there now: nobody wrote after it was first read."""
    last = max((place for place, event in enumerate(events) if event & _WRITTEN), default=-1)
    before, after = events[: last + 1], events[last + 1 :]
    opened, left = (sum(bool(event & kind) for event in after) for kind in (_OPENED, _LEFT))
    return not any(event & _LEFT for event in before) and left <= opened


def _events(read: bytes) -> Iterator[tuple[int, int, str]]:
    """Yield the folder, kind and name of each event."""
    place = 0
    while place < len(read):
        folder, mask, _, length = _EVENT.unpack_from(read, place)
        place += _EVENT.size
        yield folder, mask, os.fsdecode(read[place : place + length].rstrip(b"\0"))
        place += length
