"""The inputs of each result of now, by its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.gate.entries.entry import Current
from analysis.gate.inputs.notebook import Inputs, notebook_inputs

if TYPE_CHECKING:
    from analysis.project import Project


@dataclass(frozen=True)
class Known:
    """The inputs of a result, and what they are called: by the cell that records the result."""

    key: str
    inputs: Inputs


KnownInputs = Mapping[str, Known]


def known_inputs(project: Project, results: Iterable[Current]) -> KnownInputs:
    """Return the inputs of results, those of one cell worked out once.

    Raises:
        NotebookError: a notebook cannot be read.
    """
    notebooks = notebook_inputs(project)
    cells: dict[tuple[str, str], Known] = {}
    known: dict[str, Known] = {}
    for result in results:
        cell = (result.chapter, result.cell)
        if cell not in cells:
            cells[cell] = Known(*notebooks[result.chapter].of(result.cell))
        known[result.name] = cells[cell]
    return known
