"""Every test that a p-value printed under a table may come from, and the question each answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final, NamedTuple

from reproreport.audit.significance.crosstab import (
    Cells,
    NoCounts,
    Replaced,
    as_crosstab,
    cells,
    collapsed,
    size,
)
from reproreport.audit.table import Kind, PrintedTable
from reproreport.statistics.counts import Outcome, PValue
from reproreport.statistics.fisher import BUDGET
from reproreport.statistics.multiplicity import adjust
from reproreport.statistics.variants import Variant, equal_counts, likelihood_ratio, pearson, run, trend


class Form(Enum):
    """What table of counts a test is made on."""

    ITEM = "the groups by the answers"
    FIRST = "the groups by the first answer against the rest"
    LAST = "the groups by the last answer against the rest"
    GROUP_COUNTS = "the item's counts in the groups"
    ANSWER_TOTALS = "the totals of the answers"
    RESPONSES = "the responses of all items by the groups"
    SIZES = "the Ns of the groups"

    @property
    def of_table(self) -> bool:
        """Return whether there is one such test for the whole table, not one for each item."""
        return self in {Form.RESPONSES, Form.SIZES}


class Question(Enum):
    """What a test asks.

    ``DIFFER`` is what the text beside a table asks. ``RESPONSES`` has no valid answer from these
    tests: several responses of one respondent depend on each other (T. M. Loughin and P. N. Scherer
    1998, Testing for association in contingency tables with multiple column responses, Biometrics
    54, 630–637).
    """

    DIFFER = "whether the groups differ"
    TREND = "whether the answers rise or fall steadily over the groups in their printed order"
    ONE_ANSWER = "whether the groups differ in how often they give that one answer"
    RESPONSES = "whether the groups' responses are spread alike, each taken for another respondent's"
    EQUAL_GROUPS = "whether the groups' counts are equal, whatever the sizes of the groups"
    EQUAL_ANSWERS = "whether the answers are equally frequent, whatever the group"
    EQUAL_SIZES = "whether the groups are equally large"

    @property
    def valid(self) -> bool:
        """Return whether the tests that ask it are valid for printed tables."""
        return self is not Question.RESPONSES


#: What papers mean where they name a chi-square or an exact test and nothing more.
USUAL: Final = (
    Variant.PEARSON,
    Variant.YATES,
    Variant.LIKELIHOOD_RATIO,
    Variant.FISHER,
    Variant.PEARSON_OR_FISHER,
)


#: What the words in the name of a test stand for; the first that stands in it counts.
NAMED: Final = (
    (
        ("fisher", "exact"),
        (Variant.FISHER, Variant.FISHER_MID_P, Variant.FISHER_MID_P_SAS, Variant.FISHER_DOUBLED),
    ),
    (("yates", "continuity"), (Variant.YATES,)),
    (("likelihood", "g-test", "g test"), (Variant.LIKELIHOOD_RATIO,)),
    (("trend", "armitage", "linear"), (Variant.TREND, Variant.TREND_N)),
    (("mann", "wilcoxon", "rank sum", "u test"), (Variant.MANN_WHITNEY, Variant.KRUSKAL_WALLIS)),
    (("kruskal",), (Variant.KRUSKAL_WALLIS,)),
    (("chi", "χ", "pearson"), (Variant.PEARSON, Variant.YATES, Variant.PEARSON_OR_FISHER, Variant.N_MINUS_1)),
    (("z test", "z-test", "proportion"), (Variant.PEARSON, Variant.YATES, Variant.UNPOOLED)),
)
#: The corrections for several tests, by a word in the name of a test.
CORRECTIONS: Final = {
    "bonferroni": "Bonferroni",
    "holm": "Holm",
    "benjamini": "Benjamini",
    "fdr": "Benjamini",
}


def named(words: str) -> tuple[tuple[Variant, ...], str]:
    """Return the variants that the name of a test may mean, and the correction that it names, if any."""
    lower = words.lower()
    variants = next((found for marks, found in NAMED if any(mark in lower for mark in marks)), ())
    return variants, next((way for word, way in CORRECTIONS.items() if word in lower), "")


class Candidate(NamedTuple):
    """A test that a printed p-value may come from: a variant, and what it is made on."""

    form: Form
    variant: Variant
    adjusted: str = ""

    @property
    def exotic(self) -> bool:
        """Return whether a source would have to name it: a match by it alone is weak."""
        return bool(self.adjusted) or self.form is not Form.ITEM or self.variant not in USUAL

    @property
    def name(self) -> str:
        """Return its name for a sentence."""
        if self.adjusted:
            return f"{self.variant.value}, adjusted by {self.adjusted}"
        if self.form is Form.ITEM:
            return self.variant.value
        if self.variant is Variant.EQUAL_COUNTS:
            return f"the one-sample chi-square of {self.form.value} against equal counts"
        return f"{self.variant.value} on {self.form.value}"


@dataclass(frozen=True)
class Trial:
    """What a test says; ``item`` is empty where the test is of the whole table."""

    test: Candidate
    item: str
    question: Question
    outcome: Outcome | NoCounts


_ONE_SAMPLE = {
    Form.GROUP_COUNTS: Question.EQUAL_GROUPS,
    Form.ANSWER_TOTALS: Question.EQUAL_ANSWERS,
    Form.SIZES: Question.EQUAL_SIZES,
}


def trials(
    table: PrintedTable, replaced: Replaced | None = None, *, fisher_budget: int = BUDGET
) -> tuple[Trial, ...]:
    """Make every test on every table of counts that the printed table gives.

    For each item: its groups by its answers (chosen or not, where several items could be chosen);
    with three answers or more also the first and the last against the rest; and the counts alone
    against equal counts. For the table: the responses of all items by the groups, and the groups'
    Ns against equal ones.

    Args:
        table: the printed table.
        replaced: counts and Ns to calculate with instead of the printed ones.
        fisher_budget: how many tables Fisher's test may enumerate for one item.
    """
    counted = {item.id: cells(table, item.id, replaced) for item in table.items}
    found: list[Trial] = []
    for item, counts in counted.items():
        found += _of_item(table, item, counts, replaced, fisher_budget)
        found.append(_alone(table, item, counts))
    found += _adjusted(found, len(table.items))
    return (*found, *_of_table(table, list(counted.values()), replaced))


def _of_item(
    table: PrintedTable, item: str, counts: Cells | NoCounts, replaced: Replaced | None, budget: int
) -> list[Trial]:
    """Return the tests of the groups in one item."""
    counted = as_crosstab(table, item, counts, replaced)
    if isinstance(counted, NoCounts):
        # One trial says it for all variants.
        return [Trial(Candidate(Form.ITEM, Variant.PEARSON), item, Question.DIFFER, counted)]
    levels = len(table.levels)
    found = _on_groups(levels, item, Form.ITEM, counted.rows, counted.places, budget, table.ordered)
    if len(counted.answers) > 2:
        for form, column in ((Form.FIRST, 0), (Form.LAST, len(counted.answers) - 1)):
            found += _on_groups(levels, item, form, collapsed(counted.rows, column), (1, 2), budget)
    return found


def _adjusted(found: Sequence[Trial], items: int) -> list[Trial]:
    """Return the usual tests of the items, adjusted over all items of the table."""
    by_variant: dict[Variant, list[tuple[str, float]]] = {}
    for trial in found:
        usual = trial.test.form is Form.ITEM and trial.test.variant in USUAL
        if usual and isinstance(trial.outcome, PValue):
            by_variant.setdefault(trial.test.variant, []).append((trial.item, trial.outcome.p_value))
    adjusted = []
    for variant, tests in by_variant.items():
        values, many = [p_value for _, p_value in tests], len(tests)
        if many < 2 or many < items:
            continue
        ways = {
            "Bonferroni": [min(1.0, many * value) for value in values],
            "Holm": adjust(values, "holm"),
            "Benjamini and Hochberg": adjust(values, "benjamini-hochberg"),
        }
        for way, new in ways.items():
            test = Candidate(Form.ITEM, variant, f"{way} over the {many} items of the table")
            adjusted += [
                Trial(test, item, Question.DIFFER, PValue(value))
                for (item, _), value in zip(tests, new, strict=True)
            ]
    return adjusted


def _alone(table: PrintedTable, item: str, counts: Cells | NoCounts) -> Trial:
    """Return the test of one item's counts, without regard to the groups' sizes."""
    form = Form.GROUP_COUNTS if table.kind is Kind.MULTIPLE else Form.ANSWER_TOTALS
    outcome: Outcome | NoCounts
    if isinstance(counts, NoCounts):
        outcome = counts
    elif form is Form.GROUP_COUNTS:
        outcome = equal_counts([row[0] for row in counts.rows])
    else:
        outcome = equal_counts([sum(column) for column in zip(*counts.rows, strict=True)])
    return Trial(Candidate(form, Variant.EQUAL_COUNTS), item, _ONE_SAMPLE[form], outcome)


def _on_groups(
    levels: int,
    item: str,
    form: Form,
    rows: tuple[tuple[int, ...], ...],
    scores: tuple[int, ...],
    budget: int,
    ordered: bool = False,
) -> list[Trial]:
    """Return the tests of a table that has a row for each group."""
    found = []
    for variant, outcome in run(rows, column_scores=scores, fisher_budget=budget, ordered=ordered).items():
        question = Question.DIFFER if form is Form.ITEM else Question.ONE_ANSWER
        # Over two groups a trend is a difference.
        if variant in (Variant.TREND, Variant.TREND_N) and levels > 2:
            question = Question.TREND
        found.append(Trial(Candidate(form, variant), item, question, outcome))
    return found


def _of_table(
    table: PrintedTable, counted: Sequence[Cells | NoCounts], replaced: Replaced | None
) -> list[Trial]:
    """Return the tests of the whole table."""
    found = []
    sizes = equal_counts([size(table, group.id, "", replaced) for group in table.levels])
    if not table.weighted:
        found.append(Trial(Candidate(Form.SIZES, Variant.EQUAL_COUNTS), "", Question.EQUAL_SIZES, sizes))
    rows = _responses(table, counted)
    if rows:
        for variant, test in (
            (Variant.PEARSON, pearson),
            (Variant.LIKELIHOOD_RATIO, likelihood_ratio),
            (Variant.TREND, trend),
        ):
            found.append(Trial(Candidate(Form.RESPONSES, variant), "", Question.RESPONSES, test(rows)))
    return found


def _responses(table: PrintedTable, counted: Sequence[Cells | NoCounts]) -> list[tuple[int, ...]] | None:
    """Return the responses of all items by the groups, one row a group, where there are several.

    Its columns are the items where several could be chosen, else the answers, added over the items.
    """
    if len(table.items) < 2 or len(table.levels) < 2:
        return None
    rows = [item.rows for item in counted if not isinstance(item, NoCounts)]
    if len(rows) < len(counted):
        return None
    if len({len(item[0]) for item in rows}) > 1:
        # Questions with answers of their own: nothing to add.
        return None
    by_group = zip(*rows, strict=True)
    if table.kind is Kind.MULTIPLE:
        responses = [tuple(row[0] for row in items) for items in by_group]
    else:
        responses = [tuple(map(sum, zip(*items, strict=True))) for items in by_group]
    return responses if len(responses[0]) > 1 else None
