"""What a Word document says, read from its file."""

from __future__ import annotations

import io
import re
from typing import Any
from zipfile import ZipFile

from lxml import etree

from reproreport.render.conservation.said import Listener, Said

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
NAMES = {"w": W[1:-1]}
HEADING = re.compile(r"Heading\d$")
BREAKS = frozenset({f"{W}br", f"{W}tab", f"{W}cr"})


def said_in_docx(content: bytes) -> Said:
    """Return what a Word document says; its contents, which repeat its headings, apart."""
    with ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        body, notes, numbering = (
            etree.fromstring(archive.read(name), etree.XMLParser(huge_tree=True)) if name in names else None
            for name in ("word/document.xml", "word/footnotes.xml", "word/numbering.xml")
        )
    document = _Document(_unmarked(numbering))
    document.blocks(body[0] if body is not None else ())
    for note in notes if notes is not None else ():
        if note.get(f"{W}type") is None:
            with document.listener.thing("note"):
                document.blocks(note)
    return document.listener.said()


class _Document:
    """Reads the blocks of a document; *unmarked* are the lists that only continue an item."""

    def __init__(self, unmarked: frozenset[str]) -> None:
        self.listener = Listener()
        self._unmarked = unmarked

    def blocks(self, parent: Any) -> None:
        for block in parent:
            if block.tag == f"{W}p":
                self._paragraph(block)
            elif block.tag == f"{W}tbl":
                with self.listener.thing("table"):
                    for cell in block.iterfind("w:tr/w:tc", NAMES):
                        self.blocks(cell)
            elif block.tag == f"{W}sdt" and block.find("w:sdtPr/w:docPartObj", NAMES) is None:
                self.blocks(block.find("w:sdtContent", NAMES))

    def _paragraph(self, paragraph: Any) -> None:
        style, number = (
            _value(paragraph.find(path, NAMES)) for path in ("w:pPr/w:pStyle", "w:pPr/w:numPr/w:numId")
        )
        if style == "DefinitionTerm" or (number and number not in self._unmarked):
            with self.listener.thing("item"):
                self._styled(paragraph, style)
        else:
            self._styled(paragraph, style)
        self.listener.pause()

    def _styled(self, paragraph: Any, style: str) -> None:
        kind = "heading" if HEADING.match(style) else "code" if style == "SourceCode" else ""
        if kind:
            with self.listener.thing(kind):
                self._runs(paragraph)
        else:
            self._runs(paragraph)

    def _runs(self, paragraph: Any) -> None:
        listener = self.listener
        for element in paragraph.iter(f"{W}t", f"{W}softHyphen", *BREAKS, MATH, PICTURE):
            tag = element.tag
            if tag == f"{W}t":
                listener.parts.append(element.text or "")
            elif tag in BREAKS:
                listener.pause()
            elif tag == MATH:
                with listener.thing("formula"):
                    listener.pause()
            elif tag == PICTURE:
                listener.pause()
                with listener.thing("figure"):
                    listener.parts.append(element.get("descr") or "")
                listener.pause()


def _value(element: Any) -> str:
    return "" if element is None else str(element.get(f"{W}val"))


def _unmarked(numbering: Any) -> frozenset[str]:
    """Return the lists whose items have no mark: they continue an item of another one."""
    if numbering is None:
        return frozenset()
    blank = {
        one.get(f"{W}abstractNumId")
        for one in numbering.iterfind("w:abstractNum", NAMES)
        if not _value(one.find("w:lvl/w:lvlText", NAMES)).strip()
    }
    return frozenset(
        one.get(f"{W}numId")
        for one in numbering.iterfind("w:num", NAMES)
        if _value(one.find("w:abstractNumId", NAMES)) in blank
    )
