"""An existing Quarto project: what of it can be built as it is, and what stops it.

It is read by the readers of a build. Where ``_quarto.yml`` is refused the chapters are read all the same, in
a passing copy with a configuration of the least that a book needs, so that all is said at once.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from reproreport.errors import Problem, ProjectError, ReportError
from reproreport.files import write_text
from reproreport.pipeline.owned import require_own_variables, require_places
from reproreport.project import CONFIG, NOTEBOOK, VARIABLES, Project, load_project
from reproreport.render.book import read_book
from reproreport.yamlfile import read_yaml, write_yaml

_LEFT: Final = frozenset(
    {"build", "_book", "_site", "_freeze", "node_modules", "site_libs", "__pycache__", "renv"}
)
"""Folders in which nothing of a book's text stands."""

_PLAIN: Final = ("lang", "bibliography", "csl", "crossref")
_QUOTED: Final = re.compile(r"'[^']*'|“[^”]*”|\{\{<.*?>\}\}|(?<!\w)[@{\[`].*|\S+\.(?:qmd|md|ipynb)\b|\d+")
_IGNORED: Final = ("/build/", "/_variables.yml")


@dataclass(frozen=True)
class Surveyed:
    """What an existing project is.

    Attributes:
        kind: Quarto's type of project.
        chapters: how many it has; None where that cannot be read.
        notebooks: how many of them have a notebook that a build runs.
        noted: settings that are accepted and have no effect here, with their places.
        otherwise: what of the text is shown otherwise than Quarto would, or not at all.
        refused: everything that stops a build, in the order of the files.
        unread: why chapters were not read, where they were not.
        add: what the project lacks beside its text, a sentence each.
    """

    kind: str
    chapters: int | None
    notebooks: int
    noted: tuple[str, ...]
    otherwise: tuple[Problem, ...]
    refused: tuple[Problem, ...]
    unread: str
    add: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it for machines."""
        refused, otherwise = (
            [{"what": one.what, "where": one.where, "fix": one.fix} for one in problems]
            for problems in (self.refused, self.otherwise)
        )
        rest = {"noted": list(self.noted), "add": list(self.add)}
        return {**self.__dict__, **rest, "otherwise": otherwise, "refused": refused}


@dataclass(frozen=True)
class Group:
    """Problems of one kind: the first of them, and how many there are, in which files."""

    problems: tuple[Problem, ...]
    files: int


def survey(root: Path) -> Surveyed:
    """Read a Quarto project as a build would, and change nothing.

    Raises:
        ProjectError: there is no ``_quarto.yml``, or it is no YAML.
    """
    if not (root / CONFIG).is_file():
        what = f"there is no {CONFIG} here"
        fix = "name the folder of a Quarto project; `report new FOLDER` begins a report"
        raise ProjectError(Problem(what, str(root), fix))
    data = read_yaml(root / CONFIG, CONFIG).data
    project: Project | None = None
    refused: list[Problem] = []
    otherwise: tuple[Problem, ...] = ()
    unread = ""
    try:
        project = load_project(root)
    except ReportError as error:
        refused += error.problems
    else:
        refused += _place_problems(project)
    read = project
    if project is None:
        with tempfile.TemporaryDirectory(prefix="adopt-") as scratch:
            try:
                read = _plainly(root, data, Path(scratch) / "copy")
                wrong, otherwise = _text_problems(read)
                refused += wrong
            except ReportError as error:
                first = error.problems[0]
                unread = f"the chapters: {first.what}" + (f" ({first.fix})" if first.fix else "")
    elif _notebooks(project):
        unread = "the chapters are read when the notebooks have run"
    else:
        wrong, otherwise = _text_problems(project)
        refused += wrong
    kind = data.get("project")
    return Surveyed(
        kind=str(kind.get("type", "default")) if isinstance(kind, dict) else "default",
        chapters=len(read.chapters) if read else None,
        notebooks=_notebooks(read) if read else 0,
        noted=project.noted if project else (),
        otherwise=otherwise,
        refused=tuple(dict.fromkeys(refused)),
        unread=unread,
        add=tuple(_additions(root)),
    )


def grouped(problems: Sequence[Problem]) -> list[Group]:
    """Return problems by kind, the most frequent first: those that differ in names and numbers only."""
    kinds: dict[str, list[Problem]] = {}
    for problem in problems:
        kinds.setdefault(_QUOTED.sub("…", problem.what), []).append(problem)
    groups = [
        Group(tuple(found), len(Counter(one.where.rpartition(":")[0] for one in found)))
        for found in kinds.values()
    ]
    return sorted(groups, key=lambda group: -len(group.problems))


def _plainly(root: Path, data: dict[str, Any], copy: Path) -> Project:
    """Copy a project's files, and read the copy with the least that a book needs.

    Raises:
        ReportError: even so it cannot be read.
    """
    shutil.copytree(root, copy, ignore=_left, copy_function=_link)
    (copy / CONFIG).unlink(missing_ok=True)
    for profile in copy.glob("_quarto-*.yml"):
        profile.unlink()
    given = data.get("book")
    book: dict[str, Any] = given if isinstance(given, dict) else {}
    found = sorted(path.relative_to(copy).as_posix() for path in copy.rglob("*.qmd"))
    listed = book.get("chapters") or ["index.qmd", *(name for name in found if name != "index.qmd")]
    settings: dict[str, Any] = {
        "project": {"type": "book", "output-dir": "build/site"},
        "book": {"title": "T", "author": "A", "chapters": listed},
        "format": {"html": "default", "typst": "default"},
        **{key: data[key] for key in _PLAIN if data.get(key)},
    }
    if book.get("appendices"):
        settings["book"]["appendices"] = book["appendices"]
    write_text(copy / CONFIG, write_yaml(settings))
    return load_project(copy)


def _left(folder: str, names: list[str]) -> list[str]:
    """Return what of a folder is not copied: hidden files, what programs made, links, large files."""
    left = []
    for name in names:
        path = Path(folder, name)
        if (
            name.startswith(".")
            or name in _LEFT
            or path.is_symlink()
            or not (path.is_dir() or path.is_file())
        ):
            left.append(name)
    return left


def _link(source: str, target: str) -> None:
    """Give a file a second name, which costs nothing; copy it where the disk cannot."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _text_problems(project: Project) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Return what the reader of chapters refuses, and what it shows otherwise."""
    variables = project.root / VARIABLES
    try:
        book = read_book(project, read_yaml(variables, VARIABLES).data if variables.is_file() else {})
    except ReportError as error:
        return error.problems, ()
    return (), book.told


def _place_problems(project: Project) -> Iterator[Problem]:
    """Yield the files in whose place a build would put its own, and which it therefore refuses to touch."""
    try:
        require_places(project.root, [project])
    except ReportError as error:
        yield from error.problems
    try:
        require_own_variables(project.root)
    except ReportError as error:
        yield from error.problems


def _notebooks(project: Project) -> int:
    return len(
        {c.path.parent for c in project.chapters if (project.root / c.path.parent / NOTEBOOK).is_file()}
    )


def _additions(root: Path) -> Iterator[str]:
    """Yield what a project lacks that is no mistake."""
    ignored = (root / ".gitignore").read_text(encoding="utf-8") if (root / ".gitignore").is_file() else ""
    missing = [line for line in _IGNORED if line.strip("/") not in ignored.replace("/", "").split()]
    if missing:
        yield f".gitignore: {' and '.join(missing)}, which builds make"
    if not any(root.glob("data/*/codebook.yml")):
        yield "numbers that CI holds: `report new chapter NAME` adds one with data, a codebook and a notebook"
    if not (root / "tests/accepted").is_dir():
        yield "accepted results: `report accept`, once a notebook records some"
