"""Repairs: the facts of two printed tables, published records, and oracles that try every value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repair_tables import Given, changed, consistent, printed, printed_rules, relations_of, sums_of, table_of
from reproreport.audit.repairs.find import Related, find_repairs
from reproreport.audit.repairs.repair import Repair, Repairs
from reproreport.audit.repairs.search import CHANGES, Budget, Search, System
from reproreport.audit.rules.infer import infer
from reproreport.audit.rules.relations import AtMost, Family, PercentRelation, Relation, SumRelation
from reproreport.audit.rules.rounding import Rounding, Span
from reproreport.audit.slips import SlipKind
from reproreport.audit.table import Address, Base, Kind, Part, PrintedTable
from reproreport.numbers import half_up

# No wall clock, and the same examples every time.
steady = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])

INFERRED: Callable[[int], Related] = lambda number: infer(printed(number))  # noqa: E731
rules_given_and_inferred = pytest.mark.parametrize(
    "rules", [printed_rules, INFERRED], ids=["given", "inferred"]
)


def proposed(repair: Repair) -> dict[str, tuple[int, int]]:
    """Return the lowest and highest value of each changed number, by column name."""
    return {change.address.group: (change.span.low, change.span.high) for change in repair.changes}


def single(repairs: Repairs) -> Repair:
    """Return the one repair there is."""
    assert len(repairs.components) == 1
    assert len(repairs.all) == 1
    return repairs.all[0]


# The two tables of the report's article.


@rules_given_and_inferred
def test_table_1_has_one_repair_which_is_88_for_128(rules: Callable[[int], Related]) -> None:
    """182 - 44 - 50 = 88 and 88 / 134 = 65.67%; 128 and 88 differ in two digits."""
    repair = single(find_repairs(printed(1), rules(1)))
    (change,) = repair.changes
    assert change.address == Address(Part.COUNT, "ward", "1")
    assert (change.printed.text, change.value, change.likeliest) == ("128", 88, (88,))
    assert (change.slip.kind, change.slip.distance) == (SlipKind.OTHER, 2)
    assert (repair.rank, repair.tied) == (1, False)
    assert set(repair.explains) == {"the percentage “65,7” of 134", "the row total “182”"}
    assert repair.explanation == (
        "“128” is printed for Item 1, Ward; 88 would agree with the percentage “65,7” of 134 and the row "
        "total “182” (another value altogether, two digits differ)."
    )


@rules_given_and_inferred
def test_table_2_has_the_repair_35_for_33(rules: Callable[[int], Related]) -> None:
    """.658 · 53 = 34.87; 158 - 43 - 80 = 35; 13 + 35 + 5 = 53: three printed numbers against one."""
    found = find_repairs(printed(2), rules(2))
    here = Address(Part.COUNT, "town", "2", "normal")
    (component,) = [part for part in found.components if here in part.addresses]
    assert component.unique
    (change,) = component.unique.changes
    assert (change.address, change.value, change.slip.kind) == (here, 35, SlipKind.REPLACED)
    assert component.unique.explains == ("the percentage “65,8” of 53", "the row total “158”", "the N “53”")
    assert component.unique.exact == 2


@rules_given_and_inferred
def test_table_2s_other_departures_are_percentages(rules: Callable[[int], Related]) -> None:
    """Counts from percentages: 29 of 80 needs 35,7 up, 9 needs 10,7 up, 41 of 134 needs 30,3 up.

    Item 2 in the district group prints 35,6 + 53,7 + 10,6 = 99,9. Either of its two percentages could
    also rise to 35,8 or 10,8, and add to 100,1; both together only by one unit each.
    """
    found = find_repairs(printed(2), rules(2))
    values = [{(c.address.part, c.printed.text): c.value for c in repair.changes} for repair in found.all]
    assert {(Part.PERCENT, "35,6"): 357, (Part.PERCENT, "10,6"): 107} in values
    assert {(Part.PERCENT, "30,2"): 303} in values
    assert len(values) == len(found.components) == 3
    assert all(component.complete and component.joint for component in found.components)


def test_a_clean_table_is_not_touched() -> None:
    """Table 1 with 88 in the place of 128 has nothing to mend."""
    mended = changed(printed(1), {Address(Part.COUNT, "ward", "1"): 88})
    assert find_repairs(mended, Given(tuple(relations_of(mended)))).components == ()
    assert find_repairs(mended, infer(mended)).components == ()


def test_a_family_without_a_rule_asks_for_nothing() -> None:
    """No relation, no repair: the percentages of table 2's total column follow no rule."""
    assert find_repairs(printed(2), Given(())).components == ()


