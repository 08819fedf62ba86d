"""Whether a file of a project is in the project: a symbolic link may lead to any other one.

A project is the folder with a ``_quarto.yml``. A report publishes what it reads; so what one of its paths
leads to outside is not read, unless the report declares it (``report: {inputs: […]}``). Notebooks use this
module while they run: it imports nothing that takes time.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from pathlib import Path

from reproreport.errors import Problem

_CONFIG = "_quarto.yml"
#: What is read again of what builds make; their folder may be on another disk.
_MADE = {".ipynb": ("build", "notebooks"), ".json": ("build", "results")}
_observed: list[bool] = []
_declared: dict[str, tuple[str, ...]] = {}


def declare(root: Path | str, paths: Iterable[str]) -> None:
    """Say which files and folders outside a project it may read, by their absolute paths."""
    _declared[os.path.realpath(root)] = tuple(os.path.realpath(path) for path in paths)


def leave_to_observer() -> None:
    """Return where a path of a project leads outside of it; empty where it stays, or is in no project."""
    _observed.append(True)


def leads_to(path: Path) -> str:
    """Return where a path of a project leads outside of it; empty where it stays, and outside of projects."""
    if _observed:
        return ""
    full, real = os.path.abspath(path), os.path.realpath(path)  # noqa: PTH100
    if full == real:
        return ""
    roots = [str(folder) for folder in Path(full).parents if (folder / _CONFIG).is_file()]
    places = [os.path.realpath(root) for root in roots]
    made = _MADE.get(path.suffix)
    if made:
        places += [os.path.realpath(os.path.join(root, *made)) for root in roots]  # noqa: PTH118
    allowed = [*places, *(path for place in places for path in _declared.get(place, ()))]
    return real if roots and not any(_is_below(real, place) for place in allowed) else ""


def outside(path: Path, name: str) -> Problem | None:
    """Return what is wrong with a path, called *name*, that leads out of its project; else None."""
    target = leads_to(path)
    if not target:
        return None
    fix = f"copy the file into the project, or declare it in {_CONFIG}: 'report: {{inputs: [{target}]}}'"
    return Problem(f"it leads out of the project, to {target}", name, fix)


def is_file(path: Path) -> bool:
    """Return whether there is a file; a name that is too long for one is none."""
    try:
        return path.is_file()
    except OSError as error:
        return _unless_too_long(error)


def is_dir(path: Path) -> bool:
    """Return whether there is a folder; a name that is too long for one is none."""
    try:
        return path.is_dir()
    except OSError as error:
        return _unless_too_long(error)


def _unless_too_long(error: OSError) -> bool:
    if error.errno != errno.ENAMETOOLONG:
        raise error
    return False


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
