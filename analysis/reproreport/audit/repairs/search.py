"""The smallest sets of a table's numbers that, changed together, make its relations hold.

Branching is by conflict: a set of changed numbers that does not do names relations that cannot all
hold whatever its numbers are, and at least one further number of those relations must change. So no
smallest set is missed (R. Reiter 1987, A theory of diagnosis from first principles, Artificial
Intelligence 32, 57–95).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Final, TypeVar

from reproreport.audit.rules.relations import LARGEST, PercentRelation, Relation
from reproreport.audit.rules.rounding import Span
from reproreport.audit.table import Address, Part

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


#: A number with more admissible values than this is not tried beside others that depend on it.
WIDEST: Final = 5_000
#: Wider spans than this of numbers that depend on one another are narrowed first, in so many rounds.
ENUMERATED: Final = 50
ROUNDS: Final = 4

Box = Mapping[Address, Span]


class BudgetSpentError(Exception):
    """The search has asked as many relations as it may."""


@dataclass
class Budget:
    """How many more times a relation may be asked for the values of a number."""

    left: int

    def spend(self, times: int) -> None:
        """Take that many.

        Raises:
            BudgetSpentError: so many are not left.
        """
        if self.left < times:
            raise BudgetSpentError
        self.left -= times


@dataclass(frozen=True)
class Found:
    """Numbers that, changed together, make a component agree.

    ``groups`` are the numbers' admissible values: numbers of different groups do not depend on one
    another; within a group every box holds values that go together.
    """

    changed: tuple[Address, ...]
    groups: tuple[tuple[Box, ...], ...]

    def span(self, address: Address) -> Span:
        """Return the lowest and the highest value that a changed number may have."""
        spans = [box[address] for group in self.groups for box in group if address in box]
        return Span(min(span.low for span in spans), max(span.high for span in spans))


class Solver:
    """Finds the values with which the relations hold that concern some changed numbers.

    Attributes:
        complete: whether no set of numbers was left out because of too many admissible values.
    """

    def __init__(self, system: System, violated: Iterable[int], budget: Budget) -> None:
        self.system = system
        self.budget = budget
        self.complete = True
        # Relations that do not hold and are another component's need not hold afterwards either.
        self._others_broken = frozenset(system.violated) - frozenset(violated)
        self._values = dict(system.values)

    def solve(self, chosen: Sequence[Address]) -> Found | tuple[Address, ...]:
        """Return the values with which changing exactly these numbers makes their relations hold.

        Where there are none: numbers of which at least one more would have to change.

        Raises:
            BudgetSpentError: too many values would have to be tried.
        """
        places = {
            at: [place for place in self.system.touching[at] if place not in self._others_broken]
            for at in chosen
        }
        self.budget.spend(sum(map(len, places.values())))
        inside: dict[int, tuple[Address, ...]] = {}
        for at in chosen:
            for place in places[at]:
                inside[place] = (*inside.get(place, ()), at)
        domains = {}
        for at in chosen:
            own = [place for place in places[at] if len(inside[place]) == 1]
            domains[at], clash = self._domain(at, own)
            if domains[at].size == 0:
                return self._others(clash, chosen)
        shared = {place: members for place, members in inside.items() if len(members) > 1}
        groups = []
        for group in join([(at, [p for p in places[at] if p in shared]) for at in chosen]):
            if min(domains[at].size for at in group) > ENUMERATED:
                domains |= self._tightened({at: domains[at] for at in group}, shared)
            boxes = tuple(self._boxes(group, domains, shared))
            if not boxes:
                return self._others([place for at in group for place in places[at]], chosen)
            groups.append(boxes)
        return Found(tuple(sorted(chosen, key=self.system.order.__getitem__)), tuple(groups))

    def _domain(self, at: Address, places: Iterable[int]) -> tuple[Span, list[int]]:
        """Return the values that these relations leave a number; if none, two that exclude each other."""
        span = Span(0, LARGEST)
        lowest: list[int] = []
        highest: list[int] = []
        for place in places:
            allowed = self.system.relations[place].admissible(self._values, at)
            if allowed.size == 0:
                return allowed, [place]
            if allowed.low > span.low:
                lowest = [place]
            if allowed.high < span.high:
                highest = [place]
            span = span.meet(allowed)
            if span.size == 0:
                break
        return span, lowest + highest

    def _others(self, places: Iterable[int], chosen: Sequence[Address]) -> tuple[Address, ...]:
        """Return the numbers of relations that may change and are not among the chosen ones."""
        numbers = dict.fromkeys(at for place in places for at in self.system.free[place])
        return tuple(at for at in numbers if at not in chosen)

    def _tightened(
        self, domains: dict[Address, Span], shared: Mapping[int, tuple[Address, ...]]
    ) -> dict[Address, Span]:
        """Return narrower spans of numbers that depend on one another, without losing a solution.

        Every relation is monotone in each of its numbers, so what it leaves one of them lies between
        what the ends of the others' spans leave it.
        """
        for _ in range(ROUNDS):
            before = dict(domains)
            for place, members in shared.items():
                for at in members if set(members) <= domains.keys() else ():
                    others = [other for other in members if other != at]
                    hull = self._hull(place, at, [(other, domains[other]) for other in others])
                    domains[at] = domains[at].meet(hull)
                    if domains[at].size == 0:
                        return domains
            if domains == before:
                break
        return domains

    def _hull(self, place: int, at: Address, others: Sequence[tuple[Address, Span]]) -> Span:
        """Return the span between all values that a relation can leave one of its numbers."""
        relation = self.system.relations[place]
        low, high = LARGEST, 0
        for corner in product(*(span for _, span in others)):
            values = self.system.values | {other: end for (other, _), end in zip(others, corner, strict=True)}
            if isinstance(relation, PercentRelation) and relation.base_of(values) <= 0:
                return Span(0, LARGEST)
            allowed = relation.admissible(values, at)
            low, high = min(low, allowed.low), max(high, allowed.high)
        return Span(low, high)

    def _boxes(
        self,
        left: Sequence[Address],
        domains: Mapping[Address, Span],
        shared: Mapping[int, tuple[Address, ...]],
    ) -> Iterator[Box]:
        """Yield the values of numbers that depend on one another: each of all but the last, its span."""
        if len(left) == 1:
            yield {left[0]: domains[left[0]]}
            return
        at = min(left, key=lambda address: domains[address].size)
        if domains[at].size > WIDEST:
            self.complete = False
            return
        rest = [address for address in left if address != at]
        derived = []
        for place, members in shared.items():
            last = [address for address in members if address in rest]
            if at in members and len(last) == 1:
                derived.append((place, last[0]))
        printed = self._values[at]
        try:
            for value in range(domains[at].low, domains[at].high + 1):
                self.budget.spend(1 + len(derived))
                self._values[at] = value
                narrowed = dict(domains)
                for place, other in derived:
                    allowed = self.system.relations[place].admissible(self._values, other)
                    narrowed[other] = narrowed[other].meet(allowed)
                    if narrowed[other].size == 0:
                        break
                else:
                    for box in self._boxes(rest, narrowed, shared):
                        yield {at: Span(value, value), **box}
        finally:
            self._values[at] = printed


class Search:
    """The search for the smallest sets of numbers whose change mends some violated relations."""

    def __init__(self, system: System, violated: Iterable[int], budget: Budget) -> None:
        self.system = system
        self.violated = tuple(violated)
        self.budget = budget
        self._solver = Solver(system, self.violated, budget)
        self._stopped = False
        self._known: dict[frozenset[Address], Found | tuple[Address, ...]] = {}

    @property
    def complete(self) -> bool:
        """Return whether nothing was left out so far."""
        return self._solver.complete and not self._stopped

    def smallest(self, limit: int) -> list[Found]:
        """Return every smallest set of at most ``limit`` numbers that does; empty where none does.

        No relation that held may break. Where the budget ends the search ``complete`` turns false,
        and the sets found until then are returned.
        """
        for size in range(1, limit + 1):
            found: list[Found] = []
            try:
                self._grow((), size, set(), found)
            except BudgetSpentError:
                self._stopped = True
                return found
            if found:
                return found
        return []

    def _grow(
        self, chosen: tuple[Address, ...], room: int, seen: set[frozenset[Address]], found: list[Found]
    ) -> None:
        """Add to ``found`` what ``chosen`` and ``room`` further numbers can mend."""
        key = frozenset(chosen)
        if key in seen:
            return
        seen.add(key)
        unhit = [free for place in self.violated if key.isdisjoint(free := self.system.free[place])]
        if unhit:
            unhit.sort(key=len)
            if _apart(unhit) > room:
                return
            conflict = unhit[0]
        else:
            if key not in self._known:
                self._known[key] = self._solver.solve(chosen)
            solution = self._known[key]
            if isinstance(solution, Found):
                found.append(solution)
                return
            conflict = solution
        if room:
            for address in conflict:
                self._grow((*chosen, address), room - 1, seen, found)


def _apart(sets: Iterable[tuple[Address, ...]]) -> int:
    """Return how many of the sets, taken greedily, share no number: so many must change at least."""
    taken: set[Address] = set()
    count = 0
    for numbers in sets:
        if taken.isdisjoint(numbers):
            taken.update(numbers)
            count += 1
    return count


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
