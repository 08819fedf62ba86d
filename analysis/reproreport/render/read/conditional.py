"""Text that only some publications, or only some formats, show: ``.content-visible`` and ``.content-hidden``.

A publication is a Quarto profile, so both renderers read the same ``when-profile``; ``unless-profile`` is the
reverse, ``.content-hidden`` the reverse of either. What depends on a format (``when-format``) becomes

conditional   Div or Span .conditional with the formats that show it in ``formats``

Nothing with a number may stand in it: the book is numbered once, for all formats.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from reproreport.formats import QUARTO
from reproreport.render.pandoc.nodes import Node, attr, has_class, plain_text, rewrite, value_of, walk
from reproreport.render.read.labels import is_reference

VISIBLE, HIDDEN = "content-visible", "content-hidden"


def chosen(blocks: list[Node], publication: str) -> list[Node]:
    """Return the blocks without what another publication shows; conditions on formats are left."""

    def choose(node: Node) -> list[Node] | None:
        attributes, content = node["c"]
        if not has_class(attributes, VISIBLE, HIDDEN):
            return None
        shown = holds_in(attributes, publication)
        if shown is None:
            return None
        return list(content) if shown else []

    return rewrite(blocks, {"Div": choose, "Span": choose})


def holds_in(attributes: list[list[object]], publication: str) -> bool | None:
    """Say whether the publication shows it; None where that does not depend on the publication."""
    when, unless = (value_of(attributes, name) for name in PROFILES)
    if when is None and unless is None:
        return None
    holds = (when is None or publication in _names(when)) and (
        unless is None or publication not in _names(unless)
    )
    return holds == has_class(attributes, VISIBLE)


def _names(value: str) -> list[str]:
    return [name.strip() for name in value.split(",")]


FORMATS = tuple(QUARTO)
"""Quarto's names of what a report can be written as; the PDF is Typst's."""

CLASSES = ("content-visible", "content-hidden")
CONDITIONS = ("when-format", "unless-format")
PROFILES = ("when-profile", "unless-profile")
"""Conditions on the publication: a text that still has one when it comes here is refused."""


ALIASES = {"pdf": "typst", "latex": "typst", "html:js": "html"}
"""Other names of formats: the PDF of LaTeX is Typst's here."""

UNMADE = ("revealjs", "beamer", "pptx", "odt", "gfm", "markdown", "ipynb", "llms-txt")
"""Quarto's names of formats that a report is not written as."""


def formats_of(attributes: list[Any]) -> tuple[str, ...]:
    """Return the formats that show a block or span with one of CLASSES.

    Raises:
        ValueError: its condition cannot be read.
    """
    conditions = [(key, value) for key, value in attributes[2] if key.startswith(("when-", "unless-"))]
    if len(conditions) > 1:
        raise ValueError("more than one condition")
    named = set(FORMATS)
    for key, given in conditions:
        if key not in CONDITIONS:
            raise ValueError(f"the condition '{key}'")
        value = ALIASES.get(given, given)
        if value not in (*FORMATS, *UNMADE):
            raise ValueError(f"the format '{value}'")
        # A format within another one is shown what that is shown, too.
        meant = {value, *(name for name in FORMATS if QUARTO[name].within == value)}
        named = meant if key == "when-format" else named - meant
    hidden = has_class(attributes, "content-hidden")
    return tuple(name for name in FORMATS if (name in named) != hidden)


def conditional(node: Node) -> list[Node]:
    """Return a Div or Span in the form named above; nothing if no format shows it.

    Raises:
        ValueError: its condition cannot be read.
    """
    shown = formats_of(node["c"][0])
    if len(shown) == len(FORMATS):
        return list(node["c"][1])
    attributes = attr(classes=["conditional"], formats=" ".join(shown))
    return [{"t": node["t"], "c": [attributes, node["c"][1]]}] if shown else []


def shown_in(node: Node, form: str) -> list[Node] | None:
    """Return what a format shows of a Div or Span; None if it is not conditional."""
    attributes, content = node["c"]
    if not has_class(attributes, "conditional"):
        return None
    return list(content) if form in (value_of(attributes, "formats") or "").split() else []


def numbered(content: Sequence[Node]) -> Iterator[tuple[str, str]]:
    """Yield what may not stand in conditional text, in the author's words, and how it is written."""
    for node in walk(list(content)):
        kind = node["t"]
        if kind == "Header":
            yield "a heading", f"{'#' * node['c'][0]} {plain_text(node['c'][2])}"
        elif kind == "Cite" and not all(is_reference(c["citationId"]) for c in node["c"][0]):
            key = node["c"][0][0]["citationId"]
            yield f"the citation @{key}", f"@{key}"
        elif kind in ("Div", "Span") and node["c"][0][0]:
            yield f"the label '{node['c'][0][0]}'", f"#{node['c'][0][0]}"
