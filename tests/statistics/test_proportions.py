"""Wilson's interval against published values and against the definition itself."""

from __future__ import annotations

from statistics import NormalDist

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reproreport.statistics.proportions import wilson_interval

# No wall clock, and the same examples every time.
steady = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])

# R. G. Newcombe (1998), Statistics in Medicine 17, 857-872, Table I, method 3 (score, without
# continuity correction), 95 %, printed to four decimals.
NEWCOMBE = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]
HALF_OF_FOURTH_DECIMAL = 0.00005


@pytest.mark.parametrize(("successes", "trials", "low", "high"), NEWCOMBE)
def test_reproduces_newcombes_table(successes: int, trials: int, low: float, high: float) -> None:
    """The four examples of the paper that compared seven intervals."""
    interval = wilson_interval(successes, trials, 0.95)
    assert interval.low == pytest.approx(low, abs=HALF_OF_FOURTH_DECIMAL)
    assert interval.high == pytest.approx(high, abs=HALF_OF_FOURTH_DECIMAL)


def test_the_bounds_are_exact_at_no_and_all_successes() -> None:
    """At 0 successes the low bound is 0 itself, and the high one z²/(n + z²)."""
    z_squared = NormalDist().inv_cdf(0.95) ** 2
    none, every = wilson_interval(0, 10, 0.9), wilson_interval(10, 10, 0.9)
    assert none.low == 0.0
    assert every.high == 1.0
    assert none.high == pytest.approx(z_squared / (10 + z_squared), rel=1e-12)
    assert every.low == pytest.approx(10 / (10 + z_squared), rel=1e-12)


@steady
@given(st.integers(1, 5000), st.data(), st.floats(0.5, 0.999))
def test_the_bounds_are_what_the_score_test_just_does_not_reject(
    trials: int, data: st.DataObject, confidence: float
) -> None:
    """At each bound π the score statistic (p − π)²/(π(1 − π)/n) equals z² (Wilson 1927)."""
    successes = data.draw(st.integers(0, trials))
    share = successes / trials
    low, high = wilson_interval(successes, trials, confidence)
    assert 0 <= low <= share <= high <= 1
    z_squared = NormalDist().inv_cdf((1 + confidence) / 2) ** 2
    for bound in {low, high} - {0.0, 1.0}:
        distance = trials * (share - bound) ** 2
        assert distance == pytest.approx(z_squared * bound * (1 - bound), rel=1e-6)


@steady
@given(st.integers(0, 300), st.integers(0, 300), st.floats(0.5, 0.999))
def test_successes_and_failures_mirror_each_other(successes: int, failures: int, confidence: float) -> None:
    """The interval for failures is one minus the interval for successes."""
    trials = successes + failures + 1
    low, high = wilson_interval(successes, trials, confidence)
    mirrored = wilson_interval(trials - successes, trials, confidence)
    assert mirrored.low == pytest.approx(1 - high, abs=1e-12)
    assert mirrored.high == pytest.approx(1 - low, abs=1e-12)


@pytest.mark.parametrize(
    ("successes", "trials", "confidence", "message"),
    [
        (0, 0, 0.95, "an interval needs at least one trial, not 0"),
        (4, 3, 0.95, "4 successes are not possible in 3 trials"),
        (-1, 3, 0.95, "-1 successes are not possible in 3 trials"),
        (1, 3, 0.0, "confidence lies between 0 and 1, like 0.95, and 0.0 does not"),
        (1, 3, 1.0, "confidence lies between 0 and 1, like 0.95, and 1.0 does not"),
        (1, 3, 95, "confidence lies between 0 and 1, like 0.95, and 95 does not"),
        (1, 3, float("nan"), "confidence lies between 0 and 1, like 0.95, and nan does not"),
    ],
)
def test_refuses_what_cannot_be(successes: int, trials: int, confidence: float, message: str) -> None:
    """Each impossible input is named in a plain message."""
    with pytest.raises(ValueError, match=f"^{message}$"):
        wilson_interval(successes, trials, confidence)
