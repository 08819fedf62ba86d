"""Which program turns chapters into documents, and why."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from reproreport.errors import Problem, RenderError

Renderer = Literal["auto", "quarto", "pandoc"]

OLDEST = (1, 9)
"""The Quarto whose behaviour the project knows."""


@dataclass(frozen=True)
class Quarto:
    """A ``quarto`` command and its version."""

    path: Path
    version: tuple[int, ...]

    def __str__(self) -> str:
        """Return the name and version, as ``report doctor`` shows them."""
        return f"Quarto {'.'.join(map(str, self.version))} ({self.path})"


def find_quarto() -> Quarto | None:
    """Return the ``quarto`` on PATH, or else the one that was installed beside this Python.

    None when there is none, it fails, or it is older than 1.9.
    """
    path = shutil.which("quarto") or shutil.which("quarto", path=Path(sys.executable).parent)
    if path is None:
        return None
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    version = parse_version(answer.stdout)
    return Quarto(Path(path), version) if version >= OLDEST else None


def parse_version(text: str) -> tuple[int, ...]:
    """Return the numbers of a version such as ``1.9.2`` or ``1.11.0-rc.1``; () if there are none."""
    match = re.match(r"\s*v?(\d+)\.(\d+)(?:\.(\d+))?", text)
    return tuple(int(part) for part in match.groups() if part) if match else ()


def choose_renderer(wanted: Renderer) -> tuple[Quarto | None, str]:
    """Return Quarto where it is to be used, None for the embedded Pandoc, and the reason.

    Raises:
        RenderError: Quarto was asked for and is not installed, or is too old.
    """
    if wanted == "pandoc":
        return None, "Pandoc and Typst, as asked for"
    quarto = find_quarto()
    if quarto is not None:
        why = "as asked for" if wanted == "quarto" else "which is installed"
        return quarto, f"Quarto {'.'.join(map(str, quarto.version))}, {why}"
    if wanted == "quarto":
        fix = "install it (`report doctor` says how), or build with --renderer pandoc"
        raise RenderError(Problem("there is no 'quarto' command, 1.9 or newer, on this machine", fix=fix))
    return None, "Pandoc and Typst, because Quarto is not installed"
