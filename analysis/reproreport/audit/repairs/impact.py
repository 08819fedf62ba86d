"""Whether a table's test decisions depend on a repair: the tests as printed, and with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from reproreport.audit.finding import Reason
from reproreport.audit.repairs.repair import Change, Component, Repair, Repairs, listed, value_words
from reproreport.audit.significance.recommended import Analysis, ItemTest, analyse, corrected
from reproreport.audit.table import Address, Part, PrintedNumber, PrintedTable
from reproreport.languages import ENGLISH
from reproreport.numbers import format_p, quoted


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


#: Below this p-values are shown with one more decimal.
SMALL_P = 0.001


@dataclass(frozen=True)
class ItemImpact:
    """One item's test as printed and with a repair; None where the item cannot be tested.

    Attributes:
        item: the item's identifier.
        label: its wording.
        printed: its test with the printed counts.
        repaired: its test with the repair's counts.
    """

    item: str
    label: str
    printed: ItemTest | None
    repaired: ItemTest | None

    @property
    def moved(self) -> bool:
        """Return whether the test itself is another one, whatever it decides."""
        return self._p(self.printed) != self._p(self.repaired)

    @property
    def depends(self) -> bool:
        """Return whether a decision, before or after Holm's correction, is another one."""
        return self._decided(self.printed) != self._decided(self.repaired)

    @staticmethod
    def _p(test: ItemTest | None) -> float | None:
        return test.p_value if test else None

    @staticmethod
    def _decided(test: ItemTest | None) -> tuple[bool, bool] | None:
        return (test.decision.raw, test.decision.holm) if test else None


@dataclass(frozen=True)
class Impact:
    """What a repair changes in the tests of its table.

    Attributes:
        counts: the counts and Ns that the repair proposes; the likeliest ones where several would do.
        items: every item's tests, in the table's order; empty where the repair changes no count.
        explanation: in one sentence for each item, what depends on the repair.
    """

    counts: Mapping[Address, int]
    items: tuple[ItemImpact, ...]
    explanation: str

    @property
    def depends(self) -> bool:
        """Return whether a decision depends on the repair."""
        return any(item.depends for item in self.items)


def impact(table: PrintedTable, repair: Repair, printed: Analysis) -> Impact:
    """Return what a repair changes in the recommended tests of its table.

    Args:
        table: the table.
        repair: one repair of it; the numbers that it leaves are taken as printed.
        printed: the recommended analysis of the counts as printed; its level and coverage are used.
    """
    moved = [change for change in repair.changes if change.address.part is not Part.PERCENT]
    counts = {change.address: change.proposed for change in moved}
    if not counts:
        return Impact(counts, (), "No test depends on it: it changes no count and no N.")
    before = {test.item: test for test in printed.items}
    after = {test.item: test for test in _repaired(table, counts, printed)}
    items = tuple(
        ItemImpact(label.id, table.row_name(label.id), before.get(label.id), after.get(label.id))
        for label in table.items
    )
    return Impact(counts, items, _words(items, moved, printed.alpha))


def _repaired(table: PrintedTable, counts: Mapping[Address, int], printed: Analysis) -> tuple[ItemTest, ...]:
    """Return the tests with other counts; those of items whose counts stay are not made again."""
    items = {address.item for address in counts}
    if any(address.part is Part.SIZE for address in counts):
        items = {label.id for label in table.items}
    part = replace(table, items=tuple(label for label in table.items if label.id in items))
    again = analyse(part, counts, alpha=printed.alpha, confidence=printed.confidence)
    tests = {test.item: test for test in printed.items if test.item not in items}
    tests |= {test.item: test for test in again.items}
    ordered = [tests[label.id] for label in table.items if label.id in tests]
    # The corrections are over all items: they change with any one of them.
    return corrected(ordered, printed.alpha)


def _words(items: tuple[ItemImpact, ...], changes: list[Change], alpha: float) -> str:
    """Return the decisions that depend on the changes; where none does, the tests that they change."""
    prints = listed([quoted(change.printed.text) for change in changes])
    values = listed([value_words(change, change.proposed) for change in changes])
    depending = [item for item in items if item.depends]
    told = [
        f"With {prints} {item.label or 'the table'} {_decision(item.printed, alpha)}; "
        f"with {values} it {_decision(item.repaired, alpha)}."
        for item in depending or items
        if item.depends or item.moved
    ]
    if not depending:
        told.insert(0, f"No decision at the level {alpha:g} depends on it.")
    return " ".join(told)


def _decision(test: ItemTest | None, alpha: float) -> str:
    """Return what a test decides, with its p-value before and after Holm's correction."""
    if test is None:
        return "cannot be tested"
    words = "does not differ between the groups"
    if test.decision.holm:
        words = f"differs between the groups at the level {alpha:g}, also after the Holm correction"
    elif test.decision.raw:
        words = f"differs between the groups at the level {alpha:g}, but not after the Holm correction"
    return f"{words} (p {_p(test.p_value)}; after Holm p {_p(test.holm)})"


def _p(p_value: float) -> str:
    """Return a p-value with its relation: ``= 0.031``, ``< 0.0001``."""
    return format_p(min(1.0, p_value), 4 if p_value < SMALL_P else 3, relation=True, language=ENGLISH)
