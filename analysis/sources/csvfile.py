"""Read a CSV file as text, remembering on which line each row begins."""

from __future__ import annotations

import csv
import difflib
from pathlib import Path

from analysis.errors import Problem


def read_rows(path: Path, name: str) -> tuple[list[str], list[list[str]], list[int], list[Problem]]:
    """Return a CSV file's header, rows and line numbers, and what makes it unreadable."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        near = difflib.get_close_matches(path.name, [p.name for p in path.parent.glob("*.csv")], 1)
        fix = f"did you mean {near[0]}?" if near else "correct the path"
        return [], [], [], [Problem("the file does not exist", name, fix)]
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        return [], [], [], [Problem("not UTF-8 text", f"{name}:{line}", "save the file as UTF-8")]
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    problems: list[Problem] = []
    try:
        head = next(reader, [])
        line = reader.line_num
        for row in reader:
            line, start = reader.line_num, line + 1
            if len(row) == len(head):
                rows.append(row)
                lines.append(start)
            elif row:
                what = f"{len(row)} fields where the header has {len(head)}"
                problems.append(Problem(what, f"{name}:{start}", "add or remove a comma, or quote the text"))
    except csv.Error as error:
        problems.append(Problem(f"not valid CSV: {error}", f"{name}:{reader.line_num}", "check the quotes"))
    if not head:
        problems.append(Problem("the file is empty", f"{name}:1", "its first line names the columns"))
    return head, rows, lines, problems
