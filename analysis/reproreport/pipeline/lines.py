"""Which commit changed each line of a file last, as git knows it; kept from build to build."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reproreport.git import git
from reproreport.inputs import file_state
from reproreport.pipeline.tasks import write_json

_SHORT = 10


@dataclass(frozen=True)
class Commit:
    """A commit: its id, its date (``2026-11-30``), and the first line of its message."""

    identifier: str
    date: str
    subject: str

    @property
    def text(self) -> str:
        """Return it as one line."""
        return f"{self.identifier[:_SHORT]}, {self.date}: {self.subject}"


@dataclass(frozen=True)
class LastCommits:
    """The commits that changed lines last.

    Attributes:
        commits: every one of them, the newest first.
        runs: of each file, its runs of lines: the first, the last, and the place of their commit.
        differing: the files that are not as in the commit that is checked out.
    """

    commits: tuple[Commit, ...]
    runs: Mapping[str, tuple[tuple[int, int, int], ...]]
    differing: tuple[str, ...]


def last_commits(root: Path, names: Iterable[str], commit: str, kept: Path) -> LastCommits:
    """Return which commits changed the lines of some files last.

    Args:
        root: the project.
        names: the files.
        commit: the commit that is checked out; empty where there is none.
        kept: the file in which what git said is kept for the next build.
    """
    wanted = sorted(set(names))
    if not commit:
        return LastCommits((), {}, ())
    before = _read(kept)
    found: dict[str, Any] = {}
    differing = []
    committed = _committed(root, commit)
    for name in wanted:
        state = file_state(str(root / name))
        if committed.get(name) != state:
            differing.append(name)
            continue
        key = f"{commit} {state} {name}"
        found[key] = before[key] if key in before else _blame(root, name, commit)
    if found != before:
        write_json(kept, found)
    commits = {one[2]: Commit(one[2], one[3], one[4]) for runs in found.values() for one in runs}
    times = {one[2]: one[5] for runs in found.values() for one in runs}
    order = sorted(commits, key=lambda one: (-times[one], one))
    places = {identifier: place for place, identifier in enumerate(order)}
    runs = {
        key.split(" ", 2)[2]: tuple((first, last, places[one]) for first, last, one, *_ in of_file)
        for key, of_file in found.items()
    }
    return LastCommits(tuple(commits[one] for one in order), runs, tuple(differing))


def _read(kept: Path) -> dict[str, Any]:
    try:
        found = json.loads(kept.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _committed(root: Path, commit: str) -> dict[str, str]:
    listed = git(root, "ls-tree", "-r", "-z", commit) or b""
    lines = (line.partition(b"\t") for line in listed.split(b"\0") if line)
    return {name.decode("utf-8", "replace"): about.split()[2].decode() for about, _, name in lines}


def _blame(root: Path, name: str, commit: str) -> list[list[Any]]:
    """Return the runs of lines of one file: first, last, commit, date, subject, seconds.

    Only what is committed is looked at, and without ``textconv``: so git runs no program that the
    repository names.
    """
    said = git(root, "blame", "--no-textconv", "--porcelain", commit, "--", name) or b""
    about: dict[str, dict[str, str]] = {}
    runs: list[list[Any]] = []
    current = ""
    for raw in said.split(b"\n"):
        line = raw.decode("utf-8", "replace")
        key, _, rest = line.partition(" ")
        if line.startswith("\t"):
            continue
        if len(key) >= 40 and rest[:1].isdigit():
            current = key
            number = int(rest.split()[1])
            if runs and runs[-1][2] == key and runs[-1][1] == number - 1:
                runs[-1][1] = number
            else:
                runs.append([number, number, key])
        else:
            about.setdefault(current, {})[key] = rest
    return [[*run, *_told(about[run[2]])] for run in runs]


def _told(about: Mapping[str, str]) -> tuple[str, str, int]:
    """Return the date of a commit where its author was, its subject, and its time."""
    from datetime import datetime, timedelta, timezone

    seconds, zone = int(about.get("author-time", "0")), about.get("author-tz", "+0000")
    minutes = int(zone[1:3]) * 60 + int(zone[3:5])
    offset = timedelta(minutes=-minutes if zone.startswith("-") else minutes)
    return (
        datetime.fromtimestamp(seconds, timezone(offset)).date().isoformat(),
        about.get("summary", ""),
        int(about.get("committer-time", "0")),
    )
