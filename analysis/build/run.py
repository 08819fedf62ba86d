"""Run the DAG, and say what came of it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.build.done import note_done, outdated
from analysis.build.fingerprint import library_hash, remembered_imports
from analysis.build.layout import Layout
from analysis.build.progress import Progress
from analysis.build.rendering import rendering_tasks
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
        values: parameters of this edition, over those of ``_quarto.yml``.
        jobs: how many tasks may run side by side; None for one for each notebook, at most one for
            each processor.
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
        tasks = list(computing_tasks(project, notebooks, parameters))
        library = library_hash(["analysis.build.run"])
    quarto, choice = None, ""
    wanted: list[Wanted] = []
    if renderer is not None or read:
        wanted, parts = choose_wanted(project, publications, formats)
        if renderer is None:
            wanted = []
        else:
            quarto, choice = choose_renderer(renderer)
        tasks += rendering_tasks(project, wanted, notebooks, quarto, parts)
    # To see what has changed takes less time than to load pytask, or to let it look.
    record = layout.state / "tasks.json"
    waiting = tasks if force else outdated(tasks, record, library, project.root)
    if not waiting:
        return Outcome(layout, tuple(wanted), choice, {}, time.perf_counter() - start)
    with Progress() as progress:
        jobs = jobs or min(os.cpu_count() or 1, max(1, len(notebooks)))
        session = _run(waiting, layout, progress, jobs=jobs, force=force, debug=debug)
    errors = tuple(
        report.exc_info[1]
        for report in session.execution_reports
        if report.outcome.name == "FAIL" and report.exc_info and report.exc_info[1]
    )
    if not errors and session.exit_code:
        errors = (
            ReportError(Problem("pytask cannot order the tasks", fix="run again with --debug to see why")),
        )
    elif not errors and len(session.execution_reports) < len(waiting):
        errors = (KeyboardInterrupt(),)
    if not errors:
        note_done(tasks, record, library, project.root)
    return Outcome(layout, tuple(wanted), choice, progress.seconds, time.perf_counter() - start, errors)


def _run(
    tasks: Sequence[Task], layout: Layout, progress: Progress, *, jobs: int, force: bool, debug: bool
) -> Session:
    """Hand the tasks to pytask, silently: what it would print is meant for its own users."""
    # Pandoc can read while pytask is loaded, which takes half a second.
    if tasks[0].early:
        threading.Thread(target=_tried(tasks[0].early), daemon=True).start()
    import pytask

    if jobs > 1:
        _wake_often()
    config = layout.state / "pytask.toml"
    write_text(config, "[tool.pytask.ini_options]\n")
    pytask.console.quiet = not debug
    return pytask.build(
        tasks=[_as_pytask(task, layout.root, progress) for task in tasks],
        config=config,
        paths=[layout.state],
        verbose=0,
        capture="no",
        force=force,
        n_workers=jobs,
        # Tasks start programs of their own (a kernel, pandoc): threads are enough to run side by side.
        parallel_backend="threads" if jobs > 1 else "none",
    )


def _tried(action: Callable[[], object]) -> Callable[[], None]:
    """Return an action that fails in silence."""

    def run() -> None:
        with suppress(Exception):
            action()

    return run


def _as_pytask(task: Task, root: Path, progress: Progress) -> Callable[..., None]:
    """Return a task as pytask takes it."""
    import pytask

    def run(depends_on: object, produces: object) -> None:  # noqa: ARG001  (pytask's words)
        with progress.step(task.name):
            task.action()

    made: Callable[..., None] = pytask.task(name=task.name, kwargs=task.nodes(root))(run)
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
