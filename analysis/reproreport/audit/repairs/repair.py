"""What would make a table's numbers agree, as values; nothing is applied."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from reproreport.audit.printed.number import PrintedNumber
from reproreport.audit.printed.table import Address
from reproreport.audit.repairs.slips import Slip
from reproreport.audit.rules.relations import Relation
from reproreport.audit.rules.rounding import Span


@dataclass(frozen=True)
class Change:
    """One number of a repair.

    Attributes:
        address: where the number stands.
        printed: it as printed.
        span: its admissible values, in units of its last printed place. Where several numbers of a
            repair have more than one, not all pairs of their values need go together.
        likeliest: those of them that the most frequent slip turns into the print, ascending.
        proposed: the one of these that goes with what the repair's other changes propose.
        slip: how the print can have come from it.
    """

    address: Address
    printed: PrintedNumber
    span: Span
    likeliest: tuple[int, ...]
    proposed: int
    slip: Slip

    @property
    def value(self) -> int | None:
        """Return the admissible value where there is only one."""
        return self.span.low if self.span.size == 1 else None


@dataclass(frozen=True)
class Repair:
    """Numbers that, changed together, make a component agree.

    Attributes:
        changes: the numbers, in the table's order.
        mended: the relations that do not hold as printed, and hold then.
        exact: how many of the sums that any repair of the component touches agree exactly then,
            not only within their tolerance.
        explains: the mended relations in words with numbers, such as ``the row total 182``.
        explanation: the repair in one sentence.
        rank: its place among the repairs of its component, 1 first; equal for ties.
        tied: whether another repair of the component has the same rank.
    """

    changes: tuple[Change, ...]
    mended: tuple[Relation, ...]
    exact: int
    explains: tuple[str, ...]
    explanation: str
    rank: int = 1
    tied: bool = False

    @property
    def order(self) -> tuple[int, int, tuple[tuple[int, int], ...]]:
        """Return what sorts repairs of one size: relations mended, sums that agree exactly, slips."""
        slips = sorted((change.slip.order for change in self.changes), reverse=True)
        return -len(self.mended), -self.exact, tuple(slips)


class Rival(Enum):
    """What could be wrong instead of the numbers that a repair changes."""

    BASE = "Or the percentages were computed with another N than this table's."
    TOGETHER = "Or other numbers are wrong, by as much in two directions."
    ROUNDING = (
        "Or another number is wrong, if percentages were cut off or rounded up: too few are there to tell."
    )


@dataclass(frozen=True)
class Component:
    """Relations that do not hold and share numbers, and the smallest repairs of them.

    Attributes:
        violated: the relations.
        repairs: all smallest repairs, the best first; none where they take too many changes.
        size: how many numbers each of them changes; 0 where there is none.
        complete: whether the search was not cut short; else there may be other repairs.
        joint: whether each of the repairs can stand beside those of every other component.
        explanation: what was found, in one sentence.
        rival: what could be wrong instead, where one repair was found that is not certain to be the only one.
    """

    violated: tuple[Relation, ...]
    repairs: tuple[Repair, ...]
    size: int
    complete: bool
    joint: bool
    explanation: str
    rival: Rival | None = None

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Return the numbers of the relations."""
        return tuple(dict.fromkeys(at for relation in self.violated for at in relation.addresses))

    @property
    def unique(self) -> Repair | None:
        """Return the repair where it is certain to be the only one of its size."""
        only = len(self.repairs) == 1 and self.complete and self.joint and self.rival is None
        return self.repairs[0] if only else None


@dataclass(frozen=True)
class Repairs:
    """The components of a table that do not agree, in the table's order; none for one that does."""

    components: tuple[Component, ...] = ()

    @property
    def all(self) -> tuple[Repair, ...]:
        """Return the repairs of all components."""
        return tuple(repair for component in self.components for repair in component.repairs)
