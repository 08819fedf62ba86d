"""Tests of what a result is said to be computed from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path, PurePosixPath

import pytest
from git_command import git

from analysis.gate.inputs.notebook import Inputs, blob_id, notebook_inputs
from analysis.notebooks.read import read_notebook
from analysis.project import load_project

Edit = Callable[[Path, str, str], None]


def key_of(root: Path, place: int) -> str:
    """Return the id of a cell of the small report's notebook."""
    return read_notebook(PurePosixPath("chapters/coffee/notebook.ipynb"), root).cells[place - 1].identifier


def inputs(root: Path, cell: str) -> tuple[str, Inputs]:
    """Return the key and inputs of one cell of the small report's notebook."""
    return notebook_inputs(load_project(root))["coffee"].of(cell)


def test_the_inputs_of_a_cell(report: Path) -> None:
    """A recording cell names its own code, data, functions, parameters and packages."""
    key, found = inputs(report, "cell 2")
    assert key == key_of(report, 2) != ""
    assert set(found.cells) == {key}
    assert set(found.data) == {"data/coffee/codebook.yml", "data/coffee/cups.csv"}
    assert set(found.functions) == {"analysis.results.record.record", "analysis.sources.read.read"}
    assert found.parameters == {"confidence": "0.9"}
    assert found.packages["pandera"] == version("pandera")


def test_a_table_has_its_header(report: Path) -> None:
    """What describes a printed table counts where the table is named."""
    (report / "data/coffee/cups.yml").write_text("title: Cups\n", encoding="utf-8")
    _, found = inputs(report, "cell 2")
    assert set(found.data) == {f"data/coffee/{name}" for name in ("codebook.yml", "cups.csv", "cups.yml")}


def test_a_label_names_a_cell(report: Path) -> None:
    """A labelled cell is named by its label, and depends on the cells above that it needs."""
    key, found = inputs(report, "cell tbl-cups")
    assert key == "tbl-cups"
    assert set(found.cells) == {key_of(report, 2), "tbl-cups"}


def test_a_cell_that_needs_nothing(report: Path) -> None:
    """A figure that reads no data depends on its own cell alone."""
    _, found = inputs(report, "cell fig-cup")
    assert set(found.cells) == {"fig-cup"}
    assert not found.data
    assert not found.parameters


def test_an_unknown_cell(report: Path) -> None:
    """A cell that is not there has no inputs."""
    with pytest.raises(KeyError):
        inputs(report, "cell 9")


def test_comments_and_layout_change_nothing(report: Path, edit: Edit) -> None:
    """A comment in a cell leaves every hash as it was."""
    before = inputs(report, "cell 2")
    edit(report / "chapters/coffee/notebook.ipynb", "from IPython", "# a comment\\n\\nfrom IPython")
    assert inputs(report, "cell 2") == before


def test_a_cell_put_in_front_changes_no_key(report: Path) -> None:
    """Cells are named by label or id, so one more cell in front does not rename the others."""
    before, path = inputs(report, "cell 2"), report / "chapters/coffee/notebook.ipynb"
    new = {"cell_type": "markdown", "id": "new", "metadata": {}, "source": "# New"}
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**content, "cells": [new, *content["cells"]]}), encoding="utf-8")
    assert inputs(report, "cell 3") == before


@pytest.mark.parametrize("content", [b"", b"name,cups\nan,3\n", "cà phê\n".encode()])
def test_blob_id_is_that_of_git(content: bytes, tmp_path: Path) -> None:
    """The id is the one that ``git hash-object`` prints."""
    path = tmp_path / "file"
    path.write_bytes(content)
    printed = git(tmp_path, "hash-object", str(path))
    assert blob_id(path) == printed.strip()
    assert len(blob_id(path)) == hashlib.sha1(usedforsecurity=False).digest_size * 2
