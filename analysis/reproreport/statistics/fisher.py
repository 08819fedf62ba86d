"""Fisher's exact test of a table of counts, by enumeration of all tables with its margins.

Two groups and a direction: is the first group's share the larger one?
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import comb, exp, log1p, prod
from typing import TYPE_CHECKING, Final, NamedTuple

from reproreport.statistics.counts import Counts, Undefined, Why, read, whole

if TYPE_CHECKING:
    import numpy as np

    Ints = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

#: How many tables are enumerated at most, unless told otherwise; this takes up to 30 ms.
BUDGET: Final = 2_000_000

#: How many cases a table may have: beyond it logarithms of factorials lose the tenth digit.
MOST_CASES: Final = 100_000

#: Tables at most this much more probable than the observed one count as equally probable; as in R.
TIES: Final = 1e-7

#: The logarithm of about the smallest number that a float holds to its full precision.
_LEAST: Final = -708.0

#: How many partial tables are held at once: arrays of this size stay in the cache.
_CHUNK: Final = 16_000


class Fisher(NamedTuple):
    """Fisher's exact test of a table.

    Attributes:
        p_value: the two-sided p-value.
        mid_p: twice the smaller one-sided mid-p, at most 1; None for tables larger than 2×2.
        mid_p_sas: the two-sided p-value less half the probability of the observed table.
    """

    p_value: float
    mid_p: float | None
    mid_p_sas: float


def fisher_exact(table: Sequence[Sequence[int]], budget: int = BUDGET) -> Fisher | Undefined:
    """Test whether the rows of a table have the same distribution, by Fisher's exact test.

    Given its margins, a table has the probability Π row totals! Π column totals! / (n! Π counts!).
    The two-sided p-value is the sum of those of all tables that are at most as probable as the
    observed one; two probabilities are equal where they differ by less than 1e-7 of themselves, as
    in R's ``fisher.test``. All tables are enumerated, none is sampled; but where every table that
    begins alike is at most as probable as the observed one, they are counted together.

    Sources: R. A. Fisher (1935), The logic of inductive inference, Journal of the Royal Statistical
    Society 98, 39–82; G. H. Freeman and J. H. Halton (1951), Note on an exact treatment of
    contingency …, Biometrika 38, 141–149; counting branches together as in C. R. Mehta and
    N. R. Patel (1983), A network algorithm …, Journal of the American Statistical Association 78,
    427–434. Mid-p: H. O. Lancaster (1961), Significance tests in discrete distributions, Journal of
    the American Statistical Association 56, 223–234; ``mid_p_sas`` as SAS defines it for PROC FREQ.

    Args:
        table: counts, as for :func:`reproreport.statistics.contingency.pearson_chi_square`.
        budget: how many tables to enumerate at most. An upper bound of their number is computed
            first (:func:`at_most`), so that a large table is refused at once.

    Returns:
        The p-values; or that a row or column is empty, or that the budget would be exceeded.

    Raises:
        ValueError: if the table is smaller than 2×2, ragged, or holds a negative or fractional count.
    """
    counts = read(table)
    if empty := counts.empty():
        return empty
    if counts.total > MOST_CASES:
        return Undefined(Why.BUDGET, f"it is calculated for up to {MOST_CASES} cases only")
    margins = sorted(counts.row_totals), sorted(counts.column_totals)
    tables, sides = min((at_most(*sides), sides) for sides in (margins, margins[::-1]))
    if tables > budget:
        return Undefined(Why.BUDGET, f"it would take up to {tables:.2g} tables, more than {budget}")
    return _enumerate(counts, *sides)


def at_most(rows: Sequence[int], columns: Sequence[int]) -> float:
    """Return an upper bound of how many tables have these margins.

    It is the product, over all columns but the last, of the number of ways to fill the column
    from full rows; the last column is then determined.
    """
    return prod(_fillings(rows, column) for column in columns[:-1])


def _fillings(rows: Sequence[int], column: int) -> float:
    """Return in how many ways a column's total can be split over rows that hold so many."""
    import numpy as np

    # ways[t]: in how many ways the rows so far can hold t.
    ways = np.zeros(column + 1)
    ways[0] = 1
    for row in rows:
        ways = np.cumsum(ways)
        if row < column:
            ways[row + 1 :] -= ways[: column - row].copy()
    return float(ways[column])


