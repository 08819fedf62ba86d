"""A value as it was accepted, and how far that of now may be from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from reproreport.results.result import TEXTS as SINGLE_TEXTS
from reproreport.results.result import Entry, exact

if TYPE_CHECKING:
    from reproreport.accepted.inputs import Inputs

#: Kinds whose values agree or differ.
TEXTS = (*SINGLE_TEXTS, "table")

#: For floats, whose last digits differ between versions of a library and between processors: a test
#: statistic or an estimate agrees to many more digits than these, a changed count to far fewer.
_RELATIVE = {"number": "1e-9", "interval": "1e-9", "figure data": "1e-9"}
#: P-values come from a distribution's tail, where libraries promise fewer digits.
_RELATIVE["p_value"] = "1e-6"


@dataclass(frozen=True)
class Tolerance:
    """The largest difference that is no drift.

    Attributes:
        how: ``exact``, ``absolute`` (in the value's own unit, a share for percentages) or ``relative``
            (a part of the accepted value; of the larger end of an interval).
        limit: the difference, as it is written.
    """

    how: str = "exact"
    limit: str = "0"

    @classmethod
    def from_json(cls, data: Any) -> Tolerance:
        """Read ``{"absolute": …}`` or ``{"relative": …}``.

        Raises:
            ValueError: it is neither, or no number from 0 up.
        """
        if not isinstance(data, dict) or len(data) != 1 or not {"absolute", "relative"} & set(data):
            raise ValueError('a tolerance is {"absolute": number} or {"relative": number}')
        ((how, limit),) = data.items()
        if isinstance(limit, str) or _number(limit) < 0:
            raise ValueError(f"a tolerance is a number from 0 up, and {limit!r} is not")
        return cls(how, repr(limit))

    def as_json(self) -> dict[str, int | float]:
        """Return what :meth:`from_json` reads."""
        number = float(self.limit)
        return {self.how: int(self.limit) if self.limit.isdecimal() else number}

    def allows(self, accepted: Sequence[float | str], now: Sequence[float | str]) -> bool:
        """Return whether numbers are near enough to the accepted ones.

        A float counts as the decimal that it is written as.

        Args:
            accepted: the accepted number, or the two ends of an interval.
            now: as many numbers of now.
        """
        old, new = [exact(value) for value in accepted], [exact(value) for value in now]
        limit = Fraction(self.limit)
        if self.how == "relative":
            limit *= max(map(abs, old))
        return all(abs(other - one) <= limit for one, other in zip(old, new, strict=True))

    def __str__(self) -> str:
        """Return the tolerance in words."""
        return {"absolute": f"± {self.limit}", "relative": f"relative {self.limit}"}.get(self.how, "exact")


EXACT = Tolerance()


def default_tolerance(entry: Entry) -> Tolerance:
    """Return the tolerance of a kind of value.

    Counts, texts and whatever is an exact fraction have none. A percentage that is a float may differ
    by half a unit of the digits that prose shows.
    """
    if entry.kind != "figure data" and not _is_float(entry.value):
        return EXACT
    if entry.kind == "percent":
        return Tolerance("absolute", f"5e-{(entry.decimals or 0) + 3}")
    limit = _RELATIVE.get(entry.kind)
    return Tolerance("relative", limit) if limit else EXACT


def _is_float(value: object) -> bool:
    if isinstance(value, list):
        return any(_is_float(part) for part in value)
    return isinstance(value, float)


def _number(value: Any) -> Fraction:
    try:
        return exact(value)
    except (TypeError, ValueError):
        return Fraction(-1)


@dataclass(frozen=True, kw_only=True)
class Accepted(Entry):
    """A value as it was accepted.

    Attributes:
        inputs: what it was computed from then; None where that was not kept.
        whole: all that its notebook used then; where no input of its own differs, one of these may.
            None where that was not kept.
        tolerance: how far a value may be from it, where somebody set that by hand.
        key: what its file calls the inputs.
        where: ``file:line`` of it.
    """

    inputs: Inputs | None = None
    whole: Inputs | None = None
    tolerance: Tolerance | None = None
    key: str = field(default="", compare=False)
    where: str = field(default="", compare=False)


AcceptedResults = Mapping[str, Accepted]
