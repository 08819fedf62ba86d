"""Printed p-values as ranges, each written out by hand."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contingency_tables import steady
from reproreport.audit.significance.pvalue import PrintedRange, read_p
from reproreport.numbers import half_up

#: What every refusal of a text ends with, for whoever has typed it.
ALLOWED = "such as 0,031, .05, p = .04, <0.001, >0,05 or ns"


@pytest.mark.parametrize(
    ("text", "low", "high", "closed"),
    [
        ("0,000", "0", ".0005", "[)"),
        (".000", "0", ".0005", "[)"),
        ("0,00", "0", ".005", "[)"),
        ("0,031", ".0305", ".0315", "[]"),
        (".05", ".045", ".055", "[]"),
        ("p = .04", ".035", ".045", "[]"),
        ("P=0,5", ".45", ".55", "[]"),
        ("p-value: 0.0300", ".02995", ".03005", "[]"),
        ("Sig. ,002", ".0015", ".0025", "[]"),
        ("  0,031\n", ".0305", ".0315", "[]"),
        ("1,000", ".9995", "1", "[]"),
        ("1.2e-5", ".0000115", ".0000125", "[]"),
        ("<0.001", "0", ".001", "[)"),
        ("< ,001", "0", ".001", "[)"),
        ("p < .05", "0", ".05", "[)"),
        ("p<2.2e-16", "0", "2.2e-16", "[)"),
        ("≤ 0,05", "0", ".05", "[]"),
        ("<=0,05", "0", ".05", "[]"),
        (">0,05", ".05", "1", "(]"),
        (">= .1", ".1", "1", "[]"),
        ("≥.1", ".1", "1", "[]"),
        ("ns", ".05", "1", "(]"),
        ("n.s.", ".05", "1", "(]"),
        ("p = NS", ".05", "1", "(]"),
    ],
)
def test_what_a_printed_p_value_can_stand_for(text: str, low: str, high: str, closed: str) -> None:
    """Commas and points, with and without a zero; SPSS prints 0,000 for p < .0005."""
    found = read_p(text)
    assert (found.low, found.high) == (Fraction(Decimal(low)), Fraction(Decimal(high)))
    assert (found.low_closed, found.high_closed) == (closed[0] == "[", closed[1] == "]")


def test_not_significant_is_relative_to_alpha() -> None:
    """At α = .01 a p of .02 is not significant, and α itself is."""
    assert read_p("ns", Fraction(1, 100)).contains(0.02)
    assert not read_p("ns", Fraction(1, 100)).contains(Fraction(1, 100))
    assert not read_p("ns").contains(0.02)


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("0,031", ["0.0305", "0.031", "0.0315"], ["0.03049", "0.03151"]),
        ("0,000", ["0", "0.000499"], ["0.0005", "0.001"]),
        ("<0.001", ["0.0009"], ["0.001"]),
        ("≤0.001", ["0.001"], ["0.0011"]),
        (">0,05", ["0.0501", "1"], ["0.05"]),
    ],
)
def test_the_ends_are_open_or_closed(text: str, inside: list[str], outside: list[str]) -> None:
    """At the ends and just beyond them, in exact rationals."""
    found = read_p(text)
    assert all(found.contains(Fraction(Decimal(p))) for p in inside)
    assert not any(found.contains(Fraction(Decimal(p))) for p in outside)


@steady
@given(st.floats(0, 1), st.integers(1, 8), st.sampled_from(",."))
def test_every_p_value_is_in_the_range_it_is_printed_as(p_value: float, decimals: int, mark: str) -> None:
    """Rounded half up, or cut off, to any number of decimals, with either mark."""
    rounded = str(half_up(Fraction(p_value), decimals)).replace(".", mark)
    found = read_p(rounded)
    assert found.contains(p_value)
    assert found.high - found.low <= Fraction(1, 10**decimals)
    cut = half_up(Fraction(p_value) // Fraction(1, 10**decimals) * Fraction(1, 10**decimals), decimals)
    assert read_p(str(cut)).cut_off(p_value)


def test_a_bound_has_nothing_to_cut_off() -> None:
    """0.0316 cut off is .031, and <.05 has no last place."""
    assert read_p(".031").cut_off(Fraction("0.0319"))
    assert not read_p(".031").cut_off(Fraction("0.032"))
    assert not read_p("<.05").cut_off(0.01)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0,000", "p below 0.0005"),
        ("≤.05", "p at most 0.05"),
        ("ns", "p above 0.05"),
        ("≥.1", "p at least 0.1"),
        ("0,031", "p from 0.0305 to 0.0315"),
        ("<2.2e-16", "p below 2.2e-16"),
    ],
)
def test_a_range_in_words(text: str, words: str) -> None:
    """For sentences."""
    assert str(read_p(text)) == words


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("*", f"has stars, which differ in what they mean; give the p-value, {ALLOWED}"),
        ("0.03**", f"has stars, which differ in what they mean; give the p-value, {ALLOWED}"),
        ("", f"is not a p-value, {ALLOWED}"),
        (".", f"is not a p-value, {ALLOWED}"),
        ("p =", f"is not a p-value, {ALLOWED}"),
        ("significant", f"is not a p-value, {ALLOWED}"),
        ("5%", f"is not a p-value, {ALLOWED}"),
        ("-0.3", f"is not a p-value, {ALLOWED}"),
        ("0,0,3", f"is not a p-value, {ALLOWED}"),
        ("٠.٠٣", f"is not a p-value, {ALLOWED}"),
        ("1e9999", f"is not a p-value, {ALLOWED}"),
        ("1.2", "is above 1, and a p-value lies between 0 and 1"),
        ("0.5e999", "is above 1, and a p-value lies between 0 and 1"),
        ("< 0.000", "says that p is below 0, and a p-value lies between 0 and 1"),
        ("> 1", "says that p is above 1, and a p-value lies between 0 and 1"),
    ],
)
def test_refuses_what_is_no_p_value(text: str, message: str) -> None:
    """The text is quoted, and what is allowed is said."""
    with pytest.raises(ValueError, match=re.escape(f"'{text}' {message}") + "$"):
        read_p(text)


def test_noise_is_refused_at_once_and_quoted_in_part() -> None:
    """Ten million characters; the message has thirty of them."""
    with pytest.raises(ValueError, match="is not a p-value") as refused:
        read_p("0" * 10_000_000)
    assert len(str(refused.value)) < 200


@steady
@given(st.text(max_size=12))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing but a ValueError comes out."""
    try:
        found = read_p(text)
    except ValueError:
        return
    assert isinstance(found, PrintedRange)
    assert 0 <= found.low <= found.high <= 1
