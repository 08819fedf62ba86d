"""What a file was: its content as git remembers it, and which lines of it, or cells of a table, changed."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from reproreport.errors import ReportError
from reproreport.git import git
from reproreport.sources.csvfile import Head, read_head
from reproreport.textfile import decode, lines_of

#: Longer texts are cut.
_WORDS = 60


@dataclass(frozen=True)
class LineChange:
    """One changed line: its number now (or where it stood), the column, what it was and is."""

    line: int
    column: str
    before: str
    after: str


def line_changes(before: bytes, after: bytes, *, is_table: bool) -> list[LineChange]:
    """Return what differs between two versions of a text file, line by line.

    Args:
        before: the former content.
        after: the content of now.
        is_table: whether it is CSV, whose first line names the columns; then a line that stayed in its
            place gives one change for each cell that differs.
    """
    old, new = _lines(before), _lines(after)
    head = _head(new) if is_table else None
    changes: list[LineChange] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        both = min(i2 - i1, j2 - j1)
        for offset in range(both):
            changes += _one_line(j1 + offset + 1, old[i1 + offset], new[j1 + offset], head)
        changes += [LineChange(i + 1, "", _cut(old[i]), "") for i in range(i1 + both, i2)]
        changes += [LineChange(j + 1, "", "", _cut(new[j])) for j in range(j1 + both, j2)]
    return changes


def _lines(content: bytes) -> list[str]:
    try:
        return lines_of(decode(content, ""))
    except ReportError:
        return lines_of(content.decode("utf-8", "replace"))


def _head(lines: Sequence[str]) -> Head | None:
    try:
        return read_head(lines)
    except ReportError:
        return None


def _one_line(line: int, before: str, after: str, head: Head | None) -> Iterator[LineChange]:
    old, new = (head.split(before), head.split(after)) if head else ([], [])
    if head and line > head.line and len(old) == len(new) == len(head.columns):
        for column, was, now in zip(head.columns, old, new, strict=True):
            if was != now:
                yield LineChange(line, column, _cut(was), _cut(now))
    else:
        yield LineChange(line, "", _cut(before), _cut(after))


def _cut(text: str) -> str:
    return text if len(text) <= _WORDS else f"{text[: _WORDS - 1]}…"


#: The full name of a revision, which is the same one for ever.
_FULL = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def blob(root: Path, identifier: str) -> bytes | None:
    """Return the content that git keeps under a blob id; None where it does not, or there is no git."""
    return git(root, "cat-file", "blob", identifier)


def at_revision(root: Path, revision: str, path: str) -> bytes | None:
    """Return a file, by its path from *root*, as it was at a revision; None where it was not.

    Many results ask for the same files of the revision that accepted them: git is asked once.
    """
    return (_kept if _FULL.fullmatch(revision) else _shown)(root, revision, path)


def _shown(root: Path, revision: str, path: str) -> bytes | None:
    return git(root, "cat-file", "blob", f"{revision}:./{path}")


_kept = cache(_shown)


def files_at(root: Path, revision: str, folder: str) -> list[str] | None:
    """Return the files of a folder at a revision, as paths from *root*; None for an unknown revision."""
    if git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") is None:
        return None
    # -z: git would write a name of other than English letters in a code of its own.
    listed = git(root, "ls-tree", "-r", "-z", "--name-only", revision, "--", f"./{folder}") or b""
    return [name for name in os.fsdecode(listed).split("\0") if name]


def last_change(root: Path, *paths: str) -> str | None:
    """Return the revision that last changed one of some files; None where none was ever committed."""
    found = git(root, "rev-list", "-1", "HEAD", "--", *paths)
    return found.decode().strip() or None if found else None
