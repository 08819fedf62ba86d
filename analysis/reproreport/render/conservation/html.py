"""What HTML says: a page that was written, or the table of a notebook's cell."""

from __future__ import annotations

from typing import Any

from lxml import html

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
UNREAD = frozenset({"footnote-ref", "footnote-back"})


def said_in_html(text: bytes) -> Said:
    """Return what the main part of a page says, or all of it where it has none."""
    root = html.document_fromstring(text, parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
    listener = Listener()
    mains = root.findall(".//main")
    for element in mains or [root]:
        _hear(element, listener)
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
