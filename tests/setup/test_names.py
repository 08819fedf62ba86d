"""``tools/names.py``: names that nothing uses, names of nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.names import exists, notebook_code, unused


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("reproreport.results.record", True),
        ("reproreport.results.Result", True),
        ("reproreport.statistics.proportions.wilson_interval", True),
        ("reproreport.results.recall", False),
        ("reproreport.statistic.proportions", False),
    ],
)
def test_names_are_looked_up(name: str, there: bool) -> None:
    """Modules, functions, classes."""
    assert exists(name) is there


def test_a_function_that_nobody_uses_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a library of two functions; a notebook uses one of them."""
    (tmp_path / "analysis").mkdir()
    for folder in ("benchmarks", "tools", "chapters/one"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "analysis/a.py").write_text("def used():\n    pass\n\n\ndef lonely():\n    pass\n", "utf-8")
    cell = '{"cells": [{"cell_type": "code", "source": ["%matplotlib inline\\n", "used()"]}]}'
    (tmp_path / "chapters/one/notebook.ipynb").write_text(cell, "utf-8")
    monkeypatch.setattr("tools.names.ROOT", tmp_path)
    assert [line.partition(":")[2] for line in unused()] == ["5: unused function 'lonely' (60% confidence)"]
    assert notebook_code(tmp_path / "chapters/one/notebook.ipynb") == "used()\n"
