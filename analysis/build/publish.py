"""Put finished outputs in the place of the previous ones: all of them, or none."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from analysis.files import write_folder


def publish(outputs: Mapping[Path, Path]) -> None:
    """Replace published folders by new ones.

    Everything is copied first; only then are the folders renamed, so that a reader never sees half a
    report, and a failure puts the previous one back. The previous folder is kept beside the finished one:
    the next time only what differs is copied into it.

    Args:
        outputs: the finished folder for each place where one is published.

    Raises:
        OSError: the disk is full or a folder cannot be renamed; the previous outputs are as before.
    """
    for place, folder in outputs.items():
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(_old(place), ignore_errors=True)
        write_folder(_new(place, folder), _files(folder))
    moved: list[Path] = []
    try:
        for place, folder in outputs.items():
            moved.append(place)
            if place.exists():
                place.rename(_old(place))
            _new(place, folder).rename(place)
    except OSError:
        for place in moved:
            if _old(place).exists():
                shutil.rmtree(place, ignore_errors=True)
                _old(place).rename(place)
        raise
    for place, folder in outputs.items():
        if _old(place).exists():
            _old(place).rename(_new(place, folder))


def _files(folder: Path) -> dict[PurePosixPath, Path | bytes]:
    """Return every file of a folder by its path in it."""
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder} was not made")
    found = (path for path in folder.rglob("*") if path.is_file())
    return {PurePosixPath(path.relative_to(folder).as_posix()): path for path in found}


def _new(place: Path, folder: Path) -> Path:
    return folder.with_name(f".{place.name}.new")


def _old(place: Path) -> Path:
    return place.with_name(f".{place.name}.old")
