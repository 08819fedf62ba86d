"""The recommended analysis of a printed table: every item tested, and corrected for their number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, NamedTuple

from reproreport.audit.significance.crosstab import Crosstab, Lack, NoCounts, Replaced, crosstab
from reproreport.audit.table import PrintedTable
from reproreport.statistics.contingency import ChiSquare, cramers_v, cramers_v_interval, pearson_chi_square
from reproreport.statistics.counts import PValue, Undefined
from reproreport.statistics.fisher import BUDGET, Fisher, fisher_exact
from reproreport.statistics.multiplicity import adjust
from reproreport.statistics.proportions import Interval
from reproreport.statistics.variants import SMALL, trend

PEARSON: Final = "Pearson chi-square without Yates' correction"
FISHER: Final = "Fisher's exact test by enumeration"


class Decision(NamedTuple):
    """Whether an item's groups differ significantly: alone, after Holm, after Benjamini–Hochberg."""

    raw: bool
    holm: bool
    benjamini_hochberg: bool


class Sensitivity(NamedTuple):
    """What the test that the rule did not choose says of an item.

    Attributes:
        method: its name.
        p_value: its p-value.
        holm: it, adjusted by Holm over the same test of every item that it can be made for.
    """

    method: str
    p_value: float
    holm: float


@dataclass(frozen=True)
class ItemTest:
    """The test of one item.

    Attributes:
        item: the item's identifier.
        label: its wording.
        crosstab: the counts tested.
        method: the name of the test.
        note: what a reader should know of the choice of the method; often empty.
        statistic: the method's statistic; None for the exact test.
        df: its degrees of freedom; None for the exact test.
        p_value: the method's p-value.
        holm: it, adjusted by Holm over the family.
        benjamini_hochberg: it, adjusted by Benjamini and Hochberg over the family.
        decision: whether the groups differ, before and after the corrections.
        pearson: Pearson's test, whatever the method; it has the smallest expected count.
        other: what the other test says; None where Fisher's is the other one and is not made.
        v: Cramér's V.
        v_interval: its confidence interval.
        trend: the linear-by-linear trend test where the answers have an order, else None.
    """

    item: str
    label: str
    crosstab: Crosstab
    method: str
    note: str
    statistic: float | None
    df: int | None
    p_value: float
    holm: float
    benjamini_hochberg: float
    decision: Decision
    pearson: ChiSquare
    other: Sensitivity | None
    v: float
    v_interval: Interval
    trend: PValue | None

    @property
    def smallest_expected(self) -> float:
        """Return the smallest count expected if the groups were alike."""
        return self.pearson.smallest_expected


@dataclass(frozen=True)
class Untested:
    """An item that cannot be tested, and why; ``reason`` is a sentence."""

    item: str
    label: str
    lack: Lack
    reason: str


@dataclass(frozen=True)
class Analysis:
    """The tests of a table's items.

    Attributes:
        table: the table's name.
        family: in words, which tests the corrections are over.
        alpha: the level of significance; a test is significant where p ≤ α.
        confidence: the coverage of the intervals, as a share.
        items: the tests, in the table's order.
        untested: the items that cannot be tested.
    """

    table: str
    family: str
    alpha: float
    confidence: float
    items: tuple[ItemTest, ...]
    untested: tuple[Untested, ...]


