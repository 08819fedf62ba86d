"""Two groups and a direction: is the first group's share the larger one?"""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import NamedTuple

from reproreport.statistics.counts import whole


class Group(NamedTuple):
    """How many of a group's members have a property."""

    having: int
    size: int

    @property
    def lacking(self) -> Group:
        """Return the same group by the opposite property."""
        return Group(self.size - self.having, self.size)


def fisher_greater(first: Group, second: Group) -> Fraction:
    """Return the p-value of Fisher's exact test of whether the first group's share is the larger one.

    Given both sizes and how many of all members have the property, the number among the first group has
    a hypergeometric distribution if the groups are alike. The p-value is its probability of at least the
    observed number, exactly. For the opposite direction take :attr:`Group.lacking` of both.

    Source: R. A. Fisher (1935), The Design of Experiments, chapter 2; the same author, The logic of
    inductive inference, Journal of the Royal Statistical Society 98, 39–82.

    Raises:
        ValueError: if a number is negative or fractional, or a group has more with the property than
            members, or no members.
    """
    (a, n), (b, m) = whole(first), whole(second)
    for having, size in ((a, n), (b, m)):
        if size == 0:
            raise ValueError("a group without members has no share")
        if having > size:
            raise ValueError(f"{having} of a group of {size} cannot have a property")
    total = a + b
    ways = sum(comb(n, x) * comb(m, total - x) for x in range(a, min(n, total) + 1))
    return Fraction(ways, comb(n + m, total))
