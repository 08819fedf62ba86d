"""The tasks from results to published files: read, render and publish the wanted publications."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from reproreport.errors import ContentError, Problem
from reproreport.formats import KINDS, NAMES
from reproreport.pipeline.fingerprint import package_versions, rendering_hash
from reproreport.pipeline.layout import Layout
from reproreport.pipeline.manifest import BuiltFrom
from reproreport.pipeline.publish import publish
from reproreport.pipeline.reading import Reading, prose_files
from reproreport.pipeline.task import Task, Used
from reproreport.pipeline.tasks import write_json
from reproreport.pipeline.wanted import Wanted
from reproreport.project import Project

if TYPE_CHECKING:  # a build that has nothing to do reads no chapter
    from reproreport.render.book import Book
    from reproreport.render.quarto.choose import Quarto

Writer = Callable[["Book", Mapping[str, Path]], None]
"""Writes a publication: the file of each kind that a reader opens first, and what belongs to it."""


@dataclass(frozen=True)
class _Rendering:
    """One wanted publication: where it is read from, and the folder of each kind of file in the work."""

    wanted: Wanted
    reading: Reading
    work: Path
    elsewhere: Path
    files: tuple[Path, ...]
    values: Mapping[str, str]

    @property
    def project(self) -> Project:
        return self.wanted.project

    @property
    def folders(self) -> dict[str, Path]:
        return {kind: self.work / kind for kind in self.wanted.kinds}

    @property
    def outline(self) -> Path:
        return self.work / "outline.json"

    @property
    def told(self) -> Path:
        return self.work / "told.json"

    def name(self, step: str) -> str:
        """Return what the progress display calls a step; the whole report's need no name."""
        return step if self.project.whole else f"{self.project.publication}: {step}"


def rendering_tasks(
    whole: Project,
    wanted: Sequence[Wanted],
    notebooks: Iterable[str],
    quarto: Quarto | None,
    parts: Sequence[Project] = (),
) -> list[Task]:
    """Return the tasks from results to finished files in the work, by Quarto where one is given.

    Args:
        whole: the whole report; it is read even where only a part of it is wanted, because a part may
            refer to the rest.
        wanted: the publications and their formats.
        notebooks: the chapters that have a notebook.
        quarto: the program to render with, None for the embedded renderer.
        parts: every publication that is a part of the whole report.
    """
    layout = Layout.of(whole)
    computed = set(notebooks)
    values = {"library": rendering_hash(), "packages": json.dumps(package_versions())}

    def rendering(one: Wanted) -> _Rendering:
        project = one.project
        sources = (project.root / path for path in sorted(prose_files(project)))
        own = set(project.notebooks) & computed
        made = (layout.notebook(name) for name in sorted(own))
        recorded = (layout.recorded(name) for name in sorted(computed))
        files = (*sources, layout.variables, *made, *recorded)
        if not project.whole:
            files = (*files, layout.elsewhere)
        work = layout.work("quarto" if quarto else "pandoc", project.publication)
        return _Rendering(one, Reading(project, whole), work, layout.elsewhere, files, values)

    found = [rendering(one) for one in wanted]
    first = next((one for one in found if one.project.whole), None) or rendering(Wanted(whole, ()))
    # With either renderer: Quarto would only warn of most of what this refuses.
    tasks = [
        Task(
            name="read chapters",
            action=partial(_read_whole, first.reading, parts, first.outline, layout.elsewhere, first.told),
            files=first.files,
            products=(first.outline, layout.elsewhere, first.told),
            values={**values, "config": _config(parts)},
        )
    ]
    for one in found:
        if not one.project.whole:
            tasks.append(
                Task(
                    name=one.name("read"),
                    action=partial(_write_outline, one.reading, one.outline, one.told),
                    files=one.files,
                    products=(one.outline, one.told),
                    values=values,
                )
            )
        tasks += _with_quarto(one, quarto) if quarto else _embedded(one, list(one.folders))
    return tasks


def publishing_task(wanted: Sequence[Wanted], quarto: Quarto | None, built: BuiltFrom) -> Task:
    """Return the task that puts finished files in the place of the published ones, all or none."""
    layout = Layout.of(built.project)
    places = {
        layout.published(one.project, kind): layout.work(
            "quarto" if quarto else "pandoc", one.project.publication
        )
        / kind
        for one in wanted
        for kind in one.kinds
    }
    sites = {layout.published(one.project, "site"): one.project for one in wanted if "site" in one.kinds}
    return Task(
        name="publish",
        action=partial(_publish, places, sites, built, wanted),
        folders=tuple(places.values()),
        values={**built.values, "library": rendering_hash()},
        product_folders=tuple(places),
    )


