"""Differences side by side, and as JSON."""

from __future__ import annotations

import json
from io import StringIO

import pytest

from parity.compare import Difference
from parity.fact import Fact, Kind, Place
from parity.run import Parity
from parity.show import as_json, excerpts, show_differences

PAGE = Place("book", "html", "index.html")
PRINT = Place("thesis", "pdf", "")
LONG = "word " * 60


class Terminal(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def paragraph(text: str) -> Fact:
    """Return a paragraph."""
    return Fact(Kind.PARAGRAPH, text)


def shown(*differences: Difference, to: StringIO | None = None) -> str:
    """Return what is printed of differences."""
    stream = to or StringIO()
    show_differences(differences, stream)
    return stream.getvalue()


def test_short_texts_are_shown_whole() -> None:
    """With nothing cut at either end."""
    assert excerpts(paragraph("In 80 wards."), paragraph("In 81 wards.")) == ("In 80 wards.", "In 81 wards.")


def test_long_texts_are_cut_around_the_difference() -> None:
    """Both at the same places, with a few words around; dots say where something is left out."""
    left, right = excerpts(paragraph(f"{LONG}80 {LONG}"), paragraph(f"{LONG}1234 {LONG}"))
    assert left == left.strip("…").join("……")
    assert len(left) < 60
    assert right == left.replace("80", "1234")
    assert left.strip("…").strip() in f"{LONG}80 {LONG}"


@pytest.mark.parametrize(
    ("left", "right", "begin", "end"),
    [(f"80 {LONG}", f"81 {LONG}", "80 word", "…"), (f"{LONG}80", f"{LONG}81", "…", "word 80")],
)
def test_a_text_is_not_cut_where_it_differs(left: str, right: str, begin: str, end: str) -> None:
    """At its beginning or its end there are no dots."""
    found = excerpts(paragraph(left), paragraph(right))[0]
    assert found.startswith(begin)
    assert found.endswith(end)
    assert found.count("…") == 1


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("aa", "aaa"),
        ("abab", "ab"),
        ("", "a"),
        (f"{LONG}{LONG}", LONG),
        ("1 1 1", "1 1"),
        (f"{LONG}a", f"{LONG}aa"),
    ],
)
def test_what_is_repeated_is_shown_once_more(left: str, right: str) -> None:
    """Where one text is the other with a part of it again, the excerpts still differ."""
    one, other = excerpts(paragraph(left), paragraph(right))
    assert one != other
    assert one.strip("…") in left
    assert other.strip("…") in right


def test_other_targets_of_the_same_words_are_shown() -> None:
    """The words before them, of long ones the beginning."""
    left, right = Fact(Kind.LINK, "here", "a.html#b"), Fact(Kind.LINK, "here", "nowhere (a.html#c)")
    assert excerpts(left, right) == ("here → a.html#b", "here → nowhere (a.html#c)")
    found, _ = excerpts(Fact(Kind.ENTRY, LONG, "ref-a"), Fact(Kind.ENTRY, LONG, "ref-b"))
    assert found.startswith("word word")
    assert found.endswith("… → ref-a")
    assert len(found) < 100


def test_a_dash_stands_for_what_is_missing() -> None:
    """And what is there is shown whole, with its target."""
    assert excerpts(None, paragraph(LONG)) == ("–", LONG)
    assert excerpts(Fact(Kind.LINK, "here", "a.html"), None) == ("here → a.html", "–")


def test_each_page_has_its_differences_below_it() -> None:
    """Kind, Quarto and Pandoc stand in columns under the page's name."""
    lines = shown(
        Difference(PAGE, paragraph("In 80 wards."), paragraph("In 81 wards.")),
        Difference(PAGE, None, Fact(Kind.ROW, "[A] | 1")),
        Difference(PRINT, Fact(Kind.HEADING, "# 1 One"), None),
    ).splitlines()
    rows = [line.split() for line in lines if line]
    assert rows == [
        ["book", "html", "index.html"],
        ["Quarto", "Pandoc"],
        ["paragraph", "In", "80", "wards.", "In", "81", "wards."],
        ["row", "–", "[A]", "|", "1"],
        ["thesis", "pdf"],
        ["Quarto", "Pandoc"],
        ["heading", "#", "1", "One", "–"],
    ]
    column = lines[1].index("Pandoc")
    assert lines[2].index("In 81") == lines[3].index("[A]") == column


def test_what_is_piped_has_neither_colour_nor_spaces_at_the_ends() -> None:
    """Nor does its width depend on anything; no words get lost where they are folded."""
    text = shown(Difference(PAGE, None, paragraph(LONG + "z" * 90)))
    assert "\x1b" not in text
    assert text.endswith("\n")
    assert all(line == line.rstrip() and len(line) <= 100 for line in text.split("\n"))
    assert text.count("word") == 60
    assert text.count("z") == 90


def test_a_terminals_width_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wide one needs fewer lines."""
    monkeypatch.setenv("TERM", "xterm")
    difference = Difference(PAGE, None, paragraph(LONG))
    heights = {}
    for columns in ("60", "200"):
        monkeypatch.setenv("COLUMNS", columns)
        heights[columns] = shown(difference, to=Terminal()).count("\n")
    assert heights["60"] > heights["200"]


def test_brackets_and_signs_are_no_commands() -> None:
    """What stands in a report is printed as it is, whatever it means to the library that prints."""
    text = "[bold]x[/bold] :smile: [A] ↔2"
    assert text in shown(Difference(PAGE, None, Fact(Kind.CODE, text)))


def test_nothing_is_printed_of_no_differences() -> None:
    """Not even a heading."""
    assert shown() == ""


def test_the_output_is_the_standard_one(capsys: pytest.CaptureFixture[str]) -> None:
    """Where no other is given."""
    show_differences([Difference(PAGE, None, paragraph("One."))])
    assert "book html index.html\n" in capsys.readouterr().out


def test_json_says_what_was_compared_and_where_it_differs() -> None:
    """Pages, facts, numbers by kind, and each difference with both sides."""
    link = Fact(Kind.LINK, "here", "a.html")
    parity = Parity(
        {PAGE: (paragraph("One."), link), PRINT: (paragraph("Two."),)},
        [Difference(PAGE, link, None), Difference(PRINT, paragraph("Two."), paragraph("2."))],
    )
    assert json.loads(json.dumps(as_json(parity))) == {
        "compared": {"pages": 2, "facts": 3},
        "counts": {"link": 1, "paragraph": 1},
        "differences": [
            {
                "publication": "book",
                "format": "html",
                "page": "index.html",
                "kind": "link",
                "quarto": {"text": "here", "target": "a.html"},
                "pandoc": None,
            },
            {
                "publication": "thesis",
                "format": "pdf",
                "page": "",
                "kind": "paragraph",
                "quarto": {"text": "Two.", "target": ""},
                "pandoc": {"text": "2.", "target": ""},
            },
        ],
    }


def test_words_and_target_that_both_differ_are_both_shown() -> None:
    """One would hide the other."""
    left, right = Fact(Kind.REFERENCE, "Table 1.1", "a.html#x"), Fact(Kind.REFERENCE, "Table 1.2", "a.html#y")
    assert excerpts(left, right) == ("Table 1.1 → a.html#x", "Table 1.2 → a.html#y")
