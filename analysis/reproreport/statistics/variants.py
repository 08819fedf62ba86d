"""The tests that reports call "chi-square", each by its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from fractions import Fraction
from math import comb, log
from typing import Final

from reproreport.statistics.contingency import pearson_statistic
from reproreport.statistics.counts import (
    Counts,
    Outcome,
    PValue,
    Undefined,
    Why,
    chi_square_tail,
    read,
    whole,
)
from reproreport.statistics.fisher import BUDGET, fisher_exact

#: The chi-square distribution is relied on from this expected count up (W. G. Cochran 1954, Some
#: methods for strengthening the common χ² tests, Biometrics 10, 417–451).
SMALL: Final = 5

Scores = Sequence[int | Fraction]


class Variant(Enum):
    """Tests of a table of counts, or of one row of counts, in words for a sentence."""

    PEARSON = "Pearson's chi-square without Yates' correction"
    YATES = "the chi-square with Yates' correction"
    LIKELIHOOD_RATIO = "the likelihood-ratio chi-square"
    FISHER = "Fisher's exact test"
    FISHER_MID_P = "Fisher's exact test with mid-p (twice the smaller tail)"
    FISHER_MID_P_SAS = "Fisher's exact test with mid-p (less half the observed table)"
    N_MINUS_1 = "the N − 1 chi-square"
    PEARSON_OR_FISHER = "Pearson's chi-square, with Fisher's exact test for small expected counts"
    FISHER_DOUBLED = "Fisher's exact test, one tail doubled"
    UNPOOLED = "the z test of two shares with unpooled variances"
    TREND = "the linear-by-linear trend test"
    TREND_N = "the Cochran–Armitage trend test, with n instead of n − 1"
    KRUSKAL_WALLIS = "the Kruskal–Wallis test of ordered answers"
    MANN_WHITNEY = "the Mann–Whitney test of ordered answers with continuity correction"
    EQUAL_COUNTS = "the one-sample chi-square against equal counts"


def pearson(table: Sequence[Sequence[int]]) -> Outcome:
    """Test by Pearson's chi-square; the formula is that of ``contingency.pearson_chi_square``.

    Like every function of this module it returns :class:`Undefined` where the test does not apply.

    Args:
        table: counts, one inner sequence for each row.

    Raises:
        ValueError: if the table is smaller than 2×2, ragged, or holds a negative or fractional
            count.
    """
    return _pearson(read(table))


def yates(table: Sequence[Sequence[int]]) -> Outcome:
    """Test a 2×2 table by the chi-square with Yates' continuity correction.

    χ² = n · max(0, |ad − bc| − n/2)² / (product of the four margins), with one degree of freedom.

    Source: F. Yates (1934), Contingency tables involving small numbers and the χ² test, Supplement
    to the Journal of the Royal Statistical Society 1, 217–235. The correction never moves a count
    past its expectation, as in R's ``chisq.test``.

    Args and errors as :func:`pearson`.
    """
    return _yates(read(table))


def likelihood_ratio(table: Sequence[Sequence[int]]) -> Outcome:
    """Test by the likelihood-ratio chi-square, G² = 2 Σ observed · ln(observed / expected).

    A count of 0 adds nothing; (rows − 1)(columns − 1) degrees of freedom.

    Source: S. S. Wilks (1935), The likelihood test of independence in contingency tables, Annals
    of Mathematical Statistics 6, 190–196.

    Args and errors as :func:`pearson`.
    """
    return _likelihood_ratio(read(table))


def n_minus_1(table: Sequence[Sequence[int]]) -> Outcome:
    """Test a 2×2 table by the N − 1 chi-square, Pearson's χ² · (n − 1)/n.

    Source: E. S. Pearson (1947), The choice of statistical tests …, Biometrika 34, 139–167;
    I. Campbell (2007), Chi-squared and Fisher–Irwin tests of two-by-two tables with small sample
    recommendations, Statistics in Medicine 26, 3661–3675.

    Args and errors as :func:`pearson`.
    """
    return _n_minus_1(read(table))


def trend(
    table: Sequence[Sequence[int]],
    row_scores: Scores | None = None,
    column_scores: Scores | None = None,
) -> Outcome:
    """Test for a linear-by-linear trend: M² = (n − 1) r², with one degree of freedom.

    r is the correlation of the rows' and columns' scores over the n cases. SPSS prints M² as
    "Linear-by-Linear Association", SAS as "Mantel–Haenszel Chi-Square". At 2×2 it is the N − 1
    chi-square.

    Source: N. Mantel (1963), Chi-square tests with one degree of freedom, Journal of the American
    Statistical Association 58, 690–700.

    Args:
        table: counts, one inner sequence for each row.
        row_scores: a number for each row; 1, 2, 3, … where none are given.
        column_scores: a number for each column; 1, 2, 3, … where none are given.

    Raises:
        ValueError: as :func:`pearson`, or if there are not as many scores as rows or columns.
    """
    return _trend(read(table), row_scores, column_scores)


def equal_counts(counts: Sequence[int]) -> Outcome:
    """Test whether counts come from classes of equal chance, by the one-sample chi-square.

    χ² = Σ (count − n/k)² / (n/k) over the k counts of n cases, with k − 1 degrees of freedom. It
    compares counts with each other, not shares.

    Source: K. Pearson (1900), as in ``contingency.pearson_chi_square``.

    Raises:
        ValueError: if a count is negative or fractional.
    """
    cells = whole(counts)
    k, n = len(cells), sum(cells)
    if k < 2 or n == 0:
        return Undefined(Why.ALIKE, "it needs at least two counts that are not all 0")
    return _tested(sum((k * cell - n) ** 2 / (k * n) for cell in cells), k - 1)


def kruskal_wallis(table: Sequence[Sequence[int]]) -> Outcome:
    """Test by Kruskal and Wallis' H, with ranks shared within a column and corrected for these ties.

    H = 12 / (n (n + 1)) · Σ nᵢ (R̄ᵢ − R̄)² / (1 − Σ (t³ − t) / (n³ − n)), with rows − 1 degrees of freedom.
    Of two rows it is the Mann–Whitney test without continuity correction.

    Source: W. H. Kruskal and W. A. Wallis (1952), Use of ranks in one-criterion variance analysis, Journal
    of the American Statistical Association 47, 583–621.

    Args and errors as :func:`pearson`.
    """
    counts = read(table)
    if empty := counts.empty():
        return empty
    n, ranks = counts.total, _ranks(counts)
    spread = Fraction(0)
    for cells, size in zip(counts.rows, counts.row_totals, strict=True):
        spread += size * (Fraction(_dot(ranks, cells)) / size - Fraction(n + 1, 2)) ** 2
    ties = 1 - Fraction(sum(t**3 - t for t in counts.column_totals), n**3 - n)
    return _tested(float(12 * spread / (n * (n + 1)) / ties), len(counts.rows) - 1)


def mann_whitney(table: Sequence[Sequence[int]]) -> Outcome:
    """Test two rows by Mann and Whitney's U, normal, corrected for ties and by ½ for continuity.

    Source: H. B. Mann and D. R. Whitney (1947), On a test of whether one of two random variables is
    stochastically larger than the other, Annals of Mathematical Statistics 18, 50–60; as in R's
    ``wilcox.test(exact = FALSE)``.

    Args and errors as :func:`pearson`.
    """
    counts = read(table)
    if len(counts.rows) != 2:
        return Undefined(Why.SHAPE, "it compares two groups only")
    if empty := counts.empty():
        return empty
    first, second = counts.row_totals
    n = counts.total
    u = Fraction(_dot(_ranks(counts), counts.rows[0])) - Fraction(first * (first + 1), 2)
    ties = Fraction(sum(t**3 - t for t in counts.column_totals), n * (n - 1))
    variance = Fraction(first * second, 12) * (n + 1 - ties)
    off = max(Fraction(0), abs(u - Fraction(first * second, 2)) - Fraction(1, 2))
    return _tested(float(off**2 / variance), 1)


def mcnemar(b: int, c: int, *, corrected: bool = True) -> Outcome:
    """Test paired answers by McNemar's χ², (|b − c| − 1)² / (b + c), or without the 1.

    Source: Q. McNemar (1947), Note on the sampling error of the difference between correlated proportions
    or percentages, Psychometrika 12, 153–157; the correction is A. L. Edwards' (1948), as in R's
    ``mcnemar.test``.

    Args:
        b: how many changed in one direction.
        c: how many changed in the other.
        corrected: whether to correct for continuity.

    Raises:
        ValueError: if a count is negative or fractional.
    """
    b, c = whole((b, c))
    if b + c == 0:
        return Undefined(Why.ALIKE, "nobody's answers differ")
    return _tested(max(0, abs(b - c) - (1 if corrected else 0)) ** 2 / (b + c), 1)


def run(
    table: Sequence[Sequence[int]],
    *,
    column_scores: Scores | None = None,
    fisher_budget: int = BUDGET,
    ordered: bool = False,
) -> Mapping[Variant, Outcome]:
    """Return what every variant says of a table; ``EQUAL_COUNTS``, which is of a row, is left out.

    ``PEARSON_OR_FISHER`` is the usual advice: Fisher's test where an expected count is below 5.

    Args:
        table: counts, one inner sequence for each row.
        column_scores: scores of the columns for the trend; 1, 2, 3, … where none are given.
        fisher_budget: how many tables Fisher's test may enumerate.
        ordered: whether the columns have an order, so that tests of ranks are made too.

    Raises:
        ValueError: as :func:`trend`.
    """
    counts = read(table)
    outcomes: dict[Variant, Outcome] = {
        Variant.PEARSON: _pearson(counts),
        Variant.YATES: _yates(counts),
        Variant.LIKELIHOOD_RATIO: _likelihood_ratio(counts),
    }
    fisher = fisher_exact(counts.rows, fisher_budget)
    if isinstance(fisher, Undefined):
        outcomes |= dict.fromkeys((Variant.FISHER, Variant.FISHER_MID_P, Variant.FISHER_MID_P_SAS), fisher)
    else:
        outcomes[Variant.FISHER] = PValue(fisher.p_value)
        outcomes[Variant.FISHER_MID_P] = _ONLY_2X2 if fisher.mid_p is None else PValue(fisher.mid_p)
        outcomes[Variant.FISHER_MID_P_SAS] = PValue(fisher.mid_p_sas)
    outcomes[Variant.N_MINUS_1] = _n_minus_1(counts)
    small = not counts.empty() and counts.smallest_expected < SMALL
    outcomes[Variant.PEARSON_OR_FISHER] = outcomes[Variant.FISHER if small else Variant.PEARSON]
    outcomes[Variant.FISHER_DOUBLED] = _doubled(counts)
    outcomes[Variant.UNPOOLED] = _unpooled(counts)
    outcomes[Variant.TREND] = trended = _trend(counts, None, column_scores)
    outcomes[Variant.TREND_N] = trended
    if isinstance(trended, PValue) and trended.statistic is not None and counts.total > 1:
        outcomes[Variant.TREND_N] = _tested(trended.statistic * counts.total / (counts.total - 1), 1)
    if ordered:
        outcomes[Variant.KRUSKAL_WALLIS] = kruskal_wallis(table)
        outcomes[Variant.MANN_WHITNEY] = mann_whitney(table)
    return outcomes


def _ranks(counts: Counts) -> list[Fraction]:
    """Return the mean rank of each column's cases."""
    ranks, below = [], 0
    for tied in counts.column_totals:
        ranks.append(Fraction(2 * below + tied + 1, 2))
        below += tied
    return ranks


