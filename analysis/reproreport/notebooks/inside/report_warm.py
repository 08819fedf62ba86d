"""Processes that have imported libraries once, from which those of notebooks are forked.

The build starts the first one, and asks it through a socket for a process that runs one notebook
(:mod:`reproreport.notebooks.job`). This *job* forks the notebook's kernel before anything else, which waits
until Jupyter launches it; so the kernel is the job's child, as an ordinary one is. Both find modules loaded.

For each step of the libraries that notebooks import before they do anything
(:mod:`reproreport.notebooks.libraries`) a process is forked that has imported these, too: a kernel has what
its own notebook imports, and nothing else. All this happens beside an empty folder. Nothing of a project and
nothing of this library is imported for kernels, and what was looked for meanwhile is told by each kernel as
its own (:func:`report_observer.take_over`).

For Linux: ends are met by file descriptors, and who loses its parent goes to the next one above.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import time
import warnings
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, NoReturn

import report_observer

#: What the first process loads: all that a kernel loads by itself before it loads extensions.
_FOR_KERNELS = (
    "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger", "faulthandler",
    "IPython.core.completerlib", "IPython.extensions.storemagic", "tornado.platform.asyncio",
    "tornado.queues",
)  # fmt: skip
_LARGEST = 1 << 20
#: Of Linux: ``prctl``'s PR_SET_PDEATHSIG and PR_SET_CHILD_SUBREAPER.
_DEATH_SIGNAL, _SUBREAPER = 1, 36

_libc = ctypes.CDLL(None)


class Waiting:
    """A kernel that was forked, and becomes one when it is launched."""

    def __init__(self, process: int, server: int, told: socket.socket) -> None:
        """Know it by its process, by who has forked its parent, and by the socket on which it waits."""
        self.process = process
        self.server = server
        self._told = told

    def launch(self, command: Sequence[str], environment: dict[str, str], folder: str) -> bool:
        """Let it be the kernel that a command would start; return whether it is."""
        with self._told:
            message = {"command": list(command), "environment": environment, "folder": folder}
            try:
                self._told.sendall(json.dumps(message).encode())
                return self._told.recv(1) == b"1"
            except OSError:
                return False


class _Python:
    """What a kernel is when it starts, before it has imported anything.

    Attributes:
        path: where it looks for modules.
        environment: its environment.
        kernel_filters: how it filters warnings once it has imported what is its own.
    """

    def __init__(self, path: list[str]) -> None:
        self.path = path
        self.kernel_filters: Sequence[Any] = ()
        self.environment = dict(os.environ)


class _Server:
    """One of the processes from which others are forked."""

    def __init__(self, asked: socket.socket, python: _Python, loaded: int = 0) -> None:
        """Be ready to fork.

        Args:
            asked: by which it is asked.
            python: what a kernel is before it imports anything.
            loaded: how many steps of libraries were imported.
        """
        self._asked = asked
        self._python = python
        self._loaded = loaded
        self._servers: dict[str, socket.socket] = {}
        self._children: set[int] = set()
        self._jobs: dict[int, int] = {}  # by the file descriptor that tells of its end
        self._files = _files()

    def serve(self) -> None:
        """Fork what is asked for, until nobody can ask any more; return in each job that was forked, too."""
        _libc.prctl(_SUBREAPER, 1, 0, 0, 0)
        gc.collect()
        gc.freeze()
        while True:
            waited: list[Any] = [self._asked, *self._jobs]
            ready, _, _ = select.select(waited, [], [])
            for file in ready:
                if file in self._jobs:
                    self._end(file)
            if self._asked not in ready:
                continue
            message, files, _, _ = socket.recv_fds(self._asked, _LARGEST, 8)
            if not message:
                self._leave()
            answered = self._answer(json.loads(message), files)
            for file in files:
                os.close(file)
            if answered:
                return

    def _answer(self, asked: dict[str, Any], files: Sequence[int]) -> bool:
        """Fork a job; return whether this process is it, and has ended its work.

        Where none is forked, the files are closed, from which the build sees it.
        """
        steps = asked["libraries"]
        if len(steps) > self._loaded:
            return self._pass_on(steps[self._loaded], asked, files)
        if _files() != self._files or len(os.listdir("/proc/self/task")) != 1:  # noqa: PTH208
            return False
        server, process = os.getpid(), os.fork()
        if process:
            self._children.add(process)
            self._jobs[os.pidfd_open(process)] = process
            return False
        self._let_go()
        _be_job(asked, files, server, self._python)
        return True

    def _pass_on(self, step: Sequence[str], asked: dict[str, Any], files: Sequence[int]) -> bool:
        """Let the process answer that has imported one step of libraries more."""
        key = " ".join(step)
        if key not in self._servers:
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            process = os.fork()
            if not process:
                ours.close()
                self._let_go()
                for file in files:
                    os.close(file)
                _import(step)
                _Server(theirs, self._python, self._loaded + 1).serve()
                return True
            theirs.close()
            self._children.add(process)
            self._servers[key] = ours
        try:
            socket.send_fds(self._servers[key], [json.dumps(asked).encode()], files)
        except OSError:  # it has died
            self._servers.pop(key).close()
        return False

    def _let_go(self) -> None:
        """Close what is not a forked process's own."""
        self._asked.close()
        for one in self._servers.values():
            one.close()
        for file in self._jobs:
            os.close(file)

    def _end(self, file: int) -> None:
        """Note that a job has ended, and end what it has left."""
        os.close(file)
        process = self._jobs.pop(file)
        os.waitpid(process, 0)
        self._children.discard(process)
        while left := self._left():
            for one in left:
                with suppress(ProcessLookupError):
                    os.kill(one, signal.SIGKILL)
                with suppress(ChildProcessError):
                    os.waitpid(one, 0)

    def _left(self) -> set[int]:
        """Return the processes that have come to this one because their job has ended."""
        with suppress(OSError), open(f"/proc/self/task/{os.getpid()}/children", "rb") as file:  # noqa: PTH123
            return {int(one) for one in file.read().split()} - self._children
        return set()

    def _leave(self) -> NoReturn:
        """End, after those that were forked to have imported more."""
        self._let_go()
        for process in self._children - set(self._jobs.values()):
            with suppress(ChildProcessError):
                os.waitpid(process, 0)
        os._exit(0)


