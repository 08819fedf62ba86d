"""Names that authors give folders, notebooks and cells: they work, or the message says what to write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reproreport.accepted.accept import accept
from reproreport.cli import main
from reproreport.project import load_project
from small_report import CELLS, notebook

Command = Callable[..., Result]
ASSERTION = '\n[More than two]{holds="coffee.more_than_two"}.\n'


@pytest.fixture
def command(report: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Return a function that runs ``report`` in a report that was not built yet."""
    monkeypatch.chdir(report)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    return lambda *words: CliRunner().invoke(main, list(words))


def rename(report: Path, folder: str, namespace: str, path: str) -> Path:
    """Give the chapter another folder, and everything that names it the new name; return its text."""
    (report / "chapters/coffee").rename(report / "chapters" / folder)
    chapter = report / "chapters" / folder / "index.qmd"
    config = report / "_quarto.yml"
    config.write_text(config.read_text(encoding="utf-8").replace("chapters/coffee", f"chapters/{folder}"))
    text = chapter.read_text(encoding="utf-8") + ASSERTION
    text = text.replace("coffee.peop", f"{namespace}.peop").replace("coffee.more", f"{namespace}.more")
    book = report / "chapters" / folder / "notebook.ipynb"
    cells = [("", "from reproreport.results import states\nstates('more_than_two', len(cups) > 2)")]
    book.write_text(notebook([*CELLS, *cells]), encoding="utf-8")
    for label in ("tbl-cups", "fig-cup"):
        text = text.replace(f"/build/notebooks/coffee.ipynb#{label}", path.format(label))
    chapter.write_text(text, encoding="utf-8")
    return chapter


@pytest.mark.parametrize(
    ("folder", "namespace", "path"),
    [
        ("01-vote", "01_vote", "/build/notebooks/01-vote.ipynb#{}"),
        ("2024", "2024", "/build/notebooks/2024.ipynb#{}"),
        ("my vote", "my_vote", '"/build/notebooks/my vote.ipynb#{}"'),
    ],
)
def test_a_folder_with_any_name(
    report: Path, command: Command, folder: str, namespace: str, path: str
) -> None:
    """Results, tables, figures and assertions are found by it, in the build and in the check."""
    rename(report, folder, namespace, path)
    done = command("build", "--renderer", "pandoc")
    assert done.exit_code == 0, done.stderr
    page = (report / f"build/site/chapters/{folder}/index.html").read_text(encoding="utf-8")
    assert ">3</a> people" in page
    assert "<table" in page
    accept(load_project(report))
    done = command("check")
    assert (done.exit_code, done.stdout) == (0, "5 results as accepted.\n"), done.stderr
    assert f"{namespace}.people" in command("explain", f"{namespace}.people").stdout


def test_a_path_with_a_space_wants_quotes(report: Path, command: Command) -> None:
    """The message has the line as it has to be written."""
    rename(report, "my vote", "my_vote", "/build/notebooks/my vote.ipynb#{}")
    done = command("build", "--formats", "html")
    assert done.exit_code == 1
    assert 'write {{< embed "/build/notebooks/my vote.ipynb#tbl-cups" >}}' in done.stderr


@pytest.mark.parametrize("name", ["analysis.ipynb", "Notebook.IPYNB", "coffee shop.ipynb"])
def test_a_notebook_with_another_name(report: Path, command: Command, name: str) -> None:
    """It is not run, and that is said at once: not that its parameters or variables are unknown."""
    folder = report / "chapters/coffee"
    (folder / "notebook.ipynb").rename(folder / name)
    done = command("build")
    assert done.exit_code == 1
    assert done.stderr.count("error: ") == 1
    assert f"chapters/coffee/{name}: it is not run" in done.stderr
    assert "called notebook.ipynb" in done.stderr


def test_a_draft_beside_the_notebook_is_left_alone(report: Path, command: Command) -> None:
    """Only one of them is the chapter's."""
    folder = report / "chapters/coffee"
    (folder / "draft.ipynb").write_text(notebook([("", "1 / 0")]), encoding="utf-8")
    assert command("compute").exit_code == 0


@pytest.mark.parametrize("values", [[], ["-P", "confidence=0.9"]])
def test_a_parameters_cell_without_its_tag(report: Path, command: Command, values: list[str]) -> None:
    """The cell is named, and the tag."""
    cells = [("", source) for _, source in CELLS]
    (report / "chapters/coffee/notebook.ipynb").write_text(notebook(cells), encoding="utf-8")
    done = command("compute", *values)
    assert done.exit_code == 1
    assert "no notebook has a parameter 'confidence'" in done.stderr
    fix = "chapters/coffee/notebook.ipynb, cell 1 sets it: give that cell the tag 'parameters'"
    assert fix in done.stderr


def test_a_parameter_that_no_cell_sets(report: Path, command: Command) -> None:
    """The known ones are named; where there are none, the tag."""
    done = command("compute", "-P", "colour=red")
    assert "known: 'confidence', 'label'" in done.stderr
    (report / "chapters/coffee/notebook.ipynb").write_text(notebook(CELLS[3:]), encoding="utf-8")
    done = command("compute", "-P", "colour=red")
    assert "no cell has the tag 'parameters'" in done.stderr