def test_of_several_values_the_likeliest_slip_is_proposed() -> None:
    """66 % of 134 are 88 or 89: 98 is 88 with a digit replaced, or 89 with two swapped, which is rarer.

    Scholtus (2009), Table 1: 112 digits replaced, 14 swapped.
    """
    count, percent, size = Address(Part.COUNT, "a"), Address(Part.PERCENT, "a"), Address(Part.SIZE, "a")
    table = table_of({count: "98", percent: "66", size: "134"})
    rule = PercentRelation(Family.PERCENT, percent, count, (size,), Base.GROUP, Rounding.HALF_UP, 100)
    changes = [repair.changes for repair in find_repairs(table, Given((rule,))).all]
    (change,) = next(change for change in changes if change[0].address == count)
    assert (change.span, change.likeliest, change.proposed) == ((88, 89), (88,), 88)
    assert change.slip.kind is SlipKind.REPLACED


# Records with balance edits, from the test suites of deducorrect and deductive and from Scholtus
# (2009), section 4, and van der Loo, de Jonge and Scholtus (2011), section 3.3. Those programs mend
# one digit at a time, edit by edit; here whole sets of values are sought, whatever their digits.

SCHOLTUS = {
    "x1": 1452, "x2": 116, "x3": 1568, "x4": 116, "x5": 323, "x6": 76, "x7": 12, "x8": 411, "x9": 1979,
    "x10": 1842, "x11": 137,
}  # fmt: skip
EDITS = [
    (["x1", "x2"], "x3"),
    (["x2"], "x4"),
    (["x5", "x6", "x7"], "x8"),
    (["x3", "x8"], "x9"),
    (["x10", "x11"], "x9"),
]


def mended(
    record: Mapping[str, int], edits: Sequence[tuple[Sequence[str], str]]
) -> list[list[dict[str, int]]]:
    """Return the repairs of each component of a record, the best first; all values are single."""
    table, rules = sums_of(record, *edits)
    found = find_repairs(table, rules)
    assert all(component.complete and component.joint for component in found.components)
    return [
        [
            {name: low for name, (low, high) in proposed(repair).items() if low == high}
            for repair in part.repairs
        ]
        for part in found.components
    ]


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        # 4.0: valid.
        ({}, []),
        # 4.1: 161 for 116, as published.
        ({"x4": 161}, [[{"x4": 116}]]),
        # 4.2: with 19979 for 1979, as published: two components, one change each.
        ({"x4": 161, "x9": 19979}, [[{"x4": 116}], [{"x9": 1979}]]),
        # 4.3: three zeros besides. Published: partial, x9 only. Here x8 = 411 must be explained too:
        # one of the three zeros is 411, and which one nothing says.
        (
            {"x4": 161, "x5": 0, "x6": 0, "x7": 0, "x9": 19979},
            [[{"x4": 116}], [{"x5": 411, "x9": 1979}, {"x6": 411, "x9": 1979}, {"x7": 411, "x9": 1979}]],
        ),
        # 4.4: 0 for 411. Published: x9 or x10 could be mended, equally good. Jointly only x8 with x9:
        # 323 + 76 + 12 = 411, 1568 + 411 = 1979 = 1842 + 137.
        ({"x4": 161, "x8": 0, "x9": 19979}, [[{"x4": 116}], [{"x8": 411, "x9": 1979}]]),
    ],
)  # fmt: skip
def test_the_records_of_scholtus(
    wrong: dict[str, int], expected: Sequence[Sequence[Mapping[str, int]]]
) -> None:
    """Section 4 of the paper; where the answers differ the comment says why."""
    assert mended(SCHOLTUS | wrong, EDITS) == expected


