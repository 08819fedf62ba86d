"""Sums of a printed table: real ones, tolerances against trying all roundings, blanks and missing answers."""

from __future__ import annotations

from itertools import product

import pytest

from audit_tables import MODES, Rows, at, audit, of_check, real_table, rounded, table_of, text
from reproreport.audit.checks.sums import SumReason, check_sums
from reproreport.audit.finding import Check, Finding, Verdict
from reproreport.audit.rules.infer import infer
from reproreport.audit.rules.relations import Family
from reproreport.audit.rules.rounding import Rounding
from reproreport.audit.table import Address, Base, Kind, Part, PrintedTable


def sums(table: PrintedTable) -> list[Finding]:
    """Return the findings on a table's sums."""
    return list(check_sums(table, infer(table)))


def test_table_1() -> None:
    """Item 1: 44 + 50 + 128 = 222, not 182; the other six rows and the Ns add up, and nothing else is due."""
    found = sums(real_table("table-1", Kind.MULTIPLE))
    assert [finding.check for finding in found] == [Check.SIZE_SUM, *[Check.ROW_SUM] * 7]
    (wrong,) = [finding for finding in found if finding.verdict is not Verdict.EXACT]
    assert (wrong.verdict, wrong.reason) == (Verdict.INCONSISTENT, SumReason.DIFFERS)
    assert wrong.explanation == "44 + 50 + 128 is 222, and “182” is printed as the total."
    assert wrong.evidence == {
        "parts": ["44", "50", "128"],
        "sum": "222",
        "total": "182",
        "difference": "40",
        "tolerance": "0",
        "missing": 0,
    }
    assert [address.group for address in wrong.addresses] == ["town", "district", "ward", "sum"]
    assert found[0].explanation == "53 + 80 + 134 is 267, as printed."


def test_the_rows_of_table_2() -> None:
    """14 of 15 are exact; item 2, normal: 33 + 43 + 80 = 156, not 158."""
    found = of_check(sums(real_table("table-2", Kind.SINGLE)), Check.ROW_SUM)
    assert len(found) == 15
    (wrong,) = [finding for finding in found if finding.verdict is not Verdict.EXACT]
    assert (wrong.verdict, wrong.evidence["difference"]) == (Verdict.INCONSISTENT, "-2")
    assert wrong.explanation == "33 + 43 + 80 is 156, and “158” is printed as the total."


def test_the_columns_of_table_2() -> None:
    """Four of the groups' 15 are off by one, one by two; the total's carry the rounding of three groups."""
    found = of_check(sums(real_table("table-2", Kind.SINGLE)), Check.COLUMN_SUM)
    groups = [finding for finding in found if finding.addresses[0].group != "sum"]
    within = [finding for finding in groups if finding.verdict is Verdict.WITHIN]
    assert len(groups) == 15
    assert [(one.evidence["sum"], one.evidence["total"]) for one in within] == [
        ("81", "80"), ("81", "80"), ("54", "53"), ("135", "134")
    ]  # fmt: skip
    (wrong,) = [finding for finding in groups if finding.verdict is Verdict.INCONSISTENT]
    assert wrong.explanation == "13 + 33 + 5 is 51, and the N is 53."
    assert within[0].explanation == "34 + 38 + 9 is 81, and the N is 80; rounding can move it by 1."
    totals = [finding for finding in found if finding.addresses[0].group == "sum"]
    assert [finding.evidence["difference"] for finding in totals] == ["1", "1", "2", "0", "0"]
    assert all(finding.verdict in (Verdict.EXACT, Verdict.WITHIN) for finding in totals)


def test_the_percentages_of_table_2() -> None:
    """Each column adds to 99.9, 100.0 or 100.1, as three percentages with one decimal may."""
    found = of_check(sums(real_table("table-2", Kind.SINGLE)), Check.PERCENT_SUM)
    assert len(found) == 20
    assert {str(finding.evidence["sum"]) for finding in found} == {"99.9", "100.0", "100.1"}
    for finding in found:
        exact = finding.evidence["sum"] == "100.0"
        assert finding.verdict is (Verdict.EXACT if exact else Verdict.WITHIN)
        assert finding.evidence["tolerance"] == (
            "0.0" if exact and finding.evidence["tolerance"] == "0.0" else "0.1"
        )


