"""Tests of what a result is said to be computed from."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path, PurePosixPath

import pytest

from reproreport.accepted.inputs import Inputs, notebook_inputs
from reproreport.notebooks.read import read_notebook
from reproreport.project import load_project

Edit = Callable[[Path, str, str], None]


def key_of(root: Path, place: int) -> str:
    """Return the id of a cell of the small report's notebook."""
    return read_notebook(PurePosixPath("chapters/coffee/notebook.ipynb"), root).cells[place - 1].identifier


def inputs(root: Path, cell: str) -> tuple[str, Inputs]:
    """Return the key and inputs of one cell of the small report's notebook."""
    return notebook_inputs(load_project(root))["coffee"].of(cell)


def test_the_inputs_of_a_cell(built: Path) -> None:
    """A recording cell names its own code, data, functions, parameters and packages."""
    key, found = inputs(built, "cell 2")
    assert key == key_of(built, 2) != ""
    assert set(found.cells) == {key}
    assert set(found.files) == {"data/coffee/codebook.yml", "data/coffee/cups.csv"}
    assert set(found.functions) == {"reproreport.results.record.record", "reproreport.sources.read.read"}
    assert found.parameters == {"confidence": "0.9"}
    assert found.packages["pandera"] == version("pandera")


def test_a_label_names_a_cell(built: Path) -> None:
    """A labelled cell is named by its label, and depends on the cells above that it needs."""
    key, found = inputs(built, "cell tbl-cups")
    assert key == "tbl-cups"
    assert set(found.cells) == {key_of(built, 2), "tbl-cups"}


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
    before, path = inputs(built, "cell 2"), built / "chapters/coffee/notebook.ipynb"
    new = {"cell_type": "markdown", "id": "new", "metadata": {}, "source": "# New"}
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**content, "cells": [new, *content["cells"]]}), encoding="utf-8")
    assert inputs(built, "cell 3") == before
