"""Claims against printed numbers: every form and verdict, worked out by hand."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from audit_tables import Rows, table_of
from claim_numbers import cells_of, claim, found, percent, rows, stated, table
from reproreport.audit.claims.claim import BoundClaim, ClaimReason, Form
from reproreport.audit.claims.evaluate import evaluate
from reproreport.audit.claims.quantity import Counts, Order, Quantity, Unit, order
from reproreport.audit.finding import Check, Finding, Verdict
from reproreport.audit.table import Address, Base, Kind, Part, PrintedTable, read_count, read_percent

EXACT, WITHIN = Verdict.EXACT, Verdict.WITHIN
OPEN, NOT = Verdict.UNCHECKABLE, Verdict.INCONSISTENT


@pytest.mark.parametrize(
    ("form", "numbers", "verdict", "reason"),
    [
        # 87.25 to 87.35 lies above 83.55 to 83.65.
        (Form.LARGEST, ("87,3", "83,6", "77,4"), EXACT, ClaimReason.AGREES),
        (Form.LARGEST, ("83,6", "87,3", "77,4"), NOT, ClaimReason.CONTRADICTED),
        # Printed alike, so either may be the larger one.
        (Form.LARGEST, ("83,6", "83,6"), OPEN, ClaimReason.TOO_CLOSE),
        # 83.6 and 83.5 meet at 83.55, which is printed either 83,6 or 83,5 and never both.
        (Form.LARGEST, ("83,6", "83,5"), EXACT, ClaimReason.AGREES),
        # 84 stands for 83.5 to 84.5, and 83,6 for 83.55 to 83.65: larger as printed only.
        (Form.LARGEST, ("84", "83,6"), WITHIN, ClaimReason.ROUNDED),
        (Form.LARGEST, ("83,6", "84"), OPEN, ClaimReason.TOO_CLOSE),
        (Form.SMALLEST, ("21,3", "42,0", "39,8"), EXACT, ClaimReason.AGREES),
        (Form.SMALLEST, ("28,1", "28,7", "22,2"), NOT, ClaimReason.CONTRADICTED),
        (Form.SMALLEST, ("83,6", "84"), WITHIN, ClaimReason.ROUNDED),
        (Form.MORE, ("50", "49"), EXACT, ClaimReason.AGREES),
        (Form.MORE, ("49", "50", "40"), NOT, ClaimReason.CONTRADICTED),
        (Form.LESS, ("24,8", "35,6", "29,0"), EXACT, ClaimReason.AGREES),
        (Form.LESS, ("29,0", "24,8"), NOT, ClaimReason.CONTRADICTED),
        (Form.MOST, ("50,1",), EXACT, ClaimReason.AGREES),
        (Form.MOST, ("50,0",), OPEN, ClaimReason.TOO_CLOSE),
        (Form.MOST, ("49,9",), NOT, ClaimReason.CONTRADICTED),
        (Form.ORDERED, ("83,9", "83,5", "73,0"), EXACT, ClaimReason.AGREES),
        (Form.ORDERED, ("83,9", "73,0", "83,5"), NOT, ClaimReason.CONTRADICTED),
        (Form.ORDERED, ("84", "83,6", "83,5"), WITHIN, ClaimReason.ROUNDED),
        (Form.EQUALS, ("83.9", "83,9"), EXACT, ClaimReason.AGREES),
        (Form.EQUALS, ("83.8", "83,9"), NOT, ClaimReason.CONTRADICTED),
        (Form.EQUALS, ("84", "83,9"), WITHIN, ClaimReason.ROUNDED),
        (Form.EQUALS, ("84", "83,4"), NOT, ClaimReason.CONTRADICTED),
    ],
)
def test_forms_on_printed_percentages(
    form: Form, numbers: tuple[str, ...], verdict: Verdict, reason: ClaimReason
) -> None:
    """Each form and verdict; the intervals were worked out by hand."""
    finding = found(form, *map(percent, numbers))
    assert (finding.verdict, finding.reason) == (verdict, reason)
    assert finding.check is Check.CLAIM
    assert (finding.table, finding.origin) == ("claims.yml", ("claims.yml:3",))
    assert finding.explanation.endswith(".")


def test_neighbours_in_order_do_not_make_an_order() -> None:
    """Each may exceed the next, and the first not the last.

    0,5 stands for 0.45 to 0.55, 1 for 0.5 to 1.5 and 1,4 for 1.35 to 1.45.
    """
    assert found(Form.ORDERED, percent("0,5"), percent("1"), percent("1,4")).verdict is NOT
    assert found(Form.ORDERED, percent("0,5"), percent("1")).verdict is OPEN


@pytest.mark.parametrize(
    ("printed", "sizes", "form", "verdict", "reason"),
    [
        # 224 and 223 of 267 are both 84 when rounded; the counts tell.
        ([(224, "84"), (223, "84")], (267, 267), Form.MORE, EXACT, ClaimReason.COUNTS_TELL),
        ([(223, "84"), (224, "84")], (267, 267), Form.MORE, NOT, ClaimReason.CONTRADICTED),
        # 1 of 2 and 2 of 4 are the same share.
        ([(1, "50,0"), (2, "50,0")], (2, 4), Form.MORE, NOT, ClaimReason.TIED),
        # 44/53 = 83.0, 128/134 = 95.5: the percentages say more, the counts less.
        ([(44, "83,0"), (128, "65,7")], (53, 134), Form.MORE, OPEN, ClaimReason.SPLIT),
        # Both witnesses say no, each with other numbers.
        ([(44, "60,0"), (128, "65,7")], (53, 134), Form.MORE, NOT, ClaimReason.CONTRADICTED),
        # Without a count only the percentages are left.
        ([(None, "83,0"), (128, "65,7")], (53, 134), Form.MORE, EXACT, ClaimReason.AGREES),
        # Without percentages only the counts are: 44/53 against 88/134.
        ([(44, ""), (88, "")], (53, 134), Form.MORE, EXACT, ClaimReason.COUNTS_TELL),
        # 67 of 133 is more than half, though 50 is printed.
        ([(67, "50")], (133,), Form.MOST, EXACT, ClaimReason.COUNTS_TELL),
        ([(66, "50")], (133,), Form.MOST, NOT, ClaimReason.CONTRADICTED),
        ([(2, "50")], (4,), Form.MOST, NOT, ClaimReason.TIED),
    ],
)
def test_counts_decide_where_they_are_printed(
    printed: list[tuple[int | None, str]],
    sizes: tuple[int, ...],
    form: Form,
    verdict: Verdict,
    reason: ClaimReason,
) -> None:
    """Exact shares before rounded ones, and neither where they contradict each other."""
    finding = found(form, *cells_of(table(printed, sizes)))
    assert (finding.verdict, finding.reason) == (verdict, reason)


def test_counts_given_by_the_caller() -> None:
    """With 88 in the place of 128 percentages and counts agree, and the sentence says so."""
    printed = table([(44, "83,0"), (128, "65,7")], (53, 134))
    given = {"t.csv": {Address(Part.COUNT, "b", "1"): 88}}
    finding = found(Form.MORE, *cells_of(printed), counts=given)
    assert finding.verdict is EXACT
    assert finding.explanation == (
        "Printed: “83,0” (Group a), more than “65,7” (Group b), with 88 for the printed “128”."
    )
    assert found(Form.MORE, *cells_of(printed), counts={"other.csv": given["t.csv"]}).verdict is OPEN
    # An N of one item alone (reproreport.audit.significance.crosstab): 44 of 80 is 55%.
    changed = {"t.csv": {Address(Part.SIZE, "a", "1"): 80, Address(Part.COUNT, "b", "1"): 88}}
    assert found(Form.MORE, *cells_of(printed), counts=changed).verdict is OPEN


@pytest.mark.parametrize(
    ("text", "count", "n", "verdict"),
    [
        # 98/267 = 36.704…; nothing but one unit off gives 36.8 or 36.6.
        ("36.7", 98, 267, EXACT),
        ("36.8", 98, 267, WITHIN),
        ("36.6", 98, 267, NOT),
        ("35.3", 98, 267, NOT),
        # 1/8 = 12.5: half up 13, half to even or cut off 12.
        ("13", 1, 8, EXACT),
        ("12", 1, 8, WITHIN),
        ("14", 1, 8, NOT),
    ],
)
def test_a_stated_percentage_where_only_counts_are_printed(
    text: str, count: int, n: int, verdict: Verdict
) -> None:
    """Half up is the usual rounding; other roundings of the share are within it."""
    (cell,) = cells_of(table([(count, "")], (n,)))
    assert found(Form.EQUALS, stated(text), cell).verdict is verdict


def test_a_stated_percentage_whose_count_gives_another() -> None:
    """The sentence repeats the printed percentage; that its count gives another one is told."""
    (cell,) = cells_of(table([(98, "35,3")], (267,)))
    finding = found(Form.EQUALS, stated("35.3"), cell)
    assert (finding.verdict, finding.reason) == (EXACT, ClaimReason.OTHER_SHARE)
    assert finding.explanation == (
        "Stated: “35.3”; printed: “35,3” (Group a), where 98 of 267 would be 36.7%."
    )


@pytest.mark.parametrize(
    ("text", "listed", "distinct", "verdict", "reason"),
    [
        ("7", 7, 7, EXACT, ClaimReason.AGREES),
        ("8", 8, 7, NOT, ClaimReason.REPEATED),
        ("7", 8, 7, EXACT, ClaimReason.AGREES),
        ("5", 4, 4, NOT, ClaimReason.CONTRADICTED),
    ],
)
def test_stated_counts(text: str, listed: int, distinct: int, verdict: Verdict, reason: ClaimReason) -> None:
    """A stated count against listed rows: distinct ones count."""
    finding = found(Form.EQUALS, stated(text, Unit.COUNT), rows(listed, distinct))
    assert (finding.verdict, finding.reason) == (verdict, reason)


@pytest.mark.parametrize(("text", "verdict"), [("267", EXACT), ("268", NOT)])
def test_a_stated_sum(text: str, verdict: Verdict) -> None:
    """53 + 80 + 134 = 267."""
    parts = tuple(Quantity(n, Unit.COUNT, read_count(n)) for n in ("53", "80", "134"))
    finding = found(Form.EQUALS, stated(text, Unit.COUNT), Quantity("", Unit.COUNT, parts=parts))
    assert finding.verdict is verdict
    assert finding.explanation == f"Stated: “{text}”; printed: “53” + “80” + “134”, together 267."


def test_a_limit_is_exact() -> None:
    """62,5 may be 62.46, and 63 may be 62.5 itself; 62,6 is at least 62.55."""
    limit = Quantity("limit", Unit.PERCENT, read_percent("62,5"), counted=Fraction("62.5"))
    assert found(Form.MORE, percent("62,5"), limit).verdict is OPEN
    assert found(Form.MORE, percent("63"), limit).verdict is WITHIN
    assert found(Form.MORE, percent("62,6"), limit).verdict is EXACT


def test_sums_are_compared_by_their_parts() -> None:
    """30,0 + 30,1 stands for 60.0 to 60.2: it meets 60,1, is more than 59,9, and may be less than 60."""
    total = Quantity("sum", Unit.PERCENT, parts=(percent("30,0"), percent("30,1")))
    assert found(Form.EQUALS, stated("60.1"), total).verdict is EXACT
    assert found(Form.EQUALS, stated("60.2"), total).verdict is WITHIN
    assert found(Form.EQUALS, stated("60.4"), total).verdict is NOT
    assert found(Form.MORE, total, percent("59,9")).verdict is EXACT
    assert found(Form.MORE, total, percent("60,1")).verdict is OPEN
    # 50 of 100 and 51 of 100 are together 101 of 100, as exactly as 101 is.
    cells = cells_of(table([(50, "50"), (51, "51")], (100, 100)))
    whole = Quantity("whole", Unit.PERCENT, counted=Fraction(100))
    assert found(Form.MORE, Quantity("sum", Unit.PERCENT, parts=tuple(cells)), whole).verdict is EXACT
    unknown = Quantity("sum", Unit.PERCENT, parts=(percent("30"), Quantity("none", Unit.PERCENT)))
    assert found(Form.MORE, unknown, percent("20")).verdict is OPEN


def test_equality_and_order_in_several_cases() -> None:
    """The short form of each case shows its numbers."""
    equal = evaluate(claim(Form.EQUALS, [percent("1"), percent("1")], [percent("2"), percent("3")]))
    assert equal.explanation == "Holds in 1 of 2 cases (item 1: “1”, “1”), not in 1 (item 2: “2”, “3”)."
    ordered = evaluate(claim(Form.ORDERED, [percent("2"), percent("1")], [percent("2"), percent("2")]))
    assert (ordered.verdict, ordered.reason) == (OPEN, ClaimReason.TOO_CLOSE)
    assert ordered.explanation == (
        "Holds in 1 of 2 cases (item 1: “2”, “1”), cannot be told in 1 (item 2: “2”, “2”)."
    )


def test_several_cases_must_all_hold() -> None:
    """Two of three cases hold; the sentence names them with their numbers."""
    cases = [("1", "2", "3"), ("3", "2", "1"), ("1", "3", "4")]
    finding = evaluate(claim(Form.SMALLEST, *(list(map(percent, case)) for case in cases)))
    assert (finding.verdict, finding.reason) == (NOT, ClaimReason.SOME_CASES)
    assert finding.explanation == (
        "Holds in 2 of 3 cases (item 1: “1” against “2”; item 3: “1” against “3”), "
        "not in 1 (item 2: “3” against “1”)."
    )
    cases_found = finding.evidence["cases"]
    assert isinstance(cases_found, list)
    assert [case["verdict"] for case in cases_found] == ["exact", "inconsistent", "exact"]
    all_hold = evaluate(claim(Form.MOST, [percent("70")], [percent("60")]))
    assert (all_hold.verdict, all_hold.reason) == (EXACT, ClaimReason.AGREES)
    none = evaluate(claim(Form.MOST, [percent("30")], [percent("40")]))
    assert (none.verdict, none.reason) == (NOT, ClaimReason.CONTRADICTED)


@pytest.mark.parametrize(
    ("form", "numbers", "sentence"),
    [
        (
            Form.LARGEST,
            ("87,3", "83,6", "77,4"),
            "Printed: “87,3” (A), the largest of the 3; the next is “83,6” (B).",
        ),
        (
            Form.SMALLEST,
            ("30", "29,5", "20"),
            "Printed: “30” (A), not the smallest of the 3; “20” (C) is smaller.",
        ),
        (Form.MORE, ("50", "40", "30"), "Printed: “50” (A), more than “40” (B) and “30” (C)."),
        (Form.LESS, ("50", "40"), "Printed: “50” (A), not less than “40” (B)."),
        (Form.MOST, ("50,1",), "Printed: “50,1” (A), more than half."),
        (Form.MOST, ("35,3",), "Printed: “35,3” (A), not more than half."),
        (Form.MOST, ("50",), "Printed: “50” (A) is too close to half, as rounding hides which is larger."),
        (
            Form.ORDERED,
            ("84", "83,6"),
            "Printed, from the largest to the smallest: “84” (A) and “83,6” (B); "
            "their rounding could hide the opposite.",
        ),
        (
            Form.MORE,
            ("83", "83"),
            "Printed: “83” (A) and “83” (B) are too close, as rounding hides which is larger.",
        ),
    ],
)
def test_explanations(form: Form, numbers: tuple[str, ...], sentence: str) -> None:
    """One plain sentence with the numbers that decide."""
    quantities = [percent(text, name) for text, name in zip(numbers, "ABC", strict=False)]
    assert found(form, *quantities).explanation == sentence


def test_explanations_by_counts() -> None:
    """Where the counts tell, they are shown; where they contradict, both are."""
    near = cells_of(table([(224, "84"), (223, "84")], (267, 267)))
    assert found(Form.LARGEST, *near).explanation == (
        "By the counts: 224 of 267 (Group a), the largest of the 2; the next is 223 of 267 (Group b)."
    )
    # Both others print 83; the nearer is found by its count.
    near = cells_of(table([(224, "84"), (222, "83"), (223, "83")], (267, 267, 267)))
    assert found(Form.LARGEST, *near).explanation == (
        "Printed: “84” (Group a), the largest of the 3; the next is “83” (Group c)."
    )
    split = cells_of(table([(44, "83,0"), (128, "65,7")], (53, 134)))
    assert found(Form.LARGEST, *split).explanation == (
        "The percentages and the counts disagree: “83,0” (Group a) and “65,7” (Group b) are printed, "
        "and 44 of 53 would be 83.0% and 128 of 134 would be 95.5%."
    )
    tied = cells_of(table([(1, "50"), (2, "50")], (2, 4)))
    assert found(Form.LARGEST, *tied).explanation == (
        "By the counts: 1 of 2 (Group a), not alone the largest; 2 of 4 (Group b) is the same."
    )


def test_a_limit_is_named_as_printed_where_the_counts_tell() -> None:
    """67 of 133 is more than half, though 50 is printed; the limit has no count to show."""
    (cell,) = cells_of(table([(67, "50")], (133,)))
    limit = Quantity("limit", Unit.PERCENT, read_percent("50,0"), counted=Fraction(50))
    finding = found(Form.MORE, cell, limit)
    assert finding.explanation == "By the counts: 67 of 133 (Group a), more than “50,0” (limit)."


def test_an_unbound_claim() -> None:
    """It cannot be checked, and says why."""
    bare = BoundClaim("one", "results", 7, "It rose.", Form.MORE, unbound="nothing earlier is printed.")
    finding = evaluate(bare)
    assert (finding.verdict, finding.reason) == (OPEN, ClaimReason.UNBOUND)
    assert finding.explanation == "Cannot be checked: nothing earlier is printed."


def differs(printed: PrintedTable, counts: Counts | None = None) -> Finding:
    """Evaluate the claim that a table's groups differ significantly."""
    bound = BoundClaim("one", "", 1, "They differ.", Form.DIFFERS, table=printed, items=("1",))
    return evaluate(bound, counts)


