"""The count of a printed table cell that the table's own margins support."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from analysis.numbers import half_up


class Reason(Enum):
    """Why a count is the supported one."""

    AGREES = "the printed count agrees with its percentage"
    ROW_TOTAL = "the row total and the percentage agree on another count"
    NO_OTHER = "the printed count disagrees with its percentage, and no other count is supported"


@dataclass(frozen=True)
class CellSupport:
    """What a cell's percentage and row say about its printed count.

    Attributes:
        printed: the count as printed.
        supported: the count to calculate with.
        reason: why.
        percent: the percentage as printed, with its decimals.
        printed_implies: the percentage that the printed count implies, at the same decimals.
        supported_implies: the percentage that the supported count implies, at the same decimals.
        explanation: the arithmetic in one sentence.
    """

    printed: int
    supported: int
    reason: Reason
    percent: Decimal
    printed_implies: Decimal
    supported_implies: Decimal
    explanation: str

    @property
    def changed(self) -> bool:
        """Whether the supported count differs from the printed one."""
        return self.supported != self.printed


def agrees(count: int, percent: Decimal, base: int) -> bool:
    """Return whether a count and a percentage of ``base`` can have been rounded from one another.

    True when ``percent`` is 100 · count / base rounded half up to the decimals that ``percent``
    shows, or when ``count`` is percent · base / 100 rounded half up: tables are made both ways.

    Args:
        count: the printed count.
        percent: the printed percentage; its trailing zeros carry its precision.
        base: the number that is 100 %.

    Raises:
        ValueError: if the base is not positive, or the count or percentage is negative.
    """
    _check(count, percent, base)
    return _implied(count, base, percent) == percent or count == half_up(Fraction(percent) * base / 100, 0)


def supported_count(
    *, count: int, percent: Decimal, base: int, row_total: int, others: Sequence[int]
) -> CellSupport:
    """Return the count of a cell that the table's own margins support.

    A printed count that agrees with its percentage (see :func:`agrees`) is kept. Otherwise the
    count that completes the row, ``row_total`` − Σ ``others``, is taken if it is possible and
    agrees with the percentage: then two printed numbers stand against one. Otherwise the printed
    count is kept, and the reason says that it disagrees.

    Args:
        count: the printed count of the cell.
        percent: the printed percentage of the cell, with its printed decimals.
        base: the number that is 100 % (the cell's group).
        row_total: the printed total of the cell's row.
        others: the printed counts of the other cells of the row, without the total.

    Raises:
        ValueError: if the base is not positive, or a count, percentage or total is negative.
    """
    _check(count, percent, base)
    for number in (row_total, *others):
        if number < 0:
            raise ValueError(f"counts are not negative, and {number} is")
    candidate = row_total - sum(others)
    own = f"{count} of {base} is {_implied(count, base, percent)}%"
    if agrees(count, percent, base):
        supported, reason = count, Reason.AGREES
        if _implied(count, base, percent) == percent:
            explanation = f"{own}, as printed."
        else:
            explanation = f"{percent}% of {base} rounds to {count}, as printed."
    elif candidate != count and 0 <= candidate <= base and agrees(candidate, percent, base):
        supported, reason = candidate, Reason.ROW_TOTAL
        explanation = (
            f"{own}, not the printed {percent}%; the row total {row_total} and {percent}% of "
            f"{base} both give {candidate}."
        )
    else:
        supported, reason = count, Reason.NO_OTHER
        completing = "the same count" if candidate == count else f"{candidate}, which disagrees too"
        explanation = f"{own}, not the printed {percent}%; the row total {row_total} gives {completing}."
    return CellSupport(
        printed=count,
        supported=supported,
        reason=reason,
        percent=percent,
        printed_implies=_implied(count, base, percent),
        supported_implies=_implied(supported, base, percent),
        explanation=explanation,
    )


def _implied(count: int, base: int, like: Decimal) -> Decimal:
    """Return 100 · count / base at the decimals of ``like``."""
    exponent = like.as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    return half_up(Fraction(100 * count, base), decimals)


def _check(count: int, percent: Decimal, base: int) -> None:
    """Refuse numbers that no table of counts can print."""
    if base < 1:
        raise ValueError(f"the base of a percentage is at least 1, and {base} is not")
    if count < 0:
        raise ValueError(f"counts are not negative, and {count} is")
    if not percent.is_finite() or percent < 0:
        raise ValueError(f"percentages of counts are not negative, and {percent} is")
