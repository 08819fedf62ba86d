"""What fits the page: tables upright, turned and refused; the room of what stands inside something else."""

from __future__ import annotations

from dataclasses import replace

import pytest

import awkward
from reproreport.render.pandoc.door import Job, convert
from reproreport.render.pandoc.nodes import Node, attr, blocks_of, div, find, has_class, value_of
from reproreport.render.tables.fitting import TURNED, Paper, fitted, unfit

PAPER = Paper(442.28, 682.89)


def read(markdown: str) -> list[Node]:
    """Return what Pandoc reads."""
    return blocks_of(convert([Job(markdown)])[0].checked)


def rooms(blocks: list[Node]) -> list[float]:
    """Return the room of each table."""
    return [float(value_of(node["c"][0], "room") or 0) for node in find(blocks, ("Table",))]


def numbers(columns: int) -> str:
    """Return a table of numbers."""
    return awkward.pipe([str(n) for n in range(columns)], awkward.numbers(columns))


@pytest.mark.parametrize(("columns", "turned", "room"), [(4, False, 442), (14, True, 683)])
def test_a_table_is_turned_if_only_that_helps(columns: int, turned: bool, room: float) -> None:
    """It has the whole width of its page."""
    (block,) = fitted(read(numbers(columns)), PAPER)
    assert (block["t"] == "Div" and has_class(block["c"][0], TURNED)) is turned
    assert [round(found) for found in rooms([block])] == [room]
    assert unfit(read(numbers(columns)), PAPER) == []


def test_margins_of_print_stay_on_their_sides() -> None:
    """Wide ones at the sides of an upright page are at the sides of a turned one."""
    paper = replace(PAPER, lying=(500.0, 300.0))
    assert [round(room) for room in rooms(fitted(read(numbers(9)), replace(paper, width=200.0)))] == [500]
    assert paper.turned.height == 300


def test_a_table_that_fits_no_page_is_named() -> None:
    """By its first words, with the column that needs most."""
    table = awkward.pipe([f"c{n}" for n in range(60)], [["1"] * 59 + ["1,234,567,890"]])
    ((needle, what, fix),) = unfit(read(table), PAPER)
    assert needle == "c0"
    assert "its 60 columns need" in what
    assert what.endswith("the widest is column 60, 'c59'")
    assert fix.startswith("show fewer columns")


def test_a_labelled_table_is_named_by_its_label() -> None:
    """As the message is to find its line."""
    float_ = div(attr("tbl-x", ["float", "tbl"]), read(numbers(40)))
    assert unfit([float_], PAPER)[0][0] == "tbl-x"


@pytest.mark.parametrize(
    ("markdown", "taken"),
    [
        ("> {}", 37),
        ("- {}", 21),
        ("1.  {}", 29),
        ("Term\n:   {}", 23),
    ],
)
def test_what_stands_inside_something_has_less_room(markdown: str, taken: float) -> None:
    """By what the indent takes at a size of 11 points."""
    indent = " " * (markdown.index("{") if not markdown.startswith("Term") else 4)
    table = numbers(3).rstrip().replace("\n", f"\n{'> ' if markdown.startswith('>') else indent}")
    assert [round(442.28 - room) for room in rooms(fitted(read(markdown.format(table)), PAPER))] == [taken]


def test_the_cells_of_a_panel_share_the_width() -> None:
    """In print; in Word they stand one below the other."""
    cells = [div(attr(classes=["layout-cell"], width="50"), read(numbers(3))) for _ in range(2)]
    panel = div(attr(classes=["layout"]), [div(attr(classes=["layout-row"]), cells)])
    assert [round(room) for room in rooms(fitted([panel], PAPER))] == [209, 209]
    word = Paper(442.28, 682.89, by_word=True)
    assert [round(room) for room in rooms(fitted([panel], word))] == [442, 442]


def test_word_breaks_words_itself() -> None:
    """Nothing of Typst's is written for it."""
    blocks = read(f"# {awkward.NAME}\n\n{awkward.NAME} `{awkward.NAME}`\n\n    {awkward.NAME}\n")
    assert find(fitted(blocks, PAPER), ("RawInline", "RawBlock"))
    assert fitted(blocks, Paper(442.28, 682.89, by_word=True)) == blocks