def test_the_vignettes_transposition_comes_first() -> None:
    """Van der Loo et al. (2011), eq. 5-10: 192 for 129 (distance 1) against 60 and 315 (distance 3).

    The published method keeps the first only; here all three are listed, and the other two tie.
    """
    table, rules = sums_of({"x": 123, "y": 192, "z": 252}, (["x", "y"], "z"))
    (component,) = find_repairs(table, rules).components
    first, *others = component.repairs
    assert (proposed(first), first.rank, first.tied) == ({"y": (129, 129)}, 1, False)
    assert first.changes[0].slip.kind is SlipKind.SWAPPED
    assert [proposed(other) for other in others] == [{"x": (60, 60)}, {"z": (315, 315)}]
    assert [(other.rank, other.tied, other.changes[0].slip.distance) for other in others] == [
        (2, True, 3)
    ] * 2
    assert component.unique is None


def test_the_record_reorder() -> None:
    """deducorrect, testCorrectTypos.R: 161 for 116; the two other ways are no single slip."""
    found = mended({"x2": 1452, "x1": 161, "x3": 1568}, [(["x1", "x2"], "x3")])
    assert found[0][0] == {"x1": 116}
    assert len(found[0]) == 3


def test_the_record_without_a_typo() -> None:
    """deducorrect, testCorrectTypos.R: no digit slip mends 38,667,000 against 42,280,000.

    There it stays invalid; here the five numbers of the edit are listed, none of them a slip.
    """
    record = {"x1": 42280000, "x2": 11289000, "x3": 4328000, "x4": 361300, "x5": 11201000, "x6": 11849000}
    table, rules = sums_of(record, (["x2", "x3", "x5", "x6"], "x1"))
    (component,) = find_repairs(table, rules).components
    assert {name for repair in component.repairs for name in proposed(repair)} == set(record) - {"x4"}
    assert {repair.changes[0].slip.kind for repair in component.repairs} == {SlipKind.OTHER}


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        # a: x2 = 10 would break the limit; x1 = 1 does not. deducorrect calls it invalid, as both of
        # its candidates are one digit away.
        ({"x1": 10, "x2": 1}, {"x1": (1, 1)}),
        # b: neither 29 nor 92 is below 10: both must change, to the same value.
        ({"x1": 29, "x2": 92}, {"x1": (0, 9), "x2": (0, 9)}),
    ],
)
def test_the_records_with_an_inequality(
    record: Mapping[str, int], expected: Mapping[str, tuple[int, int]]
) -> None:
    """deducorrect, testCorrectTypos.R: x1 = x2 and x2 < 10."""
    table, rules = sums_of(record, (["x1"], "x2"))
    limit = AtMost(Address(Part.COUNT, "x2"), None, fixed=9)
    repair = single(find_repairs(table, Given((*rules.relations, limit))))
    assert proposed(repair) == expected
    # Of the ten values 2 and 9 are the likeliest: 29 and 92 are either with a digit added.
    assert {change.likeliest for change in repair.changes} <= {(1,), (2, 9)}


def test_sums_alone_do_not_tell_128_for_88() -> None:
    """What deductive 1.0.1 was observed to do: it changes the correct 60 to 20, one digit away.

    Without a percentage 20 for 60 does rank first, but 88 for 128 is listed beside it, and neither is
    the only one, so nothing would be calculated with it.
    """
    record = {"a": 128, "b": 60, "tot": 148, "c": 52, "grand": 200}
    table, rules = sums_of(record, (["a", "b"], "tot"), (["tot", "c"], "grand"))
    (component,) = find_repairs(table, rules).components
    assert [proposed(repair) for repair in component.repairs] == [{"b": (20, 20)}, {"a": (88, 88)}]
    assert component.unique is None
    assert component.explanation == (
        "Two changes would each make the printed numbers agree: 20 for “60”; 88 for “128”."
    )


