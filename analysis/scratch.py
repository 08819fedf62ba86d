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
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from threading import Lock

from analysis import processes
from analysis.errors import Problem, ReportError
from analysis.interrupts import ENDING

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
    """The folder for temporary files of one command, and who sees to it that nothing of it is left."""

    def __init__(self, note: Callable[[Path], None]) -> None:
        """Make the folder, whose path is noted first: so nobody leaves one behind that is not known.

        Raises:
            OSError: it cannot be noted or made.
            ReportError: there is no place for it.
        """
        self.folder = short_folder() / f"{_PREFIX}{secrets.token_hex(4)}"
        self._numbers = count(1)
        self._lock = Lock()
        self._guard: subprocess.Popen[bytes] | None = None
        note(self.folder)
        self.folder.mkdir(mode=0o700)

    def new_folder(self) -> Path:
        """Make and return a folder in it, with a path that leaves sockets room."""
        folder = self.folder / f"nb{next(self._numbers)}"
        folder.mkdir()
        return folder

    def guard(self) -> None:
        """Have a process of its own clear up, should this one be killed; called again, this does nothing."""
        with self._lock:
            if self._guard is None and os.name == "posix":
                self._guard = subprocess.Popen(
                    [sys.executable, "-I", "-S", processes.__file__, str(self.folder)]
                    if sys.platform == "linux"
                    else [sys.executable, "-I", processes.__file__, str(self.folder)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    cwd=self.folder.parent,
                    env={},
                    start_new_session=True,
                )

    def end_all(self) -> None:
        """Kill all that was started in this run, but not this process."""
        processes.end_marked(str(self.folder), [self._guard.pid] if self._guard else ())

    def close(self) -> None:
        """Remove the folder, and send the guard home."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._guard is not None and self._guard.stdin is not None:
            with suppress(OSError):
                self._guard.stdin.write(processes.DONE)
                self._guard.stdin.close()
            self._guard.wait()


_runs: list[Run] = []
"""The run of this process; more than one only where tests work in several threads."""


def current_run() -> Run | None:
    """Return the run that goes on in this process."""
    return _runs[-1] if _runs else None


@contextmanager
def running(note: Callable[[Path], None]) -> Iterator[Run]:
    """Let all temporary files stand in one folder while the block runs, and remove it then.

    *note* is told the folder's path before it is made.

    Where threads were left at their work (:data:`analysis.interrupts.ENDING`) the guard removes it, when
    the process has ended.

    Raises:
        OSError: the folder cannot be made.
        ReportError: there is no place for it.
    """
    before = os.environ.get("TMPDIR"), tempfile.tempdir
    run = Run(note)
    _runs.append(run)
    os.environ["TMPDIR"] = tempfile.tempdir = str(run.folder)
    try:
        yield run
    finally:
        if not ENDING.left:
            tempfile.tempdir = before[1]
            os.environ.pop("TMPDIR", None)
            if before[0] is not None:
                os.environ["TMPDIR"] = before[0]
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
    if run is None:
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
