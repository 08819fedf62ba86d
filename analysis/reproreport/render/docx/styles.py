"""The reference document, from which Pandoc takes the styles and the page of a Word file.

It is made from Pandoc's own, with the styles of ``assets/docx-styles.xml``; so no binary file is kept.
"""

from __future__ import annotations

import copy
import subprocess
from functools import lru_cache
from typing import Any

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
from reproreport.render.pandoc import ASSETS, environment, pandoc_path
from reproreport.render.tablewidth import SIZES

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
