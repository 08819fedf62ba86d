"""Printed tables for the audit's tests, and rounding rules from the standard library to test against."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
)
from functools import cache
from pathlib import Path

from reproreport.audit.checks.bases import check_bases, check_direction
from reproreport.audit.checks.percentages import check_percentages
from reproreport.audit.checks.sums import check_sums
from reproreport.audit.finding import Check, Finding
from reproreport.audit.rules.infer import infer
from reproreport.audit.rules.kind import check_kind
from reproreport.audit.rules.rounding import Rounding
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

Row = Sequence[tuple[int | str | None, str | None]]
"""The count and the percentage of each column, as printed."""
Rows = dict[str | tuple[str, str], Row]
"""Rows by item, or by item and response."""

MODES = {
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.HALF_EVEN: ROUND_HALF_EVEN,
    Rounding.HALF_DOWN: ROUND_HALF_DOWN,
    Rounding.TRUNCATED: ROUND_DOWN,
    Rounding.CEILING: ROUND_CEILING,
}
# A quotient of two numbers below 10^9 that is a half has far fewer digits than this.
PRECISE = Context(prec=60)


@cache
def rounded(numerator: int, denominator: int, rule: Rounding) -> int:
    """Round a quotient with the standard library's decimals."""
    quotient = PRECISE.divide(Decimal(numerator), Decimal(denominator))
    return int(quotient.quantize(Decimal(1), rounding=MODES[rule], context=PRECISE))


def allows(rule: Rounding, count: int, base: int, scale: int, units: int) -> bool:
    """Say from a rule's definition whether it allows a percentage beside a count."""
    if rule is Rounding.COUNT:
        return count == rounded(units * base, scale, Rounding.HALF_UP)
    if rule is Rounding.ONE_UNIT:
        return abs(units - rounded(count * scale, base, Rounding.HALF_UP)) <= 1
    return units == rounded(count * scale, base, rule)


def text(units: int, decimals: int) -> str:
    """Return a number in units of its last place as these tables print it, with a comma."""
    digits = str(units).zfill(decimals + 1)
    return f"{digits[:-decimals]},{digits[-decimals:]}" if decimals else digits


def table_of(
    sizes: Mapping[str, int],
    rows: Rows,
    *,
    kind: Kind = Kind.MULTIPLE,
    total: str = "",
    percent_of: Base | None = None,
    weighted: bool = False,
) -> PrintedTable:
    """Return a table with these Ns and rows; a row is named by its item, or by item and response."""
    numbers: dict[Address, PrintedNumber] = {}
    places = [name if isinstance(name, tuple) else (name, "") for name in rows]
    for group, size in sizes.items():
        numbers[Address(Part.SIZE, group)] = read_count(str(size))
    for place, row in zip(places, rows.values(), strict=True):
        for group, (count, percent) in zip(sizes, row, strict=True):
            if count is not None:
                numbers[Address(Part.COUNT, group, *place)] = read_count(str(count))
            if percent is not None:
                numbers[Address(Part.PERCENT, group, *place)] = read_percent(percent)
    return PrintedTable(
        name="a.csv",
        title="A table",
        source="someone",
        page="1",
        kind=kind,
        groups=tuple(
            Group(group, f"Group {group}", read_count(str(size)), group == total)
            for group, size in sizes.items()
        ),
        items=tuple(Label(item, f"Item {item}") for item in dict.fromkeys(item for item, _ in places)),
        responses=tuple(Label(answer, answer) for answer in dict.fromkeys(answer for _, answer in places)),
        numbers=numbers,
        percent_of=percent_of,
        weighted=weighted,
        origins={address: f"a.csv:{line}" for line, address in enumerate(numbers, start=2)},
    )


def real_table(name: str, kind: Kind) -> PrintedTable:
    """Return one of the article's tables, as its accepted reading has it."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        read = [row for row in csv.DictReader(file) if row["taken"] == "yes"]
    sizes = {row["group"]: int(row["count"]) for row in read if row["item"] == "sum"}
    rows: Rows = {}
    for row in read:
        if row["item"] != "sum":
            place = (row["item"], row.get("response", ""))
            rows[place] = [*rows.get(place, ()), (row["count"], row["percent"])]
    return table_of(sizes, rows, kind=kind, total="sum", percent_of=Base.GROUP)


def audit(table: PrintedTable) -> list[Finding]:
    """Return all findings on counts, percentages, bases and sums."""
    rules = infer(table)
    return [
        check_kind(table, rules),
        *check_bases(table, rules),
        check_direction(table, rules),
        *check_percentages(table, rules),
        *check_sums(table, rules),
    ]


def of_check(findings: Sequence[Finding], check: Check) -> list[Finding]:
    """Return the findings of one check."""
    return [finding for finding in findings if finding.check is check]


def at(findings: Sequence[Finding], part: Part, group: str, item: str = "", response: str = "") -> Finding:
    """Return the one finding whose first number stands there."""
    address = Address(part, group, item, response)
    (found,) = [finding for finding in findings if finding.addresses[:1] == (address,)]
    return found
