"""Content hashes of what a task depends on beside its input files: code, packages, folders."""

from __future__ import annotations

import ast
import hashlib
import platform
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import analysis
from analysis.notebooks.declared import imported_modules, module_file

_PACKAGE = Path(analysis.__file__).parent


def files_hash(paths: Iterable[Path], root: Path) -> str:
    """Return one hash of the names and contents of files; absent files count as empty."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        content = path.read_bytes() if path.is_file() else b""
        name = path.relative_to(root).as_posix().encode()
        digest.update(b"%d %b %d " % (len(name), name, len(content)))
        digest.update(content)
    return digest.hexdigest()


def folder_hash(folder: Path) -> str | None:
    """Return the hash of a folder's files, or None where it does not exist."""
    if not folder.is_dir():
        return None
    return files_hash((path for path in folder.rglob("*") if path.is_file()), folder)


def library_hash(modules: Iterable[str]) -> str:
    """Return the hash of this library's modules that the named ones import, directly or not."""
    return files_hash(library_files(modules), _PACKAGE)


def library_files(modules: Iterable[str]) -> set[Path]:
    """Return the files of this library behind the named modules and all that they import.

    A module that is not imported cannot change a result: a new page template runs no notebook.
    """
    waiting = list(modules)
    seen: set[str] = set()
    files: set[Path] = set()
    while waiting:
        module = waiting.pop()
        if module in seen:
            continue
        seen.add(module)
        path = module_file(module)
        if path is not None and path not in files:
            files.add(path)
            waiting += _imports(path.read_bytes())
    return files


@cache
def _imports(code: bytes) -> frozenset[str]:
    """Return the modules that a piece of code imports; each module is parsed once in a build."""
    return frozenset(imported_modules(ast.parse(code)))


def rendering_hash() -> str:
    """Return the hash of everything that turns chapters into documents, templates included."""
    folders = (_PACKAGE / "render", _PACKAGE / "project")
    files = (path for folder in folders for path in folder.rglob("*") if path.suffix != ".pyc")
    return files_hash(files, _PACKAGE)


def package_versions() -> dict[str, str]:
    """Return the version of every package that can be imported, and of Python, by name."""
    versions: dict[str, str] = {}
    # The first folder on the path wins, as it does for imports.
    for folder in map(Path, dict.fromkeys(sys.path)):
        for info in folder.glob("*.dist-info"):
            name, _, version = info.stem.rpartition("-")
            versions.setdefault(name.lower().replace("_", "-"), version)
    return dict(sorted({**versions, "python": platform.python_version()}.items()))
