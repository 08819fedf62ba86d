"""Intervals for a proportion."""

from __future__ import annotations

from typing import NamedTuple


class Interval(NamedTuple):
    """A confidence interval, as shares from 0 to 1."""

    low: float
    high: float


def wilson_interval(successes: int, trials: int, confidence: float) -> Interval:
    """Return Wilson's score interval for a proportion, without continuity correction.

    The interval holds every proportion π that the score test does not reject, so it stays inside
    [0, 1] and is not empty at 0 or at ``trials`` successes. With p = successes/trials,
    n = trials and z the normal quantile of (1 + confidence)/2, its bounds are

        (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n)

    Source: E. B. Wilson (1927), Probable inference, the law of succession, and statistical
    inference, Journal of the American Statistical Association 22, 209–212.

    Args:
        successes: how many of the trials had the property; a count.
        trials: how many there were; a count.
        confidence: the coverage asked for, as a share, such as 0.95.

    Returns:
        The two bounds, as shares.

    Raises:
        ValueError: if there are no trials, if ``successes`` is not between 0 and ``trials``, or if
            ``confidence`` is not strictly between 0 and 1.
    """
    if trials < 1:
        raise ValueError(f"an interval needs at least one trial, not {trials}")
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} successes are not possible in {trials} trials")
    if not 0 < confidence < 1:
        raise ValueError(f"confidence lies between 0 and 1, like 0.95, and {confidence} does not")
    # statsmodels takes a second to load.
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(successes, trials, alpha=1 - confidence, method="wilson")
    # The exact bounds are 0 and 1 here; floating point leaves a residue of about 1e-18.
    return Interval(
        low=0.0 if successes == 0 else float(low),
        high=1.0 if successes == trials else float(high),
    )
