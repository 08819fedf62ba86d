"""A tagged PDF as a screen reader has it: its structure with texts, read from the marked content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf

Words = dict[tuple[int, int], str]
"""The text of each piece of marked content, by its page and its number."""


@dataclass(frozen=True)
class Element:
    """One element of the structure tree: its role, what it says of itself, and what is in it.

    *own* are the pages, from 1, of the content that stands in it directly.
    """

    role: str
    alt: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    children: tuple[Element | str, ...] = ()
    own: frozenset[int] = frozenset()

    @property
    def text(self) -> str:
        """Return all text inside, in reading order."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    @property
    def pages(self) -> list[int]:
        """Return the pages on which it has content."""
        inner = (set(child.pages) for child in self.children if isinstance(child, Element))
        return sorted(set(self.own).union(*inner))

    def find(self, *roles: str) -> Iterator[Element]:
        """Yield the elements of some roles, in reading order, itself first."""
        if self.role in roles:
            yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.find(*roles)


@dataclass(frozen=True)
class Tagged:
    """A PDF's structure, and what of each page is outside it: running heads, repeated headers."""

    root: Element
    artifacts: list[str]


def read_tagged(path: Path) -> Tagged:
    """Return the structure of a PDF, with its texts."""
    with pikepdf.open(path) as pdf:
        words: Words = {}
        unicode: dict[tuple[int, int], dict[bytes, str]] = {}
        artifacts = []
        numbers: dict[int, int] = {}
        for count, page in enumerate(pdf.pages, 1):
            numbers[int(page.objgen[0])] = count
            outside = ""
            for number, text in _marked(page, unicode):
                if number is None:
                    outside += text
                else:
                    key = (count, number)
                    words[key] = words.get(key, "") + text
            artifacts.append(outside)
        kids = list(_kids(pdf.Root.StructTreeRoot.K, 0, numbers))
        return Tagged(
            Element("Root", children=tuple(_element(kid, words, numbers) for kid in kids)), artifacts
        )


Kid = tuple[Any, int]
"""What a /K entry holds: an element or the number of a piece of content, and its page."""


def _kids(given: Any, page: int, numbers: dict[int, int]) -> Iterator[Kid]:
    for kid in given if isinstance(given, pikepdf.Array) else [given]:
        if isinstance(kid, int):
            yield kid, page
        else:
            here = numbers[kid.Pg.objgen[0]] if "/Pg" in kid else page
            if "/MCID" in kid:
                yield int(kid.MCID), here
            elif "/S" in kid:
                yield kid, here


def _element(kid: Kid, words: Words, numbers: dict[int, int]) -> Element:
    element, page = kid
    kids = list(_kids(element.K, page, numbers)) if "/K" in element else []
    inner = tuple(
        words.get((where, what), "") if isinstance(what, int) else _element((what, where), words, numbers)
        for what, where in kids
    )
    own = frozenset(where for what, where in kids if isinstance(what, int))
    return Element(str(element.S)[1:], str(element.get("/Alt", "")), _attributes(element), inner, own)


def _attributes(element: Any) -> dict[str, Any]:
    given = element.get("/A", pikepdf.Array())
    found: dict[str, Any] = {}
    for attributes in given if isinstance(given, pikepdf.Array) else [given]:
        for name, value in dict(attributes).items():
            found[name[1:]] = str(value)[1:] if isinstance(value, pikepdf.Name) else value
    return found


def _marked(page: Any, unicode: dict[tuple[int, int], dict[bytes, str]]) -> Iterator[tuple[int | None, str]]:
    """Yield the numbers and texts of a page's marked content; what is an artifact has no number."""
    open_marks: list[int | None] = []
    actual: list[str | None] = []
    letters: dict[bytes, str] = {}
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        name = str(instruction.operator)
        if name in ("BDC", "BMC"):
            given = operands[1] if len(operands) > 1 else {}
            if isinstance(given, pikepdf.Name):
                given = page.Resources.Properties[given]
            open_marks.append(int(given["/MCID"]) if "/MCID" in given else None)
            actual.append(str(given["/ActualText"]) if "/ActualText" in given else None)
        elif name == "EMC":
            open_marks.pop()
            said = actual.pop()
            if said is not None:
                yield _innermost(open_marks), said
        elif name == "Tf":
            letters = _letters(page.Resources.Font[operands[0]], unicode)
        elif name in ("Tj", "TJ") and not any(said is not None for said in actual):
            pieces = operands[0] if name == "TJ" else operands
            codes = b"".join(bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))
            text = "".join(letters[codes[at : at + 2]] for at in range(0, len(codes), 2))
            yield _innermost(open_marks), text


def _innermost(marks: list[int | None]) -> int | None:
    return next((mark for mark in reversed(marks) if mark is not None), None)


def _letters(font: Any, unicode: dict[tuple[int, int], dict[bytes, str]]) -> dict[bytes, str]:
    """Return what the codes of a font mean, by its /ToUnicode map."""
    if font.objgen not in unicode:
        table = font.ToUnicode.read_bytes().decode("ascii")
        unicode[font.objgen] = {
            bytes.fromhex(code): bytes.fromhex(meant).decode("utf-16-be")
            for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL)
            for code, meant in re.findall(r"<(\w+)>\s*<(\w+)>", block)
        }
        assert "beginbfrange" not in table
    return unicode[font.objgen]
