"""The one reader of text: encodings, byte order marks, line ends, and what is no text."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reproreport.errors import DataError, ProjectError
from reproreport.textfile import decode, lines_of, read_text, read_xml

# No wall clock, and the same examples every time.
steady = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])

VIETNAMESE = "tên,tuổi\nĐào,3\nPhương,4\n"
BOM = "\ufeff"

# What stands in texts: letters, line ends of every kind, and what only some programs take for line ends.
TEXTS = st.text(
    st.one_of(
        st.sampled_from('aĐàớ̀\n\r\t;,"\u2028\u2029\x85\x0b\x0c日'), st.characters(exclude_categories=["C"])
    )
).map(lambda text: text.lstrip(BOM))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@steady
@given(text=TEXTS)
def test_any_text_with_a_byte_order_mark(encoding: str, text: str) -> None:
    """What was written comes back, whatever the encoding: with Unix line ends, and in NFC."""
    found = decode((BOM + text).encode(encoding), "x.csv")
    assert unicodedata.normalize("NFC", found) == unicodedata.normalize(
        "NFC", text.replace("\r\n", "\n").replace("\r", "\n")
    )


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [VIETNAMESE, VIETNAMESE.replace("\n", "\r\n"), "一,二\n丁,3\n"])
def test_utf_16_without_a_mark(encoding: str, text: str) -> None:
    """A line end of one byte order is no character in the other, so there is no doubt."""
    assert decode(text.encode(encoding), "x.csv") == text.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            "@book{a,\n title={Le thé}}".encode("latin-1"),
            "x:2: not UTF-8 text, but perhaps Windows-1252 (Latin-1)",
        ),
        ("a\r\nb\rTr\u00e2\u0300n\n".encode("cp1258"), "x:3: not UTF-8 text, but perhaps Windows-1258"),
        ("Привет, мир\n".encode("cp1251"), "x:1: not UTF-8 text\n"),
        ("thé\ncafé\n".encode() + b"caf\xe9\n", "x:3: not UTF-8 text, though the lines before it are"),
        ("a\n".encode("utf-16") + b"b", "x:2: not UTF-16 text\n"),
        ("no line end".encode("utf-16-le"), "x:1: the character U+0000 stands in no text"),
        (b"PK\x03\x04\x00\x00", "x:1: the character U+0003 stands in no text"),
        (b"one\ntwo \x1b[31m", "x:2: the character U+001B stands in no text"),
    ],
)
def test_what_is_no_text(data: bytes, message: str) -> None:
    """The line is named, and what to do; an old encoding where the bytes look like it."""
    with pytest.raises(ProjectError) as caught:
        decode(data, "x")
    assert str(caught.value).startswith(message)
    assert "save the file as UTF-8" in str(caught.value)


@steady
@given(st.lists(st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]))))
def test_lines_end_at_line_ends_only(lines: list[str]) -> None:
    """Whatever stands in a line, it is one line; as in `wc -l`, an end after the last line is none more."""
    for end in ("\n", "\r\n", "\r"):
        assert lines_of("".join(f"{line}{end}" for line in lines)) == lines


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """Absent, a folder, too large: a message each, of the class that the caller wants."""
    (tmp_path / "x.csv").write_text("12345")
    with pytest.raises(DataError, match=r"a: the file does not exist"):
        read_text(tmp_path / "a", "a", error=DataError)
    with pytest.raises(ProjectError, match=r"f: this is no file"):
        read_text(tmp_path, "f")
    with pytest.raises(ProjectError, match=r"x: the file is larger than 0 kB"):
        read_text(tmp_path / "x.csv", "x", largest=4)


SVG = '<?xml version="1.0" encoding="{}"?>\n<svg xmlns="http://www.w3.org/2000/svg"><text>thé</text></svg>\n'


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "windows-1258", "UTF-16"])
def test_xml_says_its_encoding_itself(tmp_path: Path, encoding: str) -> None:
    """What is returned is UTF-8, and says so."""
    (tmp_path / "x.svg").write_bytes(SVG.format(encoding).encode(encoding))
    assert read_xml(tmp_path / "x.svg", "x.svg").decode() == SVG.format("UTF-8")


@pytest.mark.parametrize(
    "written", [SVG.format("utf-8"), SVG.format("UTF-16"), "<svg>\r\nthé</svg>", BOM + "<svg/>"]
)
def test_xml_in_utf_8_stays_as_it_is(tmp_path: Path, written: str) -> None:
    """Also where its declaration cannot be true: it could not be read as ASCII in UTF-16."""
    (tmp_path / "x.svg").write_bytes(written.encode())
    assert read_xml(tmp_path / "x.svg", "x.svg") == written.encode()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (SVG.format("Latin-9000").encode(), "x.svg:1: the encoding 'LATIN-9000' is unknown"),
        (SVG.format("ascii").encode(), "x.svg:2: not ASCII text, as the file says of itself"),
        (SVG.format("utf-8").encode("latin-1"), "x.svg:2: not UTF-8 text"),
    ],
)
def test_xml_that_cannot_be_read(tmp_path: Path, data: bytes, message: str) -> None:
    """By name and line, as any text."""
    (tmp_path / "x.svg").write_bytes(data)
    with pytest.raises(ProjectError) as caught:
        read_xml(tmp_path / "x.svg", "x.svg")
    assert str(caught.value).startswith(message)
