"""Run the DAG, and say what came of it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analysis.build.done import Record
from analysis.build.fingerprint import library_hash, remembered_imports
from analysis.build.layout import Layout
from analysis.build.progress import Progress
from analysis.build.rendering import rendering_tasks
from analysis.build.sidebyside import run_tasks
from analysis.build.tasks import Task, computing_tasks
from analysis.build.wanted import Wanted, choose_wanted
from analysis.errors import Problem, ReportError
from analysis.files import write_text
from analysis.notebooks.declared import declared, edition
from analysis.notebooks.run import stop_notebooks
from analysis.project import CONFIG, Parameter, Project
from analysis.render.choose import Renderer, choose_renderer

if TYPE_CHECKING:
    from pytask import Session


@dataclass(frozen=True)
class Outcome:
    """What a build did.

    Attributes:
        layout: where its files are.
        wanted: the publications and formats that it was to make; empty when nothing was rendered.
        renderer: which renderer was used, and why; empty when nothing was rendered.
        seconds: how long each task took that was run; empty when all was up to date.
        total: seconds from the build's first step to its last.
        errors: what stopped it, one for each task that failed.
    """

    layout: Layout
    wanted: tuple[Wanted, ...]
    renderer: str
    seconds: Mapping[str, float]
    total: float
    errors: tuple[BaseException, ...] = field(default=())

    @property
    def exit_code(self) -> int:
        """Return 0 when the report is complete, 1 when its content stopped the build, 130 on interrupt."""
        if any(isinstance(error, KeyboardInterrupt) for error in self.errors):
            return 130
        return 1 if self.errors else 0


def build(
    project: Project,
    *,
    renderer: Renderer | None = "auto",
    publications: Sequence[str] = (),
    formats: Sequence[str] = (),
    read: bool = False,
    publish: bool = True,
    values: Mapping[str, Parameter] | None = None,
    jobs: int | None = None,
    force: bool = False,
    debug: bool = False,
) -> Outcome:
    """Bring the report up to date: run what has changed, and publish a complete report or nothing.

    Args:
        project: the whole report.
        renderer: which program turns chapters into documents; None stops after the results.
        publications: the names of those to publish; none for all.
        formats: html, pdf, docx, jats; none for all that a publication has.
        read: read and check the chapters also where nothing is rendered.
        publish: put what was rendered in place; otherwise it stays in the renderer's work.
        values: parameters of this edition, over those of ``_quarto.yml``.
        jobs: how many tasks may run side by side; None for one for each processor, and no more notebooks
            than there are.
        force: run every task, changed or not.
        debug: let pytask say what it does.

    Raises:
        ReportError: the project, a notebook's declarations or a parameter is wrong, or the renderer,
            publication or format that was asked for is not there. What goes wrong in a task is in the
            outcome's ``errors``.
    """
    start = time.perf_counter()
    notebooks = {chapter: declared(path, project.root) for chapter, path in project.notebooks.items()}
    places = dict.fromkeys(project.parameters, f"{CONFIG}: report: parameters")
    places |= dict.fromkeys(values or {}, "-P")
    parameters = edition(notebooks, {**project.parameters, **(values or {})}, places)
    layout = Layout.of(project)
    with remembered_imports(layout.state / "imports.json"):
        computing = list(computing_tasks(project, notebooks, parameters))
        library = library_hash(["analysis.build.run"])
    quarto, choice = None, ""
    wanted: list[Wanted] = []
    rendering: list[Task] = []
    if renderer is not None or read:
        wanted, parts = choose_wanted(project, publications, formats)
        if renderer is None:
            wanted = []
        else:
            quarto, choice = choose_renderer(renderer)
        rendering = list(rendering_tasks(project, wanted, notebooks, quarto, parts, publishing=publish))
    record = Record(layout.state / "tasks.json", library, project.root)
    first = computing if force else record.outdated(computing)
    then = rendering if force or first else record.outdated(rendering)
    if not first and not then:
        return Outcome(layout, tuple(wanted), choice, {}, time.perf_counter() - start)
    processors = os.cpu_count() or 1
    errors: tuple[BaseException, ...] = ()
    with Progress() as progress:
        if first:
            side = jobs or min(processors, max(1, len(notebooks)))
            errors = _compute(first, layout, progress, jobs=side, force=force, debug=debug)
            if not errors:
                record.note(computing)
                then = rendering if force else record.outdated(rendering)
        if then and not errors:
            try:
                current = (lambda _: False) if force else record.is_current
                done, errors = run_tasks(then, progress, jobs or processors, current)
                record.note(done)
            except KeyboardInterrupt as interrupt:
                errors = (interrupt,)
    return Outcome(layout, tuple(wanted), choice, progress.seconds, time.perf_counter() - start, errors)


def _compute(
    tasks: Sequence[Task], layout: Layout, progress: Progress, *, jobs: int, force: bool, debug: bool
) -> tuple[BaseException, ...]:
    """Let pytask run the tasks from data to results, those that have to be; return what stopped them."""
    session = _run(tasks, layout, progress, jobs=jobs, force=force, debug=debug)
    errors = tuple(
        report.exc_info[1]
        for report in session.execution_reports
        if report.outcome.name == "FAIL" and report.exc_info and report.exc_info[1]
    )
    if not errors and session.exit_code:
        return (
            ReportError(Problem("pytask cannot order the tasks", fix="run again with --debug to see why")),
        )
    if not errors and len(session.execution_reports) < len(tasks):
        return (KeyboardInterrupt(),)
    return errors


def _run(
    tasks: Sequence[Task], layout: Layout, progress: Progress, *, jobs: int, force: bool, debug: bool
) -> Session:
    """Hand the tasks to pytask, silently: what it would print is meant for its own users."""
    import pytask

    if jobs > 1:
        _wake_often()
    config = layout.state / "pytask.toml"
    write_text(config, "[tool.pytask.ini_options]\n")
    pytask.console.quiet = not debug
    return pytask.build(
        tasks=[_as_pytask(task, progress) for task in tasks],
        config=config,
        paths=[layout.state],
        verbose=0,
        capture="no",
        force=force,
        n_workers=jobs,
        # Tasks start programs of their own (a kernel, pandoc): threads are enough to run side by side.
        parallel_backend="threads" if jobs > 1 else "none",
    )


def _as_pytask(task: Task, progress: Progress) -> Callable[..., None]:
    """Return a task as pytask takes it."""
    import pytask

    def run(depends_on: object, produces: object) -> None:  # noqa: ARG001  (pytask's words)
        with progress.step(task.name):
            task.action()

    values = [
        pytask.PythonNode(name=key, value=value, hash=True) for key, value in (task.values or {}).items()
    ]
    nodes = {"depends_on": [*task.files, *values], "produces": [*task.products]}
    made: Callable[..., None] = pytask.task(name=task.name, kwargs=nodes)(run)
    return made


def _wake_often() -> None:
    """Let pytask-parallel look for finished tasks every 20 ms.

    It waits up to a second after a long task, before each of the short ones that follow.
    """
    from pytask_parallel import execute

    def sleep(_sleeper: object) -> None:
        try:
            time.sleep(0.02)
        except KeyboardInterrupt:
            # pytask-parallel would wait for the running tasks first.
            stop_notebooks()
            raise

    setattr(execute._Sleeper, "sleep", sleep)  # noqa: B010  (mypy wants no assignment to a method)