def _files() -> dict[str, tuple[int, int]]:
    """Return the files of all modules that are loaded, with time and size."""
    found: dict[str, tuple[int, int]] = {}
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str):
            with suppress(OSError):
                state = os.stat(file)  # noqa: PTH116
                found[file] = state.st_mtime_ns, state.st_size
    return found


def _import(step: Sequence[str]) -> None:
    """Import libraries for the kernels of notebooks that do so, too."""
    report_observer.go_on(author=True)
    report_observer.import_libraries(step)
    report_observer.pause()


def _be_job(asked: dict[str, Any], files: Sequence[int], server: int, python: _Python) -> None:
    """Fork the kernel, then run the notebook."""
    os.setsid()
    given, outcome, errors, alive = files
    for number, file in enumerate((given, outcome, errors)):
        os.dup2(file, number)
        os.close(file)
    os.set_inheritable(alive, False)
    told, waits = socket.socketpair()
    job = os.getpid()
    kernel = os.fork()
    if not kernel:
        told.close()
        os.close(alive)
        _be_kernel(waits, job, python)
        return
    waits.close()
    os.write(alive, f"{job}\n".encode())
    _surround(asked["environment"], asked["folder"], python.path)
    from reproreport.notebooks.forked import run

    code = run(Waiting(kernel, server, told))
    # There is nothing to finish, and to take all modules apart takes its time.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _be_kernel(waits: socket.socket, job: int, python: _Python) -> None:
    """Wait to be launched, then be a kernel as any other until it ends."""
    os.setsid()
    _libc.prctl(_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    os.dup2(2, 1)
    ends, closed = os.pipe()  # nobody will write there
    os.dup2(ends, 0)
    os.close(ends)
    os.close(closed)
    message = waits.recv(_LARGEST) if os.getppid() == job else b""
    if not message:
        os._exit(0)
    launched = json.loads(message)
    before = python.environment
    set_by_modules = {name: value for name, value in os.environ.items() if before.get(name) != value}
    _surround(launched["environment"] | set_by_modules, launched["folder"], python.path)
    command = launched["command"]
    sys.orig_argv[:] = command
    sys.argv[:] = [_launcher(), *command[3:]]
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    first, last = _added(warnings.filters, python.kernel_filters)
    warnings.filters[:] = python.kernel_filters  # type: ignore[index]
    if not report_observer.take_over(lambda: _filter(first, last)):
        os._exit(0)
    waits.sendall(b"1")
    waits.close()
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(parent_handle=job)


def _added(now: Sequence[Any], before: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """Return what was put before and behind a list's entries; all as put before where it is none of these."""
    for place in range(len(now) - len(before) + 1):
        if list(now[place : place + len(before)]) == list(before):
            return list(now[:place]), list(now[place + len(before) :])
    return list(now), []


def _filter(first: Sequence[Any], last: Sequence[Any]) -> None:
    """Let warnings be filtered as libraries want it that are imported after the kernel has set its own."""
    warnings.filters[:] = [*first, *warnings.filters, *last]  # type: ignore[index]
    getattr(warnings, "_filters_mutated", lambda: None)()


def _launcher() -> str:
    """Return the file that a command would have run."""
    spec = importlib.util.find_spec("ipykernel_launcher")
    return str(spec.origin) if spec else ""


def _surround(environment: dict[str, str], folder: str | None, path: Sequence[str]) -> None:
    """Put this process where one would be that was started now."""
    os.environ.clear()
    os.environ.update(environment)
    if folder:
        os.chdir(folder)
    sys.path[:] = path
    importlib.invalidate_caches()
    if "tempfile" in sys.modules:
        vars(sys.modules["tempfile"])["tempdir"] = None
    time.tzset()


def main() -> None:
    """Load what all have, and serve whoever is at the other end of a socket, whose number is given."""
    facts = json.loads(sys.argv[2])
    path = sys.path[1:]  # without the folder in which it was started
    project = facts["project"] + os.sep
    python = _Python(path)
    report_observer.start_ahead(facts | {"root": os.path.realpath(os.getcwd())})  # noqa: PTH109
    installed = [one for one in path if not f"{one}{os.sep}".startswith(project) or "-packages" in one]
    installed = [one for one in installed if one != facts["beside"]]
    sys.path[:] = ["", *installed]
    for name in _FOR_KERNELS:
        importlib.import_module(name)
    report_observer.pause()
    python.kernel_filters = warnings.filters[:]
    del sys.modules["gc"]  # Python loads it in no kernel
    asked = socket.socket(fileno=int(sys.argv[1]))
    sys.argv[:] = sys.argv[:1]
    _Server(asked, python).serve()


if __name__ == "__main__":
    main()
