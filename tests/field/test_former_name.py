"""A notebook that was written when the library was imported as ``analysis``."""

from __future__ import annotations

import json
from pathlib import Path

from reproreport.pipeline import build
from reproreport.project import load_project
from small_report import CELLS, notebook, write_report

NOTEBOOK = "chapters/coffee/notebook.ipynb"


def results(root: Path) -> dict[str, object]:
    """Build a report; return its values by name."""
    outcome = build(load_project(root), renderer="pandoc", formats=("html",))
    assert outcome.exit_code == 0, outcome.errors
    found = json.loads((root / "build/results.json").read_text(encoding="utf-8"))
    return {one["name"]: one["value"] for one in found}


def test_it_still_runs(tmp_path: Path) -> None:
    """With the same values; a package of the report that is called so comes first."""
    root = write_report(tmp_path / "report")
    before = results(root)
    cells = [(tag, code.replace("reproreport", "analysis")) for tag, code in CELLS]
    assert cells != CELLS
    (root / NOTEBOOK).write_text(notebook(cells), encoding="utf-8")
    assert results(root) == before
    (root / "analysis").mkdir()
    (root / "analysis/own.py").write_text("n = 7\n", encoding="utf-8")
    own = "from analysis import own\nfrom analysis.results import record\nrecord('own', own.n, kind='count')"
    (root / NOTEBOOK).write_text(notebook([*cells, ("", own)]), encoding="utf-8")
    assert results(root) == {**before, "coffee.own": 7}
