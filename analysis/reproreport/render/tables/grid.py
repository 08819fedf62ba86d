"""Where each cell of a Pandoc table stands, and how wide its columns are in print.

Pandoc's own writers know neither which columns a cell covers nor how much room its text needs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from reproreport.render.pandoc.nodes import Node, plain_text, value_of
from reproreport.render.tables.width import SIZES, Content, Fit, fit, line_count, natural, needs

Row = list[Any]

PICTURE = "\ufffc"
INDENT = 2
"""Width in em of what stands before a list's item in a cell."""

CODE_INSET = "0000"
"""As wide as the space at both sides of a block of code."""

WIDE_PICTURE = 12
"""Width in em of a picture in a cell that says nothing of its width."""

_LETTER = re.compile(r"\S")
_LINE = re.compile("^", re.MULTILINE)
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

    @cached_property
    def text(self) -> str:
        """Return its text, with its own line breaks."""
        parts: list[str] = []
        _lines(self.cell[4], parts)
        return "".join(parts).strip()


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


def _lines(value: Any, parts: list[str]) -> None:
    """Collect a cell's text, with its own line breaks, for an estimate of its width."""
    if isinstance(value, list):
        for item in value:
            _lines(item, parts)
    elif isinstance(value, dict):
        kind, content = str(value.get("t")), value.get("c")
        if kind in SHOWN:
            parts.append(SHOWN[kind](content))
        elif kind == "Quoted":
            parts.append("“")
            _lines(value["c"][1], parts)
            parts.append("”")
        elif kind in ("BulletList", "OrderedList", "BlockQuote"):
            inner: list[str] = []
            _lines(content, inner)
            # What is indented needs more room, whichever of its words begins a line.
            parts.append(re.sub(r"\S+", rf"{PICTURE * INDENT}\g<0>", "".join(inner)))
        elif kind not in ("Note", "RawInline", "RawBlock"):
            _lines(content, parts)
            parts += [" "] if kind in ("Para", "Plain", "Header") else []


def _picture_width(attributes: list[Any]) -> int:
    """Return about how many em wide a picture in a cell is to be."""
    given = re.match(r"(\d+(?:\.\d+)?)(px)?$", value_of(attributes, "width") or "")
    return max(1, round(float(given[1]) * 0.75 / SIZES[0])) if given else WIDE_PICTURE


SHOWN: Mapping[str, Callable[[Any], str]] = {
    "Str": str,
    "Space": lambda _: " ",
    "SoftBreak": lambda _: " ",
    "LineBreak": lambda _: "\n",
    "Image": lambda content: PICTURE * _picture_width(content[0]),
    # Letters of code are as wide as digits, whatever they are.
    "Code": lambda content: _LETTER.sub("0", content[1]),
    "CodeBlock": lambda content: (
        re.sub(r"^", CODE_INSET, _LETTER.sub("0", content[1]), flags=re.MULTILINE) + "\n"
    ),
    "Math": lambda content: _COMMAND.sub("x", content[1]),
    "Cite": lambda content: plain_text(content[1]),
}
"""How the kinds of nodes that are no more than text look, as far as their width goes."""


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
    _fits: dict[tuple[float, float], Fit] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def contents(self) -> list[Content]:
        """Return the texts of the cells, for an estimate of their width."""
        plain_rows = [row for section in self.sections for row in section.rows]
        bold_rows = [*self.header, *(row for section in self.sections for row in section.heads)]
        return [
            Content(placed.column, placed.span, placed.text, bold)
            for rows, bold in ((plain_rows, False), (bold_rows, True))
            for row in rows
            for placed in row
        ]

    @property
    def first(self) -> str:
        """Return the first words that the table holds."""
        rows = [*self.header, *(row for section in self.sections for row in (*section.heads, *section.rows))]
        return next((placed.text for row in rows for placed in row if placed.text), "")

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
        key = (available, smallest)
        if key not in self._fits:
            self._fits[key] = fit(self.contents, self.columns, available, self.shares, smallest)
        return self._fits[key]

    def needs(self) -> list[float]:
        """Return the widths in em below which no column can be set."""
        return needs(self.contents, self.columns)

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
        widths = natural(self.contents, self.columns)
        return replace(fitted, widths=tuple(round(width * fitted.size, 1) for width in widths))


def row_height(row: list[Placed], measured: Fit, *, bold: bool = False) -> float:
    """Return the estimated height of a row in points; a cell over several rows does not count."""
    lines = [
        line_count(placed.text, sum(columns) / measured.size, bold=bold)
        for placed in row
        if placed.rows == 1
        for columns in (measured.widths[placed.column : placed.column + placed.span],)
    ]
    return measured.size * (FIRST + PITCH * (max(lines, default=1) - 1))


def place(table: Node) -> Placement:
    """Return where the cells of a table stand; its notes, in the foot, are no cells.

    A table is asked for again and again: for its width, its height, and to be written.
    """
    _, _, columns, head, bodies, _ = table["c"]
    last = _LAST.get(id(bodies))
    if last is not None and all(a is b for a, b in zip(last, (columns, head, bodies), strict=False)):
        return last[3]
    found = _place(columns, head, bodies)
    if len(_LAST) >= KEPT:
        _LAST.clear()
    _LAST[id(bodies)] = (columns, head, bodies, found)
    return found


KEPT = 100
_LAST: dict[int, tuple[Any, Any, Any, Placement]] = {}
"""The placements of the last tables, by the identity of their rows."""


def _place(columns: list[Any], head: list[Any], bodies: list[Any]) -> Placement:
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
