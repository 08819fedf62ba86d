"""Typst in a process of its own: what aborts it is told, and the build goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from reproreport.render.read.images import drawing_size
from reproreport.render.typst.pictures import PIXELS, picture
from reproreport.render.typst.typesetter import EndedError, Limits, draw, typeset

SVG = '<svg xmlns="http://www.w3.org/2000/svg" {}><rect width="9" height="9"/></svg>'


def test_an_abort_takes_nothing_along(tmp_path: Path) -> None:
    """A page of more pixels than memory holds aborts Typst, which no exception could tell."""
    (tmp_path / "main.typ").write_text("#set page(width: 90000pt, height: 90000pt)\nx")
    with pytest.raises(EndedError, match="Typst ended without an answer: memory allocation"):
        draw(tmp_path, 300)


def test_what_takes_too_long(tmp_path: Path) -> None:
    """The system ends it after so many seconds of computing, however busy the machine is."""
    loops = "#for a in range(100000) { for b in range(100000) { let x = a * b } }"
    (tmp_path / "main.typ").write_text(loops)
    with pytest.raises(EndedError, match="takes more than 2 s of computing"):
        typeset(tmp_path, limits=Limits(2, 4_000_000_000))


def test_posters_have_no_more_pixels_than_programs_hold() -> None:
    """They are drawn more coarsely, at the size that they have."""
    drawn = picture(SVG.format('width="60000pt" height="600pt"').encode(), ".svg")
    assert (drawn.width, drawn.height) == pytest.approx((60_000, 600), rel=0.02)
    assert int.from_bytes(drawn.data[16:20]) <= PIXELS


@pytest.mark.parametrize(
    ("size", "points"),
    [
        ('width="96" height="48"', (72, 36)),
        ('width="1in" height="2.54cm"', (72, 72)),
        ('viewBox="0 0 96 48"', (72, 36)),
        ('width="100%" viewBox="0 0 96 48"', (72, 36)),
        ("", (0, 0)),
    ],
)
def test_sizes(size: str, points: tuple[float, float]) -> None:
    """CSS has 96 pixels in an inch, and 72 points."""
    assert drawing_size(SVG.format(size).encode()) == pytest.approx(points, rel=1e-3)
