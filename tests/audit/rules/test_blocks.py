"""Blocks that agree on another N: missing cases of an item, and another N of a column."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit_tables import Rows, at, audit, of_check, rounded, table_of, text
from reproreport.audit.checks.bases import BaseReason
from reproreport.audit.finding import Check, Verdict
from reproreport.audit.rules.family import BlockKind
from reproreport.audit.rules.infer import infer
from reproreport.audit.rules.relations import Family, PercentRelation
from reproreport.audit.rules.rounding import Rounding
from reproreport.audit.table import Address, Base, Kind, Part

# No wall clock, and the same examples every time.
steady = settings(deadline=None, derandomize=True)


def percent(count: int, of: int, decimals: int = 1) -> str:
    """Return a percentage rounded half up."""
    return text(rounded(count * 100 * 10**decimals, of, Rounding.HALF_UP), decimals)


def questions(of: int) -> Rows:
    """Return four questions to 267 people, the last of them answered by 258, with percentages of a number."""
    answers = {
        "1": (120, 100, 47),
        "2": (200, 37, 30),
        "3": (99, 98, 70),
        "4": (155, 60, 43),
    }
    return {
        (item, f"r{place}"): [(count, percent(count, of if item == "4" else 267))]
        for item, counts in answers.items()
        for place, count in enumerate(counts)
    }


def test_an_item_with_missing_cases() -> None:
    """155 + 60 + 43 is 258, and 60.1, 23.3, 16.7 are percentages of 258, not of the 267 asked."""
    table = table_of({"a": 267}, questions(258), kind=Kind.SINGLE, percent_of=Base.GROUP)
    rules, found = infer(table), audit(table)
    (block,) = rules.blocks
    assert (block.group, block.item, block.kind) == ("a", "4", BlockKind.MISSING)
    # By trying all: of which Ns are these the percentages?
    agreed = [
        n for n in range(155, 400) if all(percent(count, n) == percent(count, 258) for count in (155, 60, 43))
    ]
    assert (block.size, block.printed, block.answers) == (258, 267, True)
    assert (block.possible.low, block.possible.high) == (min(agreed), max(agreed))
    assert rules.families[Family.PERCENT].base is Base.GROUP
    (finding,) = [one for one in of_check(found, Check.BASE) if one.addresses]
    assert (finding.verdict, finding.reason) == (Verdict.EXACT, BaseReason.MISSING_CASES)
    assert finding.evidence["missing"] == 9
    assert finding.explanation == (
        "Group a, Item 4: the 3 percentages agree on an N of 258, and “267” is printed; "
        "9 may have given no answer, for the answers add to 258."
    )
    assert all(one.verdict is Verdict.EXACT for one in of_check(found, Check.PERCENT))
    judged = at(of_check(found, Check.PERCENT), Part.PERCENT, "a", "4", "r0")
    assert judged.explanation == "155 of 258, the answers counted, is 60.1%, as printed."
    column = at(of_check(found, Check.COLUMN_SUM), Part.COUNT, "a", "4", "r0")
    assert (column.verdict, column.explanation) == (
        Verdict.EXACT, "155 + 60 + 43 is 258, which their percentages are of."
    )  # fmt: skip
    # The relations have the 258, so that nothing asks for a repair.
    assert all(relation.holds(rules.values) for relation in rules.relations)


def test_no_block_where_percentages_are_of_the_printed_n() -> None:
    """The same counts with percentages of 267: nothing agrees on another N."""
    rules = infer(table_of({"a": 267}, questions(267), kind=Kind.SINGLE))
    assert rules.blocks == ()
    assert rules.short == {(Family.COLUMN_SUM, "a", "4"): 9, (Family.PERCENT_SUM, "a", "4"): 9}


def test_an_answer_too_many_is_no_missing_case() -> None:
    """29 + 43 + 9 is 81 of 80, and the percentages are of 81: more answers than people are no block."""
    rows: Rows = {
        (item, f"r{place}"): [(count, percent(count, of))]
        for item, counts, of in (
            ("1", (30, 40, 10), 80),
            ("2", (29, 43, 9), 81),
            ("3", (21, 33, 26), 80),
            ("4", (11, 43, 26), 80),
        )
        for place, count in enumerate(counts)
    }
    table = table_of({"a": 80}, rows, kind=Kind.SINGLE)
    assert infer(table).blocks == ()
    found = [one for one in of_check(audit(table), Check.PERCENT) if one.verdict is not Verdict.EXACT]
    assert [one.evidence["fits"] for one in found] == [[{"n": 81, "base": "valid", "group": ""}]] * 3
    assert found[0].explanation == (
        "29 of 80 is 36.3%, and “35,8” is printed; 81, the answers counted, would give it."
    )


def columns(wrong: int) -> Rows:
    """Return seven items in groups of 53, 80 and 134; the last group's percentages are of a number."""
    counts = [
        (44, 50, 88),
        (41, 66, 117),
        (35, 56, 94),
        (46, 65, 112),
        (42, 52, 89),
        (41, 58, 96),
        (40, 54, 92),
    ]
    return {
        f"{item}": [
            *[(count, percent(count, of)) for count, of in zip(row, (53, 80, wrong), strict=True)],
            (sum(row), percent(sum(row), 267)),
        ]
        for item, row in enumerate(counts, start=1)
    }


