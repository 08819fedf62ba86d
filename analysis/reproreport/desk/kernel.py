"""A Python kernel that begins as in a build: in the report's folder, with the report's language.

Jupyter starts kernels in the folder of the notebook. ``report lab`` has it start this one.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from reproreport.project import CONFIG
from reproreport.results.record import adopt_language


def report_above(folder: Path) -> Path | None:
    """Return the nearest folder at or above one that has a report."""
    return next((one for one in (folder, *folder.parents) if (one / CONFIG).is_file()), None)


def main() -> None:
    """Go to the report's folder, and be a kernel."""
    from ipykernel.kernelapp import IPKernelApp

    here = Path.cwd()
    if sys.path and sys.path[0] in ("", str(here)):  # put there for `python -m`
        del sys.path[0]
    root = report_above(here)
    if root is not None:
        os.chdir(root)
    # Once the shell is there: the language is that of the report around it.
    app: Any = IPKernelApp.instance()
    app.initialize()
    adopt_language()
    app.start()


if __name__ == "__main__":
    main()
