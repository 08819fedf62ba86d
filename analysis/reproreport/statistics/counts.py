"""A table of counts, held to what a table of counts is, with its margins."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Final, NamedTuple

SMALLEST_SIDE: Final = 2


class Why(Enum):
    """Why a test has no p-value for a table."""

    SHAPE = "the test is for tables of another shape"
    EMPTY = "a row or a column has no counts"
    ALIKE = "there is nothing to compare"
    BUDGET = "enumerating the tables would exceed the budget"


class Undefined(NamedTuple):
    """A test that does not apply to a table, and why; ``text`` is a clause for a sentence."""

    why: Why
    text: str


class PValue(NamedTuple):
    """What a test says; exact tests have neither statistic nor degrees of freedom."""

    p_value: float
    statistic: float | None = None
    df: int | None = None


Outcome = PValue | Undefined


class Counts(NamedTuple):
    """A table of counts and its margins."""

    rows: tuple[tuple[int, ...], ...]
    row_totals: tuple[int, ...]
    column_totals: tuple[int, ...]
    total: int

    @property
    def df(self) -> int:
        """Return the degrees of freedom, (rows − 1)(columns − 1)."""
        return (len(self.row_totals) - 1) * (len(self.column_totals) - 1)

    @property
    def is_2x2(self) -> bool:
        """Return whether there are two rows and two columns."""
        return self.df == 1

    @property
    def smallest_expected(self) -> float:
        """Return the smallest count expected if the rows were alike."""
        return min(self.row_totals) * min(self.column_totals) / self.total

    def empty(self) -> Undefined | None:
        """Return what is wrong where a row or a column has no counts."""
        for name, totals in (("row", self.row_totals), ("column", self.column_totals)):
            if 0 in totals:
                where = f"{name} {totals.index(0) + 1}"
                return Undefined(Why.EMPTY, f"{where} has no counts, so nothing can be expected of it")
        return None


def read(table: Sequence[Sequence[int]]) -> Counts:
    """Return a table of counts with its margins.

    Args:
        table: counts, one inner sequence for each row. Every respondent is counted in exactly one
            cell; a share or a percentage is not a count.

    Raises:
        ValueError: if the table is smaller than 2×2, ragged, or holds a negative or fractional
            count.
    """
    if len(table) < SMALLEST_SIDE or any(len(row) < SMALLEST_SIDE for row in table):
        raise ValueError("a table of counts needs at least 2 rows and 2 columns")
    if len({len(row) for row in table}) > 1:
        lengths = ", ".join(str(len(row)) for row in table)
        raise ValueError(f"every row needs the same number of counts, not {lengths}")
    rows = tuple(whole(row) for row in table)
    row_totals = tuple(map(sum, rows))
    columns = tuple(map(sum, zip(*rows, strict=True)))
    return Counts(rows, row_totals, columns, sum(row_totals))


def whole(counts: Sequence[int]) -> tuple[int, ...]:
    """Return counts as Python's own integers, which do not overflow.

    Raises:
        ValueError: if one is negative or fractional.
    """
    for count in counts:
        if not count >= 0 or count % 1 != 0:
            raise ValueError(f"counts are whole numbers from 0 up, and {count} is not")
    return tuple(int(count) for count in counts)


def chi_square_tail(statistic: float, df: int) -> float:
    """Return the chance that a chi-square variable with ``df`` degrees of freedom exceeds a value."""
    from scipy.special import chdtrc

    return float(chdtrc(df, statistic))
