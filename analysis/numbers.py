"""Exact rounding, and numbers as a reader sees them.

Everything here rounds halves away from zero (2.5 to 3, −2.5 to −3), as most statistics programs
print, and works on exact rationals: a share must come in as ``Fraction(count, total)``, because
the float nearest to it can lie on the other side of a half.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import isfinite

MINUS = "\N{MINUS SIGN}"

WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip
"""The numbers that a sentence has in words, each at the place of its value."""

Exact = int | Fraction | Decimal
"""Values that carry no rounding error of their own."""


def half_up(value: Exact, decimals: int) -> Decimal:
    """Round an exact value, halves away from zero.

    Args:
        value: the exact value.
        decimals: how many decimals to keep; the result shows exactly so many.

    Raises:
        ValueError: if ``decimals`` is negative or ``value`` is not finite.
    """
    if decimals < 0:
        raise ValueError(f"decimals must not be negative, and {decimals} is")
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"only finite numbers can be rounded, and {value} is not")
    scaled = abs(Fraction(value)) * 10**decimals
    # int: a Fraction made of NumPy's integers keeps them, and Decimal takes none.
    digits = int((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator))
    sign = int(value < 0 and digits > 0)
    return Decimal((sign, Decimal(digits).as_tuple().digits, -decimals))


def format_number(value: Exact | float, decimals: int = 0) -> str:
    """Return a number with a true minus sign and commas between thousands.

    Args:
        value: the number; a float is taken at its exact binary value.
        decimals: how many decimals to show.

    Raises:
        ValueError: if the value is not finite or ``decimals`` is negative.
    """
    return f"{half_up(_exact(value), decimals):,f}".replace("-", MINUS)


def format_words(value: int) -> str:
    """Return a count as a sentence has it: in words up to twelve, else in digits.

    Raises:
        ValueError: if the count is negative.
    """
    if value < 0:
        raise ValueError(f"counts are not negative, and {value} is")
    return WORDS[value] if value < len(WORDS) else format_number(value)


def format_percent(share: Exact | float, decimals: int = 1, *, sign: str = "%") -> str:
    """Return a share (0 to 1, or a difference of shares) as a percentage.

    Args:
        share: the share, best as ``Fraction(count, total)``.
        decimals: how many decimals to show.
        sign: what follows the number; ``""`` where a table's heading says "%" already.

    Raises:
        ValueError: if the share is not finite or ``decimals`` is negative.
    """
    return format_number(_exact(share) * 100, decimals) + sign


def quoted(text: str) -> str:
    """Return what a source prints, in quotation marks.

    That is the one form in which prose, tables and findings show a printed value, with its own decimal
    mark; a number without quotation marks is computed, and has a decimal point.
    """
    return f"“{text}”"


def format_p(p_value: float, decimals: int = 3, *, relation: bool = False) -> str:
    """Return a p-value that never claims more than its decimals show.

    A value that would round to 0 is shown as ``< 0.001``, one that would round to 1 as
    ``> 0.999`` (an exact 1 stays ``1.000``).

    Args:
        p_value: the p-value.
        decimals: how many decimals to show, at least 1.
        relation: write ``= 0.031`` instead of ``0.031``, for "*p* = 0.031" in a sentence.

    Raises:
        ValueError: if the p-value is outside [0, 1] or ``decimals`` is below 1.
    """
    if not 0 <= p_value <= 1:
        raise ValueError(f"a p-value lies between 0 and 1, and {p_value} does not")
    if decimals < 1:
        raise ValueError(f"a p-value needs at least one decimal, not {decimals}")
    smallest = Decimal((0, (1,), -decimals))
    rounded = half_up(_exact(p_value), decimals)
    if rounded < smallest:
        return f"< {smallest}"
    if rounded == 1 and p_value < 1:
        return f"> {1 - smallest}"
    return f"= {rounded}" if relation else str(rounded)


def _exact(value: Exact | float) -> Fraction:
    """Return the value as a fraction; refuse infinities and NaN."""
    if not isfinite(value):
        raise ValueError(f"only finite numbers can be shown, and {value} is not")
    return Fraction(value)
