"""Printed p-values: which tests of the printed counts give them, and what those tests ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from reproreport.audit.finding import Check, Evidence, Finding, Reason, Verdict
from reproreport.audit.significance.crosstab import Cells, NoCounts, Replaced, cells, crosstab
from reproreport.audit.significance.pvalue import ALPHA, PrintedRange, read_p
from reproreport.audit.significance.trials import Candidate, Form, Question, Trial, named, trials
from reproreport.audit.table import Address, Part, PrintedP, PrintedTable
from reproreport.languages import ENGLISH
from reproreport.numbers import format_p, quoted
from reproreport.statistics.counts import PValue, Undefined, Why
from reproreport.statistics.fisher import BUDGET
from reproreport.statistics.variants import Variant, mcnemar


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


class PValueReason(Reason):
    """Why a printed p-value has its verdict."""

    REPRODUCED = "a test of whether the groups differ gives it"
    WEAK = "only a test that few papers make gives it, and the source names none"
    NAMED_OTHER = "the test that the source names does not give it"
    PAIRED = "the test needs the pairs of answers, which the table does not show"
    UNKNOWN_TEST = "the source names a test that is not known here"
    CUT_OFF = "a test of whether the groups differ gives it, cut off instead of rounded"
    OTHER_QUESTION = "only tests that ask something else give it"
    NO_TEST = "no test tried gives it"
    NO_COUNTS = "there are no counts to test"
    SOME_COUNTS = "a test gives it for the items that have counts, and some have none"
    WEIGHTED = "the counts are weighted, and a test needs the unweighted ones"
    UNREADABLE = "it is not printed as a p-value"


def check_p_values(
    table: PrintedTable,
    counts: Replaced | None = None,
    *,
    alpha: Fraction = ALPHA,
    fisher_budget: int = BUDGET,
) -> tuple[Finding, ...]:
    """Check every printed p-value of a table against every test that it may come from.

    A p-value printed for the whole table is taken to stand for each of its items. The verdict is

    - exact where one test of whether the groups differ gives it for all of them, at the printed
      precision;
    - within rounding where one does if p-values are cut off instead of rounded;
    - not checkable where counts are missing and those that are there do not contradict it;
    - inconsistent otherwise. Tests that give it and ask something else are then named: a possible
      explanation, which says nothing of what was done.

    Args:
        table: the printed table.
        counts: counts and Ns to calculate with instead of the printed ones, such as a repair; see
            :data:`reproreport.audit.significance.crosstab.Replaced`.
        alpha: the level of significance that ``ns`` refers to.
        fisher_budget: how many tables Fisher's test may enumerate for one item.

    Returns:
        A finding for each printed p-value, in printed order. Its evidence holds all tests tried.
    """
    if not table.p_values:
        return ()
    tried = () if table.weighted else trials(table, counts, fisher_budget=fisher_budget)
    found: list[tuple[PrintedP, PrintedRange, tuple[Reproduction, ...]] | tuple[PrintedP, str]] = []
    for printed in table.p_values:
        try:
            meant = read_p(printed.text, alpha)
        except ValueError as error:
            found.append((printed, str(error)))
        else:
            found.append((printed, meant, reproductions(table, printed.item, meant, tried)))
    every = of_every_p([entry[2] for entry in found if len(entry) == 3])
    return tuple(
        _unreadable(table, *entry) if len(entry) == 2 else _check(table, counts, *entry, every)
        for entry in found
    )


class _Outcome(NamedTuple):
    """A verdict, its reason, and the end of the sentence that explains it."""

    verdict: Verdict
    reason: PValueReason
    words: str


def _check(
    table: PrintedTable,
    counts: Replaced | None,
    printed: PrintedP,
    meant: PrintedRange,
    tests: tuple[Reproduction, ...],
    every: tuple[str, ...],
) -> Finding:
    """Return the finding of one printed p-value."""
    outcome = _named(table, printed, meant, tests) or _judge(table, tests, has_name=bool(printed.test))
    of_whole = f"the whole table (taken for each of its {len(table.items)} items)"
    several = printed.item == "" and len(table.items) > 1
    of_what = of_whole if several else f"“{table.row_name(printed.item)}”" if printed.item else "the table"
    implied = _implied(table, printed.item, counts)
    taken = f"; {implied} of the counts follow from their percentages" if implied else ""
    explanation = f"{quoted(printed.text)} ({meant}) is printed for {of_what}, and {outcome.words}{taken}."
    evidence: dict[str, Evidence] = {
        "printed": printed.text,
        "low": meant.low,
        "high": meant.high,
        "item": printed.item,
        "implied_counts": implied,
        "named": printed.test or None,
        "share_of_two_digits": matched_share(tests),
        "reproduced_by": [found.name for found in tests if found.answers and found.complete],
        "answers_something_else": [
            {"test": found.name, "asks": found.question.value, "valid": found.question.valid}
            for found in tests
            if not found.answers and found.complete
        ],
        "reproduces_every_p": list(every),
        "tests": [_evidence(found) for found in tests],
    }
    return Finding(
        check=Check.P_VALUE,
        verdict=outcome.verdict,
        reason=outcome.reason,
        explanation=explanation,
        table=table.name,
        addresses=_addresses(table, printed.item),
        evidence=evidence,
    )


def _named(
    table: PrintedTable, printed: PrintedP, meant: PrintedRange, tests: Sequence[Reproduction]
) -> _Outcome | None:
    """Decide by the test that the source names, where it names one that tells."""
    if not printed.test:
        return None
    what = f"the source names “{printed.test}”"
    if "mcnemar" in printed.test.lower():
        return _paired(table, printed, meant, what)
    variants, correction = named(printed.test)
    if not variants:
        words = f"{what}, which the audit does not know"
        return _Outcome(Verdict.UNCHECKABLE, PValueReason.UNKNOWN_TEST, words)
    of_name = [
        found
        for found in tests
        if found.test.form is Form.ITEM
        and found.test.variant in variants
        and correction in found.test.adjusted
    ]
    if not correction:
        of_name = [found for found in of_name if not found.test.adjusted]
    return _by_name(tests, of_name, what)


def _by_name(tests: Sequence[Reproduction], of_name: Sequence[Reproduction], what: str) -> _Outcome | None:
    """Decide by the tests that the name may mean; None where they cannot be made."""
    if complete := [found for found in of_name if found.complete]:
        return _Outcome(Verdict.EXACT, PValueReason.REPRODUCED, f"{_gives(complete[0])}; {what}")
    if cut := [found for found in of_name if found.complete_if_cut]:
        words = f"{_gives(cut[0])} where p-values are cut off instead of rounded; {what}"
        return _Outcome(Verdict.WITHIN, PValueReason.CUT_OFF, words)
    if not any(found.p_values for found in of_name):
        return None
    others = [found for found in tests if found.answers and found.complete]
    words = f"{what}, and {_none(of_name)}"
    words += f"; {_gives(others[0])}" if others else ""
    return _Outcome(Verdict.INCONSISTENT, PValueReason.NAMED_OTHER, words)


def _paired(table: PrintedTable, printed: PrintedP, meant: PrintedRange, what: str) -> _Outcome:
    """Decide on McNemar's test: the table has its margins, which leave open how many changed their answer."""
    words = f"{what}, which compares each respondent's two answers, and the table does not show the pairs"
    found = crosstab(table, printed.item or table.items[0].id)
    if isinstance(found, NoCounts) or len(found.rows) != 2 or len(found.rows[0]) != 2:
        return _Outcome(Verdict.UNCHECKABLE, PValueReason.PAIRED, words)
    (first, others), (second, rest) = found.rows
    if first + others != second + rest:
        return _Outcome(Verdict.UNCHECKABLE, PValueReason.PAIRED, words)
    apart = abs(first - second)
    most = min(first, rest) + min(second, others)
    fitting = [
        changed
        for changed in range(apart, most + 1, 2)
        for corrected in (True, False)
        if isinstance(
            test := mcnemar((changed + apart) // 2, (changed - apart) // 2, corrected=corrected), PValue
        )
        and meant.contains(test.p_value)
    ]
    if not fitting:
        words = f"{what}, and with these counts no number of changed answers gives it"
        return _Outcome(Verdict.INCONSISTENT, PValueReason.NAMED_OTHER, words)
    words += f"; it gives this p if {min(fitting)} of the answers changed"
    words += f", or up to {max(fitting)}" if max(fitting) > min(fitting) else ""
    return _Outcome(Verdict.UNCHECKABLE, PValueReason.PAIRED, words)


def matched_share(tests: Sequence[Reproduction]) -> Fraction:
    """Return the share of the values 0.00 to 0.99 that some test of whether the groups differ would give.

    It says how little a match by any of so many tests tells.
    """
    values = set()
    for found in tests:
        if found.answers and len(found.p_values) == found.of:
            rounded = {round(100 * p_value) for p_value in found.p_values.values()}
            values |= rounded if len(rounded) == 1 else set()
    return Fraction(len(values - {100}), 100)


def _judge(table: PrintedTable, tests: Sequence[Reproduction], *, has_name: bool) -> _Outcome:
    """Decide from all tests of one printed p-value."""
    answering = [found for found in tests if found.answers]
    if complete := [found for found in answering if found.complete]:
        usual = [found for found in complete if not found.test.exotic]
        words = _gives((usual or complete)[0])
        if usual or has_name:
            return _Outcome(Verdict.EXACT, PValueReason.REPRODUCED, words)
        words += (
            f", which is a weak match: of the hundred values of two digits, "
            f"{matched_share(tests) * 100} are given by one of the tests tried"
        )
        return _Outcome(Verdict.EXACT, PValueReason.WEAK, words)
    if cut := [found for found in answering if found.complete_if_cut]:
        words = f"{_gives(cut[0])} where p-values are cut off instead of rounded"
        return _Outcome(Verdict.WITHIN, PValueReason.CUT_OFF, words)
    if unable := _uncheckable(table, answering):
        return _Outcome(Verdict.UNCHECKABLE, *unable)
    words = _none(answering)
    if not (others := [found for found in tests if not found.answers and found.complete]):
        return _Outcome(Verdict.INCONSISTENT, PValueReason.NO_TEST, words)
    # A test of each item says more than one of the whole table, a valid one more than another.
    other = min(others, key=lambda found: (not found.question.valid, found.test.form.of_table))
    words += f"; {_gives(other)}, but asks {other.question.value}"
    if not other.question.valid:
        words += ", and one respondent's responses depend on each other (Loughin and Scherer 1998)"
    return _Outcome(Verdict.INCONSISTENT, PValueReason.OTHER_QUESTION, words)


def _uncheckable(table: PrintedTable, answering: Sequence[Reproduction]) -> tuple[PValueReason, str] | None:
    """Return why a p-value that no test gives cannot be refuted either, if so."""
    if table.weighted:
        return PValueReason.WEIGHTED, "the table is weighted, so that its counts cannot be tested"
    if not answering:
        return PValueReason.NO_COUNTS, "the table has no such item"
    lacking = [
        why.text for found in answering for why in found.undefined.values() if isinstance(why, NoCounts)
    ]
    if not lacking:
        return None
    if not any(found.p_values for found in answering):
        return PValueReason.NO_COUNTS, f"there is nothing to test: {lacking[0]}"
    for found in answering:
        if found.p_values and len(found.rounded) == len(found.p_values):
            some = f"{found.name} gives it for {len(found.rounded)} of {found.of} items"
            return PValueReason.SOME_COUNTS, f"{some}; of the others, {lacking[0]}"
    return None


def _gives(found: Reproduction) -> str:
    """Say that a test gives the printed p-value."""
    if found.of == 1:
        return f"{found.name} gives {_p(found)}"
    return f"{found.name} gives it for all {found.of}"


def _none(answering: Sequence[Reproduction]) -> str:
    """Say that no test of whether the groups differ gives it, with the one that comes closest."""
    closest = max(answering, key=lambda found: (len(found.rounded), found.test.variant is Variant.PEARSON))
    untried = next(
        (
            reason.text
            for found in answering
            for reason in found.undefined.values()
            if isinstance(reason, Undefined) and reason.why is Why.BUDGET
        ),
        "",
    )
    but = f" (Fisher's exact test is not among them: {untried})" if untried else ""
    if closest.of == 1:
        return f"no test of whether the groups differ gives it{but}: {closest.name} gives {_p(closest)}"
    most = f"{closest.name} gives it for {len(closest.rounded) or 'none'} of {closest.of}"
    return f"no test of whether the groups differ gives it for all{but}: {most}"


def _p(found: Reproduction) -> str:
    """Return the only p-value of a test."""
    return "p " + format_p(next(iter(found.p_values.values())), 4, relation=True, language=ENGLISH)


def _unreadable(table: PrintedTable, printed: PrintedP, why: str) -> Finding:
    """Return the finding of what is no p-value."""
    return Finding(
        check=Check.P_VALUE,
        verdict=Verdict.UNCHECKABLE,
        reason=PValueReason.UNREADABLE,
        explanation=f"The printed p-value cannot be read: {why}.",
        table=table.name,
        evidence={"printed": printed.text, "item": printed.item},
    )


def _evidence(found: Reproduction) -> dict[str, Evidence]:
    """Return what one test says, as data."""
    return {
        "test": found.name,
        "variant": found.test.variant.name.lower(),
        "form": found.test.form.name.lower(),
        "asks": found.question.value,
        "answers": found.answers,
        "valid": found.question.valid,
        "gives_it_for": list(found.rounded),
        "of": found.of,
        "p_values": dict(found.p_values),
        "not_applicable": {item: reason.text for item, reason in found.undefined.items()},
    }


def _implied(table: PrintedTable, item: str, counts: Replaced | None) -> int:
    """Return how many counts are not printed and follow from their percentages."""
    items = [label.id for label in table.items if item in {"", label.id}]
    found = [cells(table, name, counts) for name in items]
    return sum(len(of_item.implied) for of_item in found if isinstance(of_item, Cells))


def _addresses(table: PrintedTable, item: str) -> tuple[Address, ...]:
    """Return the printed counts that a p-value is about."""
    groups = [group.id for group in table.levels]
    wanted = (
        Address(Part.COUNT, group, row, response)
        for row, response in table.rows()
        if item in {"", row}
        for group in groups
    )
    return tuple(address for address in wanted if address in table.numbers)
