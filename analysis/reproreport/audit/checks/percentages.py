"""The verdict on each printed percentage, from its count and what it is of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Final, NamedTuple

from reproreport.audit.checks.means import mean_cells
from reproreport.audit.finding import Check, Evidence, Finding, Reason, Verdict
from reproreport.audit.rules.family import BlockKind, Rules
from reproreport.audit.rules.grid import Cell, show
from reproreport.audit.rules.percents import RULES, Sizes, allowed, effective, reachable
from reproreport.audit.rules.relations import Family, PercentRelation
from reproreport.audit.rules.rounding import Rounding, Span, counts
from reproreport.audit.table import Address, Base, PrintedTable
from reproreport.numbers import quoted

#: By how many half units a percentage that was rounded somehow can be off, at most.
LOOSE = 3


class Between(NamedTuple):
    """Where the percentage of all lies, by the groups' percentages and Ns.

    Attributes:
        span: from where to where, in percent: the mean of the groups' percentages, weighted with their
            Ns, if each is off by at most half a unit of its last place.
        agrees: whether the printed percentage of all, off by as much, can lie there.
        possible: whether it can if each percentage is off by at most one and a half units.
    """

    span: tuple[Fraction, Fraction]
    agrees: bool
    possible: bool


def between_groups(rules: Rules, cell: Cell) -> Between | None:
    """Return where the groups' percentages put a percentage of the total column.

    None where they do not tell: the cell is of no total, the percentages are not of the groups' Ns,
    these do not add to the total N, or a percentage is missing or has other decimals.
    """
    grid, families = rules.grid, rules.families
    if cell.group != grid.total or not grid.levels or grid.implied:
        return None
    for family in (Family.PERCENT, Family.TOTAL_PERCENT):
        if family not in families or families[family].base not in (Base.GROUP, Base.TABLE):
            return None
    if families[Family.PERCENT].base is not Base.GROUP or rules.blocks:
        return None
    found = [grid.cells.get((level, cell.item, cell.response)) for level in grid.levels]
    sizes = [grid.sizes[level][1] for level in grid.levels]
    size = sum(sizes)
    if size != grid.sizes[cell.group][1] or size == 0:
        return None
    weighted = 0
    for part, n in zip(found, sizes, strict=True):
        if part is None or part.scale != cell.scale:
            return None
        weighted += 2 * n * part.units
    # In half units of the last place, times the total N.
    off = abs(weighted - 2 * size * cell.units)
    per_percent = 2 * size * cell.scale // 100
    return Between(
        (Fraction(weighted - size, per_percent), Fraction(weighted + size, per_percent)),
        agrees=off <= 2 * size,
        possible=off <= 2 * LOOSE * size,
    )


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


class RangeReason(Reason):
    """Why a number is out of range."""

    COUNT_ABOVE_SIZE = "a count is above its N"
    ABOVE_100 = "a percentage is above 100"
    LOST_MARK = "a percentage is above 100, and within it with a decimal mark"


def check_ranges(table: PrintedTable, rules: Rules) -> Iterator[Finding]:
    """Yield the counts above their N, and the percentages above 100."""
    sizes = {
        block.group: block.size
        for block in rules.blocks
        if block.item is None and block.kind is not BlockKind.BASE
    }
    for (group, item, _), (address, count) in rules.grid.counts.items():
        at, printed = rules.grid.size(group, item)
        if not printed or group in rules.grid.implied:
            continue
        size = max(printed, sizes.get(group, 0))
        if count > size:
            yield Finding(
                Check.RANGE,
                Verdict.UNCHECKABLE if table.weighted else Verdict.INCONSISTENT,
                RangeReason.COUNT_ABOVE_SIZE,
                f"{quoted(str(count))} is printed for a group of {size}.",
                table.name,
                (address, at),
                {"count": count, "limit": size},
                (table.where(address),) if table.where(address) else (),
            )
    usual = Counter(cell.decimals for cell in rules.grid.cells.values() if cell.units <= cell.scale)
    decimals = usual.most_common(1)[0][0] if usual else 0
    for cell in rules.grid.cells.values():
        if cell.units > cell.scale:
            yield _above(table, rules, cell, decimals)


def _above(table: PrintedTable, rules: Rules, cell: Cell, decimals: int) -> Finding:
    """Return the finding on a percentage above 100."""
    percent, scale = show(cell.units, cell.decimals), 100 * 10**decimals
    evidence: dict[str, Evidence] = {"percent": percent, "lost_mark": None}
    reason, text = RangeReason.ABOVE_100, f"{quoted(table.numbers[cell.percent].text)} is printed, above 100%"
    if decimals > cell.decimals and cell.units <= scale:
        relation = rules.percents.get(cell.percent)
        family = rules.families.get(relation.family) if relation else None
        base = relation.base_of(rules.values) if relation else 0
        fits = effective(allowed(cell.counted, cell.units, base, scale), family.rule if family else None)
        evidence |= {"lost_mark": show(cell.units, decimals), "fits": fits is not None}
        reason = RangeReason.LOST_MARK
        text += f"; with a decimal mark it is {show(cell.units, decimals)}%"
        text += f", which {cell.counted} of {base} gives" if fits else ""
    where = table.where(cell.percent)
    return Finding(
        Check.RANGE,
        Verdict.INCONSISTENT,
        reason,
        f"{text}.",
        table.name,
        (cell.percent,),
        evidence,
        (where,) if where else (),
    )


def check_percentages(table: PrintedTable, rules: Rules) -> tuple[Finding, ...]:
    """Return a finding for each printed percentage, and one for each number out of range.

    Args:
        table: the table.
        rules: what :func:`reproreport.audit.rules.infer` says of it.
    """
    found = [_percentage(table, rules, cell) for cell in rules.grid.cells.values()]
    return (*found, *check_ranges(table, rules), *check_unread(table))


class CellReason(Reason):
    """Why a printed cell is not checked."""

    BOUND = "a bound is printed, and no number"
    OTHER = "what is printed is no count and no percentage"


def check_unread(table: PrintedTable) -> Iterator[Finding]:
    """Yield what is printed and cannot be checked, so that nobody takes it for checked."""
    means = mean_cells(table)
    for address, text in table.unread.items():
        if address in means:
            continue
        bound = text[:1] in "<>≤≥"
        reason = CellReason.BOUND if bound else CellReason.OTHER
        words = "a bound and no number" if bound else "no count and no percentage"
        yield Finding(
            Check.CELL,
            Verdict.UNCHECKABLE,
            reason,
            f"{quoted(text)} is printed, {words}: it is not checked.",
            table.name,
            (address,),
            {"printed": text},
            (table.where(address),) if table.where(address) else (),
        )


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
