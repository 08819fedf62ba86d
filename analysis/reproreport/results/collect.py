"""Gather what the notebooks recorded, and turn it into the variables that chapters use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from reproreport.errors import Problem, ResultError
from reproreport.results.result import ASSERTION, Result

Variables = dict[str, Any]


def namespace(chapter: str) -> str:
    """Return the prefix of a chapter's results: its folder's name as an identifier."""
    return "".join(c if c.isascii() and c.isalnum() else "_" for c in chapter)


def shown_name(chapter: str, label: str) -> str:
    """Return the name by which the gate knows what a labelled cell shows.

    A result's name has no hyphen, so the two never meet: ``coffee.tbl-cups``, and ``coffee.cell-cups`` where
    the label does not say what it is of.
    """
    own = label.startswith(("tbl-", "fig-"))
    return f"{namespace(chapter)}.{label if own else f'cell-{label}'}"


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
        if result.kind == ASSERTION:
            continue
        *path, leaf = name.split(".")
        node = tree
        for part in path:
            node = node.setdefault(part, {})
        node[leaf] = result.text
    return tree
