"""What a table of counts is, and its margins."""

from __future__ import annotations

import numpy as np
import pytest

from reproreport.statistics.contingency import pearson_chi_square
from reproreport.statistics.counts import Why, chi_square_tail, read


def test_margins_by_hand() -> None:
    """Two rows of three: 1 + 2 + 3 and 4 + 5 + 6; the smallest expected count is 6 · 5 / 21."""
    counts = read([[1, 2, 3], [4, 5, 6]])
    assert (counts.row_totals, counts.column_totals, counts.total) == ((6, 15), (5, 7, 9), 21)
    assert counts.df == 2
    assert not counts.is_2x2
    assert counts.smallest_expected == pytest.approx(30 / 21)
    assert counts.empty() is None


@pytest.mark.parametrize(
    ("table", "where"),
    [([[1, 2], [0, 0]], "row 2"), ([[0, 2], [0, 3]], "column 1"), ([[0, 0], [0, 3]], "row 1")],
)
def test_names_the_row_or_column_without_counts(table: list[list[int]], where: str) -> None:
    """The first of them, counted from 1; it is the table's state and no error."""
    empty = read(table).empty()
    assert empty is not None
    assert empty.why is Why.EMPTY
    assert empty.text == f"{where} has no counts, so nothing can be expected of it"


def test_numpys_integers_do_not_overflow() -> None:
    """Sixteen-bit counts whose products need forty bits: ten times the table, ten times χ²."""
    small = pearson_chi_square([[10, 20], [20, 10]]).statistic
    table = np.array([[10_000, 20_000], [20_000, 10_000]], dtype=np.int16).tolist()
    as_numpy = [[np.int16(count) for count in row] for row in table]
    assert pearson_chi_square(as_numpy).statistic == pytest.approx(1000 * small, rel=1e-12)  # type: ignore[arg-type]


def test_the_tail_of_the_chi_square_distribution() -> None:
    """Closed forms: exp(−x/2) at two degrees of freedom, 1 at 0; and the 5 % point in print, 3.8415."""
    assert chi_square_tail(3.0, 2) == pytest.approx(np.exp(-1.5), rel=1e-12)
    assert chi_square_tail(0.0, 7) == 1
    assert chi_square_tail(3.8415, 1) == pytest.approx(0.05, abs=2e-6)
