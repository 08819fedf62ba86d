"""Two tables, cell by cell: rows and columns that belong together are compared, the others are named."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from reproreport.results.shown import Rows

Cell = int | float | str
Pair = tuple[int | None, int | None]

#: Longer texts are cut in the names of rows and columns.
_WORDS = 40


@dataclass(frozen=True)
class CellChange:
    """One difference between two tables.

    Attributes:
        row: which row, by its place and first words; empty where it is a whole column.
        column: which column, by its heading; empty where it is a whole row.
        accepted: the accepted cell, or the row; empty where it is new.
        now: the cell of now, or the row; empty where it vanished.
    """

    row: str
    column: str
    accepted: str
    now: str

    def __str__(self) -> str:
        """Return the difference in one line."""
        where = ", ".join(part for part in (self.row, self.column) if part)
        return f"{where}: {self.accepted or '(nothing)'} → {self.now or '(nothing)'}"


def cell_changes(
    accepted: Rows, now: Rows, head: tuple[int, int], same: Callable[[Cell, Cell], bool]
) -> list[CellChange]:
    """Return what differs between two tables, in reading order.

    A row or column that was put in or taken out is one difference, and those after it are compared with
    their own former selves.

    Args:
        accepted: the accepted rows.
        now: the rows of now.
        head: how many rows of each are headers.
        same: whether two cells are near enough to each other.
    """
    if not accepted or not now:
        gone = [CellChange(_row_name(accepted, i), "", _words(row), "") for i, row in enumerate(accepted)]
        return gone + [CellChange(_row_name(now, j), "", "", _words(row)) for j, row in enumerate(now)]
    changes: list[CellChange] = []
    kept: list[tuple[int, int]] = []
    old_columns, new_columns = columns_of(accepted, head[0]), columns_of(now, head[1])
    for i, j in _pairs([[name] for name in old_columns], [[name] for name in new_columns]):
        if i is None and j is not None:
            changes.append(CellChange("", f"column '{new_columns[j]}'", "", "a new column"))
        elif j is None and i is not None:
            changes.append(CellChange("", f"column '{old_columns[i]}'", "a column", ""))
        elif i is not None and j is not None:
            kept.append((i, j))
    old = [[row[i] for i, _ in kept] for row in accepted]
    new = [[row[j] for _, j in kept] for row in now]
    for i, j in _pairs([_keys(row) for row in old], [_keys(row) for row in new]):
        if i is None and j is not None:
            changes.append(CellChange(_row_name(now, j), "", "", _words(now[j])))
        elif j is None and i is not None:
            changes.append(CellChange(_row_name(accepted, i), "", _words(accepted[i]), ""))
        elif i is not None and j is not None:
            changes += (
                CellChange(_row_name(now, j), new_columns[kept[place][1]], str(was), str(is_))
                for place, (was, is_) in enumerate(zip(old[i], new[j], strict=True))
                if not same(was, is_)
            )
    return changes


def columns_of(rows: Rows, head: int) -> list[str]:
    """Return the name of each column: its headings from the top; a spanner counts for all that it spans."""
    names: list[list[str]] = [[] for _ in (rows[0] if rows else ())]
    for level, row in enumerate(rows[:head]):
        spanner = ""
        for column, text in enumerate(row):
            spanner = str(text) or (spanner if level < head - 1 else "")
            if spanner and spanner not in names[column]:
                names[column].append(spanner)
    return [_short(" / ".join(parts)) or f"column {place}" for place, parts in enumerate(names, 1)]


def _pairs(old: Sequence[Sequence[Hashable]], new: Sequence[Sequence[Hashable]]) -> Iterator[Pair]:
    """Pair the items of two sequences by their first key, those without a partner by their next one.

    What then stands between two pairs belongs together in its order. An item without a partner is paired
    with None.
    """
    for level in range(len((*old, *new)[0]) if old or new else 0):
        matcher = SequenceMatcher(None, [k[level] for k in old], [k[level] for k in new], autojunk=False)
        blocks = matcher.get_opcodes()
        if any(tag == "equal" for tag, *_ in blocks):
            for tag, i, i_end, j, j_end in blocks:
                if tag == "equal":
                    yield from zip(range(i, i_end), range(j, j_end), strict=True)
                    continue
                # Equally many stand in the place of as many: they are the same, changed.
                left, right = old[i:i_end], new[j:j_end]
                if len(left) != len(right):
                    left, right = [k[level + 1 :] for k in left], [k[level + 1 :] for k in right]
                    inner = _pairs(left, right)
                else:
                    inner = zip(range(len(left)), range(len(right)), strict=True)
                yield from ((a if a is None else a + i, b if b is None else b + j) for a, b in inner)
            return
    yield from zip_longest(range(len(old)), range(len(new)))


def _keys(row: Sequence[Cell]) -> list[Hashable]:
    """Return what a row is known by: all its cells (floats but for their last digits), its first words."""
    whole = tuple(f"{cell:.9g}" if isinstance(cell, float) else cell for cell in row)
    return [whole, next((cell for cell in row if cell != ""), "")]


def _row_name(rows: Rows, place: int) -> str:
    first = next((str(cell) for cell in rows[place] if cell != ""), "")
    return f"row {place + 1} ({_short(first)})" if first else f"row {place + 1}"


def _words(row: Sequence[Any]) -> str:
    return " | ".join(str(cell) for cell in row if cell != "") or "(an empty row)"


def _short(text: str) -> str:
    return text if len(text) <= _WORDS else f"{text[: _WORDS - 1]}…"
