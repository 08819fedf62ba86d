"""The accepted results: ``tests/accepted/<chapter>.json``, read with every fault named, and written.

A file is for people: results by name, one a line (a table has a line for each row), sorted::

    {
    "coffee.people": {"value": 3, "kind": "count", "unit": "people"},
    "coffee.tbl-cups": {"kind": "table", "head": 1, "rows": [
     ["Name", "Cups"],
     ["an", "3"]
    ]}
    }

What these were computed from stands beside it (:mod:`reproreport.accepted.inputs_file`). In a file of 0.2
and before, the same object stands under ``results``, with hashes among the values: it is read, and
``report accept`` writes it anew.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from reproreport.accepted.entry import TEXTS, Accepted, Tolerance
from reproreport.accepted.inputs_file import SUFFIX, read_inputs
from reproreport.errors import Problem, Problems, ReportError, gather, wrong
from reproreport.near import nearest
from reproreport.results.collect import namespace
from reproreport.results.result import NAME, SINGLE, WHOLE, text_of
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
    with Problems() as problems:
        for path in sorted((root / FOLDER).glob("*.json*")):
            name = f"{FOLDER}/{path.name}"
            try:
                texts[name] = read_text(path, name)
            except ReportError as error:
                gather(*error.problems)
    return parse_accepted(texts, problems)


def parse_accepted(texts: Mapping[str, str], before: Iterable[Problem] = ()) -> dict[str, Accepted]:
    """Return the accepted results that files hold.

    Args:
        texts: the content of each file, by its name (``tests/accepted/<chapter>.json``, and what stands
            beside it).
        before: what is wrong already.

    Raises:
        AcceptedError: everything that is wrong with the files, and *before*.
    """
    accepted: dict[str, Accepted] = {}
    with Problems() as problems:
        gather(*before)
        for name, text in texts.items():
            if not name.endswith(SUFFIX):
                beside = name.removesuffix(".json") + SUFFIX
                provenance = read_inputs(beside, texts.get(beside, ""))
                entries = _File(name, text).read()
                accepted |= {key: provenance.of(entry) for key, entry in entries.items()}
    problems.stop(AcceptedError)
    return dict(sorted(accepted.items()))


class _Object(dict[str, Any]):
    """A JSON object that knows which of its keys were given more than once."""

    def __init__(self, pairs: Iterable[tuple[str, Any]]) -> None:
        pairs = list(pairs)
        super().__init__(pairs)
        self.repeated = [key for key, count in Counter(key for key, _ in pairs).items() if count > 1]


class _File:
    """One file of accepted results, while it is read."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
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
        wrong(what, where, fix)

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
            self._entries(_Object(self._whole_lines(line)))
            return {}
        if not isinstance(data, _Object):
            self.fault("results by their names are expected", f"{self.name}:1")
            return {}
        results = data.get("results")
        return self._entries(_as_before(results) if isinstance(results, _Object) else data)

    def _whole_lines(self, broken: int) -> Iterator[tuple[str, Any]]:
        """Yield what stands on the lines of a broken file that hold one result each."""
        for line, content in enumerate(lines_of(self.text), 1):
            if line != broken and (match := _LINE.match(content)):
                try:
                    yield json.loads(match[1]), json.loads(match[2], object_pairs_hook=_Object)
                except ValueError as error:
                    self.fault(f"not JSON: {getattr(error, 'msg', error)}", f"{self.name}:{line}")

    def _entries(self, results: _Object) -> dict[str, Accepted]:
        for key in results.repeated:
            self.fault(f"'{key}' is accepted twice", self.where(key, 1), "keep one of them")
        accepted: dict[str, Accepted] = {}
        for key, entry in results.items():
            where = self.where(key)
            for field in entry.repeated if isinstance(entry, _Object) else ():
                self.fault(f"'{key}' has the field '{field}' twice", where, "keep one of them")
            read = read_entry(key, entry, Path(self.name).stem, where)
            if isinstance(read, Accepted):
                accepted[key] = read
            else:
                gather(*read)
        return accepted


def _as_before(results: _Object) -> _Object:
    """Return the results of a file of 0.2 and before, without what stands in a file of its own now."""
    for entry in results.values():
        if isinstance(entry, _Object):
            entry.pop("inputs", None)
            entry.pop("picture", None)
    return results


_COMMON = ("kind", "tolerance")
_FIELDS = {
    **dict.fromkeys(SINGLE, (*_COMMON, "value", "unit", "decimals")),
    "table": (*_COMMON, "head", "rows"),
    "figure data": (*_COMMON, "head", "rows"),
}
_SHOWN = re.compile(r"(?:tbl|fig|cell)-\S+")