def _enumerate(counts: Counts, rows: Sequence[int], columns: Sequence[int]) -> Fisher:
    """Return the p-values of a table whose margins, sorted, are these."""
    import numpy as np
    from scipy.special import gammaln

    log_factorial: Floats = gammaln(np.arange(counts.total + 1) + 1.0)

    def log(numbers: Sequence[int]) -> float:
        return float(log_factorial[list(numbers)].sum())

    constant = log(rows) + log(columns) - float(log_factorial[counts.total])
    observed = constant - sum(map(log, counts.rows))
    walk = _Walk(log_factorial, rows, columns, observed + log1p(TIES))
    start = _Partial(np.array([rows]), np.array([columns[0]]), np.array([constant]))
    p_value = min(1.0, walk.total(start, 0, 0))
    own = exp(observed)
    return Fisher(
        p_value=p_value,
        mid_p=_mid_p(counts, log_factorial) if counts.is_2x2 else None,
        mid_p_sas=p_value - own / 2,
    )


def _mid_p(counts: Counts, log_factorial: Floats) -> float:
    """Return twice the smaller one-sided mid-p of a 2×2 table."""
    import numpy as np

    (first, second), column = counts.row_totals, counts.column_totals[0]
    cell = np.arange(max(0, column - second), min(first, column) + 1)
    weight: Floats = -log_factorial[cell] - log_factorial[column - cell]
    weight -= log_factorial[first - cell] + log_factorial[second - column + cell]
    probability: Floats = np.exp(weight - weight.max())
    probability /= probability.sum()
    position = counts.rows[0][0] - int(cell[0])
    half = probability[position] / 2
    return min(1.0, 2 * float(min(probability[:position].sum(), probability[position + 1 :].sum()) + half))


class _Partial(NamedTuple):
    """Tables filled so far: what each row still holds, what the column still needs, the log weight."""

    rows: Ints
    column: Ints
    weight: Floats

    def take(self, which: Ints | slice) -> _Partial:
        return _Partial(self.rows[which], self.column[which], self.weight[which])


