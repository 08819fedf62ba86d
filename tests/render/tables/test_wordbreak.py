"""Words that are wider than their line: where they are broken."""

from __future__ import annotations

import pytest

from reproreport.render.pandoc.nodes import Node, find, text
from reproreport.render.tables.width import broken

ROOM = 12.0
"""About 22 letters."""


def written(*words: str) -> str:
    """Return what is written for some words, with Typst's code between."""
    nodes = broken([{"t": "Str", "c": word} for word in words], ROOM)
    return " ".join(node["c"] if node["t"] == "Str" else node["c"][1] for node in nodes)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("word", "word"),
        ("a-word-of-some-letters", "a-word-of-some-letters"),
        ("someone@department.example.org", "someone@ #may-end; department. #may-end; example. #may-end; org"),
        (
            "data/hanoi/survey-2025.csv",
            "data/ #may-end; hanoi/ #may-end; survey- #may-end; 2025. #may-end; csv",
        ),
        ("9f86d081884c7d659a2feaa0c55ad015", "#anywhere[ 9f86d081884c7d659a2feaa0c55ad015 ]"),
        ("Donaudampfschifffahrtsgesellschaft", "#hyphenated[ Donaudampfschifffahrtsgesellschaft ]"),
        ("a/9f86d081884c7d659a2feaa0c55ad015", "a/ #may-end; #anywhere[ 9f86d081884c7d659a2feaa0c55ad015 ]"),
        ("本研究以越南河內市與海防市的黨委為對象", "本研究以越南河內市與海防市的黨委為對象"),
        ("https://example.org/a/b/c/d/e/f/g", "https://example.org/a/b/c/d/e/f/g"),
    ],
)
def test_a_name_is_broken_where_a_reader_would(word: str, parts: str) -> None:
    """After a sign; a word by its language; else anywhere. Addresses of the web are left to Typst."""
    assert written(word) == parts


def test_code_is_broken_in_its_long_words_only() -> None:
    """So many letters have room."""
    code: Node = {"t": "Code", "c": [["", [], []], "x = " + "y" * 40]}
    short: Node = {"t": "Code", "c": [["", [], []], "x = " + " y" * 40]}
    assert [node["c"][1] for node in broken([code], ROOM)] == ["#breaking(23)[", code["c"][1], "]"]
    assert broken([short], ROOM) == [short]


def test_what_fits_is_left_alone() -> None:
    """The same nodes come back."""
    nodes = [{"t": "Para", "c": text("short words only")}]
    assert broken(nodes, ROOM) is nodes


def test_it_reaches_notes_and_links() -> None:
    """Wherever a word stands."""
    word: Node = {"t": "Str", "c": "x" * 60 + "1"}
    note: Node = {"t": "Note", "c": [{"t": "Para", "c": [word]}]}
    link: Node = {"t": "Link", "c": [["", [], []], [word], ["u", ""]]}
    assert len(find(broken([{"t": "Para", "c": [note, link]}], ROOM), ("RawInline",))) == 4
