"""Each variant by name against R, scipy, statsmodels and exact rationals."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, chisquare
from statsmodels.stats.contingency_tables import Table as StatsmodelsTable

from contingency_tables import Table, steady, tables, transposed
from reproreport.statistics import variants
from reproreport.statistics.counts import Outcome, PValue, Undefined, Why
from reproreport.statistics.variants import Variant, run

# p-values printed by running the package recalc 0.6.0 under R 4.2.2 (github.com/ianhussey/recalc,
# tests/testthat/test-recalc_chisq.R; pearson, yates and fisher equal base R by its own tests). The
# last but one: scipy issue 13875 (scipy 1.6.2 gave 1.49e-08 for Yates). The last: base R.
FROM_R: list[tuple[Table, dict[Variant, float]]] = [
    (
        [[3, 12], [9, 6]],
        {
            Variant.LIKELIHOOD_RATIO: 0.0228709887991,
            Variant.PEARSON: 0.0253473186775,
            Variant.N_MINUS_1: 0.0279146102825,
            Variant.FISHER_MID_P: 0.0341040006313,
            Variant.FISHER_MID_P_SAS: 0.0472684710276,
            Variant.FISHER: 0.060432941424,
            Variant.YATES: 0.0624074185687,
        },
    ),
    (
        [[60, 20], [15, 35]],
        {
            Variant.LIKELIHOOD_RATIO: 3.294248e-07,
            Variant.FISHER_MID_P_SAS: 3.721842e-07,
            Variant.PEARSON: 4.361737e-07,
            Variant.N_MINUS_1: 4.829082e-07,
            Variant.FISHER_MID_P: 5.070709e-07,
            Variant.FISHER: 5.659781e-07,
            Variant.YATES: 1.115968e-06,
        },
    ),
    ([[1573, 3], [4, 0]], {Variant.PEARSON: 0.9303993377521388, Variant.YATES: 1.0}),
    ([[10, 20], [15, 12], [8, 18]], {Variant.FISHER: 0.137697708008, Variant.PEARSON: 0.122004356765}),
]


def the(outcome: Outcome) -> PValue:
    """The p-value, where the test applies."""
    assert isinstance(outcome, PValue)
    return outcome


def same(ours: PValue, statistic: float, p_value: float) -> bool:
    """Whether both are those of an oracle, to nine digits.

    Oracles in floats leave about 1e-14 of a statistic of 0, and p falls as the root of that.
    """
    near = 1e-9 if statistic > 1e-9 else 1e-6
    return ours.statistic == pytest.approx(statistic, rel=1e-9, abs=1e-9) and ours.p_value == pytest.approx(
        p_value, rel=near
    )


def why(outcome: Outcome) -> Why:
    """Why the test does not apply."""
    assert isinstance(outcome, Undefined)
    return outcome.why


@pytest.mark.parametrize(("table", "p_values"), FROM_R)
def test_p_values_are_those_of_r(table: Table, p_values: dict[Variant, float]) -> None:
    """To all digits that were printed: 12, or 7 where the exponent is printed."""
    outcomes = run(table)
    for variant, p_value in p_values.items():
        digits = 1e-6 if p_value < 1e-5 else 1e-10
        assert the(outcomes[variant]).p_value == pytest.approx(p_value, rel=digits), variant


@steady
@given(st.one_of(tables(2, 2), tables(3, 2), tables(3, 4)))
def test_pearson_and_likelihood_ratio_agree_with_scipy(table: Table) -> None:
    """chi2_contingency with its correction off and the two power divergences by name."""
    theirs = chi2_contingency(table, correction=False, lambda_="pearson")
    ours = the(variants.pearson(table))
    assert ours.df == theirs.dof
    assert same(ours, theirs.statistic, theirs.pvalue)
    theirs = chi2_contingency(table, correction=False, lambda_="log-likelihood")
    ours = the(variants.likelihood_ratio(table))
    assert ours.df == theirs.dof
    assert same(ours, theirs.statistic, theirs.pvalue)


@steady
@given(tables(2, 2))
def test_yates_agrees_with_scipy(table: Table) -> None:
    """chi2_contingency with its correction on, which moves no count past its expectation."""
    theirs = chi2_contingency(table, correction=True, lambda_="pearson")
    ours = the(variants.yates(table))
    assert same(ours, theirs.statistic, theirs.pvalue)


@settings(steady, max_examples=50)
@given(st.one_of(tables(2, 2), tables(2, 5), tables(4, 3)), st.data())
def test_the_trend_agrees_with_statsmodels(table: Table, data: st.DataObject) -> None:
    """Its ordinal association, whose z² has n − 1 in it; with scores from 1 up, and with drawn ones."""
    rows, columns = len(table), len(table[0])
    for u, v in (
        (list(range(1, rows + 1)), list(range(1, columns + 1))),
        (
            data.draw(st.lists(st.integers(-5, 5), min_size=rows, max_size=rows, unique=True)),
            data.draw(st.lists(st.integers(-5, 5), min_size=columns, max_size=columns, unique=True)),
        ),
    ):
        oracle = StatsmodelsTable(np.array(table), shift_zeros=False)
        theirs = oracle.test_ordinal_association(np.array(u), np.array(v))
        ours = the(variants.trend(table, u, v))
        assert ours.df == 1
        assert same(ours, theirs.zscore**2, theirs.pvalue)


@steady
@given(tables(3, 4, most=30))
def test_the_trend_is_the_correlation_of_the_cases(table: Table) -> None:
    """(n − 1) r² in exact rationals, from one pair of scores for every case."""
    cases = [(i, j) for i, row in enumerate(table) for j, count in enumerate(row) for _ in range(count)]
    n = len(cases)

    def covariance(first: Sequence[int], second: Sequence[int]) -> Fraction:
        products = sum(x * y for x, y in zip(first, second, strict=True))
        return products - Fraction(sum(first) * sum(second), n)

    u, v = [i for i, _ in cases], [j for _, j in cases]
    expected = (n - 1) * covariance(u, v) ** 2 / (covariance(u, u) * covariance(v, v))
    assert the(variants.trend(table)).statistic == pytest.approx(float(expected), rel=1e-12)


@steady
@given(tables(2, 2))
def test_at_two_by_two_the_trend_is_the_n_minus_1_chi_square(table: Table) -> None:
    """r² is Pearson's χ² / n there, so both are (n − 1)/n of it."""
    n = sum(map(sum, table))
    pearson = the(variants.pearson(table)).statistic
    assert pearson is not None
    for outcome in (variants.trend(table), variants.n_minus_1(table)):
        assert the(outcome).statistic == pytest.approx(pearson * (n - 1) / n, rel=1e-9, abs=1e-12)


