"""What a notebook imports before it does anything else."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath

import pytest

from reproreport.notebooks.libraries import libraries
from reproreport.notebooks.read import read_notebook


def first(root: Path, *cells: str) -> list[list[str]]:
    """Return what is found in a notebook of these cells."""
    made = [
        {"cell_type": "code", "id": f"c{place}", "metadata": {}, "outputs": [], "source": source}
        for place, source in enumerate(cells)
    ]
    content = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (root / "n.ipynb").write_text(json.dumps(content), encoding="utf-8")
    return libraries(read_notebook(PurePosixPath("n.ipynb"), root).code)


def test_steps_that_notebooks_share(tmp_path: Path) -> None:
    """In one order, whatever the notebook's is; pandas begins with NumPy."""
    cells = (
        "from scipy import stats\nimport seaborn as sns",
        "from great_tables import GT\nimport pandas as pd",
    )
    assert first(tmp_path, *cells) == [
        ["numpy"],
        ["pandas"],
        ["great_tables"],
        ["seaborn"],
        ["scipy", "scipy.stats"],
    ]


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["confidence = 0.95  # a constant", '"""A text."""\nimport yaml'], [["yaml"]]),
        (["import os\nos.environ['A'] = '1'\nimport yaml"], []),
        (["import yaml\nprint()", "import lxml"], [["yaml"]]),
        (["%matplotlib inline\nimport yaml"], []),
        (["try:\n    import yaml\nexcept ImportError:\n    pass"], []),
        (["import helper, json, no_such_module\nfrom . import x\nimport yaml"], [["yaml"]]),
        (["import ("], []),
        (["%%bash\nls", "import yaml"], []),
    ],
)
def test_only_what_comes_first(tmp_path: Path, cells: list[str], found: list[list[str]]) -> None:
    """What a cell does may change what an import gives; modules of the project, of Python, are its own."""
    (tmp_path / "helper.py").write_text("", encoding="utf-8")
    assert first(tmp_path, *cells) == found


def test_what_this_library_imports(tmp_path: Path) -> None:
    """Its own modules are left to the cells, what stands behind them is not."""
    found = {name for step in first(tmp_path, "from reproreport import figures") for name in step}
    assert {"seaborn", "matplotlib.figure"} <= found
    assert not any(name.startswith("reproreport") for name in found)
