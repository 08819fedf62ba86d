"""Codebooks and printed numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from reproreport.errors import DataError
from reproreport.sources import TYPES, number, read_codebook, stated, validate
from reproreport.sources.codebook import KEYS, RULES, is_date

Edit = Callable[[Path, str, str], None]


@pytest.mark.parametrize(
    ("printed", "value"), [("65,7", "65.7"), ("65.7", "65.7"), ("100,0", "100.0"), ("-3", "-3")]
)
def test_a_printed_number_keeps_its_precision(printed: str, value: str) -> None:
    """Comma and point are both read, and trailing zeros stay."""
    assert str(number(printed)) == value
    assert isinstance(number(printed), Decimal)


@pytest.mark.parametrize("printed", ["", "6x", "1,2,3", "1.000,5", " 5", "٣x", "1e3"])
def test_what_is_no_number_is_refused(printed: str) -> None:
    """Anything but digits and one decimal mark is an error, never a guess."""
    with pytest.raises(ValueError, match="is not a number"):
        number(printed)


def test_an_unknown_type_is_named_with_its_line(report: Path, edit: Edit) -> None:
    """The message lists the types that exist."""
    edit(report / "data/coffee/codebook.yml", "printed count", "printd count")
    with pytest.raises(DataError, match=r"codebook\.yml:8: column 'cups' has the type 'printd count'"):
        read_codebook(report / "data/coffee", report)


def test_a_key_must_be_a_column(report: Path, edit: Edit) -> None:
    """A key that names no column would never find a repeated row."""
    edit(report / "data/coffee/codebook.yml", "key: [name]", "key: [nom]")
    with pytest.raises(DataError, match=r"codebook\.yml:5: the key names 'nom'"):
        read_codebook(report / "data/coffee", report)


def test_a_folder_without_codebook(report: Path) -> None:
    """An undescribed folder cannot be read."""
    (report / "data/coffee/codebook.yml").unlink()
    expected = (
        "data/coffee: no codebook.yml\n    describe cups.csv in data/coffee/codebook.yml: every column with"
    )
    with pytest.raises(DataError, match=expected):
        read_codebook(report / "data/coffee", report)


PAGE = (Path(__file__).parents[2] / "docs/codebooks.md").read_text(encoding="utf-8")


def test_the_example_of_the_documentation(tmp_path: Path) -> None:
    """It is read as it stands there."""
    blocks = re.findall(r"`(data/\S+)`\n\n```\w+\n(.*?)```", PAGE, re.DOTALL)
    assert [name for name, _ in blocks] == ["data/tea/pots.csv", "data/tea/codebook.yml"]
    for name, text in blocks:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert validate(tmp_path / "data/tea", tmp_path) == {"pots.csv": 2}


def test_all_that_a_codebook_may_hold_is_documented() -> None:
    """Every type of a column, and every key and rule of a file."""
    listed = re.findall(r"^\| (`[^|]*`) \|", PAGE, re.MULTILINE)
    assert {name for cell in listed for name in re.findall("`([^`]*)`", cell)} == {*TYPES, *KEYS, *RULES}


@pytest.mark.parametrize(("text", "value"), [("05", 5), ("7", 7), ("four", 4), ("twelve", 12)])
def test_a_stated_count(text: str, value: int) -> None:
    """Digits and words from one to twelve, as texts state how many."""
    assert stated(text) == value


@pytest.mark.parametrize("text", ["some", "4th", "", "Four", "4.0"])
def test_what_is_no_stated_count(text: str) -> None:
    """Anything else is an error."""
    with pytest.raises(ValueError, match="is not a number"):
        stated(text)


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("2021-03-29", True),
        ("2021-03", True),
        ("2021", True),
        ("2021-02-29", False),
        ("2020-02-29", True),
        ("2021-13", False),
        ("0000", False),
        ("29/3/2021", True),
    ],
)
def test_dates_of_the_calendar(text: str, valid: bool) -> None:
    """A month has its own number of days, and a leap year one more (2020 was one, 2021 was not).

    What has not the form of a date is left to the check of the form.
    """
    assert is_date(text) == valid
