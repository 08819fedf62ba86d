"""What the groups' percentages say of the percentage of all of them together."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from reproreport.audit.printed.cells import Cell
from reproreport.audit.printed.table import Base
from reproreport.audit.rules.family import Rules
from reproreport.audit.rules.relations import Family

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
