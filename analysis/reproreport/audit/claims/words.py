"""Claims in words: one sentence with the numbers that decide, without its full stop."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from reproreport.audit.claims.claim import BoundClaim, Case, ClaimReason, Form
from reproreport.audit.claims.quantity import Counts, Order, Quantity
from reproreport.audit.finding import Verdict
from reproreport.numbers import half_up, quoted

_HOLDS = (Verdict.EXACT, Verdict.WITHIN)


class Answer(NamedTuple):
    """What a comparison gives: the verdict, why, and the sentence that explains it."""

    verdict: Verdict
    reason: ClaimReason
    words: str


class Pair(NamedTuple):
    """Two quantities of which a claim says that the first is the larger one, and how they stand.

    ``told_by_counts``: what is printed leaves it open, and the counts tell.
    """

    larger: Quantity
    smaller: Quantity
    found: Order
    told_by_counts: bool


def of_rows(stated: Quantity, target: Quantity) -> str:
    """Say how many rows are listed beside a stated number, and how many of them are distinct."""
    words = f"Stated: {stated.number({})}; listed: {target.listed} ({target.name})"
    if target.listed == target.counted:
        return words
    again = f" ({and_(target.repeats)})" if target.repeats else ""
    return f"{words}, {target.counted} of them distinct{again}"


def of_comparison(form: Form, case: Case, verdict: Verdict, deciding: Sequence[Pair], counts: Counts) -> str:
    """Say how the quantities of one comparison stand to each other.

    Args:
        form: what the claim asserts.
        case: the comparison.
        verdict: its verdict.
        deciding: the pairs that have this verdict.
        counts: counts that take the place of printed ones.
    """
    words = (_agreeing if verdict in _HOLDS else _against)(form, case, deciding, counts)
    if verdict is Verdict.WITHIN:
        words += "; their rounding could hide the opposite"
    return words + changes(case.quantities, counts)


def changes(quantities: Sequence[Quantity], counts: Counts) -> str:
    """Name the counts that take the place of printed ones."""
    changed = [
        f"{other} for the printed {quoted(str(printed))}"
        for quantity in quantities
        if (other := quantity.changed(counts)) is not None
        and (printed := quantity.printed_count()) is not None
    ]
    return f", with {and_(list(dict.fromkeys(changed)))}" if changed else ""


def in_cases(claim: BoundClaim, answers: Sequence[Answer], counts: Counts) -> str:
    """Say in which cases a claim holds, with the numbers of each."""
    about = [
        (case, answer, f"{case.name}: {_in_short(claim.form, case, counts)}")
        for case, answer in zip(claim.cases, answers, strict=True)
    ]
    held = [words for _, answer, words in about if answer.verdict in _HOLDS]
    failed = [words for _, answer, words in about if answer.verdict is Verdict.INCONSISTENT]
    open_ = [words for _, answer, words in about if answer.verdict is Verdict.UNCHECKABLE]
    parts = [f"Holds in {'all' if len(held) == len(about) else f'{len(held)} of'} {len(about)} cases"]
    parts[0] += f" ({'; '.join(held)})" if held else ""
    parts += [f"not in {len(failed)} ({'; '.join(failed)})"] if failed else []
    parts += [f"cannot be told in {len(open_)} ({'; '.join(open_)})"] if open_ else []
    return ", ".join(parts) + changes([q for case in claim.cases for q in case.quantities], counts)


def item_name(item: str) -> str:
    """Return what to call an item in a sentence: ``item 3``; nothing for a table's only question."""
    return f"item {item}" if item else ""


def and_(words: Sequence[str]) -> str:
    """Join words with commas and a last 'and'."""
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _lead(quantities: Sequence[Quantity]) -> str:
    """Return what the numbers of a comparison are: rows that were counted are not printed anywhere."""
    return "Counted" if all(quantity.counted is not None for quantity in quantities) else "Printed"


