"""What a tagged PDF says, in the order in which a screen reader reads it.

A small reader of the PDFs that Typst writes: a table of where the objects are, the elements of the structure
each as one object, and on every page the text of each piece of marked content. What is no content, such as
running heads and the heads that a table repeats on every page, is marked as such there, and not read.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from reproreport.errors import Problem, RenderError
from reproreport.render.conservation.said import TURN, Listener, Said

INSIDE = rb""
for _ in range(30):  # parentheses inside of a string need no backslash where there are two of them
    INSIDE = rb"(?:[^\\()]++|\\.|\(" + INSIDE + rb"\))*+"
STRING = rb"\(" + INSIDE + rb"\)|<[0-9A-Fa-f]*+>"
PLACE = re.compile(rb"(\d{10}) \d{5} n")
REFERENCE = re.compile(rb"(\d+) 0 R")
ELEMENT = re.compile(
    rb"/Type/StructElem/S/(\w+)/P \d+ 0 R(.*)/K(\[[^\[\]]*\]|\d+ 0 R|\d+|<<[^<>]*>>)(?:/Pg (\d+) 0 R)?>>$",
    re.DOTALL,
)
KID = re.compile(rb"<<([^<>]*)>>|(\d+) 0 R|(\d+)")
ALTERNATIVE = re.compile(rb"/Alt(" + STRING + rb")", re.DOTALL)
ACTUAL = re.compile(rb"/ActualText(" + STRING + rb")", re.DOTALL)
MARK = re.compile(rb"/MCID (\d+)")
PROPERTIES = rb"(?:[^()<>]++|" + STRING + rb"|<<[^<>]*+>>)*+"
EVENT = re.compile(rb"BT\b(.*?)\nET\n|EMC|/\w+(?: |<<(" + PROPERTIES + rb")>>)B[DM]C", re.DOTALL)
"""A line of text with its font, the end and the start of what is marked: all that matters of a page."""

STRINGS = re.compile(STRING, re.DOTALL)
WITHIN = re.compile(
    rb"(" + STRING + rb")|/(\w+) [\d.]+ Tf|EMC|/\w+(?: |<<(" + PROPERTIES + rb")>>)B[DM]C", re.DOTALL
)
"""The same within a line."""
CHARACTERS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>")
TRIPLE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")

CONTENTS = frozenset({"TOC", "TOCI"})
NOTES = frozenset({"Note", "FENote"})
INLINE = frozenset({"Code", "Em", "Lbl", "Link", "Quote", "Reference", "Span", "Strong", "Sub", "Sup"})
THINGS = {
    **{f"H{level}": "heading" for level in range(1, 10)},
    "Table": "table",
    "Figure": "figure",
    "LI": "item",
    "Formula": "formula",
}

Codes = dict[int, str]


class Font(NamedTuple):
    """The characters of a font's codes, and whether these are of two bytes."""

    codes: Codes
    wide: bool


Marks = dict[int, tuple[str, bytes, bytes]]
"""The text of each piece of marked content, with how high its first and its last line stand."""

NOTHING = ("", b"", b"")


def said_in_pdf(content: bytes) -> Said:
    """Return what a tagged PDF says; its contents, which repeat its headings, apart.

    Raises:
        RenderError: it is not written as Typst writes.
    """
    try:
        return _Pdf(content).said()
    except (AttributeError, IndexError, KeyError, ValueError, zlib.error) as error:
        raise RenderError(Problem(f"the PDF cannot be read back: {error!r}")) from error


