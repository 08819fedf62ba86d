"""The book's constructs as Typst: the last step before Pandoc writes the PDF's source.

The functions that the raw code calls (``#picture``, ``#float-box``, ``#callout`` …) stand in
``assets/book.typ``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from reproreport.render.pandoc.nodes import (
    Node,
    has_class,
    raw_block,
    raw_inline,
    rewrite,
    value_of,
)
from reproreport.render.read.adapted import stepped
from reproreport.render.read.conditional import shown_in
from reproreport.render.read.panels import widths
from reproreport.render.tables.fitting import TURNED
from reproreport.render.typst.tables import lower_table

MARKS = ("caption", "callout-title", "layout-cell")
"""Blocks that the one around them turns into Typst."""

_SHORTENED = ("mailto:", "tel:")
"""Addresses that Typst shows without their beginning."""

UNMARKED = ("layout", "tabset", "tab", "conditional")
"""Blocks of which only the content is printed."""


@dataclass(frozen=True)
class Typst:
    """What one chapter needs to become Typst.

    *labels* gives the PDF's label for each link target; *images* the file of each image;
    *width* is the text's width in points, *scale* how much wider its letters are than those that widths
    are estimated for; *path* the chapter's own path.
    """

    path: PurePosixPath
    labels: Mapping[str, str]
    images: Mapping[str, str]
    width: float
    scale: float = 1.0

    def lower(self, blocks: list[Node]) -> list[Node]:
        """Return blocks that Pandoc's Typst writer knows."""
        blocks = stepped(blocks)
        handlers = {
            "Link": self._link,
            "Image": self._image,
            "Header": self._header,
            "Math": self._math,
            "Span": self._span,
            "Div": self._div,
            "Table": self._table,
            "Str": _literal,
            "Code": self._anonymous,
            "CodeBlock": self._anonymous,
            "HorizontalRule": lambda _: [raw_block("typst", "#rule-across")],
        }
        return rewrite(blocks, handlers)

    def _label(self, identifier: str) -> str:
        """Return the label of something in this chapter, empty if nothing points to it."""
        return self.labels.get(f"/{self.path}#{identifier}", "") if identifier else ""

    def _link(self, node: Node) -> list[Node]:
        _, content, (url, title) = node["c"]
        if not url.startswith("/"):
            # Where its text is its address, Pandoc leaves the text to Typst, which takes 'mailto:' off.
            whole = [raw_inline("typst", "")] if url.startswith(_SHORTENED) else []
            return [{"t": "Link", "c": [["", [], []], [*content, *whole], [url, title]]}]
        label = self.labels.get(url)
        if label is None:  # a file beside the site: a PDF stands alone
            return list(content)
        start = raw_inline("typst", f"#link(label({quoted(label)}))[")
        return [start, *content, raw_inline("typst", "]")]

    def _image(self, node: Node) -> list[Node]:
        attributes, _, (url, _) = node["c"]
        options = [quoted(self.images[url]), f"alt: {quoted(value_of(attributes, 'alt') or '')}"]
        for side in ("width", "height"):
            length = _length(value_of(attributes, side))
            options += [f"{side}: {length}"] if length else []
        return [raw_inline("typst", f"#picture({', '.join(options)})")]

    def _header(self, node: Node) -> list[Node]:
        level, attributes, content = node["c"]
        number = value_of(attributes, "number")
        mark = [raw_inline("typst", f"#number({quoted(number)})")] if number else []
        identifier = self._label(attributes[0])
        header: Node = {"t": "Header", "c": [level, [identifier, [], []], [*mark, *exact(content)]]}
        if "unlisted" not in attributes[1]:
            return [header]
        start = raw_block("typst", "#[\n#set heading(outlined: false)")
        return [start, header, raw_block("typst", "]")]

    def _math(self, node: Node) -> list[Node]:
        kind, formula = node["c"]
        alt = " ".join(formula.split())
        name = "display" if kind["t"] == "DisplayMath" else "formula"
        return [
            raw_inline("typst", f"#{name}({quoted(alt)})["),
            node,
            raw_inline("typst", "]"),
        ]

    def _span(self, node: Node) -> list[Node]:
        attributes, content = node["c"]
        label = self._label(attributes[0])
        if has_class(attributes, "equation"):
            number = value_of(attributes, "number") or ""
            start = f"#equation-box({quoted(number)}, {quoted(label)})["
            return [raw_inline("typst", start), *content, raw_inline("typst", "]")]
        kept = [name for name in attributes[1] if name in ("smallcaps", "underline", "mark")]
        language = value_of(attributes, "lang")
        if language:  # Pandoc's writer knows it on blocks only
            opening = raw_inline("typst", f"#text(lang: {quoted(language.split('-')[0])})[")
            content = [opening, *content, raw_inline("typst", "]")]
        if label or kept:
            return [{"t": "Span", "c": [[label, kept, []], content]}]
        shown = shown_in(node, "typst")
        return list(content) if shown is None else shown

    def _div(self, node: Node) -> list[Node] | None:
        attributes, blocks = node["c"]
        label = self._label(attributes[0])
        if has_class(attributes, "float"):
            return _float(attributes, blocks, label)
        if has_class(attributes, "callout"):
            return _callout(attributes, blocks, label)
        if has_class(attributes, "layout-row"):
            return _row(node)
        around = self._around(attributes, label)
        if around:
            start, end = around
            return [raw_block("typst", start), *blocks, raw_block("typst", end)]
        shown = shown_in(node, "typst")
        language = [pair for pair in attributes[2] if pair[0] == "lang"]
        classes = [name for name in attributes[1] if name not in UNMARKED]
        if label or classes or language:
            kept = [name for name in classes if name in MARKS]
            return [
                {"t": "Div", "c": [[label, kept or classes, attributes[2] if kept else language], blocks]}
            ]
        return list(blocks) if shown is None else shown

    def _around(self, attributes: list[Any], label: str) -> tuple[str, str] | None:
        """Return the code before and after what a block of one of these classes holds."""
        classes = attributes[1]
        if "csl-bib-body" in classes:
            return "#reference-list[", "]"
        if "csl-entry" in classes:
            return f"#reference({quoted(label)})[", "]"
        if "tab-title" in classes:
            return f"#tab-title({value_of(attributes, 'level')})[", "]"
        if TURNED in classes:
            return "#turned[", "]"
        return ("#pagebreak(weak: true)", "") if "page-break" in classes else None

    def _table(self, node: Node) -> list[Node]:
        return lower_table(node, float(value_of(node["c"][0], "room") or self.width), self.scale)

    def _anonymous(self, node: Node) -> list[Node]:
        (identifier, classes, _), content = node["c"]
        return [{"t": node["t"], "c": [[self._label(identifier), classes, []], content]}]


