"""Give Quarto's constructs one form each that both writers know.

float     Div .float .fig|.tbl, with the caption in a Div .caption first; figures and tables
panel     a float with the class .panel; those in it have the class .sub (``layout``)
callout   Div .callout .callout-note …, holding a Div .callout-title and a Div .callout-body
equation  Span .equation around display mathematics
image     Image with its alternative text in the attribute ``alt``
page      Div .page-break, empty

Tabsets and conditional text have modules of their own: ``tabs``, ``visible``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reproreport.errors import Level, wrong
from reproreport.project.words import CALLOUT_KINDS, Words
from reproreport.render.pandoc.door import Job, convert, plain_alternative
from reproreport.render.pandoc.nodes import (
    Handler,
    Node,
    attr,
    blocks_of,
    div,
    has_class,
    inlines,
    plain,
    plain_text,
    rewrite,
    span,
    text,
    value_of,
)
from reproreport.render.read.conditional import CLASSES, CONDITIONS, FORMATS, conditional, numbered
from reproreport.render.read.harmless import check_text
from reproreport.render.read.markdown import BREAK, EMBEDDED
from reproreport.render.read.panels import CLASS as TABSET
from reproreport.render.read.panels import is_layout, layout, tabset
from reproreport.render.read.source import Source

HOLDS = "holds"
"""Attribute of a span: what its sentence asserts, for ``report check``. No reader sees it."""

FLOAT = re.compile(r"^(fig|tbl)-\S+$")
EQUATION = re.compile(r"^\{#(eq-[^\s}]+)\s*\}$")
MARKUP = re.compile(r"[*_`$^~\\\[\]<>@\"']|--|\.\.\.")
"""What may be more than text in an attribute that Quarto reads as markdown."""


@dataclass
class Structure:
    """The reading of one chapter; *embedded* holds the blocks of its notebook cells."""

    source: Source
    embedded: Mapping[str, Sequence[Node]]
    words: Words = field(default_factory=Words)
    _reading: Sequence[Node] = ()

    def read(self, blocks: list[Node]) -> list[Node]:
        """Return the blocks in the forms named above; what cannot be read is a problem."""
        self._reading = blocks
        handlers: dict[str, Handler] = {
            "Image": self._image,
            "Figure": self._figure,
            "Table": self._table,
            "Para": self._paragraph,
            "Plain": self._paragraph,
            "Div": self._div,
            "Span": self._span,
        }
        if "[^" in self.source.text:
            handlers["Str"] = self._string
        return rewrite(blocks, handlers)

    def _problem(
        self, what: str, needle: str, fix: str, attributes: object = None, level: Level = "error"
    ) -> None:
        """Note a problem of a block with these attributes, or where the text *needle* stands."""
        places = self.source.fences(self._reading) if attributes else {}
        where = places.get(id(attributes)) or self.source.where_is(needle)
        wrong(what, where, fix, level)

    def _string(self, node: Node) -> None:
        """Find a footnote that is used but not written: Pandoc leaves it as text."""
        for name in re.findall(r"\[\^([^\]\s]+)\]", node["c"]):
            self._problem(
                f"footnote '[^{name}]' is not defined", f"[^{name}]", f"add [^{name}]: …", level="warning"
            )

    def _image(self, node: Node) -> list[Node]:
        attributes, content, target = node["c"]
        given = value_of(attributes, "fig-alt") or value_of(attributes, "alt")
        alt = plain_alternative(given) if given else plain_text(content)
        sizes = [pair for pair in attributes[2] if pair[0] in ("width", "height", "style")]
        identifier, classes, _ = attributes
        return [_image([identifier, classes, [["alt", alt], *sizes]], target)]

    def _figure(self, node: Node) -> list[Node]:
        attributes, (_, caption), blocks = node["c"]
        return [make_float("fig", attributes[0], inlines(caption), blocks)]

    def _table(self, node: Node) -> list[Node] | None:
        attributes, (_, caption), columns, *rest = node["c"]
        widths = _widths(value_of(attributes, "tbl-colwidths"), len(columns))
        if widths:
            columns = [
                [column[0], {"t": "ColWidth", "c": width}]
                for column, width in zip(columns, widths, strict=True)
            ]
        table = {"t": "Table", "c": [attr(), [None, []], columns, *rest]}
        identifier = attributes[0]
        if not caption and not identifier:
            return [table]
        return [make_float("tbl", identifier, inlines(caption), [table])]

    def _paragraph(self, node: Node) -> list[Node] | None:
        content = node["c"]
        for item in content:
            if item["t"] == "Span" and has_class(item["c"][0], EMBEDDED):
                return self._embed(item, alone=len(content) == 1)
            if item["t"] == "Span" and has_class(item["c"][0], BREAK):
                return self._page_break(alone=len(content) == 1)
        if any(item["t"] == "Math" and item["c"][0]["t"] == "DisplayMath" for item in content):
            return [{"t": node["t"], "c": self._equations(content)}]
        return None

    def _embed(self, item: Node, *, alone: bool) -> list[Node]:
        cell = value_of(item["c"][0], "cell") or ""
        if not alone:
            fix = "put an empty line before and after the shortcode"
            self._problem(f"'{cell}' is embedded inside a paragraph", cell, fix)
        return list(self.embedded.get(cell, ()))

    def _page_break(self, *, alone: bool) -> list[Node]:
        if not alone:
            fix = "put an empty line before and after the shortcode"
            self._problem("a page break inside a paragraph", BREAK, fix)
        return [div(attr(classes=["page-break"]), [])]

    def _equations(self, content: list[Node]) -> list[Node]:
        """Join each displayed formula with the label that follows it."""
        result: list[Node] = []
        skip = 0
        for n, item in enumerate(content):
            if skip:
                skip -= 1
                continue
            if item["t"] != "Math" or item["c"][0]["t"] != "DisplayMath":
                result.append(item)
                continue
            identifier = ""
            rest = content[n + 1 : n + 3]
            if rest and rest[0]["t"] in ("Space", "SoftBreak"):
                rest = rest[1:]
                label = EQUATION.match(rest[0]["c"]) if rest and rest[0]["t"] == "Str" else None
                if label:
                    identifier, skip = label[1], 2
            elif rest and rest[0]["t"] == "Str" and (label := EQUATION.match(rest[0]["c"])):
                identifier, skip = label[1], 1
            result.append(span(attr(identifier, ["equation"]), [item]))
        return result

    def _span(self, node: Node) -> list[Node] | None:
        return self._conditional(node) if has_class(node["c"][0], *CLASSES) else _without_assertion(node)

    def _div(self, node: Node) -> list[Node] | None:
        attributes, blocks = node["c"]
        if has_class(attributes, *CLASSES):
            return self._conditional(node)
        if has_class(attributes, TABSET):
            return self._tabset(node)
        kind = next((k for k in CALLOUT_KINDS.values() if has_class(attributes, f"callout-{k}")), "")
        if kind:
            return [self._callout(kind, attributes, blocks)]
        if FLOAT.match(attributes[0]) and not has_class(attributes, "float"):
            return [self._float_div(attributes, blocks)]
        if is_layout(attributes):
            return [self._layout(attributes, blocks)]
        return None

    def _conditional(self, node: Node) -> list[Node]:
        """Read text for some formats; what would be numbered differently in them is a problem."""
        attributes, content = node["c"]
        name = next(name for name in CLASSES if has_class(attributes, name))
        for what, needle in numbered(content):
            fix = "move it out: the book is numbered once, for all formats"
            self._problem(f"{what} in a '.{name}'", needle, fix, level="strict")
        try:
            return conditional(node)
        except ValueError as error:
            fix = f"write {' or '.join(CONDITIONS)}= one of {', '.join(FORMATS)}"
            needle = next((f'{key}="{value}"' for key, value in attributes[2] if "-" in key), name)
            self._problem(f"'.{name}' with {error} is not supported", needle, fix, attributes, "warning")
            return []

    def _tabset(self, node: Node) -> list[Node]:
        try:
            return [tabset(node["c"][1])]
        except ValueError as error:
            fix = "start each tab with '## Title', and mark headings inside it {.unnumbered}"
            self._problem(f"a '.{TABSET}' {error}", TABSET, fix, node["c"][0], "strict")
            return (
                [tabset(_unnumbered(node["c"][1]))]
                if node["c"][1][:1] and node["c"][1][0]["t"] == "Header"
                else node["c"][1]
            )

    def _layout(self, attributes: list[Any], blocks: Sequence[Node]) -> Node:
        """Put blocks side by side."""
        try:
            return layout(attributes, blocks)
        except ValueError as error:
            needle = next(key for key, _ in attributes[2] if key.startswith("layout"))
            fix = "see 'Panels' in `report help markdown`"
            self._problem(f"a layout that cannot be read: {error}", needle, fix, attributes, "warning")
            return div(attr(), blocks)

    def _float_div(self, attributes: list[Any], blocks: list[Node]) -> Node:
        """Read ``::: {#fig-x}`` whose last paragraph is the caption."""
        identifier = str(attributes[0])
        kind = identifier[:3]
        if len(blocks) < 2 or blocks[-1]["t"] != "Para":
            fix = "make the caption the last paragraph of the block"
            self._problem(f"'{identifier}' has no caption", f"#{identifier}", fix, level="strict")
            return make_float(kind, identifier, [], blocks)
        caption, content = blocks[-1]["c"], [_sub_image(block) for block in blocks[:-1]]
        inner = [block for block in content if block["t"] == "Div" and has_class(block["c"][0], "float")]
        if inner or is_layout(attributes):
            content = [self._sub_float(block, identifier) for block in content]
            return make_float(kind, identifier, caption, [self._layout(attributes, content)], ["panel"])
        given = value_of(attributes, "fig-alt")
        alt = plain_alternative(given) if given else plain_text(caption)
        content = rewrite(content, {"Image": lambda image: [_with_alt(image, alt)]})
        return make_float(kind, identifier, caption, content)

    def _sub_float(self, block: Node, panel: str) -> Node:
        """Read one of the figures or tables of a panel, which Quarto calls (a), (b), (c)."""
        if block["t"] != "Div" or not has_class(block["c"][0], "float"):
            return block
        (identifier, classes, pairs), inner = block["c"]
        if not identifier:
            what = f"a captioned part of '{panel}' without a label: Quarto letters it in the PDF only"
            self._problem(what, f"#{panel}", f"give it one: {{#{panel}-a}}", level="strict")
        elif classes[1] != panel[:3] or "panel" in classes:
            what, fix = f"'{identifier}' cannot stand in '{panel}'", "let a panel hold figures or tables"
            self._problem(what, f"#{identifier}", fix)
        return div([identifier, [*classes, "sub"], pairs], inner)

    def _callout(self, kind: str, attributes: list[Any], blocks: list[Node]) -> Node:
        """Read a callout; its title is the attribute, its first heading, or its kind's name."""
        identifier = attributes[0]
        title = self._markdown(value_of(attributes, "title") or "")
        if not title and blocks and blocks[0]["t"] == "Header":
            title, blocks = blocks[0]["c"][2], blocks[1:]
        look = value_of(attributes, "appearance") or "default"
        if look != "default" and not title:
            what = f"appearance={look} without a title: Quarto's PDF gives it one"
            fix = 'add title="…", or leave out the appearance'
            self._problem(what, f"callout-{kind}", fix, attributes, "strict")
        if not title and not identifier:
            title = text(self.words.callout(kind))
        body = div(attr(classes=["callout-body"]), blocks)
        head = div(attr(classes=["callout-title"]), [plain(title)])
        pairs = [pair for pair in attributes[2] if pair[0] == "collapse" and pair[1] in ("true", "false")]
        classes = ["callout", f"callout-{kind}", *([f"callout-{look}"] if look != "default" else [])]
        return div([identifier, classes, pairs], [head, body])

    def _markdown(self, string: str) -> list[Node]:
        """Return an attribute's text as inlines; Quarto reads it as markdown."""
        if not MARKUP.search(string):
            return text(string) if string else []
        read = blocks_of(convert([Job(string)])[0].checked)
        check_text(read, self.source.where_is(string))
        return inlines(read)


def _unnumbered(blocks: list[Node]) -> list[Node]:
    """Return blocks whose headings have no number."""

    def header(node: Node) -> list[Node]:
        level, (identifier, classes, pairs), content = node["c"]
        return [{"t": "Header", "c": [level, [identifier, [*classes, "unnumbered"], pairs], content]}]

    return rewrite(blocks, {"Header": header})


def _without_assertion(node: Node) -> list[Node] | None:
    """Take the assertion off a sentence, and the span too where it carries nothing else."""
    (identifier, classes, pairs), content = node["c"]
    kept = [pair for pair in pairs if pair[0] != HOLDS]
    if len(kept) == len(pairs):
        return None
    return [span([identifier, classes, kept], content)] if identifier or classes or kept else list(content)


def make_float(
    kind: str, identifier: str, caption: Sequence[Node], blocks: Sequence[Node], classes: Sequence[str] = ()
) -> Node:
    """Return a figure (*kind* ``fig``) or a table (``tbl``) with its caption."""
    content = [_promoted(block) for block in blocks]
    head = [div(attr(classes=["caption"]), [plain(caption)])] if caption else []
    return div(attr(identifier, ["float", kind, *classes]), [*head, *content])


def from_cell(block: Node, notebook: str, label: str) -> Node:
    """Return a float that says which cell of which executed notebook shows it."""
    (identifier, classes, pairs), content = block["c"]
    return div([identifier, classes, [*pairs, ["notebook", notebook], ["cell", label]]], content)


def image_block(target: str, alt: str) -> Node:
    """Return a paragraph that holds one image."""
    return plain([_image(["", [], [["alt", alt]]], [target, ""])])


def _image(attributes: list[object], target: list[str]) -> Node:
    return {"t": "Image", "c": [attributes, [], target]}


def _with_alt(image: Node, alt: str) -> Node:
    attributes, _, target = image["c"]
    if value_of(attributes, "alt"):
        return image
    pairs = [["alt", alt], *[pair for pair in attributes[2] if pair[0] != "alt"]]
    return _image([attributes[0], attributes[1], pairs], target)


def _promoted(block: Node) -> Node:
    return {"t": "Plain", "c": block["c"]} if block["t"] == "Para" else block


def _sub_image(block: Node) -> Node:
    """Return a labelled image without a caption as a figure; in a panel its letter is enough."""
    if block["t"] in ("Para", "Plain") and len(block["c"]) == 1 and block["c"][0]["t"] == "Image":
        (identifier, classes, pairs), content, target = block["c"][0]["c"]
        if FLOAT.match(identifier):
            image: Node = {"t": "Image", "c": [["", classes, pairs], content, target]}
            return make_float("fig", identifier, [], [plain([image])])
    return block


def _widths(given: str | None, count: int) -> list[float]:
    """Read ``tbl-colwidths="[30,70]"`` as shares of the text's width."""
    numbers = [float(n) for n in re.findall(r"\d+(?:\.\d+)?", given or "")]
    total = sum(numbers)
    return [n / total for n in numbers] if len(numbers) == count and total else []
