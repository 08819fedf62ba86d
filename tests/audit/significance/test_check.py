"""Verdicts on printed p-values, on the article's tables and on small ones made for each verdict."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, fisher_exact

from contingency_tables import steady, tables
from reproreport.audit.finding import Check, Finding, Verdict
from reproreport.audit.significance.check import PValueReason, check_p_values
from reproreport.audit.significance.crosstab import Replaced
from reproreport.audit.table import Address, Part, PrintedP, PrintedTable
from survey_tables import REPAIR_1, REPAIR_2, awareness, difficulty, multiple, single

EQUAL_GROUPS = "the one-sample chi-square of the item's counts in the groups against equal counts"
EQUAL_ANSWERS = "the one-sample chi-square of the totals of the answers against equal counts"
PEARSON = "Pearson's chi-square without Yates' correction"

#: 12 of 15 and 6 of 15: R's chisq.test and fisher.test give, for these counts, Pearson .02535, Yates
#: .06241, Fisher .06043, and the likelihood ratio .02287 (recalc 0.6.0 under R 4.2.2).
SIZES = {"a": 15, "b": 15}
COUNTS = {"1": (3, 9)}


def only(table: PrintedTable, counts: Replaced | None = None) -> Finding:
    """The finding of a table with one printed p-value."""
    (found,) = check_p_values(table, counts)
    assert found.check is Check.P_VALUE
    return found


def gives(found: Finding) -> dict[str, int]:
    """For how many items each test gives the printed p-value, by name; those that give none left out."""
    tests: Any = found.evidence["tests"]
    return {test["test"]: len(test["gives_it_for"]) for test in tests if test["gives_it_for"]}


def printed(text: str) -> PrintedTable:
    """Two groups of 15, of whom 3 and 9 chose the one item, with a p-value."""
    return multiple(COUNTS, SIZES, p_values=[PrintedP(text, "1")])


def test_table_1_with_its_repair() -> None:
    """0,000: no test of the groups gives it for any item; the counts against equal counts for all 7."""
    found = only(awareness(), REPAIR_1)
    assert found.verdict is Verdict.INCONSISTENT
    assert found.reason is PValueReason.OTHER_QUESTION
    assert found.evidence["reproduced_by"] == []
    # The groups' Ns, 53, 80 and 134, are not equal either; one test for the whole table.
    assert gives(found) == {
        EQUAL_GROUPS: 7,
        "the one-sample chi-square of the Ns of the groups against equal counts": 1,
    }
    assert len(found.addresses) == 21
    assert found.explanation == (
        "“0,000” (p below 0.0005) is printed for the whole table (taken for each of its 7 items), and no "
        f"test of whether the groups differ gives it for all: {PEARSON} gives it for none of 7; "
        f"{EQUAL_GROUPS} gives it for all 7, but asks whether the groups' counts are equal, "
        "whatever the sizes of the groups."
    )


def test_table_1_as_printed() -> None:
    """128 alone makes item 1 significant at .0005, in each test of the groups that fits its shape."""
    found = only(awareness())
    assert found.reason is PValueReason.OTHER_QUESTION
    assert gives(found)[PEARSON] == gives(found)["Fisher's exact test"] == 1
    assert gives(found)[EQUAL_GROUPS] == 7
    assert "gives it for 1 of 7" in found.explanation


@pytest.mark.parametrize("counts", [None, REPAIR_2])
def test_table_2(counts: Replaced | None) -> None:
    """0,000: none of the groups' tests for any of 5 items; the answers' totals against equal ones, all."""
    found = only(difficulty(), counts)
    assert found.reason is PValueReason.OTHER_QUESTION
    assert found.evidence["reproduced_by"] == []
    assert gives(found)[EQUAL_ANSWERS] == 5
    assert {name for name, items in gives(found).items() if items == 5} == {EQUAL_ANSWERS}
    assert "but asks whether the answers are equally frequent, whatever the group" in found.explanation


@pytest.mark.parametrize("counts", [None, REPAIR_1])
def test_equal_counts_give_both_tables_less_than_the_printed_bound(counts: Replaced | None) -> None:
    """At most .00008 for each of the 12 items."""
    values: list[float] = []
    for table, replaced in ((awareness(), counts), (difficulty(), None)):
        tests: Any = only(table, replaced).evidence["tests"]
        values += next(
            t["p_values"].values() for t in tests if t["form"] in {"group_counts", "answer_totals"}
        )
    assert len(values) == 12
    assert max(values) < 0.000085


@pytest.mark.parametrize(
    ("text", "by"),
    [
        (
            "0,025",
            [
                PEARSON,
                "Pearson's chi-square, with Fisher's exact test for small expected counts",
                "the Cochran–Armitage trend test, with n instead of n − 1",
            ],
        ),
        (".062", ["the chi-square with Yates' correction"]),
        ("0.060", ["Fisher's exact test", "Fisher's exact test, one tail doubled"]),
        ("0.023", ["the likelihood-ratio chi-square"]),
        ("0.028", ["the N − 1 chi-square", "the linear-by-linear trend test"]),
        ("0.034", ["Fisher's exact test with mid-p (twice the smaller tail)"]),
        ("0.047", ["Fisher's exact test with mid-p (less half the observed table)"]),
    ],
)
def test_the_variant_that_gives_it_is_named(text: str, by: list[str]) -> None:
    """R's p-values to three decimals; expected counts are 6, so the mixed rule is Pearson's."""
    found = only(printed(text))
    assert found.verdict is Verdict.EXACT
    weak = "N − 1" in by[0] or "mid-p" in by[0]
    assert found.reason is (PValueReason.WEAK if weak else PValueReason.REPRODUCED)
    names: Any = found.evidence["reproduced_by"]
    assert by == names
    assert f"and {by[0]} gives p = 0.0" in found.explanation


def test_a_p_value_that_is_cut_off() -> None:
    """The likelihood ratio gives .02287: .0229 rounded, .0228 cut off."""
    assert only(printed(".0229")).verdict is Verdict.EXACT
    found = only(printed(".0228"))
    assert found.verdict is Verdict.WITHIN
    assert found.reason is PValueReason.CUT_OFF
    assert found.explanation.endswith(
        "the likelihood-ratio chi-square gives p = 0.0229 where p-values are cut off instead of rounded."
    )


def test_no_test_gives_it() -> None:
    """.2 for three groups of the same share: every p is 1, and equal counts are equal."""
    table = multiple({"1": (5, 5, 5)}, {"a": 9, "b": 9, "c": 9}, p_values=[PrintedP(".200", "1")])
    found = only(table)
    assert found.verdict is Verdict.INCONSISTENT
    assert found.reason is PValueReason.NO_TEST
    assert found.explanation == (
        "“.200” (p from 0.1995 to 0.2005) is printed for “Item 1”, and no test of whether the groups differ "
        f"gives it: {PEARSON} gives p = 1.0000."
    )


def test_one_answer_against_the_rest_is_another_question() -> None:
    """The p of "no" against the rest (scipy, .0152) printed for the item, whose own p is .0526."""
    rows = ((20, 20, 10), (15, 15, 22))
    p_last = chi2_contingency([[40, 10], [30, 22]], correction=False).pvalue
    p_item = chi2_contingency(rows, correction=False).pvalue
    table = single({"1": rows}, {"a": 50, "b": 52}, ["yes", "perhaps", "no"])
    found = only(replace(table, p_values=(PrintedP(f"{p_last:.4f}", "1"),)))
    assert found.reason is PValueReason.OTHER_QUESTION
    assert "the groups by the last answer against the rest" in found.explanation
    assert only(replace(table, p_values=(PrintedP(f"{p_item:.4f}", "1"),))).verdict is Verdict.EXACT


def test_a_test_of_dependent_responses_is_named_invalid() -> None:
    """The p of items by groups (scipy) printed for the table; each item's own p is another."""
    counts = {"1": (30, 30), "2": (20, 35), "3": (34, 20)}
    by_group = [[30, 20, 34], [30, 35, 20]]
    p_value = chi2_contingency(by_group, correction=False).pvalue
    found = only(multiple(counts, {"a": 50, "b": 60}, p_values=[PrintedP(f"{p_value:.5f}")]))
    assert found.reason is PValueReason.OTHER_QUESTION
    assert "one respondent's responses depend on each other (Loughin and Scherer 1998)" in found.explanation