def _doubled(counts: Counts) -> Outcome:
    """Twice the smaller tail of Fisher's test, at most 1: of 2×2 tables."""
    if not counts.is_2x2:
        return _ONLY_2X2
    if empty := counts.empty():
        return empty
    (a, _), _ = counts.rows
    (row, _), (column, _), n = counts.row_totals, counts.column_totals, counts.total
    low, high = max(0, row + column - n), min(row, column)
    ways = {x: comb(column, x) * comb(n - column, row - x) for x in range(low, high + 1)}
    every = sum(ways.values())
    tail = min(sum(way for x, way in ways.items() if x <= a), sum(way for x, way in ways.items() if x >= a))
    return PValue(min(1.0, float(Fraction(2 * tail, every))))


def _unpooled(counts: Counts) -> Outcome:
    """z² of two shares, each with its own variance p(1 − p)/n: of 2×2 tables (Wald's test)."""
    if not counts.is_2x2:
        return _ONLY_2X2
    if empty := counts.empty():
        return empty
    shares = [Fraction(cells[0], size) for cells, size in zip(counts.rows, counts.row_totals, strict=True)]
    variance = sum(
        (share * (1 - share) / size for share, size in zip(shares, counts.row_totals, strict=True)),
        Fraction(0),
    )
    if variance == 0:
        return Undefined(Why.ALIKE, "both shares are 0 or 1, and their variances 0")
    return _tested(float((shares[0] - shares[1]) ** 2 / variance), 1)


