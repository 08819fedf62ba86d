"""What stands in one printed cell: a count and its percentage in the forms that papers give them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from reproreport.audit.table import PrintedNumber, is_blank, read_count, read_percent

#: Marks that point to a footnote; letters only where they are raised, or stand alone after a number.
_FOOTNOTE: Final = re.compile(r"(?<=[\d%)\]])\s*(?:[*†‡§¶#]+|[ᵃᵇᶜᵈᵉᶠᵍʰ¹²³⁴⁵⁶⁷⁸⁹⁰]+|\^?[a-h](?:,[a-h])*)$")
_BOUND: Final = re.compile(r"(?:<|>|≤|≥|<=|>=)\s*[\d.,]+\s*%?")
_NUMBER: Final = r"\d[\d.,\u00a0\u202f ]*\d|\d|[.,]\d+"
_PAIR: Final = re.compile(
    rf"(?P<first>{_NUMBER})\s*(?P<sign>%?)\s*(?:[(\[]\s*(?P<second>{_NUMBER})\s*(?P<second_sign>%?)\s*[)\]])?"
)
_OF: Final = re.compile(
    rf"(?P<count>\d+)\s*(?:/|of)\s*(?P<n>\d+)\s*[(\[]\s*(?P<percent>{_NUMBER})\s*%?\s*[)\]]"
)

#: Rows of statistics that are no counts; the words stand in their wording.
_STATISTIC: Final = re.compile(r"\b(?:means?|medians?|average|sd|s\.d\.|iqr|range|ci)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Printed:
    """What a printed cell holds.

    ``unread`` is what is printed and cannot be checked as a count or a percentage, such as ``<5``, a mean
    with its standard deviation, or ``NA``; empty where all of it was read.
    """

    count: PrintedNumber | None = None
    percent: PrintedNumber | None = None
    size: PrintedNumber | None = None
    unread: str = ""


def read_cell(text: str, row: str = "") -> Printed:
    """Read a printed cell: ``41 (65.7)``, ``65.7% (41)``, ``41/62 (66.1%)``, ``41``, ``65.7%``, ``.25``.

    Of two numbers the one with a percent sign or with decimals is the percentage; of two whole ones without a
    sign it is the second, as is usual. A number without a zero before its mark is a share of 1 unless a
    percent sign follows: ``.25`` is 25%. Footnote marks are left out. What is nothing of this is kept unread,
    and so is what stands in a row that is called a mean, a median, a range or the like.
    """
    stripped = without_marks(" ".join(text.split()))
    if is_blank(stripped):
        return Printed()
    if is_statistic(row):
        return Printed(unread=stripped)
    try:
        if match := _OF.fullmatch(stripped):
            return Printed(
                read_count(match["count"]), read_percent(pointed(match["percent"])), read_count(match["n"])
            )
        if match := _PAIR.fullmatch(stripped):
            return _pair(match)
    except ValueError:
        pass
    return Printed(unread=stripped)


def is_statistic(row: str) -> bool:
    """Return whether a row is called a mean, a median, a range or the like, which are no counts."""
    return _STATISTIC.search(row) is not None


def _pair(match: re.Match[str]) -> Printed:
    """Return a count and a percentage, in whichever order they stand."""
    first, second = match["first"], match["second"]
    if second is None:
        if match["sign"] or _decimal(first):
            return Printed(percent=_percent(first, signed=bool(match["sign"])))
        return Printed(count=read_count(first))
    turned = bool(match["sign"]) or (_decimal(first) and not match["second_sign"] and not _decimal(second))
    if turned:
        first, second = second, first
    signed = bool(match["sign"] or match["second_sign"])
    return Printed(read_count(first), _percent(second, signed=signed))


def _percent(text: str, *, signed: bool) -> PrintedNumber:
    """Return a percentage; a share of 1 in percent, with the digits that it has beyond the second."""
    number = read_percent(pointed(text))
    if signed or text == pointed(text) or number.decimals < 2:
        return number
    return PrintedNumber(text, number.units, number.decimals - 2)


def _decimal(text: str) -> bool:
    """Return whether a number has decimals: a mark that does not set thousands apart."""
    return bool(re.search(r"[.,]\d{1,2}$|^[.,]\d", text)) or bool(re.fullmatch(r"0[.,]\d+", text))


def without_marks(text: str) -> str:
    """Return a printed number without the marks that point to footnotes."""
    return _FOOTNOTE.sub("", text.strip())


def pointed(text: str) -> str:
    """Return a number with the zero that its source leaves out: ``.25`` is ``0.25``."""
    return f"0{text}" if re.match(r"[.,]\d", text) else text


def is_bound(text: str) -> bool:
    """Return whether a bound is printed in place of a number: ``<5``, ``≤ 5``."""
    return _BOUND.fullmatch(text) is not None
