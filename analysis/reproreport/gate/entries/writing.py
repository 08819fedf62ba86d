"""Accepted results as text: sorted, one a line, made to be read in a pull request."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from itertools import chain, count
from typing import Any

from reproreport.gate.entries.entry import WHOLE, Accepted
from reproreport.gate.entries.fields import WHOLE_SET
from reproreport.gate.inputs.notebook import Inputs


def accepted_text(entries: Iterable[Accepted]) -> str:
    """Return the content of a chapter's file.

    Args:
        entries: the chapter's accepted results; those with the same inputs share one set of them. Where
            two sets have one key, the results of the smaller set get another.
    """
    entries = sorted(entries, key=lambda entry: entry.name)
    keys = _keys(entries)
    results = ",\n".join(f"{_json(entry.name)}: {_entry(entry, keys)}" for entry in entries)
    sets = {keys[identity(entry.inputs)]: entry.inputs for entry in entries}
    if whole := [entry.whole for entry in entries if entry.whole is not None]:
        sets[WHOLE_SET] = whole[-1]
    inputs = ",\n".join(f"{_json(key)}: {_inputs(sets[key])}" for key in sorted(sets))
    return f'{{\n"results": {{\n{results}\n}},\n"inputs": {{\n{inputs}\n}}\n}}\n'


def identity(inputs: Inputs) -> str:
    """Return a text that two sets of inputs share when they are the same."""
    return json.dumps(asdict(inputs), sort_keys=True)


def _keys(entries: Iterable[Accepted]) -> dict[str, str]:
    """Return the key of each set of inputs."""
    members: dict[str, list[Accepted]] = {}
    for entry in entries:
        members.setdefault(identity(entry.inputs), []).append(entry)
    keys: dict[str, str] = {}
    for inputs, found in sorted(members.items(), key=lambda pair: -len(pair[1])):
        ((key, _),) = Counter(entry.key for entry in found).most_common(1)
        names = chain([key], (f"{key} ({number})" for number in count(2)))
        keys[inputs] = next(name for name in names if name not in keys.values())
    return keys


def _entry(entry: Accepted, keys: Mapping[str, str]) -> str:
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
    if entry.picture:
        data["picture"] = entry.picture
    data["inputs"] = keys[identity(entry.inputs)]
    if entry.kind not in WHOLE:
        return _json(data)
    rows = ",\n ".join(map(_json, entry.table))
    return f'{_json(data)[:-1]}, "rows": [\n {rows}\n]}}' if rows else f'{_json(data)[:-1]}, "rows": []}}'


def _inputs(inputs: Inputs) -> str:
    """Return a set of inputs, one a line, so that a change shows what changed."""
    parts = {part: texts for part, texts in asdict(inputs).items() if texts}
    return json.dumps(parts, ensure_ascii=False, indent=1, sort_keys=True)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
