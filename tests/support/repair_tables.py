"""Printed tables and their relations for the tests of repairs, made without the rules' inference."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from reproreport.audit.rules.relations import AtMost, Family, PercentRelation, Relation, SumRelation
from reproreport.audit.rules.rounding import Rounding
from reproreport.audit.slips import write
from reproreport.audit.table import (
    Address,
    Base,
    Group,
    Kind,
    Label,
    Part,
    PrintedNumber,
    PrintedTable,
    read_count,
    read_percent,
)

DATA = Path(__file__).parents[2] / "data" / "hai-phong-awareness"


class Given(NamedTuple):
    """Relations that are given, not inferred."""

    relations: tuple[Relation, ...]


def table_of(
    numbers: Mapping[Address, str], *, kind: Kind = Kind.MULTIPLE, total: str | None = None
) -> PrintedTable:
    """Return a table of printed texts; a group of each Address(SIZE, …), rows as they come."""
    read: dict[Address, PrintedNumber] = {
        address: (read_percent if address.part is Part.PERCENT else read_count)(text)
        for address, text in numbers.items()
    }
    sizes = {address.group: number for address, number in read.items() if address.part is Part.SIZE}
    columns = dict.fromkeys(address.group for address in read)
    groups = tuple(
        Group(name, name.capitalize(), sizes.get(name, PrintedNumber("", 0, 0)), name == total)
        for name in columns
    )
    cells = [address for address in read if address.part is not Part.SIZE]
    items = tuple(
        Label(name, f"Item {name}" if name else "") for name in dict.fromkeys(at.item for at in cells)
    )
    responses = tuple(Label(name, name) for name in dict.fromkeys(at.response for at in cells))
    return PrintedTable("table", "A table", "test", "1", kind, groups, items, responses, read)


def sums_of(numbers: Mapping[str, int], *sums: tuple[Sequence[str], str]) -> tuple[PrintedTable, Given]:
    """Return counts by name, and which of them add to which, as a table of one row with its rules."""
    at = {name: Address(Part.COUNT, name) for name in numbers}
    table = table_of({at[name]: str(number) for name, number in numbers.items()})
    relations = [
        SumRelation(Family.ROW_SUM, tuple(at[part] for part in parts), at[total]) for parts, total in sums
    ]
    return table, Given(tuple(relations))


def relations_of(
    table: PrintedTable, rule: Rounding = Rounding.HALF_UP, *, totals: bool = True, column_tolerance: int = 0
) -> list[Relation]:
    """Return what holds between the numbers of a complete table of groups' percentages.

    Args:
        table: the table.
        rule: how its percentages were rounded.
        totals: whether the total column's percentages follow from its counts.
        column_tolerance: how far the counts of the answers may be from the group's N.
    """
    found: list[Relation] = []
    size = {group.id: Address(Part.SIZE, group.id) for group in table.groups}
    for item, response in table.rows():
        counts = {group.id: Address(Part.COUNT, group.id, item, response) for group in table.groups}
        for group in table.groups:
            percent = Address(Part.PERCENT, group.id, item, response)
            scale = 100 * 10 ** table.numbers[percent].decimals
            found.append(AtMost(counts[group.id], size[group.id]))
            found.append(AtMost(percent, None, scale))
            family = Family.TOTAL_PERCENT if group.is_total else Family.PERCENT
            if totals or not group.is_total:
                base = (size[group.id],)
                here = counts[group.id]
                found.append(PercentRelation(family, percent, here, base, Base.GROUP, rule, scale))
        if table.total:
            parts = tuple(counts[group.id] for group in table.levels)
            found.append(SumRelation(Family.ROW_SUM, parts, counts[table.total.id]))
    if table.kind is Kind.SINGLE:
        found += _columns(table, column_tolerance)
    if table.total:
        parts = tuple(size[group.id] for group in table.levels)
        found.append(SumRelation(Family.SIZE_SUM, parts, size[table.total.id]))
    return found


def _columns(table: PrintedTable, tolerance: int) -> list[Relation]:
    """Return the column sums of a single-response table, of counts and of percentages; the total has none."""
    found: list[Relation] = []
    for item in table.items:
        for group in table.levels:
            names = [(group.id, item.id, response.id) for response in table.responses]
            counts = tuple(Address(Part.COUNT, *name) for name in names)
            percents = tuple(Address(Part.PERCENT, *name) for name in names)
            scale = 100 * 10 ** table.numbers[percents[0]].decimals
            size = Address(Part.SIZE, group.id)
            found.append(SumRelation(Family.COLUMN_SUM, counts, size, tolerance=tolerance))
            half = len(names) // 2
            found.append(SumRelation(Family.PERCENT_SUM, percents, None, fixed=scale, tolerance=half))
    return found


def consistent(
    rows: Sequence[Sequence[int]], sizes: Sequence[int], *, decimals: int = 1, kind: Kind = Kind.MULTIPLE
) -> PrintedTable:
    """Return a table that agrees: counts by row and group, their total, and percentages half up.

    A row is an item, or in a single-response table an answer to the one question there is; then the
    counts of a group must add to its size.
    """
    names = [f"g{number}" for number in range(len(sizes))] + ["sum"]
    bases = [*sizes, sum(sizes)]
    numbers = {Address(Part.SIZE, name): str(size) for name, size in zip(names, bases, strict=True)}
    for number, row in enumerate(rows):
        where = (str(number), "") if kind is Kind.MULTIPLE else ("", str(number))
        for name, count, base in zip(names, [*row, sum(row)], bases, strict=True):
            numbers[Address(Part.COUNT, name, *where)] = str(count)
            percent = (2 * count * 100 * 10**decimals + base) // (2 * base)
            digits = f"{percent:0{decimals + 1}d}"
            text = f"{digits[:-decimals]},{digits[-decimals:]}" if decimals else digits
            numbers[Address(Part.PERCENT, name, *where)] = text
    return table_of(numbers, kind=kind, total="sum")


def changed(table: PrintedTable, changes: Mapping[Address, int]) -> PrintedTable:
    """Return a table with other values printed, in units of the last place."""
    numbers = dict(table.numbers)
    for address, value in changes.items():
        number = numbers[address]
        numbers[address] = PrintedNumber(write(number, value), value, number.decimals)
    return replace(table, numbers=numbers)


def printed(number: int) -> PrintedTable:
    """Return table 1 or 2 of the report's article, in the reading that the report takes."""
    with (DATA / f"table-{number}.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["taken"] == "yes"]
    numbers = {}
    for row in rows:
        if row["item"] == "sum":
            numbers[Address(Part.SIZE, row["group"])] = row["count"]
            continue
        where = (row["group"], row["item"], row.get("response", ""))
        numbers[Address(Part.COUNT, *where)] = row["count"]
        numbers[Address(Part.PERCENT, *where)] = row["percent"]
    return table_of(numbers, kind=Kind.MULTIPLE if number == 1 else Kind.SINGLE, total="sum")


def printed_rules(number: int) -> Given:
    """Return the rules that those two tables follow (see the audit's reference)."""
    table = printed(number)
    if number == 1:
        return Given(tuple(relations_of(table)))
    return Given(tuple(relations_of(table, Rounding.COUNT, totals=False, column_tolerance=1)))
