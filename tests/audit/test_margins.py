"""Supported counts: every case of a real table, checked by hand in the docstrings and comments."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.audit.margins import Reason, agrees, supported_count

# No wall clock, and the same examples every time.
steady = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize(
    ("count", "percent", "base", "row", "total", "supported", "reason", "implied"),
    [
        # 44/53 = .8302; kept although the row does not add up (44 + 50 + 128 = 222, not 182).
        (44, "83.0", 53, (44, 50, 128), 182, 44, Reason.AGREES, "83.0"),
        # 128/134 = .9552; 182 - 44 - 50 = 88, and 88/134 = .6567.
        (128, "65.7", 134, (44, 50, 128), 182, 88, Reason.ROW_TOTAL, "95.5"),
        # 33/53 = .6226; 158 - 43 - 80 = 35, and .658 * 53 = 34.874, which rounds to 35.
        (33, "65.8", 53, (33, 43, 80), 158, 35, Reason.ROW_TOTAL, "62.3"),
        # 29/80 = .3625, half up 36.3; .356 * 80 = 28.48; the row already adds up to 81.
        (29, "35.6", 80, (13, 29, 39), 81, 29, Reason.NO_OTHER, "36.3"),
        # 9/80 = .1125, half up 11.3; .106 * 80 = 8.48; 5 + 9 + 15 = 29.
        (9, "10.6", 80, (5, 9, 15), 29, 9, Reason.NO_OTHER, "11.3"),
        # 41/134 = .30597; .302 * 134 = 40.468; 20 + 30 + 41 = 91.
        (41, "30.2", 134, (20, 30, 41), 91, 41, Reason.NO_OTHER, "30.6"),
        # 11/53 = .20755, but .213 * 53 = 11.289, which rounds to 11: derived from its percentage.
        (11, "21.3", 53, (11, 34, 53), 98, 11, Reason.AGREES, "20.8"),
    ],
)
def test_real_cells(
    count: int,
    percent: str,
    base: int,
    row: tuple[int, ...],
    total: int,
    supported: int,
    reason: Reason,
    implied: str,
) -> None:
    """The cells of two printed tables in which counts, percentages and totals differ."""
    others = list(row)
    others.remove(count)
    support = supported_count(
        count=count, percent=Decimal(percent), base=base, row_total=total, others=others
    )
    assert (support.printed, support.supported) == (count, supported)
    assert support.reason is reason
    assert support.changed == (count != supported)
    assert str(support.printed_implies) == implied


def test_the_explanation_is_arithmetic_in_one_sentence() -> None:
    """Read by people: the numbers that stand against each other, and nothing about anyone."""
    taken = supported_count(count=128, percent=Decimal("65.7"), base=134, row_total=182, others=[44, 50])
    assert taken.explanation == (
        "128 of 134 is 95.5%, not the printed 65.7%; the row total 182 and 65.7% of 134 both give 88."
    )
    assert str(taken.supported_implies) == "65.7"
    kept = supported_count(count=29, percent=Decimal("35.6"), base=80, row_total=81, others=[13, 39])
    assert kept.explanation == (
        "29 of 80 is 36.3%, not the printed 35.6%; the row total 81 gives the same count."
    )
    other = supported_count(count=29, percent=Decimal("35.6"), base=80, row_total=90, others=[52])
    assert other.explanation == (
        "29 of 80 is 36.3%, not the printed 35.6%; the row total 90 gives 38, which disagrees too."
    )
    derived = supported_count(count=11, percent=Decimal("21.3"), base=53, row_total=98, others=[34, 53])
    assert derived.explanation == "21.3% of 53 rounds to 11, as printed."
    same = supported_count(count=44, percent=Decimal("83.0"), base=53, row_total=44, others=[])
    assert same.explanation == "44 of 53 is 83.0%, as printed."


def test_the_printed_decimals_decide() -> None:
    """1/3 is 33, 33.3 and 33.33 %, but not 33.30 %: a trailing zero is a claim."""
    assert agrees(100, Decimal("33"), 300)
    assert agrees(100, Decimal("33.3"), 300)
    assert agrees(100, Decimal("33.33"), 300)
    # 33.30 % of 30000 is 9990, and 10000/30000 is 33.33 %.
    assert not agrees(10000, Decimal("33.30"), 30000)
    assert agrees(10000, Decimal("33.33"), 30000)


def test_a_half_is_rounded_up_exactly() -> None:
    """1/8 = 12.5 % prints as 13, and 29/80 = 36.25 % as 36.3: binary floats print 36.2."""
    assert agrees(1000, Decimal("13"), 8000)
    assert agrees(2900, Decimal("36.3"), 8000)
    assert not agrees(2900, Decimal("36.2"), 8000)


def test_an_impossible_completion_is_not_taken() -> None:
    """A row total below the other cells, or above the base, supports nothing."""
    # 0.0 % of 50 is 0, but the row would need -10.
    low = supported_count(count=5, percent=Decimal("0.0"), base=50, row_total=20, others=[30])
    assert (low.supported, low.reason) == (5, Reason.NO_OTHER)
    # 120 % of 50 would be 60.
    high = supported_count(count=5, percent=Decimal("120.0"), base=50, row_total=90, others=[30])
    assert (high.supported, high.reason) == (5, Reason.NO_OTHER)


@steady
@given(st.integers(1, 3000), st.data())
def test_a_wrong_count_in_a_consistent_row_is_found(base: int, data: st.DataObject) -> None:
    """A count that its exact percentage refutes is replaced by the one that was there."""
    true = data.draw(st.integers(0, base))
    wrong = data.draw(st.integers(0, 5000).filter(lambda count: abs(count - true) > 1))
    others = data.draw(st.lists(st.integers(0, 500), max_size=4))
    # Three decimals of a base up to 3000 tell any two counts apart. Oracle: integer arithmetic.
    percent = Decimal((2 * 100_000 * true + base) // (2 * base)).scaleb(-3)
    assert abs(Fraction(percent) - Fraction(100 * true, base)) <= Fraction(1, 2000)
    arguments = {"base": base, "row_total": true + sum(others), "others": others}
    found = supported_count(count=wrong, percent=percent, **arguments)  # type: ignore[arg-type]
    assert (found.supported, found.reason) == (true, Reason.ROW_TOTAL)
    kept = supported_count(count=true, percent=percent, **arguments)  # type: ignore[arg-type]
    assert (kept.supported, kept.reason, kept.changed) == (true, Reason.AGREES, False)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"base": 0}, "at least 1, and 0 is not"),
        ({"count": -1}, "counts are not negative, and -1 is"),
        ({"row_total": -2}, "counts are not negative, and -2 is"),
        ({"others": [-3]}, "counts are not negative, and -3 is"),
        ({"percent": Decimal("-0.1")}, "percentages of counts are not negative, and -0.1 is"),
        ({"percent": Decimal("NaN")}, "percentages of counts are not negative, and NaN is"),
    ],
)
def test_refuses_what_no_table_prints(changes: dict[str, object], message: str) -> None:
    """Each impossible number is named."""
    good: dict[str, object] = {
        "count": 1, "percent": Decimal("50.0"), "base": 2, "row_total": 2, "others": [1]
    }  # fmt: skip
    with pytest.raises(ValueError, match=message):
        supported_count(**(good | changes))  # type: ignore[arg-type]
