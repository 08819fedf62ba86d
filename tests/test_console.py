"""What is printed on a terminal, and into a pipe."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner

import reproreport
from reproreport.cli import main
from reproreport.console import console, json_text, visible
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


def _dynamic(path: Path) -> Iterator[str]:
    """Yield each place of a module in which more than a fixed text is printed without escapes."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        if name in ("print", "click.echo", "click.secho", "sys.stdout.write", "sys.stderr.write"):
            given = ast.unparse(node.args[0]) if node.args else ""
            fixed = not node.args or isinstance(node.args[0], ast.Constant)
            if not fixed and not given.startswith(("visible(", "json_text(")):
                yield f"{path.name}: {given}"


def test_commands_print_nothing_unescaped() -> None:
    """Whatever a command prints passes ``visible``, or the console of this module, which does it itself."""
    folder = Path(reproreport.__file__).parent
    modules = [*(folder / "cli").rglob("*.py"), *folder.glob("*.py"), *(folder / "pipeline").rglob("*.py")]
    found = [place for path in modules for place in _dynamic(path)]
    # Findings are escaped one by one: rich's own colours stand between them. The shell's script is ours.
    assert sorted(found) == [
        "audit.py: words.encode(encoding, errors='replace').decode(encoding)",
        "completion.py: made.source_template % made.source_vars()",
    ]


def test_data_are_json_for_a_terminal_too() -> None:
    """Escapes are JSON's own, so that a program reads what was written."""
    data = {"a\u202e": ["\x1b[31m", "\x9b1m", "Đào"]}
    text = json_text(data)
    assert visible(text) == text
    assert "Đào" in text
    assert json.loads(text) == data


@pytest.mark.parametrize(
    "words", [["build\x1b[31m"], ["build", "--no\x1b[31m"], ["explain"], ["verify", "\x9b1m"]]
)
def test_what_was_typed(words: list[str]) -> None:
    """A message that repeats it has escapes."""
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 2
    assert "\x1b" not in done.output
    assert "\x9b" not in done.output


def test_names_of_files(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a command leaves, or what a build says, is named with escapes."""
    (built / "build/left\x1b[31m").write_text("", encoding="utf-8")
    monkeypatch.chdir(built)
    done = CliRunner().invoke(main, ["clean"])
    assert "left\\x1b[31m" in done.output
    assert "\x1b" not in done.output
