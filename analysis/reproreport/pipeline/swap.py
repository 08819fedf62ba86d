"""Change folders for others: two in one step where that can be, several by a journal without links."""

from __future__ import annotations

import ctypes
import errno
import json
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath

from reproreport.files import write_text

JOURNAL = "switch.json"
"""In the folder of generations: what is being put in place; whoever comes next completes it."""

MADE = "made.json"
"""The names of the files that builds made, in a generation, or beside all where there are no links."""

_AT_FDCWD, _EXCHANGE = -100, 2  # Linux's renameat2
_SWAP = 2  # macOS's renamex_np


def exchange(one: Path, other: Path) -> None:
    """Let two paths of one disk change places; readers find both at any moment, where the system can do that.

    Elsewhere *other* is not there for a moment.

    Raises:
        OSError: one of them cannot be moved; both are where they were.
    """
    try:
        _exchange(os.fsencode(one), os.fsencode(other))
    except NotImplementedError:
        aside = one.with_name(f"{one.name}-moved")
        other.rename(aside)
        try:
            one.rename(other)
        except OSError:
            aside.rename(other)
            raise
        aside.rename(one)


def _exchange(one: bytes, other: bytes) -> None:
    """Exchange two paths in one step.

    Raises:
        NotImplementedError: this system or this disk cannot.
        OSError: they cannot be moved.
    """
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            failed = library.renamex_np(one, other, _SWAP)
        else:
            failed = library.renameat2(_AT_FDCWD, one, _AT_FDCWD, other, _EXCHANGE)
    except (AttributeError, OSError, TypeError):
        raise NotImplementedError from None
    if failed:
        code = ctypes.get_errno()
        if code in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
            raise NotImplementedError
        raise OSError(code, os.strerror(code), os.fsdecode(one), None, os.fsdecode(other))


def has_links(store: Path) -> bool:
    """Return whether links can be made in a folder: some disks, and Windows, have none for everybody."""
    probe = store / "probe"
    try:
        probe.unlink(missing_ok=True)
        probe.symlink_to("nothing")
    except (OSError, NotImplementedError):
        return False
    probe.unlink()
    return True


def put_in_place(root: Path, store: Path, new: Path, places: Sequence[str]) -> None:
    """Put the finished folders of a generation in their places, all or none, by a journal.

    Args:
        root: the project.
        store: where the journal is kept, and what was there before meanwhile.
        new: the generation, in the store.
        places: the places, from the root.

    Raises:
        OSError: one of them cannot be moved; all are as they were.
    """
    write_text(store / JOURNAL, json.dumps({"generation": new.name, "places": [*places]}))
    try:
        complete(root, store)
    except OSError:
        _undo(root, store, new, places)
        (store / JOURNAL).unlink(missing_ok=True)
        raise


def complete(root: Path, store: Path) -> None:
    """Complete what the journal says; without one there is nothing to do.

    Raises:
        OSError: a folder cannot be moved.
    """
    try:
        found = json.loads((store / JOURNAL).read_text(encoding="utf-8"))
        new, places = store / str(int(found["generation"])), [str(place) for place in found["places"]]
        sound = not any(
            PurePosixPath(one).is_absolute() or ".." in PurePosixPath(one).parts for one in places
        )
    except FileNotFoundError:
        return
    except (ValueError, TypeError, KeyError, RecursionError):
        sound = False
    if not sound:  # it was written whole, and damaged since
        (store / JOURNAL).unlink()
        return
    for number, place in enumerate(places):
        if not (new / place).is_dir():
            continue  # it is in its place
        if os.path.lexists(root / place):
            shutil.rmtree(_old(store, number), ignore_errors=True)
            (root / place).rename(_old(store, number))
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (new / place).rename(root / place)
    if (new / MADE).is_file():
        (new / MADE).replace(store / MADE)
    (store / JOURNAL).unlink()
    for number in range(len(places)):
        shutil.rmtree(_old(store, number), ignore_errors=True)


def _undo(root: Path, store: Path, new: Path, places: Iterable[str]) -> None:
    for number, place in enumerate(places):
        with suppress(OSError):
            old = _old(store, number)
            if not (new / place).is_dir() and (root / place).is_dir():
                (root / place).rename(new / place)
            if old.is_dir() and not os.path.lexists(root / place):
                old.rename(root / place)


def _old(store: Path, number: int) -> Path:
    return store / f"old-{number}"
