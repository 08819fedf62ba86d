"""Put finished outputs in the place of the previous ones: all of them, or none."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path


def publish(outputs: Mapping[Path, Path]) -> None:
    """Replace published folders by new ones.

    Everything is copied beside its place first; only then are the folders renamed, so that a reader
    never sees half a report, and a failure puts the previous one back.

    Args:
        outputs: the finished folder for each place where one is published.

    Raises:
        OSError: the disk is full or a folder cannot be renamed; the previous outputs are as before.
    """
    for place, folder in outputs.items():
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(_beside(place, "new"), ignore_errors=True)
        shutil.rmtree(_beside(place, "old"), ignore_errors=True)
        shutil.copytree(folder, _beside(place, "new"))
    moved: list[Path] = []
    try:
        for place in outputs:
            moved.append(place)
            if place.exists():
                place.rename(_beside(place, "old"))
            _beside(place, "new").rename(place)
    except OSError:
        for place in moved:
            if _beside(place, "old").exists():
                shutil.rmtree(place, ignore_errors=True)
                _beside(place, "old").rename(place)
        raise
    for place in outputs:
        shutil.rmtree(_beside(place, "old"), ignore_errors=True)


def _beside(place: Path, word: str) -> Path:
    return place.with_name(f".{place.name}.{word}")
