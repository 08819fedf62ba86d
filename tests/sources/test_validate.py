"""Data files against their codebook: all violations at once, each with file and line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reproreport.errors import DataError
from reproreport.sources import validate

Edit = Callable[[Path, str, str], None]
CUPS = "data/coffee/cups.csv"


def problems(report: Path) -> list[str]:
    """Return what validation says, a line each."""
    with pytest.raises(DataError) as caught:
        validate(report / "data/coffee", report)
    return [f"{problem.where}: {problem.what}" for problem in caught.value.problems]


def test_a_good_folder_counts_its_rows(report: Path) -> None:
    """Nothing wrong: the number of rows of each file."""
    assert validate(report / "data/coffee", report) == {"cups.csv": 3}


def test_a_letter_in_a_count(report: Path, edit: Edit) -> None:
    """The cell is named by line and column, with its value."""
    edit(report / CUPS, "binh,2", "binh,2o")
    assert problems(report) == [f"{CUPS}:3: cups: '2o' is not a count (digits only)"]


def test_a_missing_column(report: Path, edit: Edit) -> None:
    """A renamed column is both missing and unknown."""
    edit(report / CUPS, "name,cups", "name,cup")
    assert problems(report) == [
        f"{CUPS}:1: cups: the column is missing",
        f"{CUPS}:1: cup: the codebook knows no such column",
    ]


def test_a_column_missing_from_the_header_alone(report: Path, edit: Edit) -> None:
    """Then every row has a field too many; the header is named, not the rows."""
    edit(report / CUPS, "name,cups", "name")
    assert problems(report) == [f"{CUPS}:1: cups: the column is missing"]


def test_a_duplicated_row(report: Path, edit: Edit) -> None:
    """A row whose key came before is an error, whatever else it holds."""
    edit(report / CUPS, "chi,5", "an,5")
    assert problems(report) == [f"{CUPS}:4: the row repeats line 2: name 'an'"]


def test_all_violations_come_at_once(report: Path, edit: Edit) -> None:
    """Two bad cells and a bad row are three messages of one run."""
    edit(report / CUPS, "an,3\nbinh,2", "a n,3\nbinh,\nbinh,1")
    assert problems(report) == [
        f"{CUPS}:2: name: 'a n' is not an identifier (letters, digits, _ . -)",
        f"{CUPS}:3: cups: '' is not a count (digits only)",
        f"{CUPS}:4: the row repeats line 3: name 'binh'",
    ]


def test_a_value_outside_the_list(report: Path, edit: Edit) -> None:
    """A column may allow only certain values."""
    edit(report / "data/coffee/codebook.yml", "description: who", "values: [an, binh], description: who")
    assert problems(report) == [f"{CUPS}:4: name: 'chi' is not one of 'an', 'binh'"]


def test_a_row_with_too_many_fields(report: Path, edit: Edit) -> None:
    """A decimal comma that is not quoted makes a field too many."""
    edit(report / CUPS, "binh,2", "binh,2,5")
    assert problems(report) == [f"{CUPS}:3: 3 cells where the first line names 2"]


def test_an_empty_file(report: Path) -> None:
    """A file without a header says so."""
    (report / CUPS).write_text("", encoding="utf-8")
    assert problems(report) == [f"{CUPS}:1: the file is empty"]


def test_bytes_that_are_no_text(report: Path) -> None:
    """The line of the first undecodable byte is named."""
    (report / CUPS).write_bytes(b"name,cups\nan,3\nb\xecnh,2\n")
    assert problems(report) == [f"{CUPS}:3: not UTF-8 text, but perhaps Windows-1252 (Latin-1)"]


def test_an_unclosed_quote(report: Path, edit: Edit) -> None:
    """A quote that never closes does not swallow the file in silence."""
    edit(report / CUPS, "binh,2", '"binh,2')
    assert problems(report) == [
        f"{CUPS}:3: a quotation mark is opened here and not closed, or stands inside a cell"
    ]


def test_a_file_that_the_codebook_does_not_describe(report: Path) -> None:
    """Undescribed data cannot slip in, nor described data be missing."""
    (report / CUPS).rename(report / "data/coffee/mugs.csv")
    found = problems(report)
    assert found[0] == "data/coffee/mugs.csv: the codebook does not describe this file"
    assert found[1] == "data/coffee/codebook.yml:3: 'cups.csv' is described but does not exist"


def test_line_numbers_count_quoted_line_breaks(report: Path, edit: Edit) -> None:
    """A quoted text over two lines moves the rows after it down."""
    edit(report / "data/coffee/codebook.yml", "{type: identifier,", "{type: text,")
    edit(report / CUPS, "binh,2", '"binh\nanh",2')
    edit(report / CUPS, "chi,5", "chi,x")
    assert problems(report) == [
        f"{CUPS}:3: name: 'binh\\nanh' is not text",
        f"{CUPS}:5: cups: 'x' is not a count (digits only)",
    ]
