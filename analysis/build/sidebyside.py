"""Run tasks in this process, side by side where none needs what another makes.

For tasks that make pages of results: that they have to be run is known already (``done.py``), and to load
pytask takes longer than to render a chapter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path

from analysis.build.progress import Progress
from analysis.build.tasks import Task


def run_tasks(
    tasks: Iterable[Task], progress: Progress, jobs: int, is_current: Callable[[Task], bool]
) -> tuple[list[Task], tuple[BaseException, ...]]:
    """Run tasks, each after those whose products it reads; return those done well, and what stopped others.

    A task that turns out to be current when its turn comes is done: what it reads was made again, and is
    the same. A task that reads what a failed one should have made is not run.
    """
    waiting = list(tasks)
    running: dict[Future[object], Task] = {}
    done: list[Task] = []
    errors: list[BaseException] = []
    with ThreadPoolExecutor(jobs) as pool:
        while waiting or running:
            unmade = _products([*waiting, *running.values()])
            ready = [task for task in waiting if _reads(task).isdisjoint(unmade)]
            if not ready and not running:  # what they read was not made
                break
            running |= {pool.submit(_run, task, progress, is_current): task for task in ready}
            waiting = [task for task in waiting if task not in ready]
            try:
                ended = wait(running, return_when=FIRST_COMPLETED).done
            except KeyboardInterrupt:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
            for future in ended:
                task = running.pop(future)
                error = future.exception()
                if error is None:
                    done.append(task)
                    continue
                errors.append(error)
                waiting = _without(waiting, _products([task]))
    return done, tuple(errors)


def _run(task: Task, progress: Progress, is_current: Callable[[Task], bool]) -> None:
    if is_current(task):
        return
    with progress.step(task.name):
        task.action()


def _without(tasks: list[Task], missing: set[Path]) -> list[Task]:
    """Return the tasks that need nothing of what is missing, nor of what is missing without it."""
    kept: list[Task] = []
    for task in tasks:
        if _reads(task).isdisjoint(missing):
            kept.append(task)
        else:
            missing |= _products([task])
    return kept


def _reads(task: Task) -> set[Path]:
    return {*task.files, *task.folders}


def _products(tasks: Iterable[Task]) -> set[Path]:
    return {path for task in tasks for path in (*task.products, *task.product_folders)}
