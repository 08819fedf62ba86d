"""The count to calculate with for every cell of a printed table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from reproreport.audit.finding import Reason
from reproreport.audit.printed.number import PrintedNumber
from reproreport.audit.printed.table import Address, Part, PrintedTable
from reproreport.audit.repairs.repair import Component, Repairs
from reproreport.numbers import quoted


class SupportReason(Reason):
    """Why a count is the one to calculate with."""

    AGREES = "the printed count agrees with what is printed beside it"
    REPAIRED = "one change only makes the printed numbers agree, and it gives this count"
    ELSEWHERE = "one change only makes the printed numbers agree, and it leaves this count"
    UNDECIDED = "the printed numbers disagree, and no one change is sure to settle it"


_OPEN: Final = (
    SupportReason.UNDECIDED,
    SupportReason.REPAIRED,
    SupportReason.ELSEWHERE,
    SupportReason.AGREES,
)


@dataclass(frozen=True)
class Supported:
    """The count to calculate with for one cell.

    Attributes:
        printed: the count as printed.
        supported: the count to calculate with.
        reason: why.
        explanation: the arithmetic in a sentence.
        because: the printed numbers that the count rests on: itself, or those that its repair mends.
    """

    printed: int
    supported: int
    reason: SupportReason
    explanation: str
    because: tuple[Address, ...]

    @property
    def changed(self) -> bool:
        """Return whether the supported count differs from the printed one."""
        return self.supported != self.printed


def supported_counts(table: PrintedTable, repairs: Repairs) -> Mapping[Address, Supported]:
    """Return the count to calculate with for every printed count, the total column's too.

    It is the printed one, unless one of the table's repairs is certain to be the only one of its size
    and gives the count exactly one value.

    Args:
        table: the table.
        repairs: its repairs.
    """
    found: dict[Address, Supported] = {}
    for component in repairs.components:
        for address, support in _of(table, component):
            # A count of two components is settled where neither leaves it open.
            if address not in found or _OPEN.index(support.reason) < _OPEN.index(found[address].reason):
                found[address] = support
    return {
        address: found[address] if address in found else _agreeing(address, number)
        for address, number in table.numbers.items()
        if address.part is Part.COUNT
    }


def _agreeing(address: Address, number: PrintedNumber) -> Supported:
    """Return the support of a count that nothing printed speaks against."""
    words = f"{quoted(number.text)} is printed, and agrees with what is printed beside it."
    return Supported(number.units, number.units, SupportReason.AGREES, words, (address,))


def _of(table: PrintedTable, component: Component) -> Iterator[tuple[Address, Supported]]:
    """Yield the counts of a component's relations, and of its repair."""
    unique = component.unique
    changes = {change.address: change for change in unique.changes} if unique else {}
    for address in dict.fromkeys((*component.addresses, *changes)):
        if address.part is not Part.COUNT:
            continue
        printed, change = table.numbers[address].units, changes.get(address)
        support = Supported(printed, printed, SupportReason.UNDECIDED, component.explanation, (address,))
        if unique and not change:
            support = replace(support, reason=SupportReason.ELSEWHERE)
        elif unique and change and change.value is not None:
            because = tuple(dict.fromkeys(at for relation in unique.mended for at in relation.addresses))
            support = replace(support, supported=change.value, reason=SupportReason.REPAIRED, because=because)
        yield address, support
