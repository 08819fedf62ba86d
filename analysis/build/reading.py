"""Read the chapters once in a build, whichever tasks need them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from threading import Lock
from typing import TYPE_CHECKING, Any

import yaml

from analysis.build.fingerprint import rendering_version
from analysis.build.layout import Layout
from analysis.errors import ContentError, Problem
from analysis.project import NOTEBOOK, Project

if TYPE_CHECKING:
    from analysis.render.book import Book

_NOTEBOOK = PurePosixPath(NOTEBOOK).suffix
_SUFFIXES = (".qmd", ".bib", ".csl", ".md")


def prose_files(project: Project) -> frozenset[PurePosixPath]:
    """Return the files that a publication's text may be made of.

    They stand at the top level, and under ``chapters/``; of a part of the report, in its own chapters'
    folders.
    """
    root = project.root
    top = (path for path in root.iterdir() if path.suffix in _SUFFIXES)
    below = (path for path in (root / "chapters").rglob("*") if path.suffix != _NOTEBOOK)
    files = {path for path in (*top, *below) if path.is_file()}
    names = {PurePosixPath(path.relative_to(root).as_posix()) for path in files}
    if not project.whole:
        own = {chapter.path.parent for chapter in project.chapters} - {PurePosixPath()}
        names = {name for name in names if len(name.parts) == 1 or not own.isdisjoint(name.parents)}
    return frozenset(
        name for name in names if not any(part.startswith(".") for part in name.parts)
    ) | frozenset(project.config)


class Reading:
    """A publication's book in one build: parsed, checked and numbered when the first task asks for it."""

    def __init__(self, project: Project, whole: Project) -> None:
        """Remember what to read: a publication of the *whole* report."""
        self._project = project
        self._whole = whole
        self._lock = Lock()
        self._book: Book | None = None

    def book(self) -> Book:
        """Return the book.

        Raises:
            ContentError: everything that is wrong with the chapters' text, or a file that the build
                does not watch.
        """
        from analysis.render.book import read_book
        from analysis.render.elsewhere import read_elsewhere
        from analysis.render.memory import Memory

        with self._lock:
            if self._book is None:
                layout = Layout.of(self._whole)
                elsewhere = read_elsewhere(layout.elsewhere, self._project)
                own, all_chapters = (
                    frozenset(chapter.path for chapter in project.chapters)
                    for project in (self._project, self._whole)
                )
                memory = Memory(layout.memory(self._project.publication), rendering_version())
                book = read_book(self._project, self._variables(), elsewhere, all_chapters - own, memory)
                self._require_watched(book)
                self._book = book
            return self._book

    def _variables(self) -> Mapping[str, Any]:
        path = Layout.of(self._project).variables
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # a tenth of the time, where it was compiled
        found: Mapping[str, Any] = yaml.load(path.read_text(encoding="utf-8"), loader) or {}  # noqa: S506
        return found

    def _require_watched(self, book: Book) -> None:
        """Refuse an image or include from a place where a change would go unnoticed."""
        watched = prose_files(self._project)
        notebooks = PurePosixPath("build/notebooks")
        problems = [
            _unwatched(path)
            for path in sorted(book.inputs)
            if path not in watched and notebooks not in path.parents
        ]
        if problems:
            raise ContentError(*problems)


def _unwatched(path: PurePosixPath) -> Problem:
    if path.suffix == _NOTEBOOK:
        fix = f"embed from /build/notebooks/<chapter>{_NOTEBOOK}: of each chapter's {NOTEBOOK}, as it ran"
        return Problem(f"the text embeds '{path}', which no build runs", fix=fix)
    return Problem(f"the text uses '{path}', which the build does not watch", fix="move it under chapters/")