class _Pdf:
    """The objects of a PDF, each by its number, and what is read of them."""

    def __init__(self, content: bytes) -> None:
        start = int(content[content.rindex(b"startxref") + 9 :].split()[0])
        end = content.index(b"trailer", start)
        places = sorted(int(place) for place in PLACE.findall(content, start, end))
        self._objects: dict[bytes, bytes] = {}
        for first, last in zip(places, [*places[1:], start], strict=True):
            number, _, body = content[first:last].partition(b" 0 obj\n")
            self._objects[number] = body.rstrip().removesuffix(b"endobj").rstrip()
        self._trailer = content[end:]
        self._fonts: dict[bytes, Font] = {}
        self._pages: dict[bytes, Marks] = {}
        self._listener = Listener()
        self._line = b""
        self._notes: list[tuple[bytes, bytes]] = []

    def said(self) -> Said:
        root = self._objects[_named(self._trailer, b"Root")]
        tree = self._objects[_named(root, b"StructTreeRoot")]
        (top,) = re.findall(rb"/K\[?(\d+) 0 R\]?", tree)
        self._hear(top, b"", "")
        for note, page in self._notes:
            self._listener.pause()
            with self._listener.thing("note"):
                self._inside(note, page, "Note")
        return self._listener.said()

    def _hear(self, number: bytes, page: bytes, around: str) -> None:
        """Add what an element says that stands in one of the role *around*.

        Its content stands on *page*, unless it says otherwise.
        """
        match = ELEMENT.search(self._objects[number])
        if match is None:
            raise ValueError(self._objects[number][:80])
        role, more, kids = match[1].decode(), match[2], match[3]
        page = match[4] or page
        if role in CONTENTS or (role == "Lbl" and around != "LI"):
            return
        if role in NOTES:
            self._notes.append((kids, page))
            return
        apart = " " if role not in INLINE else TURN if b"/Placement/Block" in more else ""
        self._listener.parts.append(apart)
        kind = THINGS.get(role, "code" if role == "Code" and apart else "")
        if kind:
            with self._listener.thing(kind):
                if role == "Figure" and (said := ALTERNATIVE.search(more)):
                    self._listener.parts.append(_text(said[1]))
                    self._listener.pause()
                if role != "Formula":
                    self._inside(kids, page, role)
        else:
            self._inside(kids, page, role)
        self._listener.parts.append(apart)

    def _inside(self, kids: bytes, page: bytes, role: str) -> None:
        for inside, element, mark in KID.findall(kids):
            if element:
                self._hear(element, page, role)
            elif mark:
                self._say(page, int(mark))
            elif found := MARK.search(inside):
                self._say(_named(inside, b"Pg", page), int(found[1]))

    def _say(self, page: bytes, mark: int) -> None:
        """Add a piece of marked content, which goes on in the line of the last one or not."""
        text, first, last = self._marks(page).get(mark, NOTHING)
        if first != self._line:
            self._listener.parts.append(TURN)
        self._listener.parts.append(text)
        self._line = last

    def _marks(self, page: bytes) -> Marks:
        """Return the text of each piece of marked content on a page."""
        if page not in self._pages:
            self._pages[page] = self._read(self._objects[page])
        return self._pages[page]

    def _read(self, page: bytes) -> Marks:
        resources = self._objects[_named(page, b"Resources")]
        fonts = re.search(rb"/Font(?:<<([^>]*)>>|(\d+) 0 R)", resources)
        given = b"" if fonts is None else fonts[1] or self._objects[fonts[2]]
        tables = {name: self._font(font) for name, font in re.findall(rb"/(\w+) (\d+) 0 R", given)}
        content = _Content(self._stream(_named(page, b"Contents")), tables)
        content.read()
        return content.marks

    def _font(self, number: bytes) -> Font:
        if number not in self._fonts:
            font = self._objects[number]
            table = self._stream(_named(font, b"ToUnicode")) if b"/ToUnicode" in font else b""
            self._fonts[number] = Font(_codes(table), b"/Subtype/Type0" in font)
        return self._fonts[number]

    def _stream(self, number: bytes) -> bytes:
        head, _, data = self._objects[number].partition(b"stream\n")
        data = data.removesuffix(b"endstream")
        return zlib.decompressobj().decompress(data) if b"/FlateDecode" in head else data


