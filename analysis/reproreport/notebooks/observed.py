"""What a notebook used while it ran, made of the journal that its kernel kept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reproreport.errors import Problem
from reproreport.inputs import FOLDER, MISSING, Look, located

#: The place of what no cell of the author's did: the kernel's start, the cell with the parameters.
NO_CELL = 0


@dataclass(frozen=True)
class Observed:
    """What a notebook used.

    Attributes:
        cells: what each of the author's cells used first, by its place from 1: the state of each input
            (:mod:`reproreport.inputs`) when it was met, before it was read.
        modules: the project's own modules that it loaded, each with its file and the place of the cell.
        written: the files of the project that it wrote, as it left them.
        volatile: why it has to run in every build: what it used that cannot be watched, and where.
    """

    cells: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    modules: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)
    volatile: tuple[str, ...] = ()

    @property
    def inputs(self) -> dict[str, str]:
        """Return the state of every input, by its name."""
        found: dict[str, str] = {}
        for used in self.cells.values():
            for name, state in used.items():
                found.setdefault(name, state)
        return found

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON keeps it."""
        return {
            "cells": {str(place): dict(used) for place, used in self.cells.items()},
            "modules": {name: list(found) for name, found in self.modules.items()},
            "written": dict(self.written),
            "volatile": list(self.volatile),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Observed:
        """Return what :meth:`as_json` wrote."""
        return cls(
            cells={int(place): _texts(used) for place, used in data["cells"].items()},
            modules={str(name): (str(file), int(place)) for name, (file, place) in data["modules"].items()},
            written=_texts(data["written"]),
            volatile=tuple(map(str, data["volatile"])),
        )


def _texts(data: Any) -> dict[str, str]:
    """Return a mapping of texts.

    Raises:
        TypeError: it is something else.
    """
    if not isinstance(data, dict) or not all(isinstance(value, str) for value in data.values()):
        raise TypeError("texts are expected")
    return data


def read_observed(path: Path) -> Observed:
    """Return what a notebook was seen to use when it last ran well; nothing where no file says it."""
    try:
        return Observed.from_json(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return Observed()


def observed(
    lines: Iterable[Mapping[str, Any]],
    ran: Sequence[int],
    root: Path,
    unaccounted: Mapping[str, str] | None = None,
) -> Observed:
    """Return what a notebook used.

    Args:
        lines: its journal.
        ran: the place of each cell that was executed, in order; 0 for one that is not the author's.
        root: the project.
        unaccounted: files that were read while it ran by nobody who says so, with their states.
    """
    reader = _Reader(ran)
    for line in lines:
        with suppress(KeyError, TypeError, AttributeError):  # of another program, that is no line of ours
            reader.take(line)
    reader.place = NO_CELL
    known = {name for used in reader.cells.values() for name in used}
    for name, state in (unaccounted or {}).items():
        if f"file {name}" not in known:  # its state when it was first met, before it was read
            reader.take({"kind": "file", "name": name, "state": state})
    return reader.observed(root)


def _ran(ran: Sequence[int], place: object) -> int:
    """Return the author's cell that was executed at a place."""
    return ran[place] if isinstance(place, int) and 0 <= place < len(ran) else NO_CELL


class _Reader:
    """A journal while it is read."""

    def __init__(self, ran: Sequence[int]) -> None:
        self.ran = ran
        self.place = NO_CELL
        self.cells: dict[int, dict[str, str]] = {}
        self.modules: dict[str, tuple[str, int]] = {}
        self.looked_for: dict[tuple[int, tuple[str, ...]], dict[str, str]] = {}
        self.written: set[str] = set()
        self.volatile: list[str] = []

    def take(self, line: Mapping[str, Any]) -> None:
        """Read one line."""
        name = str(line.get("name", ""))
        match line["kind"]:
            case "cell":
                self.place = _ran(self.ran, line["place"])
            case "file" | "there" | "listing" | "variable" as kind if name not in self.written:
                self.cells.setdefault(self.place, {}).setdefault(f"{kind} {name}", str(line["state"]))
            case "import":
                found = self.looked_for.setdefault((self.place, tuple(map(str, line["folders"]))), {})
                found[name] = str(line["state"])
            case "module":
                self.modules.setdefault(name, (str(line["file"]), self.place))
            case "written":
                self.written.add(name)
            case "volatile":
                self.volatile.append(f"cell {self.place} {name}" if self.place else name)

    def observed(self, root: Path) -> Observed:
        """Return what was read."""
        for (place, folders), found in self.looked_for.items():
            name = "\t".join([f"import {','.join(sorted(found))}", *folders])
            state = ",".join(found[one] for one in sorted(found) if found[one])
            self.cells.setdefault(place, {})[name] = state
        look = Look(root)
        left = {name: look.content(located(name, str(root))) for name in sorted(self.written)}
        for used in self.cells.values():
            # What was missing when it was looked for, and made by the notebook itself, is its product.
            for name in [name for name, state in used.items() if state == MISSING]:
                if name.partition(" ")[2] in left:
                    del used[name]
        left = {name: state for name, state in left.items() if state not in (MISSING, FOLDER)}
        return Observed(self.cells, self.modules, left, tuple(dict.fromkeys(self.volatile)))


def forbidden(lines: Iterable[Mapping[str, Any]], ran: Sequence[int], path: str) -> Iterator[Problem]:
    """Yield what a notebook read that no other machine has.

    Args:
        lines: its journal.
        ran: the place of each cell that was executed.
        path: the notebook, for messages.
    """
    place = NO_CELL
    for line in lines:
        if line["kind"] == "cell":
            place = _ran(ran, line.get("place"))
        elif line["kind"] == "outside":
            what = (
                f"reads {line.get('name')}, which is outside the project: a change to it would go unnoticed"
            )
            fix = "copy it under data/, or declare it in _quarto.yml: 'report: {inputs: [PATH]}'"
            yield Problem(what, f"{path}, cell {place}" if place else path, fix)


def changed_own(found: Observed, path: str) -> Iterator[Problem]:
    """Yield the files that a notebook read and then changed: each run would begin from another one."""
    for place, used in sorted(found.cells.items()):
        for name, state in used.items():
            file = name.removeprefix("file ")
            if name != file and found.written.get(file, state) != state:
                what = f"changes {file}, which it has read: every build would give something else"
                yield Problem(what, f"{path}, cell {place}", "write another file")
