"""What a check says in GitHub Actions: annotations on the lines concerned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from reproreport.accepted.words import counted, worded

if TYPE_CHECKING:
    from reproreport.accepted.compare import Drift
    from reproreport.accepted.summary import Checked
    from reproreport.errors import Problem

#: Drifts that one annotation names; the rest are counted.
NAMED = 10


def annotate(checked: Checked, root: Path, environment: Mapping[str, str]) -> list[str]:
    """Return a workflow command for each line concerned: of data, of a notebook, of accepted results.

    Args:
        checked: what the check found.
        root: the report's folder; GitHub wants paths from the folder of the repository.
        environment: ``GITHUB_WORKSPACE`` says where that is.
    """
    places: dict[str, list[Drift]] = defaultdict(list)
    causes: dict[str, list[str]] = defaultdict(list)
    for drift in checked.comparison.drifts:
        found = {cause.where: str(cause) for cause in drift.causes if cause.where}
        if not found and drift.accepted is not None:
            found = {drift.accepted.where: " ".join(map(str, drift.causes))}
        for where, cause in found.items():
            places[where].append(drift)
            causes[where].append(cause)
    workspace = Path(environment.get("GITHUB_WORKSPACE") or root)
    prefix = root.relative_to(workspace).as_posix() if root.is_relative_to(workspace) else "."
    commands = [
        _command(prefix, where, counted(drifts), "\n".join(_messages(causes[where], drifts)))
        for where, drifts in places.items()
    ]
    return commands + [_command(prefix, problem.where, "Prose", _told(problem)) for problem in checked.prose]


def _messages(causes: list[str], drifts: list[Drift]) -> Iterator[str]:
    """Yield the causes that lie on one line, and below them what they changed."""
    yield from filter(None, dict.fromkeys(causes))
    for drift in drifts[:NAMED]:
        yield worded(drift).line
    if len(drifts) > NAMED:
        yield f"… and {len(drifts) - NAMED} more"


def _told(problem: Problem) -> str:
    return f"{problem.what}\n{problem.fix}" if problem.fix else problem.what


def _command(prefix: str, where: str, title: str, message: str) -> str:
    """Return one ``::error``, escaped as GitHub wants it."""
    file, _, line = where.partition(":")
    path = file if prefix == "." else f"{prefix}/{file}"
    properties = {"file": path, "line": line if line.isdecimal() else "", "title": title}
    given = ",".join(
        f"{name}={_escaped(value, properties=True)}" for name, value in properties.items() if value
    )
    return f"::error {given}::{_escaped(message)}"


def _escaped(text: str, *, properties: bool = False) -> str:
    replaced = {"%": "%25", "\r": "%0D", "\n": "%0A"} | ({":": "%3A", ",": "%2C"} if properties else {})
    return "".join(replaced.get(character, character) for character in text)