# Records of the package errorlocate (github.com/data-cleaning/errorlocate at 92dc0f7, tests/testthat).


def test_ties_of_an_unweighted_sum_are_all_listed() -> None:
    """1 + 1 = 1 (w122, w212, w221 without their weights): x, y or z."""
    table, rules = sums_of({"x": 1, "y": 1, "z": 1}, (["x", "y"], "z"))
    (component,) = find_repairs(table, rules).components
    assert [proposed(repair) for repair in component.repairs] == [{"x": (0, 0)}, {"y": (0, 0)}, {"z": (2, 2)}]
    assert all((repair.rank, repair.tied) == (1, True) for repair in component.repairs)


def test_a_limit_decides_a_tie() -> None:
    """The same with x < 1 (unit-x<1): x only."""
    table, rules = sums_of({"x": 1, "y": 1, "z": 1}, (["x", "y"], "z"))
    limit = AtMost(Address(Part.COUNT, "x"), None, fixed=0)
    assert proposed(single(find_repairs(table, Given((*rules.relations, limit))))) == {"x": (0, 0)}


def test_two_numbers_against_a_fixed_total() -> None:
    """6 + 6 = 5 and 5 may not change (inf-z): both parts, each from 0 to 5."""
    table, _ = sums_of({"x": 6, "y": 6})
    parts = (Address(Part.COUNT, "x"), Address(Part.COUNT, "y"))
    relation = SumRelation(Family.ROW_SUM, parts, None, fixed=5)
    assert proposed(single(find_repairs(table, Given((relation,))))) == {"x": (0, 5), "y": (0, 5)}


def test_errors_that_hide_in_a_sum_that_holds() -> None:
    """issue34-survey-time: 5 + 5 + 5 + 45 + 0 = 60 holds, and 45 and 0 should be 25 and 20.

    Each of the two alone breaks the sum; so they are found together, though no broken relation ties them.
    """
    right = {"y": 60, "yA": 5, "yB": 5, "yC": 5, "yD": 25, "yE": 20}
    table, rules = sums_of(right | {"yD": 45, "yE": 0}, (["yA", "yB", "yC", "yD", "yE"], "y"))
    known = [
        SumRelation(Family.ROW_SUM, (Address(Part.COUNT, name),), None, fixed=value)
        for name, value in right.items()
    ]
    repair = single(find_repairs(table, Given((*rules.relations, *known))))
    assert proposed(repair) == {"yD": (25, 25), "yE": (20, 20)}
    assert len(repair.mended) == 2


# Ranking, explanations and limits.


def test_margins_that_then_agree_exactly_rank_before_slips() -> None:
    """10 + 20 against 31, columns of 41 and 60 off by at most one.

    11 for 10 makes all three sums exact; 30 for 31 leaves 10 + 30 at 41 - 1; 21 for 20 spoils 60.
    """
    table, rules = sums_of(
        {"a": 10, "b": 20, "sum": 31, "c": 30, "d": 40, "n": 41, "m": 60}, (["a", "b"], "sum")
    )
    columns = [
        SumRelation(
            Family.COLUMN_SUM,
            tuple(Address(Part.COUNT, part) for part in parts),
            Address(Part.COUNT, n),
            0,
            1,
        )
        for parts, n in ((["a", "c"], "n"), (["b", "d"], "m"))
    ]
    found = find_repairs(table, Given((*rules.relations, *columns)))
    assert [(proposed(repair), repair.exact) for repair in found.all] == [
        ({"a": (11, 11)}, 3),
        ({"sum": (30, 30)}, 2),
        ({"b": (21, 21)}, 1),
    ]
    assert [repair.rank for repair in found.all] == [1, 2, 3]


