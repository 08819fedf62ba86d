"""Does a sentence's number or comparison hold against what its source prints?

A claim is bound to printed numbers by whoever reads it (:mod:`reproreport.audit.claims.read`); here it is
evaluated. The verdicts read: EXACT it holds, WITHIN it holds within rounding, INCONSISTENT it does
not hold, UNCHECKABLE it cannot be checked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from reproreport.audit.claims.claim import ClaimReason
from reproreport.audit.claims.words import Answer, and_, item_name
from reproreport.audit.finding import Evidence, Verdict
from reproreport.audit.rules.rounding import Rounding, percentages
from reproreport.audit.significance.crosstab import size
from reproreport.audit.table import Address, Base, Part, PrintedTable
from reproreport.languages import ENGLISH
from reproreport.numbers import format_p, half_up, quoted

if TYPE_CHECKING:
    from reproreport.audit.significance.recommended import Analysis, ItemTest
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from reproreport.audit.claims.claim import BoundClaim, Case, Form
from reproreport.audit.claims.quantity import Counts, Order, Quantity, Share, Unit, order
from reproreport.audit.claims.words import Pair, in_cases, of_comparison, of_rows
from reproreport.audit.finding import Check, Finding
from reproreport.audit.table import PrintedNumber
from reproreport.audit.table_audit import TableAudit


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
    answer = _differs_answer(analysis, items)
    if changed := _changed(table, items, counts):
        answer = answer._replace(words=f"{answer.words}, with {and_(changed)}")
    others: dict[str, Mapping[Address, int]] = {"with the counts as printed": {}} if counts else {}
    if implied := _implied(table, counts):
        changes = and_([f"{new} for the printed {quoted(str(old))}" for old, new in implied.values()])
        others[f"with {changes}, as the printed percentages ask"] = dict(counts) | {
            at: new for at, (_, new) in implied.items()
        }
    for name, used in others.items():
        other = _differs_answer(analyse(table, used, alpha=alpha), items)
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
        "tests": [_differs_evidence(test) for test in analysis.items if test.item in items],
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


def _differs_answer(analysis: Analysis, items: Sequence[str]) -> Answer:
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


def _differs_evidence(test: ItemTest) -> dict[str, Evidence]:
    return {"item": test.item, "method": test.method, "p": test.p_value, "adjusted": test.holm, "v": test.v}


_HALF: Final = Quantity("half", Unit.PERCENT, counted=Fraction(50))

_WORST: Final = tuple(Verdict)

_OF_ORDER: Final[Mapping[Order, tuple[Verdict, ClaimReason]]] = {
    Order.MORE: (Verdict.EXACT, ClaimReason.AGREES),
    Order.LESS: (Verdict.INCONSISTENT, ClaimReason.CONTRADICTED),
    Order.EQUAL: (Verdict.INCONSISTENT, ClaimReason.TIED),
    Order.NEAR_MORE: (Verdict.WITHIN, ClaimReason.ROUNDED),
    Order.NEAR_LESS: (Verdict.UNCHECKABLE, ClaimReason.TOO_CLOSE),
    Order.NEAR: (Verdict.UNCHECKABLE, ClaimReason.TOO_CLOSE),
    Order.SPLIT: (Verdict.UNCHECKABLE, ClaimReason.SPLIT),
}

_OF_VERDICT: Final[Mapping[Verdict, ClaimReason]] = {
    Verdict.EXACT: ClaimReason.AGREES,
    Verdict.WITHIN: ClaimReason.ROUNDED,
    Verdict.INCONSISTENT: ClaimReason.CONTRADICTED,
}

#: The rules that round a share to a percentage.
_FROM_COUNTS: Final = tuple(rule for rule in Rounding if rule not in (Rounding.COUNT, Rounding.ONE_UNIT))


def evaluate(claim: BoundClaim, counts: Counts | None = None, *, alpha: float = 0.05) -> Finding:
    """Return whether a claim holds.

    A stated percentage is compared with the printed one. In a comparison, the exact shares decide
    where counts and Ns are printed too; where they say the opposite of the printed percentages, the
    claim cannot be checked.

    Args:
        claim: the claim.
        counts: counts to use in the place of printed ones, such as those that the margins support.
        alpha: the level that an adjusted p-value must not exceed for a significant difference.
    """
    given = counts or {}
    evidence: dict[str, Evidence] = {"claim": claim.id, "says": claim.says, "form": claim.form.value}
    quantities = [quantity for case in claim.cases for quantity in case.quantities]
    addresses = [at for quantity in quantities for at in quantity.addresses()]
    if claim.unbound:
        why = f"Cannot be checked: {claim.unbound.rstrip('.')}"
        answer = Answer(Verdict.UNCHECKABLE, ClaimReason.UNBOUND, why)
    elif claim.table is not None:
        changed = given.get(claim.table.name, {})
        answer, found, tested = difference(claim.table, claim.items, changed, alpha)
        evidence |= found
        addresses += tested
    else:
        answers = [_answer(claim.form, case, given) for case in claim.cases]
        answer = _all(claim, answers, given)
        evidence["cases"] = [
            _evidence(case, one, given) for case, one in zip(claim.cases, answers, strict=True)
        ]
    origins = [claim.origin, *(origin for quantity in quantities for origin in quantity.origin)]
    return Finding(
        check=Check.CLAIM,
        verdict=answer.verdict,
        reason=answer.reason,
        explanation=f"{answer.words}.",
        table=claim.file,
        addresses=tuple(dict.fromkeys(addresses)),
        evidence=evidence,
        origin=tuple(dict.fromkeys(origin for origin in origins if origin)),
    )


def _answer(form: Form, case: Case, counts: Counts) -> Answer:
    """Evaluate one comparison."""
    if form is not Form.EQUALS:
        return _compared(form, case, counts)
    stated, target = case.quantities
    return _listed(stated, target) if target.listed is not None else _equal(stated, target, counts)


def _all(claim: BoundClaim, answers: list[Answer], counts: Counts) -> Answer:
    """Return the answer to a claim of several comparisons, all of which must hold."""
    if len(answers) == 1:
        return answers[0]
    worst = max(answers, key=lambda answer: _WORST.index(answer.verdict))
    held = [answer for answer in answers if answer.verdict in (Verdict.EXACT, Verdict.WITHIN)]
    some = worst.verdict is Verdict.INCONSISTENT and held
    reason = ClaimReason.SOME_CASES if some else worst.reason
    return Answer(worst.verdict, reason, in_cases(claim, answers, counts))


def _listed(stated: Quantity, target: Quantity) -> Answer:
    """Compare a stated number with rows that were counted."""
    value = stated.printed.value if stated.printed is not None else None
    words = of_rows(stated, target)
    if value == target.counted:
        return Answer(Verdict.EXACT, ClaimReason.AGREES, words)
    repeated = value == target.listed
    return Answer(Verdict.INCONSISTENT, ClaimReason.REPEATED if repeated else ClaimReason.CONTRADICTED, words)


def _equal(stated: Quantity, target: Quantity, counts: Counts) -> Answer:
    """Compare a stated number with a printed one, or with the share that stands for it."""
    number, printed, share = stated.printed, target.printed, target.share(counts)
    assert number is not None  # noqa: S101  (a stated number is a printed one)
    lead = f"Stated: {stated.number({})}"
    if printed is None and share is not None:
        decimals, scale = number.decimals, 100 * 10**number.decimals
        fits = [r for r in _FROM_COUNTS if number.units in percentages(r, share.count, share.base, scale)]
        verdict = Verdict.WITHIN if fits else Verdict.INCONSISTENT
        verdict = Verdict.EXACT if Rounding.HALF_UP in fits else verdict
        of = f"{share.count} of {share.base} is {half_up(share.percent, decimals)}%"
        return Answer(verdict, _OF_VERDICT[verdict], f"{lead}; {of} ({target.name})")
    words = f"{lead}; printed: {target.text({})}"
    if printed is not None and printed.decimals == number.decimals:
        verdict = Verdict.EXACT if printed.units == number.units else Verdict.INCONSISTENT
    else:
        verdict = Verdict.WITHIN if _overlap(stated, target) else Verdict.INCONSISTENT
        total = target.interval({})
        if target.parts and total is not None:
            middle = (total.low + total.high) / 2
            verdict = Verdict.EXACT if middle == number.value else verdict
            words += f", together {half_up(middle, max(part.decimals() for part in target.parts))}"
    if printed is None or share is None or _follows(printed, share):
        return Answer(verdict, _OF_VERDICT[verdict], words)
    of = f"{share.count} of {share.base} would be {half_up(share.percent, printed.decimals)}%"
    reason = _OF_VERDICT[verdict] if verdict is Verdict.INCONSISTENT else ClaimReason.OTHER_SHARE
    return Answer(verdict, reason, f"{words}, where {of}")


def _overlap(one: Quantity, other: Quantity) -> bool:
    """Return whether two printed numbers may stand for one value."""
    left, right = one.interval({}), other.interval({})
    return left is not None and right is not None and left.low <= right.high and right.low <= left.high


def _follows(printed: PrintedNumber, share: Share) -> bool:
    """Return whether a printed percentage is that of its count and N, rounded by some rule."""
    scale = 100 * 10**printed.decimals
    return any(printed.units in percentages(rule, share.count, share.base, scale) for rule in _FROM_COUNTS)


def _compared(form: Form, case: Case, counts: Counts) -> Answer:
    """Evaluate a comparison of quantities: it holds where every pair that it consists of does."""
    pairs = _pairs(form, case, counts)
    worst = max((_OF_ORDER[pair.found][0] for pair in pairs), key=_WORST.index)
    # What contradicts the claim outright comes before what only equals.
    deciding = sorted(
        (pair for pair in pairs if _OF_ORDER[pair.found][0] is worst),
        key=lambda pair: pair.found is not Order.LESS,
    )
    reason = _OF_ORDER[deciding[0].found][1]
    if worst is Verdict.EXACT and any(pair.told_by_counts for pair in pairs):
        reason = ClaimReason.COUNTS_TELL
    return Answer(worst, reason, of_comparison(form, case, worst, deciding, counts))


def _pairs(form: Form, case: Case, counts: Counts) -> list[Pair]:
    """Return the pairs of which a claim says that the first is larger than the second."""
    first, *others = case.quantities
    if form is Form.MOST:
        couples = [(first, _HALF)]
    elif form is Form.ORDERED:
        line = case.quantities
        # Not only neighbours: 1–2, 0–3 and 2–3 cannot fall, though each neighbour may be less.
        couples = [(one, other) for at, one in enumerate(line) for other in line[at + 1 :]]
    else:
        couples = [(first, other) for other in others]
    if form in (Form.SMALLEST, Form.LESS):
        couples = [(other, one) for one, other in couples]
    return [Pair(one, other, *order(one, other, counts)) for one, other in couples]


def _evidence(case: Case, answer: Answer, counts: Counts) -> dict[str, Evidence]:
    """Return the numbers behind one comparison."""
    numbers: list[dict[str, Evidence]] = []
    for quantity in case.quantities:
        share, exact = quantity.share(counts), quantity.exact(counts)
        one: dict[str, Evidence] = {"name": quantity.name, "unit": quantity.unit.value}
        if quantity.printed is not None:
            one["printed"] = quantity.printed.text
        if quantity.listed is not None:
            one |= {"listed": quantity.listed, "repeats": list(quantity.repeats)}
        if share is not None:
            one |= {"count": share.count, "base": share.base}
        if exact is not None:
            one["exact"] = exact
        numbers.append(one)
    return {
        "case": case.name,
        "verdict": answer.verdict.value,
        "reason": str(answer.reason.value),
        "numbers": numbers,
    }


@dataclass(frozen=True)
class ClaimAudit:
    """What the audit says of one claim.

    Attributes:
        claim: the claim.
        finding: whether it holds against what is printed.
        supported: whether it holds with the counts that the tables support; None where that makes no
            difference.
    """

    claim: BoundClaim
    finding: Finding
    supported: Finding | None = None

    @property
    def changed_to(self) -> Finding | None:
        """Return the second verdict where it is another one than the first."""
        again = self.supported
        return again if again and again.verdict is not self.finding.verdict else None

    @property
    def why_changed(self) -> str:
        """Return why the second verdict is another one; nothing where the first one says so already.

        Whether groups differ is explained with both counts at once.
        """
        again = self.changed_to
        return again.explanation if again and self.claim.form is not Form.DIFFERS else ""


def audit_claims(
    claims: Iterable[BoundClaim], audits: Iterable[TableAudit] = (), *, alpha: float = 0.05
) -> tuple[ClaimAudit, ...]:
    """Evaluate claims.

    Args:
        claims: the claims.
        audits: the audits of the tables that they are bound to, with their repairs.
        alpha: the level of significance for claims that groups differ.
    """
    counts = {audit.table.name: audit.changed for audit in audits if audit.changed}
    found = []
    for claim in claims:
        finding = evaluate(claim, alpha=alpha)
        again = evaluate(claim, counts, alpha=alpha) if counts else finding
        differs = (again.verdict, again.explanation) != (finding.verdict, finding.explanation)
        found.append(ClaimAudit(claim, finding, again if differs else None))
    return tuple(found)
