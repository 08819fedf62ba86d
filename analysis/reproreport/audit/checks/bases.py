"""What a table's percentages are of: the base that explains them, and the blocks with another N."""

from __future__ import annotations

from reproreport.audit.finding import Check, Evidence, Finding, Reason, Verdict
from reproreport.audit.rules.family import Block, BlockKind, FamilyRule, Rules
from reproreport.audit.rules.grid import Cell, Grid
from reproreport.audit.rules.percents import BY_COUNT, RULES, allowed
from reproreport.audit.rules.relations import Family
from reproreport.audit.rules.rounding import Rounding
from reproreport.audit.table import Address, Base, PrintedTable
from reproreport.numbers import quoted


class BaseReason(Reason):
    """Why percentages are taken to be of something."""

    AS_STATED = "the stated base explains them"
    INFERRED = "no base is stated, and this one explains most"
    NOT_STATED = "another base than the stated one explains most"
    UNTRIED = "what the stated base is made of is not printed"
    NOT_TOLD = "no counts are printed, and other bases allow the percentages as well"
    NO_RULE = "no base and rounding rule explains more than half of them"
    MISSING_CASES = "a block agrees on the N of fewer cases"
    OTHER_BASE = (
        "a column's percentages are of another N, and its answers or the groups' Ns add to the printed one"
    )
    OTHER_SIZE = "a column agrees on another N than the printed one"


WORDS = {
    Base.GROUP: "the N of their group",
    Base.VALID: "the answers counted",
    Base.ROW: "the total of their row",
    Base.TABLE: "the N of the whole table",
    Base.OTHER: "the N of another group",
    Base.PART: "the count of another row",
}


def check_bases(table: PrintedTable, rules: Rules) -> tuple[Finding, ...]:
    """Return what each family of percentages is of, and each block that agrees on another N.

    The evidence has, for each base and rounding rule that the table's numbers allow, how many
    percentages it explains.

    Args:
        table: the table.
        rules: what :func:`reproreport.audit.rules.infer` says of it.
    """
    families = [rules.families.get(family) for family in (Family.PERCENT, Family.TOTAL_PERCENT)]
    return (
        *(_family(table, rules.grid, family) for family in families if family),
        *(_block(table, rules, block) for block in rules.blocks),
    )


def _family(table: PrintedTable, grid: Grid, family: FamilyRule) -> Finding:
    """Return what a family of percentages is of."""
    stated, which = table.percent_of, "total" if family.totals else "groups"
    candidates: dict[str, dict[str, int]] = {}
    for candidate in family.candidates:
        if candidate.base and candidate.rule:
            candidates.setdefault(candidate.base.value, {})[candidate.rule.name] = candidate.explained
    tried = stated is not None and stated.value in candidates
    verdict, reason = Verdict.EXACT, BaseReason.INFERRED
    if family.rule is None or family.base is None:
        verdict, reason = Verdict.INCONSISTENT, BaseReason.NO_RULE
        text = (
            f"No base and rounding rule explains more than half of the {family.cells} percentages "
            f"of the {which}; the best explains {family.explained}"
        )
        if table.weighted or not any(cell.count_at for cell in _cells(grid, family)):
            verdict = Verdict.UNCHECKABLE
    else:
        counted = any(cell.count_at for cell in _cells(grid, family))
        text = (
            f"{family.explained} of {family.cells} percentages of the {which} "
            f"{'are' if counted else 'can be'} of {WORDS[family.base]} ({family.rule.value})"
        )
        if stated is None and not counted and _tied(family):
            verdict, reason = Verdict.UNCHECKABLE, BaseReason.NOT_TOLD
        if stated is family.base:
            reason = BaseReason.AS_STATED
        # What the groups' percentages are of says little about the total's.
        elif stated is not None and (not family.totals or stated in (Base.GROUP, Base.VALID)):
            verdict = Verdict.UNCHECKABLE if table.weighted or not tried else Verdict.INCONSISTENT
            reason = BaseReason.NOT_STATED if tried else BaseReason.UNTRIED
            text += f", and not of {WORDS[stated]}, as is stated"
            text += "" if tried else "; but what that is made of is not printed"
    evidence: dict[str, Evidence] = {
        "family": family.family.value,
        "base_is": family.base.value if family.base and family.rule else None,
        "rule": family.rule.value if family.rule else None,
        "stated": stated.value if stated else None,
        "cells": family.cells,
        "explained": family.explained,
        "candidates": dict(candidates),
    }
    return Finding(Check.BASE, verdict, reason, f"{text}.", table.name, evidence=evidence)


def _cells(grid: Grid, family: FamilyRule) -> list[Cell]:
    """Return the percentages of a family."""
    return [cell for cell in grid.cells.values() if (cell.group == grid.total) == family.totals]


def _tied(family: FamilyRule) -> bool:
    """Return whether another base explains a family's percentages as well as the winner."""
    winner = family.candidates[0]
    return any(one.base is not winner.base and one.charge == winner.charge for one in family.candidates)


