"""Ns that a table does not print: what its answers and its percentages say that they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from reproreport.audit.printed.cells import Grid, read
from reproreport.audit.printed.number import PrintedNumber
from reproreport.audit.printed.table import Kind, PrintedTable
from reproreport.audit.rules.rounding import Rounding, Span, bases

#: No N that is not printed is looked for above so many times the largest count.
FACTOR = 1000


def with_implied_sizes(table: PrintedTable) -> PrintedTable:
    """Return a table in which each N that is not printed is the one that its numbers agree on, if they do.

    An N is the sum of the answers (single response), what the groups' Ns leave of the total's, or the only
    one of which more than half of the column's percentages are (at least two). It has no text, so that
    nobody takes it for printed; one that nothing tells is 0.
    """
    if all(group.size.text for group in table.groups):
        return table
    grid = read(table)
    found = {group.id: group.size.units for group in table.groups}
    for group in table.groups:
        if not group.size.text:
            found[group.id] = _implied(grid, table.kind, group.id)
    total = table.total
    if total is not None:
        levels = [group.id for group in table.levels]
        unknown = [level for level in levels if not found[level]]
        if not found[total.id] and not unknown:
            found[total.id] = sum(found[level] for level in levels)
        elif found[total.id] and len(unknown) == 1:
            found[unknown[0]] = max(0, found[total.id] - sum(found[level] for level in levels))
    groups = tuple(
        group if group.size.text else replace(group, size=PrintedNumber("", found[group.id], 0))
        for group in table.groups
    )
    return replace(table, groups=groups)


def _implied(grid: Grid, kind: Kind, group: str) -> int:
    """Return the N that a column's numbers agree on; 0 where they do not tell."""
    cells = [cell for cell in grid.cells.values() if cell.group == group and cell.count_at is not None]
    largest = max((count for (at, _, _), (_, count) in grid.counts.items() if at == group), default=0)
    spans = [
        bases(Rounding.HALF_UP, cell.counted, cell.units, cell.scale, FACTOR * (largest + 1))
        for cell in cells
        if cell.counted
    ]
    sums = []
    if kind is Kind.SINGLE:
        sums = [grid.answers[group, item][1] for item in grid.items if (group, item) in grid.answers]
    if sums:
        # The answers that most of the percentages are of, else those of most questions.
        times = Counter(sums)
        return max(times, key=lambda n: (_holding(spans, n), times[n], n))
    if len(spans) < 2:
        return 0
    ends = sorted({end for span in spans for end in span})
    best = max(ends, key=lambda n: _holding(spans, n))
    most = _holding(spans, best)
    if 2 * most <= len(spans):
        return 0
    common = Span(max(1, largest), FACTOR * (largest + 1))
    for span in spans:
        common = common.meet(span) if best in span else common
    return common.low if common.size == 1 else 0


def _holding(spans: Iterable[Span], n: int) -> int:
    return sum(n in span for span in spans)
