"""End what a build has started, whoever has become its parent, and whatever session it is in.

A process belongs to a run if its environment names the run's folder for temporary files, or if it descends
from one that does. Run as a program (``python processes.py FOLDER``) this module stands guard over a build:
it waits on its standard input until the build ends, and clears up after one that did not end by itself. So it
imports nothing of the library, and little else.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path

#: What a build that ends by itself says to its guard.
DONE = b"done"

#: So often it is looked for processes that others have started meanwhile.
_ROUNDS = 100
_SECONDS = 0.02

_CHILD_SUBREAPER = 36  # Linux's PR_SET_CHILD_SUBREAPER


def adopt_orphans() -> None:
    """Let what loses its parent below this process become its child, where the system knows that (Linux)."""
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_below(process: int) -> None:
    """Kill all that descends from a process, and not the process itself."""
    _end(lambda: _below({process}, _parents()) - {process})


def end_marked(folder: str, spare: Collection[int] = ()) -> None:
    """Kill all processes whose environment names a folder, and all that descends from them.

    This process lives on, and so do those to *spare*.
    """
    kept = {os.getpid(), *spare}
    _end(lambda: marked(folder) - kept)


def marked(folder: str) -> set[int]:
    """Return the processes whose environment names a folder or what is in it, and their descendants."""
    mark, parents, own = f"={folder}".encode(), _parents(), os.getpid()
    return _below({one for one in parents if one != own and _names(one, mark)}, parents)


def _end(found: Callable[[], set[int]]) -> None:
    for _ in range(_ROUNDS):
        living = found()
        if not living:
            return
        for one in living:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(one, signal.SIGKILL)
        time.sleep(_SECONDS)


def _below(family: set[int], parents: dict[int, int]) -> set[int]:
    """Return some processes with all that descends from them."""
    children: dict[int, list[int]] = {}
    for one, parent in parents.items():
        children.setdefault(parent, []).append(one)
    waiting, found = [*family], set(family)
    while waiting:
        new = [one for one in children.get(waiting.pop(), ()) if one not in found]
        found.update(new)
        waiting += new
    return found


def _parents() -> dict[int, int]:
    """Return the parent of every process that lives."""
    return dict(_listed() if Path("/proc/self/stat").exists() else _asked())


def _listed() -> Iterator[tuple[int, int]]:
    for name in os.listdir("/proc"):  # noqa: PTH208  (hundreds of them)
        if name.isdigit():
            with suppress(OSError, ValueError):
                with open(f"/proc/{name}/stat", "rb") as file:  # noqa: PTH123
                    state, parent = file.read().rpartition(b")")[2].split()[:2]
                if state not in (b"Z", b"X"):
                    yield int(name), int(parent)


def _asked() -> Iterator[tuple[int, int]]:
    import psutil

    for one in psutil.process_iter():
        with suppress(psutil.Error):
            if one.status() != psutil.STATUS_ZOMBIE:
                yield one.pid, one.ppid()


def _names(process: int, mark: bytes) -> bool:
    """Return whether a process began with a variable that names the folder."""
    ends = (b"", b"/", b"\0", os.sep.encode())
    _, found, after = _environment(process).partition(mark)
    return bool(found) and after[:1] in ends


def _environment(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/environ").read_bytes()
    except FileNotFoundError:
        if Path("/proc/self/stat").exists():
            return b""
    except OSError:
        return b""
    import psutil

    with suppress(psutil.Error, OSError):
        return b"\0".join(
            f"{name}={value}".encode() for name, value in psutil.Process(process).environ().items()
        )
    return b""


def guard(folder: str) -> None:
    """Wait for the end of a build; if it did not end by itself, end what it started and remove its folder."""
    for one in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"):
        with suppress(AttributeError, ValueError, OSError):
            signal.signal(getattr(signal, one), signal.SIG_IGN)
    if sys.stdin.buffer.read() != DONE:
        end_marked(folder)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    guard(sys.argv[1])
