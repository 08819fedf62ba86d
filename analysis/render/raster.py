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

from analysis.errors import Problem, RenderError
from analysis.render.book import Book
from analysis.render.links import IMAGES

RESOLUTION = 300
"""Pixels per inch: what journals ask of a printed figure."""

KEPT = frozenset({".png", ".jpg", ".jpeg"})
"""Pictures that are pixels already, and that every program shows."""

PAGE = "#set page(width: auto, height: auto, margin: 0pt, fill: white)\n"


@dataclass(frozen=True)
class Picture:
    """A picture as PNG or JPEG, with the width and height in points at which it was drawn."""

    data: bytes
    suffix: str
    width: float
    height: float


@lru_cache(maxsize=256)
def picture(data: bytes, suffix: str) -> Picture:
    """Return an image in a form that every program shows; a photograph stays as it is.

    Raises RenderError when Typst is absent or cannot read the image.
    """
    resolution = 72 if suffix in KEPT else RESOLUTION
    drawn = _draw(data, suffix, resolution)
    # A PNG's first chunk holds its width and height.
    width, height = (pixels * 72 / resolution for pixels in struct.unpack(">II", drawn[16:24]))
    return Picture(data, suffix, width, height) if suffix in KEPT else Picture(drawn, ".png", width, height)


def read_pictures(book: Book) -> dict[str, tuple[str, Picture]]:
    """Return a name without suffix, and the picture, for each image of the publication, by its address."""
    found: dict[str, tuple[str, Picture]] = {}
    taken: Counter[str] = Counter()
    for path, content in book.files.items():
        suffix = path.suffix.lower()
        if suffix in IMAGES:
            taken[path.stem] += 1
            name = path.stem if taken[path.stem] == 1 else f"{path.stem}-{taken[path.stem]}"
            drawn = picture(content if isinstance(content, bytes) else content.read_bytes(), suffix)
            found[f"/{path}"] = (name, drawn)
    return found


def _draw(data: bytes, suffix: str, resolution: int) -> bytes:
    try:
        import typst
    except ImportError:
        raise RenderError(
            Problem("Typst is not installed", fix="install it with: pip install typst")
        ) from None
    with tempfile.TemporaryDirectory(prefix="report-") as name:
        work = Path(name)
        (work / f"image{suffix}").write_bytes(data)
        (work / "main.typ").write_text(f'{PAGE}#image("image{suffix}")\n', encoding="utf-8")
        try:
            drawn: bytes = typst.compile(
                str(work / "main.typ"), root=name, format="png", ppi=resolution, ignore_system_fonts=True
            )
        except typst.TypstError as error:
            raise RenderError(Problem(f"Typst could not draw an image: {error}")) from None
    return drawn
