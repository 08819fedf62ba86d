"""Pictures that a page shows and print cannot: Typst is asked about each, in a document of its own."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from reproreport.errors import Problem, RenderError
from reproreport.render.book import Book
from reproreport.render.characters import characters
from reproreport.render.images import AGAIN, IMAGES, INSIDE, Fault
from reproreport.render.memory import key_of
from reproreport.render.typesetter import PICTURE, EndedError, Fonts, typeset
from reproreport.render.typst_errors import NO_GLYPH, glyph, messages

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
