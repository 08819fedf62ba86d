"""The one reader of CSV: separators, quotes, lines; and what cannot be told is refused."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reproreport.errors import DataError, Problems
from reproreport.sources.csvfile import read_head, read_sheet

# No wall clock, and the same examples every time.
steady = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])

COLUMNS = ("who", "pots", "note")
# Everything that a cell may hold, but for the blanks around it, which no reader keeps.
CELLS = st.text(
    st.sampled_from("aĐ ,;\t\"\n'\u2028\x85\x0b\x0c-1=") | st.characters(exclude_categories=("C", "Z")),
    min_size=1,
).map(lambda text: text.strip().strip("\u200b\u2060\ufeff\u00ad").strip() or "x")


def read(text: str, *known: str) -> list[dict[str, str]]:
    """Return the rows of a text that has nothing wrong."""
    sheet = read_sheet(text, "x.csv", known)
    return [row.cells for row in sheet.rows]


@steady
@given(st.lists(st.tuples(CELLS, CELLS, CELLS)), st.sampled_from(",;\t"), st.booleans(), st.booleans())
def test_what_was_written_is_read(
    rows: list[tuple[str, ...]], separator: str, known: bool, everything: bool
) -> None:
    """Whatever stands in the cells, by any separator, whether the columns are known or not."""
    text = io.StringIO()
    writer = csv.writer(
        text,
        delimiter=separator,
        lineterminator="\n",
        quoting=csv.QUOTE_ALL if everything else csv.QUOTE_MINIMAL,
    )
    writer.writerows([COLUMNS, *rows])
    found = read(text.getvalue(), *(COLUMNS if known else ()))
    assert [tuple(row.values()) for row in found] == rows
    assert all(tuple(row) == COLUMNS for row in found)


@steady
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1), st.sampled_from(",;\t"))
def test_each_row_knows_its_line(rows: list[tuple[str, str]], separator: str) -> None:
    """A line ends at a line end and nowhere else; a quoted cell may hold some."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\n").writerows([("who", "note"), *rows])
    sheet = read_sheet(text.getvalue(), "x.csv", ())
    due = 2
    for row, cells in zip(sheet.rows, rows, strict=True):
        assert row.line == due
        due += 1 + sum(cell.count("\n") for cell in cells)


@pytest.mark.parametrize(
    "text",
    [
        "who;pots\nha;2\n",
        "who;pots;;\nha;2;;\n;;;\n",
        "sep=;\nwho;pots\nha;2\n",
        '"sep=;"\nwho;pots\nha;2\n',
        "\n\nwho\tpots\nha\t2\n",
        " Who ; POTS \n ha ; 2 \n",
        'who, pots\n"ha", "2"\n',
        "who,pots\nha\u200b,\u00a02\ufeff\n",
        "who,,pots\nha,,2\n",
    ],
)
def test_files_of_spreadsheets(text: str) -> None:
    """All of them hold the same table."""
    assert read(text, "who", "pots") == [{"who": "ha", "pots": "2"}]


def test_known_columns_tell_the_separator() -> None:
    """Other marks may stand in the names of columns."""
    assert read("who;pots, a day\nha;2,5\n", "who", "pots, a day") == [{"who": "ha", "pots, a day": "2,5"}]
    assert read('"who;what",pots\nha,2\n') == [{"who;what": "ha", "pots": "2"}]


@pytest.mark.parametrize(
    "text", ["note\nfirst; second\nthird\n", 'note\n"a; b"\n"c; d"\n', "note\n\nwords\n"]
)
def test_one_column_needs_no_separator(text: str) -> None:
    """Semicolons are signs like others in it, unless every row looks like several cells."""
    assert all(list(row) == ["note"] for row in read(text, "note"))


@pytest.mark.parametrize(
    ("text", "known", "message"),
    [
        (
            "who;po,ts\nha;2\n",
            (),
            "x.csv:1: commas and semicolons stand in the line that names the columns: which separate the "
            "cells?\n    save the file with commas, or write 'sep=;' in a line above",
        ),
        (
            "\nwho\nha;2\nlan;3\n",
            ("who",),
            "x.csv:2: the first line names one column, and every row holds as many",
        ),
        ("who\npots\t2\n", (), "x.csv:1: the first line names one column, and every row holds as many tabs"),
        ("", (), "x.csv:1: the file is empty"),
        ("\n;;\n", (), "x.csv:1: the file is empty"),
        ("sep=;\n", (), "x.csv:1: the file is empty"),
        ('who,pots\n"ha,2\n', (), "x.csv:2: a quotation mark is opened here and not closed"),
        ("who,Who\nha,2\n", ("who",), "x.csv:1: the column 'who' stands twice"),
    ],
)
def test_what_cannot_be_told_is_refused(text: str, known: tuple[str, ...], message: str) -> None:
    """Nothing is guessed that could be wrong without a word."""
    with pytest.raises(DataError) as caught:
        read_sheet(text, "x.csv", known)
    assert str(caught.value).startswith(message)


def test_rows_of_another_length() -> None:
    """Each is named, with the usual cause, and the others are read."""
    with Problems() as problems:
        sheet = read_sheet("a,b\n1,2,5\n1\n\n1,2\n1,2,,\n", "x.csv", ())
    assert [row.line for row in sheet.rows] == [5, 6]
    assert [str(problem) for problem in problems] == [
        "x.csv:2: 3 cells where the first line names 2\n"
        '    a decimal comma needs quotes here ("65,7"), or semicolons between the cells',
        "x.csv:3: 1 cell where the first line names 2\n"
        "    add or remove a comma, or quote a text that holds one",
    ]


def test_how_a_file_is_written() -> None:
    """For those who look at single lines of it."""
    head = read_head(["sep=;", "", "who;pots", 'ha;"2;5"'])
    assert (head.separator, head.line, head.columns) == (";", 3, ["who", "pots"])
    assert head.split('ha;"2;5"') == ["ha", "2;5"]
