"""Where temporary files go: the folder that TMPDIR names, or the system's.

Python passes over a TMPDIR that cannot be used; Pandoc, Quarto and others that a build starts do not, and say
nothing that helps.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from analysis.errors import Problem, ReportError

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
