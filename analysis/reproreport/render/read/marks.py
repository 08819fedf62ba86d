"""Which words of a text are computed values, from a chapter's text through Pandoc to its pages.

A value stands in the text that Pandoc reads, so that its markup is markup. Characters that Unicode keeps for
private use tell where it begins and ends, and what it is called; Pandoc takes them for letters. In what it
answers they become a span:

    Span .report-number, name="coffee.people"

or nothing, where no span can stand: in formulas, code, addresses, attributes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from reproreport.render.pandoc.nodes import Handler, Node, attr, has_class, rewrite, span, value_of

NUMBER = "report-number"
"""Class of the span around a computed value; its attribute ``name`` is the result's."""

_SHIFT = 0x10F000
_BEGIN, _VALUE, _END = "\U0010f800", "\U0010f801", "\U0010f802"
_MARK = re.compile(f"({_BEGIN}[{chr(_SHIFT + 0x21)}-{chr(_SHIFT + 0x7E)}]+{_VALUE}|{_END})")


def marked(name: str, value: str) -> str:
    """Return a value with what says where it begins and ends, and the name of the result that it is."""
    if not value.strip() or not all("!" <= letter <= "~" for letter in name):
        return value
    return f"{_BEGIN}{''.join(chr(_SHIFT + ord(letter)) for letter in name)}{_VALUE}{value}{_END}"


def unmarked(text: str) -> str:
    """Return a text without marks."""
    return _MARK.sub("", text) if _END in text or _BEGIN in text else text


def with_spans(blocks: list[Node], text: str) -> list[Node]:
    """Return blocks with a span for each marked value; *text* is the JSON that they were read from."""
    if _END not in text:
        return blocks
    found: list[Node] = _spanned(blocks)
    return found


def _spanned(value: Any) -> Any:
    if isinstance(value, str):
        return unmarked(value)
    if isinstance(value, dict):
        return {key: _spanned(item) for key, item in value.items()}
    if not isinstance(value, list):
        return value
    if any(_is_marked(item) for item in value):
        return [_spanned(item) for item in _joined([part for item in value for part in _parts(item)])]
    return [_spanned(item) for item in value]


def _is_marked(item: Any) -> bool:
    return isinstance(item, dict) and item.get("t") == "Str" and _MARK.search(item["c"]) is not None


def _parts(item: Any) -> Iterator[Any]:
    """Yield a word's parts, each mark a text of its own; other nodes as they are."""
    if not _is_marked(item):
        yield item
        return
    for part in _MARK.split(item["c"]):
        if _MARK.fullmatch(part):
            yield part
        elif part:
            yield {"t": "Str", "c": part}


def _joined(items: list[Any]) -> list[Any]:
    """Put what stands between two marks into a span; a mark without another is left out."""
    result: list[Any] = []
    place = 0
    while place < len(items):
        item = items[place]
        place += 1
        if not isinstance(item, str):
            result.append(item)
        elif item != _END and _END in (rest := items[place:]):
            end = rest.index(_END)
            name = "".join(chr(ord(letter) - _SHIFT) for letter in item[1:-1])
            content = [one for one in rest[:end] if not isinstance(one, str)]
            result.append(span(attr(classes=[NUMBER], name=name), content))
            place += end + 1
    return result


def number_of(node: Node) -> str:
    """Return the name of the result that a span is; empty where it is none."""
    attributes = node["c"][0]
    return str(value_of(attributes, "name") or "") if has_class(attributes, NUMBER) else ""


def without_numbers(blocks: list[Node]) -> list[Node]:
    """Return blocks in which computed values are words like others."""
    handler: Handler = lambda node: list(node["c"][1]) if number_of(node) else None  # noqa: E731
    return rewrite(blocks, {"Span": handler})
