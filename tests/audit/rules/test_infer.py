"""Which base and rounding rule a table follows: real tables, and tables made under every one of them."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit_tables import Rows, allows, audit, of_check, real_table, rounded, table_of, text
from reproreport.audit.checks.bases import BaseReason
from reproreport.audit.finding import Check, Verdict
from reproreport.audit.rules.infer import infer, values
from reproreport.audit.rules.relations import AtMost, Family
from reproreport.audit.rules.rounding import Rounding, percentages
from reproreport.audit.table import (
    Address,
    Base,
    Group,
    Kind,
    Label,
    Part,
    PrintedTable,
    read_count,
    read_percent,
)

# No wall clock, and the same examples every time.
steady = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
# Halves are too rare to tell half even and half down from half up (see test_halves_are_recognised).
TELLING = [Rounding.HALF_UP, Rounding.TRUNCATED, Rounding.CEILING, Rounding.ONE_UNIT, Rounding.COUNT]


def test_table_1() -> None:
    """20 of 21 cells of the groups and all 7 of the total: of the group's N, rounded half up."""
    rules = infer(real_table("table-1", Kind.MULTIPLE))
    groups, total = rules.families[Family.PERCENT], rules.families[Family.TOTAL_PERCENT]
    assert (groups.base, groups.rule, groups.explained, groups.cells) == (
        Base.GROUP,
        Rounding.HALF_UP,
        20,
        21,
    )
    assert (total.base, total.rule, total.explained, total.cells) == (Base.GROUP, Rounding.HALF_UP, 7, 7)
    rows = rules.families[Family.ROW_SUM]
    assert (rows.tolerance, rows.explained, rows.cells, rows.active) == (0, 6, 7, True)
    assert rules.families[Family.SIZE_SUM].explained == 1
    # Several answers could be given: they add neither to the N nor to 100%.
    assert Family.COLUMN_SUM not in rules.families
    assert Family.PERCENT_SUM not in rules.families
    broken = [relation for relation in rules.relations if not relation.holds(rules.values)]
    assert [relation.family for relation in broken] == [Family.PERCENT, Family.ROW_SUM]
    cell = Address(Part.COUNT, "ward", "1")
    assert [relation.admissible(rules.values, cell) for relation in broken] == [(88, 88), (88, 88)]


def test_table_2() -> None:
    """41 of 45 counts are rounded from the percentages; rows are exact, columns within one."""
    rules = infer(real_table("table-2", Kind.SINGLE))
    groups = rules.families[Family.PERCENT]
    assert (groups.base, groups.rule, groups.explained, groups.cells) == (Base.GROUP, Rounding.COUNT, 41, 45)
    explained = {(one.base, one.rule): one.explained for one in groups.candidates}
    assert explained[Base.GROUP, Rounding.HALF_UP] == 6
    # No rule for the total: half up explains one cell, and the count from the percentage two.
    total = rules.families[Family.TOTAL_PERCENT]
    assert (total.rule, total.active, total.cells, total.explained) == (None, False, 15, 2)
    explained = {(one.base, one.rule): one.explained for one in total.candidates}
    assert explained[Base.GROUP, Rounding.HALF_UP] == 1
    rows, columns = rules.families[Family.ROW_SUM], rules.families[Family.COLUMN_SUM]
    assert (rows.tolerance, rows.explained, rows.cells) == (0, 14, 15)
    assert (columns.tolerance, columns.explained, columns.cells) == (1, 14, 15)
    assert [one.explained for one in columns.candidates] == [14, 10]
    # A total without a rule asks for nothing.
    assert all(relation.family is not Family.TOTAL_PERCENT for relation in rules.relations)
    broken = [relation for relation in rules.relations if not relation.holds(rules.values)]
    assert [relation.family for relation in broken] == [
        *[Family.PERCENT] * 4,
        Family.ROW_SUM,
        Family.COLUMN_SUM,
    ]
    repaired = {**rules.values, Address(Part.COUNT, "town", "2", "normal"): 35}
    assert [relation.family for relation in rules.relations if not relation.holds(repaired)] == [
        Family.PERCENT
    ] * 3