def test_a_lost_comma_is_mended_as_one() -> None:
    """420 printed for 42,0: only the percentage can change (34 of 81 = 41.98%), to 42."""
    rows = [[34, 20], [47, 30]]
    table = consistent(rows, [81, 50], kind=Kind.SINGLE)
    at = Address(Part.PERCENT, "g0", "", "0")
    numbers = {address: number.text for address, number in table.numbers.items()} | {at: "420"}
    assert table.numbers[at].text == "42,0"
    wrong = table_of(numbers, kind=Kind.SINGLE, total="sum")
    rules = Given(tuple(r for r in relations_of(wrong) if r.family is not Family.PERCENT_SUM))
    repair = single(find_repairs(wrong, rules))
    assert (repair.changes[0].address, repair.changes[0].value) == (at, 42)
    assert repair.explanation == (
        "“420” is printed for 0, G0; 42% would agree with the limit of 100% and “34” of 81 "
        "(a lost decimal mark, 420 for 42,0)."
    )


def test_a_misprinted_n_is_one_change() -> None:
    """35 for 53 contradicts every percentage of its column and the total N, and each of them is named."""
    table = changed(printed(1), {Address(Part.COUNT, "ward", "1"): 88, Address(Part.SIZE, "town"): 35})
    repair = single(find_repairs(table, Given(tuple(relations_of(table)))))
    assert proposed(repair) == {"town": (53, 53)}
    assert repair.changes[0].slip.kind is SlipKind.SWAPPED
    assert repair.explanation.startswith("“35” is printed for the N of Town; 53 would agree with ")
    assert {"the percentage “83,0” for “44”", "the total N “267”", "the count “44”"} <= set(repair.explains)
    assert len(repair.mended) == len(repair.explains)


def test_the_total_itself_can_be_the_misprint() -> None:
    """46 + 65 + 112 = 223 and 83,5% of 267 both stand against a total of 232."""
    table = changed(printed(1), {Address(Part.COUNT, "ward", "1"): 88, Address(Part.COUNT, "sum", "4"): 232})
    repair = single(find_repairs(table, Given(tuple(relations_of(table)))))
    assert proposed(repair) == {"sum": (223, 223)}
    assert repair.explains == ("the percentage “83,5” of 267", "the sum 46 + 65 + 112")


def test_two_misprints_of_one_cell_are_one_repair() -> None:
    """14 (74,4) for 41 (77,4): 224 - 66 - 117 = 41, and 41 / 53 = 77.4%."""
    wrong = {Address(Part.COUNT, "town", "2"): 14, Address(Part.PERCENT, "town", "2"): 744}
    table = changed(printed(1), {Address(Part.COUNT, "ward", "1"): 88} | wrong)
    repair = single(find_repairs(table, infer(table)))
    assert [change.value for change in repair.changes] == [41, 774]
    assert repair.explanation == (
        "“14” is printed for Item 2, Town and “74,4” for Item 2, Town; 41 and 77.4% would agree with the "
        "base 53 and the row total “224” (41: two neighbours swapped, 14 for 41; 77.4%: one digit replaced, "
        "4 for 7)."
    )


def test_more_changes_than_the_limit_are_not_sought() -> None:
    """Four sums that share one total and nothing else: four changes, and the limit is three."""
    names = {f"{part}{number}": 10 for number in range(4) for part in "abt"} | {"all": 70}
    sums = [([f"a{number}", f"b{number}"], f"t{number}") for number in range(4)]
    assert CHANGES == 3
    table, rules = sums_of(names, *sums)
    assert len(find_repairs(table, rules).components) == 4
    table, rules = sums_of(names, *sums, ([f"t{number}" for number in range(4)], "all"))
    (component,) = find_repairs(table, rules).components
    assert (component.repairs, component.size, component.complete) == ((), 0, True)
    assert component.explanation == (
        "No change of at most three numbers was found that makes the printed numbers agree with the row "
        "total “10” (A0), the row total “10” (A1), the row total “10” (A2) and two more."
    )