class _Walk:
    """All tables with given margins, cell by cell, many at a time.

    Weights are logarithms of probabilities, complete once every cell is filled.
    """

    def __init__(
        self, log_factorial: Floats, rows: Sequence[int], columns: Sequence[int], limit: float
    ) -> None:
        """Sum the probabilities of the tables whose weight is at most ``limit``."""
        self.log_factorial = log_factorial
        self.height, self.columns, self.limit = len(rows), columns, limit

    def total(self, partial: _Partial, column: int, row: int) -> float:
        """Return the sum over the tables that begin as ``partial``, whose next cell is this one."""
        import numpy as np

        rest = partial.rows[:, row + 1 :].sum(axis=1)
        low = np.maximum(0, partial.column - rest)
        high = np.minimum(partial.rows[:, row], partial.column)
        last_row = row == self.height - 2
        if last_row and column == len(self.columns) - 2:
            return self._last_cells(partial, low, high)
        sizes = high - low + 1
        if len(sizes) > 1 and sizes.sum() > _CHUNK:
            half = len(sizes) // 2
            parts = (slice(half), slice(half, None))
            return sum(self.total(partial.take(part), column, row) for part in parts)
        which, cell = _ranges(low, sizes)
        grown = partial.take(which)
        grown.rows[:, row] -= cell
        left, weight = grown.column - cell, grown.weight - self.log_factorial[cell]
        if not last_row:
            return self.total(_Partial(grown.rows, left, weight), column, row + 1)
        # The column's last cell holds what is left of it.
        grown.rows[:, row + 1] -= left
        weight -= self.log_factorial[left]
        following = np.full(len(left), self.columns[column + 1])
        settled, others = self._settle(_Partial(grown.rows, following, weight), self.columns[column + 1 :])
        return settled + (self.total(others, column + 1, 0) if len(others.weight) else 0.0)

    def _settle(self, partial: _Partial, columns: Sequence[int]) -> tuple[float, _Partial]:
        """Return the sum over the beginnings of which every table counts; and the other beginnings.

        Whole columns are left. With n left in them, and μ = row · column / n in each cell, every
        way to fill them has the same Σ count · log μ = Σ row · log row + Σ column · log column −
        n · log n. Since count · log μ − log count! is largest at ⌊μ⌋, this bounds Σ −log count!.
        """
        import numpy as np
        from scipy.special import xlogy

        log_factorial, rows = self.log_factorial, partial.rows
        n = sum(columns)
        bound = xlogy(n, n) - xlogy(columns, columns).sum() - xlogy(rows, rows).sum(axis=1)
        for column in columns:
            most = rows * column // n
            bound += (xlogy(most, rows * (column / n)) - log_factorial[most]).sum(axis=1)
        # The margin is above all that rounding can add up to.
        every = partial.weight + bound + 1e-6 <= self.limit
        whole = float(log_factorial[n] - log_factorial[list(columns)].sum())
        full = partial.take(np.flatnonzero(every))
        settled = _sum(full.weight + whole - log_factorial[full.rows].sum(axis=1))
        return settled, partial.take(np.flatnonzero(~every))

    def _last_cells(self, partial: _Partial, low: Ints, high: Ints) -> float:
        """Return the sum where four cells are left, which one of them determines."""
        import numpy as np

        log_factorial = self.log_factorial
        first, second, column = partial.rows[:, -2], partial.rows[:, -1], partial.column
        # The other rows' last cells hold what is left of them.
        weight = partial.weight - log_factorial[partial.rows[:, :-2]].sum(axis=1)

        def filled(cell: Ints, at: Ints | slice = slice(None)) -> Floats:
            n, m, t = first[at], second[at], column[at]
            four: Floats = log_factorial[cell] + log_factorial[t - cell]
            four += log_factorial[n - cell] + log_factorial[m - t + cell]
            four -= weight[at]
            return -four

        # They follow a hypergeometric distribution, so its mode and its sum are known.
        both = first + second
        mode = np.clip((first + 1) * (column + 1) // (both + 2), low, high)
        every = filled(mode) <= self.limit
        summed = weight + log_factorial[both] - log_factorial[column] - log_factorial[both - column]
        summed -= log_factorial[first] + log_factorial[second]
        total = _sum(summed[every])
        undecided = np.flatnonzero(~every)
        sizes = (high - low + 1)[undecided]
        for piece in np.array_split(np.arange(len(undecided)), 1 + int(sizes.sum()) // _CHUNK):
            which, cell = _ranges(low[undecided[piece]], sizes[piece])
            weights = filled(cell, undecided[piece][which])
            total += _sum(weights[weights <= self.limit])
        return total


def _sum(weights: Floats) -> float:
    """Return the sum of the probabilities whose logarithms these are."""
    import numpy as np

    # Below this nothing is added that a float could tell, and the exponential becomes slow.
    return float(np.exp(weights[weights > _LEAST]).sum())


def _ranges(low: Ints, sizes: Ints) -> tuple[Ints, Ints]:
    """Return, for ranges of integers laid end to end, which range each belongs to, and the integers."""
    import numpy as np

    which = np.repeat(np.arange(len(sizes)), sizes)
    ends = np.cumsum(sizes)
    return which, np.arange(len(which)) - (ends - sizes - low)[which]


class Group(NamedTuple):
    """How many of a group's members have a property."""

    having: int
    size: int

    @property
    def lacking(self) -> Group:
        """Return the same group by the opposite property."""
        return Group(self.size - self.having, self.size)


def fisher_greater(first: Group, second: Group) -> Fraction:
    """Return the p-value of Fisher's exact test of whether the first group's share is the larger one.

    Given both sizes and how many of all members have the property, the number among the first group has
    a hypergeometric distribution if the groups are alike. The p-value is its probability of at least the
    observed number, exactly. For the opposite direction take :attr:`Group.lacking` of both.

    Source: R. A. Fisher (1935), The Design of Experiments, chapter 2; the same author, The logic of
    inductive inference, Journal of the Royal Statistical Society 98, 39–82.

    Raises:
        ValueError: if a number is negative or fractional, or a group has more with the property than
            members, or no members.
    """
    (a, n), (b, m) = whole(first), whole(second)
    for having, size in ((a, n), (b, m)):
        if size == 0:
            raise ValueError("a group without members has no share")
        if having > size:
            raise ValueError(f"{having} of a group of {size} cannot have a property")
    total = a + b
    ways = sum(comb(n, x) * comb(m, total - x) for x in range(a, min(n, total) + 1))
    return Fraction(ways, comb(n + m, total))
