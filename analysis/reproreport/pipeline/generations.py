"""Published folders as generations: one link says which of them readers see.

    build/.published/7/build/site/…    what the seventh build published, each file below its place
    build/.published/7/made.json       the names of the files that it made, by place
    build/.published/current           a link to 7: to change it is to publish, in one step
    build/site                         a link to .published/current/build/site

A generation is complete before anybody sees it, and the one before stays until the next is published:
who reads it goes on reading it.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath

from reproreport.files import write_text
from reproreport.pipeline import swap
from reproreport.pipeline.swap import MADE

FOLDER = "build/.published"
"""Where generations stand, from the project's root."""

CURRENT = "current"

_SHARED = PurePosixPath("build/publications")
_USUAL = ("build/site", "build/pdf", "build/publications")

Names = Mapping[str, tuple[str, ...]]
"""The files in each place that a build made, by the place's path from the root."""


def anchor(place: str) -> str:
    """Return the path that is a link to where a place's files are: the place itself, or one above it."""
    return str(_SHARED) if _SHARED in PurePosixPath(place).parents else place


def is_anchor(root: Path, place: str) -> bool:
    """Return whether the link stands that belongs at an anchor, and no folder and no other link."""
    with suppress(OSError):
        return (root / place).readlink() == Path(_target(place))
    return False


def current(root: Path) -> Path | None:
    """Return the folder of the generation that readers see; None where nothing was published."""
    found = root / FOLDER / CURRENT
    if found.is_symlink():
        name = str(found.readlink())
        found = found.with_name(name if name.isdigit() else "none")
    return found if found.is_dir() else None


def version(root: Path) -> tuple[object, ...]:
    """Return what is another one whenever something has been published."""
    store = root / FOLDER
    for one in (store / CURRENT, store / MADE):
        with suppress(OSError):
            found = one.lstat()
            return one.name, found.st_ino, found.st_mtime_ns
    return ()


def made(root: Path) -> Names:
    """Return the names of the files that the last published build made; none where that is not known."""
    shown = current(root)
    return read_made(shown if shown is not None else root / FOLDER)


def read_made(folder: Path) -> Names:
    """Return the names that are noted in a folder; none where they cannot be read."""
    try:
        found = json.loads((folder / MADE).read_text(encoding="utf-8"))
        return {str(place): tuple(map(str, names)) for place, names in found.items()}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {}


def write_made(folder: Path, names: Names) -> None:
    """Note the names of the files that a build made."""
    write_text(folder / MADE, json.dumps(names, ensure_ascii=False, indent=0, sort_keys=True) + "\n")


def begin(root: Path) -> Path:
    """Make and return the folder of a new generation, which nobody sees yet."""
    store = root / FOLDER
    folder = store / str(max([0, *_numbers(store)]) + 1)
    folder.mkdir(parents=True)
    return folder


def carry(root: Path, new: Path, places: Iterable[str], names: Names) -> dict[str, tuple[str, ...]]:
    """Give a new generation all that is published now, but for some places; return the builds' files.

    Args:
        root: the project.
        new: the new generation's folder.
        places: what it has already.
        names: the names of the files that builds made.
    """
    own = set(places)
    anchors = {one for one in map(anchor, own) if _is_folder(root / one)} | _links(root, names)
    for one in sorted(anchors):
        source = root / one
        for base, folders, files in os.walk(source):
            below = (PurePosixPath(one) / PurePosixPath(Path(base).relative_to(source).as_posix())).as_posix()
            if below in own:
                folders.clear()
                continue
            folders.sort()
            for name in files:
                link_or_copy(Path(base, name), new / below / name)
    return {place: files for place, files in names.items() if place not in own and anchor(place) in anchors}


