"""Remove what builds made, and nothing else."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from reproreport.errors import Problem, ProjectError
from reproreport.files import remove_folder
from reproreport.pipeline import generations
from reproreport.pipeline.lock import LOCK
from reproreport.pipeline.owned import foreign, is_own_variables, own_names
from reproreport.project import VARIABLES
from reproreport.project.places import BUILD

_NAMED = 5


def clean(root: Path) -> tuple[list[str], list[str]]:
    """Remove all that builds made; what is published goes first, in one step.

    Returns:
        What was removed, and what stands beside it in ``build/`` and was left, from the root.

    Raises:
        ProjectError: somebody has put files among those that builds made; nothing is removed.
        OSError: something may not be removed.
    """
    found = foreign(root)
    if found:
        shown = f"{', '.join(found[:_NAMED])}{' …' if len(found) > _NAMED else ''}"
        what = f"no build made {shown}, which would be removed, too"
        raise ProjectError(Problem(what, BUILD, "move it away; nothing was removed"))
    names = generations.made(root)
    generations.withdraw(root, names)
    build = root / BUILD
    outside = [one for one in map(generations.anchor, names) if not one.startswith(f"{BUILD}/")]
    for place in (*outside, *(f"{BUILD}/{name}" for name in sorted(own_names()))):
        _remove(root / place)
    removed = []
    if os.path.lexists(root / VARIABLES) and is_own_variables(root):
        (root / VARIABLES).unlink()
        removed.append(VARIABLES)
    # Last, because from now on another command may begin.
    (root / LOCK).unlink(missing_ok=True)
    left = sorted(f"{BUILD}/{path.name}" for path in build.iterdir()) if build.is_dir() else []
    if not left and build.is_dir() and not build.is_symlink():
        with suppress(OSError):
            build.rmdir()
    if os.path.lexists(root / VARIABLES):
        left.append(VARIABLES)
    return [f"{BUILD}/", *removed], left


def _remove(path: Path) -> None:
    if path.is_symlink() or path.is_file():
        path.unlink()
    else:
        remove_folder(path)