def test_a_column_that_agrees_on_another_n() -> None:
    """143 is printed for 134: its seven percentages agree on 134, and with it the Ns add to 267."""
    table = table_of({"a": 53, "b": 80, "c": 143, "all": 267}, columns(134), total="all")
    rules, found = infer(table), audit(table)
    (block,) = rules.blocks
    assert (block.group, block.item, block.kind, block.size) == ("c", None, BlockKind.SIZE, 134)
    (finding,) = [one for one in of_check(found, Check.BASE) if one.addresses]
    assert (finding.verdict, finding.reason) == (Verdict.INCONSISTENT, BaseReason.OTHER_SIZE)
    assert finding.explanation == (
        "Group c: the 7 percentages agree on an N of 134, and “143” is printed; "
        "with 134 the groups' Ns add to the total N."
    )
    assert finding.addresses[0] == Address(Part.SIZE, "c")
    # One number is at fault: the percentages are not, and the sum of the Ns says the same.
    assert all(one.verdict is Verdict.EXACT for one in of_check(found, Check.PERCENT))
    assert at(found, Part.SIZE, "a").verdict is Verdict.INCONSISTENT
    # What should hold has the printed N, so that it can be found wrong: with 134 all does.
    broken = [relation for relation in rules.relations if not relation.holds(rules.values)]
    assert sum(isinstance(relation, PercentRelation) for relation in broken) == 7
    assert {relation.family for relation in broken} == {Family.PERCENT, Family.SIZE_SUM}
    repaired = {**rules.values, Address(Part.SIZE, "c"): 134}
    assert all(relation.holds(repaired) for relation in rules.relations)


def test_a_column_with_missing_cases() -> None:
    """134 is printed and adds to 267, but the percentages of several answers are of 130."""
    table = table_of({"a": 53, "b": 80, "c": 134, "all": 267}, columns(130), total="all")
    (block,) = infer(table).blocks
    assert (block.kind, block.size, block.answers) == (BlockKind.MISSING, 130, False)
    (finding,) = [one for one in of_check(audit(table), Check.BASE) if one.addresses]
    assert (finding.verdict, finding.reason) == (Verdict.UNCHECKABLE, BaseReason.MISSING_CASES)
    assert finding.explanation == (
        "Group c: the 7 percentages agree on an N of 130, and “134” is printed; 4 may have given no answer."
    )


