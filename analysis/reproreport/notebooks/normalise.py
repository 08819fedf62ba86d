"""Make an executed notebook the same bytes on every machine and day.

Papermill notes times, durations and absolute paths, and the kernel its versions. None of it is
content, and it would change the output of an unchanged input.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any

from reproreport.errors import NotebookError, Problem
from reproreport.notebooks.read import INJECTED, Cell, executed_cells
from reproreport.results.shown import SVG

#: Where IPython says that a cell's code stands: a passing folder, the kernel's number, a hash of the code.
_CELL = re.compile(r"[^\s\"'(]*[/\\\\]ipykernel_\d+[/\\\\](\d+\.py)")
_ADDRESS = re.compile(r"(?<= at )0x[0-9a-fA-F]+")
#: Where installed code stands on this machine, as warnings name it.
_INSTALLED = re.compile(r"\S*/site-packages/")
_ALT = "fig-alt"
#: How great_tables and pandas begin a table that they gave a random name, which stands in its styles, too.
_RANDOM_NAMES = (
    re.compile(r'<div id="([a-z]{10})" style="padding-left:0px'),
    re.compile(r'<table id="(T_[0-9a-f]{5})"'),
)


def normalise(notebook: dict[str, Any], name: str, *, described: bool = True) -> None:
    """Remove what differs between runs, and write figures' alt texts into their cells, in place.

    Options that stand below a cell magic, where Quarto does not look for them, are put above it.

    Args:
        notebook: the executed notebook.
        name: the notebook's path, for messages.
        described: whether each figure has to say what it shows here, and not on its page.

    Raises:
        NotebookError: a cell labelled ``fig-…`` does not show one picture, or a labelled cell shows one
            without alternative text.
    """
    metadata = notebook["metadata"]
    notebook["metadata"] = {key: metadata[key] for key in ("kernelspec", "language_info") if key in metadata}
    notebook["metadata"].get("language_info", {}).pop("version", None)
    for cell in notebook["cells"]:
        metadata = cell.get("metadata", {})
        metadata.pop("papermill", None)
        metadata.pop("execution", None)
        if INJECTED in metadata.get("tags", []):
            # Papermill gives the cell that it adds a random id.
            cell["id"] = INJECTED
        for output in cell.get("outputs", []):
            _without_places(output)
    _name_tables(notebook["cells"], name)
    problems: list[Problem] = []
    for cell in executed_cells(notebook, name):
        alt, found = _alt_text(cell) if cell.label else ("", [])
        # Of a chapter's own cells the page tells what a figure lacks.
        problems += found if described else []
        if cell.options:
            cell.raw["source"] = cell.with_options({_ALT: alt} if alt else {})
    if problems:
        raise NotebookError(*problems)


def _without_places(output: dict[str, Any]) -> None:
    """Replace memory addresses in text, such as ``<Axes at 0x7f…>``, and where a warning's code stood."""
    data = output.get("data", output)
    for key in ("text/plain", "text"):
        if isinstance(data.get(key), str):
            data[key] = _CELL.sub(r"ipykernel/\1", _ADDRESS.sub("0x…", data[key]))
            if output.get("output_type") == "stream":
                data[key] = _INSTALLED.sub("", data[key])


def _name_tables(cells: Sequence[dict[str, Any]], notebook: str) -> None:
    """Name tables with a random name after the notebook and their place in it."""
    shown = [output["data"] for cell in cells for output in cell.get("outputs", []) if "data" in output]
    place = 0
    for data in shown:
        html = data.get("text/html")
        if not isinstance(html, str):
            continue
        for name in [found for pattern in _RANDOM_NAMES for found in pattern.findall(html)]:
            place += 1
            digest = hashlib.sha256(f"{notebook} {place}".encode()).hexdigest()[:9]
            html = re.sub(rf"(?<![A-Za-z0-9]){name}(?![A-Za-z0-9])", f"t{digest}", html)
        data["text/html"] = html


def _alt_text(cell: Cell) -> tuple[str, list[Problem]]:
    """Return the alternative text that a figure was shown with, unless the cell has it, and what is wrong."""
    shown = [output for output in cell.raw.get("outputs", []) if SVG in output.get("data", {})]
    where = f"{cell.notebook}, {cell.name}"
    if len(shown) != 1:
        if not cell.label.startswith("fig-"):
            return "", []
        kinds = {kind for output in cell.raw.get("outputs", []) for kind in output.get("data", {})}
        pixels = "" if shown else next((f", and {one}" for one in sorted(kinds) if "image/" in one), "")
        fix = "show one figure with reproreport.figures.show(figure, alt=…)"
        return "", [Problem(f"the cell shows {len(shown)} figures{pixels}", where, fix)]
    given = " ".join(shown[0].get("metadata", {}).get(SVG, {}).get("alt", "").split())
    own = " ".join(cell.option(_ALT).split())
    if given and own and given != own:
        return "", [Problem("the figure has two alternative texts", where, f"remove the option {_ALT}")]
    if not given and not own:
        fix = f'give show() an alt text, or the cell an option: #| {_ALT}: "…"'
        return "", [Problem("the figure has no alternative text", where, fix)]
    return ("" if own else given), []