@pytest.mark.parametrize(
    ("counts", "sizes"), [((60, 40), (100, 100)), ((55, 45), (100, 100)), ((30, 30), (50, 60))]
)
def test_a_significant_difference(counts: tuple[int, int], sizes: tuple[int, int]) -> None:
    """Two groups, one item: p is the upper tail of chi-square(1), erfc(√(χ²/2)); χ² by its formula."""
    (a, b), (n, m) = counts, sizes
    statistic = Fraction((a * (m - b) - b * (n - a)) ** 2 * (n + m), n * m * (a + b) * (n + m - a - b))
    p = math.erfc(math.sqrt(statistic / 2))
    finding = differs(table([(a, ""), (b, "")], sizes))
    assert finding.verdict is (EXACT if p <= 0.05 else NOT)
    tests = finding.evidence["tests"]
    assert isinstance(tests, list)
    assert tests[0]["p"] == tests[0]["adjusted"] == pytest.approx(p, abs=1e-12)


def test_a_difference_that_hangs_on_one_count() -> None:
    """40 of 53 against 128 of 134, or against the 88 that 65,7% of 134 is: by the formula above.

    χ²(1) = 16.73 with p < .001 in the first case, 1.69 with p = .19 in the second.
    """
    printed = table([(40, "75,5"), (128, "65,7")], (53, 134))
    finding = differs(printed)
    assert (finding.verdict, finding.reason) == (OPEN, ClaimReason.SPLIT)
    assert "with 88 for the printed “128”, as the printed percentages ask" in finding.explanation
    given = differs(printed, {"t.csv": {Address(Part.COUNT, "b", "1"): 88}})
    assert (given.verdict, given.reason) == (NOT, ClaimReason.NOT_SIGNIFICANT)
    assert "; with the counts as printed, the item differs significantly" in given.explanation


