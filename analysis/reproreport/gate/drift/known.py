"""The inputs of each result of now, by its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reproreport.gate.entries.entry import Current
from reproreport.gate.inputs.notebook import Inputs, notebook_inputs

if TYPE_CHECKING:
    from reproreport.project import Project


@dataclass(frozen=True)
class Known:
    """The inputs of a result, what they are called (by its cell), and those of its whole notebook."""

    key: str
    inputs: Inputs
    whole: Inputs


KnownInputs = Mapping[str, Known]


def known_inputs(project: Project, results: Iterable[Current]) -> KnownInputs:
    """Return the inputs of results, those of one cell worked out once.

    Raises:
        NotebookError: a notebook cannot be read.
    """
    notebooks = notebook_inputs(project)
    whole: dict[str, Inputs] = {}
    cells: dict[tuple[str, str], Known] = {}
    known: dict[str, Known] = {}
    for result in results:
        cell = (result.chapter, result.cell)
        if cell not in cells:
            notebook = notebooks[result.chapter]
            if result.chapter not in whole:
                whole[result.chapter] = notebook.whole
            cells[cell] = Known(*notebook.of(result.cell), whole[result.chapter])
        known[result.name] = cells[cell]
    return known