def _row(node: Node) -> list[Node]:
    """Write the cells of a panel side by side; an empty one is a gap."""
    columns = ", ".join(f"{width}fr" for width in widths(node))
    blocks = [raw_block("typst", f"#side-by-side(({columns},))[")]
    for number, cell in enumerate(node["c"][1]):
        blocks += [raw_block("typst", "][")] if number else []
        blocks += cell["c"][1]
    return [*blocks, raw_block("typst", "]")]


def quoted(string: str) -> str:
    """Return a Typst string."""
    return json.dumps(string, ensure_ascii=False)


def exact(inlines: list[Node]) -> list[Node]:
    """Write the quotation marks of a heading as they are: in bookmarks Typst leaves its own straight."""

    def marks(node: Node) -> list[Node]:
        pieces = re.split("([‘’“”])", node["c"])
        return [
            raw_inline("typst", f"\\u{{{ord(piece):x}}}") if number % 2 else {"t": "Str", "c": piece}
            for number, piece in enumerate(pieces)
            if piece
        ]

    def quotation(node: Node) -> list[Node]:
        kind, inner = node["c"]
        first, last = "“”" if kind["t"] == "DoubleQuote" else "‘’"
        return [*marks({"t": "Str", "c": first}), *inner, *marks({"t": "Str", "c": last})]

    return rewrite(inlines, {"Str": marks, "Quoted": quotation})


def _literal(node: Node) -> list[Node] | None:
    """Keep three full stops, and a hyphen that opens a word before a digit.

    Typst would print an ellipsis and a minus sign; Pandoc's writer does not keep it from that everywhere.
    """
    word = node["c"]
    if word[:1] == "-" and word[1:2].isdigit():
        return [raw_inline("typst", "\\-"), {"t": "Str", "c": word[1:]}]
    before, dots, after = word.partition("...")
    if not dots:
        return None
    pieces = [{"t": "Str", "c": before}, raw_inline("typst", "\\..."), {"t": "Str", "c": after}]
    return [piece for piece in pieces if piece["c"]]


def _length(value: str | None) -> str:
    """Return a width or height as Typst writes it; a number alone is in pixels of 1/96 inch."""
    number = (value or "").removesuffix("px")
    if number.replace(".", "", 1).isdigit():
        return f"{float(number) * 0.75:g}pt"
    return value or ""


def _float(attributes: list[list[str]], blocks: list[Node], label: str) -> list[Node]:
    captions = [b for b in blocks if b["t"] == "Div" and has_class(b["c"][0], "caption")]
    content = [block for block in blocks if block not in captions]
    kind = attributes[1][1]
    place = value_of(attributes, "place") or "none"
    where = "none, whole: true" if place == "whole" else place
    if kind == "fig" and content and all(map(_is_picture, content)):
        where += ", centred: true"
    start = f"#float-box({quoted(kind)}, {quoted(label)}, placement: {where}, caption: "
    if not captions:
        return [raw_block("typst", start + "none)["), *content, raw_block("typst", "]")]
    words = captions[0]["c"][1]
    return [
        raw_block("typst", start + "["),
        *words,
        raw_block("typst", "])["),
        *content,
        raw_block("typst", "]"),
    ]


def _is_picture(block: Node) -> bool:
    """Say whether a block holds nothing but a picture."""
    inside = block["c"] if block["t"] in ("Plain", "Para") else []
    return len(inside) == 1 and inside[0]["t"] == "RawInline" and inside[0]["c"][1].startswith("#picture(")


def _callout(attributes: list[list[str]], blocks: list[Node], label: str) -> list[Node]:
    kind = next(name for name in attributes[1] if name.startswith("callout-"))[8:]
    titles = [b for b in blocks if b["t"] == "Div" and has_class(b["c"][0], "callout-title")]
    body = [inner for b in blocks if b not in titles for inner in b["c"][1]]
    start = f"#callout({quoted(kind)}, {quoted(label)}, title: "
    if not titles:
        return [raw_block("typst", start + "none)["), *body, raw_block("typst", "]")]
    return [
        raw_block("typst", start + "["),
        *titles[0]["c"][1],
        raw_block("typst", "])["),
        *body,
        raw_block("typst", "]"),
    ]
