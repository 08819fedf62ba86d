"""What a written page, Word document or JATS file says, read back from its markup."""

from __future__ import annotations

import io
import re
from pathlib import PurePosixPath
from typing import Any
from zipfile import ZipFile

from lxml import etree, html

from reproreport.render.conservation.said import Listener, Said

SILENT = frozenset({"script", "style", "nav", "template", "button", "input", "svg", "head", "annotation"})
INLINE = frozenset(
    {
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "mark",
    }
    | {"q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr"}
)
THINGS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    "table": "table",
    "li": "item",
    "dt": "item",
    "pre": "code",
    "math": "formula",
}
EPUB = "EPUB/"
"""The folder in which Pandoc puts the parts of an EPUB."""

OPF = "{http://www.idpf.org/2007/opf}"
UNREAD = frozenset({"footnote-ref", "footnote-back"})


def said_in_html(text: bytes) -> Said:
    """Return what the main part of a page says, or all of it where it has none."""
    root = html.document_fromstring(text, parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
    listener = Listener()
    mains = root.findall(".//main")
    for element in mains or [root]:
        _hear(element, listener)
    return listener.said()


def said_in_epub(content: bytes) -> Said:
    """Return what the chapters of an EPUB say, in reading order."""
    with ZipFile(io.BytesIO(content)) as archive:
        package = etree.fromstring(archive.read(f"{EPUB}content.opf"))
        files = {item.get("id"): item.get("href") for item in package.iter(f"{OPF}item")}
        spine = [files[item.get("idref")] for item in package.iter(f"{OPF}itemref")]
        pages = [archive.read(EPUB + name) for name in spine if PurePosixPath(name).name.startswith("ch")]
    listener = Listener()
    for page in pages:
        _hear(
            html.document_fromstring(page, parser=html.HTMLParser(encoding="utf-8", huge_tree=True)), listener
        )
    return listener.said()


def listen(listener: Listener, text: str) -> None:
    """Add what a piece of HTML says."""
    if text.strip():
        _hear(html.fromstring(f"<div>{text}</div>"), listener)


def _hear(element: Any, listener: Listener) -> None:
    """Add what an element says, without what stands behind it."""
    tag = element.tag
    if not isinstance(tag, str) or tag in SILENT:
        return
    if tag in INLINE:
        if not UNREAD.isdisjoint((element.get("class") or "").split()):
            return
        _inside(element, listener)
        return
    listener.pause()
    if tag == "img":
        with listener.thing("figure"):
            listener.parts.append(element.get("alt") or "")
    elif tag == "math":
        with listener.thing("formula"):
            listener.pause()
    elif tag == "section" and element.get("role") == "doc-endnotes":
        for note in element.iterfind("./ol/li"):
            with listener.thing("note"):
                _inside(note, listener)
    elif tag == "aside" and element.get("role") == "doc-footnote":
        with listener.thing("note"):
            _inside(element, listener)
    elif tag in THINGS:
        with listener.thing(THINGS[tag]):
            _inside(element, listener)
    else:
        _inside(element, listener)
    listener.pause()


def _inside(element: Any, listener: Listener) -> None:
    parts = listener.parts
    if element.text:
        parts.append(element.text)
    for child in element:
        _hear(child, listener)
        if child.tail:
            parts.append(child.tail)


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


JATS_INLINE = frozenset(
    {"bold", "ext-link", "italic", "monospace", "named-content", "overline", "roman", "sc", "strike"}
    | {"styled-content", "sub", "sup", "underline", "uri"}
)
JATS_SILENT = frozenset({"element-citation", "journal-meta"})
FORMULAS = frozenset({"disp-formula", "inline-formula"})
PICTURES = frozenset({"graphic", "inline-graphic"})
JATS_THINGS = {
    "table": "table",
    "list-item": "item",
    "term": "item",
    "fn": "note",
    "code": "code",
    "preformat": "code",
}


def said_in_jats(content: bytes) -> Said:
    """Return what an article says."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    listener = Listener()
    _hear_jats(etree.fromstring(content, parser), listener)
    return listener.said()


def _hear_jats(element: Any, listener: Listener) -> None:
    """Add what an element says, without what stands behind it."""
    tag = element.tag
    if not isinstance(tag, str) or tag in JATS_SILENT:
        return
    if tag in JATS_INLINE:
        _inside_jats(element, listener)
        return
    if tag == "xref" and element.get("ref-type") == "fn":
        return
    if tag == "xref":
        _inside_jats(element, listener)
        return
    listener.pause()
    if tag in FORMULAS:
        with listener.thing("formula"):
            listener.pause()
        label = element.find("label")
        listener.parts.append("" if label is None else label.text or "")
    elif tag == "alternatives":
        _hear_jats(element[0], listener)  # the same picture once more
    elif tag in PICTURES:
        with listener.thing("figure"):
            listener.parts.append(element.findtext("alt-text") or "")
    elif tag == "title" and element.getparent().tag in ("sec", "ref-list"):
        with listener.thing("heading"):
            _inside_jats(element, listener)
    elif tag in JATS_THINGS:
        with listener.thing(JATS_THINGS[tag]):
            _inside_jats(element, listener)
    else:
        _inside_jats(element, listener)
    listener.pause()


def _inside_jats(element: Any, listener: Listener) -> None:
    parts = listener.parts
    if element.text:
        parts.append(element.text)
    for child in element:
        _hear_jats(child, listener)
        if child.tail:
            parts.append(child.tail)
