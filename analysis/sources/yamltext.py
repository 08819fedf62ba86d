"""Read YAML that strangers write: every value is the text that stands there.

YAML would make ``no`` false, ``1.20`` a shorter number and ``012`` ten. Printed numbers and
identifiers must come out as they went in, so nothing is converted here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from analysis.errors import DataError, Problem
from analysis.sources.printed.spreadsheet import read_text
from analysis.yamlfile import Key, YamlFile

#: In bytes; nothing that is typed by hand is larger.
LARGEST: Final = 256_000
_DEEPEST = 8
_NOTHING = ("", "~", "null", "Null", "NULL")

# libyaml's loader is ten times faster; it is not in every build of PyYAML.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml_text(path: Path, name: str) -> YamlFile:
    """Return the mapping that a YAML file holds, with texts for scalars; nothing is an empty text.

    Raises:
        DataError: the file is absent, too large, no text, no YAML, no mapping, repeats a key, is
            nested too deep, or refers to a part of itself by an alias.
    """
    text = read_text(path, name, LARGEST)
    try:
        return _Tree(text, name).file()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what, where = f"not valid YAML: {error.problem}", f"{name}:{mark.line + 1 if mark else 1}"
        raise DataError(Problem(what, where, "correct the syntax")) from None
    except yaml.YAMLError:
        raise DataError(Problem("not valid YAML", f"{name}:1", "correct the syntax")) from None


class _Tree:
    """A file's mapping, built from YAML's events: its composer crashes on ten thousand brackets."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self.lines: dict[Key, int] = {(): 1}
        self.events: Iterator[Any] = yaml.parse(text, Loader=_Loader)

    def file(self) -> YamlFile:
        """Return the mapping of the only document."""
        next(self.events)  # the stream begins
        if isinstance(next(self.events), yaml.StreamEndEvent):
            raise self.wrong("the file is empty", 1)
        first = next(self.events)
        if not isinstance(first, yaml.MappingStartEvent):
            raise self.wrong("lines of 'key: value' are expected", 1)
        data = self.value(first, ())
        next(self.events)  # the document ends
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise self.wrong("a second document begins", after.start_mark.line + 1)
        return YamlFile(self.name, data, self.lines)

    def value(self, event: Any, key: Key) -> Any:
        """Return the text, list or mapping that an event begins."""
        line = event.start_mark.line + 1
        self.lines.setdefault(key, line)
        if isinstance(event, yaml.ScalarEvent):
            # A style is a quotation mark, or that of a text over several lines.
            return "" if not event.style and event.value in _NOTHING else event.value.strip()
        if isinstance(event, yaml.AliasEvent):
            raise self.wrong("an alias (*) is not read here", line)
        if len(key) > _DEEPEST:
            raise self.wrong(f"lists and mappings stand more than {_DEEPEST} deep here", line)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Any] = []
            while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
                items.append(self.value(event, (*key, len(items))))
            return items
        return self.mapping(key)

    def mapping(self, key: Key) -> dict[str, Any]:
        """Return the mapping whose beginning was read."""
        found: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            line = event.start_mark.line + 1
            if not isinstance(event, yaml.ScalarEvent):
                raise self.wrong("a key is no text", line)
            word = event.value.strip()
            if word in found:
                raise self.wrong(f"'{word}' is given twice (first on line {self.lines[*key, word]})", line)
            self.lines[*key, word] = line
            found[word] = self.value(next(self.events), (*key, word))
        return found

    def wrong(self, what: str, line: int) -> DataError:
        """Return the error of a line."""
        return DataError(Problem(what, f"{self.name}:{line}", "correct it"))
