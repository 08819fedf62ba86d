"""What a codebook can ask of a whole file: unbroken numbering, and agreement with the bibliography."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from reproreport.errors import Problem

if TYPE_CHECKING:
    import pandas as pd

    from reproreport.sources.bibliography import Entry

#: The rules that an entry of a codebook may have: the keys that each needs, and those it may have.
RULES: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "sequence": (frozenset({"column"}), frozenset({"within"})),
    "bibliography": (frozenset({"column", "keyword"}), frozenset()),
}


def broken_rules(
    frame: pd.DataFrame,
    entry: Mapping[str, Any],
    name: str,
    lines: Sequence[int],
    works: Mapping[str, Entry],
) -> Iterator[Problem]:
    """Yield what contradicts the rules of a file's entry in its codebook.

    Args:
        frame: the file's rows, as text, each cell valid for its column.
        entry: the file's entry in the codebook.
        name: the file, for messages.
        lines: the line of each row.
        works: the bibliography.
    """
    if rule := entry.get("sequence"):
        yield from _gaps(frame, rule["column"], list(rule.get("within", ())), name, lines)
    if rule := entry.get("bibliography"):
        yield from _unmatched(frame, rule["column"], rule["keyword"], name, lines, works)


def _gaps(
    frame: pd.DataFrame, column: str, within: list[str], name: str, lines: Sequence[int]
) -> Iterator[Problem]:
    """Each group of rows is numbered 1, 2, 3 … in *column*, in the order of the file."""
    expected: dict[tuple[str, ...], int] = {}
    for line, value, *group in zip(lines, frame[column], *(frame[c] for c in within), strict=True):
        number = expected.get(tuple(group), 1)
        if value != str(number):
            of = f" of {' '.join(group)}" if group else ""
            what = f"{column}: {value!r} stands where{of} number {number} is due"
            yield Problem(what, f"{name}:{line}", "number the rows 1, 2, 3 … without a gap")
        expected[tuple(group)] = (int(value) if value.isdigit() else number) + 1


def _unmatched(
    frame: pd.DataFrame,
    column: str,
    keyword: str,
    name: str,
    lines: Sequence[int],
    works: Mapping[str, Entry],
) -> Iterator[Problem]:
    """Every row is a work with that keyword in the bibliography, and the reverse."""
    listed = set(frame[column])
    for line, key in zip(lines, frame[column], strict=True):
        if key in works and keyword not in works[key].keywords:
            what = f"{column}: the entry '{key}' at {works[key].where} lacks the keyword '{keyword}'"
            yield Problem(what, f"{name}:{line}", "add the keyword to the entry")
    for key, work in works.items():
        if keyword in work.keywords and key not in listed:
            what = f"entry '{key}' has the keyword '{keyword}' but no row in {name}"
            yield Problem(what, work.where, "add the row, or remove the keyword")
