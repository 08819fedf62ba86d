"""The DAG: what is run again, what is left alone, and what a failure leaves behind."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reproreport.pipeline import Outcome, build
from reproreport.project import load_project
from seen import tree
from small_report import write_report

Edit = Callable[[Path, str, str], None]

CHAPTER = "chapters/coffee/index.qmd"
RENDERING = {"read chapters", "HTML", "PDF", "publish", "manifest"}


def rebuild(root: Path, **options: object) -> Outcome:
    """Build with the embedded renderer."""
    return build(load_project(root), renderer="pandoc", **options)  # type: ignore[arg-type]


def tasks(outcome: Outcome) -> set[str]:
    """Return the names of the tasks that were run, after making sure that none failed."""
    assert not outcome.errors, outcome.errors
    return set(outcome.seconds)


def test_nothing_changed_runs_nothing(built: Path) -> None:
    """A copy of a built report in another folder is up to date."""
    assert tasks(rebuild(built)) == set()


def test_a_prose_edit_runs_no_notebook(built: Path, edit: Edit) -> None:
    """Only reading, rendering and publishing are run again."""
    edit(built / CHAPTER, "}} people", "}} persons")
    assert tasks(rebuild(built)) == RENDERING
    assert "persons" in (built / "build/site/chapters/coffee/index.html").read_text(encoding="utf-8")


def test_a_data_edit_runs_what_depends_on_it(built: Path) -> None:
    """A new row reaches the number in the text."""
    with (built / "data/coffee/cups.csv").open("a", encoding="utf-8") as file:
        file.write("dung,1\n")
    assert tasks(rebuild(built)) == {"data coffee", "notebook coffee", "results", *RENDERING}
    assert ">4</a> people" in (built / "build/site/chapters/coffee/index.html").read_text(encoding="utf-8")


def test_a_parameter_makes_another_edition(built: Path, edit: Edit) -> None:
    """A value given for this build reaches the notebook, and the next build goes back to the default."""
    edit(built / CHAPTER, "people [", "people ({{< var coffee.level >}}) [")
    page = built / "build/site/chapters/coffee/index.html"
    assert "notebook coffee" in tasks(rebuild(built, values={"confidence": "0.5"}))
    assert ">50%</a>)" in page.read_text(encoding="utf-8")
    rebuild(built)
    assert ">90%</a>)" in page.read_text(encoding="utf-8")


def test_a_deleted_page_is_published_again(built: Path) -> None:
    """The published site is a product: what is missing from it is put back, without rendering."""
    (built / "build/site/index.html").unlink()
    assert tasks(rebuild(built)) == {"publish"}
    assert (built / "build/site/index.html").is_file()


def test_force_runs_everything_side_by_side(built: Path) -> None:
    """Forced, and with two tasks at once, every task is run."""
    everything = {"data coffee", "notebook coffee", "results", *RENDERING}
    assert tasks(rebuild(built, force=True, jobs=2)) == everything


def test_computing_alone_renders_nothing(report: Path) -> None:
    """Without a renderer the build ends with the variables that Quarto reads."""
    outcome = build(load_project(report), renderer=None)
    assert tasks(outcome) == {"data coffee", "notebook coffee", "results"}
    assert '"people": "3"' in (report / "_variables.yml").read_text(encoding="utf-8")
    assert not (report / "build/site").exists()


BAD_INPUT = [
    (
        "a missing column",
        "data/coffee/cups.csv",
        "name,cups",
        "name",
        "cups.csv:1: cups: the column is missing",
    ),
    (
        "a letter in a count",
        "data/coffee/cups.csv",
        "binh,2",
        "binh,2o",
        "cups.csv:3: cups: '2o' is not a count",
    ),
    (
        "a repeated row",
        "data/coffee/cups.csv",
        "chi,5",
        "an,5",
        "cups.csv:4: the row repeats line 2: name 'an'",
    ),
    (
        "a cell that raises",
        "chapters/coffee/notebook.ipynb",
        "kind='count', rows=cups)",
        "kind='count', rows=1/0)",
        "chapters/coffee/notebook.ipynb, cell 2: ZeroDivisionError: division by zero",
    ),
    ("an unknown reference", CHAPTER, "@tbl-cups", "@tbl-nowhere", f"{CHAPTER}:3"),
    ("an unknown variable", CHAPTER, "coffee.people", "coffee.peple", f"{CHAPTER}:3"),
    ("an unknown cell", CHAPTER, "ipynb#tbl-cups", "ipynb#tbl-mugs", f"{CHAPTER}:5"),
    ("an unknown notebook", CHAPTER, "coffee.ipynb#tbl-cups", "tea.ipynb#tbl-cups", f"{CHAPTER}:5"),
    (
        "a notebook as it was written",
        CHAPTER,
        "/build/notebooks/coffee.ipynb#tbl-cups",
        "notebook.ipynb#tbl-cups",
        f"{CHAPTER}:5",
    ),
    ("an unknown work", CHAPTER, "@mill1843", "@mill1844", f"{CHAPTER}:3"),
    ("an absent image", CHAPTER, "cup.svg", "mug.svg", f"{CHAPTER}:9"),
    ("an unknown shortcode", CHAPTER, "{{< var", "{{< vra", f"{CHAPTER}:3"),
    ("a label used twice", CHAPTER, "#fig-drawn", "#fig-cup", f"{CHAPTER}:"),
]


def test_a_notebook_that_no_build_runs(built: Path, edit: Edit) -> None:
    """What it shows was made at some time by somebody: it is refused, though its outputs are stored."""
    shutil.copy(built / "build/notebooks/coffee.ipynb", built / "chapters/coffee/by-hand.ipynb")
    edit(built / CHAPTER, "/build/notebooks/coffee.ipynb#tbl-cups", "by-hand.ipynb#tbl-cups")
    errors = " ".join(map(str, rebuild(built).errors))
    assert "the text embeds 'chapters/coffee/by-hand.ipynb', which no build runs" in errors


@pytest.mark.parametrize(
    ("file", "old", "new", "message"), [case[1:] for case in BAD_INPUT], ids=[case[0] for case in BAD_INPUT]
)
def test_bad_input_leaves_the_last_report_untouched(
    built: Path, edit: Edit, file: str, old: str, new: str, message: str
) -> None:
    """One message with file and line, exit code 1, and the published site and PDF as they were."""
    before = tree(built / "build/site"), tree(built / "build/pdf")
    edit(built / file, old, new)
    outcome = rebuild(built)
    assert outcome.exit_code == 1
    assert message in "\n".join(map(str, outcome.errors))
    assert (tree(built / "build/site"), tree(built / "build/pdf")) == before


def test_a_mended_report_builds_again(built: Path, edit: Edit) -> None:
    """After the mistake is corrected only what it touched is run."""
    edit(built / CHAPTER, "@tbl-cups", "@tbl-nowhere")
    assert rebuild(built).exit_code == 1
    edit(built / CHAPTER, "@tbl-nowhere", "@tbl-cups")
    assert "notebook coffee" not in tasks(rebuild(built))


def test_with_quarto_the_sources_are_checked_first(
    built: Path, edit: Edit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Quarto, which would only warn, is not even started."""
    started = tmp_path / "started"
    quarto = tmp_path / "bin/quarto"
    quarto.parent.mkdir()
    quarto.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo 1.9.0 || touch {started}\n')
    quarto.chmod(0o755)
    monkeypatch.setenv("PATH", f"{quarto.parent}:/usr/bin:/bin")
    edit(built / CHAPTER, "@tbl-cups", "@tbl-nowhere")
    outcome = build(load_project(built), renderer="quarto")
    assert "@tbl-nowhere" in str(outcome.errors[0])
    assert not started.exists()


def test_a_failed_notebook_is_kept(built: Path, edit: Edit) -> None:
    """The notebook as it stood can be opened, with its traceback."""
    edit(built / "chapters/coffee/notebook.ipynb", "rows=cups)", "rows=1/0)")
    assert "build/failed/coffee.ipynb" in str(rebuild(built).errors[0])
    assert "ZeroDivisionError" in (built / "build/failed/coffee.ipynb").read_text(encoding="utf-8")


def test_two_folders_give_the_same_bytes(built: Path, tmp_path: Path) -> None:
    """A report built from nothing in another folder is the same, to the byte."""
    other = write_report(tmp_path / "another/place")
    for notebook in built.glob("chapters/*/notebook.ipynb"):  # each has ids of its own
        shutil.copy(notebook, other / notebook.relative_to(built))
    assert rebuild(other).exit_code == 0
    for folder in ("site", "pdf", "notebooks", "results"):
        assert tree(other / "build" / folder) == tree(built / "build" / folder), folder
