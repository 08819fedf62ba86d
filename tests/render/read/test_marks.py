"""Marks around computed values: they survive Pandoc, and are seen by nobody."""

from __future__ import annotations

from typing import Any

import pytest

from reproreport.render.pandoc.door import Job, convert
from reproreport.render.pandoc.nodes import blocks_of, find, plain_text
from reproreport.render.read.marks import marked, number_of, unmarked, with_spans, without_numbers


def read(text: str) -> list[dict[str, Any]]:
    """Return a markdown text as the renderer reads it."""
    answer = convert([Job(text)])[0].checked
    return with_spans(blocks_of(answer), answer)


PEOPLE, SHARE = marked("coffee.people", "267"), marked("coffee.item_1.p", "*p* = 0.031")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"We asked {PEOPLE} people.", "We asked 267 people."),
        (f"**{PEOPLE}** of ({PEOPLE}), “{PEOPLE}”", "267 of (267), “267”"),
        (f"a {SHARE}; b", "a p = 0.031; b"),
        (f"# The {PEOPLE} people", "The 267 people"),
        (f"[{PEOPLE} people](https://a.org)", "267 people"),
        (f"| a |\n|---|\n| {PEOPLE} |", "a 267"),
    ],
)
def test_a_value_is_a_span_with_its_name(text: str, words: str) -> None:
    """In text, emphasis, headings, links, tables; its own markup is markup."""
    blocks = read(text)
    names = {number_of(node) for node in find(blocks, ("Span",))}
    assert names == {"coffee.item_1.p" if SHARE in text else "coffee.people"}
    assert plain_text(blocks) == words
    assert plain_text(without_numbers(blocks)) == words
    assert not find(without_numbers(blocks), ("Span",))


@pytest.mark.parametrize(
    "text", [f"$n = {PEOPLE}$", f"`{PEOPLE}`", f"[a](b{PEOPLE}.html)", f'[a]{{lang="{PEOPLE}"}}']
)
def test_where_no_span_can_stand_nothing_is_left(text: str) -> None:
    """In formulas, code, addresses and attributes."""
    blocks = read(text)
    assert all(not number_of(node) for node in find(blocks, ("Span",)))
    assert str(blocks) == unmarked(str(blocks))


def test_headings_keep_their_identifiers() -> None:
    """Pandoc makes them of letters, which marks are none of."""
    plain, with_mark = read("# The 267 people"), read(f"# The {PEOPLE} people")
    assert plain[0]["c"][1] == with_mark[0]["c"][1]


def test_markup_that_ends_within_a_value_loses_the_marks() -> None:
    """No mark is left alone."""
    blocks = read(f"*a {marked('x.y', 'b* c')}")
    assert str(blocks) == unmarked(str(blocks))
    assert plain_text(blocks) == "a b c"


def test_what_is_no_name_or_no_value_is_not_marked() -> None:
    """Names are letters, digits, dots and lines below; others are keys of the configuration."""
    assert marked("đồng", "1") == "1"
    assert marked("x.y", " ") == " "
