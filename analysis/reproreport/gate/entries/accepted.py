"""The accepted results: ``tests/accepted/<chapter>.json``, read with every fault named, and written.

A file holds its results by name, one a line (a table has a line for each row), and after them the
inputs that these were computed from, shared by results with the same ones::

    {
    "results": {
    "coffee.people": {"value": 3, "kind": "count", "unit": "people", "inputs": "1"},
    "coffee.tbl-cups": {"kind": "table", "head": 1, "inputs": "tbl-cups", "rows": [
     ["Name", "Cups"],
     ["an", "3"]
    ]}
    },
    "inputs": {
    "1": {
     "data": {
      "data/coffee/cups.csv": "5a1f…"
     }
    }, …
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from reproreport.errors import Problem, ReportError
from reproreport.gate.entries.entry import Accepted
from reproreport.gate.entries.fields import read_entry
from reproreport.gate.inputs.notebook import Inputs
from reproreport.textfile import lines_of, read_text

#: Where they are, from the project's root.
FOLDER = "tests/accepted"

_KEY = re.compile(r'( *)("(?:[^"\\]|\\.)*") *:')
_LINE = re.compile(r'^ *("[^"]*\.[^"]*") *: *(\{.*\}) *,? *$')
_FIX = "correct it, or take the file from git as it was and run `report accept`"


class AcceptedError(ReportError):
    """A file of accepted results is broken, or there is none."""


def read_accepted(root: Path) -> dict[str, Accepted]:
    """Return the accepted results of a report, by name; empty where none was ever accepted.

    Raises:
        AcceptedError: everything that is wrong with the files.
    """
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for path in sorted((root / FOLDER).glob("*.json")):
        name = f"{FOLDER}/{path.name}"
        try:
            texts[name] = read_text(path, name)
        except ReportError as error:
            problems += error.problems
    return parse_accepted(texts, problems)


def parse_accepted(texts: Mapping[str, str], problems: Iterable[Problem] = ()) -> dict[str, Accepted]:
    """Return the accepted results that files hold.

    Args:
        texts: the content of each file, by its name (``tests/accepted/<chapter>.json``).
        problems: what is wrong already.

    Raises:
        AcceptedError: everything that is wrong with the files, and *problems*.
    """
    accepted: dict[str, Accepted] = {}
    found = list(problems)
    for name, text in texts.items():
        accepted |= _File(name, text, found).read()
    if found:
        raise AcceptedError(*found)
    return dict(sorted(accepted.items()))


class _Object(dict[str, Any]):
    """A JSON object that knows which of its keys were given more than once."""

    def __init__(self, pairs: Iterable[tuple[str, Any]]) -> None:
        pairs = list(pairs)
        super().__init__(pairs)
        self.repeated = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]


class _File:
    """One file of accepted results, while it is read."""

    def __init__(self, name: str, text: str, problems: list[Problem]) -> None:
        self.name = name
        self.text = text
        self.problems = problems
        places: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for line, content in enumerate(lines_of(text), 1):
            if match := _KEY.match(content):
                places[match[2][1:-1]].append((len(match[1]), line))
        # The outermost first: a cell of a notebook may be called as a set of inputs is.
        self.lines = {key: [line for _, line in sorted(found)] for key, found in places.items()}

    def where(self, key: str, place: int = 0) -> str:
        """Return ``file:line`` of the first or a later line that begins with a key."""
        found = self.lines.get(key, [1])
        return f"{self.name}:{found[min(place, len(found) - 1)]}"

    def fault(self, what: str, where: str, fix: str = _FIX) -> None:
        self.problems.append(Problem(what, where, fix))

    def read(self) -> dict[str, Accepted]:
        """Return the results that the file holds."""
        try:
            data = json.loads(self.text, object_pairs_hook=_Object)
        except RecursionError:
            self.fault("lists stand in lists without end", f"{self.name}:1")
            return {}
        except ValueError as error:
            line = getattr(error, "lineno", 1)
            self.fault(f"not JSON: {getattr(error, 'msg', error)}", f"{self.name}:{line}")
            self._entries(_Object(self._whole_lines(line)), None)
            return {}
        results = data.get("results") if isinstance(data, _Object) else None
        if not isinstance(data, _Object) or not isinstance(results, _Object):
            self.fault("results by their names are expected under 'results'", f"{self.name}:1")
            return {}
        for key in data.repeated:
            self.fault(f"'{key}' is given twice", self.where(key, 1))
        for key in data.keys() - {"results", "inputs"}:
            self.fault(f"'{key}' is neither 'results' nor 'inputs'", self.where(key))
        return self._entries(results, self._sets(data.get("inputs", _Object([]))))

    def _whole_lines(self, broken: int) -> Iterator[tuple[str, Any]]:
        """Yield what stands on the lines of a broken file that hold one result each."""
        for line, content in enumerate(lines_of(self.text), 1):
            if line != broken and (match := _LINE.match(content)):
                try:
                    yield json.loads(match[1]), json.loads(match[2], object_pairs_hook=_Object)
                except ValueError as error:
                    self.fault(f"not JSON: {getattr(error, 'msg', error)}", f"{self.name}:{line}")

    def _entries(self, results: _Object, sets: Mapping[str, Inputs] | None) -> dict[str, Accepted]:
        for key in results.repeated:
            self.fault(f"'{key}' is accepted twice", self.where(key, 1), "keep one of them")
        accepted: dict[str, Accepted] = {}
        for key, entry in results.items():
            where = self.where(key)
            for field in entry.repeated if isinstance(entry, _Object) else ():
                self.fault(f"'{key}' has the field '{field}' twice", where, "keep one of them")
            read = read_entry(key, entry, Path(self.name).stem, where, sets)
            if isinstance(read, Accepted):
                accepted[key] = read
            else:
                self.problems += read
        return accepted

    def _sets(self, data: Any) -> dict[str, Inputs]:
        """Return the sets of inputs by their keys."""
        sets: dict[str, Inputs] = {}
        if not isinstance(data, _Object):
            self.fault("sets of inputs by their keys are expected under 'inputs'", self.where("inputs"))
            return sets
        for key in data.repeated:
            self.fault(f"the inputs '{key}' are given twice", self.where(key, 1), "keep one of them")
        known = [field.name for field in fields(Inputs)]
        for key, given in data.items():
            sets[key] = Inputs()
            if isinstance(given, _Object) and "files" not in given and "data" in given:
                given["files"] = given.pop("data")  # as it was called before 0.2
            if not isinstance(given, _Object) or not all(
                isinstance(part, _Object) for part in given.values()
            ):
                self.fault(f"the inputs '{key}' are no mapping of mappings", self.where(key))
            elif unknown := [part for part in given if part not in known]:
                what = f"the inputs '{key}' have an unknown part '{unknown[0]}'"
                self.fault(what, self.where(key), f"known: {', '.join(known)}")
            elif not all(isinstance(text, str) for part in given.values() for text in part.values()):
                self.fault(f"the inputs '{key}' hold something that is no text", self.where(key))
            elif repeated := [*given.repeated, *(name for part in given.values() for name in part.repeated)]:
                self.fault(f"the inputs '{key}' name '{repeated[0]}' twice", self.where(key))
            else:
                sets[key] = Inputs(**{part: dict(texts) for part, texts in given.items()})
        return sets
