"""Two codings of the same units: how far they agree beyond chance."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from reproreport.statistics.counts import read


def cohens_kappa(table: Sequence[Sequence[int]]) -> Fraction:
    """Return Cohen's κ of two codings into the same categories, without weights, exactly.

    κ = (p − e) / (1 − e), with p the share of units that both put into one category and e the share that
    would agree by chance: the sum over the categories of the product of both codings' shares. It is 1 where
    all agree, 0 where as many do as by chance, and negative where fewer do.

    Source: J. Cohen (1960), A coefficient of agreement for nominal scales, Educational and Psychological
    Measurement 20, 37–46.

    Args:
        table: counts of units, a row for each category of the first coding and a column for each of the
            second, in the same order.

    Raises:
        ValueError: if the table is smaller than 2×2, not square, or holds a negative or fractional count;
            if there are no units; or if both codings put all of them into one category.
    """
    counts = read(table)
    if len(counts.row_totals) != len(counts.column_totals):
        raise ValueError("two codings have the same categories, so the table must be square")
    n = counts.total
    agreeing = n * sum(row[place] for place, row in enumerate(counts.rows))
    expected = sum(row * column for row, column in zip(counts.row_totals, counts.column_totals, strict=True))
    if n * n == expected:
        raise ValueError(
            "all units are in one category of both codings, so chance cannot be told from agreement"
        )
    return Fraction(agreeing - expected, n * n - expected)
