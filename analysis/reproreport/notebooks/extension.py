"""Loaded into every Python kernel that a build starts: notes which cell begins, and what fails unseen."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from contextlib import suppress
from itertools import count
from typing import Any

from IPython.core.formatters import BaseFormatter

from reproreport import journal
from reproreport.mime import FIGURE_DATA

#: The tasks that cells started and that have not ended well yet, with the cell of each.
_tasks: dict[asyncio.Task[Any], int | None] = {}


def load_ipython_extension(shell: Any) -> None:
    """Note each cell when it begins; IPython calls this when the kernel starts."""
    cells = _Cells()
    shell.events.register("pre_run_cell", cells.begin)
    shell.events.register("post_run_cell", cells.end)
    threading.excepthook = _note_thread
    shell.display_formatter.formatters[FIGURE_DATA] = _Data(parent=shell.display_formatter)


class _Cells:
    """The cells that run: one that another one runs is a part of it."""

    def __init__(self) -> None:
        self.places = count()
        self.depth = 0

    def begin(self, _info: Any) -> None:
        if not self.depth:
            journal.begin_cell(next(self.places))
            with suppress(RuntimeError):  # code that needs no loop may run without one
                loop = asyncio.get_running_loop()
                loop.set_task_factory(loop.get_task_factory() or _start)
        self.depth += 1

    def end(self, _result: Any) -> None:
        self.depth -= 1
        if not self.depth:
            journal.end_cell()


class _Data(BaseFormatter):
    """Has a figure's data travel with every display of it, also by ``plt.show()``."""

    format_type = FIGURE_DATA

    def __call__(self, shown: Any) -> Any:
        """Return what a figure shows as data; None of anything else."""
        # Most notebooks that draw nothing never load matplotlib.
        module = sys.modules.get("matplotlib.figure")
        if module is None or not isinstance(shown, module.Figure):
            return None
        from reproreport.figures.style import data_of

        return data_of(shown)


def _start(loop: asyncio.AbstractEventLoop, work: Any, **options: Any) -> asyncio.Task[Any]:
    """Start a task as asyncio does, and remember those of cells until they end well."""
    task = asyncio.Task(work, loop=loop, **options)
    cell = journal.running_cell()
    if cell is not None:
        _tasks[task] = cell
        task.add_done_callback(_forget)
    return task


def _forget(task: asyncio.Task[Any]) -> None:
    if task.cancelled() or not getattr(task, "_exception", None):
        _tasks.pop(task, None)


async def finish(seconds: float) -> None:
    """Wait for the tasks of all cells, for so many seconds; the build runs this after the last one."""
    _end_when_told(asyncio.get_running_loop(), os.getpid())
    own = asyncio.current_task()
    waiting = [task for task in _tasks if task is not own and not task.done()]
    if waiting:
        await asyncio.wait(waiting, timeout=seconds)
    for task, cell in _tasks.items():
        if task is own:
            continue
        if not task.done():
            what = f"a task still ran {seconds:g} seconds after the last cell: await it, or cancel it"
            journal.write("failure", cell=cell, name="task", value=what)
        # What somebody asked for was raised there.
        elif getattr(task, "_log_traceback", False) and (error := task.exception()):
            journal.write("failure", cell=cell, name=type(error).__name__, value=str(error))


def _end_when_told(loop: asyncio.AbstractEventLoop, kernel: int) -> None:
    """Let the signal to end do what a kernel does that is asked by message: threads are waited for."""

    def end(*_: object) -> None:
        if os.getpid() != kernel:  # a process that a thread forked meanwhile
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGTERM)
        with suppress(RuntimeError):  # the loop has ended, and Python waits for a thread
            loop.call_soon_threadsafe(loop.stop)

    signal.signal(signal.SIGTERM, end)


def _note_thread(arguments: threading.ExceptHookArgs) -> None:
    """Tell the build of an exception that ended a thread: Jupyter would only print it."""
    if arguments.exc_type is not SystemExit:
        name, value = arguments.exc_type.__name__, str(arguments.exc_value or "")
        journal.write("failure", cell=None, name=name, value=value)
    threading.__excepthook__(arguments)
