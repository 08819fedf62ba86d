"""Tabsets: one text in several versions, of which a page shows one at a time and paper all.

tabset   Div .tabset of tabs, each a Div .tab holding a Div .tab-title first, with its ``level``
"""

from __future__ import annotations

from collections.abc import Sequence

from reproreport.render.ast import Node, attr, div, plain, walk

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
