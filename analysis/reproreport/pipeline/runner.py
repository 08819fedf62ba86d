"""Run tasks, each after those whose products it reads, side by side where none needs what another makes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from reproreport.errors import Problem, ReportError
from reproreport.interrupts import ENDING
from reproreport.pipeline.progress import Progress
from reproreport.pipeline.record import Record, States
from reproreport.pipeline.task import Task, Used

#: So long an interrupt waits for tasks that are at their work.
_SECONDS = 0.1


@dataclass(frozen=True)
class Ran:
    """What came of running tasks.

    Attributes:
        run: the tasks that were run to their end.
        volatile: why some of them have to run in every build, by their names.
        errors: what stopped others, and whatever needed them.
    """

    run: tuple[Task, ...] = ()
    volatile: tuple[tuple[str, str], ...] = ()
    errors: tuple[BaseException, ...] = ()


def run_tasks(
    tasks: Sequence[Task],
    record: Record,
    states: States,
    progress: Progress,
    root: Path,
    *,
    executor: Executor | int = 1,
    force: Callable[[Task], bool] = lambda _: False,
    begin: Callable[[], None] = lambda: None,
    stop: Callable[[], None] = lambda: None,
    leave: bool = False,
) -> Ran:
    """Run those tasks that are not as they were; a task that needs what a failed one makes is not run.

    Args:
        tasks: the tasks.
        record: how they stood when they were last done; it is kept up to date.
        states: how their inputs stand.
        progress: is told which task runs.
        root: the project.
        executor: runs them; a number for so many threads.
        force: whether to run a task that is as it was, too.
        begin: called before a task runs.
        stop: called at an interrupt, to end what tasks have started.
        leave: whether an interrupt leaves tasks at their work that do not end at once, where the process
            ends anyhow (:data:`reproreport.interrupts.ENDING`).

    Raises:
        ReportError: tasks wait for each other.
        KeyboardInterrupt: as it came.
    """
    order = _order(tasks, root)
    run: list[Task] = []
    volatile: list[tuple[str, str]] = []
    errors: list[BaseException] = []
    running: dict[Future[Used | None], int] = {}
    pool = ThreadPoolExecutor(executor) if isinstance(executor, int) else executor
    try:
        while True:
            ready = order.get_ready()
            for place in ready:
                forced = force(tasks[place])
                running[pool.submit(_run, tasks[place], record, states, progress, begin, force=forced)] = (
                    place
                )
            if not running:
                return Ran(tuple(run), tuple(volatile), tuple(errors))
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                place = running.pop(future)
                if error := future.exception():
                    errors.append(error)
                    continue
                used = future.result()
                if used is not None:
                    run.append(tasks[place])
                    volatile += [(tasks[place].name, reason) for reason in used.volatile]
                order.done(place)
    except KeyboardInterrupt:
        pool.shutdown(wait=False, cancel_futures=True)
        stop()
        if leave and ENDING.at_once:
            ENDING.left = bool(wait(running, timeout=_SECONDS).not_done)
        raise
    finally:
        if isinstance(executor, int):
            pool.shutdown(wait=not ENDING.left)


def _order(tasks: Sequence[Task], root: Path) -> TopologicalSorter[int]:
    """Return the order of tasks by what they read; one whose maker is not among them waits for nobody."""
    makers: dict[str, int] = {}
    for place, task in enumerate(tasks):
        makers |= dict.fromkeys((name.partition(" ")[2] for name in task.outputs(root)), place)
        seen = (path.relative_to(root).as_posix() for path in task.expected.products)
        makers |= dict.fromkeys(seen, place)
    before: dict[int, set[int]] = {}
    for place, task in enumerate(tasks):
        names = [*task.inputs(root), *task.expected.inputs]
        paths = {name.partition(" ")[2] for name in names}
        paths |= {path.relative_to(root).as_posix() for path in task.after}
        before[place] = {makers[path] for path in paths & makers.keys()} - {place}
    order = TopologicalSorter(before)
    try:
        order.prepare()
    except CycleError as error:
        circle = " → ".join(dict.fromkeys(tasks[place].name for place in error.args[1]))
        what = f"each waits for what another one writes: {circle}"
        raise ReportError(Problem(what, fix="let one of them write another file")) from None
    return order


def _run(
    task: Task, record: Record, states: States, progress: Progress, begin: Callable[[], None], *, force: bool
) -> Used | None:
    """Run a task, unless all is as it was; return what it used."""
    if not force and not record.changes(task, states):
        return None
    begin()
    before = {name: states.state(name) for name in task.inputs(record.root)}
    record.forget(task)  # what it makes is not of the former state any more
    with progress.step(task.name):
        used = task.action() or Used()
    record.note(task, before, used)
    return used


def stale(tasks: Iterable[Task], record: Record, root: Path) -> list[str]:
    """Return what changed while tasks ran that they had read before: they have to run again."""
    states = States(root)
    found: dict[str, None] = {}
    for task in tasks:
        found |= dict.fromkeys(record.changes(task, states))
    return list(found)
