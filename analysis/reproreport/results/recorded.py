"""The one reader of what a chapter's notebook recorded and showed, as a build keeps it."""

from __future__ import annotations

import json
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, get_args

from reproreport.errors import ResultError, damaged
from reproreport.results.result import SINGLE, Result
from reproreport.results.shown import Shown, ShownKind
from reproreport.textfile import read_text

Findings = tuple[tuple[str, str, str], ...]
"""What audits found: ``file:line``, the verdict, the explanation."""

T = TypeVar("T", Result, Shown)


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
