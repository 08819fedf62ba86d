"""Tests of what a result is said to be computed from."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
from small_report import CELLS, notebook

from analysis.gate.inputs.notebook import Inputs, notebook_inputs
from analysis.project import load_project

Edit = Callable[[Path, str, str], None]


def inputs(root: Path, cell: str) -> tuple[str, Inputs]:
    """Return the key and inputs of one cell of the small report's notebook."""
    return notebook_inputs(load_project(root))["coffee"].of(cell)


def test_the_inputs_of_a_cell(built: Path) -> None:
    """A recording cell names its own code, data, functions, parameters and packages."""
    key, found = inputs(built, "cell 2")
    assert key == "cell-1"
    assert set(found.cells) == {"cell-1"}
    assert set(found.files) == {"data/coffee/codebook.yml", "data/coffee/cups.csv"}
    assert set(found.functions) == {"analysis.results.record.record", "analysis.sources.read.read"}
    assert found.parameters == {"confidence": "0.9"}
    assert found.packages["pandera"] == version("pandera")


def test_a_label_names_a_cell(built: Path) -> None:
    """A labelled cell is named by its label, and depends on the cells above that it needs."""
    key, found = inputs(built, "cell tbl-cups")
    assert key == "tbl-cups"
    assert set(found.cells) == {"cell-1", "tbl-cups"}


def test_a_cell_that_needs_nothing(built: Path) -> None:
    """A figure that reads no data depends on its own cell alone."""
    _, found = inputs(built, "cell fig-cup")
    assert set(found.cells) == {"fig-cup"}
    assert not found.files
    assert not found.parameters


def test_an_unknown_cell(built: Path) -> None:
    """A cell that is not there has no inputs."""
    with pytest.raises(KeyError):
        inputs(built, "cell 9")


def test_comments_and_layout_change_nothing(built: Path, edit: Edit) -> None:
    """A comment in a cell leaves every hash as it was."""
    before = inputs(built, "cell 2")
    edit(built / "chapters/coffee/notebook.ipynb", "from IPython", "# a comment\\n\\nfrom IPython")
    assert inputs(built, "cell 2") == before


def test_a_cell_put_in_front_changes_no_key(built: Path) -> None:
    """Cells are named by label or id, so one more cell in front does not rename the others."""
    (_, before), cells = inputs(built, "cell 2"), list(CELLS)
    text = notebook(cells).replace('"cells": [', '"cells": [{"cell_type": "markdown", "id": "new", '
                                   '"metadata": {}, "source": "# New"},')  # fmt: skip
    (built / "chapters/coffee/notebook.ipynb").write_text(text, encoding="utf-8")
    key, after = inputs(built, "cell 3")
    assert (key, after) == ("cell-1", before)
