"""The values with which some of a table's numbers, changed together, make its relations hold.

Values are integers, and spans are exact. Numbers that share no relation are free of one another;
of those that do, all but one are given every value of their span, and the last one's span follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from reproreport.audit.printed.table import Address
from reproreport.audit.repairs.system import System, join
from reproreport.audit.rules.relations import LARGEST, PercentRelation
from reproreport.audit.rules.rounding import Span

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
