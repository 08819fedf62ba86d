"""What notebooks were seen to use, brought to the present without running them: for tests of what follows."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from reproreport.inputs import Look
from reproreport.notebooks.observed import read_observed
from reproreport.pipeline.layout import Layout
from reproreport.project import load_project


def look_again(root: Path) -> None:
    """Give what each notebook was seen to use the state of now, as a run that uses the same would."""
    project = load_project(root)
    look = Look(root)
    for chapter in project.notebooks:
        file = Layout.of(project).observed(chapter)
        seen = read_observed(file)
        cells = {place: {name: look.state(name) for name in used} for place, used in seen.cells.items()}
        file.write_text(json.dumps(replace(seen, cells=cells).as_json()), encoding="utf-8")


def tree(folder: Path) -> str:
    """Return a text that is the same where the names and contents of a folder's files are."""
    return Look(folder.parent).state(f"tree {folder.name}")
