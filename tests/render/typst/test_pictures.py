"""Drawings as pixels."""

from __future__ import annotations

import struct
import zlib

import pytest

from publications import SVG
from reproreport.errors import RenderError
from reproreport.render.book import Book
from reproreport.render.typst.pictures import picture, read_pictures


def png(width: int, height: int) -> bytes:
    """Return a black PNG (the format of ISO/IEC 15948)."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\0" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def test_a_drawing_has_300_pixels_an_inch() -> None:
    """144 by 72 pixels of CSS are 1.5 by 0.75 inches: 450 by 225 pixels, 108 by 54 points."""
    drawn = picture(SVG.encode(), ".svg")
    assert struct.unpack(">II", drawn.data[16:24]) == (450, 225)
    assert (drawn.suffix, drawn.width, drawn.height) == (".png", 108, 54)


def test_the_same_drawing_is_the_same_bytes() -> None:
    """Drawn again, and not taken from memory."""
    first = picture(SVG.encode(), ".svg").data
    picture.cache_clear()
    assert picture(SVG.encode(), ".svg").data == first


def test_a_photograph_stays_as_it_is() -> None:
    """Its own pixels, whose number is its size in points."""
    given = png(72, 36)
    kept = picture(given, ".png")
    assert kept.data == given
    assert (kept.suffix, kept.width, kept.height) == (".png", 72, 36)


def test_what_is_no_drawing_is_refused() -> None:
    """With Typst's reason."""
    with pytest.raises(RenderError, match="could not draw an image"):
        picture(b"<svg", ".svg")


def test_two_pictures_of_one_name_get_two(thesis: Book) -> None:
    """``a/box.svg`` and ``b/box.svg`` stand in one folder."""
    assert {address: name for address, (name, _) in read_pictures(thesis).items()} == {
        "/a/box.svg": "box",
        "/b/box.svg": "box-2",
    }
