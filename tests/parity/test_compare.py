"""Where two readings of a report differ."""

from __future__ import annotations

import pytest

from parity.compare import Difference, compare, counts
from parity.fact import Fact, Kind, Place

PLACE = Place("book", "html", "index.html")
TITLE = Fact(Kind.TITLE, "title: Wards")
HEADING = Fact(Kind.HEADING, "# 1 Wards")
ONE, TWO, THREE = (Fact(Kind.PARAGRAPH, text) for text in ("One.", "Two.", "Three."))
ROW = Fact(Kind.ROW, "1 | 2")
LINK = Fact(Kind.LINK, "here", "index.html#a")

Pair = tuple[Fact | None, Fact | None]


def pairs(quarto: list[Fact], pandoc: list[Fact]) -> list[Pair]:
    """Return what differs on one page, pair by pair."""
    found = compare({PLACE: tuple(quarto)}, {PLACE: tuple(pandoc)})
    assert all(difference.place == PLACE for difference in found)
    return [(difference.quarto, difference.pandoc) for difference in found]


def test_equal_readings_do_not_differ() -> None:
    """Nor do two that have nothing."""
    assert pairs([TITLE, HEADING, ONE], [TITLE, HEADING, ONE]) == []
    assert pairs([], []) == []
    assert compare({}, {}) == []


@pytest.mark.parametrize(
    ("quarto", "pandoc", "expected"),
    [
        ([ONE, TWO], [ONE, THREE], [(TWO, THREE)]),
        ([ONE, TWO, THREE], [ONE, THREE], [(TWO, None)]),
        ([ONE, THREE], [ONE, TWO, THREE], [(None, TWO)]),
        ([LINK], [Fact(Kind.LINK, "here", "b.html")], [(LINK, Fact(Kind.LINK, "here", "b.html"))]),
        ([ONE], [Fact(Kind.CODE, "One.")], [(ONE, None), (None, Fact(Kind.CODE, "One."))]),
        ([ONE, ROW], [TWO, LINK], [(ONE, TWO), (ROW, None), (None, LINK)]),
        ([ONE, ONE], [ONE], [(ONE, None)]),
        ([], [ONE], [(None, ONE)]),
    ],
    ids=["other", "missing", "more", "target", "kind", "kinds", "twice", "empty"],
)
def test_facts_of_one_kind_stand_side_by_side(
    quarto: list[Fact], pandoc: list[Fact], expected: list[Pair]
) -> None:
    """What is shown otherwise is one difference; what is not of one kind is two, and so is nothing lost."""
    assert pairs(quarto, pandoc) == expected


def test_another_order_is_a_difference() -> None:
    """What stands before something else stands once too much and once too little."""
    found = pairs([ONE, TWO], [TWO, ONE])
    assert sorted(map(repr, found)) in (
        sorted(map(repr, [(ONE, None), (None, ONE)])),
        sorted(map(repr, [(TWO, None), (None, TWO)])),
    )


def test_one_difference_in_a_long_page_is_one() -> None:
    """Rows that recur in hundreds do not hide where the two part."""
    rows = [ROW] * 300
    assert pairs([*rows, ONE, *rows], [*rows, TWO, *rows]) == [(ONE, TWO)]


def test_a_page_that_one_renderer_lacks_differs_in_all_facts() -> None:
    """Whichever lacks it; pages of another format are other pages."""
    other = Place("book", "pdf", "")
    assert compare({PLACE: (HEADING, ONE)}, {other: (HEADING,)}) == [
        Difference(PLACE, HEADING, None),
        Difference(PLACE, ONE, None),
        Difference(other, None, HEADING),
    ]


def test_differences_come_in_the_order_of_reading() -> None:
    """Quarto's pages as they are listed, then those that only the other has; on each page from the top."""
    last, first, more = (Place("book", "html", name) for name in ("z.html", "a.html", "b.html"))
    found = compare(
        {last: (ONE, HEADING), first: (ONE,)}, {more: (ONE,), first: (), last: (TWO, HEADING, ROW)}
    )
    assert [(one.place, one.quarto, one.pandoc) for one in found] == [
        (last, ONE, TWO),
        (last, None, ROW),
        (first, ONE, None),
        (more, None, ONE),
    ]


def test_a_difference_is_of_its_facts_kind() -> None:
    """Whichever side has the fact."""
    assert Difference(PLACE, ROW, None).kind is Kind.ROW
    assert Difference(PLACE, None, LINK).kind is Kind.LINK


def test_the_most_frequent_kinds_come_first() -> None:
    """With how many there are of each."""
    kinds = (ROW, LINK, ONE, LINK, ROW, LINK)
    numbers = counts(Difference(PLACE, fact, None) for fact in kinds)
    assert list(numbers.items()) == [(Kind.LINK, 3), (Kind.ROW, 2), (Kind.PARAGRAPH, 1)]
    assert counts([]) == {}


@pytest.mark.parametrize(
    ("place", "text"),
    [(PLACE, "book html index.html"), (Place("thesis", "pdf", ""), "thesis pdf")],
)
def test_a_place_is_named_by_what_it_has(place: Place, text: str) -> None:
    """A PDF has no pages of its own to name."""
    assert str(place) == text