def test_scores_may_be_moved_and_stretched() -> None:
    """A correlation does not change with 2, 5, 8 for 1, 2, 3, and does with 1, 2, 10."""
    table = [[10, 20, 5], [4, 12, 13]]
    plain = the(variants.trend(table)).p_value
    assert the(variants.trend(table, column_scores=[2, 5, 8])).p_value == pytest.approx(plain, rel=1e-12)
    halves = [Fraction(1, 2), Fraction(1), Fraction(3, 2)]
    assert the(variants.trend(table, column_scores=halves)).p_value == pytest.approx(plain, rel=1e-12)
    assert the(variants.trend(table, column_scores=[1, 2, 10])).p_value != pytest.approx(plain, rel=1e-3)


@steady
@given(st.lists(st.integers(0, 500), min_size=2, max_size=8).filter(any))
def test_equal_counts_agree_with_scipy(counts: list[int]) -> None:
    """Scipy's chisquare with its default, equal expected frequencies, given by name."""
    theirs = chisquare(counts, f_exp=[sum(counts) / len(counts)] * len(counts), ddof=0)
    ours = the(variants.equal_counts(counts))
    assert ours.df == len(counts) - 1
    assert same(ours, theirs.statistic, theirs.pvalue)


def test_reproduces_rs_manual_of_equal_counts() -> None:
    """help("chisq.test"), x = c(A = 20, B = 15, C = 25): X-squared 2.5, df 2, p 0.2865."""
    found = the(variants.equal_counts([20, 15, 25]))
    assert (found.statistic, found.df) == (2.5, 2)
    assert found.p_value == pytest.approx(0.2865, abs=5e-5)


