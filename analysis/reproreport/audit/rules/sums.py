"""Which sums of a printed table should hold, and how exactly its numbers hold them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Final, NamedTuple

from reproreport.audit.rules.family import Block, BlockKind, Candidate, FamilyRule
from reproreport.audit.rules.grid import Cell, Grid
from reproreport.audit.rules.relations import Family, SumRelation
from reproreport.audit.rules.rounding import Rounding, percentages
from reproreport.audit.table import Address, Base, Kind

Blocks = Mapping[tuple[str, str | None], Block]

#: By how many half units a percentage can be off under a rule, and whether it stays below that.
SLACK: Final = {
    Rounding.HALF_UP: (1, False),
    Rounding.HALF_EVEN: (1, False),
    Rounding.HALF_DOWN: (1, False),
    Rounding.TRUNCATED: (2, True),
    Rounding.CEILING: (2, True),
    Rounding.ONE_UNIT: (3, False),
    Rounding.COUNT: (1, False),
}


@dataclass(frozen=True)
class Known:
    """What the percentages have told before the sums are looked at.

    Attributes:
        kind: how many answers a respondent could give.
        families: the rules of the percentages.
        rules: for each percentage the rule that it is judged by.
        departing: the percentages that no rule explains.
        blocks: the blocks that agree on another N.
        weighted: whether the counts are weighted.
    """

    kind: Kind
    families: Mapping[Family, FamilyRule]
    rules: Mapping[Address, Rounding]
    departing: frozenset[Address]
    blocks: Blocks
    weighted: bool

    @property
    def rounded(self) -> bool:
        """Return whether the counts are rounded numbers themselves."""
        rule = self.families.get(Family.PERCENT)
        return self.weighted or (rule is not None and rule.rule is Rounding.COUNT)

    def base(self, grid: Grid, group: str) -> FamilyRule | None:
        """Return the rule of a group's percentages."""
        return self.families.get(Family.TOTAL_PERCENT if group == grid.total else Family.PERCENT)

    def explains(self, cell: Cell) -> bool:
        """Return whether a percentage follows from its count."""
        return cell.percent in self.rules and cell.percent not in self.departing

    def mended(self, cell: Cell, missing: int, size: int, rule: Rounding | None) -> bool:
        """Return whether a percentage follows by its table's rule only from so much larger a count."""
        departs = rule is not None and self.rules.get(cell.percent) is not rule and size > 0
        return (
            departs
            and rule is not None
            and cell.units in percentages(rule, cell.counted + missing, size, cell.scale)
        )

    def block(self, group: str, item: str) -> Block | None:
        """Return the block that a group's answers to an item belong to."""
        block = self.blocks.get((group, item)) or self.blocks.get((group, None))
        return None if block and block.kind is BlockKind.BASE else block


class Sum(NamedTuple):
    """A sum with what its family needs to know of it.

    Attributes:
        judged: the relation that the printed numbers are judged by.
        kept: the relation that should hold.
        difference: by how much the parts exceed the total.
        tolerance: what rounding explains; None where only an exact sum is possible.
        choices: how many values the total could have had.
        logical: whether rounding must be allowed for, whatever the other sums of the family do.
        votes: whether the family's rule is inferred from it.
    """

    judged: SumRelation
    kept: SumRelation
    difference: int
    tolerance: int | None
    choices: int
    logical: bool = False
    votes: bool = True


class Sums(NamedTuple):
    """The rules of the families of sums, the sums that are judged, and those that should hold.

    ``short`` has, by family, group and item, how many answers fewer there are than the N, where nothing
    else speaks against their being missing.
    """

    families: dict[Family, FamilyRule]
    judged: list[SumRelation]
    kept: list[SumRelation]
    short: dict[tuple[Family, str, str], int]


def infer_sums(grid: Grid, known: Known) -> Sums:
    """Return the sums of a table, and the rule that each family of them follows.

    A family is exact, or holds within rounding: k parts that are each off by at most half a unit, and a
    total that is rounded itself by another half. Counts are rounded numbers only where they were
    derived from percentages, or weighted. A rule is charged the number of totals that it allows for
    each sum that it explains, and all totals for the others; the smallest product wins.
    """
    result = Sums({}, [], [], {})
    _settle(result, Family.SIZE_SUM, list(_sizes(grid, known)), known.weighted)
    _settle(result, Family.ROW_SUM, list(_rows(grid, known)), known.weighted)
    rows = result.families.get(Family.ROW_SUM)
    percents, columns = list(_percents(grid, known, rows)), list(_columns(grid, known, rows))
    failing = {
        relation.parts[0].item
        for relation in result.judged
        if relation.family is Family.ROW_SUM and not relation.holds(grid.values)
    }
    for at, missing in _short(grid, known, columns, percents, failing, _refuted(grid, result)):
        result.short[at] = missing
    _settle(result, Family.COLUMN_SUM, columns, known.weighted)
    _settle(result, Family.SUBTOTAL, list(_subtotals(grid, known)), known.weighted)
    _settle(result, Family.PERCENT_SUM, percents, known.weighted)
    return result