def analyse(
    table: PrintedTable,
    counts: Replaced | None = None,
    *,
    alpha: float | Fraction = 0.05,
    confidence: float = 0.95,
    fisher_budget: int = BUDGET,
) -> Analysis:
    """Test for each item whether the groups differ, and correct for the number of items.

    Each item is tested on its own table: the groups by its answers, or, where several items could
    be chosen, by chosen or not. The test is Pearson's chi-square without Yates' correction; where
    an expected count is below 5 it is Fisher's exact test, if enumeration is within the budget. The
    p-values of all tested items are adjusted by Holm and by Benjamini and Hochberg. What the other of
    the two tests would say stands beside each. Where the answers have an order, a linear-by-linear
    trend test (scores 1, 2, 3, …; groups in printed order) stands beside each, unadjusted.

    Args:
        table: the printed table.
        counts: counts and Ns to calculate with instead of the printed ones, such as a repair; see
            :data:`reproreport.audit.significance.crosstab.Replaced`.
        alpha: the level of significance.
        confidence: the coverage of the intervals of Cramér's V, as a share.
        fisher_budget: how many tables Fisher's test may enumerate for one item.

    Raises:
        ValueError: if ``alpha`` or ``confidence`` is not strictly between 0 and 1.
    """
    for name, share in (("alpha", alpha), ("confidence", confidence)):
        if not 0 < share < 1:
            raise ValueError(f"{name} lies between 0 and 1, and {share} does not")
    tested: list[tuple[str, Crosstab]] = []
    untested: list[Untested] = []
    for label in table.items:
        found = crosstab(table, label.id, counts)
        if isinstance(found, NoCounts):
            reason = f"It is not tested, because {found.text}."
            untested.append(Untested(label.id, table.row_name(label.id), found.lack, reason))
        else:
            tested.append((label.id, found))
    level = float(alpha)
    items = []
    for item, found in tested:
        tried = trend(found.rows, column_scores=found.places) if table.ordered else None
        method = _method(found, fisher_exact(found.rows, fisher_budget))
        items.append(
            ItemTest(
                item=item,
                label=table.row_name(item),
                crosstab=found,
                **method._asdict(),
                holm=method.p_value,
                benjamini_hochberg=method.p_value,
                decision=_decision(method.p_value, method.p_value, method.p_value, level),
                v=cramers_v(found.rows),
                v_interval=cramers_v_interval(found.rows, confidence),
                trend=tried if isinstance(tried, PValue) else None,
            )
        )
    family = _family(len(tested), len(table.items))
    return Analysis(table.name, family, level, confidence, corrected(items, level), tuple(untested))


def corrected(tests: Sequence[ItemTest], alpha: float) -> tuple[ItemTest, ...]:
    """Return the tests of a table's items, their p-values adjusted for the number of all of them."""
    p_values = [test.p_value for test in tests]
    fishers = [test.p_value if test.method == FISHER else test.other and test.other.p_value for test in tests]
    by_pearson = adjust([test.pearson.p_value for test in tests], "holm")
    by_fisher = iter(adjust([p_value for p_value in fishers if p_value is not None], "holm"))
    others = []
    for test, fisher, pearson in zip(tests, fishers, by_pearson, strict=True):
        adjusted = pearson if fisher is None else next(by_fisher)
        holm = pearson if test.method == FISHER else adjusted
        others.append(test.other and test.other._replace(holm=holm))
    return tuple(
        replace(
            test,
            holm=holm,
            benjamini_hochberg=hochberg,
            decision=_decision(test.p_value, holm, hochberg, alpha),
            other=other,
        )
        for test, holm, hochberg, other in zip(
            tests, adjust(p_values, "holm"), adjust(p_values, "benjamini-hochberg"), others, strict=True
        )
    )


def decisions(analysis: Analysis) -> Mapping[str, Decision]:
    """Return each tested item's decision, so that two analyses of a table can be compared."""
    return {test.item: test.decision for test in analysis.items}


class _Method(NamedTuple):
    """The test chosen for a table, and what it says."""

    method: str
    note: str
    statistic: float | None
    df: int | None
    p_value: float
    pearson: ChiSquare
    other: Sensitivity | None


def _method(counted: Crosstab, exact: Fisher | Undefined) -> _Method:
    """Choose the test by the smallest expected count."""
    pearson = pearson_chi_square(counted.rows)
    notes = []
    if counted.implied:
        notes.append(f"{len(counted.implied)} of the counts follow from their percentages.")
    if pearson.smallest_expected < SMALL:
        small = f"The smallest expected count is {pearson.smallest_expected:.2f}"
        if not isinstance(exact, Undefined):
            notes.append(f"{small}, below {SMALL}.")
            other = Sensitivity(PEARSON, pearson.p_value, pearson.p_value)
            return _Method(FISHER, " ".join(notes), None, None, exact.p_value, pearson, other)
        notes.append(f"{small}, below {SMALL}, and Fisher's exact test is not made: {exact.text}.")
    fisher = None if isinstance(exact, Undefined) else Sensitivity(FISHER, exact.p_value, exact.p_value)
    return _Method(PEARSON, " ".join(notes), pearson.statistic, pearson.df, pearson.p_value, pearson, fisher)


def _decision(p_value: float, holm: float, benjamini_hochberg: float, alpha: float) -> Decision:
    return Decision(p_value <= alpha, holm <= alpha, benjamini_hochberg <= alpha)


def _family(tested: int, items: int) -> str:
    """Say in words which tests the corrections are over."""
    if items == 1:
        return "the table's one item: nothing to correct for"
    if tested == items:
        return f"all {items} items of the table"
    return f"the {tested} of the table's {items} items that can be tested"
