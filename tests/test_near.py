"""The known word that somebody may have meant."""

from __future__ import annotations

import pytest

from reproreport.near import closest, nearest, shown


@pytest.mark.parametrize(
    ("word", "found"), [("cofee", "coffee"), ("TEA", "tea"), ("zebra", ""), ("", ""), ("x" * 1_000, "")]
)
def test_the_closest(word: str, found: str) -> None:
    """In any case; nothing where none is like it, or where a word is too long to be one."""
    assert closest(word, ["tea", "coffee"]) == found


def test_what_to_do() -> None:
    """The one that was meant, with the sign before it; else another advice; else the known ones."""
    assert nearest("smth", ["smith"], sign="@") == "did you mean '@smith'?"
    assert nearest("x", ["smith"], "add it") == "add it"
    assert nearest("x", ["smith", "jones"]) == "known: 'smith', 'jones'"
    assert nearest("§", [f"{n}" for n in range(100)]).endswith("'19', …")


def test_long_texts_are_cut() -> None:
    """And stand on one line, in quotation marks."""
    assert shown("a\nb") == r"'a\nb'"
    assert len(shown("x" * 1_000)) < 70
