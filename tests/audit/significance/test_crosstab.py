"""The counts behind a test: what is printed, replaced, implied, or missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reproreport.audit.significance.crosstab import Crosstab, Lack, NoCounts, Replaced, collapsed, crosstab
from reproreport.audit.table import Address, Base, Part, PrintedTable
from survey_tables import AWARENESS, DIFFICULTY, GROUPS, REPAIR_1, awareness, difficulty, multiple, single

A_AND_B = {"a": 40, "b": 60}


def rows(table: PrintedTable, item: str, replaced: Replaced | None = None) -> tuple[tuple[int, ...], ...]:
    """An item's table of counts."""
    found = crosstab(table, item, replaced)
    assert isinstance(found, Crosstab)
    return found.rows


def lack(table: PrintedTable, item: str, replaced: Replaced | None = None) -> NoCounts:
    """Why an item has none."""
    found = crosstab(table, item, replaced)
    assert isinstance(found, NoCounts)
    return found


def test_several_answers_give_chosen_and_not_chosen() -> None:
    """53 − 41, 80 − 66 and 134 − 117; the total column is no part of it."""
    found = crosstab(awareness(), "2")
    assert isinstance(found, Crosstab)
    assert found.rows == ((41, 12), (66, 14), (117, 17))
    assert found.groups == ("town", "district", "ward")
    assert found.answers == ("chosen", "not chosen")
    assert found.implied == ()


def test_one_answer_gives_the_answers_as_counted() -> None:
    """They need not add up to the groups' Ns: here 51 of 53, and 81 of 80."""
    assert rows(difficulty(), "2") == DIFFICULTY["2"]


def test_replaced_counts_and_ns_are_used() -> None:
    """A repaired count, a group's N, and the N of one item alone, each by its address."""
    assert rows(awareness(), "1", REPAIR_1) == ((44, 9), (50, 30), (88, 46))
    assert rows(awareness(), "2", REPAIR_1) == rows(awareness(), "2")
    assert rows(awareness(), "2", {Address(Part.SIZE, "town"): 60})[0] == (41, 19)
    valid = {Address(Part.SIZE, "town", "2"): 50}
    assert rows(awareness(), "2", valid)[0] == (41, 9)
    assert rows(awareness(), "3", valid)[0] == (35, 18)


def test_a_count_that_its_percentage_alone_allows_is_implied() -> None:
    """24 is the one count of 40 that rounds to 60%, and 60.0% of 60 is 36."""
    percents = {Address(Part.PERCENT, "a", "1"): "60", Address(Part.PERCENT, "b", "1"): "60,0"}
    found = crosstab(multiple({"1": (0, 0)}, A_AND_B, percents=percents), "1")
    assert isinstance(found, Crosstab)
    assert found.rows == ((24, 16), (36, 24))
    assert found.implied == (Address(Part.COUNT, "a", "1"), Address(Part.COUNT, "b", "1"))


@pytest.mark.parametrize(
    ("percent_of", "percent", "size", "expected"),
    [
        (None, "60", 40, 24),  # of its group, where the source says nothing
        (Base.TABLE, "24", 40, 24),  # 24 of 100
        (Base.ROW, "40", 40, 24),  # 24 of 60
    ],
)
def test_the_base_of_the_percentages_is_the_stated_one(
    percent_of: Base | None, percent: str, size: int, expected: int
) -> None:
    """The table has 100 cases, and the row 60."""
    percents = {Address(Part.PERCENT, "a", "1"): percent}
    table = multiple({"1": (24, 36)}, {"a": size, "b": 60}, percents=percents, percent_of=percent_of)
    assert rows(table, "1")[0] == (expected, size - expected)


def test_a_replaced_row_total_is_the_base_of_row_percentages() -> None:
    """40% of 70 is 28 where 60 is printed; without a total column there is no base."""
    percents = {Address(Part.PERCENT, "a", "1"): "40"}
    table = multiple({"1": (24, 36)}, A_AND_B, percents=percents, percent_of=Base.ROW)
    assert rows(table, "1", {Address(Part.COUNT, "sum", "1"): 70})[0] == (28, 12)
    without = replace(table, groups=table.levels)
    assert "what its percentage is of is not known" in lack(without, "1").text


@pytest.mark.parametrize(
    ("sizes", "percent", "percent_of", "words"),
    [
        ({"a": 400, "b": 60}, "60", Base.GROUP, "at 60% it could be 238 to 241"),
        ({"a": 7, "b": 60}, "60", Base.GROUP, "at 60% it cannot be that of 7"),
        (A_AND_B, "60", Base.VALID, "what its percentage is of is not known"),
        (A_AND_B, "60", Base.OTHER, "what its percentage is of is not known"),
    ],
)
def test_a_count_that_is_not_the_only_one_is_missing(
    sizes: dict[str, int], percent: str, percent_of: Base, words: str
) -> None:
    """59.5% of 400 is 238 and 60.5% is 242, which rounds to 61; of 7, 4 is 57% and 5 is 71%."""
    percents = {Address(Part.PERCENT, "a", "1"): percent}
    found = lack(multiple({"1": (0, 36)}, sizes, percents=percents, percent_of=percent_of), "1")
    assert found.lack is Lack.COUNT
    assert found.text == f"the count of Item 1 in A is not printed, and {words}"


def test_what_cannot_be_tested_says_why() -> None:
    """Each reason once."""
    table = multiple({"1": (41, 5), "2": (40, 60), "3": (0, 0)}, A_AND_B)
    assert lack(table, "1") == NoCounts(Lack.ABOVE_N, "the count 41 of A is above its N of 40")
    assert lack(table, "2").lack is lack(table, "3").lack is Lack.ANSWERS
    assert lack(table, "9").lack is Lack.ITEM
    assert lack(replace(table, weighted=True), "2").lack is Lack.WEIGHTED
    assert lack(multiple({"1": (4,)}, {"a": 40}), "1").lack is Lack.GROUPS
    missing = replace(table, numbers={})
    assert lack(missing, "2") == NoCounts(Lack.COUNT, "the count of Item 2 in A is not printed")


def test_answers_that_nobody_gave_are_left_out_and_keep_the_others_places() -> None:
    """A trend then still has 1 and 3 as scores."""
    found = crosstab(single({"1": ((5, 0, 7), (6, 0, 2))}, A_AND_B, ["low", "middle", "high"]), "1")
    assert isinstance(found, Crosstab)
    assert found.rows == ((5, 7), (6, 2))
    assert (found.answers, found.places) == (("low", "high"), (1, 3))


def test_a_column_against_the_rest() -> None:
    """The first, and the last, of three answers."""
    counts = DIFFICULTY["1"]
    assert collapsed(counts, 0) == ((11, 42), (34, 47), (53, 81))
    assert collapsed(counts, 2) == ((6, 47), (9, 72), (10, 124))


def test_the_typed_counts_are_those_of_the_article() -> None:
    """Its row totals; 182 is printed where item 1 adds up to 222."""
    assert sum(GROUPS.values()) == 267
    assert [sum(row) for row in AWARENESS.values()] == [222, 224, 185, 223, 183, 195, 186]
    answers = [tuple(map(sum, zip(*rows, strict=True))) for rows in DIFFICULTY.values()]
    assert answers == [(98, 145, 25), (81, 156, 29), (68, 169, 32), (91, 146, 30), (77, 162, 28)]
