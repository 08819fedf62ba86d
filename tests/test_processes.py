"""What a build has started ends with it, in whatever session it is, and whoever its parent has become."""

from __future__ import annotations

import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reproreport import processes, scratch
from reproreport.pipeline.lock import LOCK
from small_report import CELLS, write_report

IN_FRONT = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from reproreport.cli import main
"""
"""The command as a terminal starts it."""

SLOW = """
import sys, time
from reproreport.render.typst import write as pdf
def typeset(*_, **__):
    print("setting", file=sys.stderr, flush=True)
    end = time.monotonic() + 600
    while time.monotonic() < end:
        sum(range(1000))
pdf.typeset = typeset
"""
"""A Typst that takes ten minutes, in a thread that nobody can stop."""

PARAMETERS = CELLS[0]
CELL = """
import os, subprocess, time
long = ["sleep", "{seconds}"]
subprocess.Popen(long)
subprocess.Popen(long, start_new_session=True)
subprocess.Popen(["sh", "-c", "setsid sleep {seconds} &"], env={{}}, start_new_session=True)
open("started", "w").close()
{last}
"""


def until(found: Callable[[], object], seconds: float = 60) -> bool:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not found():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def sleepers(seconds: str) -> list[int]:
    """Return the processes that sleep so long, by the words that they were started with."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if words[:2] == [b"sleep", seconds.encode()]:
            found.append(int(path.parent.name))
    return found


@pytest.fixture
def seconds() -> str:
    """Return a time to sleep by which this test's sleepers are known from others'."""
    return f"{10_000 + os.getpid()}.{time.monotonic_ns() % 10_000}"


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return the folder for temporary files of what the test starts."""
    folder = Path("/tmp") / f"rt{os.getpid()}-{time.monotonic_ns() % 10**6}"  # short, as sockets want it
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    yield folder
    shutil.rmtree(folder)


def start(root: Path, *words: str, before: str = "") -> subprocess.Popen[str]:
    """Start ``report``."""
    command = [sys.executable, "-c", f"{before}\n{IN_FRONT}main()", *words]
    return subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

ENDS = {"SIGINT": 130, "SIGTERM": 143, "SIGHUP": 129, "SIGQUIT": 131, "SIGKILL": -9}


@pytest.mark.parametrize("name", ENDS)
def test_a_build_ends_with_all_that_it_started(
    tmp_path: Path, name: str, seconds: str, temporary: Path
) -> None:
    """No kernel, no child of a notebook, no file of theirs lives on; the exit code is a shell's."""
    root = write_report(
        tmp_path / "report", [PARAMETERS, ("", CELL.format(seconds=seconds, last="time.sleep(600)"))]
    )
    process = start(root, "compute")
    assert until((root / "started").exists)
    assert until(lambda: len(sleepers(seconds)) == 3)
    process.send_signal(getattr(signal, name))
    out, error = process.communicate(timeout=60)
    assert process.returncode == ENDS[name]
    assert until(lambda: not sleepers(seconds) and not processes.marked(str(temporary)))
    assert until(lambda: not list(temporary.iterdir()))
    if name != "SIGKILL":
        assert out == "Nothing was published.\n"
        assert error.endswith("Interrupted.\n" if name == "SIGINT" else f"Stopped by {name}.\n")


def test_a_notebook_ends_with_all_that_it_started(tmp_path: Path, seconds: str, temporary: Path) -> None:
    """Also where nothing goes wrong: what a cell has put into the background ends with the last cell."""
    root = write_report(tmp_path / "report", [PARAMETERS, ("", CELL.format(seconds=seconds, last=""))])
    process = start(root, "compute")
    _, error = process.communicate(timeout=120)
    assert process.returncode == 0, error
    assert (root / "started").exists()
    assert sleepers(seconds) == []
    assert list(temporary.iterdir()) == []


def test_a_terminal_that_is_closed(tmp_path: Path, seconds: str, temporary: Path) -> None:
    """It hangs up; that nobody sees the last words changes nothing."""
    root = write_report(
        tmp_path / "report", [PARAMETERS, ("", CELL.format(seconds=seconds, last="time.sleep(600)"))]
    )
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(root)
        os.execv(sys.executable, [sys.executable, "-m", "reproreport", "compute"])  # noqa: S606
    try:
        assert until((root / "started").exists)
        assert until(lambda: len(sleepers(seconds)) == 3)
    finally:
        os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == ENDS["SIGHUP"]
    assert until(lambda: not sleepers(seconds) and not list(temporary.iterdir()))


def test_without_a_guard_a_notebook_ends_all_the_same(tmp_path: Path, seconds: str, temporary: Path) -> None:
    """Somebody has killed the build and its guard at once; the next command removes what they have left."""
    root = write_report(
        tmp_path / "report", [PARAMETERS, ("", CELL.format(seconds=seconds, last="time.sleep(600)"))]
    )
    process = start(root, "compute")
    assert until((root / "started").exists)
    (guard,) = (
        int(path.parent.name)
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if b"processes.py\0" in (words := _words(path)) and str(temporary).encode() in words
    )
    os.kill(guard, signal.SIGSTOP)
    os.kill(process.pid, signal.SIGKILL)
    os.kill(guard, signal.SIGKILL)
    process.communicate(timeout=60)
    assert until(lambda: not sleepers(seconds))
    assert list(temporary.iterdir())
    assert start(root, "clean").wait(60) == 0
    assert list(temporary.iterdir()) == []


def _words(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_an_interrupt_while_pages_are_made(built: Path, name: str, temporary: Path) -> None:
    """It is answered, though a thread works on for ten minutes, and the next command may begin."""
    chapter = built / "chapters/coffee/index.qmd"
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    process = start(built, "build", "--renderer", "pandoc", before=SLOW)
    assert process.stderr is not None
    assert "setting\n" in iter(process.stderr.readline, "")
    process.send_signal(getattr(signal, name))
    out, error = process.communicate(timeout=60)
    assert process.returncode == ENDS[name]
    assert until(lambda: not list(temporary.iterdir()))
    if name != "SIGKILL":
        assert out == "Nothing was published; the last good report is untouched.\n"
        assert error.endswith("Interrupted.\n" if name == "SIGINT" else f"Stopped by {name}.\n")
    assert "More." not in (built / "build/site/chapters/coffee/index.html").read_text(encoding="utf-8")
    done = start(built, "build", "--renderer", "pandoc")
    assert (done.communicate(timeout=120), done.returncode)[1] == 0
    assert "More." in (built / "build/site/chapters/coffee/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "folder", ["{}/mine", "/etc", "report-x", "{}/report-file", "{}/report-link", 5, None]
)
def test_only_a_runs_own_folder_is_removed(tmp_path: Path, folder: object) -> None:
    """Whatever stands in the lock's file of a project."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/keep").touch()
    (tmp_path / "report-file").touch()
    (tmp_path / "report-link").symlink_to("mine")
    scratch.clear_up_after(folder.format(tmp_path) if isinstance(folder, str) else folder)
    assert (tmp_path / "mine/keep").exists()
    assert (tmp_path / "report-file").exists()
    assert (tmp_path / "report-link").is_symlink()


def test_a_killed_writer_leaves_no_file(built: Path) -> None:
    """The next command removes what it has not finished, and only after one that was killed."""
    names = ("build/.results.json.new", "build/notebooks/.coffee.ipynb.new", "._variables.yml.new")
    for name in names:
        (built / name).touch()
    (built / LOCK).write_text('{"process": 1, "command": "report build"}', encoding="utf-8")
    assert start(built, "check").wait(60) in (0, 1)
    assert not [name for name in names if (built / name).exists()]
