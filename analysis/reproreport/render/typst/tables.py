"""A Pandoc table as Typst code: rules, spans, repeated header rows, and a size that fits.

Pandoc's own writer knows neither how wide a table is nor which rule belongs under which header.
The cells' content is left to Pandoc: what is written here are raw blocks between it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from reproreport.colours import cell_colours, declarations
from reproreport.render.pandoc.nodes import Node, has_class, plain_text, raw_block, value_of, walk
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
