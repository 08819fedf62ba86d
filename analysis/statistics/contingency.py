"""Tables of counts: are the rows alike?"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

import numpy as np
from scipy.stats import chi2_contingency

SMALLEST_SIDE = 2


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
    counts = _counts(table)
    outcome = chi2_contingency(counts, correction=False, lambda_="pearson")
    return ChiSquare(
        statistic=float(outcome.statistic),
        df=int(outcome.dof),
        p_value=float(outcome.pvalue),
        smallest_expected=float(np.min(outcome.expected_freq)),
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
    counts = _counts(table)
    statistic = pearson_chi_square(table).statistic
    return min(1.0, sqrt(statistic / (int(counts.sum()) * (min(counts.shape) - 1))))


def _counts(table: Sequence[Sequence[int]]) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Return the table as an array, or say what is wrong with it."""
    rows = [list(row) for row in table]
    if len(rows) < SMALLEST_SIDE or any(len(row) < SMALLEST_SIDE for row in rows):
        raise ValueError("a table of counts needs at least 2 rows and 2 columns")
    if len({len(row) for row in rows}) > 1:
        lengths = ", ".join(str(len(row)) for row in rows)
        raise ValueError(f"every row needs the same number of counts, not {lengths}")
    for row in rows:
        for count in row:
            if count < 0 or count % 1 != 0:
                raise ValueError(f"counts are whole numbers from 0 up, and {count} is not")
    counts = np.array(rows, dtype=np.int64).reshape(len(rows), len(rows[0]))
    for name, totals in (("row", counts.sum(axis=1)), ("column", counts.sum(axis=0))):
        for number, total in enumerate(totals, start=1):
            if total == 0:
                raise ValueError(f"{name} {number} has no counts, so nothing can be expected of it")
    return counts
