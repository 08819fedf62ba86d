"""What must hold between a table's printed numbers, and which values of one number satisfy it.

Values are integers in units of a number's last printed place (65,7 is 657), by address.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, Protocol

from reproreport.audit.rules.rounding import Rounding, Span, bases, counts, first, percentages
from reproreport.audit.table import Address, Base

Values = Mapping[Address, int]

#: No printed count or N is taken to be larger.
LARGEST: Final = 10**12
#: Rules that allow more than any rounding of a percentage does.
WIDE: Final = (Rounding.ONE_UNIT, Rounding.COUNT)


class Family(Enum):
    """Relations of one sort; a table follows one rule in each family, or none."""

    PERCENT = "percentages of the groups"
    TOTAL_PERCENT = "percentages of the total"
    ROW_SUM = "counts of the groups add to the total"
    COLUMN_SUM = "counts of the answers add to the group's N"
    SUBTOTAL = "counts of the answers add to their printed total"
    PERCENT_SUM = "percentages of the answers add to 100"
    SIZE_SUM = "the groups' Ns add to the total N"
    RANGE = "a count is at most its N"


class Relation(Protocol):
    """Something that must hold between some of a table's numbers."""

    @property
    def family(self) -> Family:
        """Return the family that the relation belongs to."""

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Return the numbers that the relation ties together."""

    def holds(self, values: Values) -> bool:
        """Return whether it holds."""

    def admissible(self, values: Values, address: Address) -> Span:
        """Return the values of one of its numbers with which it holds, the others being as given."""


@dataclass(frozen=True)
class PercentRelation:
    """A percentage is that of a count and a base, under a rounding rule.

    The base is the sum of the numbers at ``of`` and the constant ``fixed``. ``excuse`` is a rule by which
    the printed percentage follows where it does not by ``rule``: it excuses what is printed, and holds for
    another base, but a count or a percentage that is changed must follow by ``rule``. ``firm`` says that
    the table has enough percentages to tell its rule, ``lone`` that only this percentage is one unit off, so
    that what mends a table should mend it too.
    """

    family: Family
    percent: Address
    count: Address
    of: tuple[Address, ...]
    base: Base
    rule: Rounding
    scale: int
    fixed: int = 0
    excuse: Rounding | None = None
    firm: bool = False
    lone: bool = False

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Return the percentage, the count, and what the base is made of."""
        return tuple(dict.fromkeys((self.percent, self.count, *self.of)))

    def by(self, rule: Rounding) -> PercentRelation:
        """Return the same under another rule, without excuse; as it is where the table tells its rule."""
        return self if self.firm or self.rule in WIDE else replace(self, rule=rule, excuse=None)

    def base_of(self, values: Values) -> int:
        """Return the base."""
        return self.fixed + sum(values[address] for address in self.of)

    def expected(self, values: Values, rule: Rounding | None = None) -> Span:
        """Return the percentages that the rule allows beside the count; empty without a base."""
        base = self.base_of(values)
        if base <= 0:
            return Span(0, -1)
        return percentages(rule or self.rule, values[self.count], base, self.scale)

    def holds(self, values: Values) -> bool:
        """Return whether the rule allows the percentage, or what excuses it does."""
        percent = values[self.percent]
        return percent in self.expected(values) or (
            self.excuse is not None and percent in self.expected(values, self.excuse)
        )

    def admissible(self, values: Values, address: Address) -> Span:
        """Return the values of one of its numbers with which it holds."""
        percent, count, base = values[self.percent], values[self.count], self.base_of(values)
        if address == self.percent:
            return self.expected(values)
        rest = base - values[address]
        if address == self.count:
            if address not in self.of:
                return counts(self.rule, percent, base, self.scale) if base > 0 else Span(0, -1)
            return self._counts_in_base(percent, rest)
        span = bases(self.rule, count, percent, self.scale, LARGEST)
        if self.excuse is not None and not self.lone:
            other = bases(self.excuse, count, percent, self.scale, LARGEST)
            span = Span(min(span.low, other.low), max(span.high, other.high)) if other.size else span
        return Span(max(0, span.low - rest), span.high - rest)

    def _counts_in_base(self, percent: int, rest: int) -> Span:
        """Return the counts that fit where the count is also a part of its base."""

        def allowed(count: int) -> Span:
            return percentages(self.rule, count, rest + count, self.scale)

        least = 0 if rest > 0 else 1
        low = first(least, LARGEST, lambda count: allowed(count).high >= percent)
        return Span(low, first(low, LARGEST, lambda count: allowed(count).low > percent) - 1)


@dataclass(frozen=True)
class SumRelation:
    """Numbers add to another one, or to a constant, with a tolerance in units of the last place."""

    family: Family
    parts: tuple[Address, ...]
    total: Address | None
    fixed: int = 0
    tolerance: int = 0

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Return the parts, and the total where it is printed."""
        return (*self.parts, *((self.total,) if self.total else ()))

    def difference(self, values: Values) -> int:
        """Return by how much the parts exceed the total."""
        total = values[self.total] if self.total else self.fixed
        return sum(values[part] for part in self.parts) - total

    def holds(self, values: Values) -> bool:
        """Return whether the parts add to the total, within the tolerance."""
        return abs(self.difference(values)) <= self.tolerance

    def admissible(self, values: Values, address: Address) -> Span:
        """Return the values of one of its numbers with which it holds."""
        excess = self.difference(values)
        middle = values[address] + (excess if address == self.total else -excess)
        return Span(max(0, middle - self.tolerance), middle + self.tolerance)


@dataclass(frozen=True)
class AtMost:
    """A number is not larger than another one, or than a constant."""

    address: Address
    limit: Address | None
    fixed: int = 0
    family: Family = Family.RANGE

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Return the number, and its limit where it is printed."""
        return (self.address, *((self.limit,) if self.limit else ()))

    def bound(self, values: Values) -> int:
        """Return the limit."""
        return values[self.limit] if self.limit else self.fixed

    def holds(self, values: Values) -> bool:
        """Return whether the number is within its limit."""
        return values[self.address] <= self.bound(values)

    def admissible(self, values: Values, address: Address) -> Span:
        """Return the values of one of its numbers with which it holds."""
        if address == self.address:
            return Span(0, self.bound(values))
        return Span(values[self.address], LARGEST)
