"""What is left where something was taken away: notebooks, results, names."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reproreport.accepted.accept import accept
from reproreport.cli import main
from reproreport.project import load_project
from small_report import CELLS, notebook

Command = Callable[..., Result]
NOTEBOOK = "chapters/coffee/notebook.ipynb"
CHAPTER = "chapters/coffee/index.qmd"


@pytest.fixture
def command(built: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Return a function that runs ``report`` in a report that was built, and whose results are accepted."""
    accept(load_project(built))
    monkeypatch.chdir(built)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    return lambda *words: CliRunner().invoke(main, list(words))


def _without_notebook(root: Path) -> None:
    (root / NOTEBOOK).unlink()
    (root / CHAPTER).write_text("# Coffee\n\nNo numbers [@mill1843].\n", encoding="utf-8")
    config = root / "_quarto.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text[: text.index("report:")], encoding="utf-8")


def test_the_last_notebook_is_deleted(built: Path, command: Command) -> None:
    """What vanished is named once; when that is accepted, there is nothing more to accept."""
    _without_notebook(built)
    done = command("check")
    assert done.exit_code == 1
    assert "4 vanished" in done.stdout
    assert command("accept").exit_code == 0
    assert not (built / "tests/accepted/coffee.json").exists()
    done = command("check")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "0 results as accepted.\n", "")
    assert command("accept").stdout == "Nothing to accept: 0 results as accepted.\n"


def test_notebooks_without_results_have_nothing_to_accept(built: Path, command: Command) -> None:
    """A notebook that records and shows nothing yet does not ask for `report accept` for ever."""
    _without_notebook(built)
    (built / NOTEBOOK).write_text(notebook([("", "1 + 1")]), encoding="utf-8")
    shutil.rmtree(built / "tests")
    assert command("check").exit_code == 0


def test_results_that_were_never_accepted(built: Path, command: Command) -> None:
    """There `report accept` is asked for."""
    shutil.rmtree(built / "tests")
    done = command("check")
    assert done.exit_code == 1
    assert "nothing was accepted yet" in done.stderr


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("coffee.people", "coffee.persons", "there is no variable 'coffee.persons'"),
        ("#fig-cup >", "#fig-mug >", "has no cell 'fig-mug'"),
        ("@tbl-cups", "@tbl-mugs", "reference @tbl-mugs points to nothing"),
        ("mill1843", "mill1844", "citation @mill1844 is in no bibliography"),
        ("cup.svg", "mug.svg", "mug.svg"),
    ],
)
def test_what_the_build_refuses_does_not_pass_the_check(
    built: Path, command: Command, old: str, new: str, what: str
) -> None:
    """A name that nothing has any more: in the same words, and with the results compared all the same."""
    chapter = built / CHAPTER
    chapter.write_text(chapter.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    done = command("check")
    assert done.exit_code == 1
    assert what in done.stderr
    assert f"error: {CHAPTER}:" in done.stderr
    assert "4 results as accepted.\n" in done.stdout
    assert done.stderr.count("error: ") == len({*command("build").stderr.split("error: ")}) - 1
    data = json.loads(command("check", "--json").stdout)
    assert not data["passed"]
    assert any(what in problem["what"] for problem in data["prose"])


def test_a_result_that_was_renamed_is_explained_beside_its_old_name(built: Path, command: Command) -> None:
    """Both are said: that it is called otherwise, and where the chapter still has the old name."""
    cells = [(tag, source.replace("'people'", "'persons'")) for tag, source in CELLS]
    (built / NOTEBOOK).write_text(notebook(cells), encoding="utf-8")
    done = command("check")
    assert done.exit_code == 1
    assert "renamed" in done.stdout
    assert f"error: {CHAPTER}:3: there is no variable 'coffee.people'" in done.stderr
    assert "did you mean 'coffee.persons'?" in done.stderr
