"""Give Quarto's constructs one form each that both writers know.

float     Div .float .fig|.tbl, with the caption in a Div .caption first; figures and tables
callout   Div .callout .callout-note …, holding a Div .callout-title and a Div .callout-body
equation  Span .equation around display mathematics
image     Image with its alternative text in the attribute ``alt``
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analysis.errors import Problem
from analysis.render.ast import (
    Handler,
    Node,
    attr,
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
from analysis.render.markdown import EMBEDDED
from analysis.render.source import Source

HOLDS = "holds"
"""Attribute of a span: what its sentence asserts, for ``report check``. No reader sees it."""

FLOAT = re.compile(r"^(fig|tbl)-\S+$")
EQUATION = re.compile(r"^\{#(eq-[^\s}]+)\s*\}$")
CALLOUTS = {kind: kind.capitalize() for kind in ("note", "tip", "warning", "important", "caution")}
REFUSED = (
    *("panel-tabset", "panel-sidebar", "panel-fill", "panel-center", "content-visible", "content-hidden"),
    *("aside", "landscape", "theorem", "proof"),
)


@dataclass
class Structure:
    """The reading of one chapter; *embedded* holds the blocks of its notebook cells."""

    source: Source
    embedded: Mapping[str, Sequence[Node]]
    problems: list[Problem]
    _used: set[str] = field(default_factory=set)

    def read(self, blocks: list[Node]) -> list[Node]:
        """Return the blocks in the forms named above; what cannot be read is a problem."""
        handlers: dict[str, Handler] = {
            "Image": self._image,
            "Figure": self._figure,
            "Table": self._table,
            "Para": self._paragraph,
            "Plain": self._paragraph,
            "Div": self._div,
            "Span": _span,
        }
        if "[^" in self.source.text:
            handlers["Str"] = self._string
        return rewrite(blocks, handlers)

    def _problem(self, what: str, needle: str, fix: str) -> None:
        self.problems.append(Problem(what, self.source.where_is(needle), fix))

    def _string(self, node: Node) -> None:
        """Find a footnote that is used but not written: Pandoc leaves it as text."""
        for name in re.findall(r"\[\^([^\]\s]+)\]", node["c"]):
            self._problem(f"footnote '[^{name}]' is not defined", f"[^{name}]", f"add [^{name}]: …")

    def _image(self, node: Node) -> list[Node]:
        attributes, content, target = node["c"]
        alt = value_of(attributes, "fig-alt") or value_of(attributes, "alt") or plain_text(content)
        sizes = [pair for pair in attributes[2] if pair[0] in ("width", "height")]
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
        if any(item["t"] == "Math" and item["c"][0]["t"] == "DisplayMath" for item in content):
            return [{"t": node["t"], "c": self._equations(content)}]
        return None

    def _embed(self, item: Node, *, alone: bool) -> list[Node]:
        cell = value_of(item["c"][0], "cell") or ""
        if not alone:
            fix = "put an empty line before and after the shortcode"
            self._problem(f"'{cell}' is embedded inside a paragraph", cell, fix)
        return list(self.embedded.get(cell, ()))

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

    def _div(self, node: Node) -> list[Node] | None:
        attributes, blocks = node["c"]
        for name in attributes[1]:
            if name in REFUSED or name.startswith("column-"):
                self._problem(f"'.{name}' is not supported", name, "write it without this class")
        layout = next((key for key, _ in attributes[2] if key.startswith("layout")), "")
        if layout:
            fix = "give each figure or table its own place"
            self._problem(f"'{layout}' is not supported", layout, fix)
        kind = next((k for k in CALLOUTS if has_class(attributes, f"callout-{k}")), "")
        if kind:
            return [_callout(kind, attributes, blocks)]
        if FLOAT.match(attributes[0]) and not has_class(attributes, "float"):
            return [self._float_div(attributes, blocks)]
        return None

    def _float_div(self, attributes: list[object], blocks: list[Node]) -> Node:
        """Read ``::: {#fig-x}`` whose last paragraph is the caption."""
        identifier = str(attributes[0])
        kind = identifier[:3]
        inner = [b for b in blocks if b["t"] == "Div" and has_class(b["c"][0], "float")]
        if inner and inner[0]["c"][0][0]:
            self._problem(
                f"'{identifier}' holds figures of its own",
                f"#{identifier}",
                "sub-figures are not supported: give each its own place",
            )
            return div(attr(identifier), blocks)
        if len(blocks) < 2 or blocks[-1]["t"] != "Para":
            fix = "make the caption the last paragraph of the block"
            self._problem(f"'{identifier}' has no caption", f"#{identifier}", fix)
            return div(attr(identifier), blocks)
        caption = blocks[-1]["c"]
        alt = value_of(attributes, "fig-alt") or plain_text(caption)
        content = rewrite(blocks[:-1], {"Image": lambda image: [_with_alt(image, alt)]})
        return make_float(kind, identifier, caption, content)


def _span(node: Node) -> list[Node] | None:
    """Take the assertion off a sentence, and the span too where it carries nothing else."""
    (identifier, classes, pairs), content = node["c"]
    kept = [pair for pair in pairs if pair[0] != HOLDS]
    if len(kept) == len(pairs):
        return None
    return [span([identifier, classes, kept], content)] if identifier or classes or kept else list(content)


def make_float(kind: str, identifier: str, caption: Sequence[Node], blocks: Sequence[Node]) -> Node:
    """Return a figure (*kind* ``fig``) or a table (``tbl``) with its caption."""
    content = [_promoted(block) for block in blocks]
    head = [div(attr(classes=["caption"]), [plain(caption)])] if caption else []
    return div(attr(identifier, ["float", kind]), [*head, *content])


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


def _callout(kind: str, attributes: list[list[object]], blocks: list[Node]) -> Node:
    """Read a callout; its title is the attribute, its first heading, or its kind's name."""
    given = value_of(attributes, "title")
    title = text(given) if given else text(CALLOUTS[kind])
    if not given and blocks and blocks[0]["t"] == "Header":
        title, blocks = blocks[0]["c"][2], blocks[1:]
    minimal = value_of(attributes, "appearance") == "minimal" and title == text(CALLOUTS[kind])
    head = [] if minimal else [div(attr(classes=["callout-title"]), [plain(title)])]
    body = div(attr(classes=["callout-body"]), blocks)
    pairs = [["collapse", "true"]] if value_of(attributes, "collapse") == "true" else []
    return div([attributes[0], ["callout", f"callout-{kind}"], pairs], [*head, body])


def _widths(given: str | None, count: int) -> list[float]:
    """Read ``tbl-colwidths="[30,70]"`` as shares of the text's width."""
    numbers = [float(n) for n in re.findall(r"\d+(?:\.\d+)?", given or "")]
    total = sum(numbers)
    return [n / total for n in numbers] if len(numbers) == count and total else []
