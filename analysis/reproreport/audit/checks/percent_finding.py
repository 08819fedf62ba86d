"""What findings on percentages have in common: reasons, verdicts, words."""

from __future__ import annotations

from fractions import Fraction
from typing import Final, NamedTuple

from reproreport.audit.checks.total_percents import Between
from reproreport.audit.finding import Check, Evidence, Finding, Reason, Verdict
from reproreport.audit.printed.table import Address, Base, PrintedTable
from reproreport.audit.rules.percents import RULES, Sizes, effective
from reproreport.audit.rules.rounding import Rounding


class PercentReason(Reason):
    """Why a percentage has its verdict."""

    HALF_UP = "its count and base give it, rounded half up"
    OTHER_RULE = "its count and base give it under another rounding rule"
    FROM_PERCENT = "its count is the percentage of the base, rounded"
    DIFFERS = "its count and base give another percentage"
    ANOTHER_BASE = "its count gives it with another number of the table as the base"
    POSSIBLE = "no count is printed, and one gives it"
    IMPOSSIBLE = "no count is printed, and none gives it"
    BEYOND_GROUPS = "no count is printed, and the groups' percentages give another one"
    NO_COUNT = "no count is printed, and every percentage has one that is rounded from it"
    NO_POWER = "no count is printed, and the base is so large that every percentage has one"
    NO_BASE = "what it is of is not printed"
    WEIGHTED = "the table is weighted, so that percentages need not follow from printed counts"


OF: Final = {
    Base.GROUP: "",
    Base.VALID: ", the answers counted,",
    Base.ROW: ", the total of the row,",
    Base.TABLE: ", the N of the table,",
    Base.OTHER: ", the N of another column,",
    Base.PART: ", the count of another row,",
}

GIVES: Final = {
    Rounding.HALF_UP: "rounded half up",
    Rounding.HALF_EVEN: "rounded half to even",
    Rounding.HALF_DOWN: "rounded half down",
    Rounding.TRUNCATED: "cut off instead of rounded",
    Rounding.CEILING: "rounded up",
    Rounding.ONE_UNIT: "one unit of the last place away",
    Rounding.COUNT: "whose count is rounded from it",
}


class Outcome(NamedTuple):
    """A verdict with its reason, and the rule that gives the percentage."""

    verdict: Verdict
    reason: PercentReason
    rule: Rounding | None


def judge(sizes: Sizes, family: Rounding | None, weighted: bool) -> Outcome:
    """Return the verdict on a percentage with a count, from what each rule allows there."""
    if sizes[0]:
        return Outcome(Verdict.EXACT, PercentReason.HALF_UP, Rounding.HALF_UP)
    rule = effective(sizes, family)
    if rule:
        count = rule is Rounding.COUNT
        return Outcome(
            Verdict.WITHIN, PercentReason.FROM_PERCENT if count else PercentReason.OTHER_RULE, rule
        )
    if weighted:
        return Outcome(Verdict.UNCHECKABLE, PercentReason.WEIGHTED, None)
    return Outcome(Verdict.INCONSISTENT, PercentReason.DIFFERS, None)


def rule_evidence(rule: Rounding | None, family: Rounding | None, sizes: Sizes) -> dict[str, Evidence]:
    """Return the rule that gives a percentage beside the one that its family follows."""
    return {
        "rule": rule.value if rule else None,
        "family_rule": family.value if family else None,
        "departs": family is not None and not sizes[RULES.index(family)],
    }


def power(base: int, scale: int) -> Fraction:
    """Return how large a part of all percentages no count of the base gives, at least."""
    return Fraction(max(0, scale - base), scale)


def groups_evidence(groups: Between) -> dict[str, Evidence]:
    """Return as evidence what the groups' percentages say of the total's."""
    return {"groups_give": list(groups.span), "groups_agree": groups.agrees}


def percent_finding(
    table: PrintedTable,
    outcome: Outcome,
    text: str,
    addresses: tuple[Address, ...],
    evidence: dict[str, Evidence],
) -> Finding:
    """Return the finding on a percentage."""
    return Finding(
        check=Check.PERCENT,
        verdict=outcome.verdict,
        reason=outcome.reason,
        explanation=text,
        table=table.name,
        addresses=addresses,
        evidence=evidence,
        origin=tuple(where for where in map(table.where, addresses[:2]) if where),
    )
