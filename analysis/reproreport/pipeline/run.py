"""Bring a report up to date, and say what came of it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from itertools import chain
from pathlib import Path

import reproreport
from reproreport.errors import Problem, ReportError
from reproreport.interrupts import exit_code
from reproreport.notebooks.declared import declared, edition
from reproreport.notebooks.opened import Openings
from reproreport.notebooks.warm import Kernels
from reproreport.pipeline import generations
from reproreport.pipeline.fingerprint import library_hash, remembered_imports
from reproreport.pipeline.layout import Layout
from reproreport.pipeline.lock import locked
from reproreport.pipeline.manifest import BuiltFrom, manifest_task
from reproreport.pipeline.owned import require_own_variables, require_places
from reproreport.pipeline.progress import Progress
from reproreport.pipeline.record import Record, States
from reproreport.pipeline.rendering import publishing_task, rendering_tasks
from reproreport.pipeline.runner import Ran, run_tasks, stale
from reproreport.pipeline.task import Task
from reproreport.pipeline.tasks import computing_tasks
from reproreport.pipeline.wanted import Wanted, choose_wanted
from reproreport.project import CONFIG, Parameter, Project
from reproreport.render.quarto.choose import Quarto, Renderer, choose_renderer
from reproreport.scratch import current_run

#: So often a build begins again because of files that change while it reads them.
ROUNDS = 3
#: So many files that changed are named.
_NAMED = 3


class Found(Enum):
    """What readers find after a build."""

    NEW = "what this build has published, or found up to date"
    LAST = "what an earlier build published, untouched"
    DAMAGED = "what an earlier build published, of which somebody has taken files away since"
    NOTHING = "nothing: no build has published yet"


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
        found: what readers find now.
    """

    layout: Layout
    wanted: tuple[Wanted, ...]
    renderer: str
    seconds: Mapping[str, float]
    total: float
    errors: tuple[BaseException, ...] = field(default=())
    found: Found = Found.NEW

    @property
    def exit_code(self) -> int:
        """Return 0 when the report is complete, 1 when its content stopped the build, 130 on interrupt.

        Another signal gives another code, as a shell has it: 143 for SIGTERM.
        """
        for error in self.errors:
            if isinstance(error, KeyboardInterrupt):
                return exit_code(error)
        return 1 if self.errors else 0


@dataclass(frozen=True)
class _Asked:
    """What a build is asked for (see :func:`build`)."""

    renderer: Renderer | None
    publications: Sequence[str]
    formats: Sequence[str]
    kinds: Sequence[str]
    read: bool
    publish: bool
    values: Mapping[str, Parameter]
    jobs: int
    force: bool


def build(
    project: Project,
    *,
    renderer: Renderer | None = "auto",
    publications: Sequence[str] = (),
    formats: Sequence[str] = (),
    kinds: Sequence[str] = (),
    read: bool = False,
    publish: bool = True,
    values: Mapping[str, Parameter] | None = None,
    jobs: int | None = None,
    force: bool = False,
    kernels: Kernels | None = None,
) -> Outcome:
    """Bring the report up to date: run what has changed, and publish a complete report or nothing.

    Another build of the same report is waited for.

    Args:
        project: the whole report.
        renderer: which program turns chapters into documents; None stops after the results.
        publications: the names of those to publish; none for all.
        formats: html, pdf, docx, jats; none for all that a publication has.
        kinds: of the files of these formats only some, such as ``site``; none for all.
        read: read and check the chapters also where nothing is rendered.
        publish: put what was rendered in place; otherwise it stays in the renderer's work.
        values: parameters of this edition, over those of ``_quarto.yml``.
        jobs: how many tasks may run side by side; None for one for each processor.
        force: run every task, changed or not.
        kernels: starts the notebooks' processes, and is kept for the next build; None for this build's own.

    Raises:
        ReportError: the project, a notebook's declarations or a parameter is wrong, or the renderer,
            publication or format that was asked for is not there. What goes wrong in a task is in the
            outcome's ``errors``.
    """
    asked = _Asked(
        renderer,
        publications,
        formats,
        kinds,
        read,
        publish,
        values or {},
        jobs or os.cpu_count() or 1,
        force,
    )
    start = time.perf_counter()
    errors: tuple[BaseException, ...] = ()
    with (
        Progress() as progress,
        locked(project.root, "report build", progress.say),
        Openings(project.root, skip=_not_watched(project)) as openings,
        nullcontext(kernels) if kernels else Kernels(project.root) as starting,
    ):
        require_own_variables(project.root)
        plan = _Plan(project, asked, openings, starting)
        before = generations.version(project.root)
        try:
            errors = _until_settled(plan, asked, progress)
        except KeyboardInterrupt as interrupt:
            errors = (interrupt,)
        found = _found(project.root, before) if errors else Found.NEW
    seconds = time.perf_counter() - start
    return Outcome(plan.layout, tuple(plan.wanted), plan.choice, progress.seconds, seconds, errors, found)


def _found(root: Path, before: object) -> Found:
    """Return what readers find after a build that was stopped."""
    if generations.version(root) != before:
        return Found.NEW
    names = generations.made(root)
    if not names:
        return Found.NOTHING
    whole = all((root / place / name).is_file() for place, files in names.items() for name in files)
    return Found.LAST if whole else Found.DAMAGED


def outdated(project: Project, *, read: bool = True) -> list[str]:
    """Return the sources that have changed since a report was built, and whatever else of it is another one.

    Args:
        project: the whole report.
        read: whether its text counts, too, and not only what notebooks use.

    Raises:
        ReportError: see :func:`build`.
    """
    asked = _Asked("auto" if read else None, (), (), (), read, False, {}, 1, False)
    plan = _Plan(project, asked, Openings(project.root), Kernels(project.root))
    states = States(project.root, plan.tasks)
    made = {name for task in plan.tasks for name in task.outputs(project.root)}
    found = (name for task in plan.tasks for name in plan.record.used_otherwise(task, states))
    return [_words([name]) for name in dict.fromkeys(found) if name not in made]


