"""Numbers to make claims about, without a file to read them from."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from reproreport.audit.claims.claim import BoundClaim, Case, Form
from reproreport.audit.claims.evaluate import evaluate
from reproreport.audit.claims.quantity import Counts, Quantity, Unit
from reproreport.audit.finding import Finding
from reproreport.audit.table import (
    Address,
    Base,
    Group,
    Kind,
    Label,
    Part,
    PrintedTable,
    read_count,
    read_percent,
)


def percent(text: str, name: str = "") -> Quantity:
    """Return a printed percentage of which nothing else is known."""
    return Quantity(name or text, Unit.PERCENT, read_percent(text))


def rows(listed: int, distinct: int) -> Quantity:
    """Return rows that were counted."""
    return Quantity("a.csv", Unit.COUNT, counted=Fraction(distinct), listed=listed)


def stated(text: str, unit: Unit = Unit.PERCENT) -> Quantity:
    """Return a number that a sentence states."""
    return Quantity("stated", unit, (read_count if unit is Unit.COUNT else read_percent)(text))


def claim(form: Form, *cases: Sequence[Quantity]) -> BoundClaim:
    """Return a claim with these comparisons."""
    names = [f"item {at}" if len(cases) > 1 else "" for at in range(1, len(cases) + 1)]
    bound = tuple(Case(name, tuple(case)) for name, case in zip(names, cases, strict=True))
    return BoundClaim("one", "results", 7, "It is so.", form, bound, file="claims.yml", origin="claims.yml:3")


def found(form: Form, *quantities: Quantity, counts: Counts | None = None) -> Finding:
    """Evaluate a claim of one comparison."""
    return evaluate(claim(form, quantities), counts)


def table(cells: Sequence[tuple[int | None, str]], sizes: Sequence[int]) -> PrintedTable:
    """Return a table of one choice by groups a, b, c …: each group's count, percentage and N."""
    groups = tuple(
        Group(name, f"Group {name}", read_count(str(n))) for name, n in zip("abcd", sizes, strict=False)
    )
    numbers = {Address(Part.SIZE, group.id): group.size for group in groups}
    for group, (count, share) in zip(groups, cells, strict=True):
        if count is not None:
            numbers[Address(Part.COUNT, group.id, "1")] = read_count(str(count))
        if share:
            numbers[Address(Part.PERCENT, group.id, "1")] = read_percent(share)
    return PrintedTable(
        name="t.csv",
        title="T",
        source="",
        page="",
        kind=Kind.MULTIPLE,
        groups=groups,
        items=(Label("1", "One"),),
        responses=(Label("", ""),),
        numbers=numbers,
        percent_of=Base.GROUP,
    )


def cells_of(printed: PrintedTable) -> list[Quantity]:
    """Return the percentages of a table's groups, with the counts and Ns behind them."""
    return [
        Quantity(
            group.label,
            Unit.PERCENT,
            printed.percent("1", "", group.id),
            table=printed,
            address=Address(Part.PERCENT, group.id, "1"),
            count=Address(Part.COUNT, group.id, "1"),
            base=(Address(Part.SIZE, group.id),),
        )
        for group in printed.groups
    ]
