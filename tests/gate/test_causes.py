"""Tests of why a result differs from the accepted one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from git_command import git
from reproreport.accepted.causes import UNKNOWN, causes
from reproreport.accepted.inputs import Inputs, notebook_inputs
from reproreport.project import load_project
from seen import look_again

Edit = Callable[[Path, str, str], None]
CUPS = "data/coffee/cups.csv"
READING = "cups = sources.read('data/coffee/cups.c…"


@pytest.fixture
def committed(built: Path) -> Path:
    """Return the small report as a git repository, with one commit."""
    git(built, "init", "--quiet")
    git(built, "add", "--all", ":!build")
    git(built, "commit", "--quiet", "--message", "Report")
    return built


def inputs(root: Path, cell: str = "cell 2") -> Inputs:
    """Return the inputs of a cell of the small report's notebook, as if it had run now."""
    look_again(root)
    return notebook_inputs(load_project(root))["coffee"].of(cell)[1]


def found(root: Path, accepted: Inputs, now: Inputs, *rows: str) -> list[str]:
    """Return the causes as text."""
    return [str(cause) for cause in causes(accepted, now, load_project(root), chapter="coffee", rows=rows)]


def test_a_data_cell(committed: Path, edit: Edit) -> None:
    """With git, the changed line, column and values are named."""
    before = inputs(committed)
    edit(committed / CUPS, "binh,2", "binh,4")
    project, now = load_project(committed), inputs(committed)
    (cause,) = causes(before, now, project, chapter="coffee", rows=[f"{CUPS}:3"])
    assert str(cause) == f"{CUPS} line 3: cups 2 → 4"
    assert cause.where == f"{CUPS}:3"


def test_a_data_file_without_git(built: Path, edit: Edit) -> None:
    """Without git, the file is all that can be named."""
    before = inputs(built)
    edit(built / CUPS, "binh,2", "binh,4")
    assert found(built, before, inputs(built)) == [CUPS]


def test_rows_behind_the_result_come_first(committed: Path, edit: Edit) -> None:
    """Of several changed lines, those that the result was computed from are the cause."""
    before = inputs(committed)
    edit(committed / CUPS, "an,3", "an,9")
    edit(committed / CUPS, "chi,5", "chi,6")
    assert found(committed, before, inputs(committed), f"{CUPS}:4") == [f"{CUPS} line 4: cups 5 → 6"]


def test_many_changed_lines_are_counted(committed: Path) -> None:
    """Three lines are named, the others counted."""
    before = inputs(committed)
    (committed / CUPS).write_text("name,cups\na,1\nb,1\nc,1\nd,1\ne,1\n", encoding="utf-8")
    lines = found(committed, before, inputs(committed))
    assert lines[-1].startswith(f"{CUPS}: ")
    assert "more lines" in lines[-1]
    assert len(lines) == 4


def test_a_parameter(built: Path, edit: Edit) -> None:
    """A parameter is named with both values."""
    before = inputs(built)
    edit(built / "_quarto.yml", "confidence: 0.9", "confidence: 0.5")
    assert found(built, before, inputs(built)) == ["parameter confidence 0.9 → 0.5"]


def test_a_notebook_cell(built: Path, edit: Edit) -> None:
    """A changed cell is named, with its notebook."""
    before = inputs(built)
    edit(built / "chapters/coffee/notebook.ipynb", "len(cups)", "len(cups) + 1")
    assert found(built, before, inputs(built)) == [
        f"notebook cell 2, '{READING}' (chapters/coffee/notebook.ipynb)"
    ]


def test_a_new_cell_in_the_slice(built: Path) -> None:
    """A cell that counts now and did not before is named so, and the reverse."""
    now = inputs(built)
    before = replace(now, cells={"old": "1", "older": "2"})
    assert found(built, before, now) == [
        f"notebook cell 2, '{READING}' is new (chapters/coffee/notebook.ipynb)",
        "notebook cell 'old' no longer counts (chapters/coffee/notebook.ipynb)",
        "notebook cell 'older' no longer counts (chapters/coffee/notebook.ipynb)",
    ]


def test_a_cell_with_another_id(built: Path) -> None:
    """An editor that gave the cells new ids changed nothing."""
    now = inputs(built, "cell tbl-cups")
    before = replace(now, cells={f"old {place}": code for place, code in enumerate(now.cells.values())})
    assert causes(before, now, load_project(built), chapter="coffee") == (UNKNOWN,)
    (first, *others) = now.cells
    before = replace(now, cells={f"old {first}": "1", **{name: now.cells[name] for name in others}})
    assert found(built, before, now) == [f"notebook cell 2, '{READING}' (chapters/coffee/notebook.ipynb)"]


def test_a_package(built: Path) -> None:
    """A package is named with both versions, and Python by its name."""
    now = inputs(built)
    before = replace(now, packages={**now.packages, "pandas": "1.0", "python": "3.10"})
    assert found(built, before, now) == [
        f"pandas 1.0 → {now.packages['pandas']}",
        f"Python 3.10 → {now.packages['python']}",
    ]


def test_a_library_function_without_git(built: Path) -> None:
    """Where git does not have the library, the function that the notebook names is all there is."""
    now = inputs(built)
    before = replace(now, functions={**now.functions, "reproreport.sources.read.read": "0"})
    assert found(built, before, now) == ["reproreport.sources.read.read, or what it calls"]


def test_a_library_function_with_git(committed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With git, the definition that changed is named, wherever the notebook reaches it."""
    from reproreport.accepted.inputs import module_code

    monkeypatch.setattr("reproreport.accepted.inputs.library_folder", lambda _root: "analysis/")
    code = module_code("reproreport.sources.read")
    assert code is not None
    library = committed / "analysis/reproreport/sources"
    library.mkdir(parents=True)
    (committed / "tests/accepted").mkdir(parents=True)
    (committed / "tests/accepted/coffee.json").write_text("{}", encoding="utf-8")
    (library.parent / "__init__.py").write_text(module_code("reproreport") or "", encoding="utf-8")
    for module in ("codebook", "validate", "rules", "csvfile", "bibliography"):
        (library / f"{module}.py").write_text(
            module_code(f"reproreport.sources.{module}") or "", encoding="utf-8"
        )
    (library / "__init__.py").write_text(module_code("reproreport.sources") or "", encoding="utf-8")
    older = code.replace("return frame\n", "return frame.copy()\n")
    assert older != code
    (library / "read.py").write_text(older, encoding="utf-8")
    git(committed, "add", "--all")
    git(committed, "commit", "--quiet", "--message", "Library as it was")
    now = inputs(committed)
    before = replace(now, functions={**now.functions, "reproreport.sources.read.read": "0"})
    assert "reproreport.sources.read.read" in found(committed, before, now)


def test_no_input_differs(built: Path) -> None:
    """A result that changed while nothing did is said to depend on something unnamed."""
    now = inputs(built)
    assert causes(now, now, load_project(built), chapter="coffee") == (UNKNOWN,)