@pytest.mark.parametrize(("parts", "joint"), [(4, True), (8, False), (60, False)])
def test_components_whose_repairs_clash(parts: int, joint: bool) -> None:
    """Two rows are off by one, and their first numbers may together be off by one only.

    With four parts each there are 5 · 5 ways to mend both, but for the one that changes both first
    numbers. With eight there are 81: too many to list, so each row's are given, and said not to be joint.
    With sixty they are not even compared.
    """
    names = [[f"{row}{number}" for number in range(parts)] for row in "ab"]
    numbers = {name: 10 for row in names for name in row} | {
        "a": 10 * parts + 1,
        "b": 10 * parts + 1,
        "both": 20,
    }
    table, rules = sums_of(numbers, (names[0], "a"), (names[1], "b"))
    firsts = (Address(Part.COUNT, "a0"), Address(Part.COUNT, "b0"))
    near = SumRelation(Family.COLUMN_SUM, firsts, None, fixed=20, tolerance=1)
    found = find_repairs(table, Given((*rules.relations, near)))
    assert [component.joint for component in found.components] == ([True] if joint else [False, False])
    assert len(found.all) == (5 * 5 - 1 if joint else 2 * (parts + 1))
    assert all(component.complete for component in found.components)
    assert ("cannot all stand" in found.components[0].explanation) is not joint


def test_sums_that_no_numbers_satisfy() -> None:
    """No x and y add to 5 and to 9: nothing is found, and nothing was left out."""
    table, _ = sums_of({"x": 6, "y": 6})
    parts = (Address(Part.COUNT, "x"), Address(Part.COUNT, "y"))
    relations = [SumRelation(Family.ROW_SUM, parts, None, fixed=total) for total in (5, 9)]
    (component,) = find_repairs(table, Given(tuple(relations))).components
    assert (component.repairs, component.complete) == ((), True)


def test_numbers_without_a_bound_are_left_out_and_said_to_be() -> None:
    """0 of 3 is not 50%, which with 50% makes 100%.

    No count at an N of 3 is 50%, and no N at a count of 0. Two percentages can change (0% and
    100%); a count and an N could too, in ever so many ways, and those are not tried.
    """
    count, size = Address(Part.COUNT, "a", "1"), Address(Part.SIZE, "a")
    percents = (Address(Part.PERCENT, "a", "1"), Address(Part.PERCENT, "a", "2"))
    table = table_of({size: "3", count: "0", percents[0]: "50", percents[1]: "50"})
    relations = (
        PercentRelation(Family.PERCENT, percents[0], count, (size,), Base.GROUP, Rounding.HALF_UP, 100),
        SumRelation(Family.PERCENT_SUM, percents, None, fixed=100),
    )
    found = find_repairs(table, Given(relations))
    (component,) = found.components
    assert [[change.value for change in repair.changes] for repair in found.all] == [[0, 100]]
    assert not component.complete
    assert component.unique is None
    assert component.explanation.endswith("The search stopped at its limit, so there may be other changes.")


def test_a_search_that_stops_says_so() -> None:
    """With a budget for one number the first of three ways is found, and it is not all."""
    table, rules = sums_of({"x": 1, "y": 1, "z": 1}, (["x", "y"], "z"))
    values = {address: number.units for address, number in table.numbers.items()}
    search = Search(System(values, rules.relations), [0], Budget(1))
    assert [found.changed for found in search.smallest(3)] == [(Address(Part.COUNT, "x"),)]
    assert not search.complete
    whole = Search(System(values, rules.relations), [0], Budget(100))
    assert (len(whole.smallest(3)), whole.complete) == (3, True)


