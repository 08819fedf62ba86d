"""The book's constructs as HTML: the last step before Pandoc writes a page."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

from reproreport.project.words import Words
from reproreport.render.outline import Shown
from reproreport.render.pandoc.nodes import (
    NBSP,
    Handler,
    Node,
    div,
    find,
    has_class,
    plain_text,
    raw_block,
    raw_inline,
    rewrite,
    span,
    text,
    value_of,
)
from reproreport.render.read.conditional import shown_in
from reproreport.render.read.marks import number_of
from reproreport.render.read.panels import FOLD, widths

Resolve = Callable[[str], str]

MARK = "report:"
NUMBERS = "_numbers"
"""The path of links from numbers to what is said of them; the place is the result's name."""

COMPUTED, PERMALINK = "computed", "permalink"
"""Classes of links from computed numbers, and from headings and captions to themselves."""

FROM = "from"
"""A comment that begins so holds the place of a line of links: notebook, cell and label follow it."""

MARKED = re.compile(rf'"{MARK}([^"]*)"')
NOT_IN_ADDRESSES = re.compile(r"[\s<>|\"{}\[\]^`]")
"""What Pandoc writes with a percent sign."""


def relative(target: str, page: PurePosixPath, pages: Mapping[str, PurePosixPath]) -> str:
    """Return the address of a link from one page of the site.

    *target* is a link as ``links.py`` leaves it; *pages* gives the page of each chapter's path.
    """
    if not target.startswith("/") or target.startswith("//"):
        return target
    path, mark, fragment = target[1:].partition("#")
    output = pages.get(path)
    if output == page and fragment:
        return f"#{fragment}"
    return between(page, output or PurePosixPath(path)) + mark + fragment


def between(page: PurePosixPath, target: PurePosixPath) -> str:
    """Return the relative address of one file of the site from another."""
    here, there = page.parts[:-1], target.parts
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return "../" * (len(here) - shared) + "/".join(there[shared:])


def marked(target: str) -> str:
    """Return a link's target as Pandoc writes it unchanged, if it is in the book; others as they are."""
    inside = target.startswith("/") and not target.startswith("//")
    return MARK + quote(target, safe="/#") if inside else target


def addressed(text: str, resolve: Resolve) -> str:
    """Return HTML in which *resolve* has turned each marked target into an address."""

    def address(match: re.Match[str]) -> str:
        found = NOT_IN_ADDRESSES.sub(lambda letter: quote(letter[0]), resolve(unquote(match[1])))
        return f'"{html.escape(found)}"'

    return MARKED.sub(address, text)


@dataclass(frozen=True)
class Form:
    """What pages depend on besides their text: their language's words, and the numbers that they show.

    *name* is Quarto's name of the format: an EPUB shows all tabs, and folds nothing.
    """

    words: Words = field(default_factory=Words)
    shown: Shown = field(default_factory=Shown)
    name: str = "html"

    @property
    def key(self) -> list[object]:
        """Return all of it."""
        return [self.words.key, self.shown.depth]


def lower(blocks: list[Node], resolve: Resolve, form: Form | None = None) -> list[Node]:
    """Return blocks that Pandoc's HTML writer knows; *resolve* turns a target into an address."""
    form = form or Form()

    def link(node: Node) -> list[Node]:
        attributes, content, (url, title) = node["c"]
        inside = rewrite(content, {"Link": lambda one: list(one["c"][1])})  # no link stands in a link
        return [{"t": "Link", "c": [attributes, inside, [resolve(url), title]]}]

    def image(node: Node) -> list[Node]:
        attributes, content, (url, title) = node["c"]
        return [{"t": "Image", "c": [attributes, content, [resolve(url), title]]}]

    handlers: dict[str, Handler] = {
        "Link": link,
        "Image": image,
        "Header": partial(_header, form.name),
        "Table": partial(_table, form.words),
        "Span": partial(_span, form.name, resolve),
        "Div": _Blocks(form).block,
    }
    return rewrite(form.shown.without(blocks), handlers)