def link_or_copy(source: Path, target: Path) -> None:
    """Have a file in a second place, too; without copying it where the disk can do that.

    Raises:
        OSError: the disk is full or cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(source, target, follow_symlinks=False)


def show(root: Path, new: Path) -> None:
    """Let readers see a new generation: all of it, in one step.

    Raises:
        OSError: a folder that stands in the place of a link cannot be moved, and nothing is published.
    """
    store = root / FOLDER
    anchors = sorted({anchor(place) for place in read_made(new)})
    folders = [one for one in anchors if not is_anchor(root, one) and _is_folder(root / one)]
    if folders:
        _stand_links(root, folders)
    for one in anchors:
        if not os.path.lexists(root / one):
            (root / one).parent.mkdir(parents=True, exist_ok=True)
            (root / one).symlink_to(_target(one))
    _point(store, new.name)
    _tidy(store)


def _stand_links(root: Path, folders: Iterable[str]) -> None:
    """Put links in the place of folders, in which readers find what was in the folders.

    A copy of a report that was made by following links has such folders, and so has one that an earlier
    version published.
    """
    store, names = root / FOLDER, made(root)
    same = begin(root)
    moved = {place: files for place, files in names.items() if anchor(place) in folders}
    for one in folders:
        if one not in map(anchor, moved):
            moved[one] = tuple(file_names(root / one))
    for one in folders:
        for name in file_names(root / one):
            link_or_copy(root / one / name, same / one / name)
    kept = carry(root, same, folders, names)
    write_made(same, {**kept, **moved})
    _point(store, same.name)
    for number, one in enumerate(folders):
        aside = store / f"aside-{number}"
        remove(aside)
        aside.symlink_to(_target(one))
        swap.exchange(aside, root / one)
        remove(aside)


def recover(root: Path) -> None:
    """Undo or complete what a command that was killed has begun, so that the report is one of two wholes."""
    store = root / FOLDER
    if not store.is_dir():
        return
    try:
        swap.complete(root, store)
        shown = current(root)
        for number in _numbers(store):
            folder = store / str(number)
            if shown is None or (shown.name.isdigit() and number > int(shown.name)):
                _withdraw(root, read_made(folder))
                remove(folder)
        _tidy(store)
        for name in os.listdir(store):  # noqa: PTH208
            if not name.isdigit() and name not in (CURRENT, MADE):
                remove(store / name)
        if shown is not None:
            for one in sorted(set(map(anchor, made(root)))):
                if not os.path.lexists(root / one) and (shown / one).is_dir():
                    (root / one).parent.mkdir(parents=True, exist_ok=True)
                    (root / one).symlink_to(_target(one))
    except PermissionError:
        pass  # what is up to date can still be read, and what is not will say what it cannot write


def withdraw(root: Path, names: Names) -> None:
    """Take all that is published out of readers' sight, in one step, and then the links to it."""
    with suppress(FileNotFoundError):
        if (root / FOLDER / CURRENT).is_symlink():
            (root / FOLDER / CURRENT).unlink()
    _withdraw(root, names)


def _withdraw(root: Path, names: Names) -> None:
    """Remove links that lead nowhere, and the folders that were made for them."""
    for one in sorted({*map(anchor, names), *_USUAL}):
        path = root / one
        if is_anchor(root, one) and not path.exists():
            path.unlink()
        if not os.path.lexists(path):
            with suppress(OSError):  # one that holds anything stays
                while (path := path.parent) not in (root, root / "build"):
                    path.rmdir()


def file_names(folder: Path) -> Iterator[str]:
    """Yield the names of all files in a folder and below it, with slashes."""
    for base, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            yield Path(base, name).relative_to(folder).as_posix()


def remove(path: Path) -> None:
    """Remove a folder of ours, a file or a link; what cannot be removed now is removed later."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
        if path.exists():  # somebody has protected what was published
            for base, _, _ in os.walk(path):
                with suppress(OSError):
                    Path(base).chmod(stat.S_IRWXU)
            shutil.rmtree(path, ignore_errors=True)


def _target(place: str) -> str:
    return os.path.relpath(f"{FOLDER}/{CURRENT}/{place}", PurePosixPath(place).parent)


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _links(root: Path, names: Names) -> set[str]:
    return {one for one in {*map(anchor, names), *_USUAL} if is_anchor(root, one)}


def _numbers(store: Path) -> list[int]:
    with suppress(OSError):
        return sorted(int(name) for name in os.listdir(store) if name.isdigit())  # noqa: PTH208
    return []


def _point(store: Path, name: str) -> None:
    """Let the link to the current generation lead to another one."""
    following = store / "next"
    remove(following)
    following.symlink_to(name)
    if _is_folder(store / CURRENT):  # a copy that was made by following links
        swap.exchange(following, store / CURRENT)
        remove(following)
    else:
        following.replace(store / CURRENT)


def _tidy(store: Path) -> None:
    """Remove all but the current generation and the one before, which somebody may still read."""
    found = store / CURRENT
    if not found.is_symlink() or not str(found.readlink()).isdigit():
        return
    shown = int(str(found.readlink()))
    numbers = _numbers(store)
    before = max((number for number in numbers if number < shown), default=shown)
    for number in numbers:
        if number not in (shown, before):
            remove(store / str(number))
