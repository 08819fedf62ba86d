"""``report check``: what it compares, what it prints, and what it refuses."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from gate_examples import PICTURE, TABLE
from reproreport.accepted.accept import accept
from reproreport.accepted.check import check
from reproreport.accepted.compare import Cause
from reproreport.accepted.current import read_current
from reproreport.errors import Problem
from reproreport.project import load_project
from small_report import CELLS, notebook

Edit = Callable[[Path, str, str], None]
Command = Callable[..., Result]

DATA = "data/coffee/cups.csv"
NOTEBOOK = "chapters/coffee/notebook.ipynb"
FILE = "tests/accepted/coffee.json"


def test_nothing_differs(guarded: Path, command: Command) -> None:
    """One line, exit code 0, and nothing is run."""
    done = command(guarded, "check")
    assert (done.exit_code, done.stdout) == (0, "4 results as accepted.\n")
    assert "notebook coffee" not in done.stderr  # it runs none


def test_a_digit_in_the_data(guarded: Path, command: Command, edit: Edit) -> None:
    """What depends on it is computed again, and named with both values."""
    edit(guarded / DATA, "chi,5", "chi,6")
    done = command(guarded, "check")
    assert done.exit_code == 1
    assert "changed coffee.tbl-cups" in done.stdout
    assert "row 4 (chi), Cups: 5 → 6" in done.stdout
    assert "cause: data/coffee/cups.csv" in done.stdout
    assert "1 result differs: 1 changed; 3 results as accepted.\n" in done.stdout


def test_every_status_at_once(guarded: Path, command: Command) -> None:
    """A name changed, a result more, one less, another parameter: all are named, for machines too."""
    recording = CELLS[1][1].replace("'people'", "'persons'").replace("confidence", "0.25")
    cells = [CELLS[0], ("", recording + "\nrecord('cups', 10, kind='count')"), CELLS[3]]
    (guarded / NOTEBOOK).write_text(notebook(cells), encoding="utf-8")
    done = command(guarded, "check", "--json")
    assert done.exit_code == 1
    data = json.loads(done.stdout)
    assert not data["passed"]
    assert data["as_accepted"] == 1
    states = {drift["name"]: drift["status"] for drift in data["drifts"]}
    assert states == {
        "coffee.cups": "new",
        "coffee.level": "changed",
        "coffee.persons": "renamed",
        "coffee.tbl-cups": "vanished",
    }
    drifts = {drift["name"]: drift for drift in data["drifts"]}
    assert drifts["coffee.persons"]["was"] == "coffee.people"
    assert (drifts["coffee.level"]["accepted"], drifts["coffee.level"]["now"]) == (0.9, 0.25)
    assert drifts["coffee.level"]["where"] == f"{FILE}:7"
    assert drifts["coffee.tbl-cups"]["causes"][0]["what"] == "no cell records it any more"
    assert drifts["coffee.cups"]["causes"][0]["where"] == NOTEBOOK


def test_a_picture_alone(guarded: Path, command: Command) -> None:
    """It is mentioned, and does not fail."""
    beside = guarded / "tests/accepted/coffee.inputs.jsonl"
    text = beside.read_text(encoding="utf-8")
    picture = re.sub('"coffee.fig-cup", "[0-9a-f]{64}"', f'"coffee.fig-cup", "{PICTURE}"', text)
    assert picture != text
    beside.write_text(picture, encoding="utf-8")
    done = command(guarded, "check")
    assert done.exit_code == 0
    assert "note: the picture of coffee.fig-cup differs; its data are as accepted\n" in done.stderr


def test_what_a_page_can_show(guarded: Path, command: Command) -> None:
    """A shown table that was never accepted fails, whatever its label; so does one that is shown no more."""
    table, label = CELLS[2][1], "#| label: tbl-cups"
    cells = [
        *CELLS[:2],
        ("", f"%%capture\n{table}"),
        CELLS[3],
        ("", table.replace(label, '#| label: "mugs"')),
    ]
    (guarded / NOTEBOOK).write_text(notebook(cells), encoding="utf-8")
    done = command(guarded, "check", "--json")
    assert done.exit_code == 1
    states = {drift["name"]: drift["status"] for drift in json.loads(done.stdout)["drifts"]}
    assert states == {"coffee.cell-mugs": "renamed"}
    (guarded / NOTEBOOK).write_text(notebook([*cells[:2], *cells[3:], ("", table)]), encoding="utf-8")
    assert "new coffee.cell-mugs" in command(guarded, "check").stdout
    (guarded / NOTEBOOK).write_text(notebook(cells[:4]), encoding="utf-8")
    assert "vanished coffee.tbl-cups" in command(guarded, "check").stdout
    assert command(guarded, "accept").exit_code == 0
    done = command(guarded, "check")
    assert "differ" not in done.stdout
    assert "#tbl-cups: this cell shows nothing" in done.stderr  # and the chapter still wants it
    assert "tbl-cups" not in json.loads((guarded / FILE).read_text(encoding="utf-8"))


def test_nothing_accepted_yet(built: Path, command: Command) -> None:
    """It fails, and says what to do."""
    done = command(built, "check")
    assert done.exit_code == 1
    assert "error: tests/accepted: nothing was accepted yet\n    run `report accept`" in done.stderr


def test_a_chapter_that_is_gone(guarded: Path, edit: Edit) -> None:
    """Its results vanished, and the cause is said."""
    edit(guarded / "_quarto.yml", "    - chapters/coffee/index.qmd\n", "")
    edit(guarded / "_quarto.yml", "report:\n  parameters:\n    confidence: 0.9\n", "")
    drifts = check(load_project(guarded)).comparison.drifts
    assert {drift.status for drift in drifts} == {"vanished"}
    assert len(drifts) == 4
    assert drifts[0].causes == (Cause("the report has no notebook of 'coffee' any more"),)


def test_a_notebook_that_fails(guarded: Path, command: Command) -> None:
    """The error of the cell, exit code 1, and no comparison with results of before."""
    cells = [*CELLS, ("", "record('share', float('nan'), kind='percent')")]
    (guarded / NOTEBOOK).write_text(notebook(cells), encoding="utf-8")
    done = command(guarded, "check")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "nan is not a number that can be reported" in done.stderr
    assert NOTEBOOK in done.stderr


def test_a_broken_file_of_accepted_results(guarded: Path, command: Command, edit: Edit) -> None:
    """File and line, before anything is computed."""
    edit(guarded / FILE, '"value": 3,', '"value": 3.5,')
    done = command(guarded, "check")
    assert done.exit_code == 1
    assert f"error: {FILE}:8: 'coffee.people': 3.5 is not an integer" in done.stderr


def test_prose_fails_the_check(guarded: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong with the prose is printed after the results."""
    problem = Problem("a number is typed: 7", "chapters/coffee/index.qmd:3", "record it")
    monkeypatch.setattr("reproreport.accepted.check.prose_problems", lambda *_: [problem])
    done = command(guarded, "check")
    assert done.exit_code == 1
    assert "4 results as accepted." in done.stdout
    assert "error: chapters/coffee/index.qmd:3: a number is typed: 7\n    record it" in done.stderr
    data = json.loads(command(guarded, "check", "--json").stdout)
    assert data["prose"] == [{"what": problem.what, "where": problem.where, "fix": problem.fix}]


