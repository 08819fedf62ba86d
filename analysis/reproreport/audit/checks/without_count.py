"""The verdict on a percentage without a count: whether any count can give it."""

from __future__ import annotations

from reproreport.audit.checks.percent_finding import (
    GIVES,
    Outcome,
    PercentReason,
    groups_evidence,
    judge,
    percent_finding,
    power,
    rule_evidence,
)
from reproreport.audit.checks.total_percents import between_groups
from reproreport.audit.finding import Evidence, Finding, Verdict
from reproreport.audit.printed.cells import Cell, show
from reproreport.audit.printed.table import PrintedTable
from reproreport.audit.rules.family import Rules
from reproreport.audit.rules.percents import reachable
from reproreport.audit.rules.relations import Family
from reproreport.audit.rules.rounding import Rounding, Span, counts
from reproreport.numbers import quoted


def without_count(table: PrintedTable, rules: Rules, cell: Cell, base: int) -> Finding:
    """Return the finding on a percentage without a count: whether any count can give it (GRIM)."""
    total = cell.group == rules.grid.total
    family = rules.families[Family.TOTAL_PERCENT if total else Family.PERCENT]
    percent, printed = show(cell.units, cell.decimals), quoted(table.numbers[cell.percent].text)
    sizes = reachable(cell.units, base, cell.scale)
    outcome = judge(sizes, family.rule, table.weighted)
    rule = outcome.rule or family.rule or Rounding.HALF_UP
    possible = counts(rule, cell.units, base, cell.scale).meet(Span(0, base))
    groups = between_groups(rules, cell)
    if groups and not groups.possible and not table.weighted:
        outcome = Outcome(Verdict.INCONSISTENT, PercentReason.BEYOND_GROUPS, outcome.rule)
        low, high = (show(max(0, round(100 * end)), 2) for end in groups.span)
        text = f"The groups' percentages give {low}% to {high}% for all, and {printed} is printed"
    elif family.rule is Rounding.COUNT and cell.units <= cell.scale:
        outcome = Outcome(Verdict.UNCHECKABLE, PercentReason.NO_COUNT, None)
        text = f"{printed} stands without the count that would have been rounded from it"
    elif outcome.verdict is Verdict.INCONSISTENT:
        outcome = outcome._replace(reason=PercentReason.IMPOSSIBLE)
        below = min(base - 1, cell.units * base // cell.scale)
        near = " and ".join(
            f"{count} ({show((2 * count * cell.scale + base) // (2 * base), cell.decimals)}%)"
            for count in (below, below + 1)
        )
        text = f"No count of {base} gives {percent}%; the nearest are {near}"
    elif outcome.verdict is Verdict.UNCHECKABLE:
        text = f"No count of {base} gives {percent}%, but the table is weighted"
    elif base >= cell.scale:
        outcome = Outcome(Verdict.UNCHECKABLE, PercentReason.NO_POWER, None)
        text = f"Some count of {base} gives every percentage as precise as {percent}%"
    else:
        outcome = outcome._replace(reason=PercentReason.POSSIBLE)
        which = f"{possible.low}" if possible.size == 1 else f"{possible.low} to {possible.high}"
        text = f"No count is printed; {which} of {base} gives {percent}%"
        text += f", {GIVES[rule]}" if outcome.verdict is Verdict.WITHIN else ""
    evidence: dict[str, Evidence] = {
        "count": None,
        "base": base,
        "base_is": family.base.value if family.base else None,
        "percent": percent,
        **rule_evidence(outcome.rule, family.rule, sizes),
        "power": power(base, cell.scale),
        "counts_possible": [possible.low, possible.high] if possible.size else None,
    }
    if groups:
        evidence |= groups_evidence(groups)
    return percent_finding(table, outcome, f"{text}.", (cell.percent,), evidence)
