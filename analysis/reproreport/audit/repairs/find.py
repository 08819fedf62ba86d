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
from itertools import combinations, islice, product
from math import inf
from typing import Final, NamedTuple, Protocol

from reproreport.audit.repairs.repair import (
    Change,
    Component,
    Repair,
    Repairs,
    Rival,
    component_words,
    relation_words,
    repair_words,
)
from reproreport.audit.repairs.search import ASKED, CHANGES, Box, Budget, Found, Search, Solved, System, solve
from reproreport.audit.rules.percents import allowed, effective
from reproreport.audit.rules.relations import (
    LARGEST,
    WIDE,
    AtMost,
    PercentRelation,
    Relation,
    SumRelation,
    Values,
)
from reproreport.audit.rules.rounding import NARROW, Span, bases
from reproreport.audit.slips import Slip, explain, neighbours
from reproreport.audit.table import Address, Part, PrintedNumber, PrintedTable

#: Of a longer span only its ends, and the values one digit away, are compared with the print.
COMPARED: Final = 200
#: Other ways of rounding are not tried where so many more numbers would disagree.
MORE: Final = 4
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
    ways = _ways(System(printed, rules.relations))
    best = ways[0]
    maker = _Maker(table, best.system)
    together = _together(best.system, best.parts)
    return Repairs(
        tuple(
            maker.component(
                part, _rival(best.system, part, ways[1:]) or (Rival.TOGETHER if part in together else None)
            )
            for part in best.parts
        )
    )


def _together(system: System, parts: Sequence[Solved]) -> list[Solved]:
    """Return the components with one repair each that can be mended together in other ways as well.

    Two numbers of a sum can be wrong by as much in opposite directions, so that it holds: then neither
    can be changed alone.
    """
    found: list[Solved] = []
    alone = [part for part in parts if len(part.found) == 1 and part.complete]
    near = [{at for place in part.places for at in system.free[place]} for part in alone]
    for (one, these), (other, those) in combinations(zip(alone, near, strict=True), 2):
        if one.size + other.size > CHANGES:
            continue
        places = {place for at in these for place in system.touching[at]}
        if any(place in places for at in those for place in system.touching[at]):
            search = Search(system, (*one.places, *other.places), Budget(ASKED))
            sets = search.smallest(one.size + other.size)
            if len(sets) != 1 or not search.complete:
                found += [one, other]
    return found


class _Way(NamedTuple):
    """A way of rounding with the repairs that it asks for.

    ``cost`` is how many numbers change, and how many percentages are excused by another rounding; infinite
    where some numbers are left that do not agree.
    """

    system: System
    parts: list[Solved]
    cost: tuple[float, int]


def _ways(system: System) -> list[_Way]:
    """Return the table's own way of rounding, or one that explains more, first; then others that do as well.

    Only where the percentages are too few to tell is any other way tried.
    """
    own = _way(system, system.relations)
    ways = [own]
    percents = [one for one in system.relations if isinstance(one, PercentRelation)]
    open_ = [one for one in percents if not one.firm and one.rule not in WIDE]
    if not system.violated or not open_ or own.cost[0] == inf:
        return ways
    for rule in NARROW:
        relations = [one.by(rule) if isinstance(one, PercentRelation) else one for one in system.relations]
        failing = sum(not one.holds(system.values) for one in relations)
        # So many more cannot all be mended at the same cost.
        if failing <= len(system.violated) + MORE and relations != list(system.relations):
            ways.append(_way(system, relations))
    least = min(way.cost for way in ways)
    return [way for way in ways if way.cost == least]


def _way(system: System, relations: Sequence[Relation]) -> _Way:
    """Return the repairs that some relations ask for."""
    own = system if relations is system.relations else System(system.values, relations)
    parts = solve(own)
    changes = inf if any(not part.found for part in parts) else float(sum(part.size for part in parts))
    excused = sum(
        one.excuse is not None and one.holds(own.values)
        for one in relations
        if isinstance(one, PercentRelation)
    )
    return _Way(own, parts, (changes, excused))


def _rival(system: System, part: Solved, others: Sequence[_Way]) -> Rival | None:
    """Return what could be wrong instead of the numbers that the only repair of a component changes.

    - An N, where nothing but percentages says so: they may have been computed with another N.
    - Percentages that are all of another N.
    - Other numbers, if the table rounds in another way that explains as much.
    """
    if len(part.found) != 1 or not part.complete:
        return None
    (found,) = part.found
    values = system.values | {at: found.span(at).low for at in found.changed}
    for at in found.changed:
        broken = [system.relations[place] for place in system.touching[at] if place in system.violated]
        mended = any(
            not isinstance(one, PercentRelation) and one.holds(values) and _exact(one, values)
            for one in broken
        )
        if at.part is Part.SIZE and not mended:
            return Rival.BASE
    mends = [system.relations[place] for place in part.places]
    if all(isinstance(one, AtMost) for one in mends) or _another_base(system, found):
        return Rival.BASE
    for way in others:
        same = [one for one in way.parts if any(set(one.changed) & set(other.addresses) for other in mends)]
        sets = {frozenset(one.changed) for found_part in same for one in found_part.found}
        if not sets <= {frozenset(found.changed)} or any(not one.complete for one in same):
            return Rival.ROUNDING
    return None


def _exact(relation: Relation, values: Values) -> bool:
    """Return whether a sum agrees to the unit."""
    return not isinstance(relation, SumRelation) or relation.difference(values) == 0


def _another_base(system: System, found: Found) -> bool:
    """Return whether percentages that change together are of one other N, with their question or column."""
    percents = [at for at in found.changed if at.part is Part.PERCENT]
    if len(percents) == len(found.changed) == 1:
        (at,) = percents
        column = [
            one
            for one in system.relations
            if isinstance(one, PercentRelation) and one.percent.group == at.group
        ]
        sizes = {value for other, value in system.values.items() if other.part is Part.SIZE}
        sizes -= {one.base_of(system.values) for one in column}
        blocks = [column, [one for one in column if one.percent.item == at.item]]
        return any(_of(system, block, size) for block in blocks if len(block) > 1 for size in sizes)
    columns = Counter(at.group for at in percents)
    for group in [group for group, many in columns.items() if many > 1]:
        items = Counter(at.item for at in percents if at.group == group)
        # Of a question, or of the whole column.
        for block in [{item} for item, many in items.items() if many > 1] or [set[str]()]:
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


def _of(system: System, relations: Sequence[PercentRelation], size: int) -> bool:
    """Return whether percentages are of an N, however they were rounded."""
    return all(
        effective(allowed(system.values[one.count], system.values[one.percent], size, one.scale), one.rule)
        for one in relations
    )


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
