"""How a percentage and a count can have been rounded from one another, in exact integers.

A percentage with d decimals is an integer in units of its last place, so 65.7 is 657; 100 % of a
base is then 100 · 10^d units, the *scale*.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from enum import Enum
from typing import Final, NamedTuple


class Span(NamedTuple):
    """All integers from ``low`` to ``high``; empty where ``low`` is above ``high``."""

    low: int
    high: int

    def __contains__(self, value: object) -> bool:
        """Return whether an integer lies in the span."""
        return isinstance(value, int) and self.low <= value <= self.high

    @property
    def size(self) -> int:
        """Return how many integers the span holds."""
        return max(0, self.high - self.low + 1)

    def meet(self, other: Span) -> Span:
        """Return the integers of both."""
        return Span(max(self.low, other.low), min(self.high, other.high))


class Rounding(Enum):
    """The rules that can tie a printed percentage to a count and its base.

    All but the last two round 100 · count / base to the printed decimals. ``ONE_UNIT`` allows one
    unit of the last place to either side, as when a percentage is calculated from rounded ones.
    ``COUNT`` is the other way round: the count is percentage · base, rounded half up.
    """

    HALF_UP = "percentage rounded half up"
    HALF_EVEN = "percentage rounded half to even"
    HALF_DOWN = "percentage rounded half down"
    TRUNCATED = "percentage cut off"
    CEILING = "percentage rounded up"
    ONE_UNIT = "percentage within one unit of its last place"
    COUNT = "count rounded from the percentage"


#: The rules that allow one percentage only: enough alike to tell an N.
NARROW: Final = tuple(Rounding)[:5]


def percentages(rule: Rounding, count: int, base: int, scale: int) -> Span:
    """Return the percentages, in units of the last place, that a rule allows beside a count.

    Args:
        rule: the rounding rule.
        count: the count, from 0 up.
        base: what is 100 %, from 1 up.
        scale: 100 % in units of the last place, 100 · 10^decimals.
    """
    numerator = count * scale
    floor, rest = divmod(numerator, base)
    if rule is Rounding.COUNT:
        # count − ½ ≤ units · base / scale < count + ½
        low = -((1 - 2 * count) * scale // (2 * base))
        high = -(-(2 * count + 1) * scale // (2 * base)) - 1
        return Span(max(0, low), high)
    if rule is Rounding.ONE_UNIT:
        middle = floor + (2 * rest >= base)
        return Span(max(0, middle - 1), middle + 1)
    up = {
        Rounding.HALF_UP: 2 * rest >= base,
        Rounding.HALF_DOWN: 2 * rest > base,
        Rounding.HALF_EVEN: 2 * rest > base or (2 * rest == base and floor % 2 == 1),
        Rounding.TRUNCATED: False,
        Rounding.CEILING: rest > 0,
    }[rule]
    return Span(floor + up, floor + up)


def counts(rule: Rounding, percentage: int, base: int, scale: int) -> Span:
    """Return the counts, from 0 up, that a rule allows beside a percentage; arguments as above."""
    # The percentages that a rule allows never fall as the count rises; one unit is base / scale counts.
    near, reach = percentage * base // scale, 2 + 2 * base // scale
    lowest, highest = max(0, near - reach), near + reach
    low = first(lowest, highest, lambda count: percentages(rule, count, base, scale).high >= percentage)
    high = first(low, highest, lambda count: percentages(rule, count, base, scale).low > percentage) - 1
    return Span(low, high)


def bases(rule: Rounding, count: int, percentage: int, scale: int, limit: int) -> Span:
    """Return the bases from 1 to ``limit`` that a rule allows beside a count and a percentage."""
    # The percentages that a rule allows never rise with the base.
    low = first(1, limit, lambda base: percentages(rule, count, base, scale).low <= percentage)
    high = first(low, limit, lambda base: percentages(rule, count, base, scale).high < percentage) - 1
    return Span(low, high)


def first(low: int, high: int, test: Callable[[int], bool]) -> int:
    """Return the first integer from ``low`` to ``high`` that passes a test which stays true after it.

    Where none passes it is ``high`` + 1.
    """
    return bisect_left(range(low, high + 1), True, key=test) + low
