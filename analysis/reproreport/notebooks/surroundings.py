"""What surrounds the kernels of a build, whoever starts them: nothing there may change a result."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import reproreport

#: What the environment of every kernel has, whoever starts it: these could change a result.
FIXED: Mapping[str, str] = {
    "PYTHONHASHSEED": "0",
    "SOURCE_DATE_EPOCH": "0",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    # Sums of floats depend on how many threads share them.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


def search_path(root: Path) -> str:
    """Return where a kernel looks at first: for the very library that runs the build, installed or not.

    Args:
        root: the project, in which the kernel starts.
    """
    library = Path(reproreport.__file__).parents[1]
    inside = Path(__file__).parent / "inside"
    given = os.environ.get("PYTHONPATH")
    others = [str(root / one) for one in given.split(os.pathsep)] if given else []
    return os.pathsep.join([str(inside), str(library), *others])


def caches() -> list[str]:
    """Return the folders in which matplotlib keeps its list of fonts."""
    home = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    named = (os.environ.get("MPLCONFIGDIR"), f"{home}/matplotlib", "~/.matplotlib", "~/Library/Caches")
    # No Path: a folder that is not there has no other name.
    return [os.path.realpath(os.path.expanduser(one)) + os.sep for one in named if one]  # noqa: PTH111
