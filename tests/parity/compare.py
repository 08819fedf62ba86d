"""Where two readings of a report differ, fact by fact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from parity.fact import Fact, Facts, Kind, Place, Reading


@dataclass(frozen=True)
class Difference:
    """A fact that one renderer shows otherwise than the other, or not at all."""

    place: Place
    quarto: Fact | None
    pandoc: Fact | None

    @property
    def kind(self) -> Kind:
        """Return the kind of the fact."""
        fact = self.quarto or self.pandoc
        assert fact is not None, "a difference has a fact on one side at least"
        return fact.kind


def compare(quarto: Reading, pandoc: Reading) -> list[Difference]:
    """Return all differences, page by page in the order in which they are read."""
    places = dict.fromkeys([*quarto, *pandoc])
    return [
        Difference(place, left, right)
        for place in places
        for left, right in _apart(quarto.get(place, ()), pandoc.get(place, ()))
    ]


def counts(differences: Iterable[Difference]) -> dict[Kind, int]:
    """Return the number of differences of each kind that has any, the most frequent first."""
    return dict(Counter(difference.kind for difference in differences).most_common())


def _apart(left: Facts, right: Facts) -> Iterator[tuple[Fact | None, Fact | None]]:
    """Yield what stands in one list only; facts of one kind at one place side by side."""
    for tag, i1, i2, j1, j2 in _steps(left, right):
        if tag != "equal":
            yield from _paired(left[i1:i2], right[j1:j2])


def _paired(left: Facts, right: Facts) -> Iterator[tuple[Fact | None, Fact | None]]:
    """Pair facts of one kind in order."""
    for tag, i1, i2, j1, j2 in _steps([fact.kind for fact in left], [fact.kind for fact in right]):
        if tag == "equal":
            yield from zip(left[i1:i2], right[j1:j2], strict=True)
        else:
            yield from ((fact, None) for fact in left[i1:i2])
            yield from ((None, fact) for fact in right[j1:j2])


def _steps(left: Sequence[object], right: Sequence[object]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
