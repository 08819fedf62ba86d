"""The recommended analysis of the article's tables, and of small ones."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency, fisher_exact
from statsmodels.stats.multitest import multipletests

from contingency_tables import steady, tables
from reproreport.audit.significance.crosstab import Lack
from reproreport.audit.significance.recommended import FISHER, PEARSON, Analysis, analyse, decisions
from reproreport.audit.table import Address, Part
from survey_tables import REPAIR_1, REPAIR_2, awareness, difficulty, multiple, single


def rounded(analysis: Analysis) -> list[float]:
    """Pearson's p-values to three decimals."""
    return [round(test.pearson.p_value, 3) for test in analysis.items]


def test_table_1_with_its_repair() -> None:
    """Item 1: χ²(2) = 6.956, p = .031, V = .161, Holm .216; nothing survives the correction."""
    found = analyse(awareness(), REPAIR_1)
    first = found.items[0]
    assert first.method == PEARSON
    assert first.statistic is not None
    assert (round(first.statistic, 3), first.df) == (6.956, 2)
    assert round(first.p_value, 3) == 0.031
    assert round(first.v, 3) == 0.161
    assert round(first.holm, 3) == 0.216
    assert first.decision == (True, False, False)
    assert not any(test.decision.holm or test.decision.benjamini_hochberg for test in found.items)
    assert [test.decision.raw for test in found.items] == [True] + [False] * 6
    assert first.v_interval.low < first.v < first.v_interval.high
    assert found.family == "all 7 items of the table"
    assert (found.untested, found.alpha, found.confidence) == ((), 0.05, 0.95)


def test_the_decision_on_item_1_hangs_on_its_repair() -> None:
    """With 128 p < .0001 and it survives Holm; the other six decisions are the same."""
    before, after = analyse(awareness()), analyse(awareness(), REPAIR_1)
    assert before.items[0].p_value < 0.0001
    assert {item for item, decision in decisions(before).items() if decision != decisions(after)[item]} == {
        "1"
    }
    assert decisions(before)["1"] == (True, True, True)


def test_table_2() -> None:
    """.082 .642 .773 .580 .328 by Pearson, with 35 for 33; as printed, item 2 gives .718."""
    assert rounded(analyse(difficulty(), REPAIR_2)) == [0.082, 0.642, 0.773, 0.580, 0.328]
    assert rounded(analyse(difficulty())) == [0.082, 0.718, 0.773, 0.580, 0.328]
    assert decisions(analyse(difficulty())) == decisions(analyse(difficulty(), REPAIR_2))
    assert not any(any(decision) for decision in decisions(analyse(difficulty())).values())


def test_fishers_test_is_taken_below_an_expected_count_of_five() -> None:
    """Table 2, item 1: 25 · 53 / 268 = 4.94. The p is that of a plain loop over its 1,098,162 tables."""
    first, *others = analyse(difficulty()).items
    assert first.method == FISHER
    assert (first.statistic, first.df) == (None, None)
    assert first.p_value == pytest.approx(0.064421344518, rel=1e-10)
    assert first.smallest_expected == pytest.approx(25 * 53 / 268)
    assert first.note == "The smallest expected count is 4.94, below 5."
    assert {test.method for test in others} == {PEARSON}
    assert {test.note for test in others} == {""}


def test_the_other_test_stands_beside_each() -> None:
    """Item 1 by Pearson: .082, and .410 over the five; items 2 to 5 by Fisher, over all five by Fisher."""
    first, *others = analyse(difficulty()).items
    assert first.other is not None
    assert (first.other.method, round(first.other.p_value, 3)) == (PEARSON, 0.082)
    assert first.other.holm == pytest.approx(5 * first.pearson.p_value)
    assert [test.other.method for test in others if test.other] == [FISHER] * 4
    by_fisher = [first.p_value, *(test.other.p_value for test in others if test.other)]
    holm = multipletests(by_fisher, method="holm")[1]
    assert [test.other.holm for test in others if test.other] == pytest.approx(list(holm[1:]))


def test_where_fishers_test_is_not_made_nothing_stands_beside() -> None:
    """Pearson's is then the only one."""
    items = analyse(difficulty(), fisher_budget=1000).items
    assert [test.other for test in items] == [None] * 5


def test_without_the_budget_for_it_pearsons_is_kept_with_a_note() -> None:
    """The p is then .082, and the note says why."""
    first = analyse(difficulty(), fisher_budget=1000).items[0]
    assert first.method == PEARSON
    assert round(first.p_value, 3) == 0.082
    assert "below 5, and Fisher's exact test is not made: it would take up to" in first.note


