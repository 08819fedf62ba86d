"""Verdicts on percentages: every small one against the rules' definitions, and what the findings say."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit_strategies import consistent
from audit_tables import Rows, allows, at, audit, of_check, real_table, rounded, table_of, text
from reproreport.audit.checks.percentages import PercentReason, RangeReason, check_percentages
from reproreport.audit.finding import Check, Verdict
from reproreport.audit.rules.infer import infer
from reproreport.audit.rules.relations import Family
from reproreport.audit.rules.rounding import Rounding
from reproreport.audit.table import Base, Kind, Part, PrintedTable

# No wall clock, and the same examples every time.
steady = settings(deadline=None, derandomize=True, max_examples=60, suppress_health_check=list(HealthCheck))
PERCENT_RULES = list(Rounding)[:6]


def verdict(rule: Rounding, count: int, base: int, scale: int, units: int) -> Verdict:
    """Return the verdict by definition, where the table's percentages follow a rule."""
    if allows(Rounding.HALF_UP, count, base, scale, units):
        return Verdict.EXACT
    others = [*PERCENT_RULES, *([Rounding.COUNT] if rule is Rounding.COUNT else [])]
    within = any(allows(other, count, base, scale, units) for other in others)
    return Verdict.WITHIN if within else Verdict.INCONSISTENT


def near(count: int, base: int, scale: int) -> list[int]:
    """Return the percentages around which a verdict can change: the exact one, and half a count off."""
    exact, half = count * scale // base, scale // (2 * base)
    found = [exact + off for off in range(-3, 5)]
    found += [exact + side + off for side in (-half, half) for off in range(-2, 3)]
    return sorted({units for units in found if units >= 0})


@pytest.mark.parametrize("decimals", [0, 1])
@pytest.mark.parametrize("rule", [Rounding.HALF_UP, Rounding.COUNT])
def test_every_small_verdict(rule: Rounding, decimals: int) -> None:
    """All counts up to all bases up to 30, with all percentages where a verdict can change, and more."""
    scale = 100 * 10**decimals
    for base in range(1, 31):
        every = range(scale + 1) if base in (3, 8 - 5 * decimals) else None
        pairs = [(n, units) for n in range(base + 1) for units in every or near(n, base, scale)]
        rows: Rows = {f"{n}": [(count, text(units, decimals))] for n, (count, units) in enumerate(pairs)}
        table = table_of({"a": base}, rows)
        rules = infer(table)
        family = replace(rules.families[Family.PERCENT], base=Base.GROUP, rule=rule)
        rules = replace(rules, families={**rules.families, Family.PERCENT: family}, blocks=())
        percents = {
            cell.percent: replace(judged, of=(rules.grid.sizes["a"][0],), base=Base.GROUP, fixed=0)
            for cell in rules.grid.cells.values()
            if (judged := rules.percents[cell.percent])
        }
        found = check_percentages(table, replace(rules, percents=percents))
        for (count, units), finding in zip(pairs, found, strict=False):
            evidence = finding.evidence
            assert finding.verdict is verdict(rule, count, base, scale, units), finding.explanation
            assert evidence["computed"] == text(
                rounded(count * scale, base, Rounding.HALF_UP), decimals
            ).replace(",", ".")
            assert evidence["exact"] == Fraction(100 * count, base)
            named = Rounding(evidence["rule"]) if evidence["rule"] else None
            assert (named is None) is (finding.verdict is Verdict.INCONSISTENT)
            assert not named or allows(named, count, base, scale, units)
            departs = not allows(rule, count, base, scale, units)
            assert evidence["departs"] is departs


@steady
@given(st.data(), st.sampled_from([Base.GROUP, Base.VALID, Base.ROW, Base.TABLE]))
@pytest.mark.parametrize("rule", PERCENT_RULES)
def test_a_consistent_table_has_no_inconsistency(rule: Rounding, data: st.DataObject, base: Base) -> None:
    """Under any base and any rounding of percentages: no verdict of any check is inconsistent.

    Small tables do not tell which rule made them; what is inferred then explains them as well. Only "one
    unit off" allows so much that another rule with a departure can be the narrower one.
    """
    table = data.draw(consistent(base, rule))
    inferred = [found for found in infer(table).families.values() if found.rule]
    if rule is Rounding.ONE_UNIT and any((found.rule, found.base) != (rule, base) for found in inferred):
        return
    for finding in audit(table):
        assert finding.verdict is not Verdict.INCONSISTENT, finding.explanation


