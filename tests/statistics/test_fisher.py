"""Fisher's exact test against R, scipy at 2×2, and enumeration in exact rationals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import factorial, prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact as scipys

from contingency_tables import Table, steady, tables, transposed
from reproreport.statistics import fisher as module
from reproreport.statistics.counts import Undefined, Why
from reproreport.statistics.fisher import Fisher, at_most, fisher_exact


def fisher(table: Table, budget: int = 10**7) -> Fisher:
    """The test, where it applies."""
    found = fisher_exact(table, budget)
    assert isinstance(found, Fisher)
    return found


def splits(total: int, rooms: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """All ways to split a total over rooms that hold so many."""
    if len(rooms) == 1:
        if total <= rooms[0]:
            yield (total,)
        return
    for first in range(min(total, rooms[0]) + 1):
        for rest in splits(total - first, rooms[1:]):
            yield (first, *rest)


def with_margins(rows: Sequence[int], columns: Sequence[int]) -> Iterator[tuple[tuple[int, ...], ...]]:
    """All tables with given margins, as columns."""
    if len(columns) == 1:
        yield (tuple(rows),)
        return
    for column in splits(columns[0], rows):
        rest = [row - cell for row, cell in zip(rows, column, strict=True)]
        for others in with_margins(rest, columns[1:]):
            yield (column, *others)


def oracle(table: Table) -> tuple[Fraction, Fraction]:
    """The two-sided p-value and the observed table's probability, from the definition."""
    rows, columns = [sum(row) for row in table], [sum(column) for column in transposed(table)]
    constant = Fraction(prod(map(factorial, rows)) * prod(map(factorial, columns)), factorial(sum(rows)))

    def probability(cells: Sequence[Sequence[int]]) -> Fraction:
        return constant / prod(factorial(cell) for line in cells for cell in line)

    observed = probability(table)
    limit = observed * (1 + Fraction(1, 10**7))
    every = [probability(cells) for cells in with_margins(rows, columns)]
    assert sum(every) == 1
    return sum((one for one in every if one <= limit), Fraction(0)), observed


# p-values of base R, printed by running the package recalc 0.6.0 under R 4.2.2
# (github.com/ianhussey/recalc, tests/testthat/test-recalc_chisq.R).
def test_p_values_are_those_of_r() -> None:
    """fisher.test; mid-p as twice the smaller tail; mid-p as SAS has it."""
    first = fisher([[3, 12], [9, 6]])
    assert first.p_value == pytest.approx(0.060432941424, rel=1e-9)
    assert first.mid_p == pytest.approx(0.0341040006313, rel=1e-9)
    assert first.mid_p_sas == pytest.approx(0.0472684710276, rel=1e-9)
    second = fisher([[60, 20], [15, 35]])
    assert second.p_value == pytest.approx(5.659781e-07, rel=1e-6)
    assert second.mid_p == pytest.approx(5.070709e-07, rel=1e-6)
    assert second.mid_p_sas == pytest.approx(3.721842e-07, rel=1e-6)


def test_three_by_two_is_that_of_r() -> None:
    """R's fisher.test gives 0.137697708008; scipy's, by simulation, 0.132 to 0.142 in five calls."""
    found = fisher([[10, 20], [15, 12], [8, 18]])
    assert found.p_value == pytest.approx(0.137697708008, abs=1e-12)
    assert found.mid_p is None


def test_reproduces_rs_manual() -> None:
    """help("fisher.test"): Fisher's tea 0.4857; convictions of twins 0.0005367; job satisfaction 0.7827."""
    assert fisher([[3, 1], [1, 3]]).p_value == pytest.approx(0.4857, abs=5e-5)
    assert fisher([[2, 10], [15, 3]]).p_value == pytest.approx(0.0005367, abs=5e-8)
    job = [[1, 2, 1, 0], [3, 3, 6, 1], [10, 10, 14, 9], [6, 7, 12, 11]]
    assert fisher(job, 10**9).p_value == pytest.approx(0.7827, abs=5e-5)


@steady
@given(tables(2, 2, most=80))
def test_agrees_with_scipy_at_two_by_two(table: Table) -> None:
    """Scipy enumerates 2×2 tables, with its own tolerance of ties (1e-14)."""
    assert fisher(table).p_value == pytest.approx(float(scipys(np.array(table)).pvalue), rel=1e-9, abs=1e-15)


@steady
@given(st.one_of(tables(2, 2, most=9), tables(3, 2, most=8), tables(3, 3, most=4), tables(2, 4, most=5)))
def test_agrees_with_enumeration_in_exact_rationals(table: Table) -> None:
    """Every table with the margins, its probability as a fraction."""
    p_value, observed = oracle(table)
    found = fisher(table)
    assert found.p_value == pytest.approx(float(p_value), rel=1e-9)
    assert found.mid_p_sas == pytest.approx(float(p_value - observed / 2), rel=1e-9)


