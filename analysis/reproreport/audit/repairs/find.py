"""Which printed numbers, changed together, would make a table's numbers agree; nothing is applied.

The relations that do not hold fall into components that share no number which may change. For each,
all smallest sets of changed numbers are sought with which its relations hold and no other relation
breaks; of sets of one size those come first that mend more, that make more sums agree exactly, and
that more frequent slips explain. The limits of the search are those of ``components`` and ``admissible``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice, product
from typing import Final, Protocol

from reproreport.audit.printed.number import PrintedNumber
from reproreport.audit.printed.table import Address, Part, PrintedTable
from reproreport.audit.repairs.admissible import Box, Found
from reproreport.audit.repairs.components import CHANGES, Solved, solve
from reproreport.audit.repairs.repair import Change, Component, Repair, Repairs, Rival
from reproreport.audit.repairs.slips import Slip, explain, neighbours
from reproreport.audit.repairs.system import System
from reproreport.audit.repairs.words import component_words, relation_words, repair_words
from reproreport.audit.rules.relations import LARGEST, PercentRelation, Relation, SumRelation, Values
from reproreport.audit.rules.rounding import Span, bases

#: Of a longer span only its ends, and the values one digit away, are compared with the print.
COMPARED: Final = 200
#: Of more combinations of likeliest values only these are compared by their sums.
WEIGHED: Final = 50


class Related(Protocol):
    """What a search for repairs needs of a table's inferred rules."""

    @property
    def relations(self) -> tuple[Relation, ...]:
        """Return what should hold between the table's numbers."""


def find_repairs(table: PrintedTable, rules: Related) -> Repairs:
    """Return the smallest sets of changed numbers with which a table's numbers agree.

    Args:
        table: the table.
        rules: what ties its numbers together; a family that follows no rule asks for no repair.
    """
    printed = {address: number.units for address, number in table.numbers.items()}
    system = System(printed, rules.relations)
    maker = _Maker(table, system)
    solved = solve(system)
    return Repairs(tuple(maker.component(part, _rival(system, part)) for part in solved))


def _rival(system: System, part: Solved) -> Rival | None:
    """Return what could be wrong instead of the numbers that the only repair of a component changes.

    - An N, where no sum says so too: its column's percentages may have been computed with another N.
    - Percentages of a column that all change: so they may.
    - Any number whose change would do if the table cut its percentages off, or rounded them up, where it has
      too few percentages to tell, or none of them is changed alone.
    """
    if len(part.found) != 1 or not part.complete:
        return None
    (found,) = part.found
    values = system.values | {at: found.span(at).low for at in found.changed}
    for at in found.changed:
        sums = [system.relations[place] for place in system.touching[at] if place in system.violated]
        mended = any(isinstance(one, SumRelation) and one.difference(values) == 0 for one in sums)
        if at.part is Part.SIZE and not mended:
            return Rival.BASE
    if _another_base(system, found):
        return Rival.BASE
    if all(relation.firm for relation in system.relations if isinstance(relation, PercentRelation)):
        return None
    loose = [one.lenient if isinstance(one, PercentRelation) else one for one in system.relations]
    wider = System(system.values, loose)
    others = [other for other in solve(wider) if set(other.places) & set(part.places)]
    if any(not other.complete or other.size > len(found.changed) for other in others):
        return Rival.ROUNDING
    sets = {frozenset(one.changed) for other in others for one in other.found}
    return None if sets <= {frozenset(found.changed)} else Rival.ROUNDING


def _another_base(system: System, found: Found) -> bool:
    """Return whether percentages that change together are of one other N, with their question or column."""
    percents = [at for at in found.changed if at.part is Part.PERCENT]
    columns = Counter(at.group for at in percents)
    for group in [group for group, many in columns.items() if many > 1]:
        items = Counter(at.item for at in percents if at.group == group)
        # Of a question, or of the whole column.
        blocks = [{item} for item, many in items.items() if many > 1] or [set()]
        for block in blocks:
            span = Span(1, LARGEST)
            for one in system.relations:
                if not isinstance(one, PercentRelation) or one.percent.group != group:
                    continue
                if not block or one.percent.item in block:
                    count, percent = system.values[one.count], system.values[one.percent]
                    span = span.meet(bases(one.rule, count, percent, one.scale, LARGEST))
            if span.size:
                return True
    return False


