"""How far each test gives a printed p-value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reproreport.audit.printed.table import PrintedTable
from reproreport.audit.significance.crosstab import NoCounts
from reproreport.audit.significance.pvalue import PrintedRange
from reproreport.audit.significance.trials import Candidate, Question, Trial
from reproreport.statistics.counts import PValue, Undefined


@dataclass(frozen=True)
class Reproduction:
    """How far one test gives a printed p-value.

    Attributes:
        test: the test.
        question: what it asks.
        p_values: its p-value for each item that it applies to; the item is empty where the test is
            of the whole table.
        rounded: the items for which it gives the printed p-value.
        cut: the items for which it does where p-values are cut off instead of rounded.
        of: for how many items the p-value is printed; 1 where the test is of the whole table.
        undefined: for the other items, why it does not apply.
    """

    test: Candidate
    question: Question
    p_values: Mapping[str, float]
    rounded: tuple[str, ...]
    cut: tuple[str, ...]
    of: int
    undefined: Mapping[str, Undefined | NoCounts]

    @property
    def answers(self) -> bool:
        """Return whether it asks what the text asks, whether the groups differ."""
        return self.question is Question.DIFFER

    @property
    def complete(self) -> bool:
        """Return whether it gives the printed p-value wherever that is printed for."""
        return len(self.rounded) == self.of

    @property
    def complete_if_cut(self) -> bool:
        """Return whether it does where p-values are cut off instead of rounded."""
        return len({*self.rounded, *self.cut}) == self.of

    @property
    def name(self) -> str:
        """Return the test's name for a sentence."""
        return self.test.name


def reproductions(
    table: PrintedTable, item: str, printed: PrintedRange, tried: Sequence[Trial]
) -> tuple[Reproduction, ...]:
    """Return how far each test gives a p-value printed for an item, or for the whole table.

    Args:
        table: the printed table.
        item: the item's identifier; empty for the whole table.
        printed: the p-values that the printed one can stand for.
        tried: what :func:`reproreport.audit.significance.trials.trials` returns for the table.
    """
    items = {label.id for label in table.items} if item == "" else {item}
    by_test: dict[Candidate, list[Trial]] = {}
    for trial in tried:
        if trial.item in items or (item == "" and trial.test.form.of_table):
            by_test.setdefault(trial.test, []).append(trial)
    return tuple(
        _reproduction(by_item, printed, 1 if test.form.of_table else len(items))
        for test, by_item in by_test.items()
    )


def of_every_p(found: Sequence[Sequence[Reproduction]]) -> tuple[str, ...]:
    """Return the names of the tests that give every one of several printed p-values."""
    complete = [{tests.test for tests in of_one if tests.complete} for of_one in found]
    if not complete:
        return ()
    return tuple(tests.name for tests in found[0] if all(tests.test in names for names in complete))


def _reproduction(by_item: Sequence[Trial], printed: PrintedRange, of: int) -> Reproduction:
    """Gather what one test says of the items."""
    outcomes = {trial.item: trial.outcome for trial in by_item}
    p_values = {item: found.p_value for item, found in outcomes.items() if isinstance(found, PValue)}
    return Reproduction(
        test=by_item[0].test,
        question=by_item[0].question,
        p_values=p_values,
        rounded=tuple(item for item, p in p_values.items() if printed.contains(p)),
        cut=tuple(item for item, p in p_values.items() if printed.cut_off(p)),
        of=of,
        undefined={item: found for item, found in outcomes.items() if not isinstance(found, PValue)},
    )
