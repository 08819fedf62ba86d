"""Run a command to its end, and see from outside what it took."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Run:
    """What one command took.

    Attributes:
        seconds: from its start to its end.
        cpu: seconds of all processors together, in it and the programs that it started.
        largest: the peak memory (MB) of its largest process.
        together: the most memory (MB) of all its processes at a time, where the system says so.
    """

    seconds: float
    cpu: float
    largest: float
    together: float


def report(*words: str) -> list[str]:
    """Return a command of this project's ``report``."""
    return [sys.executable, "-m", "reproreport", *words]


def measure(command: list[str], folder: Path) -> Run:
    """Run a command in a folder; end with its output if it fails."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "analysis")}
    # As for a user, the library is compiled once.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    start = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=output)
        together = Together(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        together.stop()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            sys.exit(output.read().decode())
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, together.most / 1e6)


class Together(threading.Thread):
    """Looks ten times a second how much memory a process and its children have together."""

    def __init__(self, pid: int) -> None:
        """Start to look."""
        super().__init__(daemon=True)
        self.most = 0
        self._pid = pid
        self._over = threading.Event()
        self.start()

    def run(self) -> None:
        """Look until told to stop."""
        while not self._over.wait(0.1):
            try:
                process = psutil.Process(self._pid)
                family = [process, *process.children(recursive=True)]
                self.most = max(self.most, sum(one.memory_info().rss for one in family))
            except psutil.Error:
                continue

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        self.join()
