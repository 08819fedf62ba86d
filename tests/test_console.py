"""What is printed on a terminal, and into a pipe."""

from __future__ import annotations

from io import StringIO

import pytest

from reproreport.console import console, visible
from reproreport.errors import Problem


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


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", "a\\x1b[31mb"),
        ("a\u202eb\u2069", "a\\u202eb\\u2069"),
        ("\x9b1m\x07\r", "\\x9b1m\\x07\\x0d"),
        ("Đào\tשלום\u200f\n…", "Đào\tשלום\u200f\n…"),
        ("\ud800", "\\ud800"),
    ],
)
def test_nothing_that_a_terminal_obeys(text: str, shown: str) -> None:
    """Escapes are printed: of control codes, of what turns letters around, of halves of characters."""
    assert visible(text) == shown
    assert str(Problem(text, text, text)) == f"{shown}: {shown}\n    {shown}"


def test_nor_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is printed, in a table or with a style; the styles are rich's own."""
    monkeypatch.setenv("TERM", "xterm-256color")
    stream = Terminal()
    with console(stream, 80) as shown:
        shown.print("one\x1b[2Jtwo\u202e", style="bold")
    assert "one\\x1b[2Jtwo\\u202e" in stream.getvalue()
    assert "\x1b[2J" not in stream.getvalue()
    assert "\x1b[1m" in stream.getvalue()
