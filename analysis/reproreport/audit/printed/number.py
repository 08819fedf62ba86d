"""A number as a source prints it, read exactly: its trailing zeros carry its precision."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

#: What sources print, or typists type, where there is no number.
BLANKS = frozenset({"", "-", "–", "—", ".", "…", "n.a.", "n/a"})

_PERCENT = re.compile(r"(\d+)(?:[.,](\d+))?")
_GROUPED = re.compile(r"\d{1,3}(?:([.,\u00a0\u202f ])\d{3})(?:\1\d{3})*")


@dataclass(frozen=True)
class PrintedNumber:
    """A number with the text it was printed as.

    Attributes:
        text: the characters, as printed (``65,7``).
        units: the value in units of the last printed place (657).
        decimals: how many decimals are printed (1).
    """

    text: str
    units: int
    decimals: int

    @property
    def value(self) -> Fraction:
        """Return the value, exactly."""
        return Fraction(self.units, 10**self.decimals)


def read_count(text: str) -> PrintedNumber:
    """Read a printed count; ``1.234``, ``1,234`` and ``1 234`` are groups of thousands.

    Raises:
        ValueError: *text* is no whole number from 0 up; the message says why.
    """
    stripped = text.strip()
    if stripped.isascii() and stripped.isdigit():
        return PrintedNumber(stripped, int(stripped), 0)
    if _GROUPED.fullmatch(stripped):
        return PrintedNumber(stripped, int(re.sub(r"\D", "", stripped)), 0)
    _refuse(stripped)
    raise ValueError(f"'{stripped}' is not a count: a whole number, such as 128")


def read_percent(text: str) -> PrintedNumber:
    """Read a printed percentage, with a decimal comma or point; a percent sign may follow.

    Raises:
        ValueError: *text* is no number from 0 up with at most one decimal mark.
    """
    stripped = text.strip().removesuffix("%").rstrip()
    match = _PERCENT.fullmatch(stripped) if stripped.isascii() else None
    if match:
        decimals = match[2] or ""
        return PrintedNumber(stripped, int(match[1] + decimals), len(decimals))
    _refuse(stripped)
    raise ValueError(f"'{stripped}' is not a percentage: digits with at most one decimal mark, such as 65,7")


def is_blank(text: str) -> bool:
    """Return whether a cell's text says that nothing is printed there."""
    return text.strip().lower() in BLANKS


def _refuse(text: str) -> None:
    """Say what is wrong with a number where it has a name."""
    if re.match(r"[-−–]\s*\d", text):
        raise ValueError(f"'{text}' is negative, and neither counts nor percentages are")
    if len(re.findall(r"[.,]", text)) > 1 and re.fullmatch(r"[\d.,]+", text):
        raise ValueError(f"'{text}' has two decimal marks")