_ONLY_2X2 = Undefined(Why.SHAPE, "it is defined for 2×2 tables only")


def _pearson(counts: Counts) -> Outcome:
    return counts.empty() or _tested(pearson_statistic(counts), counts.df)


def _yates(counts: Counts) -> Outcome:
    if not counts.is_2x2:
        return _ONLY_2X2
    if empty := counts.empty():
        return empty
    ((a, b), (c, d)), n = counts.rows, counts.total
    (r, s), (t, u) = counts.row_totals, counts.column_totals
    return _tested(n * max(0, 2 * abs(a * d - b * c) - n) ** 2 / (4 * r * s * t * u), 1)


def _likelihood_ratio(counts: Counts) -> Outcome:
    if empty := counts.empty():
        return empty
    terms = (
        count * log(count * counts.total / (row * column))
        for cells, row in zip(counts.rows, counts.row_totals, strict=True)
        for count, column in zip(cells, counts.column_totals, strict=True)
        if count
    )
    # Rounding can leave a sum that should be 0 just below it.
    return _tested(max(0.0, 2 * sum(terms)), counts.df)


def _n_minus_1(counts: Counts) -> Outcome:
    if not counts.is_2x2:
        return _ONLY_2X2
    if empty := counts.empty():
        return empty
    return _tested(pearson_statistic(counts) * (counts.total - 1) / counts.total, 1)


