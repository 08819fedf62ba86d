"""What is printed: on a terminal of any width, or to a pipe, and nothing that a terminal would obey.

To a pipe there is no colour, one width, and no spaces at the ends of lines.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import StringIO
from typing import TYPE_CHECKING, Any, TextIO

from reproreport.readable import BIDI

if TYPE_CHECKING:
    from rich.console import Console

_OBEYED = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029{BIDI.pattern[1:-1]}\ud800-\udfff]")
"""What a terminal obeys, shows in another order, or cannot show; line ends and tabs are wanted."""


def visible(text: str) -> str:
    r"""Return a text with escapes (``\x1b``, ``\u202e``) for what a terminal would obey."""
    return _OBEYED.sub(lambda match: _escaped(match[0]), text)


def echo(text: str, *, err: bool = False) -> None:
    """Print a text on the standard output or error, with escapes for what a terminal would obey."""
    import click

    click.echo(visible(text), err=err)


def json_text(data: Any, **options: Any) -> str:
    """Return data as JSON in Unicode, in which JSON's own escapes stand for what a terminal would obey."""
    text = json.dumps(data, ensure_ascii=False, **options)
    return _OBEYED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


@contextmanager
def console(file: TextIO | None, width: int) -> Iterator[Console]:
    """Give a console to print on; what is printed to a pipe is written at the end.

    Args:
        file: where it goes; None for the standard output.
        width: the columns where there is no terminal.
    """
    stream = file or sys.stdout
    if stream.isatty():
        yield terminal(stream)
        return
    text = StringIO()
    yield terminal(text, width=width, no_color=True, force_terminal=False)
    stream.writelines(f"{line.rstrip()}\n" for line in text.getvalue().split("\n")[:-1])


def terminal(stream: TextIO, **options: Any) -> Console:
    """Return a console on a stream, which prints escapes in place of what a terminal would obey."""
    made: Console = _harmless_console()(file=stream, highlight=False, **options)
    return made


@cache
def _harmless_console() -> Any:
    from rich.console import Console
    from rich.segment import Segment

    class Harmless(Console):
        """Whatever it is given to print is text."""

        def render(self, renderable: Any, options: Any = None) -> Any:
            for part in super().render(renderable, options):
                yield part if part.control else Segment(visible(part.text), part.style)

    return Harmless
