"""Cells of executed notebooks that a chapter embeds: a table, a figure, or some markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from analysis.errors import Problem
from analysis.render.markdown import resolve
from analysis.render.source import Line, nearest

OPTION = re.compile(r"^#\|\s?(.*)$")
MEDIA = ("image/svg+xml", "text/html", "text/markdown")


@dataclass(frozen=True)
class Cell:
    """A labelled cell: its options, its output, and the output's media type."""

    notebook: PurePosixPath
    label: str
    options: Mapping[str, Any]
    media: str = ""
    data: str = ""
    fault: str = ""

    @property
    def where(self) -> str:
        """Return ``notebook#label``."""
        return f"{self.notebook}#{self.label}"

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

    def cell(self, target: str, line: Line, problems: list[Problem]) -> Cell | None:
        """Return the cell that ``path#label`` names, if it is there and can be shown."""
        name, _, label = target.partition("#")
        path = resolve(name, line.file)
        if path is None or not label:
            fix = "write {{< embed /path/to/notebook.ipynb#label >}}"
            problems.append(Problem(f"'{target}' names no notebook cell", line.where, fix))
            return None
        if path not in self._read:
            self._read[path] = _read_notebook(self.root, path)
        cells = self._read[path]
        if cells is None:
            fix = "run the notebook first, or correct the path"
            problems.append(Problem(f"notebook '{path}' does not exist", line.where, fix))
            return None
        cell = cells.get(label)
        if cell is None:
            fix = nearest(label, cells) or f"labels there: {', '.join(cells) or 'none'}"
            problems.append(Problem(f"'{path}' has no cell '{label}'", line.where, fix))
            return None
        faults = list(_faults(cell))
        problems.extend(faults)
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
    """Return the labelled cells of a notebook, or None if it cannot be read."""
    try:
        content = json.loads((root / path).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    cells: dict[str, Cell] = {}
    for cell in content.get("cells", ()):
        if cell.get("cell_type") == "code":
            options = _options(_joined(cell.get("source", "")))
            label = str(options.get("label", ""))
            if label:
                cells[label] = _cell(path, label, options, cell.get("outputs", []))
    return cells


def _cell(path: PurePosixPath, label: str, options: Mapping[str, Any], outputs: list[dict[str, Any]]) -> Cell:
    shown = [output for output in outputs if "data" in output]
    if len(shown) != len(outputs):
        return Cell(path, label, options, fault="this cell prints text beside what it shows")
    if len(shown) != 1:
        return Cell(path, label, options, fault=f"this cell shows {len(shown)} things, not one")
    data = shown[0]["data"]
    media = next((kind for kind in MEDIA if kind in data), "")
    if not media:
        found = ", ".join(sorted(data)) or "nothing"
        return Cell(path, label, options, fault=f"this cell shows {found}: no table, no SVG")
    return Cell(path, label, options, media, _joined(data[media]))


def _options(source: str) -> dict[str, Any]:
    """Read the ``#| key: value`` lines at the top of a cell."""
    lines: list[str] = []
    for line in source.splitlines():
        match = OPTION.match(line)
        if not match and line.strip():
            break
        if match:
            lines.append(match[1])
    try:
        options = yaml.safe_load("\n".join(lines)) or {}
    except yaml.YAMLError:
        return {}
    return options if isinstance(options, dict) else {}


def _joined(value: object) -> str:
    return "".join(str(part) for part in value) if isinstance(value, list) else str(value)
