"""How large a printed table may be: what is larger is another kind of file, and is not worked on."""

from __future__ import annotations

from typing import Final

from reproreport.errors import DataError, Problem

#: In bytes; no printed table needs more, and no header of one.
LARGEST_FILE: Final = 2_000_000
LARGEST_HEADER: Final = 256_000
MOST_ROWS: Final = 20_000
_MOST_LINES = 100_000
_LONGEST_LINE = 10_000


def require_table(text: str, name: str) -> None:
    """Refuse the text of a CSV file that is too long for a printed table.

    Raises:
        DataError: it has too many lines or rows, or a line is too long.
    """
    lines = text.split("\n")
    if len(lines) - 1 > _MOST_LINES:
        what = f"the file has more than {_MOST_LINES:,} lines, and no longer one is read"
        raise DataError(Problem(what, name, "is it the right file?"))
    for number, line in enumerate(lines, 1):
        if len(line) > _LONGEST_LINE:
            what = f"the line has {len(line):,} characters, and at most {_LONGEST_LINE:,} are read"
            raise DataError(Problem(what, f"{name}:{number}", "is it the right file?"))
    filled = sum(bool(line.strip(" \t,;")) for line in lines)
    if filled > MOST_ROWS + 1:
        what = f"the file has {filled - 1:,} rows, and at most {MOST_ROWS:,} are read"
        raise DataError(Problem(what, name, "give each printed table a file of its own"))
