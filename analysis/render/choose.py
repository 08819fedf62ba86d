"""Which program turns chapters into documents, and why."""

from __future__ import annotations

from typing import Literal

from analysis.errors import Problem, RenderError
from analysis.render.quarto import Quarto, find_quarto

Renderer = Literal["auto", "quarto", "pandoc"]


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
