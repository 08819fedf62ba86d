"""docs/commands.md is made of the commands themselves, by this file and ``UPDATE_GOLDEN=1``."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import click
from click.testing import CliRunner

from real_report import ROOT
from reproreport.cli import main
from reproreport.cli.help import pages

PAGE = ROOT / "docs/commands.md"
_INTRODUCTION = """\
# Commands

What `report COMMAND --help` says, in one place; this page is made of it. Exit codes: 0, all is well; 1, the
report's content is wrong, or the answer is no; 2, the command is used wrongly. A message says what, where
(`file:line`) and what to do; `--debug` shows tracebacks besides.
"""


def documented(command: click.Command, name: str) -> Iterator[str]:
    """Yield a command's part of the page, and those of its own commands."""
    context = click.Context(command, info_name=name)
    yield f"\n{'###' if name.count(' ') > 1 else '##'} {name}\n"
    words = command.collect_usage_pieces(context)
    yield f"    {' '.join([name, *words])}\n"
    # Paragraphs as they are wrapped in the code are one line of help each.
    for paragraph in re.split(r"\n\s*\n", (command.help or "").strip()):
        kept = paragraph.startswith("\b")  # click's mark of lines that stay lines
        lines = [line.strip() for line in paragraph.strip("\b\n").splitlines()]
        yield ("".join(f"    {line}\n" for line in lines)) if kept else " ".join(lines) + "\n"
    records = (one.get_help_record(context) for one in command.params if isinstance(one, click.Option))
    options = [record for record in records if record and record[0] != "--debug"]
    if options:
        yield "| option | |\n|---|---|"
        for names, text in options:
            cells = (f"`{names}`", " ".join(text.split()))
            yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
    if isinstance(command, click.Group):
        for inner, one in sorted(command.commands.items()):
            yield from documented(one, f"{name} {inner}")


def page() -> str:
    """Return the page as the commands are now."""
    parts = [_INTRODUCTION.rstrip("\n")]
    for name, command in sorted(main.commands.items()):
        parts += documented(command, f"report {name}")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(parts)).rstrip() + "\n"


def test_the_page() -> None:
    """It has every command with every option, as they are."""
    if os.environ.get("UPDATE_GOLDEN"):
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page(), "UPDATE_GOLDEN=1 pytest tests/docs/test_commands.py"


def test_help_shows_every_page() -> None:
    """By its name, as it is in the documentation; a name that is nearly one is answered by it."""
    runner = CliRunner()
    listed = runner.invoke(main, ["help"])
    assert listed.exit_code == 0
    names = {path.stem for path in (ROOT / "docs").glob("*.md")}
    assert set(pages()) == names
    assert names <= set(re.findall(r"^([\w-]+) ", listed.output, re.MULTILINE))
    shown = runner.invoke(main, ["help", "codebooks"])
    assert shown.output.startswith("# Describing data")
    wrong = runner.invoke(main, ["help", "codebook"])
    assert wrong.exit_code == 1
    assert "did you mean 'codebooks'?" in wrong.output + wrong.stderr
    assert "Usage: main check" in runner.invoke(main, ["help", "check"]).output


def test_every_page_that_a_message_names_is_there() -> None:
    """``report help TOPIC`` in messages, docstrings and templates leads to a page or a command."""
    known = {*pages(), *main.commands, "TOPIC", "COMMAND"}
    for path in (ROOT / "analysis/reproreport").rglob("*"):
        if path.is_file() and path.suffix in {".py", ".j2", ".yml", ".md", ".qmd"}:
            for topic in re.findall(r"report help ([\w-]+)", path.read_text(encoding="utf-8")):
                assert topic in known, (path, topic)


def test_links_lead_somewhere() -> None:
    """Between the pages: to a page, and to a heading on it, as GitHub names them."""
    for path in (ROOT / "docs").glob("*.md"):
        text = re.sub(
            r"^(`{3,}).*?^\1$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
        )
        for target, anchor in re.findall(r"\]\(([\w./-]*\.md)?(#[\w-]+)?\)", text):
            page_ = (path.parent / target) if target else path
            assert page_.is_file(), (path.name, target)
            if anchor:
                heads = re.findall(r"^#+ (.*)$", page_.read_text(encoding="utf-8"), re.MULTILINE)
                names = {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}
                assert anchor[1:] in names, (path.name, target, anchor)
