"""A Word file of the author's whose styles and page the document has: ``reference-doc``.

Its styles stay as they are. What the document needs and they lack is added from the report's own.
"""

from __future__ import annotations

import copy
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from lxml import etree

from reproreport.errors import Problem, RenderError
from reproreport.render.docx.package import NAMES, element, parse, read_parts, serialize, tag, write_parts

STYLES = "word/styles.xml"
DOCUMENT = "word/document.xml"

_REFERENCES = frozenset(
    map(tag, ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link", "numStyleLink", "styleLink"))
)
"""Elements that name a style by its identifier."""

_PLAIN = frozenset({"BodyText", "FirstParagraph", "Compact"})
"""Running text: without a style of its own in the author's file it looks as that file's default does."""

_BEFORE_SIZE = frozenset(map(tag, ("headerReference", "footerReference", "footnotePr", "endnotePr", "type")))
"""What stands in a section before the size of its pages."""

LETTER, INCH = (12240, 15840), 1440
"""Word's own paper and margins, in twentieths of a point."""

_EDGE, _MIDDLE = 8000, 4535
"""Positions from which on a tab of the report's own styles stands at the right edge, and in the middle."""


def read_template(path: Path, where: str) -> bytes:
    """Return a Word file's content.

    Raises RenderError, with *where* it is named, when it is none.
    """
    try:
        data = path.read_bytes()
        parts = read_parts(data)
        for name in (STYLES, DOCUMENT):
            parse(parts[name])
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError):
        fix = "save it from Word as .docx"
        raise RenderError(Problem(f"reference-doc: '{path.name}' is no Word document", where, fix)) from None
    return data


def merged(template: bytes, own: bytes) -> bytes:
    """Return the author's file with the styles of the report's *own* reference document that it lacks."""
    parts = read_parts(template)
    styles = parse(parts[STYLES])
    needed = [copy.deepcopy(style) for style in parse(read_parts(own)[STYLES]).iterchildren(tag("style"))]
    _rename(parts, styles, _new_names(styles, needed))
    present = {style.get(tag("styleId")) for style in styles.iterchildren(tag("style"))}
    right = round(20 * _size(parts)[0])
    for style in needed:
        if style.get(tag("styleId")) not in present:
            styles.append(_added(style, right))
    parts[STYLES] = serialize(styles)
    document = parse(parts[DOCUMENT])
    _complete_page(document)
    parts[DOCUMENT] = serialize(document)
    return write_parts(parts)


def _complete_page(document: Any) -> None:
    """Say how large a page is where the author's file leaves it to Word."""
    body = document.find("w:body", NAMES)
    section = body.find("w:sectPr", NAMES)
    if section is None:
        section = element("sectPr")
        body.append(section)
    if section.find("w:pgSz", NAMES) is None:
        size = element("pgSz", w=str(LETTER[0]), h=str(LETTER[1]))
        before = [child for child in section if child.tag in _BEFORE_SIZE]
        section.insert(len(before), size)
    if section.find("w:pgMar", NAMES) is None:
        sides = dict.fromkeys(("top", "right", "bottom", "left"), str(INCH))
        section.find("w:pgSz", NAMES).addnext(
            element("pgMar", **sides, header="720", footer="720", gutter="0")
        )


def text_area(template: bytes, *, turned: bool = False) -> tuple[float, float]:
    """Return the width and the height of the text on a Word file's pages, or on turned ones, in points."""
    return _size(read_parts(template), turned=turned)


def _size(parts: Mapping[str, bytes], *, turned: bool = False) -> tuple[float, float]:
    section = parse(parts[DOCUMENT]).find("w:body/w:sectPr", NAMES)
    size = None if section is None else section.find("w:pgSz", NAMES)
    margin = None if section is None else section.find("w:pgMar", NAMES)

    def given(element: Any, key: str, default: int) -> float:
        value = None if element is None else element.get(tag(key))
        return abs(float(value)) / 20 if value else default / 20

    width, height = given(size, "w", LETTER[0]), given(size, "h", LETTER[1])
    width, height = (height, width) if turned else (width, height)
    sides = sum(given(margin, key, INCH) for key in ("left", "right")) + given(margin, "gutter", 0)
    return width - sides, height - sum(given(margin, key, INCH) for key in ("top", "bottom"))


def _name(style: Any) -> tuple[str, str]:
    """Return the kind and the name of a style: by these Word and Pandoc know it, in any language."""
    name = style.find("w:name", NAMES)
    return style.get(tag("type")), "" if name is None else str(name.get(tag("val"))).casefold()


def _new_names(styles: Any, needed: Iterable[Any]) -> dict[str, str]:
    """Return other identifiers for styles of the author's: those by which the report knows them.

    A localised Word gives "heading 1" another identifier; another style may have one that is needed.
    """
    theirs: dict[tuple[str, str], list[str]] = {}
    for style in styles.iterchildren(tag("style")):
        theirs.setdefault(_name(style), []).append(str(style.get(tag("styleId"))))
    taken = {identifier for identifiers in theirs.values() for identifier in identifiers}
    renamed: dict[str, str] = {}
    for style in needed:
        wanted = str(style.get(tag("styleId")))
        has = theirs.get(_name(style), [])
        if wanted in has:
            continue
        if has:
            renamed[has[0]] = wanted
        if wanted in taken:
            renamed.setdefault(wanted, f"{wanted}Other")
    return renamed


def _rename(parts: dict[str, bytes], styles: Any, renamed: Mapping[str, str]) -> None:
    """Give styles other identifiers, wherever they are named."""
    if not renamed:
        return
    for style in styles.iterchildren(tag("style")):
        identifier = style.get(tag("styleId"))
        style.set(tag("styleId"), renamed.get(identifier, identifier))
    trees = {
        name: parse(content)
        for name, content in parts.items()
        if name.startswith("word/") and name.endswith(".xml") and name != STYLES
    }
    for root in (styles, *trees.values()):
        for reference in root.iter(*_REFERENCES):
            value = reference.get(tag("val"))
            reference.set(tag("val"), renamed.get(value, value))
    parts.update({name: serialize(root) for name, root in trees.items()})


def _added(style: Any, right: int) -> Any:
    """Return a style of the report's own as it stands in the author's file, whose text is *right* wide."""
    style.attrib.pop(tag("default"), None)
    if style.get(tag("styleId")) in _PLAIN:
        for name in ("w:pPr", "w:rPr"):
            for properties in style.findall(name, NAMES):
                style.remove(properties)
    for stop in style.iterfind("w:pPr/w:tabs/w:tab", NAMES):
        place = int(stop.get(tag("pos")))
        if place >= _EDGE:
            stop.set(tag("pos"), str(right))
        elif place == _MIDDLE:
            stop.set(tag("pos"), str(right // 2))
    return style