def _header(name: str, node: Node) -> list[Node]:
    """Write a heading; on a page its number, or else a sign behind it, is a link to it."""
    level, (identifier, classes, pairs), content = node["c"]
    number = value_of([identifier, classes, pairs], "number")
    linked = identifier and name == "html"
    if number:
        mark = span(["", ["header-section-number"], []], text(number))
        if linked:
            mark = _permalink(identifier, ["header-section-number"], text(number))
        content = [mark, *text(NBSP), *content]
    elif linked:
        content = [*content, _permalink(identifier, [], [])]  # the style sheet shows a sign
    pairs = [pair for pair in pairs if pair[0] != "number"]
    kept = [name for name in classes if name not in ("unnumbered", "unlisted")]
    return [{"t": "Header", "c": [level, [identifier, kept, pairs], content]}]


def _permalink(identifier: str, classes: list[str], content: list[Node]) -> Node:
    """Return a link from a heading or a caption to itself."""
    name = [] if content else [["aria-label", "#"]]
    return {"t": "Link", "c": [["", [PERMALINK, *classes], name], content, [f"#{identifier}", ""]]}


def _table(words: Words, node: Node) -> list[Node]:
    """Put a table into a box of its own that scrolls sideways, also by keyboard."""
    name = ["aria-label", words.title("tbl")]
    box = ["", ["table-scroll"], [["tabindex", "0"], ["role", "region"], name]]
    return [div(box, [node])]


def _span(name: str, resolve: Resolve, node: Node) -> list[Node] | None:
    (identifier, classes, pairs), content = node["c"]
    if result := number_of(node):
        if name != "html" or any(one["t"] in ("Link", "Note") for one in find(content, ("Link", "Note"))):
            return list(content)
        return [{"t": "Link", "c": [["", [COMPUTED], []], content, [resolve(f"/{NUMBERS}#{result}"), ""]]}]
    if "equation" not in classes:
        return shown_in(node, name)
    number = value_of([identifier, classes, pairs], "number")
    mark = [span(["", ["equation-number"], []], text(f"({number})"))] if number else []
    return [span([identifier, classes, []], [*content, *mark])]


class _Blocks:
    """The blocks of one page: its tabsets are counted."""

    def __init__(self, form: Form) -> None:
        self._words = form.words
        self._name = form.name
        self._alone = form.name != "html"
        self._tabsets = 0

    def block(self, node: Node) -> list[Node] | None:  # noqa: PLR0911 (one return a kind of block)
        attributes, blocks = node["c"]
        if has_class(attributes, "float"):
            return _float(attributes, blocks, self._words, alone=self._alone)
        if has_class(attributes, "callout"):
            return _callout(attributes, blocks, folds=not self._alone)
        if has_class(attributes, "tabset", FOLD) and self._alone:
            return None
        if has_class(attributes, FOLD):
            return _folded(attributes, blocks)
        if has_class(attributes, "tabset"):
            self._tabsets += 1
            return _tabset(blocks, f"_tabset-{self._tabsets}")
        if has_class(attributes, "layout-row"):
            columns = " ".join(f"minmax(0, {width}fr)" for width in widths(node))
            cells = [div(["", ["layout-cell" if c["c"][1] else "layout-gap"], []], c["c"][1]) for c in blocks]
            return [div(["", ["layout-row"], [["style", f"grid-template-columns: {columns}"]]], cells)]
        return shown_in(node, self._name)


def _tabset(tabs: list[Node], name: str) -> list[Node]:
    """Write tabs that need no script: of the radio buttons before them one is on."""
    blocks: list[Node] = []
    for number, tab in enumerate(tabs, 1):
        title, *body = tab["c"][1]
        mine = f"{name}-{number}"
        on = " checked" if number == 1 else ""
        button = f'<input type="radio" name="{name}" id="{mine}"{on}>'
        label = _wrapped("label", title["c"][1][0]["c"], f' for="{mine}"')
        blocks += [{"t": "Plain", "c": [raw_inline("html", button), *label["c"]]}]
        blocks.append(div(["", ["tab"], []], body))
    return [div(["", ["tabset"], []], blocks)]


