"""Supported counts: every count of two printed tables, and what may not be changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from repair_tables import Given, changed, consistent, printed, printed_rules, relations_of, sums_of
from reproreport.audit.finding import Reason
from reproreport.audit.repairs.find import Related, find_repairs
from reproreport.audit.repairs.impact import Supported, SupportReason, supported_counts
from reproreport.audit.rules.infer import infer
from reproreport.audit.table import Address, Part, PrintedTable


def inferred(number: int) -> Related:
    """Return the rules of one of the article's tables as inferred."""
    return infer(printed(number))


def support(table: PrintedTable, rules: Related) -> dict[Address, Supported]:
    """Return the supported counts of a table."""
    return dict(supported_counts(table, find_repairs(table, rules)))


@pytest.mark.parametrize("rules", [printed_rules, inferred])
@pytest.mark.parametrize(
    ("number", "cell", "count"),
    [
        # 128/134 = 95.5%; 182 - 44 - 50 = 88, and 88/134 = 65.7% as printed.
        (1, Address(Part.COUNT, "ward", "1"), 88),
        # 158 - 43 - 80 = 35, and .658 * 53 = 34.9.
        (2, Address(Part.COUNT, "town", "2", "normal"), 35),
    ],
)
def test_one_count_of_each_table_is_not_the_printed_one(
    rules: Callable[[int], Related], number: int, cell: Address, count: int
) -> None:
    """All others are as printed: 28 and 60 counts, with those that a percentage alone speaks against."""
    table = printed(number)
    found = support(table, rules(number))
    assert len(found) == {1: 28, 2: 60}[number]
    assert {address for address, one in found.items() if one.changed} == {cell}
    assert found[cell].supported == count
    assert found[cell].reason is SupportReason.REPAIRED
    assert all(one.printed == table.numbers[address].units for address, one in found.items())
    # It rests on its percentage, its row and its group's N.
    row = {address for address in found if (address.item, address.response) == (cell.item, cell.response)}
    assert row | {Address(Part.PERCENT, cell.group, cell.item, cell.response)} <= set(found[cell].because)
    assert Address(Part.SIZE, cell.group) in found[cell].because


def test_reasons_and_explanations_of_table_1() -> None:
    """The rest of item 1's row is left by its repair; the other rows agree."""
    found = support(printed(1), printed_rules(1))
    of_row = {address.group: one for address, one in found.items() if address.item == "1"}
    assert {name: one.reason for name, one in of_row.items()} == {
        "town": SupportReason.ELSEWHERE,
        "district": SupportReason.ELSEWHERE,
        "ward": SupportReason.REPAIRED,
        "sum": SupportReason.ELSEWHERE,
    }
    assert (
        "88 would agree with the percentage “65,7” of 134 and the row total “182”"
        in of_row["ward"].explanation
    )
    other = found[Address(Part.COUNT, "ward", "2")]
    assert (other.reason, other.because) == (SupportReason.AGREES, (Address(Part.COUNT, "ward", "2"),))
    assert other.explanation == "“117” is printed, and agrees with what is printed beside it."
    assert issubclass(SupportReason, Reason)


def test_a_percentage_may_be_the_misprint() -> None:
    """29 of 80 is not 35,6%, nor 9 of 80 10,6%; both are of 81 or 82, so that it is open what is wrong."""
    found = support(printed(2), printed_rules(2))[Address(Part.COUNT, "district", "2", "difficult")]
    assert (found.supported, found.reason) == (29, SupportReason.UNDECIDED)


def test_a_tie_settles_nothing() -> None:
    """1 + 1 = 1: any of the three could change, so none does."""
    table, rules = sums_of({"x": 1, "y": 1, "z": 1}, (["x", "y"], "z"))
    found = support(table, rules)
    assert {one.reason for one in found.values()} == {SupportReason.UNDECIDED}
    assert not any(one.changed for one in found.values())


def test_several_values_settle_nothing() -> None:
    """At 0 decimals 20% of 1000 is 195 to 204: a count of 900 is wrong, and which is right is open."""
    clean = consistent([[200, 300]], [1000, 900], decimals=0)
    at = Address(Part.COUNT, "g0", "0")
    wrong = changed(clean, {at: 900})
    without_total = [r for r in relations_of(wrong) if not any(a.group == "sum" for a in r.addresses)]
    found = support(wrong, Given(tuple(without_total)))
    assert (found[at].supported, found[at].reason) == (900, SupportReason.UNDECIDED)


def test_a_clean_table_is_calculated_with_as_printed() -> None:
    """Every count agrees."""
    table = consistent([[3, 10], [4, 0]], [12, 15])
    found = support(table, Given(tuple(relations_of(table))))
    assert {one.reason for one in found.values()} == {SupportReason.AGREES}
    assert {one.supported - one.printed for one in found.values()} == {0}
