"""A printed table's numbers by place: its cells, and what each of their percentages can be of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from reproreport.audit.table import Address, Base, Kind, Part, PrintedTable

#: So many questions with as many answers each refute an N; fewer may have as many answers by chance.
SEVERAL: Final = 3

Place = tuple[str, str, str]
"""Group, item and response."""

Numbers = tuple[tuple[Address, ...], int]
"""Some printed numbers, and their sum."""


class Cell(NamedTuple):
    """A printed percentage, with the count beside it where one is printed.

    ``units`` and ``scale`` are the percentage and 100 % in units of the percentage's last place;
    ``counted`` is the count, and 0 where none is printed.
    """

    group: str
    item: str
    response: str
    percent: Address
    units: int
    decimals: int
    scale: int
    count_at: Address | None
    counted: int


@dataclass(frozen=True)
class Grid:
    """A table's numbers by place.

    Attributes:
        values: every printed number in units of its last place.
        sizes: the printed N of each group.
        levels: the groups that are no total.
        total: the group that is the total of the others.
        items: the items' identifiers.
        asked: the answers to each item, without printed totals of them.
        own: the printed N of an item in a group, where it is not the group's.
        implied: the groups whose N is not printed, but what the numbers agree on; no relation can blame it.
        totals: printed totals of some of an item's answers, by group: their address, and the answers'.
        counts: address and value of each printed count.
        cells: the printed percentages, in printed order.
        answers: for each group and item, the counts that answer the same question, and their sum; absent
            where one of them is not printed. For multiple response, all answers of the group.
    """

    values: dict[Address, int]
    sizes: dict[str, tuple[Address, int]]
    levels: tuple[str, ...]
    total: str | None
    items: tuple[str, ...]
    asked: dict[str, tuple[str, ...]]
    own: dict[tuple[str, str], tuple[Address, int]]
    implied: frozenset[str]
    totals: dict[tuple[str, str], list[tuple[Address, tuple[Address, ...]]]]
    counts: dict[Place, tuple[Address, int]]
    cells: dict[Place, Cell]
    answers: dict[tuple[str, str], Numbers]

    def size(self, group: str, item: str) -> tuple[Address, int]:
        """Return the N of a group, or the item's own in it."""
        return self.own.get((group, item)) or self.sizes[group]

    def refuted(self, group: str) -> int:
        """Return the N that the answers to several questions all add to instead of the group's; else 0."""
        given = [self.answers[group, item][1] for item in self.items if (group, item) in self.answers]
        several = (
            len(given) >= SEVERAL
            and len(set(given)) == 1
            and any(len(one) > 1 for one in self.asked.values())
        )
        own = any((group, item) in self.own for item in self.items)
        return given[0] if several and not own and given[0] != self.sizes[group][1] else 0

    def row(self, item: str, response: str) -> Numbers | None:
        """Return the counts of a row's groups and their sum; None where one is not printed."""
        return _together([self.counts.get((group, item, response)) for group in self.levels])

    def of(self, group: str, item: str, response: str, base: Base) -> Numbers | None:
        """Return the numbers that make up the base of a cell, and their sum; None where there is none.

        ``OTHER`` has no one answer, and gives None.
        """
        if base is Base.GROUP or (base is Base.TABLE and self.total):
            whole = base is Base.TABLE and self.total
            address, size = self.sizes[whole] if whole else self.size(group, item)
            return (() if address.group in self.implied and not address.item else (address,)), size
        if base is Base.VALID:
            return self.answers.get((group, item))
        if base is Base.ROW and self.total:
            return _together([self.counts.get((self.total, item, response))], least=1)
        if base is Base.ROW:
            return self.row(item, response)
        if base is not Base.TABLE or self.implied:
            return None
        return _together([self.sizes[level] for level in self.levels])

    def others(self, group: str) -> dict[int, str]:
        """Return the printed Ns that differ from a group's own, each with the group it is of."""
        own, found = self.sizes[group][1], dict[int, str]()
        for other, (_, size) in self.sizes.items():
            if size != own and other not in self.implied:
                found.setdefault(size, other)
        return found