@steady
@given(tables(2, 2, most=60))
def test_mid_p_is_twice_the_smaller_tail(table: Table) -> None:
    """Each tail as a sum of exact rationals, with half the observed table."""
    (a, b), (c, d) = table
    n, m, k = a + b, c + d, a + c
    every = {cell: choose(n, cell) * choose(m, k - cell) for cell in range(max(0, k - m), min(n, k) + 1)}
    low = sum(weight for cell, weight in every.items() if cell < a)
    high = sum(weight for cell, weight in every.items() if cell > a)
    expected = Fraction(2 * min(low, high) + every[a], sum(every.values()))
    assert fisher(table).mid_p == pytest.approx(min(1.0, float(expected)), rel=1e-9)


@steady
@given(tables(3, 3, most=9), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_does_not_matter(table: Table, random: object) -> None:
    """Permuted and transposed, the test is the same."""
    shuffled = [row[::-1] for row in table]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for other in (shuffled, transposed(shuffled)):
        assert fisher(other).p_value == pytest.approx(fisher(table).p_value, rel=1e-9)


@steady
@given(tables(3, 3, most=4))
def test_the_bound_is_never_below_the_number_of_tables(table: Table) -> None:
    """Counted one by one; with two columns the bound is the number itself."""
    rows, columns = [sum(row) for row in table], [sum(column) for column in transposed(table)]
    assert sum(1 for _ in with_margins(rows, columns)) <= at_most(rows, columns)
    two = [columns[0], columns[1] + columns[2]]
    assert sum(1 for _ in with_margins(rows, two)) == at_most(rows, two)


def test_a_survey_table_of_a_million_tables() -> None:
    """Three groups by three answers, n = 268; 1,098,162 tables, counted by recursion apart from this.

    The p-value is the sum (math.fsum) of a plain loop over all of them, one after the other.
    """
    table = [[11, 36, 6], [34, 38, 9], [53, 71, 10]]
    assert 1_098_162 <= at_most([25, 98, 145], [53, 81, 134]) <= 2_000_000
    assert fisher(table, 2_000_000).p_value == pytest.approx(0.064421344518, rel=1e-10)


def test_refuses_more_tables_than_the_budget_before_it_begins() -> None:
    """Ten groups by five answers: about 1e43 tables, refused at once; so is a table of 200,000 cases."""
    found = fisher_exact([[20 + group + answer for answer in range(5)] for group in range(10)])
    assert isinstance(found, Undefined)
    assert found.why is Why.BUDGET
    assert "more than 2000000" in found.text
    found = fisher_exact([[100_000, 1], [100_000, 2]])
    assert isinstance(found, Undefined)
    assert found.why is Why.BUDGET
    assert isinstance(fisher_exact([[10, 20], [15, 12]], budget=20), Undefined)
    assert isinstance(fisher_exact([[10, 20], [15, 12]], budget=30), Fisher)


def test_an_empty_row_or_column_is_named() -> None:
    """Not an error: the test does not apply."""
    found = fisher_exact([[1, 0], [2, 0]])
    assert isinstance(found, Undefined)
    assert found.why is Why.EMPTY
    assert "column 2 has no counts" in found.text


@pytest.mark.parametrize("table", [[[1, 2]], [[1, 2], [3, -1]], [[1, 2], [3, 0.5]]])
def test_refuses_what_is_no_table_of_counts(table: Table) -> None:
    """As the other tests of counts do."""
    with pytest.raises(ValueError, match=r"at least 2 rows|is not"):
        fisher_exact(table)


def test_large_margins_keep_nine_digits() -> None:
    """5 of 50,000 against 20 of 49,000: the hypergeometric sum in exact rationals."""
    (a, n), (b, m) = (5, 50_000), (20, 49_000)
    k = a + b

    def weight(x: int) -> int:
        return choose(n, x) * choose(m, k - x)

    every = [weight(x) for x in range(k + 1)]
    p_value = Fraction(sum(one for one in every if one <= every[a]), sum(every))
    assert fisher([[a, n - a], [b, m - b]]).p_value == pytest.approx(float(p_value), rel=1e-9)


def choose(n: int, k: int) -> int:
    """Return n over k for a small k."""
    return prod(range(n - k + 1, n + 1)) // factorial(k)


def test_tables_that_begin_alike_are_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """No table is more probable than that of twelve equal counts: p is 1, and millions need no look.

    Mehta and Patel (1983): a beginning of which every table counts is not followed further.
    """
    tried = 0
    ranges = module._ranges

    def counted(low: module.Ints, sizes: module.Ints) -> tuple[module.Ints, module.Ints]:
        nonlocal tried
        tried += int(sizes.sum())
        return ranges(low, sizes)

    monkeypatch.setattr(module, "_ranges", counted)
    assert fisher([[8, 8, 8, 8]] * 3, 10**9).p_value == pytest.approx(1, abs=1e-12)
    # All ways to split 8 over three rows that hold 32 are 45; two columns of them are 2025.
    assert tried < 45**2