def test_one_test_for_every_printed_p_value() -> None:
    """Items with p of Pearson's each; with Fisher's for one of them no single test is left."""
    counts = {"1": (10, 22), "2": (15, 18), "3": (3, 9)}
    sizes = {"a": 30, "b": 30}
    by_item = {item: [[count, 30 - count] for count in row] for item, row in counts.items()}
    pearson = {
        item: f"{chi2_contingency(rows, correction=False).pvalue:.6f}" for item, rows in by_item.items()
    }
    table = multiple(counts, sizes, p_values=[PrintedP(text, item) for item, text in pearson.items()])
    found = check_p_values(table)
    assert [finding.verdict for finding in found] == [Verdict.EXACT] * 3
    assert all(PEARSON in str(finding.evidence["reproduces_every_p"]) for finding in found)
    mixed = pearson | {"2": f"{fisher_exact(np.array(by_item['2'])).pvalue:.6f}"}
    table = multiple(counts, sizes, p_values=[PrintedP(text, item) for item, text in mixed.items()])
    found = check_p_values(table)
    assert [finding.verdict for finding in found] == [Verdict.EXACT] * 3
    assert found[0].evidence["reproduces_every_p"] == []


def test_a_p_value_for_the_whole_table_stands_for_each_item() -> None:
    """<.05 where both items are significant, and where one is not."""
    whole = [PrintedP("<.05")]
    found = only(multiple({"1": (3, 19), "2": (4, 18)}, {"a": 30, "b": 30}, p_values=whole))
    assert found.verdict is Verdict.EXACT
    assert found.explanation.endswith(f"and {PEARSON} gives it for all 2.")
    found = only(multiple({"1": (3, 19), "2": (17, 18)}, {"a": 30, "b": 30}, p_values=whole))
    assert found.verdict is Verdict.INCONSISTENT
    assert "gives it for 1 of 2" in found.explanation


