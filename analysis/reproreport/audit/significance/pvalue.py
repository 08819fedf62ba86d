"""A p-value as a source prints it, read exactly: the p-values it can stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

#: The level of significance where a source names none.
ALPHA: Final = Fraction(1, 20)

_NAME = re.compile(r"(?:p(?:[- ]?values?)?|sig(?:nificance)?)\b\.?\s*:?\s*(?=[=<>≤≥\d.,])", re.IGNORECASE)
_SIGN = re.compile(r"(<=|>=|[=<>≤≥])\s*")
_NUMBER = re.compile(r"(\d{0,3})(?:[.,](\d{1,30}))?(?:[eE]([+-]?\d{1,3}))?", re.ASCII)
_NOT_SIGNIFICANT = frozenset({"ns", "n.s", "n.s.", "n. s."})
_LONGEST_SHOWN = 30
_ALLOWED = "such as 0,031, .05, p = .04, <0.001, >0,05 or ns"


@dataclass(frozen=True)
class PrintedRange:
    """The p-values that a printed one can stand for.

    Attributes:
        text: the characters, as printed (``0,031``).
        low: the smallest p-value.
        high: the largest one.
        low_closed: whether ``low`` itself belongs to them.
        high_closed: whether ``high`` itself belongs to them.
        digits: the value that is printed, where no more than rounding lies between it and the
            p-value; None where a bound is printed (``<0.001``).
        following: that value and one unit of its last printed place.
    """

    text: str
    low: Fraction
    high: Fraction
    low_closed: bool
    high_closed: bool
    digits: Fraction | None = None
    following: Fraction = Fraction(0)

    def contains(self, p_value: float | Fraction) -> bool:
        """Return whether the printed text can stand for a p-value; a float is taken exactly."""
        exact = Fraction(p_value)
        above = exact > self.low or (self.low_closed and exact == self.low)
        return above and (exact < self.high or (self.high_closed and exact == self.high))

    def cut_off(self, p_value: float | Fraction) -> bool:
        """Return whether cutting a p-value off, instead of rounding it, gives the printed digits."""
        return self.digits is not None and self.digits <= Fraction(p_value) < self.following

    def __str__(self) -> str:
        """Return the range in words, such as ``p from 0.0305 to 0.0315``."""
        if self.low == 0:
            return f"p {'at most' if self.high_closed else 'below'} {_decimal(self.high)}"
        if self.high == 1:
            return f"p {'at least' if self.low_closed else 'above'} {_decimal(self.low)}"
        return f"p from {_decimal(self.low)} to {_decimal(self.high)}"


def read_p(text: str, alpha: Fraction = ALPHA) -> PrintedRange:
    """Read a printed p-value.

    - ``0,031``, ``.031``, ``p = .031`` stand for .0305 to .0315. Both ends belong to it: programs
      differ in how they round a half.
    - ``0,000`` stands for p < .0005. That is how SPSS prints small p-values: a style, not an error.
    - ``<0.001``, ``≤ .05``, ``>0,05`` and ``≥ .1`` stand for what they say.
    - ``ns`` and ``n.s.`` stand for p > α; a test is significant where p ≤ α.

    Args:
        text: the characters, with a decimal comma or point; ``p``, ``P`` or ``Sig.`` may stand
            before them.
        alpha: the level of significance that ``ns`` refers to.

    Raises:
        ValueError: *text* is none of these; the message says what is allowed.
    """
    stripped = " ".join(text.split())
    if stripped.lower().removeprefix("p =").removeprefix("p=").strip() in _NOT_SIGNIFICANT:
        return PrintedRange(stripped, alpha, Fraction(1), low_closed=False, high_closed=True)
    shown = stripped if len(stripped) <= _LONGEST_SHOWN else stripped[:_LONGEST_SHOWN] + "…"
    if "*" in stripped:
        raise ValueError(f"'{shown}' has stars, which differ in what they mean; give the p-value, {_ALLOWED}")
    rest = stripped
    if name := _NAME.match(rest):
        rest = rest[name.end() :]
    sign = "="
    if match := _SIGN.match(rest):
        sign = {"≤": "<=", "≥": ">="}.get(match[1], match[1])
        rest = rest[match.end() :]
    number = _NUMBER.fullmatch(rest)
    if not number or not (number[1] or number[2]):
        raise ValueError(f"'{shown}' is not a p-value, {_ALLOWED}")
    decimals, exponent = number[2] or "", int(number[3] or 0)
    unit = Fraction(10) ** (exponent - len(decimals))
    value = int(number[1] + decimals) * unit
    if value > 1:
        raise ValueError(f"'{shown}' is above 1, and a p-value lies between 0 and 1")
    if sign == "=":
        return _rounded(stripped, value, unit)
    if value == (0 if sign == "<" else 1) and len(sign) == 1:
        beyond = "below 0" if sign == "<" else "above 1"
        raise ValueError(f"'{shown}' says that p is {beyond}, and a p-value lies between 0 and 1")
    if sign.startswith("<"):
        return PrintedRange(stripped, Fraction(0), value, low_closed=True, high_closed=sign == "<=")
    return PrintedRange(stripped, value, Fraction(1), low_closed=sign == ">=", high_closed=True)


def _rounded(text: str, value: Fraction, unit: Fraction) -> PrintedRange:
    """Return the p-values that round to a value."""
    return PrintedRange(
        text,
        low=max(Fraction(0), value - unit / 2),
        high=min(Fraction(1), value + unit / 2),
        low_closed=True,
        high_closed=value > 0,
        digits=value,
        following=value + unit,
    )


def _decimal(value: Fraction) -> str:
    """Return a fraction of a power of ten in digits."""
    if 0 < value < Fraction(1, 10**6):
        return f"{float(value):.3g}"
    return f"{float(value):.12f}".rstrip("0").rstrip(".")