def test_table_1() -> None:
    """27 of 28 cells are exact; ward, item 1 is not: 128/134 = .9552."""
    table = real_table("table-1", Kind.MULTIPLE)
    found = of_check(audit(table), Check.PERCENT)
    assert len(found) == 28
    (wrong,) = [finding for finding in found if finding.verdict is not Verdict.EXACT]
    assert (wrong.verdict, wrong.reason) == (Verdict.INCONSISTENT, PercentReason.DIFFERS)
    assert wrong.explanation == "128 of 134 is 95.5%, and “65,7” is printed."
    assert [(address.part, address.group) for address in wrong.addresses] == [
        (Part.PERCENT, "ward"),
        (Part.COUNT, "ward"),
        (Part.SIZE, "ward"),
    ]
    assert wrong.evidence == {
        "count": 128,
        "base": 134,
        "base_is": "group",
        "percent": "65.7",
        "computed": "95.5",
        "exact": Fraction(12800, 134),
        "rule": None,
        "family_rule": "percentage rounded half up",
        "departs": True,
        "power": Fraction(866, 1000),
        "counts_possible": [88, 88],
        "fits": [],
    }


# item, response, group, count, percentage, N: what count = round(percentage * N) does not explain.
DEPARTURES = [
    ("2", "normal", "town", 33, "65.8", 53, "62.3"),
    ("2", "difficult", "district", 29, "35.6", 80, "36.3"),
    ("2", "no_difficulty", "district", 9, "10.6", 80, "11.3"),
    ("4", "difficult", "ward", 41, "30.2", 134, "30.6"),
]


def test_table_2() -> None:
    """Of the groups' 45 cells 6 are exact, 35 within rounding of the count, and 4 inconsistent."""
    table = real_table("table-2", Kind.SINGLE)
    found = [
        finding for finding in of_check(audit(table), Check.PERCENT) if finding.addresses[0].group != "sum"
    ]
    verdicts = [finding.verdict for finding in found]
    assert [verdicts.count(one) for one in Verdict] == [6, 35, 0, 4]
    assert sum(bool(finding.evidence["departs"]) for finding in found) == 4
    for finding in found:
        if finding.verdict is Verdict.WITHIN:
            assert finding.reason is PercentReason.FROM_PERCENT
            assert finding.evidence["rule"] == "count rounded from the percentage"
    for item, response, group, count, percent, size, computed in DEPARTURES:
        finding = at(found, Part.PERCENT, group, item, response)
        assert finding.verdict is Verdict.INCONSISTENT
        assert finding.explanation.startswith(
            f"{count} of {size} is {computed}%, and “{percent.replace('.', ',')}” is printed"
        )
    # .658 * 53 = 34.9; .356 * 80 = 28.5 and .356 * 81 = 28.8.
    assert at(found, Part.PERCENT, "town", "2", "normal").evidence["counts_possible"] == [35, 35]
    sums = at(found, Part.PERCENT, "district", "2", "difficult")
    assert sums.reason is PercentReason.ANOTHER_BASE
    assert sums.evidence["fits"] == [{"n": 81, "base": "valid", "group": ""}]
    within = at(found, Part.PERCENT, "town", "1", "difficult")
    assert within.explanation == "21.3% of 53 rounds to 11, as printed, while 11 of 53 is 20.8%."


def test_the_totals_of_table_2() -> None:
    """One of the 15 percentages of the total follows from its count: 32/267 = .1199, printed 12.0."""
    table = real_table("table-2", Kind.SINGLE)
    found = [f for f in of_check(audit(table), Check.PERCENT) if f.addresses[0].group == "sum"]
    assert [finding.verdict is Verdict.EXACT for finding in found].count(True) == 1
    assert all(finding.evidence["family_rule"] is None for finding in found)
    assert not any(finding.evidence["departs"] for finding in found)
    # 81 of 267 is 30.34%; (24.8 * 53 + 35.6 * 80 + 29.0 * 134) / 267 = 30.14%.
    agreeing = at(found, Part.PERCENT, "sum", "2", "difficult")
    assert agreeing.evidence["groups_agree"] is True
    mean = (Fraction("24.8") * 53 + Fraction("35.6") * 80 + 29 * 134) / 267
    assert agreeing.evidence["groups_give"] == [mean - Fraction("0.05"), mean + Fraction("0.05")]


