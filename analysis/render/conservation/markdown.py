"""Words of a chapter's markdown that Pandoc reads and forgets: it says nothing of them.

It leaves out the cells of a row beyond its table's columns, what stands behind a grid table's edge, a block
between two lines of ``---``, a footnote inside of a footnote. Every word of the markdown has to be somewhere
in what Pandoc read: in the text, or in a label, a class, an address.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import unquote

from analysis.errors import Problem
from analysis.render.ast import Node, find
from analysis.render.conservation.said import QUOTED, Said
from analysis.render.source import Source

MACRO = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|def|let|DeclareMathOperator|(?:re)?newenvironment)\b"
)
UNREAD = (
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"\n {0,3}\[(?!\^)[^\]\n]+\]:.*"),  # an address under a name
    re.compile(r"\[\^[^\]\s]+\]:?"),  # the name of a footnote
    re.compile(r"\]\s?\[[^\]\n]*\]"),  # the name of an address
    re.compile(r"\n[ \t>]*(?:[Tt]able)?:(?=\s)"),  # the sign of a caption
    re.compile(r"[-*+][ \t]+\[[xX ]\](?=\s)"),  # something to do
    re.compile(
        r"\n[ \t>*+-]*(?:\(?(?:#|\d{1,9}|[A-Za-z]|[ivxlcdmIVXLCDM]+)[.)][ \t]+)+"
    ),  # the mark of an item
)
"""What of markdown is no text, and what Pandoc does not keep either."""

EXAMPLE = re.compile(r"\(@([\w-]+)\)")
"""The name of an example, for which its number stands in the text."""

MARKED = frozenset(
    {"Cite", "Code", "CodeBlock", "Div", "Figure", "Header", "Image", "Link", "Math", "OrderedList"}
    | {"RawBlock", "RawInline", "SmallCaps", "Span", "Table", "Underline"}
)
"""Kinds of nodes that hold more than the text of a chapter."""

CLASSES = {"SmallCaps": "smallcaps", "Underline": "underline ul"}
"""Classes of which Pandoc makes kinds of nodes."""


def check_read(source: Source, blocks: Sequence[Node], said: Said) -> Iterator[Problem]:
    """Yield the line of which the most words are lost, if there is one.

    *blocks* are what Pandoc made of the source, *said* is what they say. Where a chapter defines commands of
    LaTeX, which Pandoc replaces, nothing is known.
    """
    if MACRO.search(source.text):
        return
    written = Counter(Said(_plain(source.text)).words)
    lost = written - Counter(said.words)
    if lost:
        lost -= Counter(Said(" ".join(_beside(blocks))).words)
    if lost:  # of a word that is marked up in part, the parts stand apart
        lost = written - Counter(Said(" ".join(_strings(blocks))).words)
    if not lost:
        return
    lines = [(line, Said(_plain(line.text)).words) for line in source.lines]
    line, words = max(lines, key=lambda each: sum((Counter(each[1]) & lost).values()))
    missing = " ".join([word for word in words if word in lost][:QUOTED])
    what = f"'{missing}' would be lost: Pandoc takes it for no text"
    fix = (
        "write it in another way: is there a cell too many, or a line of '---' without an empty one below it?"
    )
    yield Problem(what, line.where, fix)


def _plain(text: str) -> str:
    """Return markdown without comments, and without names that only Pandoc needs."""
    text = f"\n{text}"
    for name in set(EXAMPLE.findall(text)):
        text = text.replace(f"@{name}", " ")
    for pattern in UNREAD:
        text = pattern.sub("\n", text)
    return html.unescape(text) if "&" in text else text


def _beside(blocks: Sequence[Node]) -> Iterator[str]:
    """Yield what nodes hold beside text: attributes, addresses, keys, formulas."""
    for node in find(blocks, MARKED):
        content = node["c"]
        if node["t"] in ("Math", "Code", "CodeBlock", "RawBlock", "RawInline"):
            yield from _strings(content)
        elif node["t"] == "Cite":
            yield from _strings(content[0])
        elif node["t"] == "Header":
            yield from _strings(content[1])
        elif node["t"] in ("Image", "Link"):
            yield from _strings([content[0], content[2]])
        elif node["t"] in CLASSES:
            yield CLASSES[node["t"]]
        else:
            yield from _strings(content[0])


def _strings(value: Any) -> Iterator[str]:
    """Yield every text in a part of Pandoc's model."""
    if isinstance(value, str):
        yield value
        if "%" in value:
            yield unquote(value)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        yield CLASSES.get(value.get("t", ""), "")
        for item in [value.get("c", "")] if "t" in value else value.values():
            yield from _strings(item)
    else:
        yield str(value)
