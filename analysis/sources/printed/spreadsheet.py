"""Read a CSV file as spreadsheets and people write it: any usual encoding, separator and line end.

Nothing here knows what the columns mean. A file that is no table of text is refused, with the line
that shows it, before more than a bounded part of it is worked on.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from analysis.errors import DataError, Problem
from analysis.sources.problems import Problems, shown

#: No printed table needs more.
LARGEST_FILE: Final = 2_000_000
MOST_ROWS: Final = 20_000
LONGEST_LINE: Final = 10_000
_MOST_LINES = 100_000
_MOST_COLUMNS = 100

_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}
# Control characters but tab and line ends.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
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


def read_text(path: Path, name: str, largest: int = LARGEST_FILE) -> str:
    """Return a file's text with Unix line ends, whether UTF-8 or UTF-16 with a byte order mark.

    Raises:
        DataError: the file is absent, no regular file, too large, or no text.
    """
    try:
        if path.exists() and not path.is_file():
            raise DataError(Problem("this is no file", name, "name a file"))
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except FileNotFoundError:
        raise DataError(Problem("the file does not exist", name, "correct the path")) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise DataError(Problem(f"the file cannot be read: {why}", name, "check the path")) from None
    if len(data) > largest:
        size = f"the file is larger than {largest // 1000:,} kB, and no larger one is read"
        raise DataError(Problem(size, name, "is it the right file?"))
    encoding = next((found for bom, found in _BOMS.items() if data.startswith(bom)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, errors="replace")
        raise DataError(_not_text(before, encoding, name)) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := _NO_TEXT.search(text):
        what = f"the character U+{ord(found[0]):04X} stands in no text"
        fix = "save the file as UTF-8 (in a spreadsheet: CSV UTF-8)"
        raise DataError(Problem(what, f"{name}:{_line(text[: found.start()])}", fix))
    if text.count("\n") > _MOST_LINES:
        what = f"the file has more than {_MOST_LINES:,} lines, and no longer one is read"
        raise DataError(Problem(what, name, "is it the right file?"))
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST_LINE:
            what = f"the line has {len(line):,} characters, and at most {LONGEST_LINE:,} are read"
            raise DataError(Problem(what, f"{name}:{number}", "is it the right file?"))
    return text


def read_sheet(text: str, name: str, known: Collection[str], problems: Problems) -> Sheet:
    """Return the cells of a CSV file's text.

    The separator (comma, semicolon or tab) is the one under which the first line has most of the
    *known* columns. Known columns are found in any case. Empty lines, and empty columns without a name,
    are left out.

    Args:
        text: the file's text.
        name: the file, for messages.
        known: the names of the columns that matter.
        problems: takes what is wrong with single rows.

    Raises:
        DataError: the file is empty or too long, its quotes are not closed, or two columns have one name.
    """
    lines = text.split("\n")
    filled = sum(bool(line.strip(" \t,;")) for line in lines)
    if not filled:
        raise _empty(name)
    if filled > MOST_ROWS + 1:
        what = f"the file has {filled - 1:,} rows, and at most {MOST_ROWS:,} are read"
        raise DataError(Problem(what, name, "give each printed table a file of its own"))
    separator = _separator(lines, known)
    table = list(_fields(lines, separator, name))
    if not table:
        raise _empty(name)
    head_line, head = table.pop(0)
    while not head[-1]:
        head.pop()
    columns = _columns(head, known, f"{name}:{head_line}")
    rows = []
    for line, fields in table:
        if any(fields[len(head) :]) or len(fields) < len(head):
            _wrong_length(fields, len(head), separator, f"{name}:{line}", problems)
            continue
        if unnamed := [fields[index] for index, cell in enumerate(head) if not cell and fields[index]]:
            what = f"{shown(unnamed[0])} stands in a column without a name"
            problems.add(what, f"{name}:{line}", "name the column in the first line")
        rows.append(Row(line, {column: fields[index] for column, index in columns.items()}))
    return Sheet(head_line, tuple(columns), tuple(rows))


def _empty(name: str) -> DataError:
    """Return the error of a file in which nothing stands."""
    return DataError(Problem("the file is empty", f"{name}:1", "its first line names the columns"))


def _not_text(before: str, encoding: str, name: str) -> Problem:
    what = "not UTF-16 text" if encoding == "utf-16" else "not UTF-8 text"
    if encoding != "utf-16" and before.count("\n") and not before.isascii():
        what = "not UTF-8 text, though the lines before it are: the file mixes encodings"
    return Problem(what, f"{name}:{_line(before)}", "save the file as UTF-8 (in a spreadsheet: CSV UTF-8)")


def _line(before: str) -> int:
    """Return the number of the line that stands after a text, whatever its line ends."""
    return before.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1


def _separator(lines: list[str], known: Collection[str]) -> str:
    """Return the separator of the first line that holds anything; ``sep=;`` itself is not one."""
    for index, line in enumerate(lines):
        if hint := re.fullmatch(r'"?sep=([,;\t])"?', line.strip(" ").lower()):
            lines[index] = ""
            return hint[1]
        if line.strip():
            break
    names = {
        separator: [cell.strip(' "').lower() for cell in line.split(separator)] for separator in _SEPARATORS
    }
    return max(_SEPARATORS, key=lambda separator: sum(cell in known for cell in names[separator]))


def _fields(lines: list[str], separator: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the line and the fields of every row that holds anything."""
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=separator, strict=True)
    start = 1
    while True:
        try:
            fields = [field.strip().strip(_UNSEEN).strip() for field in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            what = "a quotation mark is opened here and not closed, or stands inside a cell"
            fix = 'close it; write a quotation mark inside a quoted cell twice: ""'
            raise DataError(Problem(what, f"{name}:{start}", fix)) from None
        if any(fields):
            yield start, fields
        start = reader.line_num + 1


def _columns(head: list[str], known: Collection[str], where: str) -> dict[str, int]:
    """Return the place of each column that has a name."""
    if len(head) > _MOST_COLUMNS:
        what = f"the first line names {len(head):,} columns"
        raise DataError(Problem(what, where, "a row holds one cell of the table: docs/printed-tables.md"))
    columns: dict[str, int] = {}
    for index, cell in enumerate(head):
        column = cell.lower() if cell.lower() in known else cell
        if column and column in columns:
            raise DataError(Problem(f"the column {shown(column)} stands twice", where, "remove one"))
        if column:
            columns[column] = index
    return columns


def _wrong_length(fields: list[str], due: int, separator: str, where: str, problems: Problems) -> None:
    """Note a row with too many or too few fields, and the usual cause."""
    mark = _SEPARATORS[separator]
    while len(fields) > due and not fields[-1]:
        fields.pop()
    fix = f"add or remove a {mark}, or quote a text that holds one"
    if separator == "," and len(fields) > due and re.search(r"\d,\d", ",".join(fields)):
        fix = 'a decimal comma needs quotes here ("65,7"), or semicolons between the cells'
    found = f"{len(fields)} cell{'' if len(fields) == 1 else 's'}"
    problems.add(f"{found} where the first line names {due}", where, fix)
