"""What of a text has to go through citeproc: its citations, with the words beside them.

With a style that sets citations in the text, Pandoc looks no further than to the words beside one. So
of a long paragraph a few words are enough; the rest is put back afterwards. Around notes and raised
numbers it moves punctuation from farther away: then all of a block goes through.
"""

from __future__ import annotations

import re
from typing import Any

from reproreport.render.pandoc.nodes import LEAVES, Node, find, has_class, rewrite, value_of

BEFORE, AFTER = 2, 4
"""How many inlines beside a citation go along: Pandoc looks at two before it, and after it at all
punctuation up to the next space or letter."""

RAISED = re.compile(r'<style[^>]*\bclass="note"|vertical-align="sup"')
"""What a style has that sets notes or raised numbers."""

KEPT = "report-kept"
Kept = list[list[Node]]
Skeleton = tuple[Node, Kept]


def cites(value: object) -> bool:
    """Say whether there is a citation, or the place of the list of references."""
    return any(node["t"] == "Cite" or node["c"][0][0] == "refs" for node in find(value, ("Cite", "Div")))


def in_text(style: str) -> bool:
    """Say whether a CSL style sets citations as words of the text; the default, empty, one does."""
    return RAISED.search(style) is None


def reduce(block: Node) -> Skeleton:
    """Return a block with little more than its citations, and what :func:`restore` puts back."""
    kept: Kept = []
    return _node(block, kept), kept


def restore(block: Node, kept: Kept) -> Node:
    """Return a reduced block, after citeproc, with all of its words."""

    def put_back(node: Node) -> list[Node] | None:
        attributes = node["c"][0]
        return kept[int(value_of(attributes, "n") or 0)] if has_class(attributes, KEPT) else None

    return rewrite([block], {"Span": put_back, "Div": put_back})[0]  # type: ignore[no-any-return]


def _node(node: Node, kept: Kept) -> Node:
    if node["t"] == "Cite" or "c" not in node:
        return node
    if node["t"] == "Div" and node["c"][0][0] == "refs":
        return node
    return {"t": node["t"], "c": _content(node["c"], kept)}


def _content(value: Any, kept: Kept) -> Any:
    """Reduce whatever a node holds: lists of nodes, or lists of such lists."""
    if type(value) is not list or not cites(value):
        return value
    if all(type(item) is dict and "t" in item for item in (value[0], value[-1])):  # not so: Quoted
        return _nodes(value, kept)
    return [_content(item, kept) for item in value]


def _nodes(nodes: list[Node], kept: Kept) -> list[Node]:
    """Keep what cites, with its neighbours, and put a mark in the place of every other run of nodes."""
    wanted: set[int] = set(range(BEFORE))  # a citation before this list may look at its first word
    citing = {index for index, node in enumerate(nodes) if node["t"] not in LEAVES and cites([node])}
    for index in citing:
        wanted.update(range(index - BEFORE, _end(nodes, index) + 1))
    result: list[Node] = []
    run: list[Node] = []
    for index, node in enumerate(nodes):
        if index not in wanted:
            run.append(node)
            continue
        _mark(run, result, kept)
        run = []
        result.append(_node(node, kept) if index in citing else node)
    _mark(run, result, kept)
    return result


def _end(nodes: list[Node], citation: int) -> int:
    """Return the last index after a citation that Pandoc looks at."""
    end = citation + 1
    while end < len(nodes) and not _stops(nodes[end]):
        end += 1
    return max(end, citation + AFTER)


def _stops(node: Node) -> bool:
    return node["t"] in ("Space", "SoftBreak", "LineBreak") or (
        node["t"] == "Str" and any(letter.isalnum() for letter in node["c"])
    )


def _mark(run: list[Node], result: list[Node], kept: Kept) -> None:
    if not run:
        return
    attributes = ["", [KEPT], [["n", str(len(kept))]]]
    kept.append(run)
    if run[0]["t"] in BLOCKS:
        result.append({"t": "Div", "c": [attributes, []]})
    else:
        result.append({"t": "Span", "c": [attributes, [{"t": "Str", "c": "x"}]]})


BLOCKS = frozenset(
    {"Plain", "Para", "LineBlock", "CodeBlock", "RawBlock", "BlockQuote", "OrderedList", "BulletList"}
    | {"DefinitionList", "Header", "HorizontalRule", "Table", "Figure", "Div"}
)
