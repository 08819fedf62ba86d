"""One command at a time works on a report's generated files; another one waits, and says for whom."""

from __future__ import annotations

import errno
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from reproreport.interrupts import ENDING
from reproreport.pipeline.generations import recover
from reproreport.pipeline.owned import remember_published, require_own_build, sweep
from reproreport.scratch import Run, clear_up_after, running

#: Where the lock is, from the project's root. The file stays; it is held by a process, not by being there,
#: so one that a killed command leaves behind holds nothing.
LOCK = "build/.lock"

#: Names, in the environment of what a command starts, the report that it holds.
HELD = "REPORT_LOCKED"
_INHERITED = os.environ.get(HELD)

_SECONDS = 0.1

_holding = threading.local()


@contextmanager
def locked(root: Path, what: str, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the report at *root* while the block runs; wait as long as another command holds it.

    What a command that holds a report calls or starts itself goes on.

    Args:
        root: the project.
        what: the command, for whoever waits.
        say: is told once for whom this one waits.

    Raises:
        OSError: the lock cannot be written for another reason than that nothing may be written there.
        ReportError: ``build/`` holds what no build made, or temporary files cannot be written.
    """
    name = str(root.resolve())
    held: set[str] = getattr(_holding, "roots", set())
    if name in (*held, _INHERITED):
        yield
        return
    require_own_build(root)
    file = _wait(root, say)
    # Nobody has truncated what a command that was killed has noted.
    if file is not None and (killed := _read(file)):
        clear_up_after(killed.get("temporary"))
        sweep(root)
    run = Run()
    try:
        with running(run):
            if file is not None:
                # Before the folder is made: so nobody leaves one behind that is not known.
                _note(file, what, run.folder)
                recover(root)
                remember_published(root)
                _holding.roots = held | {name}
                os.environ[HELD] = name
            yield
    finally:
        # What threads still write is held until the process ends, which is at once.
        if not ENDING.left:
            _holding.roots = held
            os.environ.pop(HELD, None)
            if file is not None:
                file.seek(0)
                file.truncate()
                file.close()


def _note(file: IO[str], what: str, temporary: Path) -> None:
    """Write down who holds the lock, and where its temporary files are."""
    file.seek(0)
    file.truncate()
    noted = {
        "process": os.getpid(),
        "command": what,
        "since": time.strftime("%H:%M:%S"),
        "temporary": str(temporary),
    }
    json.dump(noted, file)
    file.flush()


def _read(file: IO[str]) -> dict[str, Any]:
    """Return what is written in the lock's file."""
    try:
        file.seek(0)
        found = json.load(file)
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _wait(root: Path, say: Callable[[str], None]) -> IO[str] | None:
    """Return the lock's file when this process holds it; None where nothing can be written."""
    path = root / LOCK
    told = False
    while True:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = path.open("a+", encoding="utf-8")
        except OSError as error:
            if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
                return None  # what is up to date can still be read; what is not will say what it cannot write
            raise
        if _try(file):
            if _is_at(file, path):
                return file
        elif not told:
            say(f"{_holder(file)} is working on this report: waiting for it …")
            told = True
        file.close()
        time.sleep(_SECONDS)


def _try(file: IO[str]) -> bool:
    """Lock a file, unless another process has."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        try:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_at(file: IO[str], path: Path) -> bool:
    """Return whether a file is still the one at its path: build/ may have been removed meanwhile."""
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False


def _holder(file: IO[str]) -> str:
    """Return who holds the lock, in words."""
    found = _read(file)
    try:
        return f"`{found['command']}` (process {found['process']}, since {found['since']})"
    except KeyError:
        return "Another command"
