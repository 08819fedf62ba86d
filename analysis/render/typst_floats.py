"""Where the figures and tables of a chapter stand in print.

A long table breaks over pages where it stands in the text. The others float, so that pages are full, but no
table of a chapter may come to stand on the wrong side of one that does not float.
"""

from __future__ import annotations

from collections.abc import Iterable

from analysis.render.ast import Node, has_class, walk
from analysis.render.tablegrid import place

SHARE = 0.5
"""Part of a page from which on a table breaks instead of floating."""


def placed(blocks: Iterable[Node], width: float, height: float, *, closed: bool = False) -> list[Node]:
    """Return the blocks of a chapter with a ``place`` for each figure or table that may float.

    "auto" is the top or the bottom of a page. "top" is the top only: of a table with something behind it
    that stands in the text: a long table, or, where the chapter is *closed*, its end. One that is
    inside something else, or long, has none. *width* and *height* are the text's, in points.
    """
    result = []
    behind = closed
    for block in reversed(list(blocks)):
        if block["t"] != "Div" or not has_class(block["c"][0], "float"):
            result.append(block)
            continue
        (identifier, classes, pairs), content = block["c"]
        tables = [node for node in walk(content) if node["t"] == "Table"]
        if sum(place(table).height(width) for table in tables) > SHARE * height:
            behind = True
            result.append(block)
            continue
        where = "top" if tables and behind else "auto"
        result.append({"t": "Div", "c": [[identifier, classes, [*pairs, ["place", where]]], content]})
    return result[::-1]
