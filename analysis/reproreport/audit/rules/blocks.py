"""Blocks of percentages that agree on another N than the printed one: missing cases, or another N."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from reproreport.audit.rules.family import Block, BlockKind, FamilyRule
from reproreport.audit.rules.grid import Cell, Grid, read
from reproreport.audit.rules.percents import effective, sizes_of
from reproreport.audit.rules.rounding import NARROW, Rounding, Span, bases
from reproreport.audit.table import Base, Kind, PrintedNumber, PrintedTable

#: A misprinted N is taken to be at most so many times too small.
FACTOR: Final = 100
SMALLEST: Final = 2


def of_whom(grid: Grid, rule: FamilyRule) -> dict[tuple[str, str], str]:
    """Return the items of multiple response whose percentages are of another item's counts, by group.

    "Smokers 110; of whom daily 60 (54.5 %)": at least two percentages, and all that the item has, do not
    follow from what the family's are of, and follow from the counts of one other item, which are larger.
    """
    if rule.rule is None or len(grid.asked.get(next(iter(grid.items), ""), ())) != 1:
        return {}
    away: dict[str, list[Cell]] = {}
    whole: dict[str, int] = {}
    for cell in grid.cells.values():
        if cell.count_at is None or cell.response or (cell.group == grid.total) != rule.totals:
            continue
        whole[cell.item] = whole.get(cell.item, 0) + 1
        of = grid.of(cell.group, cell.item, "", rule.base or Base.GROUP)
        if of and effective(sizes_of(cell, of[1]), rule.rule) is None:
            away.setdefault(cell.item, []).append(cell)
    found: dict[str, list[str]] = {}
    for item, cells in away.items():
        if len(cells) < whole[item]:
            continue
        before = grid.items[: grid.items.index(item)][::-1]
        for parent in (*before, *grid.items[len(before) + 1 :]):
            counts = [grid.counts.get((cell.group, parent, "")) for cell in cells]
            if all(
                count is not None
                and count[1] >= cell.counted
                and effective(sizes_of(cell, count[1]), rule.rule) is rule.rule
                for cell, count in zip(cells, counts, strict=True)
            ):
                found.setdefault(parent, []).append(item)
                break
    return {
        (cell.group, item): parent
        for parent, items in found.items()
        if sum(len(away[item]) for item in items) >= SMALLEST
        for item in items
        for cell in away[item]
    }


def find_blocks(
    grid: Grid, rule: FamilyRule, kind: Kind, whom: Mapping[tuple[str, str], str] | None = None
) -> Iterator[Block]:
    """Yield the blocks of a family of percentages that are of the groups' Ns.

    A block is a whole column, or the answers to one item in one group. At least two of its
    percentages do not follow from the printed N, and under the family's rule all of them follow
    from one other N (for an item a smaller one, though not below the sum of its answers). One
    percentage is enough where the answers add to that N, so that two things say the same.
    """
    if rule.base is not Base.GROUP or rule.rule is None:
        return
    for group, printed in _columns(grid, rule).items():
        if group in grid.implied:
            continue
        cells = [cell for cell in printed if (group, cell.item) not in (whom or {})]
        departing = _departures(grid, cells, rule.rule)
        if not departing:
            continue
        whole = _whole(grid, group, cells, departing, rule.rule, kind)
        if whole:
            yield whole
        elif kind is Kind.SINGLE:
            yield from _items(grid, group, departing, rule.rule)


def adopt(grid: Grid, rule: FamilyRule, kind: Kind) -> FamilyRule:
    """Return a family's rule; where it follows none with the printed Ns, one that other Ns give it.

    So a total's percentages still follow their rule where the total N itself is misprinted: whole
    columns agree on one other N, and more than half of all percentages are explained.
    """
    if rule.rule is not None or rule.base is not Base.GROUP:
        return rule
    columns = _columns(grid, rule)
    for trial in NARROW:
        explained = 0
        for group, cells in columns.items():
            departing = _departures(grid, cells, trial)
            block = _whole(grid, group, cells, departing, trial, kind)
            explained += len(cells) - (0 if block else len(departing))
        if 2 * explained > rule.cells:
            winner = next(one for one in rule.candidates if (one.base, one.rule) == (Base.GROUP, trial))
            ranked = (winner, *(one for one in rule.candidates if one is not winner))
            return replace(rule, rule=trial, explained=explained, active=True, candidates=ranked)
    return rule


def _columns(grid: Grid, rule: FamilyRule) -> dict[str, list[Cell]]:
    """Return a family's cells with counts, by column."""
    columns: dict[str, list[Cell]] = {}
    for cell in grid.cells.values():
        if cell.count_at is not None and (cell.group == grid.total) == rule.totals:
            columns.setdefault(cell.group, []).append(cell)
    return columns


def _departures(grid: Grid, cells: Sequence[Cell], rule: Rounding) -> list[Cell]:
    """Return the cells that no rule explains with the printed N."""
    return [
        cell for cell in cells if effective(sizes_of(cell, grid.size(cell.group, cell.item)[1]), rule) is None
    ]


