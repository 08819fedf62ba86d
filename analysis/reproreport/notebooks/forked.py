"""A job and its kernel where both were forked from a process that has imported libraries before.

Papermill and Jupyter run the notebook as they do any other; only that its kernel is not a program that is
started. It has been there since before the job began (``inside/report_warm.py``) and is told to go on.
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any, Protocol

# Loaded once for all jobs.
import nbclient.exceptions  # noqa: F401
import nbformat.v4  # noqa: F401
import papermill.translators  # noqa: F401
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from reproreport.notebooks import job
from reproreport.notebooks import kernel as _kernel  # noqa: F401

#: The provisioner's name, also in the package's entry points.
NAME = "report-forked"
_GROUP = "jupyter_client.kernel_provisioners"
_LAUNCHED = ["-m", "ipykernel_launcher"]


class Waiting(Protocol):
    """A kernel that waits to be launched (``inside/report_warm.py``)."""

    process: int
    server: int

    def launch(self, command: list[str], environment: dict[str, str], folder: str) -> bool:
        """Let it be the kernel that a command would start; return whether it is."""


_waiting: list[Waiting] = []


def run(waiting: Waiting) -> int:
    """Run the job on standard input; its first Python kernel is the one that waits. Return its exit code."""
    _waiting.append(waiting)
    KernelProvisionerFactory.instance().default_provisioner_name = NAME
    job.main(waiting.server)
    return 0


class _Child:
    """A child that was forked, with what Jupyter asks a program that it has started."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return its exit code; None while it lives."""
        return self._waited(os.WNOHANG)

    def wait(self) -> int | None:
        """Wait for its end."""
        return self._waited(0)

    def _waited(self, how: int) -> int | None:
        if self.returncode is None:
            try:
                pid, status = os.waitpid(self.pid, how)
            except ChildProcessError:
                self.returncode = 0
            else:
                self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it lives."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


class ForkedProvisioner(LocalProvisioner):
    """Launches the kernel that waits; an ordinary one where none does, or it does not suit the project."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Launch a kernel; see Jupyter."""
        waiting = _waiting.pop() if _waiting and cmd[1:3] == _LAUNCHED else None
        environment = {**kwargs["env"], "JPY_PARENT_PID": str(os.getpid())}
        if waiting is None or not waiting.launch(cmd, environment, str(kwargs.get("cwd") or Path.cwd())):
            return await super().launch_kernel(cmd, **kwargs)
        self.process = _Child(waiting.process)  # type: ignore[assignment]
        self.pid = self.pgid = waiting.process  # it has a session of its own
        self.cwd = kwargs.get("cwd", Path.cwd())
        return self.connection_info


_factory = KernelProvisionerFactory.instance()
# As the entry point has it, also where the package is not installed.
_factory.provisioners.setdefault(NAME, EntryPoint(NAME, f"{__name__}:{ForkedProvisioner.__name__}", _GROUP))
