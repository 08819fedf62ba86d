"""The small report's notebook run alone, in a kernel of its own: what it recorded, or why it stopped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from reproreport.errors import NotebookError
from reproreport.notebooks.declared import declared
from reproreport.notebooks.run import run_notebook
from reproreport.project import load_project

NOTEBOOK = "chapters/coffee/notebook.ipynb"


def run(root: Path, parameters: Mapping[str, Any] | None = None) -> Path:
    """Run the small report's notebook; return the folder of its outputs."""
    path = load_project(root).notebooks["coffee"]
    build = root / "build"
    run_notebook(
        declared(path, root),
        chapter="coffee",
        parameters=parameters or {},
        root=root,
        output=build / "coffee.ipynb",
        results=build / "coffee.json",
        failed=build / "failed.ipynb",
    )
    return build


def recorded(root: Path) -> dict[str, dict[str, Any]]:
    """Run the notebook; return its results by name."""
    text = (run(root) / "coffee.json").read_text(encoding="utf-8")
    return {result["name"].removeprefix("coffee."): result for result in json.loads(text)["results"]}


def failure(root: Path) -> str:
    """Run the notebook; return why it stopped. Nothing is written then."""
    with pytest.raises(NotebookError) as caught:
        run(root)
    assert not (root / "build/coffee.json").exists()
    assert not (root / "build/coffee.ipynb").exists()
    return str(caught.value)