def counts_of(random: Random, sizes: list[int], items: int) -> list[list[int]]:
    """Return counts of items by group that look like a survey's."""
    return [[random.randint(size // 10, 9 * size // 10) for size in sizes] for _ in range(items)]


def made(seed: int, base: Base, rule: Rounding, stated: Base | None = None) -> PrintedTable:
    """Return a table of multiple response of 7 by 4 cells whose percentages follow a base and a rule."""
    random = Random(seed)  # noqa: S311
    sizes = [random.randint(30, 300) for _ in range(3)]
    rows: Rows = {}
    counts = counts_of(random, sizes, 7)
    names = ["a", "b", "c", "all"]
    for item, row in enumerate(counts):
        printed: list[tuple[int | str | None, str | None]] = []
        for column, count in enumerate(row):
            of = {
                Base.GROUP: sizes[column],
                Base.VALID: sum(line[column] for line in counts),
                Base.ROW: sum(row),
                Base.TABLE: sum(sizes),
                Base.OTHER: max(sizes) + 7,
            }[base]
            if rule is Rounding.COUNT:
                # Any percentage whose count it is.
                span = percentages(rule, count, of, 1000)
                assert allows(rule, count, of, 1000, span.low)
                units = random.randint(span.low, span.high)
            elif rule is Rounding.ONE_UNIT:
                units = rounded(count * 1000, of, Rounding.HALF_UP) + random.choice((-1, 0, 1))
            else:
                units = rounded(count * 1000, of, rule)
            printed.append((count, text(units, 1)))
        rows[f"{item}"] = [*printed, (sum(row), None)]
    if base is Base.OTHER:
        # A fourth group has the N that the others' percentages are of.
        rows = {item: [*list(row)[:3], (None, None)] for item, row in rows.items()}
        return table_of(dict(zip(["a", "b", "c", "d"], [*sizes, max(sizes) + 7], strict=True)), rows)
    return table_of(dict(zip(names, [*sizes, sum(sizes)], strict=True)), rows, total="all", percent_of=stated)


@pytest.mark.parametrize("base", [base for base in Base if base is not Base.PART])
@pytest.mark.parametrize("rule", TELLING)
def test_every_rule_is_recognised(base: Base, rule: Rounding) -> None:
    """In a table of usual size the base and the rule that made it are found, and explain all cells."""
    for seed in range(5):
        table = made(seed, base, rule)
        found = infer(table).families[Family.PERCENT]
        assert (found.base, found.rule, found.explained, found.cells) == (base, rule, 21, 21)
        for finding in audit(table):
            # Percentages that any count is rounded from need not add to 100.
            if rule is not Rounding.COUNT or finding.check is not Check.PERCENT_SUM:
                assert finding.verdict is not Verdict.INCONSISTENT, finding.explanation


@pytest.mark.parametrize("rule", [Rounding.HALF_UP, Rounding.HALF_EVEN, Rounding.HALF_DOWN])
def test_halves_are_recognised(rule: Rounding) -> None:
    """Only halves tell these three apart: 1/80 is 1.25%, 3/80 is 3.75%. Without any, it is half up."""
    for size, expected in ((80, rule), (70, Rounding.HALF_UP)):
        rows: Rows = {f"{n}": [(n, text(rounded(n * 1000, size, rule), 1))] for n in range(1, 16, 2)}
        assert infer(table_of({"a": size}, rows)).families[Family.PERCENT].rule is expected


@pytest.mark.parametrize("rule", TELLING)
def test_a_stated_base_that_does_not_explain_is_a_finding(rule: Rounding) -> None:
    """What explains the percentages is used, and the finding has every candidate's number of cells."""
    found = of_check(audit(made(1, Base.ROW, rule, stated=Base.GROUP)), Check.BASE)
    (finding,) = found
    assert (finding.verdict, finding.reason) == (Verdict.INCONSISTENT, BaseReason.NOT_STATED)
    assert finding.evidence["base_is"] == "row"
    assert finding.explanation == (
        f"21 of 21 percentages of the groups are of the total of their row ({rule.value}), "
        "and not of the N of their group, as is stated."
    )
    candidates = finding.evidence["candidates"]
    assert isinstance(candidates, dict)
    assert candidates["row"][rule.name] == 21
    assert set(candidates) == {"row", "group", "valid", "table", "other"}
    (finding,) = of_check(audit(made(1, Base.ROW, rule, stated=Base.ROW)), Check.BASE)
    assert (finding.verdict, finding.reason) == (Verdict.EXACT, BaseReason.AS_STATED)
    (finding,) = of_check(audit(made(1, Base.ROW, rule)), Check.BASE)
    assert (finding.verdict, finding.reason) == (Verdict.EXACT, BaseReason.INFERRED)


def test_without_counts_the_base_is_what_makes_them_possible() -> None:
    """Percentages of whole counts of 53 or 80; of the 133 of both, few of them are possible."""
    random = Random(3)  # noqa: S311
    rows: Rows = {
        f"{item}": [
            (None, text(rounded(random.randint(1, size) * 1000, size, Rounding.HALF_UP), 1))
            for size in (53, 80)
        ]
        for item in range(8)
    }
    rules = infer(table_of({"a": 53, "b": 80}, rows))
    found = rules.families[Family.PERCENT]
    assert (found.base, found.rule, found.explained) == (Base.GROUP, Rounding.HALF_UP, 16)
    explained = {(one.base, one.rule): one.explained for one in found.candidates}
    possible = {rounded(count * 1000, 133, Rounding.HALF_UP) for count in range(134)}
    assert explained[Base.TABLE, Rounding.HALF_UP] == sum(
        cell.units in possible for cell in rules.grid.cells.values()
    )
    # A count can always be rounded from a percentage.
    assert explained[Base.GROUP, Rounding.COUNT] == 0
    assert set(rules.unpaired.values()) == {53, 80}


def test_large_groups_do_not_tell_the_base() -> None:
    """Of 2000 or of 4500, every percentage with one decimal is possible."""
    rows: Rows = {"1": [(None, "12,3"), (None, "23,4")], "2": [(None, "34,5"), (None, "45,6")]}
    (finding,) = of_check(audit(table_of({"a": 2000, "b": 2500}, rows)), Check.BASE)
    assert (finding.verdict, finding.reason) == (Verdict.UNCHECKABLE, BaseReason.NOT_TOLD)
    table = table_of({"a": 2000, "b": 2500}, rows, percent_of=Base.TABLE)
    (finding,) = of_check(audit(table), Check.BASE)
    assert (finding.verdict, finding.reason) == (Verdict.EXACT, BaseReason.AS_STATED)
    assert finding.explanation == (
        "4 of 4 percentages of the groups can be of the N of the whole table (percentage rounded half up)."
    )


def test_a_stated_base_that_is_not_printed_cannot_be_tried() -> None:
    """Of the valid answers, says the source, but not how many there were."""
    rows: Rows = {("1", "x"): [(10, "25,0")], ("1", "y"): [(13, "32,5")], ("1", "z"): [(None, "42,5")]}
    table = table_of({"a": 40}, rows, kind=Kind.SINGLE, percent_of=Base.VALID)
    (finding,) = of_check(audit(table), Check.BASE)
    assert (finding.verdict, finding.reason) == (Verdict.UNCHECKABLE, BaseReason.UNTRIED)
    assert finding.explanation.endswith("as is stated; but what that is made of is not printed.")


def test_a_tie_goes_to_the_stated_base() -> None:
    """With one group, its N is the table's; nothing but the statement can tell them apart."""
    rows: Rows = {"1": [(10, "25,0")], "2": [(13, "32,5")]}
    assert infer(table_of({"a": 40}, rows)).families[Family.PERCENT].base is Base.GROUP
    rows = {item: [*row, *row] for item, row in rows.items()}
    table = table_of({"a": 40, "all": 40}, rows, total="all", percent_of=Base.TABLE)
    assert infer(table).families[Family.PERCENT].base is Base.TABLE


def test_the_stated_base_stays_where_no_rule_is_found() -> None:
    """Of nonsense nothing is inferred: it is of what is stated."""
    rows: Rows = {
        "1": [(10, "77,7"), (12, "1,3"), (22, None)],
        "2": [(20, "3,1"), (31, "98,2"), (51, None)],
        "3": [(30, "9,9"), (7, "66,1"), (37, None)],
    }
    for stated in (Base.TABLE, Base.ROW, Base.GROUP):
        table = table_of({"a": 40, "b": 60, "all": 100}, rows, total="all", percent_of=stated)
        family = infer(table).families[Family.PERCENT]
        assert (family.rule, family.base) == (None, stated)


def test_more_than_half_must_be_explained() -> None:
    """Two of four follow no rule together with the others; three of four do."""
    rows: Rows = {"1": [(10, "25,0")], "2": [(20, "50,0")], "3": [(30, "1,0")], "4": [(35, "2,0")]}
    rules = infer(table_of({"a": 40}, rows))
    assert rules.families[Family.PERCENT].rule is None
    assert all(isinstance(relation, AtMost) for relation in rules.relations)
    (finding,) = of_check(audit(table_of({"a": 40}, rows)), Check.BASE)
    assert (finding.verdict, finding.reason) == (Verdict.INCONSISTENT, BaseReason.NO_RULE)
    assert finding.explanation == (
        "No base and rounding rule explains more than half of the 4 percentages of the groups; "
        "the best explains 2."
    )
    rows["3"] = [(30, "75,0")]
    assert infer(table_of({"a": 40}, rows)).families[Family.PERCENT].rule is Rounding.HALF_UP


def test_values_are_units() -> None:
    """65,7 is 657 of a unit of a tenth; a group's N is among them."""
    table = table_of({"a": 134}, {"1": [(88, "65,7")]})
    assert values(table) == {
        Address(Part.SIZE, "a"): 134,
        Address(Part.COUNT, "a", "1"): 88,
        Address(Part.PERCENT, "a", "1"): 657,
    }
    assert infer(table).values == values(table)


@st.composite
def anything(draw: st.DrawFn) -> PrintedTable:
    """Return any table: numbers missing, too large, without sense."""
    groups = draw(st.integers(0, 3))
    sizes = [draw(st.sampled_from([0, 1, 2, 10, 40, 10**12])) for _ in range(groups)]
    names = [f"g{n}" for n in range(groups)]
    items, answers = draw(st.integers(0, 2)), draw(st.integers(0, 3))
    numbers = {}
    for name in names:
        for item in range(items):
            for answer in range(answers):
                place = (name, f"i{item}", f"r{answer}")
                if draw(st.booleans()):
                    numbers[Address(Part.COUNT, *place)] = read_count(str(draw(st.integers(0, 50))))
                if draw(st.booleans()):
                    printed = text(draw(st.integers(0, 1500)), draw(st.integers(0, 2)))
                    numbers[Address(Part.PERCENT, *place)] = read_percent(printed)
    return PrintedTable(
        name="any",
        title="",
        source="",
        page="",
        kind=draw(st.sampled_from(Kind)),
        groups=tuple(
            Group(name, name, read_count(str(size)), draw(st.booleans()))
            for name, size in zip(names, sizes, strict=True)
        ),
        items=tuple(Label(f"i{n}", "") for n in range(items)),
        responses=tuple(Label(f"r{n}", "") for n in range(answers)),
        numbers=numbers,
        percent_of=draw(st.sampled_from([None, *Base])),
        weighted=draw(st.booleans()),
    )


@steady
@given(anything())
def test_no_table_is_too_strange(table: PrintedTable) -> None:
    """Every table has findings, one for each percentage, each a sentence."""
    found = audit(table)
    percents = sum(address.part is Part.PERCENT for address in table.numbers)
    assert len(of_check(found, Check.PERCENT)) == percents
    for finding in found:
        assert finding.explanation.endswith(".")
        assert finding.table == "any"
    rules = infer(table)
    for relation in rules.relations:
        relation.holds(rules.values)