def test_a_difference_that_cannot_be_tested() -> None:
    """Without counts, and with percentages too coarse to give them, there is no test."""
    finding = differs(table([(None, "60"), (None, "40")], (1000, 1000)))
    assert (finding.verdict, finding.reason) == (OPEN, ClaimReason.NO_TEST)


def test_a_stated_percentage_that_its_count_gives() -> None:
    """98 of 267 is 36.70…: printed, stated and counted alike, so that nothing more is said."""
    (cell,) = cells_of(table([(98, "36,7")], (267,)))
    finding = found(Form.EQUALS, stated("36.7"), cell)
    assert (finding.verdict, finding.reason) == (EXACT, ClaimReason.AGREES)
    assert finding.explanation == "Stated: “36.7”; printed: “36,7” (Group a)."


def test_only_counts_tell_where_the_print_leaves_it_open() -> None:
    """84 and 84 of 267, by 224 and 223; where the print decides, or contradicts them, it was not they."""
    near = cells_of(table([(224, "84"), (223, "84")], (267, 267)))
    assert order(near[0], near[1], {}) == (Order.MORE, True)
    assert order(near[1], near[0], {}) == (Order.LESS, True)
    clear = cells_of(table([(44, "83,0"), (88, "65,7")], (53, 134)))
    assert order(clear[0], clear[1], {}) == (Order.MORE, False)
    split = cells_of(table([(44, "83,0"), (128, "65,7")], (53, 134)))
    assert order(split[0], split[1], {}) == (Order.SPLIT, False)
    assert order(percent("84"), percent("84"), {}) == (Order.NEAR, False)


