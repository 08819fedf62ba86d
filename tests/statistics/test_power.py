"""Detectable differences against a published table, and against power counted outcome by outcome."""

from __future__ import annotations

from fractions import Fraction
from math import comb, sqrt

import pytest

from reproreport.statistics.fisher import Group, fisher_greater
from reproreport.statistics.power import detectable_difference, detectable_v

# G. E. Haynam, Z. Govindarajulu and F. C. Leone (1970), Tables of the cumulative non-central chi-square
# distribution: the noncentrality at level 0.05 and power 0.80, by degrees of freedom.
HAYNAM = {1: 7.849, 2: 9.635, 3: 10.903, 4: 11.935}


@pytest.mark.parametrize(("rows", "columns", "df"), [(2, 2, 1), (2, 3, 2), (4, 2, 3), (3, 3, 4)])
def test_v_has_the_published_noncentrality(rows: int, columns: int, df: int) -> None:
    """λ = n · (min(rows, columns) − 1) · V², to the table's three decimals."""
    v = detectable_v(267, rows, columns, alpha=0.05, power=0.8)
    assert v is not None
    assert 267 * (min(rows, columns) - 1) * v**2 == pytest.approx(HAYNAM[df], abs=0.0005)


def test_a_table_of_few_cases_shows_nothing() -> None:
    """Where λ / n would be above 1 there is no such V."""
    assert detectable_v(9, 2, 3, alpha=0.05, power=0.8) is None
    assert detectable_v(10, 2, 3, alpha=0.05, power=0.8) == pytest.approx(sqrt(0.9635), abs=0.0001)


def power_of(n: int, m: int, p: float, q: float, alpha: float) -> float:
    """Return the chance of a significant result, as a sum over all outcomes."""
    return sum(
        comb(n, a) * p**a * (1 - p) ** (n - a) * comb(m, b) * q**b * (1 - q) ** (m - b)
        for a in range(n + 1)
        for b in range(m + 1)
        if fisher_greater(Group(a, n), Group(b, m)) <= Fraction(str(alpha))
    )


@pytest.mark.parametrize(
    ("n", "m", "q", "alpha", "power"),
    [(12, 20, 0.3, 0.05, 0.8), (9, 9, 0.5, 0.1, 0.7), (15, 6, 0.25, 0.025, 0.5)],
)
def test_the_difference_is_the_smallest(n: int, m: int, q: float, alpha: float, power: float) -> None:
    """With it the chance is reached, with a little less it is not."""
    difference = detectable_difference(n, m, q, alpha=alpha, power=power)
    assert difference is not None
    assert power_of(n, m, q + difference, q, alpha) >= power - 1e-9
    assert power_of(n, m, q + difference - 1e-4, q, alpha) < power


def test_groups_too_small_for_any_difference() -> None:
    """Two against two: the smallest p-value is 1/6."""
    assert detectable_difference(2, 2, 0.0, alpha=0.05, power=0.8) is None


@pytest.mark.parametrize(
    ("share", "alpha", "power"), [(0.5, 0.8, 0.05), (1.2, 0.05, 0.8), (0.5, 0.0, 0.8), (0.5, 0.05, 1.0)]
)
def test_refuses_what_are_no_chances(share: float, alpha: float, power: float) -> None:
    """A level above the power, a share above 1."""
    with pytest.raises(ValueError, match=r"between 0 and 1|0 < alpha < power < 1"):
        detectable_difference(9, 9, share, alpha=alpha, power=power)


def test_refuses_what_is_no_table() -> None:
    """No cases, one row; groups without members."""
    with pytest.raises(ValueError, match="at least 2 rows"):
        detectable_v(0, 2, 2, alpha=0.05, power=0.8)
    with pytest.raises(ValueError, match="at least 2 rows"):
        detectable_v(10, 1, 2, alpha=0.05, power=0.8)
    with pytest.raises(ValueError, match="without members"):
        detectable_difference(0, 9, 0.5, alpha=0.05, power=0.8)
