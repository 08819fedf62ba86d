"""The one reader of CSV, as spreadsheets and people write it: any usual separator and line end.

The separator is a comma, a semicolon or a tab. A first line ``sep=;`` says so; else it is the one under which
the first line names the columns that are known, or the only one that stands there. Nothing else is guessed.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from reproreport.errors import DataError, Problem, wrong
from reproreport.near import shown

_SEPARATORS: Final = {",": "comma", ";": "semicolon", "\t": "tab"}
_HINT = re.compile(r'"?sep=([,;\t])"?', re.IGNORECASE)
# What copying from a PDF leaves at the ends of a cell, and nobody sees.
_UNSEEN = "\u200b\u2060\ufeff\u00ad"


@dataclass(frozen=True)
class Row:
    """A row's cells by column, without the blanks around them, and the line it begins on."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Sheet:
    """The columns of a CSV file, the line that names them, and the rows below."""

    line: int
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_sheet(text: str, name: str, known: Collection[str]) -> Sheet:
    """Return the cells of a CSV file's text.

    What is wrong with single rows is a problem.

    Known columns are found in any case. Empty lines, and empty columns without a name, are left out.

    Args:
        text: the file's text, with Unix line ends.
        name: the file, for messages.
        known: the names of the columns that matter; none where nothing is known of the file.

    Raises:
        DataError: the file is empty, its separator cannot be told, its quotes are not closed, or two columns
            have one name.
    """
    lines, separator = _separated(text.split("\n"), name, known)
    table = _fields(lines, separator, name)
    head_line, head = next(table, (1, []))
    if not head:
        raise DataError(Problem("the file is empty", f"{name}:1", "its first line names the columns"))
    while not head[-1]:
        head.pop()
    columns = _columns(head, known, f"{name}:{head_line}")
    rows = []
    for line, fields in table:
        if any(fields[len(head) :]) or len(fields) < len(head):
            _wrong_length(fields, len(head), separator, f"{name}:{line}")
            continue
        if unnamed := [fields[index] for index, cell in enumerate(head) if not cell and fields[index]]:
            what = f"{shown(unnamed[0])} stands in a column without a name"
            wrong(what, f"{name}:{line}", "name the column in the first line")
        rows.append(Row(line, {column: fields[index] for column, index in columns.items()}))
    return Sheet(head_line, tuple(columns), tuple(rows))


@dataclass(frozen=True)
class Head:
    """How a CSV file is written: its separator, the line that names the columns, and their names."""

    separator: str
    line: int
    columns: list[str]

    def split(self, line: str) -> list[str]:
        """Return the cells of one line; a cell that goes on in the next line ends with it."""
        fields = next(csv.reader([line], delimiter=self.separator, skipinitialspace=True), [])
        return [_bare(field) for field in fields]


def read_head(lines: Sequence[str]) -> Head:
    """Return how a file of these lines is written.

    Raises:
        DataError: its separator cannot be told.
    """
    kept, separator = _separated(lines, "", ())
    return Head(separator, *next(_fields(kept, separator, ""), (1, [])))


def _separated(lines: Sequence[str], name: str, known: Collection[str]) -> tuple[Sequence[str], str]:
    """Return the lines without one that only says ``sep=;``, and the separator."""
    first = next((number for number, line in enumerate(lines) if line.strip(" \t,;")), None)
    if first is None:
        return (), ","
    if hint := _HINT.fullmatch(lines[first].strip(" ")):
        return [*lines[:first], "", *lines[first + 1 :]], hint[1]
    folded = {column.casefold() for column in known}
    heads = {mark: _head(lines[first:], mark) for mark in _SEPARATORS}
    fitting = {mark: sum(cell.casefold() in folded for cell in head) for mark, head in heads.items()}
    found = [mark for mark, head in heads.items() if fitting[mark] == max(fitting.values()) and len(head) > 1]
    if len(found) > 1:
        marks = " and ".join(f"{_SEPARATORS[mark]}s" for mark in found)
        what = f"{marks} stand in the line that names the columns: which separate the cells?"
        fix = f"save the file with commas, or write 'sep={found[-1]}' in a line above"
        raise DataError(Problem(what, f"{name}:{first + 1}", fix))
    if not found:
        _require_one_column(lines[first + 1 :], f"{name}:{first + 1}")
    return lines, found[0] if found else ","


def _head(lines: Sequence[str], separator: str) -> list[str]:
    """Return the cells of the first row; none where the quotes in it belong to another separator."""
    try:
        return next(_fields(lines, separator, ""), (1, []))[1]
    except DataError:
        return []


def _fields(lines: Sequence[str], separator: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the line and the fields of every row that holds anything."""
    reader = csv.reader(
        (f"{line}\n" for line in lines), delimiter=separator, skipinitialspace=True, strict=True
    )
    start = 1
    while True:
        try:
            fields = [_bare(field) for field in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            what = "a quotation mark is opened here and not closed, or stands inside a cell"
            fix = 'close it; write a quotation mark inside a quoted cell twice: ""'
            raise DataError(Problem(what, f"{name}:{start}", fix)) from None
        if any(fields):
            yield start, fields
        start = reader.line_num + 1


def _bare(field: str) -> str:
    return field.strip().strip(_UNSEEN).strip()


def _columns(head: list[str], known: Collection[str], where: str) -> dict[str, int]:
    """Return the place of each column that has a name."""
    folded = {column.casefold(): column for column in known}
    columns: dict[str, int] = {}
    for index, cell in enumerate(head):
        column = cell if cell in known else folded.get(cell.casefold(), cell)
        if column and column in columns:
            raise DataError(Problem(f"the column {shown(column)} stands twice", where, "remove one"))
        if column:
            columns[column] = index
    return columns


def _require_one_column(rows: Sequence[str], where: str) -> None:
    """Refuse a file whose first line names one column where its rows look like several."""
    for mark in (";", "\t"):  # a comma makes a row of several cells
        counts = {row.count(mark) for row in rows if row.strip()}
        if len(counts) == 1 and 0 not in counts and not any('"' in row for row in rows):
            what = f"the first line names one column, and every row holds as many {_SEPARATORS[mark]}s"
            raise DataError(Problem(what, where, "name each column, or quote the texts"))


def _wrong_length(fields: list[str], due: int, separator: str, where: str) -> None:
    """Note a row with too many or too few fields, and the usual cause."""
    mark = _SEPARATORS[separator]
    while len(fields) > due and not fields[-1]:
        fields.pop()
    fix = f"add or remove a {mark}, or quote a text that holds one"
    if separator == "," and len(fields) > due and re.search(r"\d,\d", ",".join(fields)):
        fix = 'a decimal comma needs quotes here ("65,7"), or semicolons between the cells'
    found = f"{len(fields)} cell{'' if len(fields) == 1 else 's'}"
    wrong(f"{found} where the first line names {due}", where, fix)
