"""Exact rounding, and numbers as a reader sees them.

Everything here rounds halves away from zero (2.5 to 3, −2.5 to −3), as most statistics programs
print, and works on exact rationals: a share must come in as ``Fraction(count, total)``, because
the float nearest to it can lie on the other side of a half.

Numbers are written as the report's language writes them: 1,234.5 and 65.7% in English, 1.234,5 and
65,7% in Vietnamese. A build tells a running notebook the language; elsewhere it is English.
"""

from __future__ import annotations

import os
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import isfinite
from numbers import Rational
from typing import TYPE_CHECKING, SupportsIndex

from reproreport.languages import ENGLISH, find_language
from reproreport.languages.terms import COUNTS

if TYPE_CHECKING:
    from babel import Locale

MOST_DECIMALS = 100
"""Decimals with which a number is shown at most."""

MOST_DIGITS = 400
"""Digits of a number that is shown, before and after the mark: a float has no more."""

MINUS = "\N{MINUS SIGN}"

LANGUAGE_VARIABLE = "REPORT_LANGUAGE"
"""Holds the tag of the report's language, for the notebooks of a build."""

WORDS = COUNTS[ENGLISH]
"""The numbers that an English sentence has in words, each at the place of its value."""

Exact = int | Fraction | Decimal
"""Values that carry no rounding error of their own."""


def half_up(value: Exact, decimals: int) -> Decimal:
    """Round an exact value, halves away from zero.

    Args:
        value: the exact value.
        decimals: how many decimals to keep; the result shows exactly so many.

    Raises:
        ValueError: if ``decimals`` is not from 0 to :data:`MOST_DECIMALS`, or ``value`` is not finite, or too
            long to be read.
    """
    if isinstance(decimals, SupportsIndex) and decimals < 0:
        raise ValueError(f"decimals must not be negative, and {decimals} is")
    if not isinstance(decimals, SupportsIndex) or not 0 <= decimals <= MOST_DECIMALS:
        raise ValueError(f"decimals are a whole number from 0 to {MOST_DECIMALS}, and {decimals!r} is not")
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"only finite numbers can be rounded, and {value} is not")
    scaled = abs(_fraction(value)) * 10**decimals
    # int: a Fraction made of NumPy's integers keeps them, and Decimal takes none.
    digits = int((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator))
    sign = int(value < 0 and digits > 0)
    return Decimal((sign, Decimal(digits).as_tuple().digits, -decimals))


def format_number(value: Exact | float, decimals: int = 0, *, language: str | None = None) -> str:
    """Return a number with a true minus sign, and marks between thousands.

    Args:
        value: the number; a float is taken at its exact binary value.
        decimals: how many decimals to show.
        language: the tag of the language; the report's where None.

    Raises:
        ValueError: if the value is not finite or ``decimals`` is negative.
    """
    return _written(half_up(_exact(value), decimals), language)


def format_words(value: int, *, language: str | None = None) -> str:
    """Return a count as a sentence has it: in words up to twelve, else in digits.

    English and Vietnamese have words; in another language the number depends on its noun, and is digits.

    Raises:
        ValueError: if the count is negative.
    """
    if value < 0:
        raise ValueError(f"counts are not negative, and {value} is")
    words = COUNTS.get(_base(language), ())
    return words[value] if value < len(words) else format_number(value, language=language)


def format_percent(
    share: Exact | float, decimals: int = 1, *, sign: str = "%", language: str | None = None
) -> str:
    """Return a share (0 to 1, or a difference of shares) as a percentage.

    Args:
        share: the share, best as ``Fraction(count, total)``.
        decimals: how many decimals to show.
        sign: what stands with the number; ``""`` where a table's heading says "%" already.
        language: the tag of the language; the report's where None.

    Raises:
        ValueError: if the share is not finite or ``decimals`` is negative.
    """
    number = format_number(_exact(share) * 100, decimals, language=language)
    if not sign or _base(language) == ENGLISH:
        return number + sign
    before, after = _around_percent(_tag(language))
    return (before + number + after).replace("%", sign)


def quoted(text: str) -> str:
    """Return what a source prints, in quotation marks.

    That is the one form in which prose, tables and findings show a printed value, with its own decimal
    mark; a number without quotation marks is computed, and has a decimal point.
    """
    return f"“{text}”"


def format_interval(low: str, high: str, *, language: str | None = None) -> str:
    """Return the two ends of an interval, which are numbers as written, with the word between them."""
    return f"{low} {find_language(_tag(language)).terms['to']} {high}"


def format_p(
    p_value: float, decimals: int = 3, *, relation: bool = False, language: str | None = None
) -> str:
    """Return a p-value that never claims more than its decimals show.

    A value that would round to 0 is shown as ``< 0.001``, one that would round to 1 as
    ``> 0.999`` (an exact 1 stays ``1.000``).

    Args:
        p_value: the p-value.
        decimals: how many decimals to show, at least 1.
        relation: write ``= 0.031`` instead of ``0.031``, for "*p* = 0.031" in a sentence.
        language: the tag of the language; the report's where None.

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
        return f"< {_written(smallest, language)}"
    if rounded == 1 and p_value < 1:
        return f"> {_written(1 - smallest, language)}"
    number = _written(rounded, language)
    return f"= {number}" if relation else number


def _written(value: Decimal, language: str | None) -> str:
    """Return a rounded number as a language writes it; each of its decimals is shown."""
    if _base(language) == ENGLISH:
        return f"{value:,f}".replace("-", MINUS)
    from babel.numbers import format_decimal

    places = -int(value.as_tuple().exponent)
    pattern = "#,##0." + "0" * places if places else "#,##0"
    return format_decimal(value, pattern, _locale(_tag(language))).replace("-", MINUS)


def _around_percent(tag: str) -> tuple[str, str]:
    """Return what a language writes before and after a percentage: its sign, with a space or without."""
    pattern: str = _locale(tag).percent_formats[None].pattern
    return pattern[: pattern.index("#")], pattern[pattern.rindex("0") + 1 :]


@cache
def _locale(tag: str) -> Locale:
    """Return what the Unicode locale data say of a language; of one in an unusual region, without it."""
    from babel import Locale, UnknownLocaleError

    language = find_language(tag)
    try:
        return Locale.parse("_".join(filter(None, (language.base, language.script, language.region))))
    except UnknownLocaleError:
        return Locale.parse(language.base)


def _tag(language: str | None) -> str:
    return language or os.environ.get(LANGUAGE_VARIABLE) or ENGLISH


def _base(language: str | None) -> str:
    return _tag(language).partition("-")[0].lower()


def _exact(value: Exact | float) -> Fraction:
    """Return the value as a fraction; refuse infinities and NaN."""
    if not isinstance(value, Rational) and not isfinite(value):
        raise ValueError(f"only finite numbers can be shown, and {value} is not")
    return _fraction(value)


def _fraction(value: Exact | float) -> Fraction:
    """Return the value as a fraction.

    Raises:
        ValueError: it has so many digits that nobody could read them.
    """
    if isinstance(value, Decimal) and abs(value.adjusted()) > MOST_DIGITS:
        raise ValueError(f"{value} has more than {MOST_DIGITS} digits")
    found = Fraction(value)
    if max(found.numerator.bit_length(), found.denominator.bit_length()) > 3322 * MOST_DIGITS // 1000:
        raise ValueError(f"the number has more than {MOST_DIGITS} digits")
    return found