def test_noise_ends_at_the_limit() -> None:
    """Twenty rows of ten columns in which nothing fits: more than three changes, said in one sentence."""
    clean = consistent(
        [[(7 * r + 3 * c) % 40 for c in range(9)] for r in range(20)], [40 + c for c in range(9)]
    )
    noise = {address: (31 * place) % 300 + 1 for place, address in enumerate(clean.numbers)}
    table = changed(clean, noise)
    found = find_repairs(table, Given(tuple(relations_of(table))))
    assert found.components
    assert all(component.size <= 2 * CHANGES for component in found.components)
    assert any(not component.repairs for component in found.components)


# Oracles: every number changed to every value, checked by the definitions in exact fractions.


def failures(table: PrintedTable, values: Mapping[Address, int], decimals: int) -> list[frozenset[Address]]:
    """Return the numbers of every percentage, total and limit that does not hold."""
    broken = []
    levels = [group.id for group in table.levels]
    sizes = {group.id: Address(Part.SIZE, group.id) for group in table.groups}
    for item, response in table.rows():
        for name, at in sizes.items():
            count, percent = (Address(part, name, item, response) for part in (Part.COUNT, Part.PERCENT))
            size = values[at]
            if values[count] > size:
                broken.append(frozenset({count, at}))
            if values[percent] > 100 * 10**decimals:
                broken.append(frozenset({percent}))
            fits = size > 0 and half_up(Fraction(100 * values[count], size), decimals) == Fraction(
                values[percent], 10**decimals
            )
            if not fits:
                broken.append(frozenset({count, percent, at}))
        row = [Address(Part.COUNT, name, item, response) for name in (*levels, "sum")]
        if sum(values[at] for at in row[:-1]) != values[row[-1]]:
            broken.append(frozenset(row))
    for name in levels if table.kind is Kind.SINGLE else ():
        cells = [Address(Part.COUNT, name, *row) for row in table.rows()]
        if sum(values[at] for at in cells) != values[sizes[name]]:
            broken.append(frozenset([*cells, sizes[name]]))
        percents = [Address(Part.PERCENT, name, *row) for row in table.rows()]
        if abs(sum(values[at] for at in percents) - 100 * 10**decimals) > len(percents) // 2:
            broken.append(frozenset(percents))
    if sum(values[sizes[name]] for name in levels) != values[sizes["sum"]]:
        broken.append(frozenset(sizes.values()))
    return broken


def largest(address: Address, decimals: int) -> int:
    """Return the largest value that the oracle tries for a number."""
    return 100 * 10**decimals + 1 if address.part is Part.PERCENT else 150


def singles(table: PrintedTable, decimals: int) -> set[tuple[Address, int]]:
    """Return every single change of a number, to any value, that makes all agree."""
    values = {address: number.units for address, number in table.numbers.items()}
    broken = failures(table, values, decimals)
    return {
        (address, value)
        for address in values
        if all(address in numbers for numbers in broken)
        for value in range(largest(address, decimals))
        if value != values[address] and not failures(table, values | {address: value}, decimals)
    }


@st.composite
def misprints(draw: st.DrawFn) -> tuple[PrintedTable, Address, int, int]:
    """Draw a table that agrees, a number of it, what is misprinted there, and the decimals."""
    decimals = draw(st.integers(0, 1))
    if draw(st.booleans()):
        sizes = draw(st.lists(st.integers(3, 15), min_size=2, max_size=2))
        rows = draw(st.lists(st.tuples(*(st.integers(0, size) for size in sizes)), min_size=1, max_size=3))
        table = consistent(rows, sizes, decimals=decimals)
    else:
        answers = st.tuples(st.integers(0, 6), st.integers(1, 6))
        rows = draw(st.lists(answers, min_size=2, max_size=3))
        sizes = [sum(column) or 1 for column in zip(*rows, strict=True)]
        rows[0] = (rows[0][0] + sizes[0] - sum(row[0] for row in rows), rows[0][1])
        table = consistent(rows, sizes, decimals=decimals, kind=Kind.SINGLE)
    address = draw(st.sampled_from(list(table.numbers)))
    text = str(table.numbers[address].units)
    place = draw(st.integers(0, len(text) - 1))
    digit = draw(st.sampled_from([digit for digit in "0123456789" if digit != text[place]]))
    return table, address, int(text[:place] + digit + text[place + 1 :]), decimals


