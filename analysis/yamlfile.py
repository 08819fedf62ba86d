"""Read a YAML file and remember on which line each key stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from analysis.errors import Problem, ProjectError

if TYPE_CHECKING:
    from pathlib import Path

# libyaml's loader is ten times faster; it is not in every build of PyYAML.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Key = tuple[str | int, ...]


@dataclass(frozen=True)
class YamlFile:
    """The mapping that a YAML file holds, with the line of every key for messages.

    Attributes:
        name: what the file is called in messages.
        data: the mapping.
        lines: the line of every key and list item.
        names: the file of every key that stands in another one (see :func:`merged`).
    """

    name: str
    data: dict[str, Any]
    lines: dict[Key, int]
    names: dict[Key, str] = field(default_factory=dict)

    def where(self, *key: str | int) -> str:
        """Return ``file:line`` of a key, or of its nearest parent that has a line."""
        for end in range(len(key), -1, -1):
            if key[:end] in self.lines:
                return f"{self.names.get(key[:end], self.name)}:{self.lines[key[:end]]}"
        return f"{self.name}:1"


def read_yaml(path: Path, name: str) -> YamlFile:
    """Return the mapping in *path*, called *name* in messages.

    Raises:
        ProjectError: the file is absent, is no YAML, repeats a key, or is not a mapping.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ProjectError(
            Problem("the file does not exist", name, "create it, or correct the path that names it")
        ) from None
    except UnicodeDecodeError as error:
        raise ProjectError(
            Problem(f"not UTF-8 text: {error.reason}", name, "save the file as UTF-8")
        ) from None
    try:
        tree = yaml.compose(text, Loader=_Loader)
        data = yaml.load(text, Loader=_Loader)  # noqa: S506  (a safe loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        what = f"not valid YAML: {error.problem or error}"
        raise ProjectError(Problem(what, f"{name}:{line}", "correct the syntax")) from None
    if not isinstance(data, dict):
        raise ProjectError(Problem("a mapping of keys to values is expected", f"{name}:1"))
    lines: dict[Key, int] = {(): 1}
    _collect_lines(tree, (), lines, name)
    return YamlFile(name, data, lines)


def merged(base: YamlFile, over: YamlFile) -> YamlFile:
    """Return one file with what both say, as Quarto merges a profile into ``_quarto.yml``.

    Mappings are merged key by key, lists are joined (without repeated items), any other value of *over*
    takes the place of that of *base*.
    """
    result = YamlFile(base.name, {}, dict(base.lines), dict(base.names))
    data = _merge(base.data, over.data, (), over, result)
    # What neither has is missing in the one that is read for its own sake.
    result.names[()] = over.name
    return YamlFile(result.name, data, result.lines, result.names)


def _merge(old: Any, new: Any, key: Key, over: YamlFile, result: YamlFile) -> Any:
    """Return the value of one key; note in *result* where each part of it stands."""
    if isinstance(old, dict) and isinstance(new, dict):
        values = dict(old)
        for name, value in new.items():
            inner = (*key, str(name))
            if name in old:
                values[name] = _merge(old[name], value, inner, over, result)
            else:
                values[name] = value
                _take(inner, inner, over, result)
        return values
    if old and new and (isinstance(old, list) or isinstance(new, list)):
        items = list(old) if isinstance(old, list) else [old]
        for index, item in enumerate(new if isinstance(new, list) else [new]):
            if item not in items:
                _take((*key, index), (*key, len(items)), over, result)
                items.append(item)
        return items
    if new is None and isinstance(old, (dict, list)):
        return old
    _take(key, key, over, result)
    return new


def _take(source: Key, target: Key, over: YamlFile, result: YamlFile) -> None:
    """Note that what stands at *target* came from *source* in the other file."""
    for key in [key for key in result.lines if key[: len(target)] == target]:
        del result.lines[key]
        result.names.pop(key, None)
    for key, line in over.lines.items():
        if key[: len(source)] == source:
            place = (*target, *key[len(source) :])
            result.lines[place] = line
            result.names[place] = over.names.get(key, over.name)


def _collect_lines(node: Any, key: Key, lines: dict[Key, int], name: str) -> None:
    """Note the line of every key and list item below *node*; refuse a key given twice."""
    if isinstance(node, yaml.MappingNode):
        for child, value in node.value:
            inner = (*key, str(child.value))
            line = child.start_mark.line + 1
            if inner in lines:
                what = f"'{child.value}' is given twice (first on line {lines[inner]})"
                raise ProjectError(Problem(what, f"{name}:{line}", "remove one of them"))
            lines[inner] = line
            _collect_lines(value, inner, lines, name)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            lines[(*key, index)] = value.start_mark.line + 1
            _collect_lines(value, (*key, index), lines, name)