def _settle(result: Sums, family: Family, sums: Sequence[Sum], weighted: bool) -> None:
    """Add a family's rule and its sums to the result."""
    if not sums:
        return
    rule = _rule(family, [one for one in sums if one.votes] or sums)
    result.families[family] = rule
    for one in sums:
        tolerance = rule.tolerance or 0
        if one.tolerance is not None and (tolerance or (one.logical and one.difference)):
            tolerance = one.tolerance
        judged, kept = one.judged, one.kept
        if tolerance:
            judged, kept = replace(judged, tolerance=tolerance), replace(kept, tolerance=tolerance)
        result.judged.append(judged)
        first = one.judged.parts[0]
        excused = (family, first.group, first.item) in result.short or (
            weighted and family is not Family.PERCENT_SUM and abs(one.difference) > tolerance
        )
        if rule.active and not excused:
            result.kept.append(kept)


def _rule(family: Family, sums: Sequence[Sum]) -> FamilyRule:
    """Return the rule that a family of sums follows."""
    tolerances = [[0] * len(sums)]
    if any(one.tolerance for one in sums):
        tolerances.append([one.tolerance or 0 for one in sums])
    candidates = []
    for allowed in tolerances:
        holds = [abs(one.difference) <= most for one, most in zip(sums, allowed, strict=True)]
        charge = prod(
            2 * most + 1 if fits else one.choices
            for one, most, fits in zip(sums, allowed, holds, strict=True)
        )
        candidates.append(Candidate(None, None, max(allowed), sum(holds), charge))
    candidates.sort(key=lambda candidate: candidate.charge)
    for winner in candidates:
        # That parts add to their total is what a table says by its form; it takes more than one failure,
        # and more than half, to say that these do not.
        if 2 * winner.explained >= len(sums) or len(sums) == 1:
            ranked = (winner, *(other for other in candidates if other is not winner))
            return FamilyRule(family, None, None, winner.tolerance, len(sums), winner.explained, True, ranked)
    most = max(candidate.explained for candidate in candidates)
    return FamilyRule(family, None, None, None, len(sums), most, False, tuple(candidates))


def _refuted(grid: Grid, result: Sums) -> set[str]:
    """Return the groups whose answers say, as the groups' Ns do, that their N is another one."""
    failing = [one for one in result.judged if one.family is Family.SIZE_SUM and not one.holds(grid.values)]
    found = {group for group in grid.sizes if 0 < grid.refuted(group) < grid.sizes[group][1]}
    for relation in failing:
        for group, (address, printed) in grid.sizes.items():
            sums = {grid.answers[group, item][1] for item in grid.items if (group, item) in grid.answers}
            if len(sums) == 1 and sums != {printed}:
                values = dict(grid.values) | {address: sums.pop()}
                found |= {group} if relation.holds(values) else set()
    return found


def _sizes(grid: Grid, known: Known) -> Iterator[Sum]:
    """Yield the sum of the groups' Ns, taken as the percentages have them."""
    if grid.total is None or len(grid.levels) < 2 or grid.implied:
        return
    total, size = grid.sizes[grid.total]
    relation = SumRelation(Family.SIZE_SUM, tuple(grid.sizes[level][0] for level in grid.levels), total)
    adopted = [_size(grid, known, group) for group in (*grid.levels, grid.total)]
    tolerance = len(grid.levels) + 1 >> 1 if known.weighted else None
    yield Sum(relation, relation, sum(adopted[:-1]) - adopted[-1], tolerance, size + 1)


def _size(grid: Grid, known: Known, group: str) -> int:
    """Return a group's N: as printed, or the one that its percentages have instead."""
    block = known.blocks.get((group, None))
    return block.size if block and block.kind is BlockKind.SIZE else grid.sizes[group][1]


def _rows(grid: Grid, known: Known) -> Iterator[Sum]:
    """Yield the sums of the groups' counts."""
    if grid.total is None or len(grid.levels) < 2:
        return
    for item in grid.items:
        for response in grid.asked[item]:
            parts, total = grid.row(item, response), grid.counts.get((grid.total, item, response))
            if parts and total:
                relation = SumRelation(Family.ROW_SUM, parts[0], total[0])
                tolerance = (len(parts[0]) + 1) // 2 if known.rounded else None
                choices = max(grid.sizes[grid.total][1], total[1]) + 1
                yield Sum(relation, relation, parts[1] - total[1], tolerance, choices)


