"""Relations between printed numbers: which values of one number satisfy them, against trying them all."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from audit_tables import allows
from reproreport.audit.rules.relations import AtMost, Family, PercentRelation, Relation, SumRelation
from reproreport.audit.rules.rounding import Rounding
from reproreport.audit.table import Address, Base, Part

# No wall clock, and the same examples every time.
steady = settings(deadline=None, derandomize=True)

PERCENT, COUNT = Address(Part.PERCENT, "a", "1"), Address(Part.COUNT, "a", "1")
OTHER, SIZE = Address(Part.COUNT, "b", "1"), Address(Part.SIZE, "a")
# Larger than any value that a relation of these small numbers allows, where it allows finitely many.
MANY = 400


def agrees_with_trying(relation: Relation, values: dict[Address, int], address: Address) -> None:
    """A value is admissible exactly where the relation holds with it."""
    span = relation.admissible(values, address)
    holds = [value for value in range(MANY) if relation.holds({**values, address: value})]
    assert [value for value in range(MANY) if value in span] == holds


@steady
@given(
    st.sampled_from(list(Rounding)),
    st.integers(0, 110),
    st.integers(0, 30),
    st.integers(0, 30),
    st.sampled_from([SIZE, COUNT, OTHER, None]),
    st.integers(0, 20),
)
def test_percentages(
    rule: Rounding, percent: int, count: int, number: int, of: Address | None, fixed: int
) -> None:
    """Of a printed N, of a sum that the count is a part of, of another count, or of a number given."""
    parts = (COUNT, OTHER) if of is COUNT else (of,) if of else ()
    assume(parts or fixed)
    # A base that shrinks to nothing has no percentage, and one that holds the count is at least 1.
    values = {PERCENT: percent, COUNT: count, OTHER: number, SIZE: number}
    relation = PercentRelation(Family.PERCENT, PERCENT, COUNT, parts, Base.GROUP, rule, 100, fixed)
    base = fixed + sum(values[part] for part in parts)
    assert relation.base_of(values) == base
    assert relation.addresses == tuple(dict.fromkeys((PERCENT, COUNT, *parts)))
    assert relation.holds(values) is (base > 0 and allows(rule, count, base, 100, percent))
    if base == 0:
        assert relation.admissible(values, PERCENT).size == 0
        return
    for address in relation.addresses:
        agrees_with_trying(relation, values, address)


@steady
@given(st.lists(st.integers(0, 40), min_size=3, max_size=3), st.integers(0, 90), st.integers(0, 4))
def test_sums(parts: list[int], total: int, tolerance: int) -> None:
    """Against a printed total, and against a number given."""
    addresses = (PERCENT, COUNT, OTHER)
    values = {**dict(zip(addresses, parts, strict=True)), SIZE: total}
    printed = SumRelation(Family.ROW_SUM, addresses, SIZE, tolerance=tolerance)
    given_ = SumRelation(Family.ROW_SUM, addresses, None, fixed=total, tolerance=tolerance)
    for relation in (printed, given_):
        assert relation.difference(values) == sum(parts) - total
        assert relation.holds(values) is (abs(sum(parts) - total) <= tolerance)
        for address in relation.addresses:
            agrees_with_trying(relation, values, address)
    assert printed.addresses == (*addresses, SIZE)
    assert given_.addresses == addresses


@pytest.mark.parametrize("number", [0, 99, 100, 101])
def test_limits(number: int) -> None:
    """A number may reach its limit; a limit must not fall below the number."""
    values = {COUNT: number, SIZE: 100, PERCENT: number}
    by_size, by_hundred = AtMost(COUNT, SIZE), AtMost(PERCENT, None, fixed=100)
    assert by_size.holds(values) is by_hundred.holds(values) is (number <= 100)
    assert (by_size.addresses, by_hundred.addresses) == ((COUNT, SIZE), (PERCENT,))
    agrees_with_trying(by_size, values, COUNT)
    agrees_with_trying(by_hundred, values, PERCENT)
    assert by_size.admissible(values, SIZE).low == number


def test_the_one_wrong_cell() -> None:
    """65.7% of 134 is 88; 128 of 134 is 95.5%; 128 is 66.0% of 194 and 65.6% of 195, so no N fits."""
    values = {PERCENT: 657, COUNT: 128, SIZE: 134}
    relation = PercentRelation(
        Family.PERCENT, PERCENT, COUNT, (SIZE,), Base.GROUP, Rounding.HALF_UP, scale=1000
    )
    assert not relation.holds(values)
    assert relation.admissible(values, PERCENT) == (955, 955)
    assert relation.admissible(values, COUNT) == (88, 88)
    assert relation.admissible(values, SIZE).size == 0
    assert relation.holds({**values, COUNT: 88})


def test_counts_that_are_all_of_their_base_or_none() -> None:
    """Alone in its base every count from 1 up is 100 %; beside 20 others only 0 is 0 % (1 of 21 is 4.8)."""
    relation = PercentRelation(
        Family.PERCENT, PERCENT, COUNT, (COUNT, OTHER), Base.VALID, Rounding.HALF_UP, scale=100
    )
    whole = relation.admissible({PERCENT: 100, COUNT: 7, OTHER: 0}, COUNT)
    assert (whole.low, 10**6 in whole) == (1, True)
    assert relation.admissible({PERCENT: 0, COUNT: 7, OTHER: 20}, COUNT) == (0, 0)
