"""The files that settings name: style sheets, a Word file, fonts."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from analysis.errors import Problem
from analysis.project.settings import FOLDERS, listed, settings_of
from analysis.yamlfile import YamlFile


def named_files(
    root: Path, file: YamlFile, formats: Mapping[str, Mapping[str, Any]], problems: list[Problem]
) -> tuple[PurePosixPath, ...]:
    """Return every file that a setting of a format names; one that is absent is a problem."""
    found: list[PurePosixPath] = []
    for name, options in formats.items():
        for key, setting in settings_of(name).items():
            if not setting.files:
                continue
            own = ("format", name, key) in file.lines
            where = file.where("format", name, key) if own else file.where(key)
            for path in listed(options.get(key)):
                here = project_path(path)
                there = here is not None and (root / here).exists()
                if there and here is not None and (setting.kind is FOLDERS) != (root / here).is_file():
                    found += _files(root, here)
                else:
                    problems.append(_absent(root, key, path, where, folder=setting.kind is FOLDERS))
    return tuple(dict.fromkeys(found))


def project_path(path: str) -> PurePosixPath | None:
    """Return a path that starts at the project's folder, with a slash or without; None for one outside."""
    here = PurePosixPath(path.lstrip("/"))
    return None if ".." in here.parts or "://" in path else here


def _files(root: Path, path: PurePosixPath) -> Iterator[PurePosixPath]:
    if (root / path).is_file():
        yield path
    else:
        below = (one for one in sorted((root / path).rglob("*")) if one.is_file())
        yield from (PurePosixPath(one.relative_to(root).as_posix()) for one in below)


def _absent(root: Path, key: str, path: str, where: str, *, folder: bool) -> Problem:
    kind = "folder" if folder else "file"
    named = PurePosixPath(path)
    present = [
        str(name)
        for name in (one.relative_to(root) for one in sorted(root.glob(f"**/*{named.suffix}")))
        if (root / name).is_dir() == folder and not name.parts[0].startswith((".", "build"))
    ]
    near = difflib.get_close_matches(path.lstrip("/"), present, 1)
    fix = f"did you mean {near[0]}?" if near else f"create it, or correct the path to a {kind} of the project"
    return Problem(f"{key}: there is no {kind} '{path}'", where, fix)