def _columns(grid: Grid, known: Known, rows: FamilyRule | None) -> Iterator[Sum]:
    """Yield the sums of the answers to an item in a group."""
    if known.kind is not Kind.SINGLE:
        return
    for item in grid.items:
        for group in grid.sizes:
            if (group, item) not in grid.answers:
                continue
            parts, given = grid.answers[group, item]
            address, printed = grid.size(group, item)
            kept = judged = SumRelation(Family.COLUMN_SUM, parts, address)
            if group in grid.implied and not address.item:
                continue
            block = known.block(group, item)
            size = block.size if block else printed
            if block:
                judged = SumRelation(Family.COLUMN_SUM, parts, None, fixed=size)
                kept = judged if block.kind is BlockKind.MISSING else kept
            # A total that is added up from rounded counts carries the rounding of all of them.
            summed = group == grid.total and rows is not None and rows.tolerance == 0
            halves = len(parts) * (len(grid.levels) if summed else 1)
            tolerance = halves // 2 if known.rounded else None
            votes = group != grid.total
            yield Sum(judged, kept, given - size, tolerance, size + 1, logical=True, votes=votes)


def _subtotals(grid: Grid, known: Known) -> Iterator[Sum]:
    """Yield the sums of answers that have a printed total."""
    for (group, item), totals in grid.totals.items():
        for total, parts in totals:
            relation = SumRelation(Family.SUBTOTAL, parts, total)
            difference = sum(grid.values[part] for part in parts) - grid.values[total]
            tolerance = (len(parts) + 1) // 2 if known.rounded else None
            yield Sum(relation, relation, difference, tolerance, grid.size(group, item)[1] + 1)


def _percents(grid: Grid, known: Known, rows: FamilyRule | None) -> Iterator[Sum]:
    """Yield the sums of percentages that should be 100."""
    rule = known.families.get(Family.PERCENT)
    for item in grid.items:
        for group in grid.sizes:
            base = known.base(grid, group)
            if known.kind is Kind.SINGLE and base and base.base in (Base.GROUP, Base.VALID):
                places = [(group, item, response) for response in grid.asked[item]]
                yield from _hundred(grid, known, places, group != grid.total)
        if rule and rule.base is Base.ROW and (grid.total is None or (rows and rows.active)):
            for response in grid.asked[item]:
                yield from _hundred(grid, known, [(level, item, response) for level in grid.levels], True)


def _hundred(grid: Grid, known: Known, places: Sequence[tuple[str, str, str]], votes: bool) -> Iterator[Sum]:
    """Yield the sum of some percentages, if all of them are printed with the same decimals."""
    cells = [grid.cells[place] for place in places if place in grid.cells]
    if len(cells) < max(2, len(places)) or len({cell.scale for cell in cells}) > 1:
        return
    scale = cells[0].scale
    parts = tuple(cell.percent for cell in cells)
    relation = SumRelation(Family.PERCENT_SUM, parts, None, fixed=scale)
    difference = sum(cell.units for cell in cells) - scale
    tolerance = _tolerance(known, cells)
    yield Sum(relation, relation, difference, tolerance, scale + 1, logical=True, votes=votes)


def _tolerance(known: Known, cells: Iterable[Cell]) -> int:
    """Return by how many units the rounding of percentages can move their sum."""
    slacks = [SLACK[known.rules.get(cell.percent, Rounding.HALF_UP)] for cell in cells]
    halves = sum(half for half, _ in slacks)
    return (halves - any(below for _, below in slacks)) // 2


def _short(
    grid: Grid,
    known: Known,
    columns: Sequence[Sum],
    percents: Sequence[Sum],
    failing: set[str],
    refuted: set[str],
) -> Iterator[tuple[tuple[Family, str, str], int]]:
    """Yield where fewer answers than the N are printed, and nothing else speaks against it.

    Each percentage follows from its count; and either the percentages fall short as well, or are of the
    answers, or are not precise enough to tell, but then the item's rows add to their totals.
    """
    below = {
        (one.judged.parts[0].group, one.judged.parts[0].item)
        for one in percents
        if one.tolerance is not None and -one.difference > one.tolerance
    }
    for one in columns:
        group, item = one.judged.parts[0].group, one.judged.parts[0].item
        rule = known.base(grid, group)
        if -one.difference <= (one.tolerance or 0) or rule is None or not rule.active:
            continue
        cells = [grid.cells.get((group, item, response)) for response in grid.asked[item]]
        percent_short = rule.base is Base.GROUP and (group, item) in below
        if group in refuted or not all(cell and known.explains(cell) for cell in cells):
            continue
        missing, size = -one.difference, grid.size(group, item)[1]
        if any(cell and known.mended(cell, missing, size, rule.rule) for cell in cells):
            # One count is too small, by as much: that its percentage follows by another rule is no excuse.
            continue
        if percent_short or rule.base is Base.VALID or item not in failing:
            yield (Family.COLUMN_SUM, group, item), -one.difference
        if percent_short:
            yield (Family.PERCENT_SUM, group, item), -one.difference
