"""Means and standard deviations of whole numbers: which of them a number of persons can have, exactly.

The sum of whole numbers is whole, so that not every mean fits an N (GRIM: Brown and Heathers 2017, Social
Psychological and Personality Science 8(4), 363-369). The sum of their squares is whole, too, and even or odd
as their sum is, so that not every standard deviation fits a mean (GRIMMER: Anaya 2016; Allard 2018). Of
answers from 0 to 1 the mean leaves one standard deviation only (DEBIT: Heathers and Brown 2019), and of any
scale with two ends it leaves a largest one.

All conditions are necessary: what fails one cannot be, and what passes all need not be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor
from typing import Final

from reproreport.audit.rules.rounding import Span
from reproreport.audit.table import PrintedNumber, Values

_MEAN: Final = re.compile(r"([-−–]?)(\d*)(?:[.,](\d+))?")
_HALF: Final = Fraction(1, 2)
_MOST_TOTALS: Final = 100_000


def read_mean(text: str) -> PrintedNumber:
    """Read a mean: digits with at most one decimal mark, and maybe a minus.

    Raises:
        ValueError: it is no such number.
    """
    match = _MEAN.fullmatch(text.strip())
    if not match or not (match[2] or match[3]):
        raise ValueError(f"'{text}' is no mean: digits with at most one decimal mark, such as 3.47")
    decimals = match[3] or ""
    units = int((match[2] or "0") + decimals)
    return PrintedNumber(text.strip(), -units if match[1] else units, len(decimals))


def rounded_from(number: PrintedNumber, *, cut_off: bool = False) -> tuple[Fraction, Fraction]:
    """Return the least and the largest value that a printed number can stand for.

    Both ends belong to it, because a half is rounded up by some and down by others. With *cut_off* the digits
    behind the last were left out instead.
    """
    unit = 10**number.decimals
    if cut_off:
        toward = number.units + (1 if number.units >= 0 else -1)
        low, high = sorted((number.units, toward))
        return Fraction(low, unit), Fraction(high, unit)
    return (number.units - _HALF) / unit, (number.units + _HALF) / unit


def totals(mean: PrintedNumber, n: int, values: Values, *, cut_off: bool = False) -> Span:
    """Return the sums of all values that give a printed mean of *n* persons; none where no sum does.

    Of a number cut off, the end that would have been printed otherwise does not belong to them.
    """
    parts = n * values.averaged
    low, high = rounded_from(mean, cut_off=cut_off)
    least, most = ceil(low * parts), floor(high * parts)
    if cut_off and mean.units >= 0 and Fraction(most, parts) == high:
        most -= 1
    if cut_off and mean.units < 0 and Fraction(least, parts) == low:
        least += 1
    if values.low is not None and values.high is not None:
        least, most = max(least, values.low * parts), min(most, values.high * parts)
    return Span(least, most)


def deviations(
    mean: PrintedNumber, deviation: PrintedNumber, n: int, values: Values, *, of_sample: bool = True
) -> Iterator[int]:
    """Yield the sums of values whose squares can give a printed standard deviation, beside the mean.

    Args:
        mean: the printed mean.
        deviation: the printed standard deviation.
        n: how many persons, from 2 up.
        values: what is averaged.
        of_sample: whether the squares are divided by n - 1, as is usual, and not by n.
    """
    low, high = (max(Fraction(0), end) * values.averaged for end in rounded_from(deviation))
    divisor = n - 1 if of_sample else n
    span = totals(mean, n, values)
    for total in range(span.low, min(span.high, span.low + _MOST_TOTALS) + 1):
        middle = Fraction(total * total, n)
        least = max(ceil(low * low * divisor + middle), _fewest_squares(total, n))
        most = floor(high * high * divisor + middle)
        if values.low is not None and values.high is not None:
            ends = values.low * values.averaged, values.high * values.averaged
            most = min(most, _most_squares(total, n, *ends))
        # A whole number and its square are both even or both odd.
        least += (least - total) % 2
        if least <= most:
            yield total


def power(mean: PrintedNumber, n: int, values: Values) -> Fraction:
    """Return the share of all means with as many decimals that no sum gives."""
    return max(Fraction(0), 1 - Fraction(n * values.averaged, 10**mean.decimals))


def _fewest_squares(total: int, n: int) -> int:
    """Return the least sum of squares of n whole numbers with a sum: all as near to the mean as can be."""
    each, above = divmod(total, n)
    return each * each * (n - above) + (each + 1) ** 2 * above


def _most_squares(total: int, n: int, low: int, high: int) -> int:
    """Return the largest sum of squares of n whole numbers with a sum: all at the ends but one."""
    at_top, rest = divmod(total - n * low, high - low)
    if at_top >= n:
        return n * high * high
    return at_top * high * high + (low + rest) ** 2 + (n - at_top - 1) * low * low
