"""A library for reproducible research reports: compute, check, render.

It knows how reports are made, and nothing about any one report: content lives in ``chapters/`` and
``data/`` of the project that it is pointed at.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 (pip refuses, but a folder on the path does not)
    sys.exit(
        "error: reproreport needs Python 3.11 or newer, and this is "
        + ".".join(map(str, sys.version_info[:2]))
        + "\n    make an environment with a newer one: python3.12 -m venv .venv"
    )
