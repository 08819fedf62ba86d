"""A table's numbers and the relations between them, as a system that holds or does not."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from reproreport.audit.printed.table import Address, Part
from reproreport.audit.rules.relations import LARGEST, Relation
from reproreport.audit.rules.rounding import Span

Key = TypeVar("Key", bound=Hashable)


class System:
    """The numbers of a table and the relations between them.

    Attributes:
        values: the printed numbers, in units of their last places.
        relations: what must hold between them.
        touching: the relations of each number, by their place.
        violated: the relations that do not hold.
        fixed: the Ns that relations which hold leave no other value; they are taken to be right.
        free: the numbers of each relation that are not fixed.
        order: the place of each number in the table.
    """

    def __init__(self, values: Mapping[Address, int], relations: Sequence[Relation]) -> None:
        self.values = dict(values)
        self.relations = tuple(relations)
        self.numbers = [relation.addresses for relation in self.relations]
        self.order = {address: place for place, address in enumerate(self.values)}
        self.touching: dict[Address, list[int]] = {}
        for place, numbers in enumerate(self.numbers):
            for address in numbers:
                self.touching.setdefault(address, []).append(place)
        self.violated = tuple(
            place for place, relation in enumerate(self.relations) if not relation.holds(self.values)
        )
        self.fixed = self._fixed() if self.violated else frozenset()
        self.free = [tuple(at for at in numbers if at not in self.fixed) for numbers in self.numbers]

    def components(self) -> list[tuple[int, ...]]:
        """Return the violated relations in groups that share a number which may change."""
        return join([(place, self.free[place]) for place in self.violated])

    def _fixed(self) -> frozenset[Address]:
        """Return the Ns that the relations which hold pin to their printed values."""
        broken = set(self.violated)
        fixed = set()
        for address, places in self.touching.items():
            if address.part is not Part.SIZE:
                continue
            span = Span(0, LARGEST)
            for place in places:
                if place not in broken and span.size > 1:
                    span = span.meet(self.relations[place].admissible(self.values, address))
            if span == (self.values[address], self.values[address]):
                fixed.add(address)
        return frozenset(fixed)


def join(items: Sequence[tuple[Key, Iterable[Hashable]]]) -> list[tuple[Key, ...]]:
    """Return keys in groups that share a mark, directly or through others; in order."""
    groups: list[tuple[list[Key], set[Hashable]]] = []
    for key, marks in items:
        keys, union = [key], set(marks)
        apart = []
        for group in groups:
            if union.isdisjoint(group[1]):
                apart.append(group)
            else:
                keys, union = group[0] + keys, union | group[1]
        groups = [*apart, (keys, union)]
    place = {key: index for index, (key, _) in enumerate(items)}
    found = [tuple(sorted(keys, key=place.__getitem__)) for keys, _ in groups]
    return sorted(found, key=lambda keys: place[keys[0]])
