"""A Word file of the author's whose styles and page the document has: ``reference-doc``.

Its styles stay as they are. What the document needs and they lack is added from the report's own.
"""

from __future__ import annotations

import copy
import subprocess
import zipfile
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from lxml import etree

from reproreport.errors import Problem, RenderError
from reproreport.render.docx.package import (
    NAMES,
    Parts,
    element,
    parse,
    read_parts,
    serialize,
    tag,
    write_parts,
)
from reproreport.render.pandoc.door import ASSETS, environment, pandoc_path
from reproreport.render.tables.width import SIZES

FONT = "Times New Roman"
SIZE = 23
"""Of running text, in half points."""

PAGE = (11906, 16838)
MARGIN = 1418
"""A4 and 2.5 cm, in twentieths of a point."""

TEXT_WIDTH = (PAGE[0] - 2 * MARGIN) / 20
TEXT_HEIGHT = (PAGE[1] - 2 * MARGIN) / 20
"""Of the page's text, in points."""

FOOTER = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<w:ftr xmlns:w="{NAMES["w"]}"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText>'
    '</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:ftr>'
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FOOTER_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"


def table_style(size: float, *, head: bool) -> str:
    """Return the identifier of the style of a table's text in a size in points."""
    return f"Table{'Head' if head else 'Text'}{round(size * 10)}"


@lru_cache(maxsize=2)
def reference_document(*, chapters: bool) -> bytes:
    """Return the reference document; *chapters* lets every heading of level 1 begin a page, and has a cover.

    Raises RenderError when Pandoc is not installed.
    """
    command = [str(pandoc_path()), "--print-default-data-file", "reference.docx"]
    default = subprocess.run(command, capture_output=True, check=True, env=environment()).stdout
    parts = read_parts(default)
    parts["word/styles.xml"] = _styles(parts["word/styles.xml"], chapters=chapters)
    _add_page(parts, cover=chapters)
    return write_parts(parts)


def _styles(original: bytes, *, chapters: bool) -> bytes:
    root = parse(original)
    defaults = root.find("w:docDefaults/w:rPrDefault/w:rPr", NAMES)
    for child in list(defaults):
        if child.tag != tag("lang"):
            defaults.remove(child)
    defaults.insert(0, element("rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT))
    for position, name in enumerate(("sz", "szCs"), 1):
        defaults.insert(position, element(name, val=str(SIZE)))
    ours = parse((ASSETS / "docx-styles.xml").read_bytes())
    for style in ours.findall("w:style", NAMES):
        if style.get(tag("styleId")) == "Heading1" and chapters:
            style.find("w:pPr/w:keepLines", NAMES).addnext(element("pageBreakBefore"))
        _put(root, style)
    for size in SIZES:
        for base, head in (("TableText", False), ("TableHead", True)):
            _put(root, _sized(base, table_style(size, head=head), size))
    for style in root.findall("w:style", NAMES):
        # The theme's font would win over the document's.
        for fonts in style.findall("w:rPr/w:rFonts", NAMES):
            if any("Theme" in name for name in fonts.attrib):
                fonts.getparent().remove(fonts)
    return serialize(root)


def _put(root: Any, style: Any) -> None:
    """Put a style in the place of the one with its identifier, or at the end."""
    new = copy.deepcopy(style)
    new.tail = "\n  "
    old = root.find(f"w:style[@w:styleId='{new.get(tag('styleId'))}']", NAMES)
    if old is None:
        root.append(new)
    else:
        old.getparent().replace(old, new)


def _sized(base: str, identifier: str, size: float) -> Any:
    style = element("style", type="paragraph", customStyle="1", styleId=identifier)
    style.append(element("name", val=f"{base[:5]} {base[5:]} {size:g}"))
    style.append(element("basedOn", val=base))
    style.append(element("semiHidden"))
    texts = element("rPr")
    texts.append(element("sz", val=str(round(size * 2))))
    texts.append(element("szCs", val=str(round(size * 2))))
    style.append(texts)
    return style


def _add_page(parts: Parts, *, cover: bool) -> None:
    """Give the document an A4 page with a page number at its foot, but not on a *cover*."""
    parts["word/footer1.xml"] = FOOTER.encode()
    relations = parse(parts["word/_rels/document.xml.rels"])
    relation = copy.deepcopy(relations[0])
    for key, value in (("Id", "rIdFooter"), ("Type", f"{RELATIONS}/footer"), ("Target", "footer1.xml")):
        relation.set(key, value)
    relations.append(relation)
    parts["word/_rels/document.xml.rels"] = serialize(relations)
    types = parse(parts["[Content_Types].xml"])
    override = copy.deepcopy(next(child for child in types if child.get("PartName")))
    override.set("PartName", "/word/footer1.xml")
    override.set("ContentType", FOOTER_TYPE)
    types.append(override)
    parts["[Content_Types].xml"] = serialize(types)
    document = parse(parts["word/document.xml"])
    section = document.find("w:body/w:sectPr", NAMES)
    for example in list(section.itersiblings(preceding=True)):
        example.getparent().remove(example)
    reference = element("footerReference", type="default")
    reference.set(f"{{{RELATIONS}}}id", "rIdFooter")
    section.insert(0, reference)
    section.append(element("pgSz", w=str(PAGE[0]), h=str(PAGE[1])))
    sides = dict.fromkeys(("top", "right", "bottom", "left"), str(MARGIN))
    section.append(element("pgMar", **sides, header="709", footer="709", gutter="0"))
    if cover:
        section.append(element("titlePg"))
    parts["word/document.xml"] = serialize(document)


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
