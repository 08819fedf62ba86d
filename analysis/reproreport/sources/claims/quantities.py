"""Make the quantities of claims from printed tables, and name them for sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from reproreport.audit.claims.quantity import Quantity, Unit
from reproreport.audit.claims.words import item_name
from reproreport.audit.printed.number import PrintedNumber, read_count, read_percent
from reproreport.audit.printed.table import Address, Base, Label, Part, PrintedTable
from reproreport.audit.rules.rounding import Rounding, percentages
from reproreport.sources.codebook import stated


def name_apart(quantities: Sequence[Quantity]) -> list[Quantity]:
    """Name each quantity by what tells it from the others: its item, its answer, its group."""
    parts = [_name_parts(quantity) for quantity in quantities]
    differ = [len({part[at] for part in parts}) > 1 for at in range(3)]
    if not any(differ):
        differ = [True] * 3
    return [
        replace(quantity, name=", ".join(w for w, wanted in zip(words, differ, strict=True) if w and wanted))
        if quantity.address is not None
        else quantity
        for quantity, words in zip(quantities, parts, strict=True)
    ]


def _name_parts(quantity: Quantity) -> tuple[str, str, str]:
    """Return what an address says in words: the item, the answer and the group."""
    table, at = quantity.table, quantity.address
    if table is None or at is None:
        return "", "", quantity.name
    if at.part is Part.SIZE:
        return "N", "", table.group_name(at.group)
    return item_name(at.item), _wording(table.responses, at.response), table.group_name(at.group)


def _wording(labels: Sequence[Label], one: str) -> str:
    return next((label.label for label in labels if label.id == one), one)


def printed(table: PrintedTable, address: Address, unit: Unit) -> Quantity:
    """Return the quantity that stands at an address."""
    number, origin = table.numbers.get(address), origins(table, address)
    return Quantity("", unit, number, table=table, address=address, origin=origin)


def origins(table: PrintedTable, *addresses: Address) -> tuple[str, ...]:
    """Return ``file:line`` of printed numbers."""
    return tuple(where for where in map(table.where, addresses) if where)


def base_of(table: PrintedTable, count: Address) -> tuple[Address, ...]:
    """Return what a cell's percentage is of; empty where that is not known, or not countable.

    Where the source says nothing, it is the group's N if the printed percentage follows from it.
    """
    size, total = Address(Part.SIZE, count.group), table.total
    bases: Mapping[Base | None, tuple[Address, ...]] = {
        None: (size,),
        Base.GROUP: (size,),
        Base.VALID: tuple(
            Address(Part.COUNT, count.group, count.item, answer) for answer in table.answers(count.item)
        ),
        Base.ROW: (Address(Part.COUNT, total.id, count.item, count.response),) if total else (),
        Base.TABLE: (Address(Part.SIZE, total.id),) if total else (),
    }
    base = bases.get(table.percent_of, ())
    numbers = [table.numbers.get(address) for address in (count, *base)]
    known = [number.units for number in numbers if number is not None]
    if table.weighted or not base or len(known) < len(numbers) or not sum(known[1:]):
        return ()
    percent = table.percent(count.item, count.response, count.group)
    if table.percent_of is None and percent is not None:
        span = percentages(Rounding.ONE_UNIT, known[0], sum(known[1:]), 100 * 10**percent.decimals)
        return base if percent.units in span else ()
    return base


def stem(table: PrintedTable) -> str:
    """Return what claims call a table: its file's name without folder and ending."""
    return PurePosixPath(table.name).stem


def read_stated(text: str, unit: Unit) -> PrintedNumber:
    """Read a stated number; counts also in words.

    Raises:
        ValueError: it is no such number.
    """
    if unit is not Unit.COUNT:
        return read_percent(text)
    try:
        return read_count(text)
    except ValueError:
        if text.strip().isalpha():
            return PrintedNumber(text.strip(), stated(text.strip().lower()), 0)
        raise