def following(rule: Rounding, size: int, rows: Rows) -> PrintedTable:
    """Return a table of one group with these rows after 15 that follow a rule."""
    fixed: Rows = {f"{n}": [(n, text(rounded(n * 1000, size, rule), 1))] for n in range(1, 30, 2)}
    return table_of({"a": size}, {**fixed, **rows})


def test_names_the_rule_that_gives_it() -> None:
    """29/80 = 36.25%: half to even and half down give 36.2, so does cutting off; 36.4 is a unit off."""
    found = audit(following(Rounding.HALF_UP, 80, {"x": [(29, "36,2")], "y": [(29, "36,4")]}))
    x, y = at(found, Part.PERCENT, "a", "x"), at(found, Part.PERCENT, "a", "y")
    assert (x.verdict, x.evidence["rule"]) == (Verdict.WITHIN, "percentage rounded half to even")
    assert x.explanation == "29 of 80 is 36.3%, and “36,2” is printed, rounded half to even."
    assert (y.verdict, y.evidence["rule"]) == (Verdict.WITHIN, "percentage within one unit of its last place")
    assert y.explanation == "29 of 80 is 36.3%, and “36,4” is printed, one unit of the last place away."
    # Where the others are cut off, it is named so: 12/70 = 17.14%, 13/70 = 18.57%, 14/70 = 20.00%.
    found = audit(
        following(Rounding.TRUNCATED, 70, {"x": [(12, "17,1")], "y": [(13, "18,6")], "z": [(13, "18,5")]})
    )
    z = at(found, Part.PERCENT, "a", "z")
    assert (z.verdict, z.evidence["rule"]) == (Verdict.WITHIN, "percentage cut off")
    assert z.explanation == "13 of 70 is 18.6%, and “18,5” is printed, cut off instead of rounded."
    # Half up is exact, whatever the others follow.
    x, y = at(found, Part.PERCENT, "a", "x"), at(found, Part.PERCENT, "a", "y")
    assert (x.verdict, x.evidence["departs"]) == (Verdict.EXACT, False)
    assert (y.verdict, y.evidence["departs"]) == (Verdict.EXACT, True)


def test_a_departing_cell_names_another_n_and_stays_inconsistent() -> None:
    """10 of 40 is 25.0%; 16.7% would be of the other group's 60, and 66.7% of the row's 15."""
    rows: Rows = {
        "1": [(10, "16,7"), (20, "33,3"), (30, "30,0")],
        "2": [(31, "77,5"), (19, "31,7"), (50, "50,0")],
        "3": [(13, "32,5"), (11, "18,3"), (24, "24,0")],
        "4": [(10, "66,7"), (5, "8,3"), (15, "15,0")],
    }
    found = audit(table_of({"a": 40, "b": 60, "all": 100}, rows, total="all"))
    first, last = at(found, Part.PERCENT, "a", "1"), at(found, Part.PERCENT, "a", "4")
    assert (first.verdict, first.reason) == (Verdict.INCONSISTENT, PercentReason.ANOTHER_BASE)
    assert first.explanation == (
        "10 of 40 is 25.0%, and “16,7” is printed; 60, the N of Group b, would give it."
    )
    assert first.evidence["fits"] == [{"n": 60, "base": "other", "group": "b"}]
    assert last.evidence["fits"] == [{"n": 15, "base": "row", "group": ""}]
    assert last.explanation.endswith("15, the total of the row, would give it.")
    assert sum(finding.verdict is Verdict.INCONSISTENT for finding in found) == 2