class _Maker:
    """Makes repairs of what the search found in one table."""

    def __init__(self, table: PrintedTable, system: System) -> None:
        self.table = table
        self.system = system
        self.like = _usual(table)
        self._slips: dict[tuple[Address, int], Slip] = {}

    def component(self, part: Solved, rival: Rival | None) -> Component:
        """Return a component with its repairs ranked and put in words."""
        touched = dict.fromkeys(
            place for found in part.found for at in found.changed for place in self.system.touching[at]
        )
        sums = [r for place in touched if isinstance(r := self.system.relations[place], SumRelation)]
        made = sorted((self.repair(found, sums) for found in part.found), key=lambda repair: repair.order)
        orders = [repair.order for repair in made]
        repairs = tuple(
            replace(repair, rank=orders.index(repair.order) + 1, tied=orders.count(repair.order) > 1)
            for repair in made
        )
        violated = tuple(self.system.relations[place] for place in part.places)
        words = component_words(
            self.table, violated, repairs, complete=part.complete, joint=part.joint, limit=CHANGES
        )
        if rival:
            words += f" {rival.value}"
        return Component(violated, repairs, part.size, part.complete, part.joint, words, rival)

    def repair(self, found: Found, sums: Sequence[SumRelation]) -> Repair:
        """Return a repair; ``sums`` are those by which the component's repairs are compared."""
        best = [self._likeliest(group) for group in found.groups]
        values, exact = self._weighed(best, sums)
        changes = []
        for address in found.changed:
            likeliest = sorted({box[address] for boxes in best for box in boxes if address in box})
            changes.append(
                Change(
                    address=address,
                    printed=self.table.numbers[address],
                    span=found.span(address),
                    likeliest=tuple(likeliest),
                    proposed=values[address],
                    slip=self._slip(address, values[address]),
                )
            )
        touched = {place for address in found.changed for place in self.system.touching[address]}
        broken = [self.system.relations[place] for place in self.system.violated if place in touched]
        mended = tuple(relation for relation in broken if relation.holds(values))
        explains = tuple(relation_words(self.table, relation, found.changed) for relation in mended)
        words = repair_words(self.table, changes, explains)
        return Repair(tuple(changes), mended, exact, explains, words)

    def _likeliest(self, group: Sequence[Box]) -> list[dict[Address, int]]:
        """Return the values, of all that go together, which the likeliest slips turn into the print."""
        best: list[dict[Address, int]] = []
        least: list[tuple[int, int]] | None = None
        for box in group:
            near = {address: self._nearest(address, span) for address, span in box.items()}
            order = sorted((order for order, _ in near.values()), reverse=True)
            if least is None or order < least:
                least, best = order, []
            if order == least and len(best) < WEIGHED:
                combinations = product(*(values for _, values in near.values()))
                best += [dict(zip(near, values, strict=True)) for values in islice(combinations, WEIGHED)]
        return best

    def _nearest(self, address: Address, span: Span) -> tuple[tuple[int, int], list[int]]:
        """Return the values of a span that the likeliest slip turns into the print, and its order."""
        if span.size == 1:
            return self._slip(address, span.low).order, [span.low]
        if span.size <= COMPARED:
            values = list(range(span.low, span.high + 1))
        else:
            close = [value for value in neighbours(self.table.numbers[address]) if value in span]
            values = [*close, span.low, span.high]
        orders = {value: self._slip(address, value).order for value in values}
        least = min(orders.values())
        return least, [value for value, order in orders.items() if order == least]

    def _weighed(
        self, best: Sequence[Sequence[Mapping[Address, int]]], sums: Sequence[SumRelation]
    ) -> tuple[Values, int]:
        """Return the likeliest values with which most sums agree exactly, and how many do."""
        weighed = []
        for combination in islice(product(*best), WEIGHED):
            values = self.system.values.copy()
            for chosen in combination:
                values.update(chosen)
            weighed.append((values, sum(relation.difference(values) == 0 for relation in sums)))
        return max(weighed, key=lambda pair: pair[1])

    def _slip(self, address: Address, value: int) -> Slip:
        """Return how the printed number can have come from a value."""
        if (address, value) not in self._slips:
            like = self.like if address.part is Part.PERCENT else None
            self._slips[address, value] = explain(self.table.numbers[address], value, like=like)
        return self._slips[address, value]


def _usual(table: PrintedTable) -> PrintedNumber | None:
    """Return a percentage with the decimals that most of the table's percentages have."""
    percents = [number for address, number in table.numbers.items() if address.part is Part.PERCENT]
    if not percents:
        return None
    usual = Counter(number.decimals for number in percents).most_common(1)[0][0]
    return next(number for number in percents if number.decimals == usual)
