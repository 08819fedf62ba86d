"""The one reader of YAML: what stands in a file, and on which line each key stands.

Values are read as Quarto reads them, by the core schema of YAML 1.2: ``no`` is a text and ``2026-11-30`` too,
``012`` is twelve. Where printed numbers and identifiers must come out as they went in, every value is read as
the text that stands there (:func:`read_yaml_text`).
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from reproreport.errors import Problem, ProjectError, ReportError
from reproreport.textfile import read_text

if TYPE_CHECKING:
    from pathlib import Path

    from reproreport.textfile import Error

Key = tuple[str | int, ...]

_DEEPEST = 30
_MOST_REPEATED = 10_000

# libyaml's loader is ten times faster; it is not in every build of PyYAML.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = {word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")}
_INTEGER = re.compile(r"[-+]?[0-9]{1,300}|(?P<other>0o[0-7]{1,300}|0x[0-9a-fA-F]{1,300})")
_FLOAT = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?\.(?P<infinity>inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_TAG = "tag:yaml.org,2002:"
_KINDS = {f"{_TAG}{kind}": kind for kind in ("str", "int", "float", "bool", "null")}
_SCALARS = (None, "!", *_KINDS)
# Characters that YAML knows nowhere, not even in quotes; halves of a character come from notebooks' JSON.
_UNKNOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# PyYAML ends a line at them, as YAML did before 1.2.
_OLD_LINE_ENDS = "\x85\u2028\u2029"


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


def read_yaml(path: Path, name: str, *, error: Error = ProjectError) -> YamlFile:
    """Return the mapping that a YAML file holds, its values typed as Quarto reads them.

    Args:
        path: the file.
        name: what to call it in messages.
        error: the class of the error.

    Raises:
        ReportError: (of the class that *error* names) the file is absent, no text, empty, no YAML or no
            mapping, repeats a key, is nested too deep, or refers to a part of itself; with ``file:line``.
    """
    return _filled(parse_yaml(read_text(path, name, error=error), name, error=error), error)


def read_yaml_text(
    path: Path, name: str, *, largest: int | None = None, error: Error = ProjectError
) -> YamlFile:
    """Return the mapping that a YAML file holds, with texts for scalars; nothing is an empty text.

    Raises:
        ReportError: as :func:`read_yaml`; or the file has more bytes than *largest*.
    """
    return parse_yaml_text(read_text(path, name, largest=largest, error=error), name, error=error)


def parse_yaml_text(text: str, name: str, *, error: Error = ProjectError) -> YamlFile:
    """Return the mapping of a text in YAML, with texts for scalars, as :func:`read_yaml_text` of a file."""
    return _filled(parse_yaml(text, name, as_texts=True, error=error), error)


def parse_yaml(
    text: str, name: str, *, first_line: int = 1, as_texts: bool = False, error: Error = ProjectError
) -> YamlFile:
    """Return the mapping that a piece of YAML holds, such as a front matter; nothing is an empty mapping.

    Args:
        text: the YAML, with Unix line ends.
        name: what to call its file in messages.
        first_line: on which line of the file it begins.
        as_texts: leave every scalar the text that it is.
        error: the class of the error.

    Raises:
        ReportError: (of the class that *error* names) it is no YAML, or no mapping of the kind that is read.
    """
    if found := _UNKNOWN.search(text):
        what = f"the character U+{ord(found[0]):04X} stands in no YAML"
        raise error(
            Problem(what, f"{name}:{first_line + text.count(chr(10), 0, found.start())}", "remove it")
        )
    try:
        return _Tree(text, name, first_line, error, as_texts=as_texts).file()
    except yaml.MarkedYAMLError as fault:
        # What is left open is wrong where it begins, not where the text ends.
        is_open = re.search("end of stream|could not find expected", str(fault.problem))
        mark = (fault.context_mark if is_open else None) or fault.problem_mark
        where = f"{name}:{mark.line + first_line if mark else first_line}"
        raise error(Problem(f"not valid YAML: {fault.problem}", where, _advice(str(fault.problem)))) from None
    except yaml.YAMLError as fault:
        raise error(
            Problem(f"not valid YAML: {fault}", f"{name}:{first_line}", "correct the syntax")
        ) from None


def write_yaml(data: Mapping[str, Any]) -> str:
    """Return a mapping as YAML that :func:`parse_yaml` and Quarto read as the same values."""
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False)


def as_text(value: object) -> str:
    """Return a typed scalar as Quarto shows it: ``true``, ``83`` for 83.0, and nothing for nothing."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


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


class _Dumper(yaml.SafeDumper):
    """Writes as YAML 1.2 reads it: in quotes what is a number there, such as ``1e3``."""


