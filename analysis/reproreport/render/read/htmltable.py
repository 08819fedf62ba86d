"""HTML tables of notebook cells (great_tables, pandas) as Pandoc tables that every writer knows.

Pandoc reads spans, header rows, footers and classes. What it leaves in classes and inline styles
becomes structure here: alignment, bold and italic, row headers and their scope, and one table body
for each group of rows. Of the styles only a cell's colours are left, and only as
:mod:`reproreport.colours` writes them; so no other CSS of a notebook reaches a page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from reproreport.colours import cell_colours, declarations
from reproreport.render.pandoc.nodes import Node, attr, has_class, plain_text, rewrite, value_of

ALIGNMENTS = {"left": "AlignLeft", "center": "AlignCenter", "right": "AlignRight"}
ALIGN = re.compile(r"text-align:\s*(left|center|right)")
BOLD = re.compile(r"font-weight:\s*(bold|[6-9]00)")
ITALIC = re.compile(r"font-style:\s*italic")
MARKS = "gt_footnote_marks"
ATTRIBUTES = {"Code": 0, "CodeBlock": 0, "Div": 0, "Header": 1, "Image": 0, "Link": 0}
"""Where the attributes stand of what can be in a cell, its spans apart."""

LENGTH = re.compile(r"\d+(\.\d+)?(px|pt|em|cm|mm|in|%)?", re.ASCII)

Cell = list[Any]
Row = list[Any]


def tables(blocks: list[Node]) -> list[Node]:
    """Return the tables of a document that Pandoc read from HTML, tidied.

    Paragraphs below a table, such as the size that pandas gives, are notes of it.
    """
    found: list[Node] = []
    for block in _flat(blocks):
        if block["t"] == "Table":
            found.append(tidy(block))
        elif found and block["t"] in ("Para", "Plain") and plain_text([block]):
            found[-1] = _noted(found[-1], {"t": "Plain", "c": rewrite(block["c"], HANDLERS)})
    return found


def _flat(blocks: Iterable[Node]) -> Iterator[Node]:
    """Yield blocks, of those that only hold others what they hold."""
    for block in blocks:
        if block["t"] in ("Div", "Figure", "BlockQuote"):
            yield from _flat(block["c"] if block["t"] == "BlockQuote" else block["c"][-1])
        else:
            yield block


def _noted(table: Node, note: Node) -> Node:
    """Return a table with one more note."""
    *rest, (attributes, rows) = table["c"]
    cell = [attr(), {"t": "AlignDefault"}, 1, len(table["c"][2]), [note]]
    return {"t": "Table", "c": [*rest, [attributes, [*rows, [attr(), [cell]]]]]}


def tidy(table: Node) -> Node:
    """Return the table with its classes and styles turned into structure; no caption is kept."""
    _, _, columns, head, bodies, foot = table["c"]
    groups = list(_groups(bodies))
    aligned = _columns(columns, groups)
    defaults = [column[0]["t"] for column in aligned]
    stub = int(_has_stub(groups))
    new_bodies = [
        [attr(), stub, [_row(row, "group") for row in heads], [_row(row, "", defaults, stub) for row in rows]]
        for heads, rows in groups
    ]
    head = [attr(), [_row(row, "head") for row in head[1]]]
    foot = [attr(), [_row(row, "foot") for row in foot[1]]]
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


def _row(row: Row, kind: str, defaults: Sequence[str] = (), stub: int = 0) -> Row:
    """Return the row with tidy cells; a cell aligned like its column says nothing of it."""
    cells = [
        _cell(cell, "stub" if number < stub else kind, defaults[number] if number < len(defaults) else "")
        for number, cell in enumerate(row[1])
    ]
    return [attr(classes=["group"] if kind == "group" else []), cells]


def _cell(cell: Cell, kind: str, default: str) -> Cell:
    attributes, _, rows, columns, blocks = cell
    style = value_of(attributes, "style") or ""
    alignment = "AlignLeft" if kind == "group" else _alignment(cell)
    classes = ["spanner"] if has_class(attributes, "gt_column_spanner_outer") else []
    kept = {"scope": _scope(kind, columns, blocks), "style": _colours(kind, style)}
    wraps = [name for name, found in (("Strong", BOLD), ("Emph", ITALIC)) if found.search(style)]
    blocks = [_styled(block, wraps) for block in rewrite(blocks, HANDLERS)]
    shown = "AlignDefault" if alignment == default else alignment
    given = attr(classes=classes, **{name: value for name, value in kept.items() if value})
    return [given, {"t": shown}, rows, columns, blocks]


def _scope(kind: str, columns: int, blocks: list[Node]) -> str:
    """Return what a header cell is the header of; empty for other cells, and for a cell without words."""
    if kind == "head":
        scope = "colgroup" if columns > 1 else "col"
    else:
        scope = {"group": "rowgroup", "stub": "row"}.get(kind, "")
    return scope if scope and plain_text(blocks) else ""


def _colours(kind: str, style: str) -> str:
    """Return the CSS of a cell's colours; none for notes, nor for what is no colour (a gradient)."""
    if kind == "foot" or not style:
        return ""
    try:
        colours = cell_colours(declarations(style))
    except ValueError:
        return ""
    return colours.css if colours else ""


def _styled(block: Node, wraps: list[str]) -> Node:
    """Put a paragraph's inlines into bold or italic."""
    if block["t"] not in ("Plain", "Para"):
        return block
    content = block["c"]
    for kind in wraps:
        content = [{"t": kind, "c": content}] if content else content
    return {"t": "Plain", "c": content}


def _span(node: Node) -> list[Node]:
    """Put a span's inlines into what it means."""
    attributes, inner = node["c"]
    if has_class(attributes, MARKS):
        return [{"t": "Superscript", "c": inner}]
    style = value_of(attributes, "style") or ""
    for kind, found in (("Strong", BOLD), ("Emph", ITALIC)):
        if found.search(style):
            inner = [{"t": kind, "c": inner}]
    return list(inner)


def _bare(node: Node) -> list[Node]:
    """Return something inside a cell without styles, handlers and what else an attribute can do."""
    index = ATTRIBUTES[node["t"]]
    content = list(node["c"])
    pairs = [
        [name, value]
        for name, value in content[index][2]
        if name == "alt" or (name in ("width", "height") and LENGTH.fullmatch(value))
    ]
    content[index] = ["", [], pairs]
    return [{"t": node["t"], "c": content}]


HANDLERS = {"Span": _span, **dict.fromkeys(ATTRIBUTES, _bare)}