def test_results_that_nobody_reads(guarded: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are listed, the first ten by name, and do not fail."""
    names = [f"coffee.n{place}" for place in range(12)]
    monkeypatch.setattr("reproreport.accepted.check.unused", lambda *_: names)
    done = command(guarded, "check")
    assert done.exit_code == 0
    assert "note: 12 results used by no chapter and shown in no table: coffee.n0, coffee.n1," in done.stderr
    assert "coffee.n9, and 2 more\n" in done.stderr
    assert json.loads(command(guarded, "check", "--json").stdout)["unused"] == names


def test_without_git_the_check_works(guarded: Path, edit: Edit) -> None:
    """A copy without a repository, and a machine without git."""
    edit(guarded / FILE, '["chi", "5"]', '["chi", "4"]')
    done = subprocess.run(
        [sys.executable, "-m", "reproreport", "check"],
        cwd=guarded,
        env={"PATH": "", "PYTHONPATH": str(Path(__file__).parents[2] / "analysis")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout.startswith("cause: no input differs"), done.stderr
    assert "row 4 (chi), Cups: 4 → 5\n" in done.stdout
    assert "\x1b" not in done.stdout


def test_what_is_shown_becomes_a_result(built: Path) -> None:
    """Tables by their cells, figures by their picture; names that no result can have."""
    now = read_current(load_project(built))
    assert list(now) == ["coffee.fig-cup", "coffee.level", "coffee.people", "coffee.tbl-cups"]
    assert now["coffee.tbl-cups"].table == TABLE
    assert len(now["coffee.fig-cup"].picture) == 64


STATED = "from reproreport.results import states\nstates('few', len(cups) < 4)"


@pytest.fixture
def stating(guarded: Path, edit: Edit) -> Path:
    """Return an accepted report whose chapter says what its notebook states."""
    (guarded / NOTEBOOK).write_text(notebook([*CELLS, ("", STATED)]), encoding="utf-8")
    edit(guarded / "chapters/coffee/index.qmd", "people [@", '[people, a few,]{holds="coffee.few"} [@')
    accept(load_project(guarded))
    return guarded


def test_a_sentence_that_no_longer_holds(stating: Path, command: Command, edit: Edit) -> None:
    """The check fails with the sentence, the comparison with its values, and the row that changed it."""
    assert command(stating, "check").exit_code == 0
    assert "coffee.few" in (stating / FILE).read_text(encoding="utf-8")
    edit(stating / DATA, "chi,5\n", "chi,5\ndung,1\n")
    done = command(stating, "check")
    assert done.exit_code == 1
    assert done.stdout.startswith(
        f"cause: {DATA}\n"
        "  1 sentence no longer holds:\n"
        "    chapters/coffee/index.qmd:3: 'people, a few,' does not hold (coffee.few): len(cups) < 4, "
        "where len(cups) is 4\n"
        "  coffee: 2 results\n"
    )
    assert "does not hold" not in done.stderr
    explained = " ".join(command(stating, "explain", "coffee.few").stdout.split())
    assert "len(cups) < 4, where len(cups) is 4" in explained
    assert "used in chapters/coffee/index.qmd:3" in explained
    # To accept the value does not make the sentence true.
    accept(load_project(stating))
    done = command(stating, "check")
    assert done.exit_code == 1
    assert "len(cups) < 4, where len(cups) is 4" in done.stderr


def test_a_build_says_so(stating: Path, command: Command, edit: Edit) -> None:
    """It publishes, and names the sentence."""
    assert "does not hold" not in command(stating, "build", "--formats", "html").stderr
    edit(stating / DATA, "chi,5\n", "chi,5\ndung,1\n")
    done = command(stating, "build", "--formats", "html")
    assert done.exit_code == 0
    assert "note: chapters/coffee/index.qmd:3: 'people, a few,' does not hold (coffee.few): " in done.stderr


def test_a_statement_that_no_sentence_names(stating: Path, command: Command, edit: Edit) -> None:
    """It is noted, as a result that nobody reads is."""
    edit(stating / "chapters/coffee/index.qmd", '{holds="coffee.few"}', "{.printed}")
    assert "coffee.few" in json.loads(command(stating, "check", "--json").stdout)["unused"]
