"""Notebooks that were saved with what their cells showed: a build computes it anew, git need not keep it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from reproreport.errors import NotebookError, Problem
from reproreport.files import write_text
from reproreport.notebooks.read import read_notebook
from reproreport.textfile import read_text

#: What Jupyter and its extensions note of a run in a cell's metadata.
_OF_A_RUN = ("execution", "ExecuteTime", "collapsed", "scrolled")


def with_outputs(notebooks: Iterable[PurePosixPath], root: Path) -> Iterator[PurePosixPath]:
    """Yield the notebooks that were saved with outputs; one that cannot be read is others' to refuse."""
    for path in notebooks:
        try:
            cells = read_notebook(path, root).cells
        except NotebookError:
            continue
        if any(cell.raw.get("outputs") for cell in cells):
            yield path


def strip(path: Path, name: str) -> bool:
    """Take what cells showed, and what was noted of their run, out of a notebook.

    All else stays as it is written, and a notebook without outputs is not touched.

    Args:
        path: the notebook.
        name: what messages call it.

    Returns:
        Whether there was anything to take out.

    Raises:
        NotebookError: it is absent, or no notebook of nbformat 4.
    """
    read_notebook(PurePosixPath(path.name), path.parent.absolute())  # says what is wrong with it
    text = read_text(path, name, error=NotebookError)
    if path.suffix != ".ipynb":
        raise NotebookError(Problem("not a notebook", name, "name a file that ends in .ipynb"))
    content = json.loads(text)
    if not _strip(content):
        return False
    indent = re.match(r"\{\s*\n( *)", text)
    stripped = json.dumps(content, ensure_ascii=False, indent=len(indent[1]) if indent else 1)
    write_text(path, stripped + "\n")
    return True


def _strip(content: dict[str, Any]) -> bool:
    """Take the outputs out of a notebook's content; return whether there were any."""
    found = content.get("metadata", {}).pop("widgets", None) is not None
    for cell in content["cells"]:
        if cell.get("cell_type") != "code":
            continue
        if cell.get("outputs") or cell.get("execution_count") is not None:
            cell["outputs"], cell["execution_count"] = [], None
            found = True
        for key in _OF_A_RUN:
            found = cell.get("metadata", {}).pop(key, None) is not None or found
    return found