def _whole(
    grid: Grid, group: str, cells: Sequence[Cell], departing: Sequence[Cell], rule: Rounding, kind: Kind
) -> Block | None:
    """Return the block that a whole column is."""
    if len(departing) < SMALLEST:
        return None
    printed = grid.sizes[group][1]
    given = Counter[int]()
    if kind is Kind.SINGLE:
        given.update(grid.answers[group, item][1] for item in grid.items if (group, item) in grid.answers)
    sums = set(given)
    # Counts that were rounded from percentages can add to a little more than there are answers.
    slack = max(map(len, grid.asked.values())) // 2 if rule is Rounding.COUNT else 0
    # The departing ones first: they leave the fewest Ns.
    span = _agreed(grid, [*departing, *cells], rule)
    completing = _completing(grid, group)
    if 2 * given[printed] > sum(given.values()) > 0 and span.size:
        # The answers say that the N is right: it is the percentages that are of another one.
        wanted = [completing, *grid.others(group)]
        size = next((n for n in wanted if n in span), span.low)
        return _block(cells, departing, BlockKind.BASE, size, printed, span)
    span = Span(max([span.low, *(given - slack for given in sums)]), span.high)
    if not span.size:
        return None
    answers = next(iter(sums)) if len(sums) == 1 else None
    wanted = [completing, answers, *grid.others(group)]
    size = next((n for n in wanted if n in span), span.low if span.low > printed else span.high)
    # Fewer cases than the printed N, unless the Ns add to the total with the other one.
    missing = size < printed and completing != size and grid.refuted(group) != size
    if completing == printed and size in grid.others(group) and answers != size:
        return _block(cells, departing, BlockKind.BASE, size, printed, span)
    found = _block(cells, departing, BlockKind.MISSING if missing else BlockKind.SIZE, size, printed, span)
    return replace(found, answers=answers == size)


def _block(
    cells: Sequence[Cell], departing: Sequence[Cell], kind: BlockKind, size: int, printed: int, span: Span
) -> Block:
    """Return the block that a whole column is; its answers do not add to the N."""
    return Block(
        group=cells[0].group,
        item=None,
        kind=kind,
        size=size,
        printed=printed,
        possible=span,
        percents=tuple(cell.percent for cell in cells),
        departures=len(departing),
        answers=False,
    )


def _items(grid: Grid, group: str, departing: Sequence[Cell], rule: Rounding) -> Iterator[Block]:
    """Yield the blocks that items of a column are: fewer answered them than the group's N."""
    printed = grid.sizes[group][1]
    for item in dict.fromkeys(cell.item for cell in departing):
        row = [grid.cells.get((group, item, response)) for response in grid.asked[item]]
        cells = [cell for cell in row if cell is not None and cell.count_at is not None]
        departures = sum(cell.item == item for cell in departing)
        given = sum(cell.counted for cell in cells)
        # The sum of the answers may explain a percentage under another rule than the family's.
        answers = (
            (group, item) in grid.answers
            and given < printed
            and all(effective(sizes_of(cell, given), rule) in (rule, *NARROW) for cell in cells)
        )
        span = _agreed(grid, cells, rule).meet(Span(max(1, given), printed - 1))
        if answers and given not in span:
            span = Span(given, given)
        if len(cells) < SMALLEST or not span.size or (departures < SMALLEST and not answers):
            continue
        yield Block(
            group=group,
            item=item,
            kind=BlockKind.MISSING,
            size=given if answers else span.high,
            printed=printed,
            possible=span,
            percents=tuple(cell.percent for cell in cells),
            departures=departures,
            answers=answers,
        )


def _agreed(grid: Grid, cells: Sequence[Cell], rule: Rounding) -> Span:
    """Return the Ns that explain all of the cells."""
    limit = FACTOR * (1 + max(size for _, size in grid.sizes.values()))
    span = Span(max(1, *(cell.counted for cell in cells)), limit)
    for cell in cells:
        if span.size:
            span = span.meet(bases(rule, cell.counted, cell.units, cell.scale, span.high))
    return span


def _completing(grid: Grid, group: str) -> int | None:
    """Return the N with which the groups' Ns add to the total N; None without a total."""
    if grid.total is None or grid.implied:
        return None
    levels = {level: grid.sizes[level][1] for level in grid.levels}
    if group == grid.total:
        return sum(levels.values())
    return grid.sizes[grid.total][1] - sum(levels.values()) + levels[group]


#: No N that is not printed is looked for above so many times the largest count.
MOST_TIMES: Final = 1000


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
        bases(Rounding.HALF_UP, cell.counted, cell.units, cell.scale, MOST_TIMES * (largest + 1))
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
    common = Span(max(1, largest), MOST_TIMES * (largest + 1))
    for span in spans:
        common = common.meet(span) if best in span else common
    return common.low if common.size == 1 else 0


def _holding(spans: Iterable[Span], n: int) -> int:
    return sum(n in span for span in spans)