def _represent(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    node = dumper.represent_str(text)
    if not isinstance(_typed(text), str):
        node.style = "'"
    if any(sign in text for sign in _OLD_LINE_ENDS):
        node.style = '"'  # escaped: for YAML 1.2 they end no line
    return node


_Dumper.add_representer(str, _represent)


def _filled(file: YamlFile, error: Error) -> YamlFile:
    if not file.data:
        raise error(Problem("the file is empty", f"{file.name}:1"))
    return file


def _advice(problem: str) -> str:
    """Return what to do about an error of the parser's."""
    if "cannot start any token" in problem or "tab" in problem:
        return "indent with spaces, no tabs; quote a value that begins with @, ` or %"
    if "mapping values are not allowed" in problem:
        return "quote a value that holds a colon, and indent keys of one mapping alike"
    return "correct the syntax"


class _Tree:
    """A mapping built from YAML's events: PyYAML's composer crashes on ten thousand brackets."""

    def __init__(self, text: str, name: str, first_line: int, error: Error, *, as_texts: bool) -> None:
        self.name, self.first_line, self.error, self.as_texts = name, first_line, error, as_texts
        self.lines: dict[Key, int] = {(): first_line}
        self.anchors: dict[str, tuple[Key, Any]] = {}
        self.repeated = 0
        unused = (chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in text)
        stand_ins = dict(zip(_OLD_LINE_ENDS, unused, strict=False))
        self.stood_for = {ord(new): old for old, new in stand_ins.items() if old in text}
        for new, old in self.stood_for.items():
            text = text.replace(old, chr(new))
        self.events: Iterator[Any] = yaml.parse(text, Loader=_Loader)

    def file(self) -> YamlFile:
        """Return the mapping of the only document."""
        next(self.events)  # the stream begins
        if isinstance(next(self.events), yaml.StreamEndEvent):
            return YamlFile(self.name, {}, self.lines)
        first = next(self.events)
        data: dict[str, Any] = {}
        if isinstance(first, yaml.MappingStartEvent):
            data = self.value(first, ())
        elif not self.is_nothing(first):
            what = "lines of 'key: value' are expected"
            raise self.error(Problem(what, f"{self.name}:{self.line(first)}"))
        next(self.events)  # the document ends
        if not isinstance(after := next(self.events), yaml.StreamEndEvent):
            raise self.wrong("a second document begins", after)
        return YamlFile(self.name, data, self.lines)

    def value(self, event: Any, key: Key) -> Any:
        """Return the scalar, list or mapping that an event begins."""
        self.lines.setdefault(key, self.line(event))
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event, key)
        is_list = isinstance(event, yaml.SequenceStartEvent)
        plain = (None, "!", f"{_TAG}{'seq' if is_list else 'map'}")
        if event.tag not in (_SCALARS if isinstance(event, yaml.ScalarEvent) else plain):
            raise self.wrong(f"the tag '{event.tag}' is not read here", event)
        if isinstance(event, yaml.ScalarEvent):
            found = self.scalar(event)
        elif len(key) > _DEEPEST:
            raise self.wrong(f"lists and mappings stand more than {_DEEPEST} deep here", event)
        elif is_list:
            found = []
            while not isinstance(item := next(self.events), yaml.SequenceEndEvent):
                found.append(self.value(item, (*key, len(found))))
        else:
            found = self.mapping(key)
        if event.anchor:
            self.anchors[event.anchor] = key, found
        return found

    def mapping(self, key: Key) -> dict[str, Any]:
        """Return the mapping whose beginning was read."""
        found: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent) or self.is_nothing(event):
                raise self.wrong("a key is no text", event)
            word = self.text(event).strip() if self.as_texts else self.text(event)
            if word == "<<" and not event.style:
                raise self.wrong("'<<' merges nothing: for Quarto it is a key", event, "write the keys out")
            if word in found:
                first = self.lines[*key, word]
                raise self.wrong(f"'{word}' is given twice (first on line {first})", event, "remove one")
            self.lines[*key, word] = self.line(event)
            found[word] = self.value(next(self.events), (*key, word))
        return found

    def alias(self, event: Any, key: Key) -> Any:
        """Return a copy of what an alias names, with lines of its own."""
        if event.anchor not in self.anchors:
            raise self.wrong(f"the alias '*{event.anchor}' names nothing that ends before it", event)
        source, found = self.anchors[event.anchor]
        size = len(source)
        lines = {key: line for key, line in self.lines.items() if key[:size] == source and key != source}
        self.repeated += len(lines) + 1
        if self.repeated > _MOST_REPEATED:
            raise self.wrong(f"aliases repeat more than {_MOST_REPEATED:,} values", event)
        self.lines |= {(*key, *inner[size:]): line for inner, line in lines.items()}
        return copy.deepcopy(found)

    def scalar(self, event: Any) -> Any:
        """Return the value of a scalar."""
        text, kind = self.text(event), _KINDS.get(event.tag, "")
        if self.as_texts:
            return "" if self.is_nothing(event) else text.strip()
        # A style is a quotation mark, or that of a text over several lines.
        if kind == "str" or (not kind and (event.style or event.tag)):
            return text
        value = _typed(text)
        if kind and type(value).__name__.replace("NoneType", "null") != kind:
            raise self.wrong(f"'{text}' is no {kind}", event)
        return value

    def is_nothing(self, event: Any) -> bool:
        """Say whether an event is a scalar in which nothing stands."""
        plain = isinstance(event, yaml.ScalarEvent) and not event.style and event.tag in (None, f"{_TAG}null")
        return plain and event.value in _NOTHING

    def text(self, event: Any) -> str:
        """Return the text of a scalar as it stands."""
        text: str = event.value
        return text.translate(self.stood_for) if self.stood_for else text

    def line(self, event: Any) -> int:
        """Return the line of the file on which an event begins."""
        return int(event.start_mark.line) + self.first_line

    def wrong(self, what: str, event: Any, fix: str = "correct it") -> ReportError:
        """Return the error of a line."""
        return self.error(Problem(what, f"{self.name}:{self.line(event)}", fix))


def _typed(text: str) -> Any:
    """Return the value of a plain scalar by the core schema of YAML 1.2."""
    if text in _NOTHING:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if match := _INTEGER.fullmatch(text):
        return int(text, 0) if match["other"] else int(text)
    if match := _FLOAT.fullmatch(text):
        return float(text.replace(".", "") if match["infinity"] else text.lower().replace(".nan", "nan"))
    return text
