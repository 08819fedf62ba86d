"""Loaded into every kernel that a build starts: notes in the journal which cell begins."""

from __future__ import annotations

from itertools import count
from typing import Any

from analysis import journal


def load_ipython_extension(shell: Any) -> None:
    """Note each cell when it begins; IPython calls this when the kernel starts."""
    places = count()
    shell.events.register("pre_run_cell", lambda _info: journal.write("cell", place=next(places)))
