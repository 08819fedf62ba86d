"""Compare data files with their codebook: every violation at once, each with file and line."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reproreport.errors import MOST, DataError, Problem, Problems, gather, wrong
from reproreport.near import nearest
from reproreport.normalform import nfc
from reproreport.sources.bibliography import Entry, read_bibliography
from reproreport.sources.codebook import (
    TYPES,
    broken_rules,
    is_date,
    is_optional,
    read_codebook,
    refers_to_bibliography,
)
from reproreport.sources.csvfile import Sheet, read_sheet
from reproreport.textfile import read_text
from reproreport.yamlfile import YamlFile

if TYPE_CHECKING:
    import pandas as pd


def validate(folder: Path, root: Path) -> dict[str, int]:
    """Check every file of a data folder; return the number of rows of each CSV file.

    Raises:
        DataError: every violation in the folder at once, as ``file:line: column: what is wrong``.
    """
    codebook = read_codebook(folder, root)
    described: Mapping[str, Any] = codebook.data["files"]
    rows: dict[str, int] = {}
    with Problems() as problems:
        for path in sorted(path for path in folder.iterdir() if path.suffix.lower() == ".csv"):
            name = path.relative_to(root).as_posix()
            if nfc(path.name) not in described:
                wrong("the codebook does not describe this file", name, f"add it to {codebook.name}")
                continue
            frame, found = check_file(path, codebook, root)
            gather(*found)
            rows[nfc(path.name)] = len(frame)
        for missing in sorted(set(described) - {nfc(path.name) for path in folder.iterdir()}):
            where = codebook.where("files", missing)
            wrong(f"'{missing}' is described but does not exist", where, "add or remove it")
    problems.stop(DataError)
    return rows


def check_file(path: Path, codebook: YamlFile, root: Path) -> tuple[pd.DataFrame, list[Problem]]:
    """Read one CSV file and compare it with its codebook; return its rows and what is wrong."""
    import pandas as pd

    name = path.relative_to(root).as_posix()
    entry: dict[str, Any] = codebook.data["files"].get(nfc(path.name), {})
    columns: dict[str, dict[str, Any]] = entry.get("columns") or {}
    if not columns:
        problem = Problem("the codebook does not describe this file", name, f"add it to {codebook.name}")
        return pd.DataFrame(), [problem]
    sheet, problems = read_csv(path, name, columns)
    lines = [row.line for row in sheet.rows]
    cells = [list(row.cells.values()) for row in sheet.rows]
    frame = pd.DataFrame(cells, columns=list(sheet.columns), dtype="str")
    # Under a wrong header every row has a cell too many or too few; the header is what to mend.
    head = f"{name}:{sheet.line}"
    problems = (list(_wrong_columns(sheet.columns, columns, head)) if sheet.columns else []) or problems
    works = read_bibliography(root) if refers_to_bibliography(entry) else {}
    if not problems:
        problems = _violations(frame, columns, works, name, lines)
        problems += _repeated_rows(frame, list(entry.get("key", ())), name, lines)
    if not problems:
        problems = list(broken_rules(frame, entry, name, lines, works))
    frame["origin"] = [f"{name}:{line}" for line in lines]
    return frame, problems


def read_csv(path: Path, name: str, columns: Collection[str]) -> tuple[Sheet, list[Problem]]:
    """Return a CSV file's cells, none where it cannot be read, and what is wrong with it.

    Args:
        path: the file.
        name: the file, for messages.
        columns: the names of the columns that it should have, where they are known.
    """
    with Problems(name, MOST) as problems:
        try:
            sheet = read_sheet(read_text(path, name, error=DataError), name, columns)
        except DataError as error:
            return Sheet(1, (), ()), list(error.problems)
    return sheet, list(problems)


def _wrong_columns(head: Sequence[str], columns: Mapping[str, Any], where: str) -> Iterator[Problem]:
    for column in columns:
        if column not in head:
            yield Problem(f"{column}: the column is missing", where, f"expected: {','.join(columns)}")
    for column in head:
        if column not in columns:
            fix = nearest(column, columns, "describe it in the codebook, or remove it")
            yield Problem(f"{column}: the codebook knows no such column", where, fix)


def _violations(
    frame: pd.DataFrame,
    columns: Mapping[str, Any],
    works: Mapping[str, Entry],
    name: str,
    lines: list[int],
) -> list[Problem]:
    """Validate the cells with pandera; return one problem for each cell that is wrong."""
    import pandera.pandas as pa

    meaning: dict[tuple[str, str], str] = {}
    checked: dict[str, Any] = {}
    for column, rule in columns.items():
        pattern, words = TYPES[rule["type"]]
        if is_optional(rule):
            pattern, words = f"(?:{pattern})?", f"{words} or nothing"
        checks = [pa.Check.str_matches(rf"\A(?:{pattern})\Z", error="type")]
        meaning[column, "type"] = words
        if "values" in rule:
            allowed = [str(value) for value in rule["values"]]
            checks.append(pa.Check.isin(allowed, error="values"))
            meaning[column, "values"] = f"one of {', '.join(map(repr, allowed))}"
        if rule["type"] == "date":
            checks.append(pa.Check(is_date, element_wise=True, error="date"))
            meaning[column, "date"] = "a day of the calendar"
        if rule["type"] == "citation key":
            known = [*works, ""] if is_optional(rule) else list(works)
            checks.append(pa.Check.isin(known, error="key"))
            meaning[column, "key"] = "a key of the bibliography"
        checked[column] = pa.Column(checks=checks)
    found: set[tuple[int, str]] = set()
    try:
        pa.DataFrameSchema(checked).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        for column, check, value, index in zip(
            cases["column"], cases["check"], cases["failure_case"], cases["index"], strict=True
        ):
            found.add((lines[int(index)], f"{column}: {value!r} is not {meaning[column, check]}"))
    return [Problem(what, f"{name}:{line}", "correct the cell") for line, what in sorted(found)]


def _repeated_rows(frame: pd.DataFrame, key: list[str], name: str, lines: list[int]) -> Iterator[Problem]:
    first: dict[tuple[str, ...], int] = {}
    for line, *values in zip(lines, *(frame[column] for column in key or frame.columns), strict=True):
        earlier = first.setdefault(tuple(values), line)
        if earlier != line:
            words = ", ".join(f"{c} {v!r}" for c, v in zip(key or frame.columns, values, strict=True))
            yield Problem(f"the row repeats line {earlier}: {words}", f"{name}:{line}", "remove one of them")
