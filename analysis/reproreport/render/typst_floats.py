"""Where the figures and tables of a chapter stand in print.

A long table breaks over pages where it stands in the text. The others float, so that pages are full; but not
the tables of a chapter with a long one, of which some would come to stand on its wrong side.
"""

from __future__ import annotations

from collections.abc import Sequence

from reproreport.render.ast import Node, has_class, plain_text, walk
from reproreport.render.tablegrid import notes, place
from reproreport.render.tablewidth import line_count

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
