"""What Typst says is wrong, in the author's words and with the place in the author's files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reproreport.errors import Problem
from reproreport.render.book import Book
from reproreport.render.read.limits import PRIVATE, characters
from reproreport.render.typst.document import TypstDocument

SAID = re.compile(r"^(?=(?:error|warning): )", re.MULTILINE)
PLACE = re.compile(r"main\.typ:(\d+):(\d+)")
HINT = re.compile(r"= hint: (.*)")
GLYPH = re.compile(r'the text `"(.*)"` could not be displayed with')
TOO_LARGE = re.compile(r'panicked with: "?too (wide|high): (.*?)"?$')
ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")

NO_GLYPH = (
    "keep a font that has it in the project, such as one of the Noto fonts, and name its folder below "
    "'format: typst: font-paths:', or write it otherwise"
)
PRIVATE_USE = "write the sign that is meant (Word's bullet, U+F0B7, is • in Unicode)"
LISTED = 20
"""How many places are named."""


@dataclass(frozen=True)
class Said:
    """One message of Typst's: what it says, where in its source (a line from 1), and what it advises."""

    what: str
    line: int
    hint: str


def explained(said: str, document: TypstDocument, book: Book) -> list[Problem]:
    """Return what Typst's *said*, its errors or warnings on a document, mean for a book's author."""
    glyphs: dict[str, list[str]] = {}
    problems: list[Problem] = []
    for message in messages(said):
        text = glyph(message)
        if text:
            for where in _lines_with(text, message, document, book):
                glyphs.setdefault(where, []).append(text)
        else:
            problems.append(_explained(message, document, book))
    return [*_without_glyph(glyphs), *problems]


def private_characters(book: Book) -> list[Problem]:
    """Return where a text holds characters that every font draws as it likes.

    Typst sets what the first font has at their number.
    """
    found = book.places.holding(PRIVATE)
    return [
        Problem(
            f"{characters(texts)} has no meaning of its own: every font draws another sign",
            where,
            PRIVATE_USE,
        )
        for where, texts in found.items()
    ]


def glyph(message: Said) -> str:
    """Return the text that a message says no font has a glyph for; empty where it says something else."""
    found = GLYPH.search(message.what)
    return ESCAPE.sub(lambda match: chr(int(match[1], 16)), found[1]) if found else ""


def messages(said: str) -> Iterator[Said]:
    """Yield each message in what Typst said."""
    for part in SAID.split(said):
        first, _, rest = part.partition("\n")
        if first.strip():
            place = PLACE.search(rest)
            yield Said(
                first.partition(": ")[2] or first,
                int(place[1]) if place else 0,
                "; ".join(HINT.findall(rest)),
            )


def _lines_with(text: str, message: Said, document: TypstDocument, book: Book) -> list[str]:
    """Return where a text without a glyph was written."""
    chapter = document.chapter(message.line) if message.line else None
    return book.places.of(text, chapter) or [str(chapter or book.project.profile)]


def _without_glyph(glyphs: dict[str, list[str]]) -> Iterator[Problem]:
    for where, texts in list(glyphs.items())[:LISTED]:
        yield Problem(f"no font of the PDF has {characters(texts)}", where, NO_GLYPH)
    if len(glyphs) > LISTED:
        yield Problem(f"the same in {len(glyphs) - LISTED} more places")


def _explained(message: Said, document: TypstDocument, book: Book) -> Problem:
    large = TOO_LARGE.search(message.what)
    if large:
        what = f"the formula '{large[2][:60]}' is too {large[1]} for the page"
        fix = {
            "wide": "write it in several lines, with \\begin{aligned}",
            "high": "write it as several formulas",
        }
        return Problem(what, book.places.nearest(large[2]), fix[large[1]])
    chapter = document.chapter(message.line) if message.line else None
    where = book.places.nearest(document.around(message.line), chapter) if chapter else book.project.profile
    return Problem(f"the PDF could not be set: {message.what}", where, message.hint)
