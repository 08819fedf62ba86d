"""The smallest sets of a table's numbers that, changed together, make its relations hold.

Branching is by conflict: a set of changed numbers that does not do names relations that cannot all
hold whatever its numbers are, and at least one further number of those relations must change. So no
smallest set is missed (R. Reiter 1987, A theory of diagnosis from first principles, Artificial
Intelligence 32, 57–95).
"""

from __future__ import annotations

from collections.abc import Iterable

from reproreport.audit.printed.table import Address
from reproreport.audit.repairs.admissible import Budget, BudgetSpentError, Found, Solver
from reproreport.audit.repairs.system import System


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