def read(table: PrintedTable) -> Grid:
    """Return a table's numbers by place."""
    sizes = {group.id: (Address(Part.SIZE, group.id), group.size.units) for group in table.groups}
    implied = frozenset(group.id for group in table.groups if not group.size.text)
    values = {address: size for group, (address, size) in sizes.items() if group not in implied}
    own: dict[tuple[str, str], tuple[Address, int]] = {}
    counts: dict[Place, tuple[Address, int]] = {}
    percents = {}
    for address, number in table.numbers.items():
        values[address] = number.units
        place = (address.group, address.item, address.response)
        if address.part is Part.COUNT and address.group in sizes:
            counts[place] = (address, number.units)
        elif address.part is Part.PERCENT:
            percents[place] = (address, number)
        elif address.part is Part.SIZE and address.item:
            own[address.group, address.item] = (address, number.units)
    cells = {}
    groups = [group.id for group in table.groups]
    for item, response in table.rows():
        for group in groups:
            place = (group, item, response)
            if place in percents:
                address, number = percents[place]
                decimals = number.decimals
                scale = 100 * 10**decimals
                found = counts.get(place)
                beside = found or (None, 0)
                cells[place] = Cell(*place, address, number.units, decimals, scale, *beside)
    items = tuple(item.id for item in table.items)
    asked = {item: table.answers(item) for item in items}
    total = table.total
    return Grid(
        values=values,
        sizes=sizes,
        levels=tuple(group.id for group in table.levels),
        total=total.id if total else None,
        items=items,
        asked=asked,
        own=own,
        implied=implied,
        totals=_totals(table, groups, counts),
        counts=counts,
        cells=cells,
        answers=_answers(table, groups, asked, counts),
    )


Counts = dict[Place, tuple[Address, int]]


def _answers(
    table: PrintedTable, groups: list[str], asked: Mapping[str, tuple[str, ...]], counts: Counts
) -> dict[tuple[str, str], Numbers]:
    """Return, for each group and item, the counts that answer the same question, and their sum."""
    answers: dict[tuple[str, str], Numbers] = {}
    for group in groups:
        if table.kind is Kind.MULTIPLE:
            given = _together([counts.get((group, *row)) for row in table.rows()])
            if given:
                answers.update({(group, item): given for item in asked})
            continue
        for item, responses in asked.items():
            given = _together([counts.get((group, item, response)) for response in responses])
            if given:
                answers[group, item] = given
    return answers


def _totals(
    table: PrintedTable, groups: list[str], counts: Counts
) -> dict[tuple[str, str], list[tuple[Address, tuple[Address, ...]]]]:
    """Return the printed totals of some of an item's answers."""
    totals: dict[tuple[str, str], list[tuple[Address, tuple[Address, ...]]]] = {}
    for (item, row), parts in table.totals.items():
        for group in groups:
            added = _together([counts.get((group, item, part)) for part in parts])
            if added and (group, item, row) in counts:
                totals.setdefault((group, item), []).append((counts[group, item, row][0], added[0]))
    return totals


def show(units: int, decimals: int) -> str:
    """Return a number in units of its last place as text: 657 with one decimal is 65.7."""
    if not decimals:
        return str(units)
    whole, part = divmod(units, 10**decimals)
    return f"{whole}.{part:0{decimals}d}"


def _together(found: list[tuple[Address, int] | None], least: int = 2) -> Numbers | None:
    """Return numbers and their sum; None where one of them is not printed, or there are too few."""
    printed = [number for number in found if number is not None]
    if len(printed) < len(found) or len(printed) < least:
        return None
    return tuple(address for address, _ in printed), sum(value for _, value in printed)
