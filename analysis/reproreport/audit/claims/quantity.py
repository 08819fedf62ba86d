"""The numbers that a claim is bound to: what each may stand for, and which of two is larger.

A printed percentage stands for every value that its decimals cannot tell apart: 65,7 for those from
65.65 to 65.75. A count stands for itself. Where a percentage's count and N are printed too, their
share is exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction
from typing import NamedTuple

from reproreport.audit.table import Address, Part, PrintedNumber, PrintedTable
from reproreport.numbers import half_up, quoted

#: Counts to use in the place of printed ones: by the table's name, then by address.
Counts = Mapping[str, Mapping[Address, int]]


class Unit(Enum):
    """What a quantity is a number of; only quantities of one unit are compared."""

    COUNT = "count"
    PERCENT = "percentage"
    P_VALUE = "p-value"


class Interval(NamedTuple):
    """The values that a quantity may stand for, both ends included."""

    low: Fraction
    high: Fraction

    @property
    def exact(self) -> bool:
        """Return whether it is one value only."""
        return self.low == self.high


class Order(Enum):
    """How one quantity stands to another one.

    ``NEAR_MORE`` and ``NEAR_LESS``: so are the printed values, but their rounding could hide the
    opposite; ``NEAR`` the printed values are equal, and the true ones need not be. ``SPLIT``: the
    printed percentages say one thing, the counts the opposite.
    """

    MORE = "more"
    LESS = "less"
    EQUAL = "equal"
    NEAR_MORE = "more as printed"
    NEAR_LESS = "less as printed"
    NEAR = "equal as printed"
    SPLIT = "percentages and counts disagree"


DECIDED = frozenset({Order.MORE, Order.LESS, Order.EQUAL})


@dataclass(frozen=True)
class Share:
    """A count and what it is of."""

    count: int
    base: int

    @property
    def percent(self) -> Fraction:
        """Return the share in per cent, exactly."""
        return Fraction(100 * self.count, self.base)


@dataclass(frozen=True)
class Quantity:
    """One number that a claim is bound to.

    Attributes:
        name: what tells it from the claim's other numbers, such as ``item 2``.
        unit: what it is a number of.
        printed: it as printed; None for what is counted here, or not printed.
        counted: its exact value, where it was counted or is a limit rather than a rounded number.
        listed: where rows were counted, how many stand there; ``counted`` is how many are distinct.
        repeats: the wordings of rows that stand more than once, each after how often.
        parts: the quantities that it is the sum of.
        table: the table that it stands in.
        address: where it stands there.
        count: the address of the count behind a percentage.
        base: the addresses of the numbers whose sum the percentage is of.
        origin: ``file:line`` of what was read.
    """

    name: str
    unit: Unit
    printed: PrintedNumber | None = None
    counted: Fraction | None = None
    listed: int | None = None
    repeats: tuple[str, ...] = ()
    parts: tuple[Quantity, ...] = ()
    table: PrintedTable | None = None
    address: Address | None = None
    count: Address | None = None
    base: tuple[Address, ...] = ()
    origin: tuple[str, ...] = ()

    def interval(self, counts: Counts) -> Interval | None:
        """Return the values that the printed number may stand for; None where none is printed."""
        if self.parts:
            parts = [part.interval(counts) for part in self.parts]
            found = [part for part in parts if part is not None]
            if len(found) < len(parts):
                return None
            low, high = (part.low for part in found), (part.high for part in found)
            return Interval(sum(low, Fraction()), sum(high, Fraction()))
        if self.counted is not None:
            return Interval(self.counted, self.counted)
        changed = self.changed(counts)
        if self.unit is Unit.COUNT and changed is not None:
            return Interval(Fraction(changed), Fraction(changed))
        if self.printed is None:
            return None
        half = Fraction() if self.unit is Unit.COUNT else Fraction(1, 2 * 10**self.printed.decimals)
        return Interval(self.printed.value - half, self.printed.value + half)

    def exact(self, counts: Counts) -> Fraction | None:
        """Return the value without any rounding; None where only a rounded one is printed."""
        if self.parts:
            parts = [part.exact(counts) for part in self.parts]
            found = [part for part in parts if part is not None]
            return sum(found, Fraction()) if len(found) == len(parts) else None
        share = self.share(counts)
        if share is not None:
            return share.percent
        interval = self.interval(counts)
        return interval.low if interval is not None and interval.exact else None

    def share(self, counts: Counts) -> Share | None:
        """Return the count behind a percentage and its base; None where they are not printed."""
        if self.table is None or self.count is None or not self.base:
            return None
        values = [self._count_at(address, counts) for address in (self.count, *self.base)]
        known = [value for value in values if value is not None]
        count, base = known[0] if known else 0, sum(known[1:])
        return Share(count, base) if len(known) == len(values) and base > 0 else None

    def changed(self, counts: Counts) -> int | None:
        """Return the count to use in the place of this cell's printed one, where there is another."""
        at = self.count if self.unit is Unit.PERCENT else self.address
        if self.table is None or at is None:
            return None
        other, printed = counts.get(self.table.name, {}).get(at), self.table.numbers.get(at)
        return None if other is None or (printed is not None and printed.units == other) else other

    def _count_at(self, address: Address, counts: Counts) -> int | None:
        """Return a count of the table: the given one, else the printed one."""
        assert self.table is not None  # noqa: S101  (share asks only where there is a table)
        changed, printed = counts.get(self.table.name, {}), self.table.numbers.get(address)
        # An N of one item alone has the item in its address (audit/significance/crosstab.py).
        own = replace(address, item=self.count.item) if address.part is Part.SIZE and self.count else address
        for at in (own, address):
            if at in changed:
                return changed[at]
        return printed.units if printed is not None else None

    def printed_count(self) -> int | None:
        """Return the printed count of this cell."""
        at = self.count if self.unit is Unit.PERCENT else self.address
        number = self.table.numbers.get(at) if self.table is not None and at is not None else None
        return number.units if number is not None else None

    def decimals(self) -> int:
        """Return how many decimals it is printed with; 1 where it is not printed."""
        return self.printed.decimals if self.printed is not None else 1

    def addresses(self) -> tuple[Address, ...]:
        """Return the printed numbers that it rests on."""
        own = [at for at in (self.address, self.count, *self.base) if at is not None]
        return tuple(dict.fromkeys([*own, *(at for part in self.parts for at in part.addresses())]))

    def text(self, counts: Counts) -> str:
        """Return the number as a sentence has it, with its name: ``“83,0” (City level)``."""
        return f"{self.number(counts)} ({self.name})" if self.name else self.number(counts)

    def number(self, counts: Counts) -> str:
        """Return the number in the form of printed ones; a computed one in digits, with its unit."""
        changed = self.changed(counts)
        if self.unit is Unit.COUNT and changed is not None:
            return str(changed)
        if self.printed is not None:
            return quoted(self.printed.text)
        if self.parts:
            return " + ".join(part.number(counts) for part in self.parts)
        value = self.exact(counts)
        return f"{half_up(value, 1)}%" if self.unit is Unit.PERCENT and value is not None else str(value)


