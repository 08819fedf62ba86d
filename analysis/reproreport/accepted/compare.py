"""Where the results of now differ from the accepted ones.

Two tables, cell by cell: rows and columns that belong together are compared, the others are named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial
from itertools import zip_longest
from typing import Any, Literal

from reproreport.accepted.entry import TEXTS, Accepted, AcceptedResults, Tolerance, default_tolerance
from reproreport.results.result import SINGLE, Current, CurrentResults, Entry
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


Status = Literal["changed", "new", "vanished", "renamed"]


@dataclass(frozen=True)
class Cause:
    """One thing that changed since a value was accepted.

    Attributes:
        what: what changed, such as ``data/x/table-1.csv line 12: count``, ``parameter alpha``, ``scipy``,
            ``notebook cell 'tests'``.
        where: ``file:line`` of it where there is one, for the annotation of that line; else empty.
        before: what it was, empty where that cannot be shown in a word.
        after: what it is now.
    """

    what: str
    where: str = ""
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        """Return the cause in one line: what changed, from what, to what."""
        if not (self.before or self.after):
            return self.what
        return f"{self.what} {self.before or '(nothing)'} → {self.after or '(nothing)'}"


@dataclass(frozen=True)
class Drift:
    """One result that is not as accepted.

    Attributes:
        status: ``changed``; ``new``, computed and not accepted; ``vanished``, accepted and no longer
            computed; ``renamed``, accepted under another name.
        name: its name now; that of a vanished result is the accepted one.
        accepted: the accepted value; None where it is new.
        now: the value of now; None where it vanished.
        changes: what of it differs beside its value: ``unit``, ``kind``, ``decimals``, ``header rows``.
        cells: the cells of a table that differ.
        causes: what else differs from when it was accepted.
    """

    status: Status
    name: str
    accepted: Accepted | None = None
    now: Current | None = None
    changes: tuple[str, ...] = ()
    cells: tuple[CellChange, ...] = ()
    causes: tuple[Cause, ...] = ()

    @property
    def entry(self) -> Entry:
        """Return the value of now, or the accepted one of a vanished result."""
        entry = self.now or self.accepted
        assert entry is not None  # noqa: S101  (one of the two is always there)
        return entry

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names that mean this drift: two for a renamed result."""
        return tuple(dict.fromkeys(entry.name for entry in (self.accepted, self.now) if entry))


@dataclass(frozen=True)
class Comparison:
    """The accepted results against those of now.

    Attributes:
        drifts: every result that is not as accepted, by name.
        agreeing: the names of all others.
        pictures: the figures among these whose picture differs.
    """

    drifts: tuple[Drift, ...]
    agreeing: tuple[str, ...]
    pictures: tuple[str, ...]


def compare(accepted: AcceptedResults, now: CurrentResults) -> Comparison:
    """Compare every result of now with the accepted ones; causes are not yet sought."""
    drifts: list[Drift] = []
    agreeing: list[str] = []
    for name in accepted.keys() & now.keys():
        drift = difference(accepted[name], now[name])
        if drift is None:
            agreeing.append(name)
        else:
            drifts.append(drift)
    vanished = {name: accepted[name] for name in accepted.keys() - now.keys()}
    new = {name: now[name] for name in now.keys() - accepted.keys()}
    for old, name in _renamed(vanished, new):
        drifts.append(Drift("renamed", name, vanished.pop(old), new.pop(name)))
    drifts += (Drift("vanished", name, accepted=entry) for name, entry in vanished.items())
    drifts += (Drift("new", name, now=entry) for name, entry in new.items())
    pictures = (name for name in agreeing if accepted[name].picture not in ("", now[name].picture))
    return Comparison(
        tuple(sorted(drifts, key=lambda drift: drift.name)), tuple(sorted(agreeing)), tuple(sorted(pictures))
    )


def difference(accepted: Accepted, now: Current) -> Drift | None:
    """Return how a value differs from the accepted one of its name, or None where it does not."""
    changes = tuple(
        f"{what}: {_or_none(old)} → {_or_none(new)}"
        for what, old, new in (
            ("kind", accepted.kind, now.kind),
            ("unit", accepted.unit, now.unit),
            ("decimals", accepted.decimals, now.decimals),
            ("header rows", accepted.head, now.head),
        )
        if old != new
    )
    cells: tuple[CellChange, ...] = ()
    tolerance = accepted.tolerance or default_tolerance(accepted)
    if (accepted.kind in SINGLE) != (now.kind in SINGLE):
        agree = False
    elif accepted.kind in SINGLE:
        agree = _agree(accepted, now, tolerance)
    else:
        heads = (accepted.head, now.head)
        same = partial(_same, tolerance=tolerance)
        cells = tuple(cell_changes(accepted.table, now.table, heads, same))
        agree = not cells
    if agree and not changes:
        return None
    return Drift("changed", now.name, accepted, now, changes, cells)


def _agree(accepted: Entry, now: Entry, tolerance: Tolerance) -> bool:
    """Return whether a single value is near enough to the accepted one."""
    old, new = accepted.single, now.single
    if accepted.kind in TEXTS or now.kind in TEXTS:
        return old == new
    one, other = (value if isinstance(value, list) else [value] for value in (old, new))
    if len(one) != len(other):
        return False
    return tolerance.allows(one, other)


def _same(accepted: Cell, now: Cell, tolerance: Tolerance) -> bool:
    """Return whether a cell of a table is near enough to the accepted one; only floats need be near."""
    if isinstance(accepted, str) or isinstance(now, str) or not isinstance(accepted, float):
        return accepted == now
    return tolerance.allows([accepted], [now])


def _renamed(vanished: Mapping[str, Accepted], new: Mapping[str, Current]) -> Iterator[tuple[str, str]]:
    """Yield a vanished and a new name where only one of each has that chapter, kind, unit and value."""
    old, now = _by_value(vanished.values()), _by_value(new.values())
    for value in old.keys() & now.keys():
        if len(old[value]) == len(now[value]) == 1:
            yield old[value][0], now[value][0]


def _by_value(entries: Iterable[Entry]) -> dict[tuple[object, ...], list[str]]:
    names: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for entry in entries:
        value = tuple(entry.value) if isinstance(entry.value, list) else entry.value
        names[entry.chapter, entry.kind, entry.unit, value].append(entry.name)
    return names


def _or_none(value: object) -> str:
    return "none" if value in ("", None) else str(value)
