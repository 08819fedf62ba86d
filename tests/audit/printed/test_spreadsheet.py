"""CSV files as spreadsheets write them, and files that are no table at all."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from printed_files import CELLS, HEADER, write_table, wrong_with
from reproreport.audit import read_printed_table
from reproreport.audit.table import PrintedTable
from reproreport.errors import DataError

# No wall clock, and the same examples every time.
steady = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])

TEXT = dedent(CELLS)
SEMICOLONS = TEXT.replace(",", ";").replace(".", ",")


def read(path: Path) -> PrintedTable:
    """Read a table under its own name."""
    return read_printed_table(path, path.name)


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode("utf-8-sig"),
        SEMICOLONS.encode("utf-8-sig"),
        SEMICOLONS.replace("\n", "\r\n").encode("utf-16"),
        "\ufeff".encode("utf-16-be") + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.replace(",", "\t").replace("\n", "\r").encode(),
        ("sep=;\n" + SEMICOLONS).encode(),
        SEMICOLONS.replace("\n", ";;\n").encode() + b";;;;;\n\n;;\n",
        TEXT.replace("\n", "\n\n").encode(),
        TEXT.replace("response", " Response ").replace("percent", "PERCENT").encode(),
        TEXT.replace("0\n", "0 %\n").replace("tea", '"tea"').encode(),
        SEMICOLONS.replace(";20;", ";20\u00a0;").replace(";5;", ";\u200b5;").encode(),
    ],
    ids=[
        "byte order mark", "semicolons", "UTF-16", "UTF-16 big endian", "UTF-16 without a mark", "tabs",
        "sep=", "empty columns", "empty lines", "column names in capitals", "percent signs and quotes",
        "unseen characters",
    ],
)  # fmt: skip
def test_files_of_spreadsheets(tmp_path: Path, data: bytes) -> None:
    """All of them read to the same table as the plain file."""
    plain = read(write_table(tmp_path))
    other = read(write_table(tmp_path, data))
    assert {at: (n.units, n.decimals) for at, n in other.numbers.items()} == {
        at: (n.units, n.decimals) for at, n in plain.numbers.items()
    }
    assert (other.responses, other.groups) == (plain.responses, plain.groups)


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    """Empty lines and quoted line breaks are counted, and U+2028 is none."""
    text = '\nresponse,group,count,note\ntea,men,5,a\u2028b\ntea,women,10,"two\nlines"\n\ntea,all,15,\n'
    table = read(write_table(tmp_path, text.encode()))
    origins = [table.where(at) for at in table.numbers if at.response]
    assert origins == ["t.csv:3", "t.csv:4", "t.csv:7"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "tea,men,5,25.0",
            "tea,men,5,25,0",
            't.csv:2: 5 cells where the first line names 4 | a decimal comma needs quotes here ("65,7"), '
            "or semicolons between the cells",
        ),
        (
            "tea,women,10,33.3",
            "tea,women,10",
            "t.csv:3: 3 cells where the first line names 4 | add or remove a comma, or quote a text",
        ),
        (
            "response,group,count,percent\ntea",
            "response,group,count,percent,,\nx,men,1,1,stray,\ntea",
            "t.csv:2: 5 cells where the first line names 4 | a decimal comma needs quotes here",
        ),
        (
            "response,group,count,percent\ntea,men,5,",
            "response,group,count,,percent\ntea,men,5,stray,",
            "t.csv:2: 'stray' stands in a column without a name | name the column in the first line",
        ),
        ("tea,men", '"tea,men', "t.csv:2: a quotation mark is opened here and not closed"),
        ("tea,men", '"te"a,men', "t.csv:2: a quotation mark is opened here and not closed, or stands inside"),
        ("response,", "response," + "x," * 200, "t.csv:1: the column 'x' stands twice"),
        (
            "response,group,count,percent",
            "response,group,count,Count",
            "t.csv:1: the column 'count' stands twice | remove one",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_rows(tmp_path: Path, old: str, new: str, message: str) -> None:
    """One message for the row, with the line and the usual cause."""
    assert old in TEXT
    first = wrong_with(write_table(tmp_path, TEXT.replace(old, new, 1).encode()))[0]
    assert first.startswith(message)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "t.csv:1: the file is empty"),
        (b"\n ;;; \n,,\n", "t.csv:1: the file is empty"),
        (b'""\n', "t.csv:1: the file is empty"),
        (TEXT.encode("utf-16")[:-1], "t.csv:7: not UTF-16 text"),
        (TEXT.replace("\n", " ").encode("utf-16-le"), "t.csv:1: the character U+0000 stands in no text"),
        (
            TEXT.replace("tea", "thé").encode("cp1252"),
            "t.csv:2: not UTF-8 text, but perhaps Windows-1252 (Latin-1) | save the file as UTF-8 (in a",
        ),
        (
            TEXT.encode() + "thé,men,1,\n".encode() + "café,men,1,\n".encode("latin-1"),
            "t.csv:9: not UTF-8 text, though the lines before it are: the file mixes encodings",
        ),
        (TEXT.encode() + b"tea\x07,men,1,\n", "t.csv:8: the character U+0007 stands in no text"),
    ],
)
def test_no_text(tmp_path: Path, data: bytes, message: str) -> None:
    """Empty files and wrong encodings are named with their line."""
    (only,) = wrong_with(write_table(tmp_path, data))
    assert only.startswith(message)


SIZE = 10_000_000
SEED = random.Random(4)  # noqa: S311  (noise is not secret)
DIGITS = bytes(b"0123456789"[byte % 10] for byte in range(256))
NOISES: dict[str, Callable[[int], bytes]] = {
    "random bytes": SEED.randbytes,
    "random digits": lambda size: SEED.randbytes(size).translate(DIGITS),
    "one endless line": lambda size: b"a" * size,
    "NULs": bytes,
    "line ends": lambda size: b"\n" * size,
    "separators": lambda size: b",;\t," * (size // 4),
    "quotation marks": lambda size: b'"\n' * (size // 2),
    "an open quotation mark": lambda size: (b'item,group,count\n"' + b"a\n" * size)[:size],
    "short lines of digits": lambda size: b"12,3\n" * (size // 5),
}


@pytest.mark.parametrize("size", [SIZE, 1_900_000, 5_000])
@pytest.mark.parametrize("noise", NOISES)
def test_noise(tmp_path: Path, noise: str, size: int) -> None:
    """Ten megabytes of it, almost as much as is read, and little: a few lines that say what it is."""
    found = wrong_with(write_table(tmp_path, NOISES[noise](size)))
    assert 1 <= len(found) <= 3
    assert all(line.startswith("t.csv") for line in found)
    assert sum(map(len, found)) < 800
    if size == SIZE:
        assert found == [
            "t.csv: the file is larger than 2,000 kB, and no larger one is read | is it the right file?"
        ]


def test_too_many_rows(tmp_path: Path) -> None:
    """A well-formed file of 20,001 cells is no printed table; one of 20,000 is read."""
    rows = [f"r{number},men,{number},\n" for number in range(20_001)]
    head = "response,group,count,percent\n"
    header = (
        HEADER.replace("- {id: women, n: 30}", "").replace("- {id: all, n: 50}", "").replace("total: all", "")
    )
    path = write_table(tmp_path, (head + "".join(rows)).encode(), header)
    assert wrong_with(path) == [
        "t.csv: the file has 20,001 rows, and at most 20,000 are read "
        "| give each printed table a file of its own"
    ]
    assert len(read(write_table(tmp_path, (head + "".join(rows[:-1])).encode(), header)).numbers) == 20_001


def test_what_is_no_file(tmp_path: Path) -> None:
    """A folder, an absent file, a name with a NUL, the header: each has its message."""
    write_table(tmp_path)
    (tmp_path / "folder.csv").mkdir()
    assert wrong_with(tmp_path / "folder.csv") == ["folder.csv: this is no file | name a file"]
    assert wrong_with(tmp_path / "other.csv") == [
        "other.csv: the file does not exist | create it, or correct the path that names it"
    ]
    assert wrong_with(tmp_path / "a\0.csv")[0].startswith("a\0.csv: the file")
    assert wrong_with(tmp_path / "t.yml") == [
        "t.yml: this is the header of a table | name the CSV file beside it"
    ]
    assert wrong_with(Path("/dev/zero")) == ["zero: this is no file | name a file"]


@steady
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode), st.booleans())
def test_any_bytes_are_a_table_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, whole: bool
) -> None:
    """Whatever stands in a file: no other exception than the one with a message."""
    folder = tmp_path_factory.mktemp("any")
    for cells, header in ((TEXT.encode() + data if whole else data, HEADER), (CELLS, data)):
        try:
            read(write_table(folder, cells, header))
        except DataError as error:
            assert all(problem.where and problem.what for problem in error.problems)
