"""Claims against oracles that try all values which the printed numbers can stand for."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from claim_numbers import cells_of, found, percent, table
from reproreport.audit.claims.claim import Form
from reproreport.audit.finding import Verdict

EXACT, WITHIN = Verdict.EXACT, Verdict.WITHIN
OPEN, NOT = Verdict.UNCHECKABLE, Verdict.INCONSISTENT
# No wall clock, and the same examples every time.
steady = settings(deadline=None, derandomize=True, max_examples=150)

Predicate = Callable[[Sequence[int]], bool]
PREDICATES: dict[Form, Predicate] = {
    Form.LARGEST: lambda v: all(v[0] > other for other in v[1:]),
    Form.SMALLEST: lambda v: all(v[0] < other for other in v[1:]),
    Form.MORE: lambda v: all(v[0] > other for other in v[1:]),
    Form.LESS: lambda v: all(v[0] < other for other in v[1:]),
    Form.ORDERED: lambda v: all(one > other for one, other in itertools.pairwise(v)),
}
#: Thousandths of a per cent: fine enough to put several values between any two ends of intervals.
FINE = 1000


def ends(text: str) -> tuple[int, int]:
    """Return the ends of what a printed percentage may stand for, in thousandths."""
    whole, _, decimals = text.partition(",")
    unit = FINE // 10 ** len(decimals)
    middle = int(whole + decimals) * unit
    return middle - unit // 2, middle + unit // 2


def oracle(form: Form, texts: Sequence[str]) -> Verdict:
    """Try every order that the true values can have, if halves are rounded up, and if down."""
    intervals = [ends(text) for text in texts]
    corners = {end + step for interval in intervals for end in interval for step in range(-3, 4)}
    outcomes = set()
    for down in (False, True):
        choices = [[v for v in corners if low + down <= v <= high - 1 + down] for low, high in intervals]
        for values in itertools.product(*choices):
            outcomes.add(PREDICATES[form](values))
            if len(outcomes) == 2:
                break
    if len(outcomes) == 1:
        return EXACT if outcomes.pop() else NOT
    return WITHIN if PREDICATES[form]([sum(interval) for interval in intervals]) else OPEN


def texts(least: int, most: int) -> st.SearchStrategy[list[str]]:
    """Return printed percentages that lie close together, with 0 or 1 decimals."""
    one = st.one_of(
        st.integers(40, 42).map(str), st.tuples(st.integers(40, 42), st.integers(0, 9)).map("%d,%d".__mod__)
    )
    return st.lists(one, min_size=least, max_size=most)


@steady
@given(st.sampled_from(list(PREDICATES)), texts(2, 3))
def test_comparisons_against_brute_force(form: Form, printed: list[str]) -> None:
    """Holds where all true values agree, does not where none does, else as printed or not checkable."""
    assert found(form, *map(percent, printed)).verdict is oracle(form, printed)


@steady
@given(texts(2, 2))
def test_equality_against_brute_force(printed: list[str]) -> None:
    """Holds where both are the same; within rounding where one value is printed as both."""
    one, other = printed
    places = [len(text.partition(",")[2]) for text in printed]
    wanted = [Decimal(text.replace(",", ".")) for text in printed]

    def rounds_to_both(value: Decimal, rounding: str) -> bool:
        rounded = [value.quantize(Decimal(1).scaleb(-decimals), rounding) for decimals in places]
        return rounded == wanted

    if places[0] == places[1]:
        expected = EXACT if one == other else NOT
    else:
        values = [Decimal(v) / FINE for v in range(ends(one)[0], ends(one)[1] + 1)]
        both = any(rounds_to_both(v, how) for v in values for how in (ROUND_HALF_UP, ROUND_HALF_DOWN))
        expected = WITHIN if both else NOT
    assert found(Form.EQUALS, *map(percent, printed)).verdict is expected


@st.composite
def counted(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Return counts with their Ns."""
    sizes = draw(st.lists(st.integers(1, 300), min_size=2, max_size=4))
    return [(draw(st.integers(0, n)), n) for n in sizes]


@steady
@given(st.sampled_from(list(PREDICATES)), counted(), st.integers(0, 2))
def test_a_consistent_table_always_decides(form: Form, cells: list[tuple[int, int]], decimals: int) -> None:
    """Percentages rounded half up from their counts: the exact shares decide every comparison."""
    shares = [Fraction(100 * count, n) for count, n in cells]
    place = Decimal(1).scaleb(-decimals)
    printed = [(Decimal(s.numerator) / Decimal(s.denominator)).quantize(place, ROUND_HALF_UP) for s in shares]
    quantities = cells_of(
        table(
            [(count, str(text)) for (count, _), text in zip(cells, printed, strict=True)],
            [n for _, n in cells],
        )
    )
    # Shares as integers over a common denominator, since the predicates compare integers.
    common = math.lcm(*(share.denominator for share in shares))
    expected = EXACT if PREDICATES[form]([int(share * common) for share in shares]) else NOT
    assert found(form, *quantities).verdict is expected


@steady
@given(texts(2, 2), st.tuples(st.integers(0, 60), st.integers(0, 60)))
def test_two_witnesses(printed: list[str], numbers: tuple[int, int]) -> None:
    """Percentages and counts that know nothing of each other: agreed, decided by one, or open."""
    quantities = cells_of(table(list(zip(numbers, printed, strict=True)), (60, 60)))
    by_print, by_count = oracle(Form.MORE, printed), EXACT if numbers[0] > numbers[1] else NOT
    expected = by_count if by_print in (by_count, WITHIN, OPEN) else OPEN
    assert found(Form.MORE, *quantities).verdict is expected
