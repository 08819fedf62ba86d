"""A terminal of any width, or a pipe: there without colour, one width, and no spaces at the ends of lines."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console


@contextmanager
def console(file: TextIO | None, width: int) -> Iterator[Console]:
    """Give a console to print on; what is printed to a pipe is written at the end.

    Args:
        file: where it goes; None for the standard output.
        width: the columns where there is no terminal.
    """
    from rich.console import Console

    stream = file or sys.stdout
    if stream.isatty():
        yield Console(file=stream, highlight=False)
        return
    text = StringIO()
    yield Console(file=text, width=width, no_color=True, force_terminal=False, highlight=False)
    stream.writelines(f"{line.rstrip()}\n" for line in text.getvalue().splitlines())
