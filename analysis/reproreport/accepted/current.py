"""The results of now: brought up to date first, so that nothing is judged by a stale or failed build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reproreport.errors import ContentError, Problem, ReportError, ResultError
from reproreport.pipeline import build
from reproreport.pipeline.layout import Layout
from reproreport.results.collect import read_recorded
from reproreport.results.result import Current, CurrentResults

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reproreport.project import Project


def compute_current(project: Project) -> CurrentResults:
    """Compute what is out of date, with the parameters of ``_quarto.yml``, and return every result.

    Raises:
        ReportError: the report cannot be computed; all that is wrong.
        KeyboardInterrupt: the computation was interrupted.
    """
    _raise(build(project, renderer=None).errors)
    return read_current(project)


def compute_and_read(project: Project) -> tuple[CurrentResults, tuple[Problem, ...]]:
    """Compute what is out of date, and read the chapters; return every result, and what is wrong with these.

    Raises:
        ReportError: the report cannot be computed; all that is wrong.
        KeyboardInterrupt: the computation was interrupted.
    """
    errors = build(project, renderer=None, read=True).errors
    content = [error for error in errors if isinstance(error, ContentError)]
    _raise([error for error in errors if error not in content])
    return read_current(project), tuple(problem for error in content for problem in error.problems)


def _raise(errors: Sequence[BaseException]) -> None:
    """Raise what stopped a computation."""
    # An interrupt, or an error that nobody foresaw, is more than something wrong with the report.
    for error in errors:
        if not isinstance(error, ReportError):
            raise error
    if errors:
        problems = (error.problems for error in errors if isinstance(error, ReportError))
        raise ReportError(*dict.fromkeys(problem for found in problems for problem in found))


def read_current(project: Project) -> CurrentResults:
    """Return every result, table and figure of the last computation, by name.

    Raises:
        ResultError: two chapters record one name.
    """
    results: dict[str, Current] = {}
    problems: list[Problem] = []
    for chapter in project.notebooks:
        for entry in _read(project, chapter):
            first = results.setdefault(entry.name, entry)
            if first is not entry:
                what = f"'{entry.name}' is in two chapters ({first.chapter}, {chapter})"
                problems.append(Problem(what, str(project.notebooks[chapter]), "rename one of them"))
    if problems:
        raise ResultError(*problems)
    return dict(sorted(results.items()))


def _read(project: Project, chapter: str) -> Iterator[Current]:
    path = Layout.of(project).recorded(chapter)
    results, shown_by_cells = read_recorded(path, path.relative_to(project.root).as_posix())
    for result in results:
        yield Current(
            name=result.name,
            chapter=chapter,
            kind=result.kind,
            value=result.value,
            unit=result.unit,
            decimals=result.decimals,
            text=result.text,
            rows=result.rows,
            cell=result.cell,
        )
    for shown in shown_by_cells:
        yield Current(
            name=shown.name,
            chapter=chapter,
            kind=shown.kind,
            value=shown.rows,
            head=shown.head,
            picture=shown.picture,
            cell=shown.cell,
        )
