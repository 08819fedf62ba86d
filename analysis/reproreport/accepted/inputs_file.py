"""What accepted results were computed from: ``tests/accepted/<chapter>.inputs.jsonl``.

One JSON array a line, sorted: a change of one input is one changed line, however many results rest on it::

    ["cells", "tests", "77aa12ef30b1"]
    ["files", "data/coffee/cups.csv", "5a1f…"]
    ["picture", "coffee.fig-cups", "9e0c…"]
    ["set", "tests", "files", ["data/coffee/cups.csv"]]
    ["set", "tests", "results", ["coffee.people"]]

The first two are inputs of the notebook: kind, name, state. The results of a cell share a set, which names
its inputs of a kind, or all of them where it names none. Where a set was accepted when an input had another
state, or that of the notebook is not known, it gives states:
``["set", "tests", "files", {"data/coffee/cups.csv": "0b7d…"}]``.

Git puts two branches' lines together (``merge=union`` in ``.gitattributes`` beside the files). Of two lines
about one thing the last counts: no value is judged by these files, and ``report accept`` writes them anew.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from itertools import chain, count
from typing import Any

from reproreport.accepted.entry import Accepted
from reproreport.accepted.inputs import Inputs
from reproreport.errors import wrong
from reproreport.textfile import lines_of

SUFFIX = ".inputs.jsonl"

#: How git merges the files, in a file beside them.
ATTRIBUTES, MERGED = ".gitattributes", f"*{SUFFIX} merge=union\n"

PARTS = tuple(part.name for part in fields(Inputs))
_FIX = "remove the file, and run `report accept`"


@dataclass
class Provenance:
    """What the accepted results of one chapter were computed from.

    Attributes:
        whole: all that its notebook used; None where that is not known.
        sets: the inputs that results share, by key.
        keys: the key of each result's set, by the result's name.
        pictures: SHA-256 of the SVG of each figure, by name.
    """

    whole: Inputs | None = None
    sets: dict[str, Inputs] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)

    def of(self, entry: Accepted) -> Accepted:
        """Return an accepted result with what it was computed from, as far as that is known."""
        key = self.keys.get(entry.name, "")
        picture = self.pictures.get(entry.name, "")
        return replace(entry, inputs=self.sets.get(key), whole=self.whole, key=key, picture=picture)


def read_inputs(name: str, text: str) -> Provenance:
    """Return what a file says; of one that is empty, nothing; each line that is broken is a problem.

    Args:
        name: what messages call it.
        text: its content.
    """
    found = Provenance()
    states: dict[str, dict[str, str]] = {part: {} for part in PARTS}
    sets: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(lines_of(text), 1):
        try:
            match json.loads(line) if line.strip() else None:
                case None:
                    continue
                case ["set", str(key), "results", [*names]] if all(isinstance(one, str) for one in names):
                    found.keys |= dict.fromkeys(names, key)
                case ["set", str(key), str(part), *given] if part in PARTS and _is_set(given):
                    sets.setdefault(key, {})[part] = given[0] if given else None
                case ["picture", str(figure), str(digest)]:
                    found.pictures[figure] = digest
                case [str(part), str(what), str(state)] if part in PARTS:
                    states[part][what] = state
                case _:
                    raise ValueError
        except (ValueError, RecursionError):
            wrong("this line says nothing of an input", f"{name}:{number}", _FIX)
    if any(states.values()):
        found.whole = Inputs(**states)
    for key in dict.fromkeys(found.keys.values()):
        found.sets[key] = Inputs(**dict(_restored(sets.get(key, {}), states)))
    return found


def _is_set(given: list[Any]) -> bool:
    """Return whether this may stand for the inputs of a set: nothing, names, or states by name."""
    match given:
        case []:
            return True
        case [[*names]]:
            return all(isinstance(one, str) for one in names)
        case [dict(by_name)]:
            return all(isinstance(state, str) for state in by_name.values())
    return False


def _restored(
    given: Mapping[str, Any], states: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each part of a set with the states of its inputs."""
    for part, names in given.items():
        if names is None:
            yield part, dict(states[part])
        elif isinstance(names, dict):
            yield part, dict(names)
        else:
            yield part, {one: states[part].get(one, "") for one in names}


def inputs_text(entries: Iterable[Accepted]) -> str:
    """Return the content of a chapter's file; empty where nothing is known.

    Args:
        entries: the chapter's accepted results. Where two sets have one key, the results of the smaller
            set get another.
    """
    entries = sorted(entries, key=lambda entry: entry.name)
    known = [entry.whole for entry in entries if entry.whole is not None]
    whole = {part: dict(getattr(known[-1], part)) if known else {} for part in PARTS}
    lines: list[list[Any]] = [[part, *pair] for part in PARTS for pair in whole[part].items()]
    lines += [["picture", entry.name, entry.picture] for entry in entries if entry.picture]
    for key, members in _sets(entries).items():
        lines.append(["set", key, "results", [entry.name for entry in members]])
        for part in PARTS:
            states = dict(getattr(members[0].inputs, part))
            if not states:
                continue
            if states == whole[part]:
                lines.append(["set", key, part])
            elif states.items() <= whole[part].items():
                lines.append(["set", key, part, sorted(states)])
            else:
                lines.append(["set", key, part, dict(sorted(states.items()))])
    return "".join(sorted(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines))


def identity(inputs: Inputs | None) -> str:
    """Return a text that two sets of inputs share when they are the same."""
    return json.dumps(inputs and asdict(inputs), sort_keys=True)


def _sets(entries: Iterable[Accepted]) -> dict[str, list[Accepted]]:
    """Return the results that share a set of inputs, by the key of the set."""
    members: dict[str, list[Accepted]] = {}
    for entry in entries:
        if entry.inputs is not None:
            members.setdefault(identity(entry.inputs), []).append(entry)
    sets: dict[str, list[Accepted]] = {}
    for found in sorted(members.values(), key=len, reverse=True):
        ((key, _),) = Counter(entry.key for entry in found).most_common(1)
        names = chain([key], (f"{key} ({number})" for number in count(2)))
        sets[next(name for name in names if name not in sets)] = found
    return sets
