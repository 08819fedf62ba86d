"""Which rule a family of relations follows, and what else could have explained it: plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from reproreport.audit.rules.grid import Grid
from reproreport.audit.rules.relations import Family, PercentRelation, Relation, SumRelation, Values
from reproreport.audit.rules.rounding import Rounding, Span
from reproreport.audit.table import Address, Base, Kind


@dataclass(frozen=True)
class Candidate:
    """One rule that a family could follow.

    Attributes:
        base: what the percentages are of; None for sums.
        rule: how percentages and counts were rounded; None for sums.
        tolerance: by how much sums may differ, in units of the last place; None for percentages.
        explained: how many of the family's cells it explains.
        charge: how many tables it allows, at most; the smallest charge wins.
    """

    base: Base | None
    rule: Rounding | None
    tolerance: int | None
    explained: int
    charge: int


@dataclass(frozen=True)
class FamilyRule:
    """The rule that a family of relations follows.

    Attributes:
        family: the family.
        base: what its percentages are of (where no rule is followed: what they are taken to be of).
        rule: the rounding rule; None for sums, and where no rule is followed.
        tolerance: by how much its sums may differ; None for percentages, and where no rule is followed.
        cells: how many percentages or sums the family has.
        explained: how many of them the rule explains, with the N of their block where they are in one
            (where no rule is followed: how many the best candidate explains).
        active: whether a rule is followed: one that explains more than half of the cells.
        candidates: all that were compared, the winner first.
    """

    family: Family
    base: Base | None
    rule: Rounding | None
    tolerance: int | None
    cells: int
    explained: int
    active: bool
    candidates: tuple[Candidate, ...] = ()

    @property
    def totals(self) -> bool:
        """Return whether the family is of the total's percentages."""
        return self.family is Family.TOTAL_PERCENT


class BlockKind(Enum):
    """Why the cells of a block agree on another N than the printed one."""

    MISSING = "cases are missing"
    SIZE = "the printed N differs"
    BASE = "the percentages are of another N"


@dataclass(frozen=True)
class Block:
    """Cells of one group, or of one item in one group, that agree on another N than the printed one.

    Attributes:
        group: the column.
        item: the item; None where it is the whole column.
        kind: MISSING where the N is that of fewer cases, SIZE where it stands against the printed N, BASE
            where what the answers or the groups' Ns add to supports the printed N all the same.
        size: the N that the cells agree on.
        printed: the printed N.
        possible: all the Ns that they agree on.
        percents: the percentages of the block.
        departures: how many of them the printed N does not explain.
        answers: whether the block's answers add to ``size``.
    """

    group: str
    item: str | None
    kind: BlockKind
    size: int
    printed: int
    possible: Span
    percents: tuple[Address, ...]
    departures: int
    answers: bool


@dataclass(frozen=True)
class Rules:
    """What ties a table's numbers together, as far as the numbers themselves tell.

    Attributes:
        grid: the table's numbers by place.
        kind: how many answers a respondent could give, as the numbers say (else as stated).
        families: the rule of each family that the table has.
        relations: what should hold: the relations of the active families, each with the rule that
            explains it (else its family's), and the limits of counts and percentages. A printed N that
            a column's percentages contradict still stands here, so that it can be found.
        percents: for each percentage with a count and a base, what it is judged by; also of families
            without a rule.
        unpaired: what each percentage without a count is of.
        sums: the sums that are judged; also of families without a rule.
        blocks: the blocks that agree on another N, under which their percentages and sums are judged.
        whom: for each group and item whose percentages are of another item's count, that item.
        short: by family (of sums), group and item, how many answers fewer than the N are printed, where
            nothing else speaks against their being missing; such sums are not among the relations.
    """

    grid: Grid
    kind: Kind
    families: Mapping[Family, FamilyRule]
    relations: tuple[Relation, ...]
    percents: Mapping[Address, PercentRelation]
    unpaired: Mapping[Address, int]
    sums: tuple[SumRelation, ...]
    blocks: tuple[Block, ...]
    whom: Mapping[tuple[str, str], str]
    short: Mapping[tuple[Family, str, str], int]

    @property
    def values(self) -> Values:
        """Return every printed number in units of its last place."""
        return self.grid.values