def shares(rule: Rounding, parts: int) -> tuple[int, int]:
    """Return how far below and above 100 rounded percentages of a whole can add: by trying all up to 24."""
    sums_ = set()
    for whole in range(1, 25):
        for counts in product(range(whole + 1), repeat=parts - 1):
            if sum(counts) <= whole:
                every = (*counts, whole - sum(counts))
                sums_.add(sum(rounded(100 * count, whole, rule) for count in every) - 100)
    return min(sums_), max(sums_)


@pytest.mark.parametrize("parts", [2, 3, 4])
@pytest.mark.parametrize("rule", list(MODES))
def test_tolerances_are_exact(rule: Rounding, parts: int) -> None:
    """The largest sum that rounding can make is within rounding, and one unit more is not."""
    low, high = shares(rule, parts)
    reached = max(-low, high)
    # k parts off by at most half a unit, or by less than one: k/2, or k - 1, rounded down.
    expected = parts // 2 if rule not in (Rounding.TRUNCATED, Rounding.CEILING) else parts - 1
    assert reached <= expected
    # Two halves to even are one up and one down.
    assert reached <= expected
    assert reached == expected or (rule is Rounding.HALF_EVEN and parts == 2)
    rows: Rows = {}
    telling = 37  # 100 n / 37 is no half, and differs cut off, rounded and rounded up
    for item in range(1, 13):
        split = [item, *[1] * (parts - 2)]
        split.append(telling - sum(split))
        for place, count in enumerate(split):
            rows[f"{item}", f"r{place}"] = [(count, text(rounded(100 * count, telling, rule), 0))]
    rules = infer(table_of({"a": telling}, rows, kind=Kind.SINGLE))
    found = rules.families[Family.PERCENT]
    telling_rules = {Rounding.TRUNCATED, Rounding.CEILING}
    assert found.rule is (rule if rule in telling_rules else Rounding.HALF_UP)
    assert {one.tolerance for one in rules.sums if one.family is Family.PERCENT_SUM} <= {0, expected}


def test_percentages_that_do_not_add_to_100() -> None:
    """20.0 + 50.0 + 29.0 is 99.0: more than three roundings explain."""
    rows: Rows = {
        ("1", "x"): [(8, "20,0")],
        ("1", "y"): [(20, "50,0")],
        ("1", "z"): [(12, "29,0")],
        ("2", "x"): [(4, "10,0")],
        ("2", "y"): [(12, "30,0")],
        ("2", "z"): [(24, "60,0")],
        ("3", "x"): [(10, "25,0")],
        ("3", "y"): [(14, "35,0")],
        ("3", "z"): [(16, "40,0")],
    }
    found = of_check(sums(table_of({"a": 40}, rows, kind=Kind.SINGLE)), Check.PERCENT_SUM)
    assert [finding.verdict for finding in found] == [Verdict.INCONSISTENT, Verdict.EXACT, Verdict.EXACT]
    assert found[0].explanation == "20.0 + 50.0 + 29.0 is 99.0%, not 100.0%."
    assert found[0].evidence["difference"] == "-1.0"


def test_percentages_of_rows_add_to_100_along_the_row() -> None:
    """Of 30, 40 and 50 in all: each row of groups adds to 100, no column does."""
    rows: Rows = {
        "1": [(10, "33,3"), (20, "66,7"), (30, "100,0")],
        "2": [(25, "62,5"), (15, "37,5"), (40, "100,0")],
        "3": [(21, "42,0"), (29, "58,0"), (50, "100,0")],
    }
    table = table_of({"a": 60, "b": 70, "all": 130}, rows, total="all")
    assert infer(table).families[Family.PERCENT].base is Base.ROW
    found = of_check(sums(table), Check.PERCENT_SUM)
    assert [finding.explanation for finding in found] == [
        "33.3 + 66.7 is 100.0%.",
        "62.5 + 37.5 is 100.0%.",
        "42.0 + 58.0 is 100.0%.",
    ]