def test_the_evidence_of_a_difference() -> None:
    """The tests of the claim's items, how they were adjusted, and what could not be tested."""
    finding = differs(table([(60, "60"), (40, "40")], (100, 100)))
    assert finding.evidence["family"] == "the table's one item: nothing to correct for"
    assert (finding.evidence["alpha"], finding.evidence["adjustment"]) == (0.05, "Holm")
    assert finding.evidence["untested"] == {}
    tests = finding.evidence["tests"]
    assert isinstance(tests, list)
    # χ² = 200 (60·60 − 40·40)² / 100⁴ = 8, and V = √(8/200) = 0.2.
    assert [(test["item"], round(test["v"], 12)) for test in tests] == [("1", 0.2)]
    lacking = differs(table([(None, "60"), (None, "40")], (1000, 1000))).evidence
    assert (lacking["tests"], list(lacking["untested"])) == ([], ["1"])  # type: ignore[arg-type]


def test_a_difference_rests_on_the_groups_counts() -> None:
    """Of Ns 100, 100 and the 200 of all: the counts of both groups are tested, the total's is not."""
    rows: Rows = {"1": [(60, "60,0"), (40, "40,0"), (100, "50,0")]}
    whole = table_of({"a": 100, "b": 100, "all": 200}, rows, total="all")
    finding = differs(whole)
    assert finding.verdict is EXACT
    assert finding.addresses == (Address(Part.COUNT, "a", "1"), Address(Part.COUNT, "b", "1"))


