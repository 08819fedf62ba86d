"""Names in the shell: completed where they are begun, and the nearest one where they are mistyped."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from reproreport.cli import main
from reproreport.desk.names import chapters, parameters, publications, results
from small_report import write_parts


def complete(folder: Path, words: str) -> list[str]:
    """Return what bash would be offered for a line, of which the last word is being typed."""
    typed = words.split(" ")
    environment = {
        **os.environ,
        "_REPORT_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(typed) - 1),
    }
    code = "from reproreport.cli import main; main(prog_name='report')"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    return [line.partition(",")[2] for line in done.stdout.splitlines() if line]


@pytest.fixture
def parts(report: Path) -> Path:
    """Return a report with three publications, results of a build and accepted ones."""
    write_parts(report)
    (report / "build").mkdir()
    (report / "build/.lock").touch()  # a build has made the folder
    (report / "build/results.json").write_text(json.dumps([{"name": "coffee.people"}]), encoding="utf-8")
    (report / "tests/accepted").mkdir(parents=True)
    accepted: dict[str, dict[str, str]] = {"coffee.people": {}, "coffee.level": {}}
    (report / "tests/accepted/coffee.json").write_text(json.dumps(accepted), encoding="utf-8")
    return report


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("report previ", ["preview"]),
        ("report build --publication ", ["book", "alone", "thesis"]),
        ("report preview --publication th", ["thesis"]),
        ("report build --formats html,", ["html,pdf", "html,docx", "html,epub", "html,jats"]),
        ("report build -P con", ["confidence="]),
        ("report explain coffee.p", ["coffee.people"]),
        ("report accept coffee.", ["coffee.people", "coffee.level"]),
        ("report lab c", ["coffee"]),
        ("report completion ", ["bash", "zsh", "fish"]),
        ("report build --renderer p", ["pandoc"]),
    ],
)
def test_what_is_offered(parts: Path, words: str, offered: list[str]) -> None:
    """Commands, options' values, and this report's own names."""
    assert complete(parts, words) == offered


def test_a_report_that_cannot_be_read_has_no_names(tmp_path: Path) -> None:
    """And nobody who types sees an error: no report at all, and one that is broken."""
    for folder in (tmp_path / "none", tmp_path / "broken"):
        folder.mkdir()
    (tmp_path / "broken/_quarto.yml").write_text("project: [", encoding="utf-8")
    (tmp_path / "broken/build").mkdir()
    (tmp_path / "broken/build/results.json").write_text("[{", encoding="utf-8")
    for folder in (tmp_path / "none", tmp_path / "broken"):
        assert [*publications(folder), *chapters(folder), *parameters(folder), *results(folder)] == []
        assert complete(folder, "report explain c") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script(shell: str) -> None:
    """The shell itself finds nothing wrong with it."""
    script = CliRunner().invoke(main, ["completion", shell], prog_name="report").output
    assert "_REPORT_COMPLETE" in script
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    subprocess.run([shell, "-n"], input=script, text=True, check=True)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["previw"], "Did you mean 'preview'?"),
        (["build", "--publicaton", "book"], "Did you mean '--publication'?"),
        (["build", "--renderer", "pandok"], "Did you mean 'pandoc'?"),
        (["build", "--formats", "html,dcx"], "did you mean 'docx'?"),
        (["build", "--publication", "thesiss"], "did you mean 'thesis'?"),
        (["preview", "--publication", "thesiss"], "did you mean 'thesis'?"),
        (["compute", "-P", "confidense=0.9"], "did you mean 'confidence'?"),
        (["audit", "--fail-on", "inconsistant"], "Did you mean 'inconsistent'?"),
        (["completion", "zhs"], "Did you mean 'zsh'?"),
        (["lab", "cofee"], "did you mean 'coffee'?"),
    ],
)
def test_the_nearest_name(parts: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], meant: str) -> None:
    """Of a command, an option, its value, a publication, a chapter."""
    monkeypatch.chdir(parts)
    done = CliRunner().invoke(main, words, prog_name="report")
    assert done.exit_code in (1, 2)
    assert meant in done.output


def every_command() -> dict[str, click.Command]:
    """Return the commands, and the commands of those that have some, by what one types."""
    found = dict(main.commands)
    for name, command in main.commands.items():
        if isinstance(command, click.Group):
            found |= {f"{name} {inner}": one for inner, one in command.commands.items()}
    return found


@pytest.mark.parametrize(("name", "command"), every_command().items())
def test_every_help_has_an_example(name: str, command: click.Command) -> None:
    """One that names the command, and that the command takes."""
    assert command.epilog is not None
    assert command.epilog.startswith(f"Example: report {name}")
    words = shlex.split(command.epilog.removeprefix(f"Example: report {name}").partition(" >> ")[0])
    if not isinstance(command, click.Group):
        command.parse_args(click.Context(command, resilient_parsing=True), words)
