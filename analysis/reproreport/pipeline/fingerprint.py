"""Content hashes of what a task depends on beside its input files: code and packages."""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import reproreport
from reproreport.files import write_text
from reproreport.inputs import Look
from reproreport.notebooks.declared import imported_modules, module_file
from reproreport.syntax import parse

_PACKAGE = Path(reproreport.__file__).parent


def files_hash(paths: Iterable[Path], root: Path) -> str:
    """Return one hash of the names and contents of files; absent files count as empty."""
    digest = hashlib.sha256()
    look = Look(root)
    for path in sorted(paths):
        digest.update(f"{path.relative_to(root).as_posix()}\0{look.content(str(path))}\0".encode())
    return digest.hexdigest()


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
            waiting += _imports(path)
    return files


_imported: dict[str, frozenset[str]] = {}
_remembered: dict[str, frozenset[str]] = {}
"""The modules that a piece of code imports, by its hash: found in this process, and by earlier ones."""


def _imports(path: Path) -> frozenset[str]:
    """Return the modules that one of this library's modules imports; each is parsed once."""
    look = Look(_PACKAGE)
    rule = look.content(imported_modules.__code__.co_filename)
    key = f"{rule} {look.content(str(path))}"
    if key not in _imported:
        found = _remembered.get(key)
        _imported[key] = frozenset(imported_modules(parse(path.read_bytes()))) if found is None else found
    return _imported[key]


@contextmanager
def remembered_imports(file: Path) -> Iterator[None]:
    """Take from a file what earlier builds found that modules import, and leave it to the next build.

    To parse all modules takes a third of the time in which a build sees that nothing has changed.
    """
    try:
        known = json.loads(file.read_text(encoding="utf-8"))
        _remembered.update((key, frozenset(names)) for key, names in known.items())
    except (OSError, ValueError, AttributeError, TypeError):
        known = {}
    yield
    if not _imported.keys() <= known.keys():
        write_text(file, json.dumps({key: sorted(names) for key, names in _imported.items()}))


def rendering_hash() -> str:
    """Return the hash of everything that turns chapters into documents, templates included."""
    # Compiled modules come and go, under passing names too, while other processes start.
    folders = (_PACKAGE / "render", _PACKAGE / "project")
    found = (path for folder in folders for path in folder.rglob("*") if "__pycache__" not in path.parts)
    return files_hash((path for path in found if path.is_file()), _PACKAGE)


def rendering_version() -> str:
    """Return what a step of rendering depends on besides its input: this library's code, and Pandoc."""
    code = library_hash(["reproreport.render.book", "reproreport.render.html.write"])
    return f"{code} {rendering_hash()} {package_versions().get('pypandoc-binary', '')}"


def package_versions() -> dict[str, str]:
    """Return the version of every package that can be imported, and of Python, by name."""
    versions: dict[str, str] = {}
    # The first folder on the path wins, as it does for imports.
    for folder in map(Path, dict.fromkeys(sys.path)):
        for info in folder.glob("*.dist-info"):
            name, _, version = info.stem.rpartition("-")
            versions.setdefault(name.lower().replace("_", "-"), version)
    return dict(sorted({**versions, "python": platform.python_version()}.items()))
