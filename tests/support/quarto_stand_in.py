"""A command that stands in for Quarto: a script that writes what Quarto would write."""

from __future__ import annotations

import stat
from pathlib import Path

from reproreport.render.quarto.choose import Quarto


def stand_in(folder: Path, body: str) -> Quarto:
    """Write a command 'quarto' that runs a shell script."""
    folder.mkdir(exist_ok=True)
    path = folder / "quarto"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return Quarto(path, (1, 9))