def test_a_count_that_is_given_as_printed_changes_nothing() -> None:
    """40 for the printed “40” is no change, and is not told as one; 45 for it is."""
    printed = table([(60, "60"), (40, "")], (100, 100))
    at = Address(Part.COUNT, "b", "1")
    assert "for the printed" not in differs(printed, {"t.csv": {at: 40}}).explanation
    assert "with 45 for the printed “40”" in differs(printed, {"t.csv": {at: 45}}).explanation


def test_a_difference_in_a_table_of_one_question() -> None:
    """Such a table's question has no name: "it" differs."""
    rows: Rows = {("", "yes"): [(60, "60,0"), (40, "40,0")], ("", "no"): [(40, "40,0"), (60, "60,0")]}
    bound = BoundClaim(
        "one", "", 1, "They differ.", Form.DIFFERS,
        table=table_of({"a": 100, "b": 100}, rows, kind=Kind.SINGLE), items=("",),
    )  # fmt: skip
    finding = evaluate(bound)
    # χ²(1) = 8 as above: its tail is erfc(2) = 0.0047.
    assert finding.explanation == (
        "The item differs significantly, adjusted by Holm for 1 test: it with p = 0.005, adjusted p = 0.005."
    )


def several(changes: dict[Address, int] | None = None, **cells: tuple[int, str]) -> Finding:
    """Evaluate that groups of 100 differ in item 1, of a table with another item."""
    rows: Rows = {"1": list(cells.values()), "2": [(50, "")] * len(cells)}
    rows = {item: [(count, share or None) for count, share in row] for item, row in rows.items()}
    printed = table_of(dict.fromkeys(cells, 100), rows, percent_of=Base.GROUP)
    bound = BoundClaim("one", "", 1, "They differ.", Form.DIFFERS, table=printed, items=("1",))
    return evaluate(bound, {"a.csv": changes or {}})