def test_a_total_n_that_its_percentages_contradict() -> None:
    """277 is printed for 267: none of the total's percentages is of it, all are of what the Ns add to."""
    table = table_of({"a": 53, "b": 80, "c": 134, "all": 277}, columns(134), total="all")
    rules, found = infer(table), audit(table)
    assert rules.families[Family.TOTAL_PERCENT].rule is Rounding.HALF_UP
    # The winner is named first, and each of the others once.
    tried = [(one.base, one.rule) for one in rules.families[Family.TOTAL_PERCENT].candidates]
    assert tried[0] == (Base.GROUP, Rounding.HALF_UP)
    assert len(set(tried)) == len(tried) > 1
    assert [(block.group, block.kind, block.size) for block in rules.blocks] == [("all", BlockKind.SIZE, 267)]
    wrong = [one.check for one in found if one.verdict is Verdict.INCONSISTENT]
    assert wrong == [Check.BASE, Check.SIZE_SUM]
    repaired = {**rules.values, Address(Part.SIZE, "all"): 267}
    assert all(relation.holds(repaired) for relation in rules.relations)
    assert not all(relation.holds(rules.values) for relation in rules.relations)


def test_an_n_above_all_its_answers() -> None:
    """80 is printed for 60: both items' answers add to 60, so it is the N, not twenty twice missing."""
    rows: Rows = {
        (item, f"r{place}"): [
            *[(count, percent(count, of)) for count, of in zip(row, (40, 60), strict=True)],
            (sum(row), percent(sum(row), 100)),
        ]
        for item, answers in (("1", ((15, 20), (25, 40))), ("2", ((11, 50), (29, 10))))
        for place, row in enumerate(answers)
    }
    table = table_of({"a": 40, "b": 80, "all": 100}, rows, kind=Kind.SINGLE, total="all")
    (block,) = infer(table).blocks
    assert (block.group, block.item, block.kind, block.size) == ("b", None, BlockKind.SIZE, 60)
    (finding,) = [one for one in of_check(audit(table), Check.BASE) if one.addresses]
    assert finding.explanation == (
        "Group b: the 4 percentages agree on an N of 60, and “80” is printed; the answers add to 60 as well; "
        "with 60 the groups' Ns add to the total N."
    )


def test_an_n_that_lost_a_digit() -> None:
    """13 is printed for 134: counts above 13 are one finding on the N, not one each."""
    table = table_of({"a": 53, "b": 80, "c": 13, "all": 267}, columns(134), total="all")
    found = audit(table)
    assert of_check(found, Check.RANGE) == []
    (finding,) = [one for one in of_check(found, Check.BASE) if one.addresses]
    assert (finding.evidence["n"], finding.evidence["printed"]) == (134, 13)


def test_one_departing_cell_is_no_block() -> None:
    """One percentage says nothing about an N."""
    rows = columns(134)
    rows["1"] = [(44, "83,0"), (50, "62,5"), (128, "65,7"), (182, "68,2")]
    assert infer(table_of({"a": 53, "b": 80, "c": 134, "all": 267}, rows, total="all")).blocks == ()


