"""One accepted result as its file has it: its fields, each held to its kind."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from reproreport.errors import Problem
from reproreport.gate.entries.entry import WHOLE, Accepted
from reproreport.gate.entries.tolerance import TEXTS, Tolerance
from reproreport.gate.inputs.notebook import Inputs
from reproreport.results.collect import namespace
from reproreport.results.result import NAME, SINGLE, text_of

_COMMON = ("kind", "tolerance", "inputs")
_FIELDS = {
    **dict.fromkeys(SINGLE, (*_COMMON, "value", "unit", "decimals")),
    "table": (*_COMMON, "head", "rows"),
    "figure data": (*_COMMON, "head", "rows", "picture"),
}
#: What a file calls the inputs of the whole notebook; no cell can be called so.
WHOLE_SET = "the whole notebook"
_SHOWN = re.compile(r"(?:tbl|fig|cell)-\S+")
_SHA256 = re.compile("[0-9a-f]{64}")


def read_entry(
    name: str, data: Any, chapter: str, where: str, sets: Mapping[str, Inputs] | None
) -> Accepted | list[Problem]:
    """Return an accepted result, or what is wrong with it.

    Args:
        name: its name.
        data: what its file says of it.
        chapter: the chapter that the file is of.
        where: ``file:line`` of it.
        sets: the inputs that the file knows; None where they could not be read.
    """
    problems = [Problem(f"'{name}': {what}", where, fix) for what, fix in _faults(name, data, chapter, sets)]
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
        picture=data.get("picture", ""),
        inputs=(sets or {}).get(data["inputs"], Inputs()),
        whole=(sets or {}).get(WHOLE_SET),
        tolerance=Tolerance.from_json(data["tolerance"]) if "tolerance" in data else None,
        key=data["inputs"],
        where=where,
    )


def _faults(
    name: str, data: Any, chapter: str, sets: Mapping[str, Inputs] | None
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with an accepted result, each with what to do."""
    prefix = f"{namespace(chapter)}."
    if not name.startswith(prefix):
        yield f"results of this file begin with '{prefix}'", "move it to the file of its chapter"
    if not isinstance(data, dict):
        yield "a result is an object of fields", ""
        return
    kind = data.get("kind")
    if not isinstance(kind, str) or kind not in _FIELDS:
        yield f"{kind!r} is no kind of result", _nearest(str(kind), _FIELDS)
        return
    for field in data:
        if field not in _FIELDS[kind]:
            yield f"the kind '{kind}' has no field '{field}'", _nearest(field, _FIELDS[kind])
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
    inputs = data.get("inputs")
    if not isinstance(inputs, str):
        yield "it does not say from which inputs it was computed", "name a set of 'inputs', below the results"
    elif sets is not None and inputs not in sets:
        yield f"there are no inputs '{inputs}' in this file", _nearest(inputs, sets)


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
    rows, head, picture = data.get("rows"), data.get("head", 0), data.get("picture", "")
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
    if picture and not (isinstance(picture, str) and _SHA256.fullmatch(picture)):
        yield f"{picture!r} is no SHA-256 of a picture", ""


def _nearest(word: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(word, known, 1)
    return f"did you mean '{near[0]}'?" if near else f"known: {', '.join(known) or 'none'}"
