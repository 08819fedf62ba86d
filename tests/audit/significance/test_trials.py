"""Every test that a printed p-value may come from: which tables it is made on, and what it asks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scipy.stats import chi2_contingency, chisquare

from reproreport.audit.significance.crosstab import NoCounts, Replaced
from reproreport.audit.significance.trials import Candidate, Form, Question, Trial, trials
from reproreport.audit.table import Address, Part, PrintedTable
from reproreport.statistics.counts import PValue, Undefined, Why
from reproreport.statistics.variants import Variant
from survey_tables import AWARENESS, DIFFICULTY, REPAIR_1, awareness, difficulty, multiple, single


def by_test(table: PrintedTable, item: str, replaced: Replaced | None = None) -> dict[Candidate, Trial]:
    """The trials of one item; of the whole table for an empty one."""
    return {trial.test: trial for trial in trials(table, replaced) if trial.item == item}


def p_of(trial: Trial) -> float:
    """Its p-value, where it has one."""
    assert isinstance(trial.outcome, PValue)
    return trial.outcome.p_value


def test_several_answers_are_tested_item_by_item_and_against_equal_counts() -> None:
    """Table 1, item 5: the groups by chosen or not, and (42, 52, 89) alone."""
    found = by_test(awareness(), "5")
    assert {test.form for test in found} == {Form.ITEM, Form.GROUP_COUNTS}
    expected = chi2_contingency([[42, 11], [52, 28], [89, 45]], correction=False).pvalue
    assert p_of(found[Candidate(Form.ITEM, Variant.PEARSON)]) == pytest.approx(expected, rel=1e-9)
    alone = found[Candidate(Form.GROUP_COUNTS, Variant.EQUAL_COUNTS)]
    assert p_of(alone) == pytest.approx(chisquare([42, 52, 89]).pvalue, rel=1e-9)
    assert alone.question is Question.EQUAL_GROUPS


def test_one_answer_is_tested_whole_and_collapsed() -> None:
    """Table 2, item 1: three answers, the first against the rest, the last, and their totals alone."""
    found = by_test(difficulty(), "1")
    for form, table in (
        (Form.ITEM, DIFFICULTY["1"]),
        (Form.FIRST, [[11, 42], [34, 47], [53, 81]]),
        (Form.LAST, [[6, 47], [9, 72], [10, 124]]),
    ):
        expected = chi2_contingency(table, correction=False).pvalue
        assert p_of(found[Candidate(form, Variant.PEARSON)]) == pytest.approx(expected, rel=1e-9)
    totals = found[Candidate(Form.ANSWER_TOTALS, Variant.EQUAL_COUNTS)]
    assert p_of(totals) == pytest.approx(chisquare([98, 145, 25]).pvalue, rel=1e-9)
    assert totals.question is Question.EQUAL_ANSWERS
    assert found[Candidate(Form.FIRST, Variant.PEARSON)].question is Question.ONE_ANSWER


def test_two_answers_have_nothing_to_collapse() -> None:
    """The first against the rest is the table itself."""
    found = by_test(single({"1": ((5, 9), (8, 3))}, {"a": 14, "b": 11}, ["yes", "no"]), "1")
    assert {test.form for test in found} == {Form.ITEM, Form.ANSWER_TOTALS}


def test_the_responses_of_all_items_are_labelled_invalid() -> None:
    """Table 1's items by groups has 12 degrees of freedom; Table 2's answers, added over items, 4."""
    ours = by_test(awareness(), "")
    responses = ours[Candidate(Form.RESPONSES, Variant.PEARSON)]
    by_group = list(zip(*AWARENESS.values(), strict=True))
    assert p_of(responses) == pytest.approx(chi2_contingency(by_group, correction=False).pvalue, rel=1e-9)
    assert responses.question is Question.RESPONSES
    assert not responses.question.valid
    added = by_test(difficulty(), "")[Candidate(Form.RESPONSES, Variant.PEARSON)]
    # 11 + 13 + 15 + 20 + 15 answered "difficult" in the first group, and so on.
    table = [[74, 165, 25], [138, 212, 52], [203, 401, 67]]
    assert p_of(added) == pytest.approx(chi2_contingency(table, correction=False).pvalue, rel=1e-9)


def test_the_sizes_of_the_groups_are_tried() -> None:
    """53, 80 and 134 are not equal."""
    sizes = by_test(awareness(), "")[Candidate(Form.SIZES, Variant.EQUAL_COUNTS)]
    assert p_of(sizes) == pytest.approx(chisquare([53, 80, 134]).pvalue, rel=1e-9)
    assert sizes.question is Question.EQUAL_SIZES


def test_a_trend_over_three_groups_asks_something_else_and_over_two_does_not() -> None:
    """Over two groups rising steadily is differing."""
    three = by_test(awareness(), "1")[Candidate(Form.ITEM, Variant.TREND)]
    assert three.question is Question.TREND
    two = by_test(multiple({"1": (20, 30)}, {"a": 40, "b": 90}), "1")
    assert {trial.question for test, trial in two.items() if test.form is Form.ITEM} == {Question.DIFFER}


def test_replaced_counts_reach_every_test() -> None:
    """88 for 128, in the item's test, in its counts alone, and in the responses of all items."""
    for item, form in (("1", Form.ITEM), ("", Form.RESPONSES)):
        test = Candidate(form, Variant.PEARSON)
        assert p_of(by_test(awareness(), item)[test]) != p_of(by_test(awareness(), item, REPAIR_1)[test])
    alone = by_test(awareness(), "1", REPAIR_1)[Candidate(Form.GROUP_COUNTS, Variant.EQUAL_COUNTS)]
    assert p_of(alone) == pytest.approx(chisquare([44, 50, 88]).pvalue, rel=1e-9)
    sizes = {Address(Part.SIZE, "town"): 80}
    equal = by_test(awareness(), "", sizes)[Candidate(Form.SIZES, Variant.EQUAL_COUNTS)]
    assert p_of(equal) == pytest.approx(chisquare([80, 80, 134]).pvalue, rel=1e-9)


def test_what_cannot_be_tested_is_no_error() -> None:
    """Counts above their N, all alike, missing, weighted: reasons in place of p-values."""
    table = multiple({"1": (41, 5), "2": (40, 60), "3": (0, 0)}, {"a": 40, "b": 60})
    for item in ("1", "2", "3"):
        assert isinstance(by_test(table, item)[Candidate(Form.ITEM, Variant.PEARSON)].outcome, NoCounts)
    # The counts alone can still be compared, unless they are all 0.
    assert p_of(by_test(table, "1")[Candidate(Form.GROUP_COUNTS, Variant.EQUAL_COUNTS)]) < 1e-6
    none = by_test(table, "3")[Candidate(Form.GROUP_COUNTS, Variant.EQUAL_COUNTS)].outcome
    assert isinstance(none, Undefined)
    assert none.why is Why.ALIKE
    for other in (replace(table, numbers={}), replace(table, weighted=True)):
        assert not any(isinstance(trial.outcome, PValue) for trial in trials(other) if trial.item)


def test_the_budget_of_fishers_test_is_passed_on() -> None:
    """Of item 1, 2,106 tables at most: 26 · 81."""
    for budget, kind in ((10_000, PValue), (100, Undefined)):
        found = {
            trial.test: trial for trial in trials(awareness(), fisher_budget=budget) if trial.item == "2"
        }
        assert isinstance(found[Candidate(Form.ITEM, Variant.FISHER)].outcome, kind)
