"""Codebooks: what each data file of a folder holds, and what a cell of each type looks like.

What a codebook can ask of a whole file: unbroken numbering, and agreement with the bibliography.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reproreport.errors import DataError, Problem
from reproreport.numbers import WORDS
from reproreport.yamlfile import YamlFile, read_yaml_text

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


CODEBOOK = "codebook.yml"

#: The page that explains the format.
DOCS: Final = "`report help codebooks`"

#: What a file's entry may say beside the rules.
KEYS = ("title", "header", "key", "columns")

_YES, _NO = ("true", "yes"), ("false", "no", "")

#: What a column's cells may look like, by the type that the codebook gives it.
TYPES: Mapping[str, tuple[str, str]] = {
    "text": (r".+", "text"),
    "identifier": (r"[\w.-]+", "an identifier (letters, digits, _ . -)"),
    "integer": (r"-?\d+", "an integer"),
    "printed count": (r"\d+", "a count (digits only)"),
    "printed number": (r"-?\d+(?:[.,]\d+)?", "a number (digits, one decimal comma or point)"),
    "line": (r"[1-9]\d*", "a line number"),
    "yes or no": (r"yes|no", "'yes' or 'no'"),
    "year": (r"\d{4}", "a year (four digits)"),
    "date": (r"\d{4}(?:-\d{2}(?:-\d{2})?)?", "a date (2021-03-29, 2021-03 or 2021)"),
    "stated count": (rf"\d+|{'|'.join(WORDS[1:])}", "a number (digits, or a word from one to twelve)"),
    "citation key": (r"[^\s,]+", "a key of the bibliography"),
}


def number(printed: str) -> Decimal:
    """Return the value of a printed number; ``65,7`` and ``65.7`` are the same, exactly.

    Raises:
        ValueError: *printed* is not digits with at most one decimal mark.
    """
    pattern, meaning = TYPES["printed number"]
    if not re.fullmatch(pattern, printed):
        raise ValueError(f"{printed!r} is not {meaning}")
    return Decimal(printed.replace(",", "."))


def stated(count: str) -> int:
    """Return the value of a count as a text states it: ``05``, ``7`` or ``four``.

    Raises:
        ValueError: *count* is neither digits nor a word from one to twelve.
    """
    pattern, meaning = TYPES["stated count"]
    if not re.fullmatch(pattern, count):
        raise ValueError(f"{count!r} is not {meaning}")
    return int(count) if count.isdigit() else WORDS.index(count)


def is_date(text: str) -> bool:
    """Return whether a text in the form of a date is one of the calendar; other texts pass."""
    if not re.fullmatch(TYPES["date"][0], text):
        return True
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def is_optional(rule: Mapping[str, Any]) -> bool:
    """Return whether a column's cells may be empty."""
    return str(rule.get("optional", "")).lower() in _YES


def refers_to_bibliography(entry: Mapping[str, Any]) -> bool:
    """Return whether a file's entry in a codebook names works of the bibliography."""
    columns = (entry.get("columns") or {}).values()
    return "bibliography" in entry or any(rule["type"] == "citation key" for rule in columns)


def read_codebook(folder: Path, root: Path) -> YamlFile:
    """Return the codebook of a data folder.

    Raises:
        DataError: it is absent or not YAML, a file has no columns, or a column's type is unknown.
    """
    name = (folder / CODEBOOK).relative_to(root).as_posix()
    if not (folder / CODEBOOK).exists():
        tables = sorted(path.name for path in folder.glob("*.csv"))
        files = ", ".join(tables[:3]) + (" …" if tables[3:] else "") if tables else "its files"
        fix = f"describe {files} in {name}: every column with its type, as {DOCS} shows"
        raise DataError(Problem(f"no {CODEBOOK}", folder.relative_to(root).as_posix(), fix))
    codebook = read_yaml_text(folder / CODEBOOK, name, error=DataError)
    problems = list(_codebook_problems(codebook))
    if problems:
        raise DataError(*problems)
    return codebook


def _codebook_problems(codebook: YamlFile) -> Iterator[Problem]:
    files = codebook.data.get("files")
    if not isinstance(files, dict) or not files:
        yield Problem(
            "'files' is missing", codebook.where("files"), f"describe each data file under it: {DOCS}"
        )
        return
    for file, entry in files.items():
        if not isinstance(entry, dict):
            yield Problem(
                f"nothing describes '{file}'", codebook.where("files", file), "write at least a title"
            )
            continue
        described: Mapping[str, Any] = entry
        columns = described.get("columns") or {}
        if file.lower().endswith(".csv") and not columns:
            yield Problem(f"'{file}' has no columns", codebook.where("files", file), "describe its columns")
        if not isinstance(columns, dict):
            where = codebook.where("files", file, "columns")
            yield Problem("'columns' does not map columns to their descriptions", where, f"see {DOCS}")
            continue
        for column, rule in columns.items():
            wrong, fix = _broken_column(column, rule)
            if wrong:
                yield Problem(wrong, codebook.where("files", file, "columns", column), fix)
        broken = [(key, *words) for key, words in _broken_keys(described)]
        if not broken:
            names = ((place, name) for place, name in _named_columns(described) if name not in columns)
            broken = [(place, f"the {place} names '{name}', which is no column", "") for place, name in names]
        for key, what, fix in broken:
            yield Problem(what, codebook.where("files", file, key), fix or f"correct the {key}")


def _broken_column(column: str, rule: object) -> tuple[str, str]:
    """Return what is wrong with a column's description, and what to do; else two empty texts."""
    described = rule if isinstance(rule, dict) else {}
    kind = described.get("type")
    if not isinstance(kind, str) or kind not in TYPES:
        return f"column '{column}' has the type {kind!r}", f"known: {', '.join(TYPES)}"
    if str(described.get("optional", "")).lower() not in (*_YES, *_NO):
        return f"column '{column}': 'optional' is neither true nor false", "correct it"
    if not _is_list(described.get("values", [])):
        return f"column '{column}': 'values' is no list", "write it so: [one, two]"
    return "", ""


def _broken_keys(entry: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield each key of a file's entry that is unknown, or a rule that lacks what it needs."""
    for key, rule in entry.items():
        if key not in RULES:
            if key not in KEYS:
                yield key, (f"unknown key '{key}'", f"known: {', '.join([*KEYS, *RULES])}")
            elif key == "key" and not _is_list(rule):
                yield key, ("the key is no list of columns", "write it so: [one, two]")
            continue
        needed, optional = RULES[key]
        given = set(rule) if isinstance(rule, dict) else set()
        for name in sorted(needed - given):
            yield key, (f"the {key} has no '{name}'", "")
        for name in sorted(given - needed - optional):
            yield key, (f"the {key} knows no '{name}'", "")
        if isinstance(rule, dict) and not _is_list(rule.get("within", [])):
            yield key, ("'within' is no list of columns", "write it so: [one, two]")


def _is_list(value: object) -> bool:
    """Return whether a value is a list of texts."""
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _named_columns(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the columns that a file's key and rules name, each with where."""
    yield from (("key", column) for column in entry.get("key", ()))
    for rule in RULES:
        if rule in entry:
            yield rule, str(entry[rule].get("column"))
            yield from ((rule, column) for column in entry[rule].get("within", ()))
