"""Cells of executed notebooks that a chapter embeds: a table, a figure, or some markdown."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from reproreport.errors import Problem, gather, wrong
from reproreport.inside import is_file
from reproreport.near import nearest
from reproreport.notebooks.read import Cell as NotebookCell
from reproreport.notebooks.read import joined, read_notebook
from reproreport.project import NOTEBOOK
from reproreport.render.read.markdown import resolve
from reproreport.render.read.source import Line
from reproreport.results.shown import MEDIA, SVG

PICTURES = {SVG: "svg", "image/png": "png", "image/jpeg": "jpg"}
"""Kinds of pictures that a cell shows, with the end of their files' names."""


@dataclass(frozen=True)
class Cell:
    """A labelled cell: its options, its output, and the output's media type.

    Of one that stands in the chapter itself *place* is where, and *key* names it where it has no label.
    """

    notebook: PurePosixPath
    label: str
    options: Mapping[str, Any]
    media: str = ""
    data: str = ""
    fault: str = ""
    place: str = ""
    key: str = ""

    @property
    def where(self) -> str:
        """Return ``notebook#label``, or ``file:line``."""
        return self.place or f"{self.notebook}#{self.label}"

    @property
    def picture(self) -> str:
        """Return the name of the file of the picture that it shows; empty where it shows none."""
        return f"{self.label or self.key}.{PICTURES[self.media]}" if self.media in PICTURES else ""

    @property
    def content(self) -> bytes:
        """Return what stands in the picture's file."""
        return self.data.encode() if self.media == SVG else base64.b64decode(self.data)

    @property
    def text(self) -> str:
        """Return all of what it shows, its caption and descriptions included."""
        return "\n".join([self.data, *map(str, self.options.values())])

    def option(self, name: str) -> str:
        """Return an option as text, or an empty string."""
        value = self.options.get(name)
        return "" if value is None else str(value)


@dataclass
class Notebooks:
    """The executed notebooks under *root*, each read once."""

    root: Path
    _read: dict[PurePosixPath, dict[str, Cell] | None] = field(default_factory=dict)

    def cell(self, target: str, line: Line) -> Cell | None:
        """Return the cell that ``path#label`` names, if it is there and can be shown."""
        name, _, label = target.partition("#")
        path = resolve(name, line.file)
        if path is None or not label:
            fix = "write {{< embed /path/to/notebook.ipynb#label >}}"
            wrong(f"'{target}' names no notebook cell", line.where, fix)
            return None
        if path.name == NOTEBOOK:
            fix = f"write /build/notebooks/{path.parent.name}.ipynb#{label}: the same notebook, as it ran"
            wrong(f"'{path}' holds no outputs of this build", line.where, fix)
            return None
        if path not in self._read:
            self._read[path] = _read_notebook(self.root, path)
        cells = self._read[path]
        if cells is None:
            fix = "run the notebook first, or correct the path"
            wrong(f"notebook '{path}' does not exist", line.where, fix)
            return None
        cell = cells.get(label)
        if cell is None:
            fix = nearest(label, cells, "" if cells else "give a cell a label: #| label: tbl-…")
            wrong(f"'{path}' has no cell '{label}'", line.where, fix)
            return None
        faults = list(_faults(cell))
        gather(*faults)
        return None if faults else cell


def _faults(cell: Cell) -> list[Problem]:
    """Return what keeps a cell from being shown."""
    if cell.fault:
        return [Problem(cell.fault, cell.where, "show one table or one figure in this cell")]
    problems = []
    kind = cell.label.split("-")[0]
    if kind == "fig" and not cell.option("fig-cap"):
        problems.append(Problem("this figure has no caption", cell.where, 'add #| fig-cap: "…"'))
    if kind == "tbl" and not cell.option("tbl-cap"):
        problems.append(Problem("this table has no caption", cell.where, 'add #| tbl-cap: "…"'))
    if cell.media == "image/svg+xml" and not cell.option("fig-alt").strip():
        fix = 'say what it shows: #| fig-alt: "…"'
        problems.append(Problem("this figure has no alternative text", cell.where, fix))
    return problems


def _read_notebook(root: Path, path: PurePosixPath) -> dict[str, Cell] | None:
    """Return the labelled cells of a notebook, or None if it is not there."""
    if not is_file(root / path):
        return None
    return {cell.label: _cell(path, cell) for cell in read_notebook(path, root).code if cell.label}


def _cell(path: PurePosixPath, cell: NotebookCell) -> Cell:
    label, options, outputs = cell.label, cell.options, cell.raw.get("outputs", [])
    shown = [output for output in outputs if "data" in output]
    if len(shown) != len(outputs):
        return Cell(path, label, options, fault="this cell prints text beside what it shows")
    if not shown:
        return Cell(path, label, options, fault="this cell shows nothing")
    if len(shown) != 1:
        return Cell(path, label, options, fault=f"this cell shows {len(shown)} things, not one")
    data = shown[0]["data"]
    media = next((kind for kind in MEDIA if kind in data), "")
    if not media:
        found = ", ".join(sorted(data)) or "nothing"
        return Cell(path, label, options, fault=f"this cell shows {found}: no table, no SVG")
    return Cell(path, label, options, media, joined(data[media]))
