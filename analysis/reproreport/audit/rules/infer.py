"""The rules that a printed table's numbers follow, inferred from the numbers themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from reproreport.audit.rules.blocks import adopt, find_blocks, of_whom
from reproreport.audit.rules.family import Block, BlockKind, Candidate, FamilyRule, Rules
from reproreport.audit.rules.grid import Cell, Grid, read
from reproreport.audit.rules.kind import recognised
from reproreport.audit.rules.percents import Percents, effective, infer_percents, sizes_of
from reproreport.audit.rules.relations import AtMost, Family, PercentRelation, Relation, Values
from reproreport.audit.rules.rounding import Rounding
from reproreport.audit.rules.sums import Blocks, Known, infer_sums
from reproreport.audit.table import Address, Base, Kind, PrintedTable

__all__ = ["Block", "BlockKind", "Candidate", "FamilyRule", "Rules", "infer", "values"]

#: So many percentages that follow by one rule, all of them, tell that it is the table's.
FIRM: Final = 8


def values(table: PrintedTable) -> Values:
    """Return every printed number of a table, in units of its last printed place, by address."""
    return read(table).values


def infer(table: PrintedTable) -> Rules:
    """Return the rules that a table's numbers follow: the narrowest ones that explain most of them.

    First the percentages of the groups, and apart from them those of the total: what they are of, and
    how they were rounded (:mod:`reproreport.audit.rules.percents`); then the blocks that agree on another N
    (:mod:`reproreport.audit.rules.blocks`); then the sums (:mod:`reproreport.audit.rules.sums`), whose
    tolerance depends on how the percentages were rounded, and on whether the counts were rounded from them.
    In a weighted table, what does not hold is not required either.
    """
    grid = read(table)
    # Several answers that happen to be as many as the respondents are still several.
    several = Kind.MULTIPLE in (table.kind, recognised(grid, table.kind))
    kind = Kind.MULTIPLE if several else Kind.SINGLE
    percents: list[Percents] = []
    blocks: list[Block] = []
    whom: dict[tuple[str, str], str] = {}
    for family in (Family.PERCENT, Family.TOTAL_PERCENT):
        usual = percents[0].rule.rule if percents else None
        found = infer_percents(grid, family, kind, table.percent_of, usual)
        if found:
            found = found._replace(rule=adopt(grid, found.rule, kind))
            percents.append(found)
            whom |= of_whom(grid, found.rule)
            blocks += find_blocks(grid, found.rule, kind, whom)
    by_place = {(block.group, block.item): block for block in blocks}
    judged = _Judged(grid, by_place, whom, table.weighted)
    families = {found.rule.family: judged.add(found) for found in percents}
    known = Known(
        kind=kind,
        families=families,
        rules={address: relation.rule for address, relation in judged.percents.items()},
        departing=frozenset(judged.departing),
        blocks=by_place,
        weighted=table.weighted,
    )
    sums = infer_sums(grid, known)
    judged.alone()
    limits = _limits(grid, table.weighted)
    return Rules(
        grid=grid,
        kind=kind,
        families=families | sums.families,
        relations=(*judged.kept, *sums.kept, *limits),
        percents=judged.percents,
        unpaired=judged.unpaired,
        sums=tuple(sums.judged),
        blocks=tuple(blocks),
        whom=whom,
        short=sums.short,
    )


class _Judged:
    """The relations of the percentages, gathered family by family."""

    def __init__(
        self, grid: Grid, blocks: Blocks, whom: Mapping[tuple[str, str], str], weighted: bool
    ) -> None:
        self.grid = grid
        self.weighted = weighted
        self.blocks = blocks
        self.whom = whom
        self.percents: dict[Address, PercentRelation] = {}
        self.unpaired: dict[Address, int] = {}
        self.kept: list[Relation] = []
        self.departing: set[Address] = set()
        self.firm = False

    def alone(self) -> None:
        """Mark the only percentage that is one unit off, if there is one only."""
        off = [
            (place, one)
            for place, one in enumerate(self.kept)
            if isinstance(one, PercentRelation) and one.excuse is Rounding.ONE_UNIT
        ]
        if len(off) == 1:
            place, one = off[0]
            self.kept[place] = replace(one, lone=True)

    def add(self, percents: Percents) -> FamilyRule:
        """Add the relations of a family; return its rule, with the cells that it explains in their blocks."""
        rule = percents.rule
        cells = [cell for cell in self.grid.cells.values() if (cell.group == self.grid.total) is rule.totals]
        self.firm = rule.cells >= FIRM and rule.explained == rule.cells
        for cell in cells:
            self._cell(cell, percents)
        if rule.rule is None or all(cell.count_at is None for cell in cells):
            return rule
        explained = sum(
            cell.percent in self.percents and self.percents[cell.percent].rule is rule.rule for cell in cells
        )
        departing = sum(cell.percent in self.departing for cell in cells)
        return replace(rule, explained=explained - departing)

    def _cell(self, cell: Cell, percents: Percents) -> None:
        """Add the relation of a cell, unless nothing is known that its percentage could be of."""
        family = percents.rule
        base = family.base or Base.GROUP
        parent = self.whom.get((cell.group, cell.item))
        if parent is not None:
            address, number = self.grid.counts[cell.group, parent, ""]
            of: tuple[Address, ...] = (address,)
            base = Base.PART
        elif base is Base.OTHER and cell.group in percents.others:
            address, number = self.grid.sizes[percents.others[cell.group]]
            of = (address,)
        else:
            found = self.grid.of(cell.group, cell.item, cell.response, base)
            if found is None:
                return
            of, number = found
        block = None
        if base is Base.GROUP:
            block = self.blocks.get((cell.group, cell.item)) or self.blocks.get((cell.group, None))
        judged_of, fixed = ((), block.size) if block else (of, 0 if of else number)
        number = block.size if block else number
        if number <= 0:
            return
        if cell.count_at is None:
            self.unpaired[cell.percent] = number
            return
        fits = effective(sizes_of(cell, number), family.rule)
        if fits is None:
            self.departing.add(cell.percent)
        rule = fits or family.rule or Rounding.HALF_UP
        base = Base.VALID if block and block.kind is BlockKind.MISSING else base
        judged = PercentRelation(
            family.family, cell.percent, cell.count_at, judged_of, base, rule, cell.scale, fixed
        )
        self.percents[cell.percent] = judged
        if family.rule and fits is not None and fits is not family.rule:
            judged = replace(judged, rule=family.rule, excuse=fits)
            firm = False
        else:
            firm = self.firm
        judged = replace(judged, firm=firm)
        if family.rule and block and block.kind is BlockKind.SIZE:
            # So that the printed N can be found wrong.
            self.kept.append(
                PercentRelation(family.family, cell.percent, cell.count_at, of, base, family.rule, cell.scale)
            )
        elif family.rule and (fits or not self.weighted):
            self.kept.append(judged)


def _limits(grid: Grid, weighted: bool) -> list[Relation]:
    """Return that no count is above its N, and no percentage above 100."""
    limits: list[Relation] = []
    if not weighted:
        limits += [
            AtMost(address, grid.size(place[0], place[1])[0])
            for place, (address, _) in grid.counts.items()
            if place[0] not in grid.implied
        ]
    limits += [AtMost(cell.percent, None, cell.scale) for cell in grid.cells.values()]
    return limits