class _Plan:
    """The tasks of one round, and what they are noted in."""

    def __init__(self, project: Project, asked: _Asked, openings: Openings, kernels: Kernels) -> None:
        """Look at what there is to do.

        Raises:
            ReportError: see :func:`build`.
        """
        self.project = project
        self.openings = openings
        self.kernels = kernels
        self.layout = Layout.of(project)
        notebooks = {chapter: declared(path, project.root) for chapter, path in project.notebooks.items()}
        places = dict.fromkeys(project.parameters, f"{CONFIG}: report: parameters")
        places |= dict.fromkeys(asked.values, "-P")
        parameters = edition(notebooks, {**project.parameters, **asked.values}, places, project.root)
        with remembered_imports(self.layout.state / "imports.json"):
            self.tasks: list[Task] = list(computing_tasks(project, notebooks, parameters, openings, kernels))
            library = library_hash(["reproreport.pipeline.run"])
        quarto: Quarto | None = None
        self.choice = ""
        self.wanted: list[Wanted] = []
        self.publishing: Callable[[BuiltFrom], Task] | None = None
        if asked.renderer is not None or asked.read:
            self.wanted, parts = choose_wanted(project, asked.publications, asked.formats, asked.kinds)
            if asked.renderer is None:
                self.wanted = []
            else:
                quarto, self.choice = choose_renderer(asked.renderer)
            self.tasks += rendering_tasks(project, self.wanted, notebooks, quarto, parts)
            if self.wanted and asked.publish:
                require_places(project.root, [project, *parts])
                self.publishing = partial(publishing_task, self.wanted, quarto)
        self.record = Record(self.layout.state / "tasks.json", library, project.root)


def _not_watched(project: Project) -> frozenset[Path]:
    """Return what the processes of a build open themselves: the notebooks, and this library."""
    notebooks = (project.root / path for path in project.notebooks.values())
    return frozenset(path.resolve() for path in (*notebooks, Path(reproreport.__file__).parent))


def _until_settled(plan: _Plan, asked: _Asked, progress: Progress) -> tuple[BaseException, ...]:
    """Run rounds until nothing changed that a task had read, then publish; return what stopped it."""
    root = plan.project.root
    told: set[tuple[str, str]] = set()
    done: set[str] = set()
    for number in range(1, ROUNDS + 1):
        ran = _round(plan.tasks, plan.record, asked, progress, done)
        done |= {task.name for task in ran.run}
        for name, reason in ran.volatile:
            if (name, reason) not in told:
                progress.say(f"  {name} runs in every build: {reason}")
        told |= set(ran.volatile)
        if ran.errors and not _made_meanwhile(plan, ran):
            return ran.errors
        changed = stale(plan.tasks, plan.record, root) if ran.run and not ran.errors else []
        if not changed and not ran.errors:
            break
        if number == ROUNDS:
            what = f"{_words(changed)} changed again and again while the report was built"
            return ran.errors or (ReportError(Problem(what, fix="build again when nothing writes there")),)
        if changed:
            progress.say(f"  {_words(changed)} changed while it was being read: again …")
        plan = _Plan(plan.project, asked, plan.openings, plan.kernels)
    if plan.publishing is None:
        return ()
    made = {name for task in plan.tasks for name in task.outputs(root)}
    inputs = {name: state for name, state in plan.record.used(plan.tasks).items() if name not in made}
    built = BuiltFrom.of(plan.project, inputs, plan.choice)
    errors = _last(plan.publishing(built), plan, asked, progress)
    if errors:
        return errors
    places = [root / place for place in generations.made(root)]
    return _last(manifest_task(built, places), plan, asked, progress)


def _last(task: Task, plan: _Plan, asked: _Asked, progress: Progress) -> tuple[BaseException, ...]:
    """Run a task that comes after all others; return what stopped it."""
    root = plan.project.root
    states = States(root, [task])
    ran = run_tasks([task], plan.record, states, progress, root, force=lambda _: asked.force, begin=_begin)
    return ran.errors


def _begin() -> None:
    """Have a folder for temporary files, and somebody to clear up, before anything is done."""
    if run := current_run():
        run.begin()


def _stop() -> None:
    """End what tasks have started."""
    from reproreport.notebooks.run import stop_notebooks

    stop_notebooks()
    if run := current_run():
        run.end_all()


def _round(tasks: Sequence[Task], record: Record, asked: _Asked, progress: Progress, done: set[str]) -> Ran:
    """Run the tasks once; what is volatile or forced has run in an earlier round, and does not again."""
    states = States(record.root, tasks)
    return run_tasks(
        tasks,
        record,
        states,
        progress,
        record.root,
        executor=asked.jobs,
        force=lambda task: task.name not in done and (asked.force or record.is_volatile(task)),
        begin=_begin,
        stop=_stop,
        leave=True,
    )


def _made_meanwhile(plan: _Plan, ran: Ran) -> bool:
    """Return whether a task failed for want of a file that another one has made in the same round."""
    root = plan.project.root
    missing = set(chain.from_iterable(getattr(error, "missing", ()) for error in ran.errors))
    return any((root / name).exists() for name in missing)


def _words(names: Sequence[str]) -> str:
    """Return inputs as a reader would call them, the first of many."""
    words = [name.partition(" ")[2].partition("\t")[0] for name in names]
    more = f" and {len(words) - _NAMED} more" if len(words) > _NAMED else ""
    return ", ".join(words[:_NAMED]) + more