def _publish(
    places: Mapping[Path, Path],
    sites: Mapping[Path, Project],
    built: BuiltFrom,
    wanted: Sequence[Wanted],
) -> None:
    """Publish, and have each site say what it was built from.

    Raises:
        ContentError: a chapter's page has the name of the one that says it.
    """
    from reproreport.pipeline.additions import additions
    from reproreport.render.html.write import COLOPHON, DOWNLOADS

    added = {}
    for place, project in sites.items():
        finished = places[place]
        for page, says in ((COLOPHON, "says what it was built from"), (DOWNLOADS, "offers its files")):
            if (finished / page).exists():
                what = f"'{page}' is the page on which a site {says}"
                raise ContentError(Problem(what, str(page.with_suffix(".qmd")), "give it another name"))
        mine = [one for one in wanted if project.whole or one.project.publication == project.publication]
        added[place] = dict(additions(finished, project, built, mine, places))
    publish(built.project.root, places, added)


def _config(parts: Iterable[Project]) -> str:
    """Return what the words of references from one publication to the rest depend on."""
    chapters = {p.publication: [[str(c.path) for c in p.chapters], p.elsewhere] for p in parts}
    return json.dumps(chapters, sort_keys=True)


def _embedded(one: _Rendering, wanted: Sequence[str]) -> Iterator[Task]:
    """Yield a task for each format of which some kind is wanted, by Pandoc and Typst."""
    for name in one.wanted.formats:
        folders = {kind: one.folders[kind] for kind in one.wanted.kinds_of(name) if kind in wanted}
        if folders:
            yield Task(
                name=one.name(name.upper()),
                action=partial(_write, name, one.reading, folders, one.project.output_file),
                files=(*one.files, one.outline),
                values=one.values,
                product_folders=tuple(folders.values()),
            )


def _with_quarto(one: _Rendering, quarto: Quarto) -> Iterator[Task]:
    """Yield a task for what Quarto writes, and one for each format that is Pandoc's in either case.

    Word files and JATS of Quarto's own name folders of this machine, and have drawings that Word does not
    show; a book has no page that holds all of it.
    """
    project = one.project
    page = "html" if project.article else "site"
    kinds = [kind for kind in (page, "pdf") if kind in one.folders]
    if kinds:
        yield Task(
            name=one.name("render with Quarto"),
            action=partial(_render_with_quarto, quarto, one, kinds),
            files=(*one.files, one.outline),
            values={**one.values, "quarto": str(quarto)},
            product_folders=tuple(one.folders[kind] for kind in kinds),
        )
    yield from _embedded(one, [kind for kind in one.folders if kind not in kinds])


def _read_whole(
    reading: Reading, parts: Iterable[Project], outline: Path, elsewhere: Path, told: Path
) -> Used:
    """Read the whole report, and write what its publications refer to in the rest of it."""
    from reproreport.render.book import write_elsewhere

    write_elsewhere(reading.book(), parts, elsewhere)
    return _write_outline(reading, outline, told)


def _write_outline(reading: Reading, product: Path, told: Path) -> Used:
    """Read the chapters, and write what they are called and numbered, and what is to be said of them."""
    from reproreport.render.pandoc.nodes import plain_text

    pages = [
        {
            "path": str(page.chapter.path),
            "number": page.number,
            "title": plain_text(list(page.title)),
            "headings": [[entry.number, plain_text(list(entry.title))] for entry in page.toc],
        }
        for page in reading.book().pages
    ]
    write_json(product, pages)
    write_json(told, [[one.where, one.what] for one in reading.book().told])
    reading.book().memory.save()
    return reading.used()


def _write(form: str, reading: Reading, folders: Mapping[str, Path], name: str) -> Used:
    """Write a format into folders that hold nothing of an earlier build.

    Only a site's keeps its pages: its writer removes what is not of it, and leaves alone what is as it was.
    """
    for kind, folder in folders.items():
        if kind != "site":
            shutil.rmtree(folder, ignore_errors=True)
    _writer(form)(reading.book(), _files(folders, name))
    reading.book().memory.save()
    return reading.used()


def _files(folders: Mapping[str, Path], name: str) -> dict[str, Path]:
    """Return the file of each kind, in its folder, that a reader opens first."""
    return {kind: folder / KINDS[kind].file(name) for kind, folder in folders.items()}


def _writer(name: str) -> Writer:
    """Return what writes a format: the function of its folder (see ``reproreport.formats``)."""
    found: Writer = import_module(f"reproreport.render.{NAMES[name].folder}.write").write
    return found


def _render_with_quarto(quarto: Quarto, one: _Rendering, kinds: Sequence[str]) -> Used:
    from reproreport.render.quarto.write import write

    for kind in kinds:
        shutil.rmtree(one.folders[kind], ignore_errors=True)
    files = _files({kind: one.folders[kind] for kind in kinds}, one.project.output_file)
    write(one.reading.book(), files, quarto, one.work / "source", one.elsewhere)
    return one.reading.used()
