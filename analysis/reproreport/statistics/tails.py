"""The p-values of printed test statistics: t, F, chi-square, z and a correlation."""

from __future__ import annotations

from math import inf, sqrt


def of_t(value: float, df: float) -> float:
    """Return the two-sided p-value of Student's t.

    Args:
        value: the statistic; its sign does not matter.
        df: its degrees of freedom, above 0; Welch's need not be whole.
    """
    from scipy.special import stdtr

    return float(2 * stdtr(df, -abs(value)))


def of_f(value: float, numerator: float, denominator: float) -> float:
    """Return the upper tail of Fisher's F.

    Args:
        value: the statistic, from 0 up.
        numerator: the degrees of freedom of the effect.
        denominator: those of the error.
    """
    from scipy.special import fdtrc

    return float(fdtrc(numerator, denominator, value))


def of_chi_square(value: float, df: float) -> float:
    """Return the upper tail of the chi-square distribution.

    Args:
        value: the statistic, from 0 up.
        df: its degrees of freedom.
    """
    from scipy.special import chdtrc

    return float(chdtrc(df, value))


def of_z(value: float) -> float:
    """Return the two-sided p-value of a standard normal statistic; its sign does not matter."""
    from scipy.special import ndtr

    return float(2 * ndtr(-abs(value)))


def of_correlation(value: float, df: float) -> float:
    """Return the two-sided p-value of Pearson's correlation, by t = r √df / √(1 - r²).

    Args:
        value: the correlation, from -1 to 1.
        df: its degrees of freedom, the number of pairs less two.
    """
    left = 1 - value * value
    return of_t(inf if left <= 0 else value * sqrt(df / left), df)
