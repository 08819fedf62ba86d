"""Two readings of one print: where they differ, in what way, and which one the arithmetic supports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from real_report import ROOT
from reproreport.audit import read_readings
from reproreport.audit.checks.readings import Agreement, ReadingReason, agreement, compare_readings, differ
from reproreport.audit.finding import Check, Finding, Verdict
from reproreport.audit.rules.infer import infer
from reproreport.audit.rules.relations import Family
from reproreport.audit.slips import SlipKind
from reproreport.audit.table import (
    Address,
    Group,
    Kind,
    Label,
    Part,
    PrintedNumber,
    PrintedTable,
    read_count,
    read_percent,
)

# No wall clock, and the same examples every time.
steady = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])

TABLE_1 = "data/hai-phong-awareness/table-1.csv"
TABLE_2 = "data/hai-phong-awareness/table-2.csv"

#: What reading 001 has, and reading 003, in the 13 percentages of Table 2 that differ.
LOST = {
    ("1", "difficult", "district"): ("420", "42,0"),
    ("1", "difficult", "sum"): ("353", "35,3"),
    ("1", "normal", "town"): ("674", "67,4"),
    ("2", "difficult", "town"): ("248", "24,8"),
    ("2", "difficult", "district"): ("356", "35,6"),
    ("3", "difficult", "ward"): ("222", "22,2"),
    ("3", "normal", "district"): ("582", "58,2"),
    ("4", "difficult", "district"): ("372", "37,2"),
    ("4", "normal", "town"): ("552", "55,2"),
    ("4", "normal", "district"): ("492", "49,2"),
    ("5", "difficult", "town"): ("281", "28,1"),
    ("5", "difficult", "district"): ("274", "27,4"),
    ("5", "no_difficulty", "town"): ("52", "5,2"),
}
#: 98 is not 35.3% of 267 (94.3), nor 29 35.6% of 80 (28.5): the counts do not speak for 003 there.
NOT_BY_COUNT = {("1", "difficult", "sum"), ("2", "difficult", "district")}


def table(counts: list[list[int]], percents: list[list[str]], sizes: list[int]) -> PrintedTable:
    """Return a table of multiple response: rows are items, the last column is the total."""
    names = [*(f"g{place}" for place in range(len(sizes) - 1)), "sum"]
    groups = [
        Group(name, name, read_count(str(size)), name == "sum")
        for name, size in zip(names, sizes, strict=True)
    ]
    numbers = {Address(Part.SIZE, group.id): group.size for group in groups}
    for item, (row, shares) in enumerate(zip(counts, percents, strict=True)):
        for name, count, share in zip(names, row, shares, strict=True):
            numbers[Address(Part.COUNT, name, f"i{item}")] = read_count(str(count))
            numbers[Address(Part.PERCENT, name, f"i{item}")] = read_percent(share)
    items = tuple(Label(f"i{item}", f"Item {item}") for item in range(len(counts)))
    return PrintedTable("t", "", "", "", Kind.MULTIPLE, tuple(groups), items, (Label("", ""),), numbers)


def half_up(count: int, size: int) -> str:
    """Return a percentage with one decimal."""
    return str((Decimal(100 * count) / size).quantize(Decimal("0.1"), ROUND_HALF_UP))


#: Three items by three groups of 40, 50 and 60.
COUNTS = [[10, 20, 30, 60], [37, 41, 53, 131], [8, 5, 19, 32]]
SIZES = [40, 50, 60, 150]
CLEAN = table(
    COUNTS, [[half_up(n, size) for n, size in zip(row, SIZES, strict=True)] for row in COUNTS], SIZES
)


def changed(numbers: Mapping[Address, PrintedNumber | None]) -> PrintedTable:
    """Return the clean table with some numbers changed, or left out."""
    found = {at: numbers.get(at, number) for at, number in CLEAN.numbers.items()}
    return replace(CLEAN, numbers={at: number for at, number in found.items() if number is not None})


def only(readings: Mapping[str, PrintedTable], taken: PrintedTable | None = None) -> Finding:
    """Return the one finding."""
    (finding,) = compare_readings(readings, taken=taken)
    return finding


COUNT, PERCENT = Address(Part.COUNT, "g1", "i1"), Address(Part.PERCENT, "g1", "i1")


def test_the_projects_table_2() -> None:
    """13 of its numbers differ, always by a decimal comma that 001 lost; the arithmetic supports 003."""
    readings = read_readings(ROOT / TABLE_2, TABLE_2)
    findings = compare_readings(readings)
    found = {}
    for finding in findings:
        (address,) = finding.addresses
        assert address.part is Part.PERCENT
        assert (finding.check, finding.verdict) == (Check.READING, Verdict.EXACT)
        assert finding.reason is ReadingReason.LOST_MARK
        read, agrees = finding.evidence["readings"], finding.evidence["agrees_with"]
        assert isinstance(read, dict)
        assert isinstance(agrees, dict)
        key = (address.item, address.response, address.group)
        found[key] = (read["001"], read["003"])
        assert finding.evidence["supported"] == ["003"]
        by_count = {Family.PERCENT.value, Family.TOTAL_PERCENT.value} & set(agrees["003"])
        assert bool(by_count) == (key not in NOT_BY_COUNT)
        # All but 52 are above 100.
        assert (Family.RANGE.value in agrees["001"]) == (read["001"] == "52")
        assert len(finding.origin) == 2
    assert found == LOST
    # 60 counts, 60 percentages and 4 group sizes.
    assert agreement(readings, findings) == Agreement(
        numbers=124, agreeing=111, differing={ReadingReason.LOST_MARK: 13}, supported={"003": 13, "001": 0}
    )


def test_the_other_reading_taken() -> None:
    """Where 001 is taken, the same 13 numbers stand against the arithmetic."""
    readings = read_readings(ROOT / TABLE_2, TABLE_2)
    findings = compare_readings({"001": readings["001"], "003": readings["003"]})
    assert {finding.verdict for finding in findings} == {Verdict.INCONSISTENT}
    assert agreement(readings, findings).supported == {"003": 13, "001": 0}
    assert {finding.addresses for finding in compare_readings(readings, taken=readings["001"])} == {
        finding.addresses for finding in findings
    }


def test_the_projects_table_1() -> None:
    """Both readings have all its 60 numbers alike, the wrong one too."""
    readings = read_readings(ROOT / TABLE_1, TABLE_1)
    assert compare_readings(readings) == ()
    assert agreement(readings, ()) == Agreement(60, 60, {}, {"003": 0, "001": 0})


def test_the_explanation_says_what_supports() -> None:
    """One sentence: what the readings have, and what the number agrees with."""
    # 41 of 50 is 82.0%, and 37 + 41 + 53 = 131.
    finding = only({"a": CLEAN, "b": changed({COUNT: read_count("47")})})
    assert finding.explanation == (
        "Reading a has “41” and reading b has “47” (one digit replaced); "
        "“41” agrees with its percentage and the sum of its row, and “47” does not."
    )
    assert (finding.reason, finding.verdict) == (ReadingReason.DIGITS, Verdict.EXACT)
    assert finding.evidence["disagrees_with"] == {
        "a": [], "b": [Family.PERCENT.value, Family.ROW_SUM.value]
    }  # fmt: skip
    assert finding.table == "t"


@pytest.mark.parametrize(
    ("address", "number", "reason", "slip"),
    [
        (PERCENT, read_percent("820"), ReadingReason.LOST_MARK, SlipKind.LOST_MARK),
        (PERCENT, read_percent("8.20"), ReadingReason.MOVED_MARK, SlipKind.MOVED_MARK),
        (PERCENT, read_percent("28.0"), ReadingReason.DIGITS, SlipKind.SWAPPED),
        (PERCENT, read_percent("82"), ReadingReason.DIGITS, SlipKind.OTHER),
        (COUNT, read_count("4"), ReadingReason.DIGITS, SlipKind.LEFT_OUT),
        (COUNT, read_count("411"), ReadingReason.DIGITS, SlipKind.ADDED),
        (Address(Part.SIZE, "g1"), read_count("30"), ReadingReason.DIGITS, SlipKind.REPLACED),
    ],
)
def test_how_a_reading_differs(
    address: Address, number: PrintedNumber, reason: ReadingReason, slip: SlipKind
) -> None:
    """The right number is supported whichever reading comes first; the slip is that of the other."""
    other = changed({address: number})
    if address.part is Part.SIZE:
        other = replace(
            other, groups=tuple(replace(g, size=number) if g.id == "g1" else g for g in other.groups)
        )
    for readings, verdict in (
        ({"a": CLEAN, "b": other}, Verdict.EXACT), ({"b": other, "a": CLEAN}, Verdict.INCONSISTENT)
    ):  # fmt: skip
        finding = only(readings)
        # 82% is as right as 82.0%, and adds nothing to what it is tied to.
        tie = number.text == "82"
        assert finding.verdict is (Verdict.UNCHECKABLE if tie else verdict)
        assert finding.evidence["supported"] == ([] if tie else ["a"])
        if not tie:
            assert (finding.reason, finding.evidence["slips"]) == (reason, [slip.value])


def test_another_mark_or_another_group_of_thousands_is_no_difference() -> None:
    """A number is what its digits say: 82,0 is 82.0."""
    assert compare_readings({"a": CLEAN, "b": changed({PERCENT: read_percent("82,0")})}) == ()
    assert compare_readings({"a": CLEAN}) == ()
    assert compare_readings({}) == ()


def test_a_number_that_one_reading_lacks() -> None:
    """It is supported where everything speaks for it, and not where something does not."""
    finding = only({"a": CLEAN, "b": changed({COUNT: None})})
    assert (finding.reason, finding.verdict) == (ReadingReason.MISSING, Verdict.EXACT)
    assert finding.explanation == (
        "Reading a has “41” and reading b has no number; “41” agrees with its percentage, the sum of its row "
        "and the limit of its N."
    )
    assert only({"b": changed({COUNT: None}), "a": CLEAN}).verdict is Verdict.INCONSISTENT
    wrong = only({"a": changed({COUNT: read_count("47")}), "b": changed({COUNT: None})})
    assert wrong.verdict is Verdict.UNCHECKABLE
    assert wrong.explanation.endswith("; the table's other numbers do not confirm it.")


def test_three_readings() -> None:
    """Readings that agree are named together, and do not outvote the arithmetic."""
    lost = changed({PERCENT: read_percent("820")})
    finding = only({"a": lost, "b": CLEAN, "c": lost})
    assert finding.explanation == (
        "Readings a and c have “820” and reading b has “82.0” (a lost decimal mark); “82.0” agrees with its "
        "count and N and the limit of 100, and “820” does not."
    )
    assert (finding.verdict, finding.evidence["supported"]) == (Verdict.INCONSISTENT, ["b"])
    mixed = only({"a": lost, "b": CLEAN, "c": changed({PERCENT: read_percent("28.0")})}, taken=CLEAN)
    assert (mixed.reason, mixed.verdict) == (ReadingReason.DIGITS, Verdict.EXACT)


def test_four_readings() -> None:
    """More than two readings are joined by commas and a last "and"."""
    assert differ({"820": ["a", "b", "c"], "82.0": ["d"]}, ["e"], [SlipKind.LOST_MARK]) == (
        "Readings a, b and c have “820” and reading d has “82.0” and reading e has no number "
        "(a lost decimal mark)"
    )


def test_what_the_arithmetic_cannot_tell() -> None:
    """Two numbers that are equally wrong are left as they are."""
    readings = {"a": changed({COUNT: read_count("46")}), "b": changed({COUNT: read_count("47")})}
    finding = only(readings)
    assert (finding.verdict, finding.evidence["supported"]) == (Verdict.UNCHECKABLE, [])
    assert finding.explanation.endswith("; the table's other numbers do not tell them apart.")


def test_rules_can_be_given() -> None:
    """The rules of the table as taken give the same findings as those that are inferred."""
    readings = read_readings(ROOT / TABLE_2, TABLE_2)
    assert compare_readings(readings, infer(readings["003"])) == compare_readings(readings)


@steady
@given(
    st.lists(st.integers(20, 90), min_size=2, max_size=4),
    st.integers(2, 5),
    st.data(),
)
def test_a_decimal_mark_lost_in_a_consistent_table_is_always_found(
    sizes: list[int], items: int, data: st.DataObject
) -> None:
    """The table is consistent by construction, so the reading that kept the mark is the supported one."""
    counts = []
    for _ in range(items):
        row = [data.draw(st.integers(1, size)) for size in sizes]
        counts.append([*row, sum(row)])
    every = [*sizes, sum(sizes)]
    whole = table(
        counts, [[half_up(n, size) for n, size in zip(row, every, strict=True)] for row in counts], every
    )
    percents = [address for address in whole.numbers if address.part is Part.PERCENT]
    address = data.draw(st.sampled_from(percents))
    right = whole.numbers[address]
    lost = replace(whole, numbers={**whole.numbers, address: read_percent(right.text.replace(".", ""))})
    finding = only({"a": whole, "b": lost})
    assert finding.addresses == (address,)
    assert (finding.reason, finding.verdict) == (ReadingReason.LOST_MARK, Verdict.EXACT)
    assert finding.evidence["supported"] == ["a"]
