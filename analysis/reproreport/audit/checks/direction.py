"""Whether percentages were derived from counts, or counts from percentages."""

from __future__ import annotations

from reproreport.audit.finding import Check, Evidence, Finding, Reason, Verdict
from reproreport.audit.printed.table import PrintedTable
from reproreport.audit.rules.family import Rules
from reproreport.audit.rules.percents import BY_COUNT, RULES, allowed
from reproreport.audit.rules.relations import Family
from reproreport.audit.rules.rounding import Rounding


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
