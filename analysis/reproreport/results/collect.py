"""Gather what the notebooks recorded, and turn it into the variables that chapters use.

The one reader of what a chapter's notebook recorded and showed, as a build keeps it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, get_args

from reproreport.errors import Problem, ResultError, damaged
from reproreport.results.result import ASSERTION, SINGLE, Result
from reproreport.results.shown import Shown, ShownKind
from reproreport.textfile import read_text

Variables = dict[str, Any]

Findings = tuple[tuple[str, str, str], ...]
"""What audits found: ``file:line``, the verdict, the explanation."""

T = TypeVar("T", Result, Shown)


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


def read_recorded(path: Path, name: str) -> tuple[tuple[Result, ...], tuple[Shown, ...]]:
    """Return the results of a chapter, and what its labelled cells show.

    Args:
        path: the file below ``build/results``.
        name: what messages call it.

    Raises:
        ResultError: it is absent, or not as a build writes it.
    """
    return _parsed(read_text(path, name, error=ResultError), name)[:2]


@lru_cache(maxsize=64)
def _parsed(text: str, name: str) -> tuple[tuple[Result, ...], tuple[Shown, ...], Findings]:
    """Return all of such a file; builds that one process makes ask for the same one again and again."""
    try:
        data = json.loads(text)
        found = data.get("findings", [])
        findings = tuple((str(origin), str(verdict), str(said)) for origin, verdict, said in found)
        results = tuple(_result(item) for item in data["results"])
        shown = tuple(_shown(item) for item in data["shown"])
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise ResultError(damaged(name)) from None
    return results, shown, findings


def read_findings(path: Path, name: str) -> Findings:
    """Return what audits in a chapter's notebook found: ``file:line``, the verdict, the explanation.

    Args:
        path: the file below ``build/results``.
        name: what messages call it.

    Raises:
        ResultError: it is absent, or not as a build writes it.
    """
    return _parsed(read_text(path, name, error=ResultError), name)[2]


def _result(data: dict[str, Any]) -> Result:
    """Return one result.

    Raises:
        TypeError, LookupError: the data are not those of a result.
    """
    found = Result.from_json(data)
    single = isinstance(found.value, int | float | str)
    parts = found.value if isinstance(found.value, list) else ()
    sound = (single or (bool(parts) and all(isinstance(part, int | float | str) for part in parts))) and (
        found.decimals is None or isinstance(found.decimals, int)
    )
    return _with_texts(found, sound=sound and found.kind in SINGLE)


def _shown(data: dict[str, Any]) -> Shown:
    """Return what one cell shows.

    Raises:
        TypeError, LookupError: the data are not those of what a cell shows.
    """
    found = Shown.from_json(data)
    cells = (cell for row in found.rows for cell in row)
    sound = all(isinstance(cell, int | float | str) for cell in cells) and isinstance(found.head, int)
    return _with_texts(found, sound=sound and found.kind in get_args(ShownKind))


def _with_texts(found: T, *, sound: bool) -> T:
    texts: list[object] = [getattr(found, field.name) for field in fields(found) if field.type == "str"]
    if isinstance(found, Result):
        texts += found.rows
    if not sound or not all(isinstance(text, str) for text in texts):
        raise TypeError("a part is of another kind")
    json.dumps([texts, found.as_json()], ensure_ascii=False).encode()  # no half of a character
    return found
