"""Say how a build gets on: one line that changes on a terminal, elsewhere one for each step that is over."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING

from reproreport.console import terminal, visible

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress


class Progress:
    """The progress of one build; safe to use from several threads.

    Attributes:
        seconds: how long each task took that was run, in the order in which they ended.
    """

    def __init__(self) -> None:
        """Start with nothing running."""
        self.seconds: dict[str, float] = {}
        self._running: dict[str, None] = {}
        self._lock = Lock()
        self._live: RichProgress | None = None

    def __enter__(self) -> Progress:
        """Show nothing yet: what is up to date takes no steps."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the line away: what came of the build is said by whoever asked for it."""
        if self._live is not None:
            with suppress(OSError):  # a terminal that is closed
                self._live.stop()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Show that a task is running while the block runs, and how long it took or that it failed."""
        start = time.perf_counter()
        self._running[name] = None
        self._show()
        try:
            yield
        except BaseException:
            self._end(name, f"  {name}: failed")
            raise
        seconds = time.perf_counter() - start
        with self._lock:
            self.seconds[name] = seconds
        self._end(name, f"  {name}: {seconds:.1f} s")

    def _end(self, name: str, line: str) -> None:
        self._running.pop(name, None)
        if sys.stderr.isatty():
            self._show()
        else:
            self.say(line)

    def _show(self) -> None:
        """Bring the line on a terminal up to date: what is running, and how many tasks are done."""
        if not sys.stderr.isatty():
            return
        with self._lock:
            if self._live is None:
                self._live = _line()
                self._live.start()
            names, done = ", ".join(list(self._running)), f"{len(self.seconds)} done"
            self._live.update(self._live.task_ids[0], description=names, done=done, refresh=True)

    def say(self, line: str) -> None:
        """Print a line, above the one that changes where there is a terminal."""
        with self._lock:
            if self._live is not None:
                self._live.console.print(line, highlight=False, markup=False)
            else:
                with suppress(OSError):  # nobody listens any more
                    print(visible(line), file=sys.stderr, flush=True)


def _line() -> RichProgress:
    """Return a line that changes, and that is gone in the end."""
    from rich.progress import Progress as RichProgress
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.table import Column

    on_one_line = Column(no_wrap=True, overflow="ellipsis")
    columns = (
        SpinnerColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[done]}", markup=False),
        TextColumn("{task.description}", markup=False, table_column=on_one_line),
    )
    made = RichProgress(*columns, console=terminal(sys.stderr), transient=True)
    made.add_task("", total=None, done="")
    return made