@steady
@given(st.integers(60, 400), st.integers(5, 30), st.data())
def test_missing_cases_are_found(size: int, missing: int, data: st.DataObject) -> None:
    """Whatever the counts: an item that fewer people answered is found where its percentages show it."""
    rows: Rows = {}
    shift = 0
    for item, of in (("1", size), ("2", size), ("3", size - missing)):
        first = data.draw(st.integers(of // 4, of // 2))
        second = data.draw(st.integers(1, of - first))
        for place, count in enumerate((first, second, of - first - second)):
            rows[item, f"r{place}"] = [(count, percent(count, of))]
            units = [rounded(1000 * count, number, Rounding.HALF_UP) for number in (of, size)]
            shift = max(shift, units[0] - units[1])
    table = table_of({"a": size}, rows, kind=Kind.SINGLE)
    # A shift of one unit is within rounding of the printed N.
    expected = [("3", size - missing)] if shift > 1 else []
    assert [(block.item, block.size) for block in infer(table).blocks] == expected
    assert all(one.verdict is not Verdict.INCONSISTENT for one in audit(table))


@pytest.mark.parametrize("weighted", [False, True])
def test_a_weighted_n_is_not_held_against_the_percentages(weighted: bool) -> None:
    """Where counts are weighted, another N is no contradiction."""
    table = table_of({"a": 53, "b": 80, "c": 143, "all": 267}, columns(134), total="all", weighted=weighted)
    (finding,) = [one for one in of_check(audit(table), Check.BASE) if one.addresses]
    assert finding.verdict is (Verdict.UNCHECKABLE if weighted else Verdict.INCONSISTENT)


def test_of_several_possible_ns_the_one_that_completes_the_total() -> None:
    """Whole percentages leave several Ns for the last group; 1340 is the one with which they add to 2670."""
    rows: Rows = {}
    for item, row in columns(134).items():
        tenfold = [(10 * int(count or 0), share) for count, share in row]
        last = tenfold[2][0]
        rows[item] = [*tenfold[:2], (last, percent(last, 1340, 0)), tenfold[3]]
    (block,) = infer(table_of({"a": 530, "b": 800, "c": 1430, "all": 2670}, rows, total="all")).blocks
    counts = [int(row[2][0] or 0) for row in rows.values()]
    agreed = [n for n in range(1170, 4000) if all(percent(c, n, 0) == percent(c, 1340, 0) for c in counts)]
    assert min(agreed) < 1340 < max(agreed)
    assert (block.group, block.kind, block.size) == ("c", BlockKind.SIZE, 1340)
    assert (block.possible.low, block.possible.high) == (min(agreed), max(agreed))


def test_of_several_possible_ns_the_answers_of_the_item() -> None:
    """400, 250 and 150 are 50, 31 and 19 % of 794 to 808 people: the 800 that answered, of 1000."""
    rows: Rows = {
        (item, f"r{place}"): [(count, percent(count, of, 0))]
        for item, counts, of in (
            ("1", (500, 313, 187), 1000),
            ("2", (620, 210, 170), 1000),
            ("3", (100, 333, 567), 1000),
            ("4", (400, 250, 150), 800),
        )
        for place, count in enumerate(counts)
    }
    (block,) = infer(table_of({"a": 1000}, rows, kind=Kind.SINGLE, percent_of=Base.GROUP)).blocks
    agreed = [
        n
        for n in range(800, 1000)
        if [percent(count, n, 0) for count in (400, 250, 150)] == ["50", "31", "19"]
    ]
    assert (block.item, block.kind, block.size, block.answers) == ("4", BlockKind.MISSING, 800, True)
    assert (block.possible.low, block.possible.high) == (min(agreed), max(agreed))
    assert len(agreed) > 1


def test_of_several_possible_ns_that_of_another_column() -> None:
    """Without a total, 1340 is an N that is printed, for another column; 1339 and 1341 are none."""
    rows: Rows = {}
    for item, row in columns(134).items():
        last = 10 * int(row[2][0] or 0)
        cell = (last, percent(last, 1340, 0))
        rows[item] = [cell, cell]
    (block,) = infer(table_of({"b": 1340, "c": 1430}, rows)).blocks
    assert (block.group, block.size) == ("c", 1340)
    assert block.possible.low < 1340 < block.possible.high


def test_one_departing_answer_is_no_block() -> None:
    """200, 5 and 3 of 262 are 76.3, 1.9 and 1.1: of 267 only the first is another one, 74.9."""
    assert [percent(count, 267) for count in (200, 5, 3)] == ["74,9", "1,9", "1,1"]
    rows = questions(267)
    for place, count in enumerate((200, 5, 3)):
        rows["4", f"r{place}"] = [(count, percent(count, 262))]
    assert infer(table_of({"a": 267}, rows, kind=Kind.SINGLE)).blocks == ()