def order(one: Quantity, other: Quantity, counts: Counts) -> tuple[Order, bool]:
    """Return how *one*, said to be the larger, stands to *other*, and whether only the counts told.

    Exact shares decide where both have one and the printed numbers do not say the opposite.

    Args:
        one: the quantity that is said to be larger.
        other: another quantity of the same unit.
        counts: counts to use in the place of printed ones.
    """
    printed, exact = by_print(one, other, counts), by_counts(one, other, counts)
    if exact is None:
        return (Order.NEAR if printed is None else printed), False
    if printed not in DECIDED:
        return exact, True
    if (printed is Order.MORE) is (exact is Order.MORE):
        return printed, False
    return Order.SPLIT, False


def by_print(one: Quantity, other: Quantity, counts: Counts) -> Order | None:
    """Return how the printed numbers stand to each other; None where one is not printed."""
    left, right = one.interval(counts), other.interval(counts)
    if left is None or right is None:
        return None
    if left.exact and left == right:
        return Order.EQUAL
    for first, second, found in ((left, right, Order.MORE), (right, left, Order.LESS)):
        # Two rounded numbers that differ by one unit meet in a point that only one of them stands for.
        meet = first.low == second.high and not first.exact and not second.exact
        if first.low > second.high or meet:
            return found
    middle = sum(left) - sum(right)
    if middle == 0:
        return Order.NEAR
    return Order.NEAR_MORE if middle > 0 else Order.NEAR_LESS


def by_counts(one: Quantity, other: Quantity, counts: Counts) -> Order | None:
    """Return how the exact values stand to each other; None where one has none."""
    left, right = one.exact(counts), other.exact(counts)
    if left is None or right is None:
        return None
    if left == right:
        return Order.EQUAL
    return Order.MORE if left > right else Order.LESS