def answered(counts: tuple[int, ...], of: int) -> Rows:
    """Return the answers to one question, with percentages of a number."""
    return {
        ("", f"r{place}"): [(count, text(rounded(1000 * count, of, Rounding.HALF_UP), 1))]
        for place, count in enumerate(counts)
    }


def test_missing_answers_with_percentages_of_all() -> None:
    """Counts add to 258 and percentages to 96.6: nothing is wrong, and nothing says where 9 are."""
    found = sums(table_of({"a": 267}, answered((100, 90, 68), 267), kind=Kind.SINGLE))
    column, percent = found
    assert (column.check, column.verdict, column.reason) == (
        Check.COLUMN_SUM, Verdict.UNCHECKABLE, SumReason.SHORT
    )  # fmt: skip
    assert column.explanation == (
        "100 + 90 + 68 is 258, and the N is 267; "
        "each percentage follows from its count, so 9 may have given no answer."
    )
    assert (percent.check, percent.verdict) == (Check.PERCENT_SUM, Verdict.UNCHECKABLE)
    assert column.evidence["missing"] == percent.evidence["missing"] == 9
    # Neither asks for a repair.
    rules = infer(table_of({"a": 267}, answered((100, 90, 68), 267), kind=Kind.SINGLE))
    assert all(relation.holds(rules.values) for relation in rules.relations)


def test_missing_answers_with_percentages_of_the_answers() -> None:
    """Where percentages are of the 258, the sum is as it should be."""
    table = table_of({"a": 267}, answered((100, 90, 68), 258), kind=Kind.SINGLE)
    column, percent = sums(table)
    assert infer(table).families[Family.PERCENT].base is Base.VALID
    assert (column.verdict, column.reason) == (Verdict.EXACT, SumReason.MISSING)
    assert column.explanation == "100 + 90 + 68 is 258, which their percentages are of; 9 of 267 gave none."
    assert percent.explanation == "38.8 + 34.9 + 26.4 is 100.1%, not 100.0%; rounding can move it by 0.1."


def test_missing_answers_are_no_excuse_where_a_row_does_not_add_up() -> None:
    """Whole percentages do not tell 41 from 42 of 300, but the row's total does."""
    rows: Rows = {
        ("", "x"): [(41, "14"), (60, "30"), (102, "20")],
        ("", "y"): [(258, "86"), (140, "70"), (398, "80")],
    }
    sizes = {"a": 300, "b": 200, "all": 500}

    def column(rows: Rows) -> Finding:
        found = of_check(sums(table_of(sizes, rows, kind=Kind.SINGLE, total="all")), Check.COLUMN_SUM)
        return at(found, Part.COUNT, "a", "", "x")

    assert (column(rows).verdict, column(rows).reason) == (Verdict.INCONSISTENT, SumReason.DIFFERS)
    rows["", "x"] = [(41, "14"), (60, "30"), (101, "20")]
    assert (column(rows).verdict, column(rows).reason) == (Verdict.UNCHECKABLE, SumReason.SHORT)


def test_missing_answers_where_percentages_fall_short_as_well() -> None:
    """41 and 200 of 300 are 13.7 and 66.7 %, 80.4 together: a row that does not add up says nothing of it."""
    rows: Rows = {
        ("", "x"): [(41, "13,7"), (60, "30,0"), (102, "20,4")],
        ("", "y"): [(200, "66,7"), (140, "70,0"), (340, "68,0")],
    }
    found = sums(table_of({"a": 300, "b": 200, "all": 500}, rows, kind=Kind.SINGLE, total="all"))
    row = at(of_check(found, Check.ROW_SUM), Part.COUNT, "a", "", "x")
    assert row.verdict is Verdict.INCONSISTENT
    column = at(of_check(found, Check.COLUMN_SUM), Part.COUNT, "a", "", "x")
    assert (column.verdict, column.reason) == (Verdict.UNCHECKABLE, SumReason.SHORT)
    assert column.evidence["missing"] == 59


