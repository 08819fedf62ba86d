"""What an article says as JATS."""

from __future__ import annotations

from typing import Any

from lxml import etree

from reproreport.render.conservation.said import Listener, Said

INLINE = frozenset(
    {"bold", "ext-link", "italic", "monospace", "named-content", "overline", "roman", "sc", "strike"}
    | {"styled-content", "sub", "sup", "underline", "uri"}
)
SILENT = frozenset({"element-citation", "journal-meta"})
FORMULAS = frozenset({"disp-formula", "inline-formula"})
PICTURES = frozenset({"graphic", "inline-graphic"})
THINGS = {
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
    _hear(etree.fromstring(content, parser), listener)
    return listener.said()


def _hear(element: Any, listener: Listener) -> None:
    """Add what an element says, without what stands behind it."""
    tag = element.tag
    if not isinstance(tag, str) or tag in SILENT:
        return
    if tag in INLINE:
        _inside(element, listener)
        return
    if tag == "xref" and element.get("ref-type") == "fn":
        return
    if tag == "xref":
        _inside(element, listener)
        return
    listener.pause()
    if tag in FORMULAS:
        with listener.thing("formula"):
            listener.pause()
        label = element.find("label")
        listener.parts.append("" if label is None else label.text or "")
    elif tag == "alternatives":
        _hear(element[0], listener)  # the same picture once more
    elif tag in PICTURES:
        with listener.thing("figure"):
            listener.parts.append(element.findtext("alt-text") or "")
    elif tag == "title" and element.getparent().tag in ("sec", "ref-list"):
        with listener.thing("heading"):
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