def read_entry(name: str, data: Any, chapter: str, where: str) -> Accepted | list[Problem]:
    """Return an accepted result, or what is wrong with it.

    Args:
        name: its name.
        data: what its file says of it.
        chapter: the chapter that the file is of.
        where: ``file:line`` of it.
    """
    problems = [Problem(f"'{name}': {what}", where, fix) for what, fix in _faults(name, data, chapter)]
    if problems:
        return problems
    whole = data["kind"] in WHOLE
    return Accepted(
        name=name,
        chapter=chapter,
        kind=data["kind"],
        value=tuple(map(tuple, data["rows"])) if whole else data["value"],
        unit=data.get("unit", ""),
        decimals=data.get("decimals"),
        head=data.get("head", 0),
        tolerance=Tolerance.from_json(data["tolerance"]) if "tolerance" in data else None,
        where=where,
    )


def _faults(name: str, data: Any, chapter: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with an accepted result, each with what to do."""
    prefix = f"{namespace(chapter)}."
    if not name.startswith(prefix):
        yield f"results of this file begin with '{prefix}'", "move it to the file of its chapter"
    if not isinstance(data, dict):
        yield "a result is an object of fields", ""
        return
    kind = data.get("kind")
    if not isinstance(kind, str) or kind not in _FIELDS:
        yield f"{kind!r} is no kind of result", nearest(str(kind), _FIELDS)
        return
    for field in data:
        if field not in _FIELDS[kind]:
            yield f"the kind '{kind}' has no field '{field}'", nearest(field, _FIELDS[kind])
    suffix = name.removeprefix(prefix)
    if not (NAME if kind in SINGLE else _SHOWN).fullmatch(suffix):
        yield f"'{suffix}' cannot name {'a result' if kind in SINGLE else 'a table or figure'}", ""
    yield from _value_faults(kind, data) if kind in SINGLE else _row_faults(kind, data)
    if "tolerance" in data:
        if kind in TEXTS:
            yield f"the kind '{kind}' has no tolerance", "remove it: texts agree or differ"
        try:
            Tolerance.from_json(data["tolerance"])
        except (TypeError, ValueError) as error:
            yield str(error), ""


def _value_faults(kind: Any, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a single value."""
    unit, decimals = data.get("unit", ""), data.get("decimals")
    if not isinstance(unit, str):
        yield f"the unit {unit!r} is no text", ""
    elif decimals is not None and (isinstance(decimals, bool) or not isinstance(decimals, int)):
        yield f"the number of decimals {decimals!r} is no integer", ""
    elif "value" not in data:
        yield "it has no value", ""
    else:
        try:
            text_of(data["value"], kind, unit, decimals)
        except (TypeError, ValueError) as error:
            yield f"{error}, and its kind is '{kind}'", ""


def _row_faults(kind: str, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a table."""
    rows, head = data.get("rows"), data.get("head", 0)
    allowed = (str,) if kind == "table" else (str, int, float)
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        yield "its rows are no list of lists", ""
        return
    for place, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            yield f"row {place} has {len(row)} cells, and the first has {len(rows[0])}", ""
        for cell in row:
            if isinstance(cell, bool) or not isinstance(cell, allowed):
                yield f"row {place} holds {cell!r}, and a cell of a {kind} is a text", ""
            elif isinstance(cell, float) and not math.isfinite(cell):
                yield f"row {place} holds {cell}, which is not a number", ""
    if isinstance(head, bool) or not isinstance(head, int) or not 0 <= head <= len(rows):
        yield f"{head!r} is no number of header rows among {len(rows)}", ""


def accepted_text(entries: Iterable[Accepted]) -> str:
    """Return the content of a chapter's file."""
    lines = (f"{_json(entry.name)}: {_entry(entry)}" for entry in sorted(entries, key=lambda one: one.name))
    results = ",\n".join(lines)
    return f"{{\n{results}\n}}\n"


def _entry(entry: Accepted) -> str:
    """Return one result, its value first; the rows of a table stand below it."""
    data: dict[str, Any] = {}
    if entry.kind not in WHOLE:
        data["value"] = entry.value
    data["kind"] = entry.kind
    if entry.unit:
        data["unit"] = entry.unit
    if entry.decimals is not None:
        data["decimals"] = entry.decimals
    if entry.head:
        data["head"] = entry.head
    if entry.tolerance is not None:
        data["tolerance"] = entry.tolerance.as_json()
    if entry.kind not in WHOLE:
        return _json(data)
    rows = ",\n ".join(map(_json, entry.table))
    return f'{_json(data)[:-1]}, "rows": [\n {rows}\n]}}' if rows else f'{_json(data)[:-1]}, "rows": []}}'


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
