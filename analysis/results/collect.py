"""Gather what the notebooks recorded, and turn it into the variables that chapters use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from analysis.errors import Problem, ResultError
from analysis.mime import RESULT
from analysis.results.result import Result

Variables = dict[str, Any]


def namespace(chapter: str) -> str:
    """Return the prefix of a chapter's results: its folder's name as an identifier."""
    return "".join(c if c.isascii() and c.isalnum() else "_" for c in chapter)


def take_results(cells: Iterable[dict[str, Any]], chapter: str) -> list[Result]:
    """Take the recorded results out of an executed notebook's cells.

    Args:
        cells: the notebook's cells; the outputs that carried results are removed from them.
        chapter: name of the chapter whose notebook this is.

    Raises:
        ResultError: a name was recorded twice.
    """
    results: dict[str, Result] = {}
    problems: list[Problem] = []
    for index, cell in author_cells(cells):
        kept = []
        for output in cell.get("outputs", []):
            data = output.get("data", {}).get(RESULT)
            if data is None:
                kept.append(output)
                continue
            result = replace(Result.from_json(data), cell=cell_name(cell, index))
            first = results.setdefault(result.name, result)
            if first is not result:
                one, other = first.text, result.text
                if one == other and first.value != result.value:
                    one, other = f"{first.value}", f"{result.value}"
                what = f"'{result.name}' is recorded twice ({one}, then {other})"
                problems.append(Problem(what, result.cell, "record each result once"))
        if "outputs" in cell:
            cell["outputs"] = kept
    if problems:
        raise ResultError(*problems)
    prefix = namespace(chapter)
    return [replace(result, name=f"{prefix}.{name}") for name, result in sorted(results.items())]


def author_cells(cells: Iterable[dict[str, Any]]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Number an executed notebook's cells as its author sees them, without those papermill adds."""
    added = {"injected-parameters", "papermill-error-cell-tag"}
    theirs = (cell for cell in cells if not added & set(cell.get("metadata", {}).get("tags", [])))
    return enumerate(theirs, 1)


def cell_name(cell: Mapping[str, Any], index: int) -> str:
    """Return a cell's label where it has one, else its place, to name it in messages."""
    for line in str(cell.get("source", "")).splitlines():
        if line.startswith("#| label:"):
            return f"cell {line.removeprefix('#| label:').strip()}"
        if line and not line.startswith("#|"):
            break
    return f"cell {index}"


def collect(chapters: Mapping[str, Iterable[Result]]) -> dict[str, Result]:
    """Return every result of the report by its name.

    Raises:
        ResultError: two chapters share a name, or a name is also the beginning of another
            (``a.b`` and ``a.b.c``), which a nested variable cannot express.
    """
    results: dict[str, Result] = {}
    problems: list[Problem] = []
    for chapter, recorded in chapters.items():
        for result in recorded:
            if result.name in results:
                problems.append(Problem(f"'{result.name}' is recorded twice", chapter, "rename one"))
            results[result.name] = result
    for name, result in results.items():
        parts = name.split(".")
        for end in range(1, len(parts)):
            outer = ".".join(parts[:end])
            if outer in results:
                what = f"'{outer}' is a result, and the beginning of '{name}'"
                problems.append(Problem(what, result.cell, "rename one of them"))
    if problems:
        raise ResultError(*problems)
    return dict(sorted(results.items()))


def variables(results: Mapping[str, Result]) -> Variables:
    """Return the text of every result as the nested mapping that ``{{< var … >}}`` looks up."""
    tree: Variables = {}
    for name, result in results.items():
        *path, leaf = name.split(".")
        node = tree
        for part in path:
            node = node.setdefault(part, {})
        node[leaf] = result.text
    return tree
