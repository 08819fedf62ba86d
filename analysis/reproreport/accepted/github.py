"""What a check says in GitHub Actions: a Markdown summary, and annotations on the lines concerned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reproreport.accepted.words import counted, listed, worded

if TYPE_CHECKING:
    from reproreport.accepted.check import Checked
    from reproreport.accepted.compare import Drift
    from reproreport.errors import Problem

#: Rows of the summary, and drifts that one annotation names; the rest are counted.
ROWS, NAMED = 200, 10


def summary(checked: Checked) -> str:
    """Return what a check found, as Markdown."""
    drifts, agreeing = checked.comparison.drifts, len(checked.comparison.agreeing)
    lines = ["### Results against the accepted ones", ""]
    if drifts:
        lines += [f"{counted(drifts)}; {agreeing} are as accepted.", ""]
        lines += ["| Result | Accepted | Now | Difference | Tolerance | Cause |", "|---|---|---|---|---|---|"]
        lines += [_row(drift) for drift in drifts[:ROWS]]
        if len(drifts) > ROWS:
            lines += ["", f"… and {len(drifts) - ROWS} more."]
    else:
        lines.append(f"All {agreeing} results are as accepted.")
    if pictures := checked.comparison.pictures:
        lines += ["", f"Drawn differently, with the same data: {_code(pictures)}."]
    if checked.unused:
        lines += ["", f"Used by no chapter, shown in no table: {_code(checked.unused)}."]
    if checked.prose:
        lines += ["", "### Prose", "", *(f"- {_plain(str(problem))}" for problem in checked.prose[:ROWS])]
        if len(checked.prose) > ROWS:
            lines.append(f"- … and {len(checked.prose) - ROWS} more")
    return "\n".join(lines) + "\n"


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


def _row(drift: Drift) -> str:
    words = worded(drift)
    cells = (words.accepted, words.now, words.difference, words.tolerance)
    details = "<br>".join(_plain(line.removeprefix("cause: ")) for line in words.details)
    status, names = words.title.split(" ", 1)
    return f"| {status} `{names}` | {' | '.join(map(_plain, cells))} | {details} |"


def _code(names: Sequence[str]) -> str:
    return listed([f"`{name}`" for name in names])


def _plain(text: str) -> str:
    """Return a text without what Markdown would take for marks."""
    for mark in "\\`*_|<>[]":
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())
