"""What Pandoc's JATS lacks: labels of sections, tables and figures, notes of tables, kinds of references."""

from __future__ import annotations

from typing import Any

from lxml import etree

KINDS = {
    "sec": "sec",
    "fig": "fig",
    "fig-group": "fig",
    "table-wrap": "table",
    "table-wrap-group": "table",
    "ref": "bibr",
    "disp-formula": "disp-formula",
    "boxed-text": "boxed-text",
    "fn": "fn",
}
"""The kind of a reference, by the element that it points to."""


def finish(root: Any, references: str) -> None:
    """Complete an article that Pandoc wrote, in place; *references* is the title of its list of them."""
    for comment in list(root.iter(etree.Comment)):
        kind, _, words = str(comment.text).partition(" ")
        if kind == "label":
            _label(comment, words)
        elif kind == "equation":
            _equation(comment, words)
    for wrap in root.iter("table-wrap"):
        _table(wrap)
    for wrapper in list(root.iterfind(".//fig/p[@specific-use='wrapper']")):
        _unwrap_graphic(wrapper)
    for element in root.iter("title", "verse-line"):
        unwrap(element)
    for title in root.iterfind(".//ref-list/title"):
        title.text = references
    _kinds(root)


def unwrap(element: Any) -> None:
    """Take the text of an element out of the one paragraph that holds it."""
    if len(element) == 1 and element[0].tag == "p":
        paragraph = element[0]
        element.remove(paragraph)
        element.text = paragraph.text
        element.extend(list(paragraph))


def _kinds(root: Any) -> None:
    """Say of each reference what kind of place it points to."""
    tags = {element.get("id"): str(element.tag) for element in root.iter("*") if element.get("id")}
    for reference in root.iter("xref"):
        kind = KINDS.get(tags.get(reference.get("rid"), ""))
        if kind:
            reference.set("ref-type", kind)
        reference.attrib.pop("alt", None)


def _label(comment: Any, words: str) -> None:
    """Put a label before the title or the caption in which its comment stands."""
    parent = _without(comment)
    while parent.tag not in ("title", "caption"):
        parent = parent.getparent()
    element = etree.Element("label")
    element.text = words
    parent.addprevious(element)


def _equation(comment: Any, words: str) -> None:
    """Give the formula behind a comment its identifier and its number."""
    identifier, _, number = words.partition(" ")
    formula = comment.getnext()
    _without(comment)
    if formula is not None and formula.tag == "disp-formula":
        formula.set("id", identifier)
        label = etree.Element("label")
        label.text = number
        formula.insert(0, label)


def _without(comment: Any) -> Any:
    """Take out a comment, but not the text behind it; return what it stood in."""
    parent = comment.getparent()
    before = comment.getprevious()
    tail = comment.tail or ""
    if before is None:
        parent.text = (parent.text or "") + tail
    else:
        before.tail = (before.tail or "") + tail
    comment.tail = None
    parent.remove(comment)
    return parent


def _table(wrap: Any) -> None:
    """Name the whole of a table, and put its notes below it: a foot would be repeated on every page."""
    for table in wrap.iterchildren("table"):
        identifier = table.attrib.pop("id", "")
        if identifier:
            wrap.set("id", identifier)
    for foot in wrap.findall("table/tfoot"):
        below = etree.SubElement(wrap, "table-wrap-foot")
        for cell in foot.iter("td", "th"):
            paragraphs = cell.findall("p")
            if not paragraphs:
                paragraph = etree.Element("p")
                paragraph.text = cell.text
                paragraph.extend(list(cell))
                paragraphs = [paragraph]
            below.extend(paragraphs)
        foot.getparent().remove(foot)


def _unwrap_graphic(wrapper: Any) -> None:
    """Put a graphic where the paragraph around it stands."""
    figure = wrapper.getparent()
    place = figure.index(wrapper)
    for child in list(wrapper):
        child.tail = "\n"
        figure.insert(place, child)
        place += 1
    figure.remove(wrapper)
