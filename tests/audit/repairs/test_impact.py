"""What a repair changes in a table's tests, against closed forms and counts tested by hand."""

from __future__ import annotations

from fractions import Fraction
from math import exp

import pytest

from repair_tables import Given, changed, consistent, printed, printed_rules, relations_of
from reproreport.audit.repairs.find import find_repairs
from reproreport.audit.repairs.impact import Impact, impact
from reproreport.audit.significance.recommended import analyse
from reproreport.audit.table import Address, Part


def upper_tail(counts: list[tuple[int, int]]) -> float:
    """Return Pearson's p-value of three groups by chosen or not: with 2 degrees exp(-x / 2)."""
    chosen, size = (sum(column) for column in zip(*counts, strict=True))
    statistic = sum(
        (number - Fraction(of * chosen, size)) ** 2 / Fraction(of * part, size)
        for count, of in counts
        for number, part in ((count, chosen),)
    ) + sum(
        (of - count - Fraction(of * (size - chosen), size)) ** 2 / Fraction(of * (size - chosen), size)
        for count, of in counts
    )
    return exp(-float(statistic) / 2)


def impacts(number: int) -> list[Impact]:
    """Return the impact of every repair of one of the article's tables."""
    table = printed(number)
    before = analyse(table)
    return [impact(table, repair, before) for repair in find_repairs(table, printed_rules(number)).all]


def test_the_decision_on_item_1_hangs_on_the_one_cell() -> None:
    """With 128 p < .0005; with 88 chi2(2) = 6.956, p = .031, and .216 after Holm (seven items)."""
    (found,) = impacts(1)
    assert found.counts == {Address(Part.COUNT, "ward", "1"): 88}
    assert found.depends
    assert [item.item for item in found.items if item.depends] == ["1"]
    item = found.items[0]
    assert item.printed
    assert item.repaired
    with_128 = upper_tail([(44, 53), (50, 80), (128, 134)])
    with_88 = upper_tail([(44, 53), (50, 80), (88, 134)])
    assert item.printed.p_value == pytest.approx(with_128, rel=1e-9)
    assert item.repaired.p_value == pytest.approx(with_88, rel=1e-9)
    assert with_128 < 0.0005
    assert with_88 == pytest.approx(0.031, abs=5e-4)
    assert item.repaired.holm == pytest.approx(7 * with_88, rel=1e-9)
    assert found.explanation == (
        "With “128” Item 1 differs between the groups at the level 0.05, also after the Holm correction "
        "(p < 0.0001; after Holm p < 0.0001); with 88 it differs between the groups at the level 0.05, "
        "but not after the Holm correction (p = 0.031; after Holm p = 0.216)."
    )


def test_the_tests_are_those_of_the_whole_table_made_again() -> None:
    """Only the items concerned are tested again; the result is as if all were, for a count and for an N."""
    for wrong in ({Address(Part.COUNT, "ward", "1"): 128}, {Address(Part.SIZE, "town"): 55}):
        right = {Address(Part.COUNT, "ward", "1"): 88}
        table = changed(printed(1), right | wrong)
        (repair,) = find_repairs(table, Given(tuple(relations_of(table)))).all
        found = impact(table, repair, analyse(table))
        assert list(found.counts) == list(wrong)
        whole = analyse(table, found.counts).items
        assert [item.repaired for item in found.items] == list(whole)


def test_no_decision_of_table_2_depends_on_a_repair() -> None:
    """35 for 33 leaves item 2 at p = .642; the other repairs are of percentages, which nothing tests."""
    counted = [found for found in impacts(2) if found.counts]
    assert len(impacts(2)) - len(counted) == 2
    (found,) = counted
    assert not found.depends
    moved = [item for item in found.items if item.moved]
    assert [item.item for item in moved] == ["2"]
    assert moved[0].repaired
    assert moved[0].repaired.p_value == pytest.approx(0.642, abs=5e-4)
    assert found.explanation.startswith(
        "No decision at the level 0.05 depends on it. With “33” Item 2 does not"
    )


def test_a_percentage_changes_no_test() -> None:
    """Tests are of counts."""
    (percent, *_) = [found for found in impacts(2) if not found.counts]
    assert percent.items == ()
    assert percent.explanation == "No test depends on it: it changes no count and no N."


def test_an_item_that_cannot_be_tested_as_printed() -> None:
    """A count above its N has no table of chosen or not; with the repair it has."""
    clean = consistent([[10, 30], [20, 25]], [40, 50])
    wrong = changed(clean, {Address(Part.COUNT, "g0", "0"): 100})
    (repair,) = find_repairs(wrong, Given(tuple(relations_of(wrong)))).all
    found = impact(wrong, repair, analyse(wrong))
    assert found.counts == {Address(Part.COUNT, "g0", "0"): 10}
    assert found.items[0].printed is None
    assert found.explanation.startswith("With “100” Item 0 cannot be tested; with 10 it differs")
