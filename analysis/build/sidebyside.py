"""Run tasks in this process, side by side where none needs what another makes.

For tasks that make pages of results: that they have to be run is known already (``done.py``), and to load
pytask takes longer than to render a chapter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from graphlib import TopologicalSorter

from analysis.build.progress import Progress
from analysis.build.tasks import Task


def run_tasks(
    tasks: Iterable[Task], progress: Progress, jobs: int, is_current: Callable[[Task], bool]
) -> tuple[list[Task], tuple[BaseException, ...]]:
    """Run tasks, each after those whose products it reads; return those done well, and what stopped others.

    A task that turns out to be current when its turn comes is done: what it reads was made again, and is
    the same. A task that reads what a failed one should have made is not run.
    """
    found = list(tasks)
    order = _order(found)
    running: dict[Future[None], int] = {}
    done: list[Task] = []
    errors: list[BaseException] = []
    with ThreadPoolExecutor(jobs) as pool:
        while True:
            ready = order.get_ready()
            running |= {pool.submit(_run, found[place], progress, is_current): place for place in ready}
            if not running:
                return done, tuple(errors)
            try:
                ended = wait(running, return_when=FIRST_COMPLETED).done
            except KeyboardInterrupt:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
            for future in ended:
                place = running.pop(future)
                error = future.exception()
                if error is None:
                    done.append(found[place])
                    order.done(place)
                else:
                    errors.append(error)


def _order(tasks: list[Task]) -> TopologicalSorter[int]:
    """Return the order of tasks by what they read; one whose maker is not among them waits for nobody."""
    makers = {
        path: place for place, task in enumerate(tasks) for path in (*task.products, *task.product_folders)
    }
    order = TopologicalSorter(
        {
            place: {makers[path] for path in (*task.files, *task.folders) if path in makers}
            for place, task in enumerate(tasks)
        }
    )
    order.prepare()
    return order


def _run(task: Task, progress: Progress, is_current: Callable[[Task], bool]) -> None:
    if is_current(task):
        return
    with progress.step(task.name):
        task.action()