@steady
@given(tables(2, 3, empty=True))
def test_no_table_of_counts_is_an_error(table: Table) -> None:
    """Every variant either has a p-value between 0 and 1 or says why not, zero margins included."""
    for variant, outcome in run(table).items():
        if isinstance(outcome, PValue):
            assert 0 <= outcome.p_value <= 1, variant
        else:
            assert outcome.text


@steady
@given(st.one_of(tables(3, 3, most=12), tables(2, 3, most=30)), st.randoms(use_true_random=False))
def test_only_the_trend_depends_on_the_order(table: Table, random: object) -> None:
    """Rows permuted and the table transposed: every other variant is unchanged."""
    shuffled = [*table]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    before, after = run(table), run(transposed(shuffled))
    for variant in set(before) - {Variant.TREND, Variant.TREND_N}:
        ours, theirs = before[variant], after[variant]
        assert isinstance(ours, PValue) == isinstance(theirs, PValue)
        if isinstance(ours, PValue):
            assert the(theirs).p_value == pytest.approx(ours.p_value, rel=1e-7, abs=1e-9)


def test_what_does_not_apply_says_why() -> None:
    """Three of them are for 2×2 only; a column of zeros leaves the trend over the others."""
    outcomes = run([[10, 20], [15, 12], [8, 18]])
    for variant in (Variant.YATES, Variant.N_MINUS_1, Variant.FISHER_MID_P):
        assert why(outcomes[variant]) is Why.SHAPE
    outcomes = run([[10, 0, 20], [15, 0, 12]])
    for variant in (Variant.PEARSON, Variant.LIKELIHOOD_RATIO, Variant.FISHER):
        assert why(outcomes[variant]) is Why.EMPTY
    # Scores 1 and 3 instead of 1 and 2: the same correlation, that of 2×2.
    assert outcomes[Variant.TREND] == variants.n_minus_1([[10, 20], [15, 12]])
    for outcome in (variants.yates([[1, 2], [0, 0]]), variants.n_minus_1([[1, 0], [2, 0]])):
        assert why(outcome) is Why.EMPTY
    assert why(variants.trend([[1, 2], [0, 0]])) is Why.ALIKE
    assert why(variants.equal_counts([0, 0])) is Why.ALIKE
    assert why(variants.equal_counts([7])) is Why.ALIKE


def test_pearson_gives_way_to_fisher_below_five() -> None:
    """30 of 60 expected at 5 exactly stays Pearson's; one case fewer does not (Cochran 1954)."""
    at_five, below = run([[3, 7], [7, 3]]), run([[3, 6], [7, 3]])
    assert at_five[Variant.PEARSON_OR_FISHER] == at_five[Variant.PEARSON]
    assert below[Variant.PEARSON_OR_FISHER] == below[Variant.FISHER]


def test_fishers_budget_is_passed_on() -> None:
    """Its three variants then say so, and the others do not mind."""
    outcomes = run([[10, 20], [15, 12], [8, 18]], fisher_budget=100)
    assert why(outcomes[Variant.FISHER]) is Why.BUDGET
    assert why(outcomes[Variant.FISHER_MID_P_SAS]) is Why.BUDGET
    assert isinstance(outcomes[Variant.PEARSON], PValue)


def test_refuses_what_is_no_table_of_counts() -> None:
    """Shape, sign and scores are named."""
    with pytest.raises(ValueError, match="at least 2 rows"):
        run([[1, 2]])
    with pytest.raises(ValueError, match="-1 is not"):
        variants.equal_counts([1, -1])
    with pytest.raises(ValueError, match=r"^there are 3 columns, and 2 column scores$"):
        variants.trend([[1, 2, 3], [4, 5, 6]], column_scores=[1, 2])
