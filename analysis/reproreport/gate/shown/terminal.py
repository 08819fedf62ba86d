"""Drifts as a table for a terminal of any width, or for a pipe."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from reproreport.console import console
from reproreport.gate.shown.words import worded

if TYPE_CHECKING:
    from rich.console import Console

    from reproreport.gate.drift.compare import Drift

#: Columns where there is no terminal.
WIDTH = 80

_COLOURS = {"changed": "red", "vanished": "red", "new": "yellow", "renamed": "yellow"}


def show_drifts(drifts: Iterable[Drift], file: TextIO | None = None) -> None:
    """Print a table of drifts.

    A name stands on a line of its own, whole, so that it can be copied; below it the four columns, and
    then the cells that differ and the causes.
    """
    with console(file, WIDTH) as shown:
        _print(shown, drifts)


def _print(shown: Console, drifts: Iterable[Drift]) -> None:
    from rich.rule import Rule
    from rich.text import Text

    shown.print(Text("Result", style="bold"))
    _columns(shown, ("Accepted", "Now", "Difference", "Tolerance"), "bold")
    shown.print(Rule(style="dim"))
    for drift in drifts:
        words = worded(drift)
        title = Text(words.title)
        title.stylize(_COLOURS[drift.status], 0, len(drift.status))
        shown.print(title, soft_wrap=True)
        _columns(shown, (words.accepted, words.now, words.difference, words.tolerance))
        for line in words.details:
            _columns(shown, (line,))
        shown.print()


def _columns(console: Console, texts: tuple[str, ...], style: str = "") -> None:
    """Print texts side by side, each wrapped in its part of the width, and set in from the left."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    gap = 2
    grid = Table.grid(padding=(0, gap, 0, 0))
    width = (console.width - gap) // len(texts) - gap
    for _ in texts:
        grid.add_column(width=max(width, 1), overflow="fold")
    grid.add_row(*(Text(text, style=style) for text in texts))
    console.print(Padding(grid, (0, 0, 0, gap)))
