"""Printed numbers, read exactly."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit_tables import text
from reproreport.audit.table import is_blank, read_count, read_percent

# No wall clock, and the same examples every time.
NO_PERCENTAGE = "is not a percentage: digits with at most one decimal mark, such as 65,7"

steady = settings(deadline=None, derandomize=True)


@pytest.mark.parametrize(
    ("printed", "units"),
    [
        ("128", 128),
        (" 128 ", 128),
        ("0", 0),
        ("007", 7),
        ("1234", 1234),
        ("1.234", 1234),
        ("1,234", 1234),
        ("1 234", 1234),
        ("12\u00a0345\u00a0678", 12345678),
        ("12\u202f345", 12345),
    ],
)
def test_reads_counts(printed: str, units: int) -> None:
    """Groups of three digits may be set apart with a point, a comma or a space."""
    number = read_count(printed)
    assert (number.units, number.decimals, number.text) == (units, 0, printed.strip())


@pytest.mark.parametrize(
    ("printed", "units", "decimals"),
    [
        ("65,7", 657, 1),
        ("65.7", 657, 1),
        ("65.70", 6570, 2),
        ("66", 66, 0),
        ("0,0", 0, 1),
        ("100,0%", 1000, 1),
        ("7%", 7, 0),
        ("420", 420, 0),
    ],
)
def test_reads_percentages(printed: str, units: int, decimals: int) -> None:
    """A trailing zero is a printed decimal; a lost comma makes another number."""
    number = read_percent(printed)
    assert (number.units, number.decimals) == (units, decimals)


def test_a_number_is_exact() -> None:
    """0.1 is a tenth, which no binary float is."""
    assert read_percent("0,1").value == Fraction(1, 10)
    assert read_percent("65,7").value == Fraction(657, 10)
    assert read_count("1 234").value == 1234


@pytest.mark.parametrize(
    ("printed", "message"),
    [
        ("-3", "'-3' is negative, and neither counts nor percentages are"),
        ("−3", "'−3' is negative, and neither counts nor percentages are"),
        ("6,5,7", "'6,5,7' has two decimal marks"),
        ("", f"'' {NO_PERCENTAGE}"),
        ("65,", f"'65,' {NO_PERCENTAGE}"),
        (",7", f"',7' {NO_PERCENTAGE}"),
        ("1e3", f"'1e3' {NO_PERCENTAGE}"),
        ("６５", f"'６５' {NO_PERCENTAGE}"),
        ("65 7", f"'65 7' {NO_PERCENTAGE}"),
    ],
)
def test_refuses_what_is_no_percentage(printed: str, message: str) -> None:
    """The message says what is wrong, where that has a name."""
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        read_percent(printed)


@pytest.mark.parametrize(
    ("printed", "message"),
    [
        ("12,5", "'12,5' is not a count: a whole number, such as 128"),
        ("-12", "'-12' is negative, and neither counts nor percentages are"),
        ("1.23.4", "'1.23.4' has two decimal marks"),
        ("1.234,567", "'1.234,567' has two decimal marks"),
        ("twelve", "'twelve' is not a count: a whole number, such as 128"),
        ("²", "'²' is not a count: a whole number, such as 128"),
        ("1234.567", "'1234.567' is not a count: a whole number, such as 128"),
    ],
)
def test_refuses_what_is_no_count(printed: str, message: str) -> None:
    """A count has no decimals, and one sort of mark between its thousands."""
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        read_count(printed)


def test_knows_blanks() -> None:
    """A dash is no number and no zero; a zero is a number."""
    assert all(is_blank(mark) for mark in ("", " ", "-", "–", "—", ".", "…", "N.A.", "n/a"))
    assert not any(is_blank(mark) for mark in ("0", "0,0", "x", "12"))


@steady
@given(st.integers(0, 10**9), st.integers(0, 4))
def test_reading_is_the_reverse_of_printing(units: int, decimals: int) -> None:
    """Written with so many decimals and read again, a number is the same."""
    printed = text(units, decimals)
    number = read_percent(printed)
    assert (number.units, number.decimals) == (units, decimals)
    assert number.value == Fraction(printed.replace(",", "."))
