"""The names that an author may type: publications, chapters, results, parameters.

They are wanted while somebody types, in a report that may be half written: what cannot be read has no names,
and nothing is computed.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from reproreport.accepted.baseline import FOLDER
from reproreport.errors import ReportError
from reproreport.project import Project, load_project
from reproreport.project import publications as _publications


def publications(root: Path) -> list[str]:
    """Return the names of all publications, the whole report first."""
    with suppress(ReportError, OSError):
        return list(_publications(root))
    return []


def chapters(root: Path) -> list[str]:
    """Return the names of the chapters that have a notebook, in the report's order."""
    project = _project(root)
    return list(project.notebooks) if project else []


def parameters(root: Path) -> list[str]:
    """Return the names of the parameters that notebooks declare."""
    from reproreport.notebooks.declared import declared

    project = _project(root)
    found: dict[str, None] = {}
    for path in project.notebooks.values() if project else ():
        with suppress(ReportError, OSError):
            found |= dict.fromkeys(declared(path, root).defaults)
    return list(found)


def results(root: Path) -> list[str]:
    """Return the names of the results of the last build, and of those that are accepted."""
    found: dict[str, None] = {}
    with suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
        found |= dict.fromkeys(str(one["name"]) for one in _json(root / "build/results.json"))
    for path in sorted((root / FOLDER).glob("*.json")):
        with suppress(OSError, ValueError, TypeError, KeyError, RecursionError):
            found |= dict.fromkeys(map(str, _json(path)))
    return list(found)


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _project(root: Path) -> Project | None:
    with suppress(ReportError, OSError):
        return load_project(root)
    return None