@dataclass
class _Content:
    """What is drawn on one page, with the fonts that it names."""

    stream: bytes
    fonts: Mapping[bytes, Font]
    marks: Marks = field(default_factory=dict)
    _open: list[tuple[int, bool]] = field(default_factory=lambda: [(-1, True)])
    """The marks that are open: the number of each, and whether its text is not the one to read."""

    def read(self) -> None:
        for event in EVENT.finditer(self.stream):
            text, properties = event.groups()
            if text is None:
                self._mark(event[0], properties)
            else:
                self._text(text, self._line(event.start()))

    def _text(self, text: bytes, line: bytes) -> None:
        if text.count(b" Tf") == 1 and b"MC" not in text and b"DC" not in text:
            self._say(STRINGS.findall(text), self.fonts[text.partition(b"/")[2].partition(b" ")[0]], line)
            return
        # Some characters of the line say that they are read as others.
        font = b""
        for part in WITHIN.finditer(text):
            string, other, properties = part.groups()
            if string:
                self._say([string], self.fonts[font], line)
            elif other:
                font = other
            else:
                self._mark(part[0], properties)

    def _line(self, start: int) -> bytes:
        """Return how high the text stands that is drawn next."""
        place = self.stream.rfind(b" cm", 0, start)
        return self.stream[self.stream.rfind(b" ", 0, place) : place]

    def _mark(self, event: bytes, properties: bytes | None) -> None:
        if event == b"EMC":
            self._open.pop()
            return
        number, actual = MARK.search(properties or b""), ACTUAL.search(properties or b"")
        mark, hidden = self._open[-1]
        if number:
            mark, hidden = int(number[1]), False
        if actual and not hidden:
            self._add(mark, _text(actual[1]), b"")
        self._open.append((mark, hidden or actual is not None))

    def _say(self, strings: list[bytes], font: Font, line: bytes) -> None:
        mark, hidden = self._open[-1]
        if not hidden:
            if any(string.startswith(b"<") for string in strings):
                data = b"".join(map(_bytes, strings))
            else:
                data = _bytes(b"(" + b"".join([string[1:-1] for string in strings]) + b")")
            encoding = "utf-16-be" if font.wide else "latin-1"
            self._add(mark, data.decode(encoding, "surrogatepass").translate(font.codes), line)

    def _add(self, mark: int, text: str, line: bytes) -> None:
        before, first, last = self.marks.get(mark, NOTHING)
        turn = TURN if last and line and line != last else ""
        self.marks[mark] = (before + turn + text, first or line, line or last)


def _named(data: bytes, key: bytes, default: bytes | None = None) -> bytes:
    """Return the number of the object that a dictionary has under a key."""
    match = re.search(rb"/" + key + rb" (\d+) 0 R", data)
    if match is None and default is not None:
        return default
    if match is None:
        raise KeyError(key)
    return match[1]


def _codes(table: bytes) -> Codes:
    codes: Codes = {}
    for block in CHARACTERS.findall(table):
        codes.update((int(code, 16), _hex(text)) for code, text in PAIR.findall(block))
    for block in RANGES.findall(table):
        for first, last, text in TRIPLE.findall(block):
            start = ord(_hex(text))
            codes.update(
                (int(first, 16) + n, chr(start + n)) for n in range(int(last, 16) - int(first, 16) + 1)
            )
    return codes


def _hex(text: bytes) -> str:
    return bytes.fromhex(text.decode("ascii")).decode("utf-16-be")


def _bytes(string: bytes) -> bytes:
    """Return what a string of either kind holds."""
    if string.startswith(b"<"):
        return bytes.fromhex(string[1:-1].decode("ascii"))
    inside = string[1:-1]
    if b"\\" not in inside:
        return inside
    inside = inside.replace(b"\\(", b"\\050").replace(b"\\)", b"\\051")
    return inside.decode("unicode_escape").encode("latin-1")


def _text(string: bytes) -> str:
    """Return a string that is meant to be read."""
    data = _bytes(string)
    return data[2:].decode("utf-16-be") if data.startswith(b"\xfe\xff") else data.decode("latin-1")
