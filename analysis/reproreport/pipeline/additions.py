"""What a site gets when it is published: the pages that name the commit, and the files of other formats."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from reproreport.formats import KINDS
from reproreport.pipeline.layout import Layout
from reproreport.pipeline.lines import last_commits
from reproreport.pipeline.manifest import BuiltFrom
from reproreport.pipeline.wanted import Wanted
from reproreport.project import Project
from reproreport.render.html import colophon
from reproreport.render.html.write import COLOPHON, DOWNLOADS

Offered = tuple[str, PurePosixPath, int]
"""A file that can be downloaded: its name, its address in the site, its size in bytes."""


def additions(
    finished: Path,
    project: Project,
    built: BuiltFrom,
    wanted: Sequence[Wanted],
    places: Mapping[Path, Path],
) -> Iterator[tuple[str, bytes]]:
    """Yield each file that a site gets besides, by its path in it.

    Args:
        finished: the site as it was rendered.
        project: its publication.
        built: what the build makes files of.
        wanted: the publications whose files it offers, in the formats of this build.
        places: the finished folder for each place where something is published.
    """
    layout = Layout.of(built.project)
    made = {**built.made(finished, [finished]), "date": built.date}
    files = {PurePosixPath(name) for name in made["files"]}
    yield str(COLOPHON), colophon.colophon(project, made)
    if data := list(filter(None, map(colophon.data_file, files))):
        found = last_commits(built.project.root, data, built.commit, layout.state / "commits.json")
        for path, content in colophon.changes(project, built.commit, found).items():
            files.add(path)
            yield str(path), content
    offered: list[tuple[str, list[Offered]]] = []
    for one in wanted:
        own = list(_files(one, layout, places))
        offered.append((_title(one, finished), [(name, to, len(data)) for name, to, data in own if name]))
        yield from ((str(to), data) for _, to, data in own)
    if layout.results.is_file():
        files.add(colophon.RESULTS)
        yield str(colophon.RESULTS), layout.results.read_bytes()
    yield str(DOWNLOADS), colophon.downloads(project, [one for one in offered if one[1]], files, made)


def _title(one: Wanted, finished: Path) -> str:
    """Return a publication's title; an article's stands in its chapter."""
    outline = finished.parent.parent / one.project.publication / "outline.json"
    if one.project.title or not outline.is_file():
        return one.project.title
    return str(json.loads(outline.read_text(encoding="utf-8"))[0]["title"])


def _files(
    one: Wanted, layout: Layout, places: Mapping[Path, Path]
) -> Iterator[tuple[str, PurePosixPath, bytes]]:
    """Yield the files of a publication besides its site; those that a reader opens have a name."""
    for kind in one.kinds:
        if kind == "site":
            continue
        folder = places[layout.published(one.project, kind)]
        first = KINDS[kind].file(one.project.output_file)
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                inside = path.relative_to(folder).as_posix()
                name = CALLED.get(kind, kind.upper()) if inside == first else ""
                yield name, PurePosixPath("downloads", one.project.publication, inside), path.read_bytes()


CALLED = {"html": "One page that needs no other file (HTML)", "docx": "Word", "jats": "JATS (XML)"}
"""What readers call some kinds of files."""