@settings(steady, max_examples=60)
@given(misprints())
def test_single_repairs_are_those_of_the_oracle(case: tuple[PrintedTable, Address, int, int]) -> None:
    """One digit of one number misprinted: our single changes are all that there are, and no others.

    Where there is only one, it is the number as it was, found and ranked first.
    """
    table, address, wrong, decimals = case
    broken = changed(table, {address: wrong})
    found = find_repairs(broken, Given(tuple(relations_of(broken))))
    values = {at: number.units for at, number in broken.numbers.items()}
    if not failures(broken, values, decimals):
        assert found.components == ()
        return
    expected = singles(broken, decimals)
    (component,) = found.components
    assert (component.size, component.complete) == (1, True)
    ours = {
        (change.address, value)
        for repair in component.repairs
        for (change,) in [repair.changes]
        for value in range(largest(change.address, decimals))
        if value in change.span
    }
    assert ours == expected
    assert (address, table.numbers[address].units) in ours
    if len(expected) == 1:
        assert component.unique
        assert (component.unique.rank, component.unique.tied) == (1, False)
        assert component.unique.changes[0].value == table.numbers[address].units


@steady
@given(misprints())
def test_a_consistent_table_has_no_repairs(case: tuple[PrintedTable, Address, int, int]) -> None:
    """Nothing is mended where nothing is broken."""
    table = case[0]
    assert find_repairs(table, Given(tuple(relations_of(table)))).components == ()


@pytest.mark.parametrize(
    ("rows", "sizes", "wrong"),
    [
        # One pair only.
        ([[3, 4]], [6, 7], {0: 5, 4: 99}),
        ([[2, 2]], [5, 3], {2: 9, 4: 11}),
        # Two pairs; and one of them with more than one value.
        ([[1, 4]], [3, 5], {7: 7, 4: 100}),
        ([[1, 0]], [8, 5], {2: 7, 1: 14}),
    ],
)
def test_joint_repairs_are_those_of_the_oracle(
    rows: list[list[int]], sizes: list[int], wrong: dict[int, int]
) -> None:
    """Two numbers misprinted: every pair of numbers is tried with every pair of values.

    Ns that hold to their printed values are not changed, as the search does not either.
    """
    table = consistent(rows, sizes, decimals=0)
    places = list(table.numbers)
    broken = changed(table, {places[place]: value for place, value in wrong.items()})
    relations: list[Relation] = relations_of(broken)
    values = {at: number.units for at, number in broken.numbers.items()}
    fixed = System(values, relations).fixed
    assert not singles(broken, 0)
    expected: dict[frozenset[Address], set[tuple[int, int]]] = {}
    free = [at for at in values if at not in fixed]
    held = failures(broken, values, 0)
    for one, other in combinations(free, 2):
        if not all(one in numbers or other in numbers for numbers in held):
            continue
        spans = {at: range(101 if at.part is Part.PERCENT else 30) for at in (one, other)}
        for pair in product(spans[one], spans[other]):
            tried = values | dict(zip((one, other), pair, strict=True))
            if not failures(broken, tried, 0):
                expected.setdefault(frozenset((one, other)), set()).add(pair)
    found = find_repairs(broken, Given(tuple(relations)))
    assert len(found.components) == 1
    assert {frozenset(c.address for c in repair.changes) for repair in found.all} == set(expected)
    for repair in found.all:
        pairs = expected[frozenset(change.address for change in repair.changes)]
        for change, column in zip(repair.changes, zip(*pairs, strict=True), strict=True):
            assert change.span == Span(min(column), max(column))
