"""The pages of a site that name the commit; they are written when the site is published.

They say what the site was built from, what can be downloaded and how it is cited, and which commit changed
each data row last. No other page may hold any of it: the same text gives the same pages in any commit.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Protocol
from urllib.parse import quote

from reproreport.project import Project
from reproreport.render.html.frame import ICON, SCRIPT, policy
from reproreport.render.html.navigation import HOME
from reproreport.render.html.nodes import between
from reproreport.render.html.origin_pages import CHANGES, COMMITS
from reproreport.render.html.origins import FOLDER, file_page
from reproreport.render.html.stylesheets import author_sheets, inlined_style
from reproreport.render.html.write import DOWNLOADS, STYLE, environment, words

RESULTS = PurePosixPath("downloads/results.json")


class Commits(Protocol):
    """What is asked of the commits that changed lines last (``reproreport.pipeline.lines``)."""

    @property
    def commits(self) -> Sequence[Any]:
        """Return every one of them, the newest first; each has a ``text``."""

    @property
    def runs(self) -> Mapping[str, Sequence[tuple[int, int, int]]]:
        """Return, of each file, its runs of lines: the first, the last, and the place of their commit."""

    @property
    def differing(self) -> Sequence[str]:
        """Return the files that are not as in the commit that is checked out."""


def colophon(project: Project, made: Mapping[str, Any]) -> bytes:
    """Return the page that says what a site was built from.

    Args:
        project: the publication.
        made: what ``build/manifest.json`` says, with the files of this site alone, from its home page.
    """
    template = environment().get_template("built-from.html.j2")
    parameters = {name: str(value) for name, value in made["parameters"].items()}
    given = {**made, "parameters": parameters, "style": inlined_style(project)}
    text = template.render(project=project, policy=policy(), icon=ICON, **given, **words(project))
    return f"{text}\n".encode()


def changes(project: Project, commit: str, found: Commits) -> dict[PurePosixPath, bytes]:
    """Return the page that says which commit changed each data row last, and the same for scripts."""
    page = _page(
        project,
        "commits.html.j2",
        COMMITS,
        "Which commit changed each data row last",
        commit=commit,
        commits=found.commits,
        lines=found.runs,
        differing=found.differing,
        address=lambda name: between(COMMITS, file_page(name)),
    )
    data = {"commits": [one.text for one in found.commits], "lines": found.runs}
    code = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return {COMMITS: page, CHANGES: f"reportCommits({code});\n".encode()}


def downloads(
    project: Project,
    publications: Iterable[tuple[str, Sequence[tuple[str, PurePosixPath, int]]]],
    files: Iterable[PurePosixPath],
    made: Mapping[str, Any],
) -> bytes:
    """Return the page of what can be had besides, and of how the publication is cited.

    Args:
        project: the publication.
        publications: the title of each whose files are offered, and of each file its name, its address and
            its size in bytes.
        files: the files of the site.
        made: what ``build/manifest.json`` says, and the ``date`` of the commit.
    """
    there = sorted(files)
    data = [(name, one) for one in there if (name := data_file(one))]
    books = [one for one in there if one.suffix == ".ipynb" and one.parts[:2] == (*FOLDER.parts, "notebooks")]
    shown = [(title, [(n, _quoted(a), _size(s)) for n, a, s in offered]) for title, offered in publications]
    return _page(
        project,
        "downloads.html.j2",
        DOWNLOADS,
        "Downloads and citation",
        publications=shown,
        results=RESULTS if RESULTS in there else "",
        changes=COMMITS if COMMITS in there else "",
        notebooks=[(one.stem, one.with_suffix(".html"), one) for one in books],
        data=[(name, one, one.with_suffix("")) for name, one in data],
        citation=_citation(project, made),
        bibtex=_bibtex(project, made),
        original=bool(project.original.work) or project.whole,
    )


def data_file(path: PurePosixPath) -> str:
    """Return the data file that a page of the site shows; empty where it is none's."""
    inside = path.suffix == ".html" and path.parts[:2] == (*FOLDER.parts, "files")
    return str(path.relative_to(FOLDER / "files").with_suffix("")) if inside else ""


def _page(project: Project, template: str, output: PurePosixPath, heading: str, **values: Any) -> bytes:
    sheets = [PurePosixPath(STYLE), *author_sheets(project)]
    text = (
        environment()
        .get_template(template)
        .render(
            title=project.title,
            heading=heading,
            lang=project.lang,
            root=between(output, HOME),
            script=between(output, SCRIPT),
            styles=[between(output, sheet) for sheet in sheets],
            policy=policy(),
            icon=ICON,
            **values,
        )
    )
    return f"{text}\n".encode()


def _quoted(path: PurePosixPath) -> str:
    return quote(str(path))


def _size(many: int) -> str:
    return f"{many / 1_000_000:.1f} MB" if many >= 1_000_000 else f"{max(1, round(many / 1000))} kB"


def _citation(project: Project, made: Mapping[str, Any]) -> str:
    """Return how the publication is cited, with the day and the commit that tell its version."""
    year = f" ({made['date'][:4]})" if made.get("date") else ""
    version = f" Version of {made['date']}, commit {made['commit'][:10]}." if made.get("date") else ""
    names = ", ".join(project.authors)
    title = f"{project.title}: {project.subtitle}" if project.subtitle else project.title
    return f"{names}{year}. {title}.{version}".lstrip(". ")


def _bibtex(project: Project, made: Mapping[str, Any]) -> str:
    date = made.get("date") or ""
    fields = {
        "author": " and ".join(f"{{{name}}}" for name in project.authors),
        "title": f"{{{project.title}}}",
        "year": date[:4],
        "version": f"{date}, commit {made['commit'][:10]}" if date else "",
        "language": project.lang,
    }
    key = re.sub(r"[^a-z0-9]+", "-", project.publication.lower())
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{key}{date[:4]},\n{lines}}}"
