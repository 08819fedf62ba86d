"""What a build published and what of: files, hashes, inputs, versions, commit."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from reproreport.files import write_text
from reproreport.git import git
from reproreport.inputs import FOLDER, LIBRARY, MISSING
from reproreport.pipeline.fingerprint import package_versions
from reproreport.pipeline.layout import Layout
from reproreport.pipeline.task import Task
from reproreport.project import Project

VERSION = 1
"""Of the manifest's form."""


def manifest_task(project: Project, inputs: Mapping[str, str], places: Iterable[Path], renderer: str) -> Task:
    """Return the task that writes ``build/manifest.json`` after a publication.

    Args:
        project: the whole report.
        inputs: the state of each input that a task of the build used, by its name.
        places: the folders that are published.
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
    head = git(project.root, "rev-parse", "--verify", "--quiet", "HEAD")
    commit = head.decode().strip() if head else ""
    published = tuple(places)
    return Task(
        name="manifest",
        action=partial(_write, project, sources, commit, published, renderer),
        folders=published,
        values={
            "inputs": json.dumps(sources),
            "commit": commit,
            "packages": json.dumps(package_versions()),
            "renderer": renderer,
            "parameters": json.dumps(project.parameters, sort_keys=True, default=str),
        },
        products=(Layout.of(project).manifest,),
    )


def _write(
    project: Project, sources: Mapping[str, str], commit: str, places: Iterable[Path], renderer: str
) -> None:
    made: dict[str, Any] = {
        "manifest": VERSION,
        "title": project.title,
        "commit": commit or None,
        # What differs from the commit, or is not in it: without it nobody can build the same again.
        "uncommitted": _uncommitted(project.root, sources) if commit else None,
        "renderer": renderer,
        "parameters": dict(project.parameters),
        "versions": package_versions(),
        "inputs": dict(sources),
        "files": {
            path.relative_to(project.root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for place in places
            for path in sorted(place.rglob("*"))
            if path.is_file()
        },
    }
    text = json.dumps(made, ensure_ascii=False, indent=1, default=str)
    write_text(Layout.of(project).manifest, f"{text}\n")


def _uncommitted(root: Path, sources: Mapping[str, str]) -> list[str]:
    """Return the inputs that are not as in the commit; their states are the ids that git gives contents."""
    listed = git(root, "ls-tree", "-r", "-z", "HEAD") or b""
    lines = (line.partition(b"\t") for line in listed.split(b"\0") if line)
    committed = {os.fsdecode(name): about.split()[2].decode() for about, _, name in lines}
    return [name for name, state in sources.items() if committed.get(name) != state]
