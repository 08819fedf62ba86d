"""Build with one renderer, beside what is published, and read what it wrote."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from analysis.build import build
from analysis.build.layout import Layout
from analysis.build.wanted import Wanted
from analysis.errors import Problem, RenderError
from analysis.parity.fact import Facts, Place, Reading
from analysis.parity.markup import PANDOC, QUARTO
from analysis.parity.pdf import read_pdf
from analysis.parity.site import read_site
from analysis.project import Project

By = Literal["quarto", "pandoc"]
MARKUP = {"quarto": QUARTO, "pandoc": PANDOC}

FORMATS = ("html", "pdf")
"""What Quarto itself writes; Word files and JATS are Pandoc's in either case."""


def read_by(renderer: By, project: Project, publications: Sequence[str] = (), *, debug: bool = False) -> Reading:
    """Bring the work of a renderer up to date, and return what a reader meets in it.

    Nothing is published. What is up to date is not rendered again.

    Args:
        renderer: which one.
        project: the whole report.
        publications: the names of those to read; none for all.
        debug: let pytask say what it does.

    Raises:
        ReportError: the report cannot be built, or has no such publication.
        BaseException: what else stopped a task, as it was raised there.
    """
    outcome = build(
        project, renderer=renderer, publications=publications, publish=False, debug=debug
    )
    for error in outcome.errors:
        raise error
    found: dict[Place, Facts] = {}
    for one in outcome.wanted:
        found |= read_publication(one, outcome.layout.work(renderer, one.project.publication), renderer)
    return found


def read_publication(wanted: Wanted, work: Path, renderer: By) -> Reading:
    """Return what a reader meets in a publication as it lies in a renderer's work.

    Of a book its site is read, not the one page with all of it, which is Pandoc's in either case.
    """
    project = wanted.project
    name = project.publication
    found: dict[Place, Facts] = {}
    if "html" in wanted.formats:
        pages = read_site(work / ("html" if project.article else "site"), MARKUP[renderer])
        found |= {Place(name, "html", page): facts for page, facts in pages.items()}
    if "pdf" in wanted.formats:
        found[Place(name, "pdf", "")] = read_pdf(
            work / "pdf" / f"{project.output_file}.pdf",
            article=project.article,
            parts={chapter.part for chapter in project.chapters if chapter.part},
        )
    return found
