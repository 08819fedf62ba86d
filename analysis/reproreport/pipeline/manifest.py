"""What a build published and what of: files, hashes, inputs, versions, commit."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import reproreport
from reproreport.files import write_text
from reproreport.git import git
from reproreport.inputs import FOLDER, LIBRARY, MISSING
from reproreport.pipeline.fingerprint import package_versions
from reproreport.pipeline.layout import Layout
from reproreport.pipeline.task import Task
from reproreport.project import Project

VERSION = 1
"""Of the manifest's form."""


@dataclass(frozen=True)
class BuiltFrom:
    """What a build makes files of.

    Attributes:
        project: the whole report.
        sources: git's id of the content of each source, by its path.
        commit: the commit that is checked out; empty where there is none.
        date: the day on which it was made (``2026-11-30``).
        renderer: by what pages are made, and why.
    """

    project: Project
    sources: Mapping[str, str]
    commit: str
    date: str
    renderer: str

    @classmethod
    def of(cls, project: Project, inputs: Mapping[str, str], renderer: str) -> BuiltFrom:
        """Return what a build makes files of.

        Args:
            project: the whole report.
            inputs: the state of each input that a task of the build used, by its name.
            renderer: by what, and why.
        """
        sources = {
            name.removeprefix("file "): state
            for name, state in sorted(inputs.items())
            if name.startswith("file ")
            and state not in (MISSING, FOLDER)
            # A library that is installed elsewhere is told by its version.
            and not name.startswith(f"file {LIBRARY}")
        }
        head = git(project.root, "rev-list", "--max-count=1", "--format=%H %cs", "HEAD", "--")
        commit, _, date = (head or b"").decode().strip().rpartition("\n")[2].partition(" ")
        return cls(project, sources, commit, date, renderer)

    @property
    def values(self) -> dict[str, str]:
        """Return what a task depends on that writes it down."""
        return {
            "inputs": json.dumps(self.sources),
            "commit": self.commit,
            "packages": json.dumps(package_versions()),
            "renderer": self.renderer,
            "parameters": json.dumps(self.project.parameters, sort_keys=True, default=str),
        }

    def made(self, folder: Path, places: Iterable[Path]) -> dict[str, Any]:
        """Return what was made, and what of.

        Args:
            folder: where files are named from.
            places: the folders of what was made.
        """
        return {
            "manifest": VERSION,
            "title": self.project.title,
            "commit": self.commit or None,
            # What differs from the commit, or is not in it: without it nobody can build the same again.
            "uncommitted": _uncommitted(self.project.root, self.sources) if self.commit else None,
            "renderer": self.renderer,
            "parameters": dict(self.project.parameters),
            "versions": package_versions(),
            "inputs": dict(self.sources),
            "files": {
                path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
                for place in places
                for path in sorted(place.rglob("*"))
                if path.is_file()
            },
        }


def manifest_task(built: BuiltFrom, places: Iterable[Path]) -> Task:
    """Return the task that writes ``build/manifest.json`` after a publication into some places."""
    published = tuple(places)
    return Task(
        name="manifest",
        action=partial(_write, built, published),
        folders=published,
        values=built.values,
        products=(Layout.of(built.project).manifest,),
    )


def _write(built: BuiltFrom, places: Iterable[Path]) -> None:
    text = json.dumps(built.made(built.project.root, places), ensure_ascii=False, indent=1, default=str)
    write_text(Layout.of(built.project).manifest, f"{text}\n")


def _uncommitted(root: Path, sources: Mapping[str, str]) -> list[str]:
    """Return the inputs that are not as in the commit; their states are the ids that git gives contents."""
    listed = git(root, "ls-tree", "-r", "-z", "HEAD") or b""
    lines = (line.partition(b"\t") for line in listed.split(b"\0") if line)
    committed = {os.fsdecode(name): about.split()[2].decode() for about, _, name in lines}
    differ = {name for name, state in sources.items() if committed.get(name) != state}
    return sorted(differ | set(_library_changes(root)))


def _library_changes(root: Path) -> Iterator[str]:
    """Yield the files of this library that are not as in the commit, where the project itself holds it."""
    library = Path(reproreport.__file__).resolve().parent
    if not library.is_relative_to(root.resolve()):
        return
    place = library.relative_to(root.resolve()).as_posix()
    for words in (
        ("diff", "--relative", "--name-only", "HEAD"),
        ("ls-files", "--others", "--exclude-standard"),
    ):
        listed = git(root, *words, "-z", "--", place) or b""
        yield from (os.fsdecode(name) for name in listed.split(b"\0") if name)
