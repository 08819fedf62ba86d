"""Processes for notebooks: forked from one that has imported their libraries, or started anew.

Which of the two it is changes nothing but the time that it takes (``inside/report_warm.py``).
"""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import reproreport
from reproreport.files import write_text
from reproreport.notebooks.surroundings import FIXED, caches, search_path
from reproreport.scratch import short_folder

#: Seconds after which a process that was told to end is killed.
_PATIENCE = 5.0


class Running(Protocol):
    """A process that runs a notebook."""

    pid: int
    returncode: int | None

    def poll(self) -> int | None:
        """Return its exit code; None while it lives."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end.

        Raises:
            subprocess.TimeoutExpired: it lives on.
        """

    def kill(self) -> None:
        """Kill it."""


class _Forked:
    """A job that another process has forked, and that holds a pipe open as long as it lives."""

    def __init__(self, pid: int, alive: int, outcome: Path) -> None:
        self.pid = pid
        self.returncode: int | None = None
        # Several threads may wait for it, and kill it: closed when none of them knows it any more.
        self._alive = os.fdopen(alive)
        self._outcome = outcome

    def poll(self) -> int | None:
        """Return its exit code, 1 where it was killed; None while it lives."""
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end.

        Raises:
            subprocess.TimeoutExpired: it lives on.
        """
        if self.returncode is None:
            ready, _, _ = select.select([self._alive], [], [], timeout)
            if not ready:
                raise subprocess.TimeoutExpired("notebook", timeout or 0)
            try:
                self.returncode = 0 if self._outcome.stat().st_size else 1
            except OSError:  # nobody wants it any more
                self.returncode = 1
        return self.returncode

    def kill(self) -> None:
        """Kill it."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)


class Kernels:
    """Starts the processes of notebooks, while the block lasts.

    Attributes:
        forked: how many of them were forked from one that had imported what they need; others were started.
    """

    def __init__(self, root: Path, *, warm: bool = True) -> None:
        """Prepare to start.

        Args:
            root: the project.
            warm: whether to fork, where the system can.
        """
        self.forked = 0
        self._root = root
        self._warm = warm and sys.platform == "linux" and hasattr(os, "pidfd_open")
        self._lock = threading.Lock()
        self._server: subprocess.Popen[bytes] | None = None
        self._asks: socket.socket | None = None
        self.folder = Path()

    def __enter__(self) -> Kernels:
        """Start from the first notebook on."""
        return self

    def __exit__(self, *_: object) -> None:
        """End what was started to be forked from."""
        with self._lock:
            self._close()

    def start(
        self, files: Sequence[Path], environment: Mapping[str, str], libraries: Sequence[Sequence[str]] | None
    ) -> Running:
        """Start the process that runs a notebook.

        Args:
            files: what it reads as its standard input, and where its output and its errors go.
            environment: its environment.
            libraries: what its kernel imports at first, in steps; None where it is to be started anew.
        """
        if self._warm and libraries is not None and (forked := self._fork(files, environment, libraries)):
            self.forked += 1
            return forked
        with files[0].open("rb") as given, files[1].open("wb") as outcome, files[2].open("wb") as errors:
            return subprocess.Popen(
                [sys.executable, "-m", "reproreport.notebooks.job"],
                cwd=self._root,
                env=environment,
                stdin=given,
                stdout=outcome,
                stderr=errors,
                # An interrupt from the keyboard reaches the build, which then stops its notebooks itself.
                start_new_session=True,
            )

    def _fork(
        self, files: Sequence[Path], environment: Mapping[str, str], libraries: Sequence[Sequence[str]]
    ) -> _Forked | None:
        """Have a process forked; return None where that cannot be done."""
        alive, theirs = os.pipe()
        given = os.open(files[0], os.O_RDONLY)
        written = [os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600) for file in files[1:]]
        asked = {"libraries": libraries, "environment": dict(environment), "folder": str(self._root)}
        try:
            with self._lock:
                server = self._asks or self._serve()
                socket.send_fds(server, [json.dumps(asked).encode()], [given, *written, theirs])
        except OSError:
            os.close(theirs)
            theirs = -1
        finally:
            for one in (given, *written):
                os.close(one)
        if theirs != -1:
            os.close(theirs)
            if pid := os.read(alive, 20):
                return _Forked(int(pid), alive, files[1])
        os.close(alive)
        with self._lock:  # it has died, or what it has imported is not what is installed now
            self._close()
        return None

    def _serve(self) -> socket.socket:
        """Start the process from which others are forked."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.folder = Path(tempfile.mkdtemp(prefix="report-warm-", dir=short_folder()))
        nowhere = self.folder / "nowhere"
        nowhere.mkdir()
        write_text(self.folder / "matplotlibrc", "")
        environment = {
            **os.environ,
            **FIXED,
            "PYTHONPATH": search_path(self._root),
            "MATPLOTLIBRC": f"{self.folder}/matplotlibrc",
            "XDG_CONFIG_HOME": f"{self.folder}/config",
            "IPYTHONDIR": f"{self.folder}/ipython",
            "TMPDIR": str(self.folder),
        }
        real = os.path.realpath
        facts = {
            "project": real(self._root),
            "beside": str(Path(reproreport.__file__).parents[1]),
            "library": real(Path(reproreport.__file__).parent),
            "scratch": "\0",
            "allowed": [],
            "caches": caches(),
            "fixed": [*environment],
            "begun": 0,
            "libraries": [],
        }
        self._server = subprocess.Popen(
            [sys.executable, "-m", "report_warm", str(theirs.fileno()), json.dumps(facts)],
            cwd=nowhere,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
        theirs.close()
        self._asks = ours
        return ours

    def _close(self) -> None:
        if self._asks is not None:
            self._asks.close()
            self._asks = None
        if self._server is not None:
            try:
                self._server.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
            self._server = None
            shutil.rmtree(self.folder, ignore_errors=True)