def _trend(counts: Counts, row_scores: Scores | None, column_scores: Scores | None) -> Outcome:
    n, rows, columns = counts.total, counts.row_totals, counts.column_totals
    u = _scores(row_scores, len(rows), "row")
    v = _scores(column_scores, len(columns), "column")
    # n² times the covariance and the variances, exactly.
    sum_u, sum_v = _dot(u, rows), _dot(v, columns)
    products = _dot(u, [_dot(v, cells) for cells in counts.rows])
    covariance = n * products - sum_u * sum_v
    of_rows = n * _dot([x * x for x in u], rows) - sum_u**2
    of_columns = n * _dot([y * y for y in v], columns) - sum_v**2
    if of_rows == 0 or of_columns == 0:
        return Undefined(Why.ALIKE, "all cases have the same score, so there is no trend to test")
    return _tested(float((n - 1) * covariance**2 / (of_rows * of_columns)), 1)


def _scores(given: Scores | None, size: int, side: str) -> Scores:
    """Return the scores given, or the places from 1 up."""
    if given is None:
        return range(1, size + 1)
    if len(given) != size:
        raise ValueError(f"there are {size} {side}s, and {len(given)} {side} scores")
    return given


def _dot(scores: Scores, counts: Scores) -> int | Fraction:
    total: int | Fraction = 0
    for score, count in zip(scores, counts, strict=True):
        total += score * count
    return total


def _tested(statistic: float, df: int) -> PValue:
    return PValue(chi_square_tail(statistic, df), statistic, df)
