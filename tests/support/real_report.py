"""The real report: where it is, and how tests build a copy of it."""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reproreport.files import write_text
from reproreport.pipeline import build
from reproreport.project import load_project

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 900
"""Seconds for which a test process waits for another one's build."""


@dataclass(frozen=True)
class Built:
    """The real report as built: its folder, and its results by name."""

    root: Path
    results: dict[str, dict[str, Any]]


def build_copy(root: Path) -> Built:
    """Copy what an author commits into a new folder, and build all of it with the embedded renderer.

    What was built here already comes along, as though the whole folder had been moved: a build makes again
    what is not as the sources, the library and the packages of now would have it.
    """
    root.mkdir()
    if (ROOT / "build").is_dir() and (ROOT / "_variables.yml").is_file():
        shutil.copytree(ROOT / "build", root / "build")
        shutil.copy(ROOT / "_variables.yml", root)
    for path in (*ROOT.glob("*.qmd"), *ROOT.glob("*.bib"), *ROOT.glob("_quarto*.yml")):
        shutil.copy(path, root)
    for name in ("chapters", "data"):
        shutil.copytree(ROOT / name, root / name)
    outcome = build(load_project(root), renderer="pandoc", jobs=2)
    assert outcome.exit_code == 0, outcome.errors
    return read_built(root)


def build_once(shared: Path) -> Built:
    """Build a copy of the report in a folder that several test processes share: the first of them does.

    What is in it is read only.
    """
    shared.mkdir(exist_ok=True)
    root, ended = shared / "report", shared / "ended"
    try:
        (shared / "begun").touch(exist_ok=False)
    except FileExistsError:
        limit = time.monotonic() + LONGEST
        while not ended.exists():
            assert time.monotonic() < limit, "another test process builds the report, and does not end"
            time.sleep(0.1)
        assert ended.read_text() == "well", "another test process could not build the report"
        return read_built(root)
    how = "badly"
    try:
        built = build_copy(root)
        how = "well"
    finally:
        write_text(ended, how)
    return built


def read_built(root: Path) -> Built:
    """Return a report that was built there."""
    results = json.loads((root / "build/results.json").read_text(encoding="utf-8"))
    return Built(root, {result["name"]: result for result in results})