@pytest.mark.parametrize(
    ("percent", "size", "verdict_", "reason", "explanation"),
    [
        # 16/53 = 30.19%, 17/53 = 32.08%.
        (
            "30,2", 53, Verdict.EXACT, PercentReason.POSSIBLE,
            "No count is printed; 16 of 53 gives 30.2%.",
        ),
        (
            "30,1", 53, Verdict.WITHIN, PercentReason.POSSIBLE,
            "No count is printed; 16 of 53 gives 30.1%, cut off instead of rounded.",
        ),
        (
            "31,0", 53, Verdict.INCONSISTENT, PercentReason.IMPOSSIBLE,
            "No count of 53 gives 31.0%; the nearest are 16 (30.2%) and 17 (32.1%).",
        ),
        (
            "31,0", 1000, Verdict.UNCHECKABLE, PercentReason.NO_POWER,
            "Some count of 1000 gives every percentage as precise as 31.0%.",
        ),
        (
            "31,0", 0, Verdict.UNCHECKABLE, PercentReason.NO_BASE,
            "What the percentage “31,0” is of is not printed, so it cannot be checked.",
        ),
    ],
)  # fmt: skip
def test_without_a_count(
    percent: str, size: int, verdict_: Verdict, reason: PercentReason, explanation: str
) -> None:
    """Can any count give it? Brown and Heathers' GRIM test, with its power."""
    # Two more that half up gives (12/53, 40/53): so that a single departure is one.
    rows: Rows = {"x": [(None, percent)], "y": [(None, "22,6")], "z": [(None, "75,5")]}
    found = audit(table_of({"a": size}, rows))
    finding = at(found, Part.PERCENT, "a", "x")
    assert (finding.verdict, finding.reason) == (verdict_, reason)
    assert finding.explanation == explanation
    assert finding.evidence["base"] == (size or None)
    if size:
        assert (finding.evidence["base_is"], finding.evidence["count"]) == ("group", None)
        # 53 counts cannot give 1000 percentages with a decimal; 1000 can.
        assert finding.evidence["power"] == Fraction(max(0, 1000 - size), 1000)


# lhdjung/scrutiny at a56a945, tests/testthat/test-grim-stats.R: the GRIM ratio of means with two
# decimals, 1 - n/100; as a percentage without decimals the same.
GRIM_POWER = [(90, "0.1"), (91, "0.09"), (95, "0.05"), (99, "0.01"), (100, "0"), (105, "0"), (110, "0")]


