"""Panels: several things in the room of one.

layout    Div .layout of rows, each a Div .layout-row of cells; a cell is a Div .layout-cell with its
          width in percent in ``width``, an empty one is a gap: Quarto's ``layout`` attributes
tabset    Div .tabset of tabs, each a Div .tab holding a Div .tab-title first, with its ``level``: one text in
          several versions, of which a page shows one at a time and paper all
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence

from reproreport.render.pandoc.nodes import Node, attr, div, plain, value_of, walk

FOLD = "code-fold"
"""Class of a block of code that a page's reader unfolds; its attribute ``title`` is what stands over it."""

KEYS = ("layout-ncol", "layout-nrow", "layout")


def is_layout(attributes: list[list[list[str]]]) -> bool:
    """Say whether a block's attributes ask for a layout."""
    return any(key in KEYS for key, _ in attributes[2])


def layout(attributes: list[list[list[str]]], cells: Sequence[Node]) -> Node:
    """Return the cells in the rows that the attributes describe; without any, each in its own row.

    Raises:
        ValueError: an attribute cannot be read, or the layout has another number of cells.
    """
    rows = _rows({key: value for key, value in attributes[2] if key in KEYS}, len(cells))
    remaining = iter(cells)
    return div(attr(classes=["layout"]), [_row(widths, remaining) for widths in rows])


def _rows(given: dict[str, str], count: int) -> list[list[float]]:
    """Return the widths of each row's cells in percent; a gap is negative."""
    if len(given) > 1:
        raise ValueError(f"{' and '.join(given)} at once")
    if "layout" in given:
        return _weighted(given["layout"], count)
    for key, value in given.items():
        if not value.isdecimal() or int(value) < 1:
            raise ValueError(f"{key}={value} is no number of {key[-3:]}s".replace("cols", "columns"))
    columns = int(given.get("layout-ncol", "1"))
    if "layout-nrow" in given:
        columns = math.ceil(count / int(given["layout-nrow"]))
    full = [100 / columns] * columns
    return [full for _ in range(math.ceil(count / columns))]


def _weighted(value: str, count: int) -> list[list[float]]:
    """Read ``[[30,-10,60],[1]]``, or one row alone."""
    try:
        rows = json.loads(value)
    except ValueError:
        rows = None
    if isinstance(rows, list) and rows and not any(isinstance(row, list) for row in rows):
        rows = [rows]
    if not (isinstance(rows, list) and rows and all(isinstance(row, list) and row for row in rows)):
        raise ValueError(f'layout="{value}" is no list of widths')
    if not all(type(cell) in (int, float) and cell for row in rows for cell in row):
        raise ValueError(f'layout="{value}" holds something that is no width')
    places = sum(cell > 0 for row in rows for cell in row)
    if places != count:
        raise ValueError(f'layout="{value}" has {places} places for {count} blocks')
    return [[100 * cell / sum(map(abs, row)) for cell in row] for row in rows]


def _row(widths: Iterable[float], cells: Iterable[Node]) -> Node:
    row: list[Node] = []
    source = iter(cells)
    for width in widths:
        cell = next(source, None) if width > 0 else None
        content = [] if cell is None else [cell]
        row.append(div(attr(classes=["layout-cell"], width=f"{abs(width):g}"), content))
    return div(attr(classes=["layout-row"]), row)


def widths(row: Node) -> list[str]:
    """Return the widths of a row's cells."""
    return [value_of(cell["c"][0], "width") or "" for cell in row["c"][1]]


CLASS = "panel-tabset"


def tabset(blocks: Sequence[Node]) -> Node:
    """Return the tabs of a block: each heading of its first heading's level starts one.

    The titles are no sections of the book: Quarto's pages give them no number either.

    Raises:
        ValueError: the block does not start with a heading, or holds one with a number.
    """
    if not blocks or blocks[0]["t"] != "Header":
        raise ValueError("does not start with the heading of its first tab")
    level = blocks[0]["c"][0]
    tabs: list[list[Node]] = []
    for block in blocks:
        if block["t"] == "Header" and block["c"][0] <= level:
            title = attr(classes=["tab-title"], level=str(block["c"][0]))
            tabs.append([div(title, [plain(block["c"][2])])])
        else:
            tabs[-1].append(block)
    for node in walk([tab[1:] for tab in tabs]):
        if node["t"] == "Header" and "unnumbered" not in node["c"][1][1]:
            raise ValueError("holds a numbered section: Quarto's pages and PDF would number it differently")
    return div(attr(classes=["tabset"]), [div(attr(classes=["tab"]), tab) for tab in tabs])
