"""The verdict on each printed percentage, from its count and what it is of."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from reproreport.audit.checks.percent_finding import (
    GIVES,
    OF,
    Outcome,
    PercentReason,
    groups_evidence,
    judge,
    percent_finding,
    power,
    rule_evidence,
)
from reproreport.audit.checks.ranges import check_ranges
from reproreport.audit.checks.total_percents import between_groups
from reproreport.audit.checks.without_count import without_count
from reproreport.audit.finding import Evidence, Finding, Verdict
from reproreport.audit.printed.cells import Cell, show
from reproreport.audit.printed.table import Base, PrintedTable
from reproreport.audit.rules.family import Rules
from reproreport.audit.rules.percents import RULES, allowed
from reproreport.audit.rules.relations import PercentRelation
from reproreport.audit.rules.rounding import Rounding, counts
from reproreport.numbers import quoted


def check_percentages(table: PrintedTable, rules: Rules) -> tuple[Finding, ...]:
    """Return a finding for each printed percentage, and one for each number out of range.

    Args:
        table: the table.
        rules: what :func:`reproreport.audit.rules.infer` says of it.
    """
    found = [_percentage(table, rules, cell) for cell in rules.grid.cells.values()]
    return (*found, *check_ranges(table, rules))


def _percentage(table: PrintedTable, rules: Rules, cell: Cell) -> Finding:
    """Return the finding on one percentage."""
    if cell.percent in rules.percents:
        return _counted(table, rules, cell, rules.percents[cell.percent])
    if cell.percent in rules.unpaired:
        return without_count(table, rules, cell, rules.unpaired[cell.percent])
    evidence: dict[str, Evidence] = {"percent": show(cell.units, cell.decimals), "base": None}
    if cell.count_at is not None:
        evidence["count"] = cell.counted
    printed = quoted(table.numbers[cell.percent].text)
    text = f"What the percentage {printed} is of is not printed, so it cannot be checked."
    outcome = Outcome(Verdict.UNCHECKABLE, PercentReason.NO_BASE, None)
    return percent_finding(table, outcome, text, (cell.percent,), evidence)


def _counted(table: PrintedTable, rules: Rules, cell: Cell, relation: PercentRelation) -> Finding:
    """Return the finding on a percentage beside a count."""
    base, family = relation.base_of(rules.values), rules.families[relation.family].rule
    count, scale = cell.counted, cell.scale
    sizes = allowed(count, cell.units, base, scale)
    outcome = judge(sizes, family, table.weighted)
    computed = show((2 * count * scale + base) // (2 * base), cell.decimals)
    percent = show(cell.units, cell.decimals)
    evidence: dict[str, Evidence] = {
        "count": count,
        "base": base,
        "base_is": relation.base.value,
        "percent": percent,
        "computed": computed,
        "exact": Fraction(100 * count, base),
        **rule_evidence(outcome.rule, family, sizes),
        "power": power(base, scale),
        "fits": [],
    }
    of = f"{base}{OF[relation.base] if relation.of or relation.base is Base.VALID else ''}"
    text = f"{count} of {of} is {computed}%, and {quoted(table.numbers[cell.percent].text)} is printed"
    if outcome.rule is Rounding.HALF_UP:
        text = f"{count} of {of} is {percent}%, as printed"
    elif outcome.rule is Rounding.COUNT:
        text = f"{percent}% of {of} rounds to {count}, as printed, while {count} of {base} is {computed}%"
    elif outcome.rule:
        text += f", {GIVES[outcome.rule]}"
    else:
        outcome, more = _explain(table, rules, cell, relation, outcome, evidence)
        text += more
    groups = between_groups(rules, cell)
    if groups:
        evidence |= groups_evidence(groups)
    return percent_finding(table, outcome, f"{text}.", relation.addresses, evidence)


def _explain(
    table: PrintedTable,
    rules: Rules,
    cell: Cell,
    relation: PercentRelation,
    outcome: Outcome,
    evidence: dict[str, Evidence],
) -> tuple[Outcome, str]:
    """Add to the evidence what would give a percentage that its count and base do not give."""
    base = relation.base_of(rules.values)
    rule = rules.families[relation.family].rule or Rounding.HALF_UP
    possible = counts(rule, cell.units, base, cell.scale)
    evidence["counts_possible"] = [possible.low, possible.high] if possible.size else None
    fits = list(_fits(rules, cell, base, rule))
    evidence["fits"] = [{"n": n, "base": kind.value, "group": group} for n, kind, group in fits]
    if outcome.verdict is Verdict.UNCHECKABLE:
        return outcome, "; the table is weighted, so that the two need not agree"
    if not fits:
        return outcome, ""
    n, kind, group = fits[0]
    name = table.group_name(group) if group else "its group"
    what = f", the N of {name}," if kind in (Base.OTHER, Base.TABLE, Base.GROUP) else OF[kind]
    text = (
        f"; {n}{what} would give it"
        if rule is not Rounding.COUNT
        else f"; {show(cell.units, cell.decimals)}% of {n}{what} rounds to {cell.counted}"
    )
    return outcome._replace(reason=PercentReason.ANOTHER_BASE), text


def _fits(rules: Rules, cell: Cell, base: int, rule: Rounding) -> Iterator[tuple[int, Base, str]]:
    """Yield the other numbers of the table with which the count gives the percentage."""
    grid, seen = rules.grid, {base}
    others = [
        (n, Base.TABLE if group == grid.total else Base.OTHER, group)
        for n, group in grid.others(cell.group).items()
    ]
    for kind in (Base.GROUP, Base.VALID, Base.ROW):
        of = grid.of(cell.group, cell.item, cell.response, kind)
        if of:
            others.append((of[1], kind, ""))
    for n, kind, group in others:
        if n not in seen and allowed(cell.counted, cell.units, n, cell.scale)[RULES.index(rule)]:
            seen.add(n)
            yield n, kind, group
