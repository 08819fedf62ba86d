"""Counts above their N, and percentages above 100."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from reproreport.audit.finding import Check, Evidence, Finding, Reason, Verdict
from reproreport.audit.printed.cells import Cell, show
from reproreport.audit.printed.table import PrintedTable
from reproreport.audit.rules.family import BlockKind, Rules
from reproreport.audit.rules.percents import allowed, effective
from reproreport.numbers import quoted


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
