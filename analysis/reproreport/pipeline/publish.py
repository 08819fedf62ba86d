"""Put finished outputs in the place of the previous ones: all of them, or none."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from reproreport.files import write_bytes
from reproreport.pipeline import generations, swap

_FOLDER_MODE, _FILE_MODE = 0o755, 0o644


def publish(
    root: Path, outputs: Mapping[Path, Path], added: Mapping[Path, Mapping[str, bytes]] | None = None
) -> None:
    """Replace published folders by new ones, all in one step.

    What is published besides stays as it is. A file that is as it was is not copied.

    Args:
        root: the project.
        outputs: the finished folder for each place, below the root, where one is published.
        added: files that a place gets besides, by their names.

    Raises:
        OSError: the disk is full or a folder cannot be written; what was published is as it was.
    """
    finished = {place.relative_to(root).as_posix(): folder for place, folder in outputs.items()}
    for folder in finished.values():
        if not folder.is_dir():
            raise FileNotFoundError(f"{folder} was not made")
    more = {place.relative_to(root).as_posix(): files for place, files in (added or {}).items()}
    names = {
        place: (*generations.file_names(folder), *more.get(place, ())) for place, folder in finished.items()
    }
    before = generations.made(root)
    store = root / generations.FOLDER
    store.mkdir(parents=True, exist_ok=True)
    linked = swap.has_links(store)
    new = generations.begin(root)
    try:
        generations.write_made(new, names)  # first: whoever clears up has to know what is begun
        for place, folder in finished.items():
            (new / place).mkdir(parents=True, exist_ok=True)
            for name in names[place]:
                data = more.get(place, {}).get(name)
                data = (folder / name).read_bytes() if data is None else data
                _have(data, root / place / name, new / place / name)
            _let_read(new, new / place)
        if linked:
            generations.write_made(new, generations.carry(root, new, finished, before) | names)
            generations.show(root, new)
        else:
            generations.write_made(new, {**before, **names})
            swap.put_in_place(root, store, new, [*finished])
            generations.remove(new)
    except OSError:
        generations.recover(root)
        raise


def _let_read(new: Path, place: Path) -> None:
    """Give what is published the same modes whoever builds it: everybody may read it."""
    for folder in (new.parent, new, *(one for one in place.parents if new in one.parents)):
        folder.chmod(_FOLDER_MODE)
    for base, _, files in os.walk(place):
        Path(base).chmod(_FOLDER_MODE)
        for name in files:
            path = Path(base, name)
            if stat.S_IMODE(path.stat().st_mode) != _FILE_MODE:
                path.chmod(_FILE_MODE)


def _have(data: bytes, published: Path, target: Path) -> None:
    """Have a file in a new generation: the very one that is published, if it is the same."""
    try:
        same = not published.is_symlink() and published.is_file() and published.read_bytes() == data
    except OSError:
        same = False
    if same:
        generations.link_or_copy(published, target)
    else:
        write_bytes(target, data)