def test_blanks() -> None:
    """What is not printed is 0 where the rest adds up, and unknown where it does not."""
    rows: Rows = {
        "1": [(10, None), (None, None), (10, None)],
        "2": [(10, None), (None, None), (15, None)],
        "3": [(10, None), (None, None), (9, None)],
        "4": [(None, None), (None, None), (9, None)],
    }
    found = of_check(sums(table_of({"a": 20, "b": 30, "all": 50}, rows, total="all")), Check.ROW_SUM)
    assert [finding.verdict for finding in found] == [
        Verdict.EXACT, Verdict.UNCHECKABLE, Verdict.INCONSISTENT
    ]  # fmt: skip
    assert [finding.explanation for finding in found] == [
        "10 is 10, as printed; what is not printed can only be 0.",
        "10 is 10, and “15” is printed as the total; 1 of the parts is not printed.",
        "10 is 10, and “9” is printed as the total; 1 of the parts is not printed.",
    ]
    # What is added and what it is held against, not what is blank.
    assert found[0].addresses == (Address(Part.COUNT, "a", "1"), Address(Part.COUNT, "all", "1"))
    assert found[1].evidence == {
        "parts": ["10"], "sum": "10", "total": "15", "difference": "-5", "blank": 1
    }  # fmt: skip
    single: Rows = {("", "x"): [(10, None)], ("", "y"): [(10, None)], ("", "z"): [(None, None)]}
    (finding,) = sums(table_of({"a": 20}, single, kind=Kind.SINGLE))
    assert finding.explanation == "10 + 10 is 20, the N; what is not printed can only be 0."


def test_weighted_counts() -> None:
    """Weighted counts are rounded, so rows and columns may be off by a little; more is not checkable."""
    rows: Rows = {
        "1": [(10, None), (21, None), (32, None)],
        "2": [(11, None), (22, None), (33, None)],
        "3": [(11, None), (22, None), (40, None)],
        "4": [(12, None), (20, None), (31, None)],
        "5": [(13, None), (15, None), (28, None)],
    }
    table = table_of({"a": 20, "b": 30, "all": 50}, rows, total="all", weighted=True)
    found = of_check(sums(table), Check.ROW_SUM)
    assert [finding.verdict for finding in found] == [
        Verdict.WITHIN, Verdict.EXACT, Verdict.UNCHECKABLE, Verdict.WITHIN, Verdict.EXACT
    ]  # fmt: skip
    assert found[2].reason is SumReason.WEIGHTED
    assert found[2].explanation == (
        "11 + 22 is 33, and “40” is printed as the total; "
        "the table is weighted, so that the two need not agree."
    )
    assert all(finding.verdict is not Verdict.INCONSISTENT for finding in audit(table))
    # What need not hold asks for no repair.
    rules = infer(table)
    assert all(relation.holds(rules.values) for relation in rules.relations)
    assert sum(relation.family is Family.ROW_SUM for relation in rules.relations) == 4


def test_sizes_that_do_not_add_up() -> None:
    """53 + 80 + 143 is 276, and 267 is printed."""
    rows: Rows = {"1": [(10, None), (20, None), (30, None), (60, None)]}
    (found, _) = sums(table_of({"a": 53, "b": 80, "c": 143, "all": 267}, rows, total="all"))
    assert (found.check, found.verdict) == (Check.SIZE_SUM, Verdict.INCONSISTENT)
    assert found.explanation == "53 + 80 + 143 is 276, and “267” is printed as the total N."


def test_long_sums_are_not_written_out() -> None:
    """Seven parts and more are counted."""
    sizes = {f"g{n}": 10 + n for n in range(8)} | {"all": 108}
    rows: Rows = {"1": [*[(n, None) for n in range(8)], (28, None)]}
    found = sums(table_of(sizes, rows, total="all"))
    assert [finding.explanation for finding in found] == [
        "The sum of the 8 parts is 108, as printed.",
        "The sum of the 8 parts is 28, as printed.",
    ]
