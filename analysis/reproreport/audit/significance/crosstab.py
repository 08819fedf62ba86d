"""The tables of counts behind an item's tests: the groups by what they answered.

The total column is never part of them. A count that is not printed is taken from its percentage
where that allows one count only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from reproreport.audit.rules.rounding import Rounding, counts
from reproreport.audit.table import Address, Base, Kind, Part, PrintedTable

#: Counts and Ns to calculate with instead of the printed ones, such as a repair. An N of one item
#: alone (its valid cases) has the item in its address: ``Address(Part.SIZE, group, item)``.
Replaced = Mapping[Address, int]


class Lack(Enum):
    """Why an item has no table of counts that can be tested."""

    WEIGHTED = "the counts are weighted"
    ITEM = "the table has no such item"
    COUNT = "a count is not printed and cannot be implied"
    ABOVE_N = "a count is above its N"
    GROUPS = "there are not two groups to compare"
    ANSWERS = "all respondents answered alike"


@dataclass(frozen=True)
class NoCounts:
    """That an item has no table of counts that can be tested, and why; ``text`` is a clause."""

    lack: Lack
    text: str


@dataclass(frozen=True)
class Crosstab:
    """The counts of the groups by the answers to one item.

    Attributes:
        rows: the counts, one row for each group that has any.
        groups: the rows' identifiers.
        answers: the columns' identifiers; ``chosen`` and ``not chosen`` where several items could
            be chosen. Answers that nobody gave are left out.
        places: the columns' places among all answers, from 1: the scores of a trend.
        implied: those counts that are not printed and follow from their percentages.
    """

    rows: tuple[tuple[int, ...], ...]
    groups: tuple[str, ...]
    answers: tuple[str, ...]
    places: tuple[int, ...]
    implied: tuple[Address, ...]


@dataclass(frozen=True)
class Cells:
    """All counts of one item: a row for each group, a column for each response."""

    rows: tuple[tuple[int, ...], ...]
    implied: tuple[Address, ...]


def cells(table: PrintedTable, item: str, replaced: Replaced | None = None) -> Cells | NoCounts:
    """Return the counts of one item, as printed, replaced, or implied by their percentages."""
    if table.weighted:
        return NoCounts(Lack.WEIGHTED, "its counts are weighted")
    if item not in {label.id for label in table.items}:
        return NoCounts(Lack.ITEM, f"the table has no item '{item}'")
    rows, implied = [], []
    for group in table.levels:
        row = []
        for response in table.answers(item):
            address = Address(Part.COUNT, group.id, item, response)
            if replaced and address in replaced:
                row.append(replaced[address])
            elif printed := table.numbers.get(address):
                row.append(printed.units)
            else:
                found = _implied(table, address, replaced)
                if isinstance(found, NoCounts):
                    return found
                row.append(found)
                implied.append(address)
        rows.append(tuple(row))
    return Cells(tuple(rows), tuple(implied))


def crosstab(table: PrintedTable, item: str, replaced: Replaced | None = None) -> Crosstab | NoCounts:
    """Return the table of counts that says whether the groups differ in one item.

    Where several items could be chosen, it is the groups by whether the item was chosen; each
    respondent is then in one cell. Otherwise it is the groups by the answers, as counted.

    Args:
        table: the printed table.
        item: which item.
        replaced: counts and Ns to calculate with instead of the printed ones.
    """
    return as_crosstab(table, item, cells(table, item, replaced), replaced)


def as_crosstab(
    table: PrintedTable, item: str, found: Cells | NoCounts, replaced: Replaced | None = None
) -> Crosstab | NoCounts:
    """Return the same of an item whose counts :func:`cells` has found."""
    if isinstance(found, NoCounts):
        return found
    rows, names = found.rows, list(table.answers(item))
    if table.kind is Kind.MULTIPLE:
        names = ["chosen", "not chosen"]
        sizes = [size(table, group.id, item, replaced) for group in table.levels]
        for (chosen,), n, group in zip(rows, sizes, table.levels, strict=True):
            if n == 0 and not group.size.text:
                return NoCounts(Lack.COUNT, f"the N of {group.label} is not printed")
            if chosen > n:
                text = f"the count {chosen} of {group.label} is above its N of {n}"
                return NoCounts(Lack.ABOVE_N, text)
        rows = tuple((chosen, n - chosen) for (chosen,), n in zip(rows, sizes, strict=True))
    some = [place for place, row in enumerate(rows) if any(row)]
    given = [place for place, column in enumerate(zip(*rows, strict=True)) if any(column)]
    if len(some) < 2:
        return NoCounts(Lack.GROUPS, "it has fewer than two groups to compare")
    if len(given) < 2:
        return NoCounts(Lack.ANSWERS, "all its respondents answered alike")
    return Crosstab(
        rows=tuple(tuple(rows[row][column] for column in given) for row in some),
        groups=tuple(table.levels[row].id for row in some),
        answers=tuple(names[column] for column in given),
        places=tuple(column + 1 for column in given),
        implied=found.implied,
    )


def collapsed(rows: Sequence[Sequence[int]], column: int) -> tuple[tuple[int, int], ...]:
    """Return a table's column against the rest of it."""
    return tuple((row[column], sum(row) - row[column]) for row in rows)


def size(table: PrintedTable, group: str, item: str, replaced: Replaced | None = None) -> int:
    """Return a group's N for an item: the item's own where it is replaced, else the group's."""
    own, general = Address(Part.SIZE, group, item), Address(Part.SIZE, group)
    for address in (own, general):
        if replaced and address in replaced:
            return replaced[address]
    if item and own in table.numbers:
        return table.numbers[own].units
    return next(found.size.units for found in table.groups if found.id == group)


def _implied(table: PrintedTable, address: Address, replaced: Replaced | None) -> int | NoCounts:
    """Return the one count that a percentage allows, rounded half up, where it allows one."""
    row, group = table.row_name(address.item, address.response), table.group_name(address.group)
    where = f"the count of {row} in {group}"
    percent = table.percent(address.item, address.response, address.group)
    if percent is None:
        return NoCounts(Lack.COUNT, f"{where} is not printed")
    base = _base(table, address, replaced)
    if base is None or base < 1:
        return NoCounts(Lack.COUNT, f"{where} is not printed, and what its percentage is of is not known")
    span = counts(Rounding.HALF_UP, percent.units, base, 100 * 10**percent.decimals)
    if span.size == 1:
        return span.low
    allowed = f"could be {span.low} to {span.high}" if span.size else f"cannot be that of {base}"
    return NoCounts(Lack.COUNT, f"{where} is not printed, and at {percent.text}% it {allowed}")


def _base(table: PrintedTable, address: Address, replaced: Replaced | None) -> int | None:
    """Return what the percentages are of; of their group's N where the source says nothing."""
    if table.percent_of in {None, Base.GROUP}:
        return size(table, address.group, address.item, replaced)
    if table.total is None:
        return None
    if table.percent_of is Base.TABLE:
        return size(table, table.total.id, "", replaced)
    total = Address(Part.COUNT, table.total.id, address.item, address.response)
    if table.percent_of is Base.ROW and (replaced and total in replaced):
        return replaced[total]
    printed = table.numbers.get(total)
    return printed.units if table.percent_of is Base.ROW and printed else None
