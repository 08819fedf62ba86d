"""Drawings as pixels, for formats whose readers cannot be trusted with SVG: Word, some journals.

Typst draws them, with the fonts of its wheel: the same bytes on every machine.
"""

from __future__ import annotations

import struct
import tempfile
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from reproreport.render.book import Book
from reproreport.render.drawable import picture_data, require_drawable
from reproreport.render.fonts import read_fonts
from reproreport.render.images import IMAGES, drawing_size
from reproreport.render.typesetter import WHEEL, Fonts, draw

RESOLUTION = 300
"""Pixels per inch: what journals ask of a printed figure."""

KEPT = frozenset({".png", ".jpg", ".jpeg"})
"""Pictures that are pixels already, and that every program shows."""

PAGE = "#set page(width: auto, height: auto, margin: 0pt, fill: white)\n"


PIXELS = 8_000
"""Pixels that a side of a drawing has at most."""


@dataclass(frozen=True)
class Picture:
    """A picture as PNG or JPEG, with the width and height in points at which it was drawn."""

    data: bytes
    suffix: str
    width: float
    height: float


@lru_cache(maxsize=256)
def picture(data: bytes, suffix: str, fonts: Fonts = WHEEL) -> Picture:
    """Return an image in a form that every program shows; a photograph stays as it is.

    Raises RenderError when Typst is absent or cannot read the image.
    """
    resolution = 72 if suffix in KEPT else RESOLUTION
    if suffix == ".svg":  # a poster needs no more pixels than a page
        resolution = max(1, min(resolution, int(PIXELS * 72 / max(1.0, *drawing_size(data)))))
    drawn = _draw(data, suffix, resolution, fonts)
    # A PNG's first chunk holds its width and height.
    width, height = (pixels * 72 / resolution for pixels in struct.unpack(">II", drawn[16:24]))
    return Picture(data, suffix, width, height) if suffix in KEPT else Picture(drawn, ".png", width, height)


def read_pictures(book: Book) -> dict[str, tuple[str, Picture]]:
    """Return a name without suffix, and the picture, for each image of the publication, by its address.

    Raises RenderError when Typst is absent, or with every picture that it cannot draw.
    """
    fonts = read_fonts(book.project)
    require_drawable(book, fonts)
    found: dict[str, tuple[str, Picture]] = {}
    taken: Counter[str] = Counter()
    for path in book.files:
        suffix = path.suffix.lower()
        if suffix in IMAGES:
            taken[path.stem] += 1
            name = path.stem if taken[path.stem] == 1 else f"{path.stem}-{taken[path.stem]}"
            found[f"/{path}"] = (name, picture(picture_data(book, f"/{path}"), suffix, fonts))
    return found


def _draw(data: bytes, suffix: str, resolution: int, fonts: Fonts) -> bytes:
    with tempfile.TemporaryDirectory(prefix="report-") as name:
        work = Path(name)
        (work / f"image{suffix}").write_bytes(data)
        (work / "main.typ").write_text(f'{PAGE}#image("image{suffix}")\n', encoding="utf-8")
        return draw(work, resolution, fonts)
