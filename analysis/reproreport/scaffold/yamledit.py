"""Lines added to a YAML file that somebody wrote: comments and layout stay.

What is written is read again before it counts: it says what the file said, and what was added, or the
file is left as it is and its author is told which line to write.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from reproreport.errors import Problem, ProjectError
from reproreport.textfile import read_text


def with_item(path: Path, name: str, keys: tuple[str, ...], item: str, *, before: str = "") -> str:
    """Return the text of a file with one more item in the list at some keys.

    Args:
        path: the file.
        name: what messages call it.
        keys: where the list is, such as ``("book", "chapters")``.
        item: the item, a plain text.
        before: the last item, where the new one is to stand above it.

    Raises:
        ProjectError: the list is not there, or cannot be written into; the message has the line.
    """
    text = read_text(path, name)
    node = _at(_compose(text), keys)
    if isinstance(node, yaml.SequenceNode) and node.value:
        found: Any = yaml.safe_load(text)
        for key in keys:
            found = found[key]
        *others, last = node.value
        is_last = bool(before) and last.value == before
        place = len(others) if is_last else len(node.value)
        if node.flow_style:
            index = last.start_mark.index if is_last else last.end_mark.index
            added = f"{item}, " if is_last else f", {item}"
        else:
            indent = " " * node.start_mark.column
            start = text.rindex("\n", 0, last.start_mark.index) + 1
            index = start if is_last else _line_end(text, last)
            added = f"{indent}- {item}\n"
            if not is_last and index and text[index - 1] != "\n":
                added = "\n" + added
        result = text[:index] + added + text[index:]
        expected = [*found[:place], item, *found[place:]]
        if _same(text, result, keys, expected):
            return result
    fix = f"write '- {item}' there yourself, below {': '.join(keys)}:"
    raise ProjectError(Problem(f"no line can be added to '{': '.join(keys)}'", name, fix))


def with_entry(path: Path, name: str, keys: tuple[str, ...], key: str, block: str) -> str:
    """Return the text of a file with one more entry, written in lines, at the end of a mapping.

    Raises:
        ProjectError: the mapping is not there, or cannot be written into.
    """
    text = read_text(path, name)
    node = _at(_compose(text), keys)
    if isinstance(node, yaml.MappingNode) and node.value and not node.flow_style:
        indent = node.start_mark.column
        lines = block.splitlines(keepends=True)
        own = len(lines[0]) - len(lines[0].lstrip())
        shifted = "".join(" " * indent + line[own:] for line in lines)
        index = _line_end(text, node.value[-1][1])
        start = "\n" if text[index - 1] != "\n" else ""
        result = text[:index] + start + shifted + text[index:]
        found: Any = yaml.safe_load(text)
        for one in keys:
            found = found[one]
        if _same(text, result, keys, found | yaml.safe_load(shifted)):
            return result
    fix = f"write it there yourself:\n{block}"
    raise ProjectError(Problem(f"'{key}' cannot be added to '{': '.join(keys)}'", name, fix))


def _compose(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return None


def _at(node: yaml.Node | None, keys: tuple[str, ...]) -> yaml.Node | None:
    """Return the node at some keys."""
    for key in keys:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        node = next((value for name, value in pairs if name.value == key), None)
    return node


def _line_end(text: str, node: yaml.Node) -> int:
    """Return where the line after a node's last one begins."""
    last = node
    while isinstance(last, yaml.CollectionNode) and last.value and not last.flow_style:
        inner = last.value[-1]
        last = inner[1] if isinstance(inner, tuple) else inner
    end = text.find("\n", max(last.end_mark.index - 1, last.start_mark.index))
    return len(text) if end < 0 else end + 1


def _same(text: str, result: str, keys: tuple[str, ...], expected: object) -> bool:
    """Say whether a text says what another one said, and what is expected at some keys."""
    try:
        before, after = yaml.safe_load(text), yaml.safe_load(result)
    except yaml.YAMLError:
        return False
    parent = before
    for key in keys[:-1]:
        parent = parent[key]
    parent[keys[-1]] = expected
    return bool(before == after)
