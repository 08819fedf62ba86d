"""The book's constructs as Typst: the last step before Pandoc writes the PDF's source.

The functions that the raw code calls (``#picture``, ``#float-box``, ``#callout`` …) stand in
``assets/book.typ``.

A Pandoc table as Typst code: rules, spans, repeated header rows, and a size that fits.

Pandoc's own writer knows neither how wide a table is nor which rule belongs under which header.
The cells' content is left to Pandoc: what is written here are raw blocks between it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from reproreport.colours import cell_colours, declarations
from reproreport.render.pandoc.nodes import (
    Node,
    has_class,
    plain_text,
    raw_block,
    raw_inline,
    rewrite,
    value_of,
    walk,
)
from reproreport.render.read.adapted import stepped
from reproreport.render.read.conditional import shown_in
from reproreport.render.read.panels import widths
from reproreport.render.tables.fitting import TURNED
from reproreport.render.tables.grid import Placed, notes, place, row_height
from reproreport.render.tables.width import INSET, Fit, broken, line_count

LONG = 0.5
"""Part of a page from which on a table breaks instead of floating."""

WHOLE = 1 / 3
"""Part of a page up to which a table in the text is kept whole."""

FULL = 0.95
"""Part of a page from which on a table with its caption and notes breaks: they would not all be seen."""

CAPTION, LINE = 9.5, 1.3
"""Size of a caption in points, and the height of its lines in em."""


def placed(blocks: Sequence[Node], width: float, height: float, *, closed: bool = False) -> list[Node]:
    """Return the blocks of a chapter with a ``place`` for each figure or table that may float.

    "auto" is the top or the bottom of a page; "top" the top only, of tables where the chapter is *closed*:
    something follows it on its last page. "whole" is a table in the text that does not break. One that is
    inside something else has none. *width* and *height* are the text's, in points.
    """
    heights = [_height(block, width) / height for block in blocks]
    floating = max(heights, default=0) <= LONG
    result = []
    for block, part in zip(blocks, heights, strict=True):
        if block["t"] != "Div" or not has_class(block["c"][0], "float"):
            result.append(block)
            continue
        where = "auto"
        if part:
            where = "top" if closed else "auto"
            where = where if floating else "whole" if part <= WHOLE else ""
            where = "" if part + _words(block, width) / height > FULL else where
        (identifier, classes, pairs), content = block["c"]
        result.append({"t": "Div", "c": [[identifier, classes, [*pairs, ["place", where]]], content]})
    return result


def _words(block: Node, width: float) -> float:
    """Return the height of the caption and the notes of a table, with the space around them."""
    inner = block["c"][1]
    captions = [
        child["c"][1] for child in inner if child["t"] == "Div" and has_class(child["c"][0], "caption")
    ]
    below = [note for node in walk(inner) if node["t"] == "Table" for note in notes(node)]
    lines = sum(line_count(plain_text(text), width / CAPTION) for text in (*captions, *below))
    return LINE * CAPTION * (lines + len(below) + 2)


def _height(block: Node, width: float) -> float:
    """Return the height of the tables of a float, 0 of what is none."""
    if block["t"] != "Div" or not has_class(block["c"][0], "float"):
        return 0.0
    return sum(place(node).height(width) for node in walk(block["c"][1]) if node["t"] == "Table")


TALL = 220.0
"""Height in points from which on a row may break over pages: half of a small page."""

ALIGN = {"AlignLeft": "left", "AlignRight": "right", "AlignCenter": "center"}


def lower_table(table: Node, available: float, scale: float = 1.0) -> list[Node]:
    """Return the table as raw Typst around its cells.

    *available* is the text's width in points, *scale* how much wider its letters are than those that widths
    are estimated for.
    """
    placement = place(table)
    fitted = placement.fitted(available / scale).scaled(scale)
    columns = table["c"][2]
    measured = placement.measured(available / scale).scaled(scale)
    code = _Code([ALIGN.get(column[0]["t"], "left") for column in columns], measured, scale)
    code.open(columns, fitted)
    code.header(placement.header)
    for index, section in enumerate(placement.sections):
        code.group(section.heads, first=index == 0 and not placement.header)
        code.rows(section.rows, first=not section.heads and index == 0)
    code.raw("table.hline(stroke: rule-strong),\n)")
    code.raw("]")
    code.notes(notes(table), fitted, available / scale)
    return code.blocks


@dataclass
class _Code:
    """The blocks written so far; *measured* are the size and the columns' widths, *scale* that of letters."""

    aligned: Sequence[str]
    measured: Fit
    scale: float
    blocks: list[Node] = field(default_factory=list)

    def raw(self, text: str) -> None:
        self.blocks.append(raw_block("typst", text))

    def open(self, columns: list[Any], fitted: Fit) -> None:
        widths = ", ".join([f"{width:g}pt" for width in fitted.widths] or ["auto" for _ in columns])
        sides = ", ".join(self.aligned)
        self.raw(
            f"#data-table(size: {fitted.size:g}pt)[#table(\n"
            f"columns: ({widths},),\nalign: ({sides},),\ntable.hline(stroke: rule-strong),"
        )

    def header(self, rows: list[list[Placed]]) -> None:
        if not rows:
            return
        self.raw("table.header(")
        for row in rows:
            for placed in row:
                self.cell(placed, "bottom", bold=True)
            for placed in row:
                if has_class(placed.cell[0], "spanner"):
                    end = placed.column + placed.span
                    self.raw(f"rule-under({placed.column}, {end}),")
        self.raw("table.hline(stroke: rule-thin),\n),")

    def group(self, heads: list[list[Placed]], *, first: bool) -> None:
        """Write the rows that name a group of rows: a header that stays with them, on every page."""
        if not heads:
            return
        if not first:
            self.raw("table.hline(stroke: rule-hair),")
        self.raw("table.header(level: 2,")
        for number, row in enumerate(heads):
            if number:
                self.raw("table.hline(stroke: rule-hair),")
            for placed in row:
                self.cell(placed, "top", bold=True, options=[] if first else ["inset: group-inset"])
        self.raw("),")

    def rows(self, rows: list[list[Placed]], *, first: bool) -> None:
        heights = [row_height(row, self.measured) for row in rows]
        for number, row in enumerate(rows):
            if not first:
                self.raw("table.hline(stroke: rule-hair),")
            first = False
            for placed in row:
                # Rows that may be higher than a page have to break; no others do.
                tall = max(heights[number], sum(heights[number : number + placed.rows])) > TALL
                self.cell(placed, "top", bold=False, options=["breakable: true"] if tall else [])

    def cell(self, placed: Placed, vertical: str, *, bold: bool, options: Sequence[str] = ()) -> None:
        options = list(options)
        options += [f"rowspan: {placed.rows}"] if placed.rows > 1 else []
        options += [f"colspan: {placed.span}"] if placed.span > 1 else []
        default = self.aligned[placed.column] if placed.column < len(self.aligned) else "left"
        side = ALIGN.get(placed.cell[1]["t"], default)
        options.append(f"align: {side} + {vertical}")
        wraps = ["#head-cell["] if bold else []
        colours = cell_colours(declarations(value_of(placed.cell[0], "style") or ""))
        if colours:
            options.append(f'fill: rgb("{colours.fill}")')
            wraps.append(f'#inked(rgb("{colours.text}"))[')
        self.raw(f"table.cell({', '.join(options)})[{''.join(wraps)}")
        self.blocks += self.content(placed)
        self.raw("]" * len(wraps) + "],")

    def content(self, placed: Placed) -> list[Node]:
        """Return what a cell holds, its words broken where the table fits only so."""
        content: list[Node] = placed.cell[4]
        if not self.measured.broken:
            return content
        widths = self.measured.widths[placed.column : placed.column + placed.span]
        return broken(content, sum(widths) / (self.measured.size * self.scale) - 2 * INSET)

    def notes(self, texts: list[list[Node]], fitted: Fit, available: float) -> None:
        """Write a table's notes below it: as a footer they would stand on each of its pages."""
        size = min(fitted.size, 8.5)
        for blocks in texts:
            self.raw(f"#table-note(size: {size:g}pt)[")
            self.blocks += broken(blocks, available / size)
            self.raw("]")


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
