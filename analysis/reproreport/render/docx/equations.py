"""Formulas with a number, as Word's authors set them: in the middle of a line, the number at its end."""

from __future__ import annotations

from reproreport.render.ast import Node, attr, div, has_class, raw_inline, span, text, value_of

STYLE = "Equation"
SPACES = ("Space", "SoftBreak", "LineBreak")


def set_apart(node: Node) -> list[Node] | None:
    """Return a paragraph with its numbered formulas as lines between its parts; None if it has none."""
    content = node["c"]
    if not any(map(_numbered, content)):
        return None
    result: list[Node] = []
    words: list[Node] = []
    for part in content:
        if _numbered(part):
            result += [*_paragraph(node, words), _line(part)]
            words = []
        else:
            words.append(part)
    return [*result, *_paragraph(node, words)]


def _numbered(node: Node) -> bool:
    return node["t"] == "Span" and has_class(node["c"][0], "equation")


def _paragraph(node: Node, words: list[Node]) -> list[Node]:
    """Return the text beside a formula as a paragraph of the same kind, if there is any."""
    while words and words[0]["t"] in SPACES:
        words = words[1:]
    while words and words[-1]["t"] in SPACES:
        words = words[:-1]
    return [{"t": node["t"], "c": words}] if words else []


def _line(equation: Node) -> Node:
    attributes, content = equation["c"]
    tab = raw_inline("openxml", "<w:r><w:tab/></w:r>")
    # A formula that is a line of its own for Word takes no number beside it.
    inline = [
        {"t": "Math", "c": [{"t": "InlineMath"}, part["c"][1]]} if part["t"] == "Math" else part
        for part in content
    ]
    shown = [tab, *inline, tab, *text(f"({value_of(attributes, 'number')})")]
    named = span(attr(attributes[0]), shown)
    return div(attr(custom_style=STYLE), [{"t": "Para", "c": [named]}])
