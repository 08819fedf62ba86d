"""What is printed on a terminal, and into a pipe."""

from __future__ import annotations

from io import StringIO

import pytest

from analysis.console import console


class Terminal(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def test_a_pipe_has_no_colour_one_width_and_no_spaces_at_the_ends() -> None:
    """Whoever reads it next may be a program."""
    stream = StringIO()
    with console(stream, 20) as shown:
        shown.print("[red]word[/red]    ")
        shown.print("x" * 25)
    assert stream.getvalue() == f"word\n{'x' * 20}\n{'x' * 5}\n"


def test_a_terminal_has_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    """As rich knows the terminal."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    stream = Terminal()
    with console(stream, 20) as shown:
        shown.print("[red]word[/red]")
    assert stream.getvalue() == "\x1b[31mword\x1b[0m\n"
