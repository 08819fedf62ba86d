"""Where each cell of a Pandoc table stands, and how wide its columns are in print.

Pandoc's own writers know neither which columns a cell covers nor how much room its text needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from analysis.render.ast import Handler, Node, plain_text, rewrite, value_of
from analysis.render.tablewidth import SIZES, Content, Fit, fit, line_count, natural, needs

Row = list[Any]

PICTURE = "\ufffc"
WIDE_PICTURE = 12
"""Width in em of a picture in a cell that says nothing of its width."""

_COMMAND = re.compile(r"\\[A-Za-z]+|[{}^_\\]|\s+")
"""What takes little room in a formula, though it is long in TeX."""

FIRST, PITCH = 1.5, 1.15
"""Height in em of a row of one line, and of every line more, as ``data-table`` in ``book.typ`` sets them."""


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
class Grid:
    """Places cells into columns, past the cells that span down from rows above."""

    columns: int
    _taken: dict[tuple[int, int], bool] = field(default_factory=dict)

    def place(self, rows: Sequence[Row]) -> Iterator[list[Placed]]:
        """Yield the cells of each row with their places."""
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
    """Return a cell's text, with its own line breaks, for an estimate of its width."""
    shown: dict[str, Handler] = {
        "LineBreak": lambda _: [{"t": "Str", "c": "\n"}],
        "Image": lambda node: [{"t": "Str", "c": PICTURE * _picture_width(node)}],
        # Letters of code are as wide as digits, whatever they are.
        "Code": lambda node: [{"t": "Str", "c": re.sub(r"\S", "0", node["c"][1])}],
        "Math": lambda node: [{"t": "Str", "c": _COMMAND.sub("x", node["c"][1])}],
    }
    return plain_text(rewrite(blocks, shown))


def _picture_width(image: Node) -> int:
    """Return about how many em wide a picture in a cell is to be."""
    given = re.match(r"(\d+(?:\.\d+)?)(px)?$", value_of(image["c"][0], "width") or "")
    return max(1, round(float(given[1]) * 0.75 / SIZES[0])) if given else WIDE_PICTURE


@dataclass(frozen=True)
class Section:
    """One body of a table: the rows that name a group, and the group's rows."""

    heads: list[list[Placed]]
    rows: list[list[Placed]]


@dataclass(frozen=True)
class Placement:
    """The cells of a whole table: those of its header, and of each of its bodies."""

    columns: int
    header: list[list[Placed]]
    sections: list[Section]
    shares: tuple[float, ...]

    def contents(self) -> list[Content]:
        """Return the texts of the cells, for an estimate of their width."""
        plain_rows = [row for section in self.sections for row in section.rows]
        bold_rows = [*self.header, *(row for section in self.sections for row in section.heads)]
        return [
            Content(placed.column, placed.span, _lines(placed.cell[4]), bold)
            for rows, bold in ((plain_rows, False), (bold_rows, True))
            for row in rows
            for placed in row
        ]

    @property
    def first(self) -> str:
        """Return the first words that the table holds."""
        return next((cell.text for cell in self.contents() if cell.text), "")

    def title(self, column: int) -> str:
        """Return what the header says of a column."""
        over = (
            plain_text(placed.cell[4])
            for row in reversed(self.header)
            for placed in row
            if placed.column <= column < placed.column + placed.span
        )
        return next(filter(None, over), "")

    def fitted(self, available: float, smallest: float = SIZES[-1]) -> Fit:
        """Return the size, not below the *smallest*, and the widths with which it fits *available* points."""
        return fit(self.contents(), self.columns, available, self.shares, smallest)

    def needs(self) -> list[float]:
        """Return the widths in em below which no column can be set."""
        return needs(self.contents(), self.columns)

    def height(self, available: float) -> float:
        """Return the estimated height of the table in points, without its notes."""
        measured = self.measured(available)
        bold_rows = [*self.header, *(row for section in self.sections for row in section.heads)]
        plain_rows = [row for section in self.sections for row in section.rows]
        return sum(row_height(row, measured, bold=True) for row in bold_rows) + sum(
            row_height(row, measured) for row in plain_rows
        )

    def measured(self, available: float) -> Fit:
        """Return the same, with widths also where the table fits as it is."""
        fitted = self.fitted(available)
        if fitted.widths:
            return fitted
        widths = natural(self.contents(), self.columns)
        return replace(fitted, widths=tuple(round(width * fitted.size, 1) for width in widths))


def row_height(row: list[Placed], measured: Fit, *, bold: bool = False) -> float:
    """Return the estimated height of a row in points; a cell over several rows does not count."""
    lines = [
        line_count(_lines(placed.cell[4]), sum(columns) / measured.size, bold=bold)
        for placed in row
        if placed.rows == 1
        for columns in (measured.widths[placed.column : placed.column + placed.span],)
    ]
    return measured.size * (FIRST + PITCH * (max(lines, default=1) - 1))


def place(table: Node) -> Placement:
    """Return where the cells of a table stand; its notes, in the foot, are no cells."""
    _, _, columns, head, bodies, _ = table["c"]
    count = len(columns)
    sections = [
        Section(list(Grid(count).place(body[2])), list(Grid(count).place(body[3]))) for body in bodies
    ]
    shares = [column[1].get("c", 0) for column in columns]
    given = tuple(shares) if shares and all(shares) else ()
    return Placement(count, list(Grid(count).place(head[1])), sections, given)


def notes(table: Node) -> list[list[Node]]:
    """Return a table's notes, each as blocks."""
    return [cell[4] for row in table["c"][5][1] for cell in row[1] if cell[4]]
