"""Where temporary files go: the folder that TMPDIR names, or the system's.

Python passes over a TMPDIR that cannot be used; Pandoc, Quarto and others that a build starts do not, and say
nothing that helps.

All that one command writes for a while stands in one folder, of which all that it starts knows by TMPDIR.
By it what was left over is found, files and processes alike.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from threading import Lock

from reproreport import processes
from reproreport.errors import Problem, ReportError
from reproreport.interrupts import ENDING

LONGEST = 70
"""Bytes that a folder's path may have so that sockets below it have room: a socket's path ends at 103."""

_SHORT = (os.environ.get("XDG_RUNTIME_DIR", ""), "/tmp", "/var/tmp")  # noqa: S108


def require_scratch() -> None:
    """Make sure that temporary files can be written, here and by every program that is started from here.

    Raises:
        ReportError: TMPDIR names a folder that is not there or cannot be written, or there is none at all.
    """
    name = os.environ.get("TMPDIR")
    if not name:
        os.environ.pop("TMPDIR", None)  # an empty one is the working directory for some
        _system_folder()
        return
    folder = Path(name).absolute()
    fix = "make that folder, name another one (export TMPDIR=…), or do without: unset TMPDIR"
    if not folder.is_dir():
        what = "is a file, and no folder" if folder.exists() else "does not exist"
        raise ReportError(Problem(f"the folder for temporary files, {folder}, {what}", "TMPDIR", fix))
    try:
        _try_to_write(folder)
    except OSError as error:
        what = f"the folder for temporary files, {folder}, cannot be written: {error.strerror}"
        raise ReportError(Problem(what, "TMPDIR", fix)) from None
    os.environ["TMPDIR"] = str(folder)


def short_folder() -> Path:
    """Return a folder for temporary files in which sockets can stand, too: the usual one, if it is short.

    Raises:
        ReportError: there is none.
    """
    usual = _system_folder()
    if len(os.fsencode(usual)) <= LONGEST:
        return usual
    for folder in map(Path, filter(None, _SHORT)):
        if len(os.fsencode(folder)) <= LONGEST:
            with suppress(OSError):
                _try_to_write(folder)
                return folder
    what = f"{usual} has too long a path for the sockets by which a build talks to notebooks"
    raise ReportError(Problem(what, "TMPDIR", f"name a folder of at most {LONGEST} characters"))


_PREFIX = "report-"


class Run:
    """The folder for temporary files of one command, and who sees to it that nothing of it is left.

    Attributes:
        folder: where it is, once there is something to do.
    """

    def __init__(self) -> None:
        """Choose the folder.

        Raises:
            ReportError: there is no place for it.
        """
        self.folder = short_folder() / f"{_PREFIX}{secrets.token_hex(4)}"
        self.begun = False
        self._before: tuple[str | None, str | None] = None, None
        self._numbers = count(1)
        self._lock = Lock()
        self._guard: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Make the folder, and let all temporary files stand in it; called again, this does nothing.

        A process of its own clears up, should this one be killed. It is there before the folder is.

        Raises:
            OSError: the folder cannot be made, or no process started.
        """
        with self._lock:
            if self.begun:
                return
            if os.name == "posix":
                self._guard = _start_guard(self.folder)
            self.folder.mkdir(mode=0o700)
            self._before = os.environ.get("TMPDIR"), tempfile.tempdir
            os.environ["TMPDIR"] = tempfile.tempdir = str(self.folder)
            self.begun = True

    def new_folder(self) -> Path:
        """Make and return a folder in it, with a path that leaves sockets room."""
        folder = self.folder / f"nb{next(self._numbers)}"
        folder.mkdir()
        return folder

    def end_all(self) -> None:
        """Kill all that was started in this run, but not this process."""
        if self.begun:
            processes.end_marked(str(self.folder), [self._guard.pid] if self._guard else ())

    def close(self) -> None:
        """Remove the folder, and send the guard home."""
        if self.begun:
            variable, tempfile.tempdir = self._before
            os.environ.pop("TMPDIR", None)
            if variable is not None:
                os.environ["TMPDIR"] = variable
            shutil.rmtree(self.folder, ignore_errors=True)
        if self._guard is not None and self._guard.stdin is not None:
            with suppress(OSError):
                self._guard.stdin.write(processes.DONE)
                self._guard.stdin.close()
            self._guard.wait()


def _start_guard(folder: Path) -> subprocess.Popen[bytes]:
    site = ["-S"] if sys.platform == "linux" else []  # elsewhere it needs psutil
    return subprocess.Popen(
        [sys.executable, "-I", *site, processes.__file__, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder.parent,
        env={},
        start_new_session=True,
    )


_runs: list[Run] = []
"""The run of this process; more than one only where several threads hold a report each."""


def current_run() -> Run | None:
    """Return the run that goes on in this process."""
    return _runs[-1] if _runs else None


@contextmanager
def running(run: Run) -> Iterator[None]:
    """Let a run go on while the block does.

    Where threads were left at their work (:data:`reproreport.interrupts.ENDING`) its guard clears up, when
    the process has ended.
    """
    _runs.append(run)
    try:
        yield
    finally:
        if not ENDING.left:
            _runs.remove(run)
            run.close()


@contextmanager
def folder_for_sockets() -> Iterator[Path]:
    """Give a folder for temporary files in which sockets can stand, too; it is removed afterwards.

    Raises:
        OSError: it cannot be made.
        ReportError: there is no place for it.
    """
    run = current_run()
    if run is None or not run.begun:
        with tempfile.TemporaryDirectory(prefix="nb-", dir=short_folder()) as name:
            yield Path(name)
        return
    folder = run.new_folder()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear_up_after(folder: object) -> None:
    """End what a run that was killed has started, and remove its folder for temporary files.

    Args:
        folder: what the killed run noted as its folder; anything else than such a folder is left alone.
    """
    if not isinstance(folder, str):
        return
    path = Path(folder)
    if not path.is_absolute() or not path.name.startswith(_PREFIX):
        return
    processes.end_marked(folder)
    with suppress(OSError):
        own = not hasattr(os, "getuid") or path.lstat().st_uid == os.getuid()
        if own and path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)


def _system_folder() -> Path:
    try:
        return Path(tempfile.gettempdir())
    except FileNotFoundError:
        what = "there is no folder in which temporary files can be written"
        fix = "make space in /tmp, or name a folder with space: export TMPDIR=…"
        raise ReportError(Problem(what, "TMPDIR", fix)) from None


def _try_to_write(folder: Path) -> None:
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"?")
