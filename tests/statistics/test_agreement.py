"""Cohen's κ against the example of its paper and against its limits."""

from __future__ import annotations

from fractions import Fraction

import pytest

from reproreport.statistics.agreement import cohens_kappa


def test_the_example_of_the_paper() -> None:
    """J. Cohen (1960), Table 1, as counts of 200: p = .70, e = .41, κ = .29/.59 = .492."""
    table = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
    assert cohens_kappa(table) == Fraction(29, 59)
    assert round(float(cohens_kappa(table)), 3) == 0.492


def test_its_limits() -> None:
    """All agree; as many as by chance; none."""
    assert cohens_kappa([[3, 0], [0, 5]]) == 1
    assert cohens_kappa([[1, 2], [2, 4]]) == 0
    assert cohens_kappa([[0, 4], [4, 0]]) == -1


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ([[1, 2, 0], [0, 1, 4]], "square"),
        ([[9, 0], [0, 0]], "one category"),
        ([[0, 0], [0, 0]], "one category"),
        ([[1]], "at least 2 rows"),
    ],
)
def test_refuses(table: list[list[int]], says: str) -> None:
    """What is no table of two codings, or tells nothing."""
    with pytest.raises(ValueError, match=says):
        cohens_kappa(table)
