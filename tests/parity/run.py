"""Build with both renderers, beside what is published, and compare what they wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from parity.compare import Difference, compare
from parity.fact import Facts, Place, Reading
from parity.markup import PANDOC, QUARTO, Markup
from parity.pdf import read_pdf
from parity.saved import save
from parity.site import read_site
from reproreport.pipeline import build
from reproreport.pipeline.wanted import Wanted
from reproreport.project import Project, load_project, publications

By = Literal["quarto", "pandoc"]
MARKUP: Mapping[By, Markup] = {"quarto": QUARTO, "pandoc": PANDOC}


@dataclass(frozen=True)
class Parity:
    """What became of a comparison.

    Attributes:
        quarto: what a reader meets by Quarto.
        differences: where the embedded renderer shows something else.
    """

    quarto: Reading
    differences: Sequence[Difference]

    @property
    def facts(self) -> int:
        """Return how many facts were compared."""
        return sum(map(len, self.quarto.values()))


def examine(project: Project, publications: Sequence[str] = ()) -> Parity:
    """Build with both renderers, and compare what a reader sees of what Quarto itself writes.

    That is HTML and PDF: Word files, JATS and the page that holds a whole book are Pandoc's in either case.
    The notebooks run at most once, and what is up to date is not rendered again; nothing is published.

    Args:
        project: the whole report.
        publications: the names of those to compare; none for all.

    Raises:
        ReportError: there is no Quarto, the report cannot be built, or has no such publication.
        BaseException: what else stopped a task, as it was raised there.
    """
    quarto, pandoc = (_read_by(one, project, publications) for one in ("quarto", "pandoc"))
    return Parity(quarto, compare(quarto, pandoc))


def save_outlines(project: Project, parity: Parity) -> int:
    """Keep what Quarto shows of all publications for the tests; return the number of pages."""
    projects = {name: load_project(project.root, name) for name in publications(project.root)}
    return save(parity.quarto, project, {**projects, project.publication: project})


def _read_by(renderer: By, project: Project, names: Sequence[str]) -> Reading:
    outcome = build(project, renderer=renderer, publications=names, publish=False)
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
            parts={part.title for chapter in project.chapters for part in chapter.opens},
        )
    return found
