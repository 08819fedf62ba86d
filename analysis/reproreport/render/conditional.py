"""Content that only some publications have: Quarto's ``.content-visible when-profile="…"``.

A publication is a Quarto profile, so both renderers read the same condition. ``unless-profile`` is the
reverse, ``.content-hidden`` the reverse of either.
"""

from __future__ import annotations

from reproreport.render.ast import Node, has_class, rewrite, value_of

VISIBLE, HIDDEN = "content-visible", "content-hidden"
CONDITIONS = ("when-profile", "unless-profile")


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
    when, unless = (value_of(attributes, name) for name in CONDITIONS)
    if when is None and unless is None:
        return None
    holds = (when is None or publication in _names(when)) and (
        unless is None or publication not in _names(unless)
    )
    return holds == has_class(attributes, VISIBLE)


def _names(value: str) -> list[str]:
    return [name.strip() for name in value.split(",")]
