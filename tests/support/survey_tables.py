"""Printed tables for the tests of tests: made of counts, and the two of a real article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reproreport.audit.table import (
    Address,
    Base,
    Group,
    Kind,
    Label,
    Part,
    PrintedNumber,
    PrintedP,
    PrintedTable,
    read_count,
    read_percent,
)

GROUPS = {"town": 53, "district": 80, "ward": 134}

#: data/hai-phong-awareness/table-1.csv, the readings taken: counts of the three groups by item.
#: 267 officials, of whom several items could be chosen; P = 0,000 is printed below.
AWARENESS = {
    "1": (44, 50, 128),
    "2": (41, 66, 117),
    "3": (35, 56, 94),
    "4": (46, 65, 112),
    "5": (42, 52, 89),
    "6": (41, 58, 96),
    "7": (40, 54, 92),
}

#: What the row total of 182 and the percentage of 65,7 give in place of 128.
REPAIR_1 = {Address(Part.COUNT, "ward", "1"): 88}

#: data/hai-phong-awareness/table-2.csv, the readings taken: counts of the three groups by item, for
#: difficult, normal, no difficulty; Significant = 0,000 is printed below.
DIFFICULTY = {
    "1": ((11, 36, 6), (34, 38, 9), (53, 71, 10)),
    "2": ((13, 33, 5), (29, 43, 9), (39, 80, 15)),
    "3": ((15, 32, 7), (23, 47, 10), (30, 90, 15)),
    "4": ((20, 29, 4), (30, 39, 11), (41, 78, 15)),
    "5": ((15, 35, 3), (22, 45, 13), (40, 82, 12)),
}

#: What the row total of 158 and the percentage of 65,8 give in place of 33.
REPAIR_2 = {Address(Part.COUNT, "town", "2", "normal"): 35}


def multiple(
    counts: Mapping[str, Sequence[int]],
    sizes: Mapping[str, int],
    *,
    p_values: Sequence[PrintedP] = (),
    percents: Mapping[Address, str] | None = None,
    percent_of: Base | None = Base.GROUP,
) -> PrintedTable:
    """A table of multiple response with a total column; ``percents`` stand in place of counts."""
    numbers = {
        Address(Part.COUNT, group, item): read_count(str(count))
        for item, row in counts.items()
        for group, count in zip(sizes, row, strict=True)
    }
    numbers |= {Address(Part.COUNT, "sum", item): read_count(str(sum(row))) for item, row in counts.items()}
    return _table(Kind.MULTIPLE, numbers, sizes, [""], list(counts), p_values, percents, percent_of)


def single(
    counts: Mapping[str, Sequence[Sequence[int]]],
    sizes: Mapping[str, int],
    responses: Sequence[str],
    *,
    p_values: Sequence[PrintedP] = (),
    percents: Mapping[Address, str] | None = None,
    percent_of: Base | None = Base.GROUP,
) -> PrintedTable:
    """A table of single response with a total column; ``percents`` stand in place of counts."""
    numbers = {}
    for item, rows in counts.items():
        for response, column in zip(responses, zip(*rows, strict=True), strict=True):
            for group, count in zip(sizes, column, strict=True):
                numbers[Address(Part.COUNT, group, item, response)] = read_count(str(count))
            numbers[Address(Part.COUNT, "sum", item, response)] = read_count(str(sum(column)))
    return _table(Kind.SINGLE, numbers, sizes, responses, list(counts), p_values, percents, percent_of)


def awareness(*p_values: PrintedP) -> PrintedTable:
    """The article's Table 1, with P = 0,000 for the whole table unless others are given."""
    return multiple(AWARENESS, GROUPS, p_values=p_values or (PrintedP("0,000", label="P"),))


def difficulty(*p_values: PrintedP) -> PrintedTable:
    """The article's Table 2, with Significant = 0,000 for the whole table unless others are given."""
    answers = ["difficult", "normal", "no_difficulty"]
    printed = p_values or (PrintedP("0,000", label="Significant"),)
    return single(DIFFICULTY, GROUPS, answers, p_values=printed)


def _table(
    kind: Kind,
    numbers: Mapping[Address, PrintedNumber],
    sizes: Mapping[str, int],
    responses: Sequence[str],
    items: Sequence[str],
    p_values: Sequence[PrintedP],
    percents: Mapping[Address, str] | None,
    percent_of: Base | None,
) -> PrintedTable:
    """Put a table together; a percentage takes the place of the count beside it."""
    shown = dict(numbers)
    for address, text in (percents or {}).items():
        del shown[Address(Part.COUNT, address.group, address.item, address.response)]
        shown[address] = read_percent(text)
    groups = [Group(name, name.capitalize(), read_count(str(size))) for name, size in sizes.items()]
    groups.append(Group("sum", "Sum", read_count(str(sum(sizes.values()))), is_total=True))
    shown |= {Address(Part.SIZE, group.id): group.size for group in groups}
    return PrintedTable(
        name="table.csv",
        title="A table",
        source="test",
        page="1",
        kind=kind,
        groups=tuple(groups),
        items=tuple(Label(item, f"Item {item}") for item in items),
        responses=tuple(Label(response, response) for response in responses),
        numbers=shown,
        percent_of=percent_of,
        p_values=tuple(p_values),
    )