def test_an_ordered_table_has_a_trend_beside_each_test() -> None:
    """Item 1's (n − 1) r² in whole numbers, with scores 1, 2, 3; the test itself does not change."""
    found = analyse(replace(difficulty(), ordered=True)).items
    assert all(test.trend is None for test in analyse(difficulty()).items)
    trend = found[0].trend
    assert trend is not None
    n, u, v, uv = 268, 53 + 2 * 81 + 3 * 134, 98 + 2 * 145 + 3 * 25, 0
    for i, row in enumerate(((11, 36, 6), (34, 38, 9), (53, 71, 10)), start=1):
        uv += sum(i * j * count for j, count in enumerate(row, start=1))
    uu, vv = 53 + 4 * 81 + 9 * 134, 98 + 4 * 145 + 9 * 25
    expected = (n - 1) * Fraction((n * uv - u * v) ** 2, (n * uu - u**2) * (n * vv - v**2))
    assert trend.statistic == pytest.approx(float(expected), rel=1e-12)
    assert found[0].p_value == analyse(difficulty()).items[0].p_value


def test_items_that_cannot_be_tested_have_a_reason_and_leave_the_family() -> None:
    """A count above its N, and one that all chose: five of seven are corrected for."""
    table = awareness()
    counts = {Address(Part.COUNT, "town", "2"): 54}
    counts |= {Address(Part.COUNT, g, "3"): n for g, n in (("town", 53), ("district", 80), ("ward", 134))}
    found = analyse(table, counts | REPAIR_1)
    assert [(test.item, test.lack) for test in found.untested] == [("2", Lack.ABOVE_N), ("3", Lack.ANSWERS)]
    assert found.untested[0].reason == (
        "It is not tested, because the count 54 of Town is above its N of 53."
    )
    assert found.family == "the 5 of the table's 7 items that can be tested"
    assert found.items[0].holm == pytest.approx(5 * found.items[0].p_value)
    assert set(decisions(found)) == {"1", "4", "5", "6", "7"}


def test_a_weighted_table_has_no_tests() -> None:
    """Every item has the reason."""
    found = analyse(replace(awareness(), weighted=True))
    assert found.items == ()
    assert {test.lack for test in found.untested} == {Lack.WEIGHTED}


def test_counts_that_follow_from_their_percentages_are_noted() -> None:
    """60% of 40 is 24."""
    percents = {Address(Part.PERCENT, "a", "1"): "60"}
    (found,) = analyse(multiple({"1": (0, 20)}, {"a": 40, "b": 60}, percents=percents)).items
    assert found.note == "1 of the counts follow from their percentages."
    assert found.crosstab.rows == ((24, 16), (20, 40))


def test_one_item_is_a_family_of_its_own() -> None:
    """There is nothing to correct for; α is stated, as a fraction too."""
    table = single({"": ((10, 22), (20, 8))}, {"a": 32, "b": 28}, ["yes", "no"])
    found = analyse(table, alpha=Fraction(1, 100), confidence=0.9)
    (test,) = found.items
    assert found.family == "the table's one item: nothing to correct for"
    assert test.p_value == test.holm == test.benjamini_hochberg
    assert test.decision == (True, True, True)
    assert found.alpha == 0.01
    narrow, wide = test.v_interval, analyse(table, confidence=0.99).items[0].v_interval
    assert wide.low < narrow.low < narrow.high < wide.high


@pytest.mark.parametrize(
    ("alpha", "confidence", "wrong"),
    [
        (0, 0.95, "alpha lies between 0 and 1, and 0 does not"),
        (1, 0.95, "alpha lies between 0 and 1, and 1 does not"),
        (5, 0.95, "alpha lies between 0 and 1, and 5 does not"),
        (0.05, 95, "confidence lies between 0 and 1, and 95 does not"),
        (0.05, 1, "confidence lies between 0 and 1, and 1 does not"),
    ],
)
def test_levels_lie_between_0_and_1(alpha: float, confidence: float, wrong: str) -> None:
    """5 is not .05, and 95 not .95."""
    with pytest.raises(ValueError, match=f"^{wrong}$"):
        analyse(awareness(), alpha=alpha, confidence=confidence)


@settings(steady, max_examples=25)
@given(st.lists(tables(2, 2, most=40), min_size=1, max_size=5))
def test_every_item_agrees_with_scipy_and_statsmodels(items: list[list[list[int]]]) -> None:
    """Pearson's p from an expected count of 5 up, else Fisher's; then multipletests by name."""
    counts = {str(number): rows for number, rows in enumerate(items)}
    found = analyse(single(counts, {"a": 80, "b": 80}, ["yes", "no"]))
    assert not found.untested
    for test, rows in zip(found.items, items, strict=True):
        theirs = chi2_contingency(rows, correction=False)
        small = theirs.expected_freq.min() < 5
        assert test.method == (FISHER if small else PEARSON)
        expected = fisher_exact(np.array(rows)).pvalue if small else theirs.pvalue
        assert test.p_value == pytest.approx(expected, rel=1e-9, abs=1e-7)
    p_values = [test.p_value for test in found.items]
    for name, ours in (
        ("holm", [test.holm for test in found.items]),
        ("fdr_bh", [test.benjamini_hochberg for test in found.items]),
    ):
        assert ours == pytest.approx(list(multipletests(p_values, method=name)[1]), rel=1e-12)
