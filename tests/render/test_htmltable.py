"""HTML tables of notebook cells."""

from __future__ import annotations

from typing import Any

import great_tables
import pandas as pd
import pytest

from analysis.render.ast import Node, blocks_of, plain_text
from analysis.render.htmltable import tables
from analysis.render.pandoc import Job, convert


@pytest.fixture(scope="module")
def table() -> Node:
    """Return a table of great_tables 1.1 with spanners, groups, a stub, bold, notes."""
    frame = pd.DataFrame(
        {"group": ["A", "A", "B"], "item": ["x", "y", "z"], "n": [1, 2, 3], "p": ["10.0", "20.0", "30.0"]}
    )
    made = (
        great_tables.GT(frame, id="tbl", rowname_col="item", groupname_col="group")
        .tab_spanner("Ward (n = 6)", ["n", "p"])
        .cols_label(p="%")
        .cols_align("right", ["p"])
        .cols_align("center", ["n"])
        .tab_stubhead("Item")
        .tab_style(great_tables.style.text(weight="bold"), great_tables.loc.body(rows=[2], columns=["n"]))
        .tab_footnote("as printed", great_tables.loc.body(rows=[0], columns=["n"]))
        .tab_source_note("Source: 003")
    )
    found = tables(blocks_of(convert([Job(made.as_raw_html(), "html")])[0].checked))
    assert len(found) == 1
    return found[0]


def cells(row: list[Any]) -> list[tuple[str, int, int]]:
    """Return the text, the rows and the columns of each cell."""
    return [(plain_text(cell[4]), cell[2], cell[3]) for cell in row[1]]


def test_header_rows_and_spanners_are_kept(table: Node) -> None:
    """Two header rows: the stub's head spans both, the spanner two columns."""
    first, second = table["c"][3][1]
    assert cells(first) == [("Item", 2, 1), ("Ward (n = 6)", 1, 2)]
    assert cells(second) == [("n", 1, 1), ("%", 1, 1)]
    assert first[1][1][0][1] == ["spanner"]


def test_each_group_of_rows_is_a_body(table: Node) -> None:
    """With its heading as a header row, and the stub as row headers."""
    bodies = table["c"][4]
    assert [cells(body[2][0]) for body in bodies] == [[("A", 1, 3)], [("B", 1, 3)]]
    assert [len(body[3]) for body in bodies] == [2, 1]
    assert [body[1] for body in bodies] == [1, 1]


def test_alignment_comes_from_the_classes(table: Node) -> None:
    """Left stub, centred counts, percentages to the right, once for the column."""
    assert [column[0]["t"] for column in table["c"][2]] == ["AlignLeft", "AlignCenter", "AlignRight"]
    assert table["c"][4][0][3][0][1][2][1]["t"] == "AlignDefault"


def test_bold_and_footnote_marks_become_structure(table: Node) -> None:
    """No class and no inline style is needed to see them."""
    bold = table["c"][4][1][3][0][1][1][4][0]["c"]
    assert bold == [{"t": "Strong", "c": [{"t": "Str", "c": "3"}]}]
    marked = table["c"][4][0][3][0][1][1][4][0]["c"]
    assert marked[0] == {"t": "Superscript", "c": [{"t": "Str", "c": "1"}]}


def test_notes_stand_in_the_footer(table: Node) -> None:
    """Source note and footnote, each over the whole width."""
    assert sorted(cells(row)[0] for row in table["c"][5][1]) == [
        ("1 as printed", 1, 3),
        ("Source: 003", 1, 3),
    ]


def test_no_identifier_or_style_is_left(table: Node) -> None:
    """They would clash with the page's own, and with dark mode."""
    for body in table["c"][4]:
        for row in body[3]:
            assert all(cell[0][0] == "" and cell[0][2] == [] for cell in row[1])


def test_a_plain_html_table_works_too() -> None:
    """As pandas writes it: text-align in a style, no classes of great_tables."""
    html = pd.DataFrame({"a": [1], "b": ["x"]}).to_html(index=False)
    (table,) = tables(blocks_of(convert([Job(html, "html")])[0].checked))
    assert [cells(row) for row in table["c"][4][0][3]] == [[("1", 1, 1), ("x", 1, 1)]]
    assert table["c"][4][0][1] == 0
