"""Drifts as a table for a terminal of any width, or for a pipe: there without colour, 80 columns wide."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from io import StringIO
from typing import TYPE_CHECKING, TextIO

from analysis.gate.shown.words import worded

if TYPE_CHECKING:
    from rich.console import Console

    from analysis.gate.drift.compare import Drift

#: Columns where there is no terminal.
WIDTH = 80

_COLOURS = {"changed": "red", "vanished": "red", "new": "yellow", "renamed": "yellow"}


def show_drifts(drifts: Iterable[Drift], file: TextIO | None = None) -> None:
    """Print a table of drifts.

    A name stands on a line of its own, whole, so that it can be copied; below it the four columns, and
    then the cells that differ and the causes.
    """
    from rich.console import Console

    stream = file or sys.stdout
    if stream.isatty():
        _print(Console(file=stream, highlight=False), drifts)
        return
    # What is piped has no colour, one width, and no spaces at the ends of lines.
    text = StringIO()
    _print(Console(file=text, width=WIDTH, no_color=True, force_terminal=False, highlight=False), drifts)
    stream.writelines(f"{line.rstrip()}\n" for line in text.getvalue().splitlines())


def _print(console: Console, drifts: Iterable[Drift]) -> None:
    from rich.rule import Rule
    from rich.text import Text

    console.print(Text("Result", style="bold"))
    _columns(console, ("Accepted", "Now", "Difference", "Tolerance"), "bold")
    console.print(Rule(style="dim"))
    for drift in drifts:
        words = worded(drift)
        title = Text(words.title)
        title.stylize(_COLOURS[drift.status], 0, len(drift.status))
        console.print(title, soft_wrap=True)
        _columns(console, (words.accepted, words.now, words.difference, words.tolerance))
        for line in words.details:
            _columns(console, (line,))
        console.print()


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
