"""Where the results of now differ from the accepted ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

from reproreport.accepted.cells import Cell, CellChange, cell_changes
from reproreport.accepted.entry import TEXTS, Accepted, AcceptedResults, Tolerance, default_tolerance
from reproreport.results.entry import Current, CurrentResults, Entry
from reproreport.results.result import SINGLE

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
