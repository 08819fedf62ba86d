"""Claims that groups differ significantly, against the tests that fit the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from reproreport.audit.claims.claim import ClaimReason
from reproreport.audit.claims.words import Answer, and_, item_name
from reproreport.audit.finding import Evidence, Verdict
from reproreport.audit.printed.table import Address, Base, Part, PrintedTable
from reproreport.audit.rules.rounding import Rounding, percentages
from reproreport.audit.significance.crosstab import size
from reproreport.languages import ENGLISH
from reproreport.numbers import format_p, half_up, quoted

if TYPE_CHECKING:
    from reproreport.audit.significance.recommended import Analysis, ItemTest


def difference(
    table: PrintedTable, items: Sequence[str], counts: Mapping[Address, int], alpha: float
) -> tuple[Answer, dict[str, Evidence], list[Address]]:
    """Return whether the groups differ in any of some items, by the recommended analysis.

    All items of the table are one family of tests; a p-value counts as adjusted by Holm.

    Where a count does not go with its printed percentage, and the answer would be another one with
    the count that the percentage asks for, the claim cannot be checked.

    Args:
        table: the printed table.
        items: the items that the claim speaks of.
        counts: counts to use in the place of printed ones.
        alpha: the level that an adjusted p-value must not exceed.

    Returns:
        The answer, the evidence, and the addresses of the counts that were tested.
    """
    # scipy and statsmodels take half a second to load, and most claims need neither.
    from reproreport.audit.significance.recommended import analyse

    analysis = analyse(table, counts, alpha=alpha)
    answer = _answer(analysis, items)
    if changed := _changed(table, items, counts):
        answer = answer._replace(words=f"{answer.words}, with {and_(changed)}")
    others: dict[str, Mapping[Address, int]] = {"with the counts as printed": {}} if counts else {}
    if implied := _implied(table, counts):
        changes = and_([f"{new} for the printed {quoted(str(old))}" for old, new in implied.values()])
        others[f"with {changes}, as the printed percentages ask"] = dict(counts) | {
            at: new for at, (_, new) in implied.items()
        }
    for name, used in others.items():
        other = _answer(analyse(table, used, alpha=alpha), items)
        if other.verdict is not answer.verdict:
            words = f"{answer.words}; {name}, {_lower(other.words)}"
            answer = (
                Answer(Verdict.UNCHECKABLE, ClaimReason.SPLIT, words)
                if used
                else answer._replace(words=words)
            )
    evidence: dict[str, Evidence] = {
        "family": analysis.family,
        "alpha": alpha,
        "adjustment": "Holm",
        "tests": [_evidence(test) for test in analysis.items if test.item in items],
        "untested": {one.item: one.reason for one in analysis.untested if one.item in items},
    }
    cells = [at for at in table.numbers if at.part is Part.COUNT and at.item in items]
    levels = {group.id for group in table.levels}
    return answer, evidence, [at for at in cells if at.group in levels]


def _changed(table: PrintedTable, items: Sequence[str], counts: Mapping[Address, int]) -> list[str]:
    """Name the counts of some items that take the place of printed ones."""
    printed = {at: table.numbers.get(at) for at in counts if at.part is Part.COUNT and at.item in items}
    return [
        f"{counts[at]} for the printed {quoted(number.text)}"
        for at, number in printed.items()
        if number is not None and number.units != counts[at]
    ]


def _implied(table: PrintedTable, counts: Mapping[Address, int]) -> dict[Address, tuple[int, int]]:
    """Return the counts that no rounding ties to their printed percentages, and what those ask for."""
    found = {}
    for group in table.levels:
        for item, response in table.rows():
            at = Address(Part.COUNT, group.id, item, response)
            printed, percent = table.numbers.get(at), table.percent(item, response, group.id)
            n = size(table, group.id, item, counts)
            if at in counts or printed is None or percent is None or not n:
                continue
            scale = 100 * 10**percent.decimals
            tied = any(percent.units in percentages(rule, printed.units, n, scale) for rule in Rounding)
            asked = int(half_up(Fraction(percent.units * n, scale), 0))
            if not tied and asked <= n:
                found[at] = (printed.units, asked)
    return found if table.percent_of in (None, Base.GROUP) and not table.weighted else {}


def _lower(words: str) -> str:
    """Return a sentence as it goes on after a semicolon."""
    return f"{words[0].lower()}{words[1:]}"


def _answer(analysis: Analysis, items: Sequence[str]) -> Answer:
    """Return what an analysis says of some items."""
    tests = [test for test in analysis.items if test.item in items]
    untested = [one for one in analysis.untested if one.item in items]
    differing = [test for test in tests if test.decision.holm]
    number = len(analysis.items)
    over = f"adjusted by Holm for {number} test{'s' if number > 1 else ''}"
    if differing:
        words = f"{len(differing)} of {len(items)} items" if len(items) > 1 else "The item"
        found = and_([_shown(test) for test in differing])
        words = f"{words} differ{'s' if len(differing) == 1 else ''} significantly, {over}: {found}"
        return Answer(Verdict.EXACT, ClaimReason.SIGNIFICANT, words)
    if untested:
        words = and_([f"{item_name(one.item) or 'the table'}: {one.reason.rstrip('.')}" for one in untested])
        return Answer(Verdict.UNCHECKABLE, ClaimReason.NO_TEST, f"Not every item can be tested ({words})")
    nearest = min(tests, key=lambda test: test.holm)
    if len(items) == 1:
        words = f"The item does not differ significantly, {over}: {_shown(nearest)}"
    else:
        words = f"None of {len(items)} items differs significantly, {over}: nearest is {_shown(nearest)}"
    return Answer(Verdict.INCONSISTENT, ClaimReason.NOT_SIGNIFICANT, words)


def _shown(test: ItemTest) -> str:
    """Return a test's p-values in words."""
    alone, adjusted = (
        format_p(p_value, relation=True, language=ENGLISH) for p_value in (test.p_value, test.holm)
    )
    return f"{item_name(test.item) or 'it'} with p {alone}, adjusted p {adjusted}"


def _evidence(test: ItemTest) -> dict[str, Evidence]:
    return {"item": test.item, "method": test.method, "p": test.p_value, "adjusted": test.holm, "v": test.v}
