"""HTML tables of notebook cells (great_tables, pandas) as Pandoc tables that every writer knows.

Pandoc reads spans, header rows, footers and classes. What it leaves in classes and inline styles
becomes structure here: alignment, bold and italic, row headers, and one table body for each group
of rows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from analysis.render.ast import Node, attr, has_class, value_of, walk

ALIGNMENTS = {"left": "AlignLeft", "center": "AlignCenter", "right": "AlignRight"}
ALIGN = re.compile(r"text-align:\s*(left|center|right)")
BOLD = re.compile(r"font-weight:\s*(bold|[6-9]00)")
ITALIC = re.compile(r"font-style:\s*italic")
MARKS = "gt_footnote_marks"

Cell = list[Any]
Row = list[Any]


def tables(blocks: list[Node]) -> list[Node]:
    """Return the tables of a document that Pandoc read from HTML, tidied."""
    return [tidy(node) for node in walk(blocks) if node["t"] == "Table"]


def tidy(table: Node) -> Node:
    """Return the table with its classes and styles turned into structure; no caption is kept."""
    _, _, columns, head, bodies, foot = table["c"]
    groups = list(_groups(bodies))
    aligned = _columns(columns, groups)
    defaults = [column[0]["t"] for column in aligned]
    stub = int(_has_stub(groups))
    new_bodies = [
        [attr(), stub, [_row(row, [], "group") for row in heads], [_row(r, defaults) for r in rows]]
        for heads, rows in groups
    ]
    head = [attr(), [_row(row, []) for row in head[1]]]
    foot = [attr(), [_row(row, []) for row in foot[1]]]
    return {"t": "Table", "c": [attr(), [None, []], aligned, head, new_bodies, foot]}


def _groups(bodies: list[Any]) -> Iterator[tuple[list[Row], list[Row]]]:
    """Yield (heading rows, rows) for each group of rows."""
    heads: list[Row] = []
    rows: list[Row] = []
    for body in bodies:
        for row in [*body[2], *body[3]]:
            if _is_group_heading(row):
                if rows:
                    yield heads, rows
                    heads, rows = [], []
                heads.append(row)
            else:
                rows.append(row)
    if heads or rows:
        yield heads, rows


def _is_group_heading(row: Row) -> bool:
    cells = row[1]
    return has_class(row[0], "gt_group_heading_row") or (
        len(cells) == 1 and value_of(cells[0][0], "scope") in ("colgroup", "rowgroup")
    )


def _has_stub(groups: list[tuple[list[Row], list[Row]]]) -> bool:
    rows = [row for _, group in groups for row in group if row[1]]
    return bool(rows) and all(
        has_class(row[1][0][0], "gt_stub") or value_of(row[1][0][0], "scope") == "row" for row in rows
    )


def _columns(columns: list[Any], groups: list[tuple[list[Row], list[Row]]]) -> list[Any]:
    """Give each column the alignment that most of its cells have, and the width its author gave."""
    votes: list[Counter[str]] = [Counter() for _ in columns]
    for _, rows in groups:
        for row in rows:
            if len(row[1]) == len(columns):
                for vote, cell in zip(votes, row[1], strict=True):
                    vote[_alignment(cell)] += 1
    # Where no widths are given and a cell has several lines, Pandoc makes all columns alike.
    shares = {round(column[1].get("c", 0), 4) for column in columns}
    given = len(shares) > 1 and 0 not in shares
    result = []
    for column, vote in zip(columns, votes, strict=True):
        best = vote.most_common(1)[0][0] if vote else column[0]["t"]
        result.append([{"t": best}, column[1] if given else {"t": "ColWidthDefault"}])
    return result


def _alignment(cell: Cell) -> str:
    for name, kind in ALIGNMENTS.items():
        if has_class(cell[0], f"gt_{name}"):
            return kind
    match = ALIGN.search(value_of(cell[0], "style") or "")
    return ALIGNMENTS[match[1]] if match else str(cell[1]["t"])


def _row(row: Row, defaults: list[str], name: str = "") -> Row:
    """Return the row with tidy cells; a cell aligned like its column says nothing of it."""
    cells = [_cell(cell, defaults[n] if n < len(defaults) else "", name) for n, cell in enumerate(row[1])]
    return [attr(classes=[name] if name else []), cells]


def _cell(cell: Cell, default: str, name: str) -> Cell:
    attributes, _, rows, columns, blocks = cell
    style = value_of(attributes, "style") or ""
    alignment = _alignment(cell)
    classes = ["spanner"] if has_class(attributes, "gt_column_spanner_outer") else []
    if name == "group":
        alignment = "AlignLeft"
    wraps = [kind for kind, found in (("Strong", BOLD), ("Emph", ITALIC)) if found.search(style)]
    blocks = [_styled(block, wraps) for block in blocks]
    shown = "AlignDefault" if alignment == default else alignment
    return [attr(classes=classes), {"t": shown}, rows, columns, blocks]


def _styled(block: Node, wraps: list[str]) -> Node:
    """Put a paragraph's inlines into bold or italic, and its spans into what they mean."""
    if block["t"] not in ("Plain", "Para"):
        return block
    content = _inlines(block["c"])
    for kind in wraps:
        content = [{"t": kind, "c": content}] if content else content
    return {"t": "Plain", "c": content}


def _inlines(content: list[Node]) -> list[Node]:
    result: list[Node] = []
    for node in content:
        if node["t"] != "Span":
            result.append(node)
            continue
        attributes, inner = node["c"]
        inner = _inlines(inner)
        style = value_of(attributes, "style") or ""
        if has_class(attributes, MARKS):
            result.append({"t": "Superscript", "c": inner})
            continue
        for kind, found in (("Strong", BOLD), ("Emph", ITALIC)):
            if found.search(style):
                inner = [{"t": kind, "c": inner}]
        result += inner
    return result
