"""Pandoc's document model as JSON: find, replace and make nodes.

A node is a dict ``{"t": kind, "c": content}`` (pandoc-types 1.23). Nodes are never changed in
place: :func:`rewrite` returns what it did not touch as it was, so a value can be shared.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

Node = dict[str, Any]
Handler = Callable[[Node], "list[Node] | None"]

API_VERSION = [1, 23, 1]
LEAVES = frozenset({"Str", "Space", "SoftBreak", "LineBreak", "Math", "RawInline", "RawBlock"})
"""Kinds that hold no other node: most of a text."""

LINES = frozenset({"Para", "Plain", "Header", "LineBlock"})
"""Kinds of blocks that hold inlines: most of a text's other nodes."""

SPACE: Node = {"t": "Space"}
NBSP = "\u00a0"


def document(blocks: Sequence[Node], meta: Mapping[str, Node] | None = None) -> str:
    """Return the JSON of a whole document, as Pandoc reads it."""
    return as_json({"pandoc-api-version": API_VERSION, "meta": dict(meta or {}), "blocks": list(blocks)})


def as_json(value: object) -> str:
    """Return a value of Pandoc's model as JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def blocks_of(text: str) -> list[Node]:
    """Return the blocks of a document that Pandoc wrote as JSON."""
    blocks: list[Node] = json.loads(text)["blocks"]
    return blocks


def walk(value: object) -> Iterator[Node]:
    """Yield every node in document order, parents before children."""
    stack: list[Any] = [value if isinstance(value, list | dict) else list(value)]  # type: ignore[call-overload]
    while stack:
        item = stack.pop()
        kind = type(item)
        if kind is dict:
            if "t" in item:
                yield item
                content = item.get("c")
                if type(content) is list:
                    stack.append(content)
            else:
                stack.extend(reversed(list(item.values())))
        elif kind is list:
            stack.extend(reversed(item))


def find(value: object, kinds: Container[str]) -> list[Node]:
    """Return every node of some kinds in document order, parents before children.

    The same as asking :func:`walk`, in a third of the time: words and spaces are not looked into.
    """
    found: list[Node] = []
    items = [value] if isinstance(value, dict) else list(value)  # type: ignore[call-overload]
    _find(items, kinds, found)
    return found


def _find(items: list[Any], kinds: Container[str], found: list[Node]) -> None:
    for item in items:
        kind = type(item)
        if kind is dict:
            name = item.get("t")
            if name is None:  # a Citation
                _find(list(item.values()), kinds, found)
                continue
            if name in kinds:
                found.append(item)
            if name not in LEAVES:
                content = item.get("c")
                if type(content) is list:
                    _find(content, kinds, found)
        elif kind is list:
            _find(item, kinds, found)


def walk_blocks(blocks: Iterable[Node]) -> Iterator[Node]:
    """Yield every block in document order, parents before children; what stands in notes is left out."""
    stack: list[Any] = [list(blocks)]
    while stack:
        item = stack.pop()
        if type(item) is list:
            stack.extend(reversed(item))
        elif type(item) is dict and "t" in item:
            yield item
            if item["t"] not in LINES and type(item.get("c")) is list:
                stack.append(item["c"])


def rewrite(items: list[Any], handlers: Mapping[str, Handler]) -> list[Any]:
    """Replace nodes by what their kind's handler returns (None: keep), children first."""
    result: list[Any] = []
    changed = False
    for item in items:
        kind = type(item)
        if kind is dict:
            if item.get("t") in LEAVES and item["t"] not in handlers:
                result.append(item)
                continue
            replaced = _rewrite_node(item, handlers)
            if len(replaced) == 1 and replaced[0] is item:
                result.append(item)
            else:
                changed = True
                result.extend(replaced)
        elif kind is list:
            new = rewrite(item, handlers)
            changed = changed or new is not item
            result.append(new)
        else:
            result.append(item)
    return result if changed else items


