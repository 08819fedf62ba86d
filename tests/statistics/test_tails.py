"""The p-values of printed statistics, against published tables and R's own examples."""

from __future__ import annotations

import pytest

from reproreport.statistics import tails


@pytest.mark.parametrize(
    ("p_value", "expected"),
    [
        # NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7: upper critical values, to three decimals.
        (tails.of_t(2.228, 10), 0.05),
        (tails.of_t(2.750, 30), 0.01),
        (tails.of_f(3.493, 2, 20), 0.05),
        (tails.of_f(4.965, 1, 10), 0.05),
        (tails.of_chi_square(3.841, 1), 0.05),
        (tails.of_chi_square(23.209, 10), 0.01),
        (tails.of_z(1.960), 0.05),
        (tails.of_z(-2.576), 0.01),
    ],
)
def test_critical_values(p_value: float, expected: float) -> None:
    """A critical value has the p-value that its table is for, as far as its digits go."""
    assert p_value == pytest.approx(expected, rel=2e-3)


@pytest.mark.parametrize(
    ("p_value", "expected"),
    [
        # R 4, ?t.test: t.test(extra ~ group, data = sleep), Welch's.
        (tails.of_t(-1.8608, 17.776), 0.07939),
        # R 4, ?oneway.test: oneway.test(extra ~ group, data = sleep, var.equal = TRUE).
        (tails.of_f(3.4626, 1, 18), 0.07919),
        # R 4, ?chisq.test: Agresti's table of party by gender.
        (tails.of_chi_square(30.07, 2), 2.954e-07),
    ],
)
def test_examples_of_r(p_value: float, expected: float) -> None:
    """As R prints them."""
    assert p_value == pytest.approx(expected, rel=1e-3)


def test_a_correlation() -> None:
    """Fisher and Yates' table VII has .576 for 10 degrees of freedom at .05; one of 1 leaves nothing."""
    assert tails.of_correlation(0.576, 10) == pytest.approx(0.05, rel=1e-2)
    assert tails.of_correlation(-1.0, 10) == 0
    assert tails.of_correlation(0.0, 10) == 1
