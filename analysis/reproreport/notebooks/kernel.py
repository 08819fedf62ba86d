"""The kernel of a notebook that a build runs: it stays within its limits, and it ends."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import psutil
from jupyter_client.manager import AsyncKernelManager
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines

from reproreport.errors import shortened
from reproreport.project.limits import Limits

#: The name by which papermill knows how to run a notebook within limits.
ENGINE = "report"
#: Signs of an exception's message, or of a block of its traceback, that are kept.
LONGEST = 20_000
#: Seconds between two looks at a notebook's memory.
_LOOK_SECONDS = 0.2


class Watch:
    """Stops a notebook that takes more than it may; ``stopped`` says by which limit, and how.

    It belongs to the process that runs the notebook, whose children are the kernel and what that started.
    """

    def __init__(self, limits: Limits) -> None:
        """Begin to count."""
        self.stopped: tuple[str, str] | None = None
        self._limits = limits
        self._shown = 0
        self._over = threading.Event()
        self._memory = min(limits.memory * 1e6, psutil.virtual_memory().total * 0.75)

    def __enter__(self) -> Watch:
        """Look at the memory until the block ends."""
        threading.Thread(target=self._look, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Look no longer."""
        self._over.set()

    def shows(self, content: object) -> bool:
        """Count what a cell shows; return whether it may be kept."""
        self._shown += _size(content)
        if self._shown > self._limits.output * 1e6:
            self._stop("output", f"its cells show more than {self._limits.words('output')}")
        return self.stopped is None

    def _look(self) -> None:
        own = psutil.Process()
        while not self._over.wait(_LOOK_SECONDS):
            taken = 0
            for one in (own, *own.children(recursive=True)):
                with suppress(psutil.Error):
                    taken += one.memory_info().rss
            if taken > self._memory:
                limit = self._limits.words("memory")
                if self._memory < self._limits.memory * 1e6:
                    limit = f"{self._memory / 1e6:.0f} MB, three quarters of this machine's memory"
                self._stop("memory", f"it took more than {limit}")
                return

    def _stop(self, name: str, what: str) -> None:
        if self.stopped is None:
            self.stopped = (name, what)
            for one in psutil.Process().children(recursive=True):
                with suppress(psutil.Error):
                    one.kill()


def _size(content: object) -> int:
    """Return how many signs all texts of a message have."""
    if isinstance(content, str):
        return len(content)
    if isinstance(content, Mapping):
        return sum(map(_size, content.values()))
    return sum(map(_size, content)) if isinstance(content, list | tuple) else 0


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    """Papermill's client, which lets a watch count what cells show."""

    def __init__(self, *given: Any, watch: Watch, **named: Any) -> None:
        super().__init__(*given, **named)
        self._watch = watch

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
        """Take a message, unless the notebook has shown too much already."""
        if msg["msg_type"] == "error":
            # That it failed is said whatever an exception holds.
            content = msg["content"]
            lines = [shortened(line, LONGEST) for line in content["traceback"]]
            msg["content"] = {**content, "evalue": shortened(content["evalue"], LONGEST), "traceback": lines}
        if msg["msg_type"] == "status" or self._watch.shows(msg["content"]):
            return super().process_message(msg, cell, cell_index)
        return None


class _Engine(NBClientEngine):  # type: ignore[misc]
    """Papermill's engine with that client."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
        """Run a notebook; see papermill."""
        options.pop("input_path", None)
        options["timeout"] = options.pop("execution_timeout")
        options["startup_timeout"] = options.pop("start_timeout")
        return _Client(nb_man, kernel_name=kernel_name, **options).execute()


papermill_engines.register(ENGINE, _Engine)


class SignallingKernelManager(AsyncKernelManager):
    """Asks a kernel to end by a signal instead of a message.

    Some one in ten kernels of ipykernel 7 does not end by the message: it is lost between the thread that
    made the control socket and the one that watches it, or the kernel closes its output while that thread
    still says that it is idle. Jupyter then waits for as long as a thread of the notebook may run on.
    The kernel's part is :func:`reproreport.notebooks.extension.finish`.
    """

    async def _async_request_shutdown(self, restart: bool = False) -> None:
        await self._async_send_kernel_sigterm(restart=restart)