def _rewrite_node(item: Node, handlers: Mapping[str, Handler]) -> list[Node]:
    if "t" not in item:  # a Citation, the one record that Pandoc writes without a tag
        values = {
            key: rewrite(value, handlers) if type(value) is list else value for key, value in item.items()
        }
        same = all(values[key] is item[key] for key in item)
        return [item if same else values]
    content = item.get("c")
    if type(content) is list:
        new = rewrite(content, handlers)
        if new is not content:
            item = {"t": item["t"], "c": new}
    handler = handlers.get(item["t"])
    replaced = handler(item) if handler else None
    return [item] if replaced is None else replaced


def plain_text(value: object) -> str:
    """Return the text of inlines or blocks as a reader would say it, without footnotes."""
    parts: list[str] = []
    _collect_text(value, parts)
    return " ".join("".join(parts).split(" ")).strip()


def _collect_text(value: object, parts: list[str]) -> None:
    if isinstance(value, list):
        for item in value:
            _collect_text(item, parts)
    elif isinstance(value, dict):
        kind, content = value.get("t"), value.get("c")
        if kind == "Str":
            parts.append(str(content))
        elif kind in ("Space", "SoftBreak", "LineBreak"):
            parts.append(" ")
        elif kind in ("Code", "Math"):
            parts.append(str(value["c"][1]))
        elif kind == "Cite":
            _collect_text(value["c"][1], parts)
        elif kind == "Quoted":
            marks = "‘’" if value["c"][0]["t"] == "SingleQuote" else "“”"
            parts.append(marks[0])
            _collect_text(value["c"][1], parts)
            parts.append(marks[1])
        elif kind not in ("Note", "RawInline", "RawBlock"):
            _collect_text(content, parts)
            if kind in ("Para", "Plain", "Header"):
                parts.append(" ")


def inlines(blocks: Sequence[Node]) -> list[Node]:
    """Return the inlines of paragraphs, joined by spaces."""
    result: list[Node] = []
    for block in blocks:
        if block["t"] in ("Para", "Plain"):
            result += [SPACE, *block["c"]] if result else block["c"]
    return result


def text(string: str) -> list[Node]:
    """Return a string as inlines, with its spaces as they are between words."""
    result: list[Node] = []
    for word in string.split(" "):
        result += [SPACE] if result else []
        result += [{"t": "Str", "c": word}] if word else []
    return result


def attr(identifier: str = "", classes: Sequence[str] = (), **values: str) -> list[Any]:
    """Return an attribute triple; underscores in names become hyphens."""
    pairs = [[key.replace("_", "-"), value] for key, value in values.items()]
    return [identifier, list(classes), pairs]


def div(attributes: list[Any], blocks: Sequence[Node]) -> Node:
    """Return a Div."""
    return {"t": "Div", "c": [attributes, list(blocks)]}


def span(attributes: list[Any], content: Sequence[Node]) -> Node:
    """Return a Span."""
    return {"t": "Span", "c": [attributes, list(content)]}


def plain(content: Sequence[Node]) -> Node:
    """Return a Plain."""
    return {"t": "Plain", "c": list(content)}


def link(content: Sequence[Node], target: str, *classes: str) -> Node:
    """Return a Link."""
    return {"t": "Link", "c": [attr(classes=classes), list(content), [target, ""]]}


def raw_block(form: str, content: str) -> Node:
    """Return text that only the writer of *form* shows."""
    return {"t": "RawBlock", "c": [form, content]}


def raw_inline(form: str, content: str) -> Node:
    """Return inline text that only the writer of *form* shows."""
    return {"t": "RawInline", "c": [form, content]}


def value_of(attributes: list[Any], key: str) -> str | None:
    """Return the value of a key of an attribute triple."""
    return next((str(value) for name, value in attributes[2] if name == key), None)


def has_class(attributes: list[Any], *names: str) -> bool:
    """Say whether an attribute triple has one of the classes."""
    return any(name in attributes[1] for name in names)
