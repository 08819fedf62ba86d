"""The parts of a Word document beside its text: what it says of itself, its settings, its bullets."""

from __future__ import annotations

import copy
from typing import Any

from lxml import etree

from reproreport.render.ast import plain_text
from reproreport.render.book import Book
from reproreport.render.docx.package import NAMES, Parts, element, parse, serialize, tag
from reproreport.render.docx.tables import finish_tables

CORE = {
    "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
}
APPLICATION = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Pandoc</Application></Properties>"
)
COMPATIBILITY = {"name": "compatibilityMode", "uri": "http://schemas.microsoft.com/office/word", "val": "15"}
"""Word shows a document without this in the layout of 2007."""

BOXES = ("☐", "☒")
"""What Pandoc sets before what is to do and what is done."""

BULLETS = ("•", "–")
"""Letters of the text's own font: Pandoc's bullet is one of a font that not every machine has."""


def finish_parts(parts: Parts, book: Book) -> None:
    """Put the parts into the form in which they are published."""
    body = parse(parts["word/document.xml"])
    finish_tables(body)
    _finish_sections(body)
    parts["word/document.xml"] = serialize(body)
    parts["docProps/core.xml"] = _properties(book)
    parts["docProps/app.xml"] = APPLICATION.encode()
    parts["word/settings.xml"] = _settings(parts["word/settings.xml"], book.project.lang)
    parts["word/numbering.xml"] = _bullets(parts["word/numbering.xml"])


def _finish_sections(body: Any) -> None:
    """Give the section before a turned page, and that page, what the document says of its last section.

    Only the first page of all has a cover, which has no number.
    """
    last = body.find("w:body/w:sectPr", NAMES)
    inner = [section for section in body.iter(tag("sectPr")) if section is not last]
    for number, section in enumerate(inner):
        turned = len(section) > 0
        section[:] = [copy.deepcopy(child) for child in last if number == 0 or child.tag != tag("titlePg")]
        if turned:
            size = section.find("w:pgSz", NAMES)
            width, height = size.get(tag("w")), size.get(tag("h"))
            for key, value in (("w", height), ("h", width), ("orient", "landscape")):
                size.set(tag(key), value)
    cover = last.find("w:titlePg", NAMES)
    if inner and cover is not None:
        last.remove(cover)


def _properties(book: Book) -> bytes:
    """Return what the document says of itself; no date, because a build has none."""
    root: Any = etree.Element(f"{{{CORE['cp']}}}coreProperties", nsmap=CORE)
    described = book.description or (book.pages[0].abstract if book.project.article else ())
    keywords = book.pages[0].keywords if book.project.article else ()
    for name, value in (
        ("dc:title", plain_text(list(book.title))),
        ("dc:creator", "; ".join(book.project.authors)),
        ("dc:description", plain_text(list(described))),
        ("dc:language", book.project.lang),
        ("cp:keywords", ", ".join(keywords)),
    ):
        prefix, _, local = name.partition(":")
        child = etree.SubElement(root, f"{{{CORE[prefix]}}}{local}")
        child.text = value
    return serialize(root)


def _settings(part: bytes, language: str) -> bytes:
    root = parse(part)
    theme = root.find("w:themeFontLang", NAMES)
    if theme is not None:
        theme.set(tag("val"), language)
    known = root.find("w:rsids", NAMES)
    # An author's own Word file says by itself in which layout it is shown.
    if known is not None and root.find("w:compat", NAMES) is None:
        compatibility = element("compat")
        compatibility.append(element("compatSetting", **COMPATIBILITY))
        known.addprevious(compatibility)
    return serialize(root)


def _bullets(part: bytes) -> bytes:
    root = parse(part)
    for level in root.iter(tag("lvl")):
        sign = level.find("w:lvlText", NAMES)
        written = sign.get(tag("val")).strip()
        bullet = level.find("w:numFmt", NAMES).get(tag("val")) == "bullet"
        if bullet and written and written not in BOXES:
            depth = int(level.get(tag("ilvl")))
            sign.set(tag("val"), BULLETS[depth % len(BULLETS)])
    return serialize(root)
