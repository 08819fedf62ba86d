"""Drifts as a reader sees them, in words, and as machines do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from reproreport.accepted.entry import TEXTS, Tolerance, default_tolerance
from reproreport.results.result import ASSERTION, WHOLE, Entry, exact, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from reproreport.accepted.compare import Comparison, Drift

#: Cells of a table that are named; the rest are counted.
CELLS = 10

NOTHING = "–"


@dataclass(frozen=True)
class Wording:
    """A drift as a reader meets it, the same on the terminal, in a summary and in a test's message.

    Attributes:
        title: the status and the name: ``renamed a.b (was a.c)``.
        accepted: the accepted value.
        now: the value of now.
        difference: what differs, and by how much.
        tolerance: how much may differ.
        cells: the cells that differ.
        causes: the causes.
    """

    title: str
    accepted: str
    now: str
    difference: str
    tolerance: str
    cells: tuple[str, ...]
    causes: tuple[str, ...]

    def __str__(self) -> str:
        """Return all of it, in a few lines."""
        return "\n    ".join([self.line, *self.details])

    @property
    def details(self) -> tuple[str, ...]:
        """Return the cells that differ, then the causes."""
        return (*self.cells, *(f"cause: {cause}" for cause in self.causes))

    @property
    def line(self) -> str:
        """Return what differs, in one line."""
        line = f"{self.title}: {self.accepted} → {self.now}"
        return f"{line} ({self.difference}; tolerance: {self.tolerance})" if self.difference else line

    @property
    def short(self) -> str:
        """Return what differs, in a shorter line: of a table its first cell."""
        if self.cells:
            return f"{self.title}: {self.cells[0]}{f' … {self.difference}' * (len(self.cells) > 1)}"
        if NOTHING in (self.accepted, self.now):
            return f"{self.title}: {self.accepted if self.now == NOTHING else self.now}"
        return f"{self.title}: {self.accepted} → {self.now}{f' ({self.difference})' * bool(self.difference)}"


def worded(drift: Drift) -> Wording:
    """Return a drift in words."""
    old, now = drift.accepted, drift.now
    title = f"{drift.status} {drift.name}"
    if drift.status == "renamed" and old is not None:
        title += f" (was {old.name})"
    tolerance = old.tolerance or default_tolerance(old) if old is not None else None
    shown = _values([entry for entry in (old, now) if entry is not None])
    cells = [str(change) for change in drift.cells]
    if len(cells) > CELLS:
        cells[CELLS:] = [f"… and {len(cells) - CELLS} more"]
    return Wording(
        title,
        shown[0] if old is not None else NOTHING,
        shown[-1] if now is not None else NOTHING,
        _difference(drift),
        _tolerance(tolerance, drift.entry) if tolerance is not None else NOTHING,
        tuple(cells),
        tuple(map(str, drift.causes)),
    )


def listed(names: Sequence[str]) -> str:
    """Return names in one line: the first, and how many more there are."""
    more = [f"and {len(names) - CELLS} more"] if len(names) > CELLS else []
    return ", ".join([*names[:CELLS], *more])


def counted(drifts: Iterable[Drift]) -> str:
    """Return how many results drifted, and how: ``3 results differ: 2 changed, 1 new``."""
    states = [drift.status for drift in drifts]
    kinds = (f"{states.count(state)} {state}" for state in dict.fromkeys(sorted(states)))
    return f"{len(states)} {'result differs' if len(states) == 1 else 'results differ'}: {', '.join(kinds)}"


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison for machines."""
    return {
        "as_accepted": len(comparison.agreeing),
        "drifts": [drift_json(drift) for drift in comparison.drifts],
        "pictures": list(comparison.pictures),
    }


def drift_json(drift: Drift) -> dict[str, Any]:
    """Return a drift for machines: exact values, every cell and every cause."""
    old, now = drift.accepted, drift.now

    def value(entry: Entry | None) -> object:
        return None if entry is None or entry.kind in WHOLE else entry.value

    return {
        "name": drift.name,
        "status": drift.status,
        "was": old.name if old is not None and drift.status == "renamed" else None,
        "chapter": drift.entry.chapter,
        "kind": drift.entry.kind,
        "accepted": value(old),
        "now": value(now),
        "difference": _difference(drift),
        "tolerance": worded(drift).tolerance,
        "cells": [
            {"row": cell.row, "column": cell.column, "accepted": cell.accepted, "now": cell.now}
            for cell in drift.cells
        ],
        "causes": [
            {"what": cause.what, "where": cause.where, "before": cause.before, "after": cause.after}
            for cause in drift.causes
        ],
        "where": old.where if old is not None else None,
    }


def _values(entries: list[Entry]) -> list[str]:
    """Return the values in words, with as many digits as tell them apart."""
    short = [_value(entry, ".6g") for entry in entries]
    return short if len(set(short)) == len(short) else [_value(entry, "") for entry in entries]


def _value(entry: Entry, digits: str) -> str:
    if entry.kind in WHOLE:
        return f"{len(entry.table)} rows"
    if entry.kind == ASSERTION:
        return text_of(entry.single, ASSERTION)
    if entry.kind in TEXTS:
        return f"“{entry.value}”"
    value = entry.single
    parts = value if isinstance(value, list) else [value]
    numbers = " to ".join(format(part, digits) if isinstance(part, float) else str(part) for part in parts)
    if entry.kind != "percent":
        return numbers
    return f"{text_of(value, 'percent', entry.unit, entry.decimals)} ({numbers})"


def _difference(drift: Drift) -> str:
    """Return what differs between an accepted value and that of now."""
    old, now = drift.accepted, drift.now
    if drift.status != "changed" or old is None or now is None:
        return ""
    parts = list(drift.changes)
    if drift.cells:
        parts.append(f"{len(drift.cells)} {'cell' if len(drift.cells) == 1 else 'cells'}")
    elif not {old.kind, now.kind} & {*TEXTS, *WHOLE}:
        one, other = (entry.single for entry in (old, now))
        pair = [value if isinstance(value, list) else [value] for value in (one, other)]
        if one != other and len(pair[0]) == len(pair[1]):
            scale = 100 if now.kind == "percent" else 1
            steps = [_signed((exact(b) - exact(a)) * scale) for a, b in zip(*pair, strict=True)]
            parts.append(" and ".join(steps) + (" points" if scale == 100 else ""))
    elif now.kind == ASSERTION:
        parts.append(now.text)
    elif not parts:
        parts.append("another text")
    return "; ".join(parts)


def _tolerance(tolerance: Tolerance, entry: Entry) -> str:
    """Return a tolerance; that of a share in percentage points."""
    if tolerance.how == "absolute" and entry.kind == "percent":
        return f"± {float(Fraction(tolerance.limit) * 100):g} points"
    return str(tolerance)


def _signed(number: Fraction) -> str:
    return f"{int(number):+}" if number.denominator == 1 else f"{float(number):+.3g}"
