"""Does a sentence's number or comparison hold against what its source prints?

A claim is bound to printed numbers by whoever reads it (:mod:`reproreport.sources.claims.read`); here it is
evaluated. The verdicts read: EXACT it holds, WITHIN it holds within rounding, INCONSISTENT it does
not hold, UNCHECKABLE it cannot be checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from reproreport.audit.claims.claim import BoundClaim, Case, ClaimReason, Form
from reproreport.audit.claims.differs import difference
from reproreport.audit.claims.quantity import Counts, Order, Quantity, Share, Unit, order
from reproreport.audit.claims.words import Answer, Pair, in_cases, of_comparison, of_rows
from reproreport.audit.finding import Check, Evidence, Finding, Verdict
from reproreport.audit.printed.number import PrintedNumber
from reproreport.audit.rules.rounding import Rounding, percentages
from reproreport.numbers import half_up

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
