"""Pictures as Typst draws them: each tried alone before it is set, or as pixels for Word and JATS."""

from __future__ import annotations

import hashlib
import re
import struct
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from reproreport.errors import Problem, RenderError
from reproreport.render.book import Book
from reproreport.render.pandoc.memory import key_of
from reproreport.render.read.images import AGAIN, IMAGES, INSIDE, Fault, drawing_size
from reproreport.render.read.limits import characters
from reproreport.render.typst.errors import NO_GLYPH, glyph, messages
from reproreport.render.typst.typesetter import PICTURE, WHEEL, EndedError, Fonts, draw, read_fonts, typeset

ALONE = '#set document(title: "x")\n#set page(width: auto, height: auto)\n#image("image{}", alt: "x")\n'
FOREIGN = (
    "export it with plain text: in draw.io without 'Formatted text' (Text > Word wrap off), in Mermaid with "
    "htmlLabels: false, elsewhere with text as paths; or as PNG"
)
LINKED = re.compile(r"failed to load linked image (\S+)")


def picture_data(book: Book, address: str) -> bytes:
    """Return the content of the picture at an address of the site."""
    file = book.files[PurePosixPath(address[1:])]
    return file if isinstance(file, bytes) else file.read_bytes()


def undrawable(book: Book, fonts: Fonts) -> dict[str, list[Problem]]:
    """Return what is wrong with each picture, by its address, that Typst cannot draw or not all of it.

    Raises RenderError when Typst is not installed.
    """
    found: dict[str, list[Problem]] = {}
    for path in book.files:
        suffix = path.suffix.lower()
        if suffix not in IMAGES:
            continue
        data = picture_data(book, f"/{path}")
        key = key_of("drawable", hashlib.sha256(data).hexdigest(), suffix, fonts.key)
        faults: list[Fault] | None = book.memory.get(key)
        if faults is None:
            faults = list(_faults(data, suffix, fonts))
            book.memory.put(key, faults)
        if faults:
            where = book.places.pictures.get(path, str(path))
            found[f"/{path}"] = [Problem(f"the picture '{path}' {what}", where, fix) for what, fix in faults]
    return found


def require_drawable(book: Book, fonts: Fonts) -> None:
    """Raise RenderError with every picture that Typst cannot draw."""
    problems = [problem for of_one in undrawable(book, fonts).values() for problem in of_one]
    if problems:
        raise RenderError(*problems)


def _faults(data: bytes, suffix: str, fonts: Fonts) -> Iterator[Fault]:
    with tempfile.TemporaryDirectory(prefix="report-") as name:
        work = Path(name)
        (work / f"image{suffix}").write_bytes(data)
        (work / "main.typ").write_text(ALONE.format(suffix), encoding="utf-8")
        try:
            said = list(messages(typeset(work, fonts, limits=PICTURE)[1]))
        except EndedError as error:
            yield f"cannot be drawn: {error.problems[0].what}", "draw it smaller, or without effects"
            return
    without = [text for text in (glyph(message) for message in said) if text]
    if without:
        yield f"has text that no font of the PDF shows: {characters(without)}", NO_GLYPH
    for message in said:
        linked = LINKED.search(message.what)
        if "foreign object" in message.what:
            yield "holds text as HTML (a foreignObject), which only browsers show", FOREIGN
        elif linked:
            yield f"refers to another file, '{linked[1][:80]}'", INSIDE
        elif not glyph(message):
            yield f"cannot be drawn: {message.what}", AGAIN


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
