"""Write files so that each is there whole or not at all, and none that is right already."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import NoReturn


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file in one step; an interrupted write leaves the previous content.

    Raises:
        OSError: the disk is full or the folder cannot be written.
    """
    scratch = path.with_name(f".{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch.write_bytes(content)
        scratch.replace(path)
    except OSError as error:
        # A write that fails does not say where; and nothing half-written may take the rest of a full disk.
        error.filename, error.filename2 = str(path), None
        with suppress(OSError):
            scratch.unlink()
        raise


def write_text(path: Path, text: str) -> None:
    """Write text as UTF-8 with Unix line ends, in one step (see :func:`write_bytes`)."""
    write_bytes(path, text.encode("utf-8"))


def write_folder(folder: Path, files: Mapping[PurePosixPath, Path | bytes]) -> None:
    """Make a folder hold just these files: contents, or files to copy, by their paths in it.

    A file that is right is not written again, so that only its reader's clock tells the builds apart.

    Raises:
        OSError: the disk is full or the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                path.rmdir()
        elif PurePosixPath(path.relative_to(folder).as_posix()) not in files:
            path.unlink()
    for name, content in files.items():
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        data = content if isinstance(content, bytes) else content.read_bytes()
        if not path.is_file() or path.read_bytes() != data:
            write_bytes(path, data)


def remove_folder(folder: Path) -> None:
    """Remove a folder with all that is in it; one that is a link is emptied, and one that is absent is fine.

    Raises:
        OSError: it is a file, or may not be removed.
    """
    if not os.path.lexists(folder):
        return
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, onerror=_name_and_raise)
        else:
            path.unlink()
    if not folder.is_symlink():
        folder.rmdir()


def _name_and_raise(_function: object, path: str, found: tuple[type, BaseException, object]) -> NoReturn:
    """Raise an error of rmtree's, which knows only the last part of a path, with all of it."""
    error = found[1]
    if isinstance(error, OSError):
        error.filename = path
    raise error
