"""Say which task is running: a live display on a terminal, plain lines elsewhere."""

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
        self._lock = Lock()
        self._live: RichProgress | None = None

    def __enter__(self) -> Progress:
        """Show nothing yet: what is up to date takes no steps."""
        return self

    def _start(self) -> None:
        """Start the live display where there is a terminal."""
        if self._live is None and sys.stderr.isatty():
            from rich.progress import Progress as RichProgress
            from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

            columns = (
                SpinnerColumn(finished_text="✓"),
                TextColumn("{task.description}", markup=False),
                TimeElapsedColumn(),
            )
            self._live = RichProgress(*columns, console=terminal(sys.stderr))
            self._live.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the live display."""
        if self._live is not None:
            with suppress(OSError):  # a terminal that is closed
                self._live.stop()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Show that a task is running while the block runs, and how long it took."""
        start = time.perf_counter()
        with self._lock:
            self._start()
        live = self._live
        row = live.add_task(name, total=1) if live is not None else None
        if live is None:
            self.say(f"  {name} …")
        try:
            yield
        except BaseException:
            if live is not None and row is not None:
                live.update(row, description=f"{name}: failed")
                live.stop_task(row)
            raise
        seconds = time.perf_counter() - start
        with self._lock:
            self.seconds[name] = seconds
        if live is not None and row is not None:
            live.update(row, completed=1)
        else:
            self.say(f"  {name}: {seconds:.1f} s")

    def say(self, line: str) -> None:
        """Print a line, above the live display where there is one."""
        with self._lock:
            if self._live is not None:
                self._live.console.print(line, highlight=False, markup=False)
            else:
                with suppress(OSError):  # nobody listens any more
                    print(visible(line), file=sys.stderr, flush=True)
