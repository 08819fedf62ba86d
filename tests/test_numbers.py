"""Rounding and number formats, against hand-worked cases and Python's own decimal module."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reproreport.numbers import format_number, format_p, format_percent, half_up, quoted

# No wall clock, and the same examples every time.
steady = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (Fraction(5, 2), 0, "3"),
        (Fraction(-5, 2), 0, "-3"),
        (Fraction(29 * 100, 80), 1, "36.3"),
        (Fraction(1, 3), 2, "0.33"),
        (Decimal("2.675"), 2, "2.68"),
        (Decimal("-0.04"), 1, "0.0"),
        (0, 1, "0.0"),
        (83, 1, "83.0"),
        (1234567, 0, "1234567"),
    ],
)
def test_half_up(value: Fraction | Decimal | int, decimals: int, expected: str) -> None:
    """Halves go away from zero, trailing zeros stay, and nothing becomes −0."""
    assert str(half_up(value, decimals)) == expected


@steady
@given(st.decimals(-(10**6), 10**6, places=6), st.integers(0, 6))
def test_half_up_is_that_of_the_decimal_module(value: Decimal, decimals: int) -> None:
    """Python's decimal, where numbers are decimal anyway."""
    expected = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    assert half_up(value, decimals) == expected
    assert half_up(value, decimals).as_tuple().exponent == -decimals


@steady
@given(st.fractions(), st.integers(0, 8))
def test_half_up_is_never_more_than_half_a_unit_off(value: Fraction, decimals: int) -> None:
    """The definition of rounding, on any fraction."""
    assert abs(Fraction(half_up(value, decimals)) - value) * 2 <= Fraction(1, 10**decimals)


def test_numbers_have_commas_and_a_true_minus() -> None:
    """U+2212, as wide as a plus sign, never a hyphen."""
    assert format_number(1234) == "1,234"
    assert format_number(-1234.5, 1) == "\u22121,234.5"
    assert format_number(Fraction(-1, 1000), 2) == "0.00"
    assert format_number(6.9557, 3) == "6.956"


def test_percentages_are_exact() -> None:
    """29/80 is 36.25 %, so 36.3: the float 0.3625 * 100 lies below the half."""
    assert format_percent(Fraction(29, 80)) == "36.3%"
    assert format_percent(Fraction(29, 80), 0, sign="") == "36"
    assert format_percent(Fraction(-1, 8), 1) == "\u221212.5%"
    assert format_percent(1) == "100.0%"


@pytest.mark.parametrize(
    ("p_value", "decimals", "plain", "relation"),
    [
        (0.0308732, 3, "0.031", "= 0.031"),
        (0.0004, 3, "< 0.001", "< 0.001"),
        (0.0005, 3, "0.001", "= 0.001"),
        (0.0, 3, "< 0.001", "< 0.001"),
        (0.9996, 3, "> 0.999", "> 0.999"),
        (1.0, 3, "1.000", "= 1.000"),
        (0.004, 2, "< 0.01", "< 0.01"),
    ],
)
def test_p_values_claim_no_more_than_they_show(
    p_value: float, decimals: int, plain: str, relation: str
) -> None:
    """Never 0.000 and never a rounded 1.000."""
    assert format_p(p_value, decimals) == plain
    assert format_p(p_value, decimals, relation=True) == relation


def test_what_is_printed_stands_in_quotation_marks() -> None:
    """With its own decimal mark."""
    assert quoted("65,7") == "“65,7”"


def test_refuses_what_cannot_be_shown() -> None:
    """Infinities, NaN, negative decimals and impossible p-values are errors."""
    for value in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="only finite numbers"):
            format_number(value)
    with pytest.raises(ValueError, match="only finite numbers"):
        half_up(Decimal("Infinity"), 1)
    with pytest.raises(ValueError, match="must not be negative, and -1 is"):
        half_up(1, -1)
    for p_value in (-0.1, 1.5, float("nan")):
        with pytest.raises(ValueError, match="between 0 and 1"):
            format_p(p_value)
    with pytest.raises(ValueError, match="at least one decimal, not 0"):
        format_p(0.5, 0)
