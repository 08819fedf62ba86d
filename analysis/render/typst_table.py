"""A Pandoc table as Typst code: rules, spans, repeated header rows, and a size that fits.

Pandoc's own writer knows neither how wide a table is nor which rule belongs under which header.
The cells' content is left to Pandoc: what is written here are raw blocks between it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from analysis.colours import cell_colours, declarations
from analysis.render.ast import Node, has_class, plain_text, raw_block, rewrite, value_of
from analysis.render.tablewidth import Content, Fit, fit

ALIGN = {"AlignLeft": "left", "AlignRight": "right", "AlignCenter": "center"}
Row = list[Any]


@dataclass(frozen=True)
class Placed:
    """A cell with the column and the row of its section where it starts."""

    cell: list[Any]
    row: int
    column: int

    @property
    def rows(self) -> int:
        """Return how many rows it spans."""
        return int(self.cell[2])

    @property
    def span(self) -> int:
        """Return how many columns it spans."""
        return int(self.cell[3])


@dataclass
class _Grid:
    """Places cells into columns, past the cells that span down from rows above."""

    columns: int
    _taken: dict[tuple[int, int], bool] = field(default_factory=dict)

    def place(self, rows: Sequence[Row]) -> Iterator[list[Placed]]:
        for number, row in enumerate(rows):
            placed: list[Placed] = []
            column = 0
            for cell in row[1]:
                while (number, column) in self._taken:
                    column += 1
                placed.append(Placed(cell, number, column))
                for down in range(cell[2]):
                    for across in range(cell[3]):
                        self._taken[number + down, column + across] = True
                column += cell[3]
            yield placed


def _lines(blocks: list[Node]) -> str:
    """Return a cell's text, with its own line breaks."""
    return plain_text(rewrite(blocks, {"LineBreak": lambda _: [{"t": "Str", "c": "\n"}]}))


def row_count(table: Node) -> int:
    """Return how many rows a table has, headings included."""
    _, _, _, head, bodies, _ = table["c"]
    return len(head[1]) + sum(len(body[2]) + len(body[3]) for body in bodies)


def lower_table(table: Node, available: float) -> list[Node]:
    """Return the table as raw Typst around its cells; *available* is the text's width in points."""
    _, _, columns, head, bodies, foot = table["c"]
    count = len(columns)
    aligned = [ALIGN.get(column[0]["t"], "left") for column in columns]
    header = list(_Grid(count).place(head[1]))
    sections = [
        (list(_Grid(count).place(body[2])), list(_Grid(count).place(body[3])), body[1]) for body in bodies
    ]
    plain_rows = [row for _, rows, _ in sections for row in rows]
    bold_rows = [*header, *(row for heads, _, _ in sections for row in heads)]
    contents = [
        Content(placed.column, placed.span, _lines(placed.cell[4]), bold)
        for rows, bold in ((plain_rows, False), (bold_rows, True))
        for row in rows
        for placed in row
    ]
    shares = [column[1].get("c", 0) for column in columns]
    fitted = fit(contents, count, available, shares if all(shares) else ())
    code = _Code(aligned)
    code.open(columns, fitted)
    code.header(header)
    for index, (heads, rows, _) in enumerate(sections):
        code.group(heads, first=index == 0 and not header)
        code.rows(rows, first=not heads and index == 0)
    code.raw("table.hline(stroke: rule-strong),\n)")
    code.raw("]")
    code.notes(foot[1], fitted)
    return code.blocks


@dataclass
class _Code:
    """The blocks written so far."""

    aligned: Sequence[str]
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
        """Write the rows that name a group of rows."""
        for row in heads:
            if not first:
                self.raw("table.hline(stroke: rule-hair),")
            for placed in row:
                self.cell(placed, "top", bold=True, inset="" if first else "inset: group-inset")

    def rows(self, rows: list[list[Placed]], *, first: bool) -> None:
        for row in rows:
            if not first:
                self.raw("table.hline(stroke: rule-hair),")
            first = False
            for placed in row:
                self.cell(placed, "top", bold=False)

    def cell(self, placed: Placed, vertical: str, *, bold: bool, inset: str = "") -> None:
        options = [inset] if inset else []
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
        self.blocks += placed.cell[4]
        self.raw("]" * len(wraps) + "],")

    def notes(self, rows: list[Row], fitted: Fit) -> None:
        """Write a table's notes below it: as a footer they would stand on each of its pages."""
        for row in rows:
            for cell in row[1]:
                if cell[4]:
                    self.raw(f"#table-note(size: {min(fitted.size, 8.5):g}pt)[")
                    self.blocks += cell[4]
                    self.raw("]")
