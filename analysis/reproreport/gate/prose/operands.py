"""Results as the numbers that an assertion compares, exactly."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from reproreport.results.result import exact

if TYPE_CHECKING:
    from reproreport.gate.entries.entry import Current


class ExpressionError(Exception):
    """An assertion cannot be judged; *fix* says what to do."""

    def __init__(self, what: str, fix: str = "") -> None:
        """Keep what is wrong, and what to do."""
        super().__init__(what)
        self.fix = fix


class Share(Fraction):
    """A percentage as it was recorded, between 0 and 1; arithmetic makes a plain number of it."""


def number_of(result: Current) -> Fraction:
    """Return the value of a result.

    Raises:
        ExpressionError: it is no single number.
    """
    value = result.single
    if isinstance(value, list):
        raise ExpressionError(f"'{result.name}' is an interval", f"write low({result.name}) or high(…)")
    if result.kind == "text":
        raise ExpressionError(f"'{result.name}' is a text, and only numbers can be compared")
    if result.kind == "printed":
        return _printed(result.name, str(value))
    return Share(exact(value)) if result.kind == "percent" else exact(value)


def end_of(result: Current, side: str) -> Fraction:
    """Return the ``low`` or ``high`` end of an interval.

    Raises:
        ExpressionError: the result is no interval.
    """
    value = result.single
    if not isinstance(value, list):
        raise ExpressionError(f"'{result.name}' is no interval")
    end = exact(value[0 if side == "low" else 1])
    return Share(end) if result.unit == "%" else end


def _printed(name: str, text: str) -> Fraction:
    """Return the number that a source prints, with a decimal comma or point, or with thousands grouped."""
    if re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", text):
        fix = "record it as a count or as a number"
        raise ExpressionError(f"'{name}' prints '{text}', which can be thousands or decimals", fix)
    if re.fullmatch(r"[1-9]\d{0,2}(?:([.,\u00a0 ])\d{3})(?:\1\d{3})*", text):
        return Fraction(re.sub(r"\D", "", text))
    if not re.fullmatch(r"\d+(?:[.,]\d+)?", text):
        raise ExpressionError(f"'{name}' prints '{text}', which is no number")
    return Fraction(text.replace(",", "."))
