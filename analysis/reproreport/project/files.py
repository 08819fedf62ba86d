"""The files that settings name: style sheets with what they name in turn, a Word file, fonts."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from reproreport.errors import Problem, ReportError, gather, wrong
from reproreport.inside import is_dir, is_file, outside
from reproreport.near import nearest
from reproreport.project.settings import FOLDERS, listed, settings_of
from reproreport.textfile import read_text
from reproreport.yamlfile import YamlFile

_NAMED = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]*))\s*\)""", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_INSIDE = re.compile(r"data:|#", re.IGNORECASE)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


def named_files(
    root: Path, file: YamlFile, formats: Mapping[str, Mapping[str, Any]]
) -> dict[str, tuple[PurePosixPath, ...]]:
    """Return the files that settings of formats name, by their keys; one that is absent is a problem."""
    files: dict[str, tuple[PurePosixPath, ...]] = {}
    for name, options in formats.items():
        for key, setting in settings_of(name).items():
            if not setting.files:
                continue
            own = ("format", name, key) in file.lines
            where = file.where("format", name, key) if own else file.where(key)
            found: list[PurePosixPath] = []
            for path in listed(options.get(key)):
                here = project_path(path)
                there = here is not None and (is_file(root / here) or is_dir(root / here))
                if there and here is not None and (leads := outside(root / here, where)):
                    gather(replace(leads, what=f"{key}: {path}: {leads.what}"))
                elif there and here is not None and (setting.kind is FOLDERS) != is_file(root / here):
                    found += _files(root, here)
                    if here.suffix == ".css":
                        found += _named_in(root, here)
                else:
                    gather(_absent(root, key, path, where, folder=setting.kind is FOLDERS))
            files[key] = tuple(dict.fromkeys(found))
    return files


def project_path(path: str) -> PurePosixPath | None:
    """Return a path that starts at the project's folder, with a slash or without; None for one outside."""
    here = PurePosixPath(path.lstrip("/"))
    return None if ".." in here.parts or "://" in path else here


def _named_in(root: Path, sheet: PurePosixPath) -> Iterator[PurePosixPath]:
    """Yield the files that a style sheet names; what it would ask another host for is a problem."""
    try:
        text = read_text(root / sheet, str(sheet))
    except ReportError as error:
        gather(*error.problems)
        return
    # What is commented out keeps its lines.
    text = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    for number, line in enumerate(text.split("\n"), 1):
        where = f"{sheet}:{number}"
        if "@import" in line.lower():
            fix = "write its rules into this file, or name it below 'css:', too"
            wrong("a style sheet that loads another", where, fix)
            continue
        for match in _NAMED.finditer(line):
            address = next((part for part in match.groups() if part is not None), "")
            target = unquote(re.split(r"[?#]", address)[0])
            path = PurePosixPath(os.path.normpath(sheet.parent / target.lstrip("/")))
            if _INSIDE.match(address) or not target:
                continue
            if _ELSEWHERE.match(address):
                fix = "keep the file in the project: the report asks no other host for anything"
                wrong(f"the style sheet asks for {address}", where, fix)
            elif target.startswith("/") or ".." in path.parts or not is_file(root / path):
                fix = "correct the path: it is relative to the style sheet"
                wrong(f"'{address}' does not exist", where, fix)
            elif leads := outside(root / path, where):
                gather(replace(leads, what=f"'{address}': {leads.what}"))
            else:
                yield path


def _files(root: Path, path: PurePosixPath) -> Iterator[PurePosixPath]:
    if is_file(root / path):
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
        if is_dir(root / name) == folder and not name.parts[0].startswith((".", "build"))
    ]
    fix = nearest(path.lstrip("/"), present, f"create it, or correct the path to a {kind} of the project")
    return Problem(f"{key}: there is no {kind} '{path}'", where, fix)
