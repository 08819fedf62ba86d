"""The one-sided exact test against Fisher's own example and against counting by hand."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from scipy.stats import fisher_exact

from reproreport.statistics.fisher import Group, fisher_greater


def test_the_lady_tasting_tea() -> None:
    """R. A. Fisher (1935), The Design of Experiments: 1 way in 70 to have all right, 17 for three."""
    assert fisher_greater(Group(4, 4), Group(0, 4)) == Fraction(1, 70)
    assert fisher_greater(Group(3, 4), Group(1, 4)) == Fraction(17, 70)


@pytest.mark.parametrize(("a", "n", "b", "m"), [(2, 3, 1, 4), (0, 3, 2, 4), (3, 5, 3, 3), (1, 2, 0, 6)])
def test_counts_the_ways_to_deal_the_property(a: int, n: int, b: int, m: int) -> None:
    """Every way to give the property to a + b of all members, one by one."""
    ways = [sum(member < n for member in chosen) for chosen in combinations(range(n + m), a + b)]
    assert fisher_greater(Group(a, n), Group(b, m)) == Fraction(sum(x >= a for x in ways), len(ways))


@pytest.mark.parametrize(("a", "n", "b", "m"), [(44, 53, 138, 214), (41, 53, 183, 214), (0, 9, 5, 20)])
def test_agrees_with_scipy(a: int, n: int, b: int, m: int) -> None:
    """Both directions; the second by the opposite property."""
    table = np.array([[a, n - a], [b, m - b]])
    first, second = Group(a, n), Group(b, m)
    greater = fisher_exact(table, alternative="greater").pvalue
    less = fisher_exact(table, alternative="less").pvalue
    assert float(fisher_greater(first, second)) == pytest.approx(greater, rel=1e-9)
    assert float(fisher_greater(first.lacking, second.lacking)) == pytest.approx(less, rel=1e-9)


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        (Group(5, 4), Group(1, 4), "5 of a group of 4"),
        (Group(0, 0), Group(1, 4), "without members"),
        (Group(-1, 4), Group(1, 4), "whole numbers"),
    ],
)
def test_refuses_what_are_no_groups(first: Group, second: Group, says: str) -> None:
    """The message names what is wrong."""
    with pytest.raises(ValueError, match=says):
        fisher_greater(first, second)
