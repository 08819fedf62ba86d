"""What a notebook that ran recorded and shows, by the cells of its author."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from reproreport.errors import Problem, ResultError
from reproreport.mime import FIGURE_DATA
from reproreport.notebooks.read import Cell
from reproreport.results.collect import namespace, shown_name
from reproreport.results.result import Result
from reproreport.results.shown import Shown, shown_by


def take_results(lines: Iterable[Mapping[str, Any]], ran: Sequence[str], chapter: str) -> list[Result]:
    """Return the results that a notebook recorded, by name.

    Args:
        lines: what its journal holds. A result that does not know its cell, since a thread or another process
            recorded it, is of the cell that began last.
        ran: the names of the cells that ran, in that order (``cell 3``).
        chapter: name of the chapter whose notebook this is.

    Raises:
        ResultError: a name was recorded twice.
    """
    results: dict[str, Result] = {}
    problems: list[Problem] = []
    begun = 0
    for line in lines:
        if line["kind"] == "cell":
            begun = line["place"]
        if line["kind"] != "result":
            continue
        place = begun if line["cell"] is None else line["cell"]
        result = replace(Result.from_json(line["result"]), cell=ran[place] if place < len(ran) else "")
        first = results.setdefault(result.name, result)
        if first is not result:
            one, other = first.text, result.text
            if one == other and first.value != result.value:
                one, other = f"{first.value}", f"{result.value}"
            what = f"'{result.name}' is recorded twice ({one}, then {other})"
            problems.append(Problem(what, result.cell, "record each result once"))
    if problems:
        raise ResultError(*problems)
    prefix = namespace(chapter)
    return [replace(result, name=f"{prefix}.{name}") for name, result in sorted(results.items())]


def take_findings(lines: Iterable[Mapping[str, Any]]) -> list[list[str]]:
    """Return what audits found, each once: the line of the data, the verdict, the explanation."""
    found = (map(str, one) for line in lines if line["kind"] == "findings" for one in line["found"])
    return [list(one) for one in dict.fromkeys(map(tuple, found))]


def take_shown(cells: Iterable[Cell], chapter: str) -> list[Shown]:
    """Return what the labelled cells of an executed notebook show: all that can stand on a page.

    Args:
        cells: the notebook's cells; figures' data are removed from their outputs.
        chapter: name of the chapter whose notebook this is.
    """
    shown: list[Shown] = []
    for cell in cells:
        outputs = [output["data"] for output in cell.raw.get("outputs", []) if "data" in output]
        data = [found for output in outputs if (found := output.pop(FIGURE_DATA, None)) is not None]
        if cell.label and (one := shown_by(shown_name(chapter, cell.label), cell.name, outputs, data)):
            shown.append(one)
    return sorted(shown, key=lambda one: one.name)
