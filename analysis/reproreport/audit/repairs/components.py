"""The smallest repairs of a table's numbers, component by component, and jointly where they must be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Final

from reproreport.audit.printed.table import Address
from reproreport.audit.repairs.admissible import Budget, Found
from reproreport.audit.repairs.search import Search
from reproreport.audit.repairs.system import System, join

#: A component that takes more changes than this is left as it is.
CHANGES: Final = 3
#: Components that must be sought as one may take more changes, but at most these.
TOGETHER: Final = 6
#: How often a relation is asked for the values of a number, for one component and for one table; of
#: the order of half a second each.
ASKED: Final = 30_000
ASKED_OF_TABLE: Final = 60_000
#: Components whose joint repairs would be more than these combinations are not sought as one.
COMBINATIONS: Final = 50


@dataclass(frozen=True)
class Solved:
    """A component with its smallest repairs.

    Attributes:
        places: its violated relations, by their place in the system.
        found: its repairs.
        complete: whether the search was not cut short.
        joint: whether each of its repairs can stand beside those of every other component.
    """

    places: tuple[int, ...]
    found: tuple[Found, ...]
    complete: bool
    joint: bool = True

    @property
    def size(self) -> int:
        """Return how many numbers each repair changes; 0 without a repair."""
        return len(self.found[0].changed) if self.found else 0

    @property
    def changed(self) -> frozenset[Address]:
        """Return every number that a repair changes."""
        return frozenset(address for found in self.found for address in found.changed)


def solve(system: System) -> list[Solved]:
    """Return every component of violated relations with its smallest repairs, in the table's order.

    Components whose repairs change the same number, or together would break a relation that each
    alone leaves whole, are sought as one.
    """
    budget = Budget(ASKED_OF_TABLE)
    # Components of few relations first: a hopeless one cannot starve them.
    parts = [_search(system, places, CHANGES, budget) for places in sorted(system.components(), key=len)]
    while groups := _meeting(system, parts):
        for group in groups:
            parts = [part for part in parts if part not in group]
            parts += _united(system, group, budget)
    return sorted(parts, key=lambda part: part.places)


def _search(system: System, places: Iterable[int], limit: int, budget: Budget) -> Solved:
    """Return the smallest repairs of some violated relations."""
    granted = min(ASKED, budget.left)
    search = Search(system, places, Budget(granted))
    found = search.smallest(limit)
    budget.left -= granted - search.budget.left
    return Solved(search.violated, tuple(found), search.complete)


def _united(system: System, group: Sequence[Solved], budget: Budget) -> list[Solved]:
    """Return components as one; where that takes too much, as they are and marked as not joint."""
    size = sum(part.size for part in group)
    ways = 1
    for part in group:
        ways *= len(part.found)
    if size <= TOGETHER and ways <= COMBINATIONS:
        places = sorted(place for part in group for place in part.places)
        whole = _search(system, places, size, budget)
        if whole.found and whole.complete:
            return [whole]
    return [replace(part, joint=False) for part in group]


def _meeting(system: System, parts: Iterable[Solved]) -> list[tuple[Solved, ...]]:
    """Return the groups of components whose repairs cannot all stand together."""
    able = [part for part in parts if part.found and part.joint]
    marks: list[set[Address | int]] = [set(part.changed) for part in able]
    touching: dict[int, list[int]] = {}
    for at, part in enumerate(able):
        for place in {place for address in part.changed for place in system.touching[address]}:
            touching.setdefault(place, []).append(at)
    hopeless = set(system.violated) - {place for part in able for place in part.places}
    for place, meeting in touching.items():
        if (
            len(meeting) > 1
            and place not in hopeless
            and not _stands(system, place, [able[at] for at in meeting])
        ):
            for at in meeting:
                marks[at].add(place)
    names = join(list(enumerate(marks)))
    return [tuple(able[at] for at in group) for group in names if len(group) > 1]


def _stands(system: System, place: int, parts: Iterable[Solved]) -> bool:
    """Return whether a relation holds whichever repair is taken of each component.

    Every relation is monotone in each of its numbers, so the ends of their spans decide.
    """
    choices = [list(_ends(part, system.numbers[place])) for part in parts]
    combinations = list(islice(product(*choices), COMBINATIONS**2 + 1))
    if len(combinations) > COMBINATIONS**2:
        return False
    for combination in combinations:
        values = system.values.copy()
        for chosen in combination:
            values.update(chosen)
        if not system.relations[place].holds(values):
            return False
    return True


def _ends(part: Solved, numbers: Sequence[Address]) -> Iterator[Mapping[Address, int]]:
    """Yield the lowest and highest values that a component's repairs give to a relation's numbers."""
    for found in part.found:
        touched = [address for address in numbers if address in found.changed]
        for corner in product(*(sorted(set(found.span(address))) for address in touched)):
            yield dict(zip(touched, corner, strict=True))
