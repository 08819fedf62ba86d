"""Pearson's test and Cramér's V against R, hand calculation and an independent implementation."""

from __future__ import annotations

from fractions import Fraction
from math import exp, sqrt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.statistics.contingency import cramers_v, pearson_chi_square

# No wall clock, and the same examples every time.
steady = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])

Table = list[list[int]]


def oracle(table: Table) -> Fraction:
    """Pearson's statistic in exact rationals, from its definition."""
    rows = [sum(row) for row in table]
    columns = [sum(column) for column in zip(*table, strict=True)]
    total = sum(rows)
    return sum(
        (
            (count - Fraction(rows[i] * columns[j], total)) ** 2 / Fraction(rows[i] * columns[j], total)
            for i, row in enumerate(table)
            for j, count in enumerate(row)
        ),
        Fraction(0),
    )


def tables(rows: int, columns: int) -> st.SearchStrategy[Table]:
    """Tables without an empty row or column."""
    row = st.lists(st.integers(0, 200), min_size=columns, max_size=columns)
    whole = st.lists(row, min_size=rows, max_size=rows)
    return whole.filter(lambda t: all(sum(r) for r in t) and all(sum(c) for c in zip(*t, strict=True)))


# p-values of chisq.test(correct = FALSE) in R 4.2.2 as printed by the test suites of the package
# recalc (github.com/ianhussey/recalc, tests/testthat/test-recalc_chisq.R) and, the last but one,
# scipy issue 13875.
R_P_VALUES = [
    ([[3, 12], [9, 6]], 0.0253473186775),
    ([[60, 20], [15, 35]], 4.361737e-07),
    ([[1573, 3], [4, 0]], 0.9303993377521388),
    ([[10, 20], [15, 12], [8, 18]], 0.122004356765),
]


@pytest.mark.parametrize(("table", "p_value"), R_P_VALUES)
def test_p_values_are_those_of_r(table: Table, p_value: float) -> None:
    """Without Yates' correction, at 2×2 too."""
    assert pearson_chi_square(table).p_value == pytest.approx(p_value, rel=1e-6)


def test_reproduces_the_example_of_rs_manual() -> None:
    """R's help("chisq.test"), party by gender (Agresti 2007): 30.07, df 2, p 2.954e-07."""
    result = pearson_chi_square([[762, 327, 468], [484, 239, 477]])
    assert round(result.statistic, 2) == 30.07
    assert result.df == 2
    assert result.p_value == pytest.approx(2.954e-07, rel=5e-4)


def test_reproduces_the_smokers_of_rs_manual() -> None:
    """R's help("prop.test"), smokers in four groups (Fleiss 1981): 12.6, df 3, p 0.005585."""
    smokers, patients = [83, 90, 129, 70], [86, 93, 136, 82]
    result = pearson_chi_square([[s, n - s] for s, n in zip(smokers, patients, strict=True)])
    assert round(result.statistic, 3) == 12.6
    assert result.df == 3
    assert result.p_value == pytest.approx(0.005585, abs=5e-7)


def test_a_hand_calculation() -> None:
    """[[10, 20], [20, 10]]: every expected count is 15, so χ² = 4 · 25/15 = 20/3, and V = 1/3."""
    result = pearson_chi_square([[10, 20], [20, 10]])
    assert result.statistic == pytest.approx(20 / 3, rel=1e-12)
    assert result.df == 1
    assert result.smallest_expected == 15.0
    assert cramers_v([[10, 20], [20, 10]]) == pytest.approx(1 / 3, rel=1e-12)


def test_one_wrong_cell_decides() -> None:
    """With 88 of 134: χ² = 6.956, p = .031, V = .161 (worked in exact rationals by hand)."""
    supported = pearson_chi_square([[44, 9], [50, 30], [88, 46]])
    assert round(supported.statistic, 3) == 6.956
    assert round(supported.p_value, 3) == 0.031
    assert round(cramers_v([[44, 9], [50, 30], [88, 46]]), 3) == 0.161
    assert pearson_chi_square([[44, 9], [50, 30], [128, 6]]).p_value < 0.0005


@steady
@given(tables(3, 2))
def test_agrees_with_exact_rationals_at_two_degrees_of_freedom(table: Table) -> None:
    """The statistic is the oracle's, and at df = 2 the upper tail is exp(−x/2) (closed form)."""
    statistic = float(oracle(table))
    result = pearson_chi_square(table)
    assert result.df == 2
    assert result.statistic == pytest.approx(statistic, rel=1e-9, abs=1e-9)
    assert result.p_value == pytest.approx(exp(-statistic / 2), rel=1e-7)


@steady
@given(tables(3, 3))
def test_agrees_with_exact_rationals_at_four_degrees_of_freedom(table: Table) -> None:
    """At df = 4 the upper tail is exp(−x/2)(1 + x/2) (closed form)."""
    statistic = float(oracle(table))
    result = pearson_chi_square(table)
    assert result.df == 4
    assert result.p_value == pytest.approx(exp(-statistic / 2) * (1 + statistic / 2), rel=1e-7)
    assert cramers_v(table) == pytest.approx(sqrt(statistic / sum(map(sum, table)) / 2), rel=1e-6, abs=1e-9)


@steady
@given(tables(4, 3), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_does_not_matter(table: Table, random: object) -> None:
    """Permuted and transposed, the test is the same."""
    shuffled = [row[::-1] for row in table]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    turned = [list(column) for column in zip(*shuffled, strict=True)]
    for other in (shuffled, turned):
        assert pearson_chi_square(other) == pytest.approx(pearson_chi_square(table), abs=1e-9)
        assert cramers_v(other) == pytest.approx(cramers_v(table), abs=1e-6)


def test_cramers_v_runs_from_none_to_full() -> None:
    """Proportional rows give 0; a row for each column gives 1, in a long table too."""
    assert cramers_v([[10, 20], [30, 60]]) == pytest.approx(0, abs=1e-9)
    assert cramers_v([[7, 0, 0], [0, 5, 0], [0, 0, 9]]) == pytest.approx(1)
    assert cramers_v([[7, 0], [5, 0], [0, 9]]) == pytest.approx(1)
    assert cramers_v([[7, 0], [5, 0], [0, 9]]) <= 1


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ([], "at least 2 rows and 2 columns"),
        ([[1, 2]], "at least 2 rows and 2 columns"),
        ([[1], [2]], "at least 2 rows and 2 columns"),
        ([[1, 2], [3, 4, 5]], "same number of counts, not 2, 3"),
        ([[1, 2], [3, -4]], "-4 is not"),
        ([[1, 2], [3, 0.5]], "0.5 is not"),
        ([[1, 2], [3, float("nan")]], "nan is not"),
        ([[1, 2], [0, 0]], "row 2 has no counts"),
        ([[1, 0], [2, 0]], "column 2 has no counts"),
    ],
)
def test_refuses_what_is_no_table_of_counts(table: Table, message: str) -> None:
    """Both functions name what is wrong."""
    with pytest.raises(ValueError, match=message):
        pearson_chi_square(table)
    with pytest.raises(ValueError, match=message):
        cramers_v(table)
