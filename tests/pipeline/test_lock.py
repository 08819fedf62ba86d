"""One command at a time works on a report."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from textwrap import dedent

import pytest

from reproreport.pipeline.lock import HELD, LOCK, locked

HOLDER = """
    import sys, time
    from pathlib import Path
    from reproreport.pipeline.lock import locked
    with locked(Path(sys.argv[1]), "report build", print):
        print("held", flush=True)
        sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path: Path) -> subprocess.Popen[str]:
    """Return a process that holds the report until it is told to end."""
    process = subprocess.Popen(
        [sys.executable, "-c", dedent(HOLDER), str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def let_go(process: subprocess.Popen[str]) -> None:
    """Let the process end well."""
    process.communicate("", timeout=60)


def test_a_second_one_waits(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    """It says once for whom, and goes on when that one has ended."""
    said: list[str] = []
    entered = threading.Event()

    def work() -> None:
        with locked(tmp_path, "report check", said.append):
            entered.set()

    thread = threading.Thread(target=work)
    thread.start()
    assert not entered.wait(0.5)
    assert len(said) == 1
    assert said[0].startswith(f"`report build` (process {holder.pid}, since ")
    let_go(holder)
    thread.join(60)
    assert entered.is_set()


def test_a_killed_one_holds_nothing(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    """Its lock's file is still there, and says nothing."""
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    said: list[str] = []
    assert (tmp_path / LOCK).is_file()
    with locked(tmp_path, "report build", said.append):
        pass
    assert said == []


def test_what_it_calls_and_starts_goes_on(tmp_path: Path) -> None:
    """A check builds first; a notebook may ask the report something."""
    with locked(tmp_path, "report check", pytest.fail), locked(tmp_path, "report build", pytest.fail):
        environment = {**os.environ, HELD: str(tmp_path)}
        done = subprocess.run(
            [sys.executable, "-c", dedent(HOLDER), str(tmp_path)],
            env=environment, input="", capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
        assert done.stdout == "held\n"


def test_a_lock_in_a_removed_folder(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    """Whoever waits while build/ is removed takes the lock that is there then."""
    entered = threading.Event()

    def work() -> None:
        with locked(tmp_path, "report build", lambda _: None):
            assert (tmp_path / LOCK).is_file()
            entered.set()

    thread = threading.Thread(target=work)
    thread.start()
    (tmp_path / LOCK).unlink()
    assert entered.wait(60)
    thread.join()
    let_go(holder)


def test_another_report(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    """It is not waited for."""
    with locked(tmp_path / "other", "report build", pytest.fail):
        pass
    let_go(holder)