def _float(attributes: list[list[str]], blocks: list[Node], names: Words, *, alone: bool) -> list[Node]:
    """Write a figure; a table's caption stands above it, a figure's below.

    On a page, the number of the caption is a link to it, and :data:`FROM` holds the place of what leads to
    the notebook's cell that it is from.
    """
    identifier, classes, _ = attributes
    name = f' id="{html.escape(str(identifier))}"' if identifier else ""
    kinds = " ".join([f"float float-{classes[1]}", *classes[2:]])
    start = raw_block("html", f'<figure{name} class="{kinds}">')
    end = raw_block("html", "</figure>")
    captions = [b for b in blocks if b["t"] == "Div" and has_class(b["c"][0], "caption")]
    content = [block for block in blocks if block not in captions]
    shown: list[Node] = []
    ways: list[Node] = []
    if not alone and (cell := value_of(attributes, "cell")):
        named = (value_of(attributes, "notebook"), cell, identifier or "-")
        ways = [raw_block("html", f"<!--{FROM} {' '.join(quote(str(one)) for one in named)}-->")]
    if captions:
        words = captions[0]["c"][1][0]["c"]
        if identifier and not alone and words[0]["t"] == "Span":
            words = [_permalink(str(identifier), [], [words[0]]), *words[1:]]
        shown = [_wrapped("figcaption", words)]
        if ways and classes[1] != "tbl":  # a caption is the first or the last of a figure
            inside = [raw_inline("html", one["c"][1]) for one in ways]
            shown, ways = [_wrapped("figcaption", [*words, *inside])], []
        label = plain_text(words[:1]) if identifier else plain_text(words)
        if "sub" in classes:
            label = f"{names.title(classes[1])}{NBSP}{value_of(attributes, 'number')}"
        content = [_labelled(block, label.removesuffix(names.delimiter)) for block in content]
    if classes[1] == "tbl":
        return [start, *shown, *content, *ways, end]
    return [start, *ways, *content, *shown, end]


def _labelled(block: Node, label: str) -> Node:
    """Name the scrolling box after the table that it holds."""
    if block["t"] != "Div" or not has_class(block["c"][0], "table-scroll"):
        return block
    identifier, classes, pairs = block["c"][0]
    named = [[key, label if key == "aria-label" else value] for key, value in pairs]
    return div([identifier, classes, named], block["c"][1])


def _callout(attributes: list[list[str]], blocks: list[Node], *, folds: bool) -> list[Node]:
    """Write a callout; one that Quarto lets a reader fold is a <details>."""
    identifier, classes, _ = attributes
    collapse = value_of(attributes, "collapse")
    titles = [b for b in blocks if has_class(b["c"][0], "callout-title")]
    if not folds or not collapse or not titles:
        role = [["role", "note"]]
        return [div([identifier, classes, role], [_callout_title(b) for b in blocks])]
    name = f' id="{html.escape(str(identifier))}"' if identifier else ""
    kinds = " ".join(str(name) for name in classes)
    unfolded = " open" if collapse == "false" else ""
    start = raw_block("html", f'<details{name} class="{kinds}"{unfolded}>')
    title = _wrapped("summary", titles[0]["c"][1][0]["c"], ' class="callout-title"')
    body = [b for b in blocks if b not in titles]
    return [start, title, *body, raw_block("html", "</details>")]


def _folded(attributes: list[list[str]], blocks: list[Node]) -> list[Node]:
    """Write code that a reader unfolds."""
    unfolded = " open" if value_of(attributes, "collapse") == "false" else ""
    title = _wrapped("summary", text(value_of(attributes, "title") or "Code"))
    start = raw_block("html", f'<details class="{FOLD}"{unfolded}>')
    return [start, title, *blocks, raw_block("html", "</details>")]


def _callout_title(block: Node) -> Node:
    if not has_class(block["c"][0], "callout-title"):
        return block
    return _wrapped("p", block["c"][1][0]["c"], ' class="callout-title"')


def _wrapped(element: str, content: list[Node], attributes: str = "") -> Node:
    """Return inlines inside one HTML element."""
    start = raw_inline("html", f"<{element}{attributes}>")
    return {"t": "Plain", "c": [start, *content, raw_inline("html", f"</{element}>")]}
