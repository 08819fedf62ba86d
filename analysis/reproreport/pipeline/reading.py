"""Read the chapters once in a build, whichever tasks need them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import PurePosixPath
from threading import Lock
from typing import TYPE_CHECKING, Any

from reproreport.errors import ContentError, Problem
from reproreport.inputs import Look
from reproreport.pipeline.fingerprint import rendering_version
from reproreport.pipeline.layout import Layout
from reproreport.pipeline.task import Used
from reproreport.project import NOTEBOOK, Project
from reproreport.textfile import read_text
from reproreport.yamlfile import parse_yaml

if TYPE_CHECKING:
    from reproreport.render.book import Book
    from reproreport.render.provenance import Provenance

_NOTEBOOK = PurePosixPath(NOTEBOOK).suffix
_SUFFIXES = (".qmd", ".md")


def prose_files(project: Project) -> frozenset[PurePosixPath]:
    """Return the files that a publication's text may be made of.

    They stand at the top level, and under ``chapters/``; of a part of the report, in its own chapters'
    folders. Bibliographies, the style of citations and what settings name (style sheets, a Word file, fonts)
    stand anywhere.
    """
    root = project.root
    named = {*project.bibliography, *((project.csl,) if project.csl else ())}
    top = (path for path in root.iterdir() if path.suffix in _SUFFIXES)
    below = (path for path in (root / "chapters").rglob("*") if path.suffix != _NOTEBOOK)
    files = {path for path in (*top, *below) if path.is_file()}
    names = {PurePosixPath(path.relative_to(root).as_posix()) for path in files}
    if not project.whole:
        own = {chapter.path.parent for chapter in project.chapters} - {PurePosixPath()}
        names = {name for name in names if len(name.parts) == 1 or not own.isdisjoint(name.parents)}
    return frozenset(
        name for name in names if not any(part.startswith(".") for part in name.parts)
    ) | frozenset(
        chain(
            project.config,
            (chapter.path for chapter in project.chapters if (root / chapter.path).is_file()),
            *project.files.values(),
            (path for path in named if (root / path).is_file()),
        )
    )


class Reading:
    """A publication's book in one build: parsed, checked and numbered when the first task asks for it."""

    def __init__(self, project: Project, whole: Project) -> None:
        """Remember what to read: a publication of the *whole* report."""
        self._project = project
        self._whole = whole
        self._lock = Lock()
        self._book: Book | None = None
        self._begun = 0.0

    def book(self) -> Book:
        """Return the book.

        Raises:
            ContentError: everything that is wrong with the chapters' text.
        """
        from reproreport.render.book import read_book, read_elsewhere
        from reproreport.render.pandoc.memory import Memory

        with self._lock:
            if self._book is None:
                self._begun = time.time()
                layout = Layout.of(self._whole)
                elsewhere = read_elsewhere(layout.elsewhere, self._project)
                own, all_chapters = (
                    frozenset(chapter.path for chapter in project.chapters)
                    for project in (self._project, self._whole)
                )
                provenance = read_provenance(layout, self._whole.notebooks)
                memory = Memory(layout.memory(self._project.publication), rendering_version())
                book = read_book(
                    self._project, self._variables(), elsewhere, all_chapters - own, memory, provenance
                )
                _require_run(book)
                self._book = book
            return self._book

    def used(self) -> Used:
        """Return the files that the text turned out to use, beside those that every book is watched for.

        They are looked at after the book was read: one that changed while it was read has no state, so
        that it is read again.
        """
        look = Look(self._project.root)
        watched = prose_files(self._project)
        made = PurePosixPath("build")
        found = {}
        for path in self.book().inputs - watched:
            if made not in path.parents:
                found[f"file {path}"] = look.state_before(str(path), self._begun)
        return Used(found)

    def _variables(self) -> Mapping[str, Any]:
        path = Layout.of(self._project).variables
        return parse_yaml(read_text(path, path.name), path.name).data


def read_provenance(layout: Layout, chapters: Iterable[str]) -> Provenance:
    """Return what the notebooks recorded, and which data files each of their cells read."""
    from reproreport.notebooks.observed import read_observed
    from reproreport.render.provenance import Provenance, Recorded
    from reproreport.results.collect import read_findings, read_recorded

    found: dict[str, Recorded] = {}
    for chapter in chapters:
        path = layout.recorded(chapter)
        if not path.is_file():
            continue
        results, shown = read_recorded(path, path.relative_to(layout.root).as_posix())
        cells = read_observed(layout.observed(chapter)).cells
        read = {place: tuple(sorted(filter(_is_data, map(_file, used)))) for place, used in cells.items()}
        found[chapter] = Recorded(
            {result.name: result for result in results},
            {one.name: one for one in shown},
            {place: names for place, names in sorted(read.items()) if names},
            read_findings(path, path.name),
        )
    return Provenance(found)


def _file(name: str) -> str:
    """Return the file that an observed input is; empty where it is none of the project's."""
    kind, _, path = name.partition(" ")
    return path if kind == "file" and not path.startswith(("/", "<", "build/")) else ""


def _is_data(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in (".csv", ".tsv")


def _require_run(book: Book) -> None:
    """Refuse an embedded notebook that no build runs: what it shows would be as old as the file."""
    chapters = {page.chapter.path for page in book.pages}
    problems = [
        Problem(
            f"the text embeds '{path}', which no build runs",
            fix=f"embed from /build/notebooks/<chapter>{_NOTEBOOK}: of each chapter's {NOTEBOOK}, as it ran",
        )
        for path in sorted(book.inputs - chapters)
        if path.suffix == _NOTEBOOK and PurePosixPath("build/notebooks") not in path.parents
    ]
    if problems:
        raise ContentError(*problems)