def test_not_significant_is_relative_to_alpha() -> None:
    """Pearson's .025: not significant at .01; Fisher's .060: not significant at .05."""
    assert only(printed("ns")).verdict is Verdict.EXACT
    assert only(printed("ns")).evidence["reproduced_by"] != only(printed("<.05")).evidence["reproduced_by"]
    (found,) = check_p_values(printed("n.s."), alpha=Fraction(1, 100))
    assert PEARSON in str(found.evidence["reproduced_by"])
    assert PEARSON not in str(only(printed("n.s.")).evidence["reproduced_by"])


def test_missing_counts() -> None:
    """None for the item: not checkable. For one of two items: only if the other does not refute it."""
    percents = {Address(Part.PERCENT, "a", "1"): "50"}
    sizes = {"a": 300, "b": 300}  # 50% of 300 is 149 to 151
    counts = {"1": (150, 200), "2": (100, 170)}
    for text, item, verdict, reason in (
        ("<.05", "1", Verdict.UNCHECKABLE, PValueReason.NO_COUNTS),
        ("<.05", "2", Verdict.EXACT, PValueReason.REPRODUCED),
        ("<.05", "", Verdict.UNCHECKABLE, PValueReason.SOME_COUNTS),
        (".500", "", Verdict.INCONSISTENT, PValueReason.NO_TEST),
    ):
        found = only(multiple(counts, sizes, percents=percents, p_values=[PrintedP(text, item)]))
        assert (found.verdict, found.reason) == (verdict, reason), (text, item)
    assert (
        "is not printed, and at 50% it could be 149 to 151"
        in only(multiple(counts, sizes, percents=percents, p_values=[PrintedP("<.05", "1")])).explanation
    )