@pytest.mark.parametrize(("size", "power"), GRIM_POWER)
def test_the_power_of_the_check(size: int, power: str) -> None:
    """Of all percentages with so many decimals, the part that no count gives, at least."""
    found = audit(table_of({"a": size}, {"x": [(None, "53")], "y": [(20, text(2000 // size, 0))]}))
    assert at(found, Part.PERCENT, "a", "x").evidence["power"] == Fraction(power)
    assert at(found, Part.PERCENT, "a", "y").evidence["power"] == Fraction(power)


# The same file, grim_total: of 10^4 percentages with two decimals so many no count of n gives.
@pytest.mark.parametrize(("size", "total"), [(45, 9955), (50, 9950), (55, 9945)])
def test_the_power_of_a_percentage_with_two_decimals(size: int, total: int) -> None:
    """87.50% of 45 to 55."""
    found = audit(table_of({"a": size}, {"x": [(None, "87,50")]}))
    assert at(found, Part.PERCENT, "a", "x").evidence["power"] == Fraction(total, 10**4)


def test_the_groups_percentages_bind_that_of_all() -> None:
    """(40 * 20.0 + 60 * 50.0) / 100 = 38: possible counts, but 45 cannot be the mean."""
    rows: Rows = {
        "1": [(None, "20,0"), (None, "50,0"), (None, "45,0")],
        "2": [(None, "20,0"), (None, "50,0"), (None, "38,0")],
    }
    found = audit(table_of({"a": 40, "b": 60, "all": 100}, rows, total="all"))
    wrong, right = at(found, Part.PERCENT, "all", "1"), at(found, Part.PERCENT, "all", "2")
    assert (wrong.verdict, wrong.reason) == (Verdict.INCONSISTENT, PercentReason.BEYOND_GROUPS)
    assert (
        wrong.explanation == "The groups' percentages give 37.95% to 38.05% for all, and “45,0” is printed."
    )
    assert (right.verdict, right.evidence["groups_agree"]) == (Verdict.EXACT, True)


def test_weighted_percentages_are_not_inconsistent() -> None:
    """What cannot follow from unweighted counts is not checkable where the source weights them."""
    rows: Rows = {"1": [(10, "25,0")], "2": [(20, "50,0")], "3": [(30, "75,0")], "4": [(10, "31,0")]}
    found = audit(table_of({"a": 40}, rows, weighted=True))
    finding = at(found, Part.PERCENT, "a", "4")
    assert (finding.verdict, finding.reason) == (Verdict.UNCHECKABLE, PercentReason.WEIGHTED)
    assert finding.explanation == (
        "10 of 40 is 25.0%, and “31,0” is printed; the table is weighted, so that the two need not agree."
    )
    assert all(one.verdict is not Verdict.INCONSISTENT for one in found)


def test_a_lost_decimal_mark() -> None:
    """420 for 42.0, as optical recognition loses a comma: 21 of 50 gives it."""
    rows: Rows = {"1": [(21, "420")], "2": [(11, "22,0")], "3": [(13, "26,0")]}
    found = audit(table_of({"a": 50}, rows))
    (range_,) = of_check(found, Check.RANGE)
    assert (range_.verdict, range_.reason) == (Verdict.INCONSISTENT, RangeReason.LOST_MARK)
    assert range_.evidence == {"percent": "420", "lost_mark": "42.0", "fits": True}
    assert range_.explanation == (
        "“420” is printed, above 100%; with a decimal mark it is 42.0%, which 21 of 50 gives."
    )
    rows["1"] = [(21, "142,0")]
    (range_,) = of_check(audit(table_of({"a": 50}, rows)), Check.RANGE)
    assert (range_.reason, range_.explanation) == (RangeReason.ABOVE_100, "“142,0” is printed, above 100%.")
    # The N stands in line 2, the count in 3, the percentage in 4.
    assert range_.origin == ("a.csv:4",)
    unplaced = replace(table_of({"a": 50}, rows), origins={})
    assert [one.origin for one in of_check(audit(unplaced), Check.RANGE)] == [()]


def test_a_count_above_its_n() -> None:
    """A finding, not an error: it is the print that is out of range."""
    rows: Rows = {"1": [(60, "120,0")], "2": [(11, "22,0")], "3": [(13, "26,0")]}
    found = of_check(audit(table_of({"a": 50}, rows)), Check.RANGE)
    assert [finding.reason for finding in found] == [RangeReason.COUNT_ABOVE_SIZE, RangeReason.ABOVE_100]
    assert found[0].explanation == "“60” is printed for a group of 50."
    assert found[0].evidence == {"count": 60, "limit": 50}
    assert found[0].origin == ("a.csv:3",)


def test_findings_name_table_and_place() -> None:
    """Each finding can be followed to the file and line that it is about."""
    finding = at(audit(table_of({"a": 50}, {"1": [(21, "42,0")]})), Part.PERCENT, "a", "1")
    assert (finding.table, finding.origin) == ("a.csv", ("a.csv:4", "a.csv:3"))
    assert finding.explanation == "21 of 50 is 42.0%, as printed."


def test_without_a_count_where_counts_follow_percentages() -> None:
    """Five percentages of Table 2's 53 officials, whose counts are rounded from them; one has no count."""
    printed = {"a": (11, "21,3"), "b": (36, "67,4"), "c": (13, "24,8"), "d": (15, "28,1"), "e": (35, "66,8")}
    rows: Rows = {**{item: [cell] for item, cell in printed.items()}, "x": [(None, "12,3")]}
    finding = at(audit(table_of({"town": 53}, rows)), Part.PERCENT, "town", "x")
    assert (finding.verdict, finding.reason) == (Verdict.UNCHECKABLE, PercentReason.NO_COUNT)
    assert finding.explanation == "“12,3” stands without the count that would have been rounded from it."
    rows["x"] = [(None, "100,0")]
    finding = at(audit(table_of({"town": 53}, rows)), Part.PERCENT, "town", "x")
    assert finding.explanation == "“100,0” stands without the count that would have been rounded from it."
