"""Cells of executed notebooks."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

from reproreport.errors import Problem, Problems
from reproreport.render.read.embed import Cell, Notebooks
from reproreport.render.read.source import Line

LINE = Line("", PurePosixPath("chapters/x/index.qmd"), 7)
SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'
GOOD = '#| label: fig-a\n#| fig-cap: "A: b"\n#| fig-alt: "C"\nplot()'

DUMB = '#| label: fig-a\n#| fig-cap: "A"\nplot()'
BARE = '#| label: fig-a\n#| fig-alt: "A"\nplot()'
SVG_TYPE = "image/svg+xml"
CHAPTER = "chapters/x/index.qmd:7"
CELL = "n.ipynb#fig-a"

MakeNotebook = Callable[..., str]


def find(root: Path, target: str) -> tuple[Cell | None, list[Problem]]:
    """Look a cell up as a chapter would."""
    with Problems() as problems:
        cell = Notebooks(root).cell(target, LINE)
    return cell, list(problems)


def test_a_cell_is_found_by_its_label(tmp_path: Path, make_notebook: MakeNotebook) -> None:
    """Its options are YAML, its output the richest that can be shown."""
    (tmp_path / "n.ipynb").write_text(make_notebook((GOOD, "image/svg+xml", SVG)))
    cell, problems = find(tmp_path, "/n.ipynb#fig-a")
    assert not problems
    assert cell is not None
    assert (cell.option("fig-cap"), cell.option("fig-alt"), cell.data) == ("A: b", "C", SVG)


@pytest.mark.parametrize(
    ("target", "source", "media", "where", "what", "fix"),
    [
        ("/m.ipynb#fig-a", GOOD, SVG_TYPE, CHAPTER, "notebook 'm.ipynb' does not exist", "run"),
        ("/n.ipynb#fig-b", GOOD, SVG_TYPE, CHAPTER, "'n.ipynb' has no cell 'fig-b'", "did you mean 'fig-a'?"),
        (
            "notebook.ipynb#fig-a",
            GOOD,
            SVG_TYPE,
            CHAPTER,
            "'chapters/x/notebook.ipynb' holds no outputs of this build",
            "write /build/notebooks/x.ipynb#fig-a",
        ),
        ("/n.ipynb", GOOD, SVG_TYPE, CHAPTER, "'/n.ipynb' names no notebook cell", "write {{<"),
        ("/n.ipynb#fig-a", DUMB, SVG_TYPE, CELL, "this figure has no alternative text", "say what it shows"),
        ("/n.ipynb#fig-a", BARE, SVG_TYPE, CELL, "this figure has no caption", "add"),
        (
            "/n.ipynb#fig-a",
            GOOD,
            "image/png",
            CELL,
            "this cell shows image/png: no table, no SVG",
            "show one",
        ),
    ],
)
def test_a_cell_that_cannot_be_shown_is_refused(
    tmp_path: Path,
    make_notebook: MakeNotebook,
    target: str,
    source: str,
    media: str,
    where: str,
    what: str,
    fix: str,
) -> None:
    """The message names the chapter's line, or the cell where the fault is."""
    (tmp_path / "n.ipynb").write_text(make_notebook((source, media, SVG)))
    cell, problems = find(tmp_path, target)
    assert cell is None
    assert [(problem.where, problem.what) for problem in problems] == [(where, what)]
    assert problems[0].fix.startswith(fix)


def test_a_cell_that_also_prints_is_refused(tmp_path: Path, make_notebook: MakeNotebook) -> None:
    """Quarto would put the printed text into the chapter."""
    content = make_notebook((GOOD, "image/svg+xml", SVG))
    stream = '"outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}, '
    (tmp_path / "n.ipynb").write_text(content.replace('"outputs": [', stream))
    assert find(tmp_path, "/n.ipynb#fig-a")[1][0].what == "this cell prints text beside what it shows"


def test_a_cell_that_shows_nothing_is_refused(tmp_path: Path, make_notebook: MakeNotebook) -> None:
    """With its name."""
    content = json.loads(make_notebook((GOOD, "image/svg+xml", SVG)))
    content["cells"][0]["outputs"] = []
    (tmp_path / "n.ipynb").write_text(json.dumps(content))
    _, problems = find(tmp_path, "/n.ipynb#fig-a")
    assert [(problem.where, problem.what) for problem in problems] == [(CELL, "this cell shows nothing")]
