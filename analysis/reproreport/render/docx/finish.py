"""What Pandoc leaves out of a Word document: looks of tables, properties, settings, bullets."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from reproreport.render.book import Book
from reproreport.render.docx.package import NAMES, Parts, element, parse, serialize, tag
from reproreport.render.docx.styles import table_style
from reproreport.render.pandoc.nodes import plain_text

TOGETHER = 20
"""Rows up to which a table stays on one page."""


@dataclass
class Marks:
    """What the comment in a cell says of it."""

    words: set[str] = field(default_factory=set)
    values: dict[str, str] = field(default_factory=dict)


def finish_tables(body: Any) -> None:
    """Give every table of the document its look, and take out the comments that describe it."""
    for comment in list(body.iter(etree.Comment)):
        words = str(comment.text).split()
        if words[:1] == ["table"]:
            widths = [float(width) for width in words[2].split(",")]
            _finish(comment.getnext(), float(words[1]), widths, _caption(comment))
            _remove(comment)


def _caption(comment: Any) -> str:
    """Return the text of the paragraph before a table, if it is the table's caption."""
    before = comment.getprevious()
    while before is not None and before.tag != tag("p"):
        before = before.getprevious()
    if _style(before) != "TableCaption":
        return ""
    return "".join(str(part.text or "") for part in before.iter(tag("t")))


def _style(paragraph: Any) -> str:
    """Return the identifier of a paragraph's style, empty where there is no paragraph or no style."""
    style = None if paragraph is None else paragraph.find("w:pPr/w:pStyle", NAMES)
    return "" if style is None else str(style.get(tag("val")))


def _finish(table: Any, size: float, widths: list[float], caption: str) -> None:
    columns = [round(width * 20) for width in widths]
    _replace_properties(table, columns, caption)
    grid = table.find("w:tblGrid", NAMES)
    for column, width in zip(grid, columns, strict=True):
        column.set(tag("w"), str(width))
    rows = table.findall("w:tr", NAMES)
    heads = sum(row.find("w:trPr/w:tblHeader", NAMES) is not None for row in rows)
    noted = _style(table.getnext()) == "TableNote"
    for number, row in enumerate(rows):
        # The last row stays with a note below it.
        together = len(rows) <= TOGETHER if number < len(rows) - 1 else noted
        ends = number == heads - 1
        _finish_row(row, columns, size, head=number < heads, ends_head=ends, together=together)


def _replace_properties(table: Any, columns: list[int], caption: str) -> None:
    properties = table.find("w:tblPr", NAMES)
    for child in list(properties):
        properties.remove(child)
    properties.append(element("tblStyle", val="Table"))
    properties.append(element("tblW", w=str(sum(columns)), type="dxa"))
    properties.append(element("tblLayout", type="fixed"))
    look = dict.fromkeys(("lastRow", "firstColumn", "lastColumn"), "0")
    properties.append(element("tblLook", val="0620", firstRow="1", **look, noHBand="1", noVBand="1"))
    if caption:
        properties.append(element("tblCaption", val=caption))


def _finish_row(
    row: Any, columns: list[int], size: float, *, head: bool, ends_head: bool, together: bool
) -> None:
    properties = row.find("w:trPr", NAMES)
    if properties is None:
        properties = element("trPr")
        row.insert(0, properties)
    properties.insert(0, element("cantSplit"))
    column = 0
    for cell in row.findall("w:tc", NAMES):
        marks = _marks(cell)
        bold = head or "group" in marks.words
        for style in cell.iter(tag("pStyle")):
            if style.get(tag("val")) == "Compact":
                style.set(tag("val"), table_style(size, head=bold))
        given = cell.find("w:tcPr", NAMES)
        span = given.find("w:gridSpan", NAMES)
        count = int(span.get(tag("val"))) if span is not None else 1
        given.insert(0, element("tcW", w=str(sum(columns[column : column + count])), type="dxa"))
        column += count
        if ends_head or "spanner" in marks.words:
            borders = element("tcBorders")
            line = "2B2926" if ends_head else "8A857C"
            borders.append(element("bottom", val="single", sz="4", space="0", color=line))
            given.append(borders)
        if "fill" in marks.values:
            given.append(element("shd", val="clear", color="auto", fill=marks.values["fill"]))
            _ink(cell, marks.values["text"])
        if head:
            given.append(element("vAlign", val="bottom"))
        if together:
            for paragraph in cell.findall("w:p", NAMES):
                _keep(paragraph)


def _keep(paragraph: Any) -> None:
    """Keep a paragraph on the page of the next."""
    properties = paragraph.find("w:pPr", NAMES)
    if properties is None:
        properties = element("pPr")
        paragraph.insert(0, properties)
    style = properties.find("w:pStyle", NAMES)
    place = 0 if style is None else 1
    properties.insert(place, element("keepNext"))


def _ink(cell: Any, colour: str) -> None:
    """Set the cell's text in a colour that can be read on its fill."""
    for run in cell.iter(tag("r")):
        properties = run.find("w:rPr", NAMES)
        if properties is None:
            properties = element("rPr")
            run.insert(0, properties)
        later = ("spacing", "w", "kern", "position", "sz", "szCs", "highlight", "u", "effect", "vertAlign")
        after = next((child for child in properties if child.tag in map(tag, later)), None)
        ink = element("color", val=colour)
        if after is None:
            properties.append(ink)
        else:
            after.addprevious(ink)


def _marks(cell: Any) -> Marks:
    """Read and take out the comment in a cell."""
    marks = Marks()
    for comment in list(cell.iter(etree.Comment)):
        for word in str(comment.text).split()[1:]:
            name, equals, value = word.partition("=")
            if equals:
                marks.values[name] = value
            else:
                marks.words.add(name)
        _remove(comment)
    return marks


def _remove(comment: Any) -> None:
    """Take out a comment; there is no text behind it, only other elements."""
    comment.getparent().remove(comment)


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
