"""Pearson's test and Cramér's V against R, hand calculation and an independent implementation."""

from __future__ import annotations

from fractions import Fraction
from math import exp, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import chi2_contingency, ncx2

from contingency_tables import Table, steady, tables
from reproreport.statistics.contingency import cramers_v, cramers_v_interval, pearson_chi_square


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
@given(st.one_of(tables(2, 2), tables(2, 4), tables(4, 4)))
def test_agrees_with_scipy(table: Table) -> None:
    """chi2_contingency, with its correction off."""
    theirs = chi2_contingency(table, correction=False, lambda_="pearson")
    ours = pearson_chi_square(table)
    assert ours.statistic == pytest.approx(theirs.statistic, rel=1e-9, abs=1e-9)
    assert ours.p_value == pytest.approx(theirs.pvalue, rel=1e-9, abs=1e-12 + 1e-6 * (ours.p_value > 0.999))
    assert ours.smallest_expected == pytest.approx(theirs.expected_freq.min(), rel=1e-12)


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


@steady
@given(st.one_of(tables(2, 2), tables(3, 2), tables(4, 3)), st.sampled_from([0.9, 0.95, 0.99]))
def test_the_interval_of_v_inverts_the_noncentral_chi_square(table: Table, confidence: float) -> None:
    """Scipy's ncx2 and root finding: at each bound's λ the observed χ² is the quantile asked for."""
    chi_square, df, _, _ = pearson_chi_square(table)
    scale = sum(map(sum, table)) * (min(len(table), len(table[0])) - 1)
    for bound, quantile in zip(
        cramers_v_interval(table, confidence), ((1 + confidence) / 2, (1 - confidence) / 2), strict=True
    ):

        def excess(noncentrality: float, quantile: float = quantile) -> float:
            return float(ncx2.cdf(chi_square, df, noncentrality)) - quantile

        top = 2 * chi_square + 200
        expected = brentq(excess, 1e-12, top, xtol=1e-11) if excess(1e-12) > 0 else 0.0
        assert bound == pytest.approx(min(1.0, sqrt(expected / scale)), rel=1e-6, abs=1e-5)


# The table of R's package effectsize (easystats/effectsize): its vignette prints 0.07 with the
# two-sided 95 % interval [0.05, 0.09]; its test (tests/testthat/test-xtab.R) asserts V = 0.072 and the
# low bound 0.051 of the one-sided 95 % interval, which is that of the two-sided 90 % one.
def test_the_interval_of_v_is_that_of_effectsize() -> None:
    """To the decimals given; with the degrees of freedom added the low bound would be 0.055."""
    table = [[762, 327, 468], [484, 239, 477], [484, 239, 477]]
    assert round(cramers_v(table), 3) == 0.072
    assert tuple(round(bound, 2) for bound in cramers_v_interval(table, 0.95)) == (0.05, 0.09)
    assert cramers_v_interval(table, 0.9).low == pytest.approx(0.051, abs=0.0005)


def test_the_interval_holds_no_association_where_the_test_does_not_reject() -> None:
    """Its low bound is 0 exactly where the one-sided p is above (1 − confidence)/2, here .025."""
    weak, strong = [[44, 9], [50, 30], [88, 46]], [[44, 9], [50, 30], [128, 6]]
    assert pearson_chi_square(weak).p_value > 0.025 > pearson_chi_square(strong).p_value
    assert cramers_v_interval(weak, 0.95).low == 0
    assert cramers_v_interval(strong, 0.95).low > 0
    assert cramers_v_interval(weak, 0.9).low > 0


def test_the_interval_of_v_at_its_ends() -> None:
    """Proportional rows: the whole interval is at 0. A full association: it reaches 1."""
    assert cramers_v_interval([[10, 20], [30, 60]], 0.95) == (0, 0)
    low, high = cramers_v_interval([[7, 0, 0], [0, 5, 0], [0, 0, 9]], 0.95)
    assert 0.5 < low < 1
    assert high == 1


@pytest.mark.parametrize("times", [10**6, 10**7, 10**8, 10**11])
def test_the_interval_of_a_very_large_table_is_about_v(times: int) -> None:
    """χ² = 20 · times / 3 and V = 1/3: √(λ / n) is V ± 1.96 / √n to the digits that floats have."""
    table = [[10 * times, 20 * times], [20 * times, 10 * times]]
    low, high = cramers_v_interval(table, 0.95)
    half = 1.959963985 / sqrt(60 * times)
    assert low == pytest.approx(1 / 3 - half, abs=half / 100)
    assert high == pytest.approx(1 / 3 + half, abs=half / 100)


def test_the_interval_needs_a_confidence_between_0_and_1() -> None:
    """95 is not 0.95."""
    for confidence in (0, 1, 95, float("nan")):
        with pytest.raises(
            ValueError, match=f"^confidence lies between 0 and 1, like 0.95, and {confidence} does not$"
        ):
            cramers_v_interval([[1, 2], [3, 4]], confidence)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ([], "a table of counts needs at least 2 rows and 2 columns"),
        ([[1, 2]], "a table of counts needs at least 2 rows and 2 columns"),
        ([[1], [2]], "a table of counts needs at least 2 rows and 2 columns"),
        ([[1, 2], [3, 4, 5]], "every row needs the same number of counts, not 2, 3"),
        ([[1, 2], [3, -4]], "counts are whole numbers from 0 up, and -4 is not"),
        ([[1, 2], [3, 0.5]], "counts are whole numbers from 0 up, and 0.5 is not"),
        ([[1, 2], [3, float("nan")]], "counts are whole numbers from 0 up, and nan is not"),
        ([[1, 2], [0, 0]], "row 2 has no counts, so nothing can be expected of it"),
        ([[1, 0], [2, 0]], "column 2 has no counts, so nothing can be expected of it"),
    ],
)
def test_refuses_what_is_no_table_of_counts(table: Table, message: str) -> None:
    """Each function names what is wrong."""
    with pytest.raises(ValueError, match=f"^{message}$"):
        pearson_chi_square(table)
    with pytest.raises(ValueError, match=f"^{message}$"):
        cramers_v(table)
    with pytest.raises(ValueError, match=f"^{message}$"):
        cramers_v_interval(table, 0.95)
