"""``report accept``: the values of now become the accepted ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from reproreport.accepted.baseline import FOLDER, accepted_text, read_accepted
from reproreport.accepted.causes import Known, known_inputs, with_causes
from reproreport.accepted.compare import Comparison, Drift, compare
from reproreport.accepted.current import compute_current
from reproreport.accepted.entry import TEXTS, Accepted, AcceptedResults
from reproreport.accepted.inputs_file import ATTRIBUTES, MERGED, SUFFIX, inputs_text
from reproreport.errors import Problem, ResultError
from reproreport.files import write_text
from reproreport.near import nearest

if TYPE_CHECKING:
    from reproreport.project import Project


@dataclass(frozen=True)
class Taken:
    """What was accepted.

    Attributes:
        comparison: the drifts that were taken, and the results that agree.
        first: how many results were taken of each chapter that had none accepted; they are not among
            the drifts.
        refreshed: results whose value stays and whose inputs, or picture, are now those of today.
        written: the files that were written, or would be; a file without results is removed.
    """

    comparison: Comparison
    first: Mapping[str, int]
    refreshed: tuple[str, ...]
    written: tuple[str, ...]


def accept(project: Project, patterns: Sequence[str] = (), *, dry_run: bool = False) -> Taken:
    """Bring the results up to date, and take their values and inputs for the accepted ones.

    A value within its tolerance stays as it was accepted. So does a tolerance that was set by hand, and so
    do the inputs of a value that agrees with other versions of packages: they differ between machines. A
    pattern that fits the result takes these, too.

    Args:
        project: the report.
        patterns: names of results, or globs over them (``coffee.*``); all results where none is given.
        dry_run: write nothing.

    Raises:
        AcceptedError: the accepted results cannot be read; nothing is overwritten.
        ReportError: the report cannot be computed, or a pattern fits no result; nothing is overwritten.
    """
    accepted = read_accepted(project.root)
    now = compute_current(project)
    chosen = _chosen(patterns, accepted.keys() | now.keys())
    known = known_inputs(project, now.values())
    comparison = compare(accepted, now)
    drifts = tuple(drift for drift in comparison.drifts if chosen.intersection(drift.names))
    comparison = replace(comparison, drifts=drifts)
    entries = {**accepted}
    for drift in drifts:
        if drift.accepted is not None:
            del entries[drift.accepted.name]
    entries |= {drift.name: _taken(drift, known[drift.name]) for drift in drifts if drift.now is not None}
    refreshed = []
    partly = {entry.chapter for name, entry in now.items() if name not in chosen}
    for name in chosen.intersection(comparison.agreeing):
        old, new = accepted[name], known[name]
        entries[name] = replace(old, picture=now[name].picture)
        if patterns or old.inputs is None or replace(old.inputs, packages=new.inputs.packages) != new.inputs:
            entries[name] = replace(entries[name], inputs=new.inputs, key=new.key)
        if entries[name] != old:
            refreshed.append(name)
        if now[name].chapter not in partly and (
            patterns or old.whole is None or replace(old.whole, packages=new.whole.packages) != new.whole
        ):
            entries[name] = replace(entries[name], whole=new.whole)
    chapters = {entry.chapter for entry in accepted.values()}
    first = Counter(drift.entry.chapter for drift in drifts if drift.entry.chapter not in chapters)
    others = tuple(drift for drift in drifts if drift.entry.chapter in chapters)
    comparison = with_causes(replace(comparison, drifts=others), now, project, known)
    files = _files(project.root, accepted, entries)
    if not dry_run:
        for file, text in files.items():
            if text is None:
                (project.root / file).unlink(missing_ok=True)
            else:
                write_text(project.root / file, text)
    return Taken(comparison, first, tuple(sorted(refreshed)), tuple(files))


def _taken(drift: Drift, known: Known) -> Accepted:
    """Return the value of now as an accepted one."""
    now, old = drift.now, drift.accepted
    assert now is not None  # noqa: S101  (the caller leaves out vanished results)
    return Accepted(
        name=now.name,
        chapter=now.chapter,
        kind=now.kind,
        value=now.value,
        unit=now.unit,
        decimals=now.decimals,
        head=now.head,
        picture=now.picture,
        inputs=known.inputs,
        whole=known.whole,
        tolerance=None if old is None or now.kind in TEXTS else old.tolerance,
        key=known.key,
    )


def _files(root: Path, old: AcceptedResults, new: AcceptedResults) -> dict[str, str | None]:
    """Return the text of every file that changes; None for one that holds nothing any more."""
    texts: dict[str, str | None] = {}
    for chapter in sorted({entry.chapter for entry in (*old.values(), *new.values())}):
        before = {name: entry for name, entry in old.items() if entry.chapter == chapter}
        after = {name: entry for name, entry in new.items() if entry.chapter == chapter}
        if before != after:
            texts[f"{FOLDER}/{chapter}.json"] = accepted_text(after.values()) if after else None
            texts[f"{FOLDER}/{chapter}{SUFFIX}"] = inputs_text(after.values()) or None
    if any(texts.values()) and not (root / FOLDER / ATTRIBUTES).exists():
        texts[f"{FOLDER}/{ATTRIBUTES}"] = MERGED
    return {file: text for file, text in texts.items() if text != _text_of(root / file)}


def _text_of(file: Path) -> str | None:
    """Return what a file holds, or None where it is not there."""
    return file.read_text(encoding="utf-8") if file.is_file() else None


def _chosen(patterns: Sequence[str], names: Collection[str]) -> set[str]:
    """Return the names that the patterns fit.

    Raises:
        ResultError: a pattern fits none.
    """
    if not patterns:
        return set(names)
    fitting = {pattern: {name for name in names if fnmatchcase(name, pattern)} for pattern in patterns}
    problems = []
    for pattern, found in fitting.items():
        if not found:
            fix = nearest(pattern, sorted(names), "`report check` names those that differ")
            problems.append(Problem(f"no result is called '{pattern}'", "", fix))
    if problems:
        raise ResultError(*problems)
    return set().union(*fitting.values())
