"""Which publications a build makes, and in which formats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from reproreport.errors import Problem, ProjectError
from reproreport.formats import NAMES
from reproreport.near import nearest
from reproreport.pipeline.layout import Layout
from reproreport.project import Project, load_project, publications


@dataclass(frozen=True)
class Wanted:
    """A publication, the formats of it that a build makes, and of their files *only* these kinds, if any."""

    project: Project
    formats: tuple[str, ...]
    only: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of files that it gets."""
        return tuple(kind for name in self.formats for kind in self.kinds_of(name))

    def kinds_of(self, name: str) -> tuple[str, ...]:
        """Return the kinds of files that a format has; an article is one page and needs no site."""
        kinds = (kind for kind in NAMES[name].kinds if not (kind.books and self.project.article))
        return tuple(kind.name for kind in kinds if not self.only or kind.name in self.only)


class UnknownFormatError(ProjectError):
    """A publication or format was asked for that the report does not have."""


def choose_wanted(
    whole: Project, names: Sequence[str] = (), formats: Sequence[str] = (), kinds: Sequence[str] = ()
) -> tuple[list[Wanted], list[Project]]:
    """Return what to build, and every publication besides the whole report.

    Args:
        whole: the whole report.
        names: the publications; none for all.
        formats: the formats; none for all that a publication has.
        kinds: of the files of these formats, only these (see ``formats.KINDS``); none for all.

    Raises:
        ProjectError: a profile is wrong.
        UnknownFormatError: there is no such publication, or none of those asked for has such a format.
    """
    known = publications(whole.root)
    unknown = [name for name in names if name not in known]
    if unknown:
        what = f"there is no publication '{unknown[0]}'"
        raise UnknownFormatError(Problem(what, fix=nearest(unknown[0], known)))
    projects = [whole, *(load_project(whole.root, name) for name in known[1:])]
    _require_own_names(projects)
    _require_own_places(projects)
    _require_one_language(whole, projects[1:])
    _require_run(whole, projects[1:])
    chosen = [project for project in projects if not names or project.publication in names]
    _require(chosen, names, formats)
    wanted = [
        Wanted(
            project, tuple(name for name in project.available if not formats or name in formats), tuple(kinds)
        )
        for project in chosen
    ]
    return [one for one in wanted if one.formats], projects[1:]


def _require_own_names(projects: Iterable[Project]) -> None:
    """Refuse two publications whose files have one name: nobody could tell them apart in a mail."""
    first: dict[str, Project] = {}
    problems = []
    for project in projects:
        other = first.setdefault(project.output_file.casefold(), project)
        if other is not project:
            what = (
                f"output-file '{project.output_file}' is that of the publication '{other.publication}', too"
            )
            problems.append(
                Problem(what, project.profile, "give each publication an 'output-file' of its own")
            )
    if problems:
        raise ProjectError(*problems)


def _require_own_places(projects: Iterable[Project]) -> None:
    """Refuse two publications of which one's files stand where the other's do, or among them."""
    places: dict[PurePosixPath, Project] = {}
    problems = []
    for project in projects:
        own = {Layout.place(project, kind) for kind in Wanted(project, project.available).kinds}
        for place in sorted(own):
            around = (other for other in places if place in (other, *other.parents) or other in place.parents)
            if other := next(around, None):
                what = f"output-dir: '{place}' and '{other}' of '{places[other].publication}' are one folder"
                where = project.lines.get(("project", "output-dir"), project.profile)
                problems.append(Problem(what, where, "give each publication an 'output-dir' of its own"))
            places.setdefault(place, project)
    if problems:
        raise ProjectError(*problems)


def _require_one_language(whole: Project, parts: Iterable[Project]) -> None:
    """Refuse a publication in another language: a notebook runs once, and writes numbers in one."""
    problems = [
        Problem(
            f"lang: '{project.lang}' is not the language of the whole report, '{whole.lang}'",
            project.lines.get(("lang",), project.profile),
            "its numbers, tables and figures would be in the other: give all publications one language",
        )
        for project in parts
        if project.language.base != whole.language.base
    ]
    if problems:
        raise ProjectError(*problems)


def _require_run(whole: Project, parts: Iterable[Project]) -> None:
    """Refuse a publication of which the whole report does not run a notebook."""
    run = set(whole.notebooks.values())
    problems = [
        Problem(
            f"'{chapter.path}' has a notebook, and is not in the whole report",
            chapter.where,
            f"name it in {whole.profile}, too: its notebooks are the ones that are run",
        )
        for project in parts
        for chapter in project.chapters
        if project.notebooks.get(chapter.name) not in (None, *run)
    ]
    if problems:
        raise ProjectError(*problems)


def _require(chosen: Iterable[Project], names: Sequence[str], formats: Sequence[str]) -> None:
    """Refuse a format that nothing has, or that a publication asked for by name does not have."""
    problems = []
    for name in formats:
        without = [project for project in chosen if name not in project.available]
        if without and (names or len(without) == len(list(chosen))):
            project = without[0]
            what = f"the publication '{project.publication}' has no {name}"
            have = ", ".join(project.available)
            fix = f"it has {have}; others are named under 'format:' in {project.profile}"
            problems.append(Problem(what, fix=fix))
    if problems:
        raise UnknownFormatError(*problems)