def _block(table: PrintedTable, rules: Rules, block: Block) -> Finding:
    """Return the finding on a block that agrees on another N."""
    group, many = table.group_name(block.group), len(block.percents)
    item = table.row_name(block.item) if block.item is not None else ""
    place = f"{group}, {item}" if item else group
    text = f"{place}: the {many} percentages agree on an N of {block.size}"
    text += f", and {quoted(str(block.printed))} is printed"
    verdict, reason = Verdict.INCONSISTENT, BaseReason.OTHER_SIZE
    if block.kind is BlockKind.MISSING:
        verdict, reason = Verdict.UNCHECKABLE, BaseReason.MISSING_CASES
        text += f"; {block.printed - block.size} may have given no answer"
        if block.answers:
            verdict = Verdict.EXACT
            text += f", for the answers add to {block.size}"
    elif block.kind is BlockKind.BASE:
        reason = BaseReason.OTHER_BASE
        whose = rules.grid.others(block.group).get(block.size)
        text += ", which its answers or the groups' Ns support"
        text += f"; {block.size} is the N of {table.group_name(whose)}" if whose else ""
    elif block.answers:
        text += f"; the answers add to {block.size} as well"
    if table.weighted and verdict is Verdict.INCONSISTENT:
        verdict = Verdict.UNCHECKABLE
    adds = _adds(rules.grid, block)
    if adds and block.kind is BlockKind.SIZE:
        text += f"; with {block.size} the groups' Ns add to the total N"
    evidence: dict[str, Evidence] = {
        "n": block.size,
        "printed": block.printed,
        "missing": block.printed - block.size,
        "possible": [block.possible.low, block.possible.high],
        "answers": block.answers,
        "sizes_add": adds,
        "cells": many,
        "departures": block.departures,
    }
    size = rules.grid.sizes[block.group][0]
    origin = (table.where(size),) if table.where(size) else ()
    addresses: tuple[Address, ...] = (size, *block.percents)
    return Finding(Check.BASE, verdict, reason, f"{text}.", table.name, addresses, evidence, origin)


def _adds(grid: Grid, block: Block) -> bool | None:
    """Return whether the groups' Ns add to the total N with the block's; None where that is no test."""
    if grid.total is None or len(grid.levels) < 2 or block.item is not None:
        return None
    sizes = {group: size for group, (_, size) in grid.sizes.items()} | {block.group: block.size}
    return sum(sizes[level] for level in grid.levels) == sizes[grid.total]


class DirectionReason(Reason):
    """Which way a table's numbers were derived."""

    FROM_COUNTS = "the percentages follow from the counts"
    FROM_PERCENTAGES = "the counts follow from the percentages"
    BOTH = "either follows from the other in as many cells"
    NEITHER = "neither follows from the other in most cells"
    NOTHING = "no group has both counts and percentages"


def check_direction(table: PrintedTable, rules: Rules) -> Finding:
    """Return whether the percentages of the groups follow from their counts, or the reverse.

    Where the printed places suffice, a percentage that was calculated from a count always gives the
    count back, so that both ways explain a clean table; only a difference tells.
    """
    family = rules.families.get(Family.PERCENT)
    rule = family.rule if family else None
    forwards = RULES.index(rule) if rule and rule is not Rounding.COUNT else 0
    cells = half_up = by_rule = by_count = 0
    for cell in rules.grid.cells.values():
        relation = rules.percents.get(cell.percent)
        if relation is None or relation.family is not Family.PERCENT:
            continue
        sizes = allowed(cell.counted, cell.units, relation.base_of(rules.values), cell.scale)
        cells += 1
        half_up += sizes[0] > 0
        by_rule += sizes[forwards] > 0
        by_count += sizes[BY_COUNT] > 0
    evidence: dict[str, Evidence] = {
        "cells": cells,
        "percent_from_count": half_up,
        "percent_from_count_by_rule": by_rule,
        "rule": rule.value if rule else None,
        "count_from_percent": by_count,
    }
    both = (
        f"{by_rule} of {cells} percentages follow from their counts, "
        f"and {by_count} of {cells} counts from their percentages"
    )
    verdict = Verdict.UNCHECKABLE
    if not cells:
        reason, text = DirectionReason.NOTHING, "No group has both counts and percentages"
    elif rule is None:
        reason, text = DirectionReason.NEITHER, both
    elif rule is Rounding.COUNT and by_count > by_rule:
        verdict, reason = Verdict.WITHIN, DirectionReason.FROM_PERCENTAGES
        text = f"{both}: the counts were derived from the percentages, as far as the numbers tell"
    elif rule is not Rounding.COUNT and by_rule > by_count:
        verdict, reason = Verdict.EXACT, DirectionReason.FROM_COUNTS
        text = f"{both}: the percentages were derived from the counts, as far as the numbers tell"
    else:
        reason, text = DirectionReason.BOTH, f"{both}, which does not tell which came first"
    return Finding(Check.DIRECTION, verdict, reason, f"{text}.", table.name, evidence=evidence)
