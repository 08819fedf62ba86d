"""How far a notebook may go while it runs: ``report: limits:`` of ``_quarto.yml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from reproreport.errors import Problem
from reproreport.yamlfile import YamlFile

_UNITS = {"output": "MB", "memory": "MB"}


@dataclass(frozen=True)
class Limits:
    """What a notebook may take; above it, it is stopped, and the message says by which of them.

    Attributes:
        start: seconds in which its kernel has to start; after one more try it is given up.
        cell: seconds that one cell may run.
        notebook: seconds that the whole of it may run, its kernel's start included.
        threads: seconds that threads and tasks may run on after the last cell.
        output: megabytes (10⁶ bytes) of what its cells show.
        memory: megabytes that it takes with all that it starts; never more than three quarters of the
            machine's.
    """

    start: float = 60
    cell: float = 600
    notebook: float = 3600
    threads: float = 60
    output: float = 50
    memory: float = 8000

    def words(self, name: str) -> str:
        """Return a limit as messages name it, with the key that sets it."""
        return f"{getattr(self, name):g} {_UNITS.get(name, 'seconds')} (_quarto.yml: report: limits: {name})"


def limits_of(given: Mapping[str, Any]) -> Limits:
    """Return the limits that ``report: limits:`` sets, which :func:`limit_problems` found right."""
    return Limits(**given)


def limit_problems(file: YamlFile, given: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is no number above nothing; unknown names are found as other unknown keys are."""
    for name in LIMITS & given.keys():
        value = given[name]
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < float("inf"):
            what = f"'{name}' is no number above 0"
            fix = f"write how many {_UNITS.get(name, 'seconds')}, as in '{name}: {getattr(Limits, name)}'"
            yield Problem(what, file.where("report", "limits", name), fix)


LIMITS = frozenset(field.name for field in fields(Limits))