def test_only_changes_of_the_claimed_items_are_told() -> None:
    """Another item's count is no news of this one, and neither is an N."""
    item = {Address(Part.COUNT, "a", "1"): 62}
    other = {Address(Part.COUNT, "a", "2"): 51, Address(Part.SIZE, "a", "2"): 99}
    assert "with 62 for the printed “60”" in several(item, a=(60, ""), b=(30, "")).explanation
    assert "for the printed" not in several(other, a=(60, ""), b=(30, "")).explanation


def test_a_percentage_may_ask_for_all() -> None:
    """60 of 100 differ from 99 of 100; but 100,0 % is printed, and 100 do not: χ² = 200/199, p = .32."""
    finding = several(a=(60, "100,0"), b=(99, "99,0"))
    assert (finding.verdict, finding.reason) == (OPEN, ClaimReason.SPLIT)
    assert "with 100 for the printed “60”, as the printed percentages ask" in finding.explanation


def test_a_group_of_nobody_asks_for_nothing() -> None:
    """A percentage of an N of 0 implies no count; the two others are compared."""
    rows: Rows = {"1": [(60, "60,0"), (30, "30,0"), (0, "0,0")]}
    bound = BoundClaim(
        "one", "", 1, "They differ.", Form.DIFFERS,
        table=table_of({"a": 100, "b": 100, "c": 0}, rows), items=("1",),
    )  # fmt: skip
    assert evaluate(bound).verdict is EXACT
