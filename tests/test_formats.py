"""The one table of formats: a row has a folder of the renderer, a folder a row, and each its writer."""

from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path

import pytest

from reproreport import render
from reproreport.formats import FORMATS, KINDS
from reproreport.project.settings import settings_of

RENDERERS = {"quarto"}
"""Folders that write formats of other rows, by another program."""


def test_every_row_has_a_folder_and_every_folder_a_row() -> None:
    """What has a module ``write`` below the renderer is a format of the table, and the other way round."""
    written = {path.parent.name for path in Path(render.__file__).parent.glob("*/write.py")}
    assert written - RENDERERS == {one.folder for one in FORMATS}
    assert written >= RENDERERS


@pytest.mark.parametrize("folder", sorted({one.folder for one in FORMATS} | RENDERERS))
def test_all_folders_have_the_same_face(folder: str) -> None:
    """Each writer is given the book, and the file of each kind that is wanted."""
    writer = import_module(f"reproreport.render.{folder}.write").write
    assert list(inspect.signature(writer).parameters)[:2] == ["book", "files"]


def test_names_are_given_once() -> None:
    """Two rows have no name, no name of Quarto's and no kind of files in common; each knows settings."""
    assert len({one.name for one in FORMATS}) == len({one.quarto for one in FORMATS}) == len(FORMATS)
    assert len(KINDS) == sum(len(one.kinds) for one in FORMATS)
    assert all(settings_of(one.quarto) for one in FORMATS)
