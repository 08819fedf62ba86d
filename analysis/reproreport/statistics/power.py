"""What groups of a size could show: the smallest difference that a test finds with a given chance."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np

    Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

#: Differences of shares are found to this precision.
_STEP: Final = 1e-6


def detectable_v(n: int, rows: int, columns: int, *, alpha: float, power: float) -> float | None:
    """Return the smallest Cramér's V that Pearson's chi-square finds with a given chance.

    In a population with this V the statistic of n cases has approximately the noncentral chi-square
    distribution with (rows − 1)(columns − 1) degrees of freedom and the noncentrality
    λ = n · (min(rows, columns) − 1) · V². Returned is the V whose λ puts the chance of exceeding the
    critical value at ``power``. None where no V up to 1 does.

    Source: J. Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, 2nd ed., chapter 7
    (there w = V · √(min(rows, columns) − 1)).

    Args:
        n: how many cases the table has.
        rows: its rows, at least 2.
        columns: its columns, at least 2.
        alpha: the level of significance.
        power: the chance, as a share, such as 0.8.

    Raises:
        ValueError: if there are no cases, fewer than two rows or columns, or if ``alpha`` and ``power``
            are not 0 < alpha < power < 1.
    """
    from scipy.special import chdtri, chndtrinc

    _check(alpha, power)
    if n < 1 or min(rows, columns) < 2:
        raise ValueError("a table of counts needs cases, and at least 2 rows and 2 columns")
    df = (rows - 1) * (columns - 1)
    noncentrality = float(chndtrinc(float(chdtri(df, alpha)), df, 1 - power))
    v = sqrt(noncentrality / (n * (min(rows, columns) - 1)))
    return v if v <= 1 else None


def detectable_difference(
    first: int, second: int, share: float, *, alpha: float, power: float
) -> float | None:
    """Return by how much a first group's share must exceed a second's to be found with a given chance.

    The test is Fisher's exact test, one-sided, at level ``alpha`` (see
    :func:`reproreport.statistics.fisher.fisher_greater`). Both groups are random samples, the second
    from a population with ``share``; the chance of a significant result is the sum of the binomial
    probabilities of all outcomes that are significant, without approximation.

    Source: the exact unconditional power of Fisher's test, as in J. T. Casagrande, M. C. Pike and P. G.
    Smith (1978), The power function of the "exact" test for comparing two binomial distributions,
    Journal of the Royal Statistical Society C 27, 176–180.

    Args:
        first: how many members the first group has.
        second: how many the second has.
        share: the share of the second group's population.
        alpha: the level of significance.
        power: the chance, as a share, such as 0.8.

    Returns:
        The smallest difference of the two shares, to six decimals; None where even a share of 1 in the
        first group's population is not found with that chance.

    Raises:
        ValueError: if a group has no members, ``share`` is not between 0 and 1, or if ``alpha`` and
            ``power`` are not 0 < alpha < power < 1.
    """
    _check(alpha, power)
    if min(first, second) < 1:
        raise ValueError("a group without members has no share")
    if not 0 <= share <= 1:
        raise ValueError(f"a share lies between 0 and 1, and {share} does not")
    found = _found(first, second, alpha) @ _binomial(second, share)

    def chance(p: float) -> float:
        return float(_binomial(first, p) @ found)

    if chance(1.0) < power:
        return None
    low, high = share, 1.0
    while high - low > _STEP:
        middle = (low + high) / 2
        low, high = (low, middle) if chance(middle) >= power else (middle, high)
    return high - share


def _check(alpha: float, power: float) -> None:
    """Refuse what are no chances."""
    if not 0 < alpha < power < 1:
        raise ValueError(f"chances are 0 < alpha < power < 1, and {alpha} and {power} are not")


def _binomial(n: int, share: float) -> Floats:
    """Return the probabilities of 0, 1, … n successes."""
    import numpy as np
    from scipy.stats import binom

    return np.asarray(binom.pmf(np.arange(n + 1), n, share))


def _found(first: int, second: int, alpha: float) -> Floats:
    """Return for every outcome of two groups whether it is significant: 1 or 0."""
    import numpy as np
    from scipy.stats import hypergeom

    a, b = np.meshgrid(range(first + 1), range(second + 1), indexing="ij")
    p_values = hypergeom.sf(a - 1, first + second, a + b, first)
    return np.asarray(p_values <= alpha, dtype=float)
