"""What would make a table's numbers agree, as values; nothing is applied."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from reproreport.audit.rules.grid import show
from reproreport.audit.rules.relations import LARGEST, AtMost, Family, PercentRelation, Relation, SumRelation
from reproreport.audit.rules.rounding import Span
from reproreport.audit.slips import Slip
from reproreport.audit.table import Address, Part, PrintedNumber, PrintedTable
from reproreport.languages import ENGLISH
from reproreport.numbers import format_words, quoted


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


#: Of more relations than this, the first are named and the others counted.
NAMED: Final = 3


def relation_words(table: PrintedTable, relation: Relation, changed: Container[Address]) -> str:
    """Return what a relation compares changed numbers with, such as ``the row total 182``."""
    if isinstance(relation, PercentRelation):
        return _percent_words(table, relation, changed)
    if isinstance(relation, SumRelation):
        return _sum_words(table, relation, changed)
    if isinstance(relation, AtMost) and relation.limit is not None:
        limited = relation.limit in changed
        other = relation.address if limited else relation.limit
        return f"the {'count' if limited else 'N'} {quoted(table.numbers[other].text)}"
    return "the limit of 100%" if isinstance(relation, AtMost) else relation.family.value


def repair_words(table: PrintedTable, changes: Sequence[Change], explains: Sequence[str]) -> str:
    """Return a repair in one sentence: what is printed, what would agree, and how they differ."""
    verbs = ["is printed for", *["for"] * len(changes)]
    prints = [
        f"{quoted(change.printed.text)} {verb} {_place(table, change)}"
        for change, verb in zip(changes, verbs, strict=False)
    ]
    would = [_values(change) for change in changes]
    slips = "; ".join(
        change.slip.explanation
        if len(changes) == 1 and change.value is not None
        else f"{value_words(change, change.proposed)}: {change.slip.explanation}"
        for change in changes
    )
    agree = f"{listed(would)} would agree with {listed(_short(explains))}"
    return f"{listed(prints)}; {agree} ({slips})."


def component_words(
    table: PrintedTable,
    violated: Sequence[Relation],
    repairs: Sequence[Repair],
    *,
    complete: bool,
    joint: bool,
    limit: int,
) -> str:
    """Return in a sentence or two what the search found for relations that do not hold."""
    stopped = "" if complete else " The search stopped at its limit, so there may be other changes."
    if not repairs:
        against = [f"{relation_words(table, it, ())} ({_row(table, it.addresses[0])})" for it in violated]
        return (
            f"No change of at most {format_words(limit, language=ENGLISH)} numbers was found that makes the "
            f"printed numbers agree with {listed(_short(against))}.{stopped}"
        )
    if not joint:
        stopped += " These changes cannot all stand beside those proposed for other numbers of the table."
    if len(repairs) == 1:
        return repairs[0].explanation + stopped
    ways = [
        listed([f"{_values(change)} for {quoted(change.printed.text)}" for change in repair.changes])
        for repair in repairs
    ]
    number = format_words(len(ways), language=ENGLISH).capitalize()
    return f"{number} changes would each make the printed numbers agree: {'; '.join(_short(ways))}.{stopped}"


def _row(table: PrintedTable, address: Address) -> str:
    """Return the row that a number stands in, or whose N it is."""
    return table.row_name(address.item, address.response) or table.group_name(address.group)


def listed(words: Sequence[str]) -> str:
    """Return words as a sentence lists them: ``a, b and c``."""
    return " and ".join([*([", ".join(words[:-1])] if len(words) > 1 else []), *words[-1:]])


def _short(words: Sequence[str]) -> list[str]:
    """Return the first words of many, and how many more there are."""
    rest = len(words) - NAMED
    more = [f"{format_words(rest, language=ENGLISH)} more"] if rest > 0 else []
    return [*words[:NAMED], *more]


def _percent_words(table: PrintedTable, relation: PercentRelation, changed: Container[Address]) -> str:
    """Return a percentage with its base or its count, or the two: those that stay as printed."""
    count = quoted(table.numbers[relation.count].text)
    percent = f"the percentage {quoted(table.numbers[relation.percent].text)}"
    base = relation.fixed + sum(table.numbers[address].units for address in relation.of)
    base_changes = any(address in changed and address != relation.count for address in relation.of)
    if relation.percent in changed:
        return f"the base {base}" if relation.count in changed else f"{count} of {base}"
    if relation.count not in changed:
        return f"{percent} for {count}" if base_changes else f"{percent} for {count} of {base}"
    # A count that is a part of its base changes it too.
    return percent if base_changes or relation.count in relation.of else f"{percent} of {base}"


def _sum_words(table: PrintedTable, relation: SumRelation, changed: Container[Address]) -> str:
    """Return a sum's total; where that is what changes, its parts."""
    if relation.total is None:
        return "the sum of 100%"
    if relation.total not in changed:
        total = quoted(table.numbers[relation.total].text)
        if relation.total.part is Part.SIZE:
            return f"the N {total}" if relation.family is not Family.SIZE_SUM else f"the total N {total}"
        return f"the row total {total}"
    return "the sum " + " + ".join(table.numbers[part].text for part in relation.parts)


def _place(table: PrintedTable, change: Change) -> str:
    """Return where a number stands: its row and its column."""
    at = change.address
    column = table.group_name(at.group)
    if at.part is Part.SIZE:
        return f"the N of {column}"
    row = table.row_name(at.item, at.response)
    return f"{row}, {column}" if row else column


def _values(change: Change) -> str:
    """Return the admissible values of a number: ``88``, ``35.7% to 35.8%``, ``53 or more``."""
    low, high = (value_words(change, value) for value in change.span)
    if change.value is not None:
        return low
    return f"{low} or more" if change.span.high >= LARGEST // 2 else f"{low} to {high}"


def value_words(change: Change, value: int) -> str:
    """Return a value that a number would have, in units of its last place, in the form of computed ones."""
    return show(value, change.printed.decimals) + ("%" if change.address.part is Part.PERCENT else "")
