"""Tables of counts: are the rows alike, and how strongly do they differ?"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Final, NamedTuple

from reproreport.statistics.counts import Counts, chi_square_tail, read
from reproreport.statistics.proportions import Interval

#: Above it the root of a noncentral chi-square variable is taken as normal around √λ; scipy's inverse
#: fails far above it.
_LARGE: Final = 1e8


class ChiSquare(NamedTuple):
    """Pearson's test of a table of counts.

    ``smallest_expected`` is the smallest count expected if the rows were alike. The usual advice
    (Cochran 1954) is to distrust ``p_value`` when it is below 5.
    """

    statistic: float
    df: int
    p_value: float
    smallest_expected: float


def pearson_chi_square(table: Sequence[Sequence[int]]) -> ChiSquare:
    """Test whether the rows of a table have the same distribution, by Pearson's chi-square.

    The statistic is Σ (observed − expected)² / expected over all cells, with expected =
    row total × column total / grand total; it is compared with the chi-square distribution of
    (rows − 1)(columns − 1) degrees of freedom. There is no continuity correction (Yates), at 2×2
    neither.

    Source: K. Pearson (1900), On the criterion that a given system of deviations …,
    Philosophical Magazine 50, 157–175; degrees of freedom as in R. A. Fisher (1922), On the
    interpretation of χ² from contingency tables, Journal of the Royal Statistical Society 85,
    87–94.

    Args:
        table: counts, one inner sequence for each row. Every respondent is counted in exactly one
            cell; a share or a percentage is not a count.

    Raises:
        ValueError: if the table is smaller than 2×2, ragged, holds a negative or fractional count,
            or has a row or column whose counts are all zero.
    """
    counts = _without_empty(table)
    statistic = pearson_statistic(counts)
    return ChiSquare(
        statistic=statistic,
        df=counts.df,
        p_value=chi_square_tail(statistic, counts.df),
        smallest_expected=counts.smallest_expected,
    )


def pearson_statistic(counts: Counts) -> float:
    """Return Pearson's χ² of a table whose rows and columns all have counts."""
    # n·observed − row·column is a whole number, so each term is rounded once.
    return sum(
        (count * counts.total - row * column) ** 2 / (counts.total * row * column)
        for cells, row in zip(counts.rows, counts.row_totals, strict=True)
        for count, column in zip(cells, counts.column_totals, strict=True)
    )


def cramers_v(table: Sequence[Sequence[int]]) -> float:
    """Return Cramér's V, how strongly rows and columns go together: 0 not at all, 1 fully.

    V = √(χ² / (n · (min(rows, columns) − 1))) with Pearson's χ² and the grand total n, without
    the correction for bias. At 2×2 it is the absolute value of φ.

    Source: H. Cramér (1946), Mathematical Methods of Statistics, Princeton University Press,
    section 21.9.

    Args:
        table: counts, as for :func:`pearson_chi_square`.

    Raises:
        ValueError: as :func:`pearson_chi_square`.
    """
    counts = _without_empty(table)
    return _as_v(pearson_statistic(counts), counts)


def cramers_v_interval(table: Sequence[Sequence[int]], confidence: float) -> Interval:
    """Return a confidence interval of Cramér's V, by inversion of the noncentral chi-square.

    The bounds are √(λ / (n · (min(rows, columns) − 1))) for those noncentralities λ at which a
    chi-square variable with (rows − 1)(columns − 1) degrees of freedom is at most the observed χ²
    with probability (1 + confidence)/2 and (1 − confidence)/2. A bound is 0 where even λ = 0 gives
    less than that probability, and never above 1. The degrees of freedom are not added to λ (some
    programs do): an interval so moved never holds 0. Since V itself is biased upwards, a V
    near 0 can lie above its interval.

    Source: M. Smithson (2003), Confidence Intervals, Sage, chapter 4, as its author corrected it
    in R's DescTools in 2014 (there ``method = "ncchisq"``); J. H. Steiger (2004), Beyond the F
    test, Psychological Methods 9, 164–182.

    Args:
        table: counts, as for :func:`pearson_chi_square`.
        confidence: the coverage asked for, as a share, such as 0.95.

    Raises:
        ValueError: as :func:`pearson_chi_square`, or if ``confidence`` is not strictly between 0
            and 1.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence lies between 0 and 1, like 0.95, and {confidence} does not")
    counts = _without_empty(table)
    statistic = pearson_statistic(counts)
    low, high = (
        _as_v(_noncentrality(statistic, counts.df, probability), counts)
        for probability in ((1 + confidence) / 2, (1 - confidence) / 2)
    )
    return Interval(low, high)


def _noncentrality(statistic: float, df: int, probability: float) -> float:
    """Return the λ at which a noncentral chi-square variable is at most a value with a probability."""
    from scipy.special import chdtr, chndtrinc, ndtri

    if float(chdtr(df, statistic)) <= probability:
        return 0.0
    if statistic > _LARGE:
        return (sqrt(statistic) - float(ndtri(probability))) ** 2
    return float(chndtrinc(statistic, df, probability))


def _as_v(statistic: float, counts: Counts) -> float:
    """Return a χ², or a noncentrality, on the scale of V."""
    sides = min(len(counts.row_totals), len(counts.column_totals))
    return min(1.0, sqrt(statistic / (counts.total * (sides - 1))))


def _without_empty(table: Sequence[Sequence[int]]) -> Counts:
    """Return the table with its margins, or say what is wrong with it."""
    counts = read(table)
    if empty := counts.empty():
        raise ValueError(empty.text)
    return counts
