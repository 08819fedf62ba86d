"""Make an executed notebook the same bytes on every machine and day.

Papermill notes times, durations and absolute paths, and the kernel its versions. None of it is
content, and it would change the output of an unchanged input.
"""

from __future__ import annotations

import json
import re
from typing import Any

from analysis.errors import NotebookError, Problem
from analysis.results.collect import author_cells, cell_name

_ADDRESS = re.compile(r"(?<= at )0x[0-9a-fA-F]+")


def normalise(notebook: dict[str, Any], name: str) -> None:
    """Remove what differs between runs, and write figures' alt texts into their cells, in place.

    Args:
        notebook: the executed notebook.
        name: the notebook's path, for messages.

    Raises:
        NotebookError: a cell labelled ``fig-…`` shows a picture without alternative text.
    """
    metadata = notebook["metadata"]
    notebook["metadata"] = {key: metadata[key] for key in ("kernelspec", "language_info") if key in metadata}
    notebook["metadata"].get("language_info", {}).pop("version", None)
    for cell in notebook["cells"]:
        metadata = cell.get("metadata", {})
        metadata.pop("papermill", None)
        metadata.pop("execution", None)
        if "injected-parameters" in metadata.get("tags", []):
            # Papermill gives the cell that it adds a random id.
            cell["id"] = "injected-parameters"
        for output in cell.get("outputs", []):
            _without_addresses(output)
    problems: list[Problem] = []
    for index, cell in author_cells(notebook["cells"]):
        if cell["cell_type"] == "code":
            problems += _alt_text(cell, f"{name}, {cell_name(cell, index)}")
    if problems:
        raise NotebookError(*problems)


def _without_addresses(output: dict[str, Any]) -> None:
    """Replace memory addresses in text, such as ``<Axes at 0x7f…>``."""
    data = output.get("data", output)
    for key in ("text/plain", "text"):
        if isinstance(data.get(key), str):
            data[key] = _ADDRESS.sub("0x…", data[key])


def _alt_text(cell: dict[str, Any], where: str) -> list[Problem]:
    """Write the alternative text that a figure was shown with into the cell, where Quarto reads it."""
    label = re.match(r"#\| label: *(fig-\S+)", cell["source"])
    if not label:
        return []
    alts = [
        output["metadata"].get("image/svg+xml", {}).get("alt", "")
        for output in cell.get("outputs", [])
        if "image/svg+xml" in output.get("data", {})
    ]
    if len(alts) != 1:
        fix = "show one figure with analysis.figures.show(figure, alt=…)"
        return [Problem(f"the cell shows {len(alts)} figures", where, fix)]
    if not alts[0].strip():
        return [Problem("the figure has no alternative text", where, "give show() an alt text")]
    line = f"#| fig-alt: {json.dumps(alts[0], ensure_ascii=False)}"
    head, _, rest = cell["source"].partition("\n")
    cell["source"] = f"{head}\n{line}\n{rest}"
    return []