def _agreeing(form: Form, case: Case, deciding: Sequence[Pair], counts: Counts) -> str:
    by_counts = any(pair.told_by_counts for pair in deciding)
    lead = "By the counts" if by_counts else _lead(case.quantities)

    def text(quantity: Quantity) -> str:
        return _share_text(quantity, counts) if by_counts else quantity.text(counts)

    first, *others = case.quantities
    if form in (Form.LARGEST, Form.SMALLEST):
        nearest = max(others, key=lambda other: _rank(other, counts, form))
        of = f"the {form.value.split()[0]} of the {len(case.quantities)}"
        return f"{lead}: {text(first)}, {of}; the next is {text(nearest)}"
    if form is Form.ORDERED:
        return f"{lead}, from the largest to the smallest: {and_([text(one) for one in case.quantities])}"
    than = "half" if form is Form.MOST else and_([text(other) for other in others])
    return f"{lead}: {text(first)}, {'less' if form is Form.LESS else 'more'} than {than}"


def _against(form: Form, case: Case, deciding: Sequence[Pair], counts: Counts) -> str:
    pair = deciding[0]
    if pair.found is Order.SPLIT:
        two = [q for q in (pair.larger, pair.smaller) if q.counted is None]
        shares = [
            f"{_share_text(q, counts, name=False)} would be {half_up(exact, q.decimals())}%"
            for q in two
            if (exact := q.exact(counts)) is not None
        ]
        return (
            f"The percentages and the counts disagree: {and_([q.text(counts) for q in two])} "
            f"{'are' if len(two) > 1 else 'is'} printed, and {and_(shares)}"
        )
    if pair.found in (Order.NEAR, Order.NEAR_LESS):
        two = [pair.larger, pair.smaller] if form is not Form.MOST else [pair.larger]
        beside = "" if form is not Form.MOST else " to half"
        return (
            f"Printed: {and_([q.text(counts) for q in two])} {'are' if len(two) > 1 else 'is'} "
            f"too close{beside}, as rounding hides which is larger"
        )
    by_counts = all(one.told_by_counts for one in deciding)
    lead = "By the counts" if by_counts else _lead(case.quantities)

    def text(quantity: Quantity) -> str:
        return _share_text(quantity, counts) if by_counts else quantity.text(counts)

    first = case.quantities[0]
    if form in (Form.LARGEST, Form.SMALLEST):
        size, comparative = form.value.split()[0], "larger" if form is Form.LARGEST else "smaller"
        stronger = [one for one in deciding if one.found is Order.LESS]
        others = [one.smaller if one.larger is first else one.larger for one in stronger or deciding]
        verb = "is" if len(others) == 1 else "are"
        than = f"{verb} {comparative}" if stronger else f"{verb} the same"
        of = f"not the {size} of the {len(case.quantities)}" if stronger else f"not alone the {size}"
        return f"{lead}: {text(first)}, {of}; {and_([text(other) for other in others])} {than}"
    if form is Form.MOST:
        return f"{lead}: {text(first)}, not more than half"
    if form is Form.LESS:
        return f"{lead}: {text(pair.smaller)}, not less than {text(pair.larger)}"
    return f"{lead}: {text(pair.larger)}, not more than {text(pair.smaller)}"


def _in_short(form: Form, case: Case, counts: Counts) -> str:
    """Return a case's number, and for a comparison the one of the others that comes nearest or exceeds it."""
    first, *others = case.quantities
    if form is Form.MOST or not others:
        return first.number(counts)
    if form in (Form.EQUALS, Form.ORDERED):
        return ", ".join(quantity.number(counts) for quantity in case.quantities)
    other = max(others, key=lambda other: _rank(other, counts, form))
    return f"{first.number(counts)} against {other.number(counts)}"


def _share_text(quantity: Quantity, counts: Counts, *, name: bool = True) -> str:
    """Return the count and base behind a percentage, such as ``224 of 267 (item 2)``."""
    share = quantity.share(counts)
    if share is None:
        return quantity.text(counts)
    words = f"{share.count} of {share.base}"
    return f"{words} ({quantity.name})" if name and quantity.name else words


def _rank(quantity: Quantity, counts: Counts, form: Form) -> tuple[Fraction, Fraction]:
    """Return by what quantities are ranked for a sentence: as printed, then exactly.

    The highest is the one that comes nearest to being the largest, or the smallest where a form asks
    for that.
    """
    exact, interval = quantity.exact(counts), quantity.interval(counts)
    sign = -1 if form in (Form.SMALLEST, Form.LESS) else 1
    exactly = exact if exact is not None else Fraction()
    return sign * (sum(interval, Fraction()) / 2 if interval else exactly), sign * exactly