def test_of_several_missing_counts_the_first_is_named() -> None:
    """50% of 300 is 149 to 151, and 20% is 59 to 61: of either, one is named, in the table's order."""
    percents = {Address(Part.PERCENT, "a", "1"): "50", Address(Part.PERCENT, "a", "3"): "20"}
    sizes, whole = {"a": 300, "b": 300}, [PrintedP("<.05")]
    counts = {"1": (150, 200), "2": (100, 170), "3": (60, 90)}
    some = only(multiple(counts, sizes, percents=percents, p_values=whole))
    assert some.reason is PValueReason.SOME_COUNTS
    assert f"{PEARSON} gives it for 1 of 3 items; of the others, " in some.explanation
    assert "at 50% it could be 149 to 151" in some.explanation
    assert "20%" not in some.explanation
    del counts["2"]
    none = only(multiple(counts, sizes, percents=percents, p_values=whole))
    assert none.reason is PValueReason.NO_COUNTS
    assert "at 50% it could be 149 to 151" in none.explanation
    assert "20%" not in none.explanation


def test_counts_that_follow_from_their_percentages_are_said_to() -> None:
    """20.0% and 60.0% of 15 are 3 and 9, and Pearson's p is .025."""
    percents = {Address(Part.PERCENT, "a", "1"): "20,0", Address(Part.PERCENT, "b", "1"): "60,0"}
    found = only(multiple(COUNTS, SIZES, percents=percents, p_values=[PrintedP("0,025")]))
    assert found.verdict is Verdict.EXACT
    assert found.evidence["implied_counts"] == 2
    assert found.explanation.endswith("; 2 of the counts follow from their percentages.")


def test_weighted_counts_are_not_tested() -> None:
    """Nor are they said to be wrong."""
    found = only(replace(awareness(), weighted=True))
    assert (found.verdict, found.reason) == (Verdict.UNCHECKABLE, PValueReason.WEIGHTED)


@pytest.mark.parametrize(
    ("p_value", "reason"),
    [
        (PrintedP("**"), PValueReason.UNREADABLE),
        (PrintedP("0,000", "9"), PValueReason.NO_COUNTS),
    ],
)
def test_what_is_no_p_value_or_of_no_item_is_a_finding(p_value: PrintedP, reason: PValueReason) -> None:
    """Not an exception; a table without p-values has no findings."""
    found = only(awareness(p_value))
    assert (found.verdict, found.reason) == (Verdict.UNCHECKABLE, reason)
    assert (found.evidence["printed"], found.evidence["item"]) == (p_value.text, p_value.item)
    assert check_p_values(replace(awareness(), p_values=())) == ()


def test_fishers_test_over_its_budget_is_said_not_to_be_tried() -> None:
    """R's Fisher gives .1377 for these counts, and the chi-squares do not."""
    table = single(
        {"1": ((10, 20), (15, 12), (8, 18))},
        {"a": 30, "b": 27, "c": 26},
        ["yes", "no"],
        p_values=[PrintedP("0.1377")],
    )
    assert only(table).verdict is Verdict.EXACT
    (found,) = check_p_values(table, fisher_budget=100)
    assert found.verdict is Verdict.INCONSISTENT
    assert "Fisher's exact test is not among them: it would take up to" in found.explanation


@steady
@given(tables(3, 2, most=60), st.integers(2, 5))
def test_a_p_value_printed_from_its_counts_is_always_exact(table: list[list[int]], decimals: int) -> None:
    """Scipy's Pearson p, rounded to any decimals, for any counts of three groups."""
    p_value = float(chi2_contingency(table, correction=False).pvalue)
    sizes = dict(zip("abc", map(sum, table), strict=True))
    counts = {"1": [row[0] for row in table]}
    found = only(multiple(counts, sizes, p_values=[PrintedP(f"{p_value:.{decimals}f}", "1")]))
    assert found.verdict is Verdict.EXACT
    assert PEARSON in str(found.evidence["reproduced_by"])


@steady
@given(
    tables(2, 3, most=9, empty=True),
    st.sampled_from(["0,000", "<.05", "ns", ".5", "1,000"]),
    st.sampled_from(["", "1", "2"]),
)
def test_no_counts_are_an_error(table: list[list[int]], text: str, item: str) -> None:
    """Items of zeros, of full groups, above their N: a finding, of one sentence, each time."""
    counts = {str(number): row for number, row in enumerate(table, start=1)}
    found = only(multiple(counts, {"a": 8, "b": 3, "c": 9}, p_values=[PrintedP(text, item)]))
    assert found.explanation.endswith(".")
    assert found.evidence["printed"] == text
