"""HTML tables of notebook cells."""

from __future__ import annotations

import re
from typing import Any

import great_tables
import pandas as pd
import pytest

from reproreport.render.html.nodes import lower
from reproreport.render.pandoc.door import Job, convert
from reproreport.render.pandoc.nodes import Node, blocks_of, document, plain_text, value_of
from reproreport.render.read.htmltable import tables


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
            for cell in row[1]:
                assert cell[0][0] == ""
                assert value_of(cell[0], "style") is None


def test_every_header_cell_says_what_it_heads(table: Node) -> None:
    """As ``scope``: one column, several, the row, the rows that follow; other cells have none."""

    def scopes(rows: list[Any]) -> list[list[str | None]]:
        return [[value_of(cell[0], "scope") for cell in row[1]] for row in rows]

    assert scopes(table["c"][3][1]) == [["col", "colgroup"], ["col", "col"]]
    body = table["c"][4][0]
    assert scopes(body[2]) == [["rowgroup"]]
    assert scopes(body[3]) == [["row", None, None]] * 2
    assert scopes(table["c"][5][1]) == [[None]] * 2


def read(html: str) -> list[Node]:
    """Return the tables of some HTML, tidied."""
    return tables(blocks_of(convert([Job(html, "html")])[0].checked))


def test_a_header_cell_without_words_heads_nothing() -> None:
    """A screen reader would announce it before every row."""
    (table,) = read("<table><thead><tr><th></th><th>n</th></tr></thead><tr><td>a</td><td>1</td></tr></table>")
    assert [value_of(cell[0], "scope") for cell in table["c"][3][1][0][1]] == [None, "col"]


def written(cell: str) -> str:
    """Return the page's HTML for a table with one cell, given with its tags."""
    (table,) = read(f"<table><tbody><tr>{cell}</tr></tbody></table>")
    return convert([Job(document(lower([table], str)), "json", "html5")])[0].checked


@pytest.mark.parametrize(
    ("style", "colours"),
    [
        ("background-color: #FDE0DD; color: firebrick", "background-color: #fde0dd; color: #b22222"),
        ("background: navy", "background-color: #000080; color: #ffffff"),
        ("background-color:#fc9;font-weight:bold", "background-color: #ffcc99; color: #000000"),
        ("color: red", "background-color: #ffffff; color: #ff0000"),
    ],
)
def test_a_cells_colours_reach_the_page(style: str, colours: str) -> None:
    """The text colour travels with the fill, so both modes of the page can be read."""
    assert re.findall('style="(.*?)"', written(f'<td style="{style}">1</td>')) == [colours]


EVIL = (
    "background-color: url(https://example.org/x.png)",
    "background: linear-gradient(red, blue)",
    "background-image: url(x.png); background-color: red",
    "background-color: red}body{display:none",
    "background-color: rgb(1,2,3)",
    "background-color: var(--ink)",
    "background-color: #fff&quot;); #panic(&quot;x",
    "position: fixed; inset: 0; z-index: 9",
    "color: expression(alert(1))",
    "background-color: red !important",
)


@pytest.mark.parametrize("style", EVIL)
def test_no_other_css_reaches_the_page(style: str) -> None:
    """A cell whose style is not understood whole has no colours at all."""
    assert written(f'<td style="{style}">1</td>').count("style") == 0


def test_nothing_inside_a_cell_brings_styles_or_handlers() -> None:
    """Nor attributes that Pandoc's Typst writer would take for code; a picture keeps its size."""
    inside = (
        '<a href="https://example.org/" style="position: fixed" onclick="alert(1)">l</a>'
        '<em><span style="position: fixed" data-typst:text:fill="red">s</span></em>'
        '<code style="inset: 0" id="x">c</code><img src="x.png" alt="p" width="10" height="1pt)#panic(">'
        '<div style="position: fixed" data-typst:fill="red">d</div>'
    )
    page = written(f"<td>{inside}</td>")
    for word in ("style", "fixed", "onclick", "typst", 'id="', "panic", "height"):
        assert word not in page
    for word in ('<a href="https://example.org/">l</a>', "<em>s</em>", "<code>c</code>", 'width="10"'):
        assert word in page


def test_notes_have_no_colours() -> None:
    """In a PDF they stand below the table."""
    (table,) = read('<table><tr><td>1</td></tr><tfoot><tr><td style="color: red">n</td></tr></tfoot></table>')
    assert value_of(table["c"][5][1][0][1][0][0], "style") is None


def test_a_plain_html_table_works_too() -> None:
    """As pandas writes it: text-align in a style, no classes of great_tables."""
    html = pd.DataFrame({"a": [1], "b": ["x"]}).to_html(index=False)
    (table,) = tables(blocks_of(convert([Job(html, "html")])[0].checked))
    assert [cells(row) for row in table["c"][4][0][3]] == [[("1", 1, 1), ("x", 1, 1)]]
    assert table["c"][4][0][1] == 0
