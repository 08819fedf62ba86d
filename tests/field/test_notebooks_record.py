"""A recorded result reaches the report wherever the code runs that records it, or there is an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from notebook_runs import failure, recorded
from small_report import write_report

WORKERS = """\
from reproreport.results import record


def note(name: str, value: int = 1) -> None:
    record(name, value, kind="count")
"""

PROCESSES = """\
import multiprocessing, subprocess, sys
from concurrent.futures import ProcessPoolExecutor
from workers import note
for way in ("fork", "spawn", "forkserver"):
    context = multiprocessing.get_context(way)
    process = context.Process(target=note, args=(f"process.{way}",))
    process.start()
    process.join()
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        list(pool.map(note, [f"pool.{way}.a", f"pool.{way}.b"]))
with multiprocessing.Pool(2) as pool:
    pool.map(note, ["pool.c"])
program = [sys.executable, "-c", "from workers import note; note('program.own')"]
subprocess.run(program, check=True)
bare = [sys.executable, "-c", program[-1].replace("own", "bare")]
# A program that was given no environment knows neither of the build nor where the library is.
import os
subprocess.run(bare, check=True, env={"PYTHONPATH": os.environ["PYTHONPATH"] + os.pathsep + os.getcwd()})
"""

THREADS = """\
import threading, time, asyncio
from concurrent.futures import ThreadPoolExecutor
from workers import note
thread = threading.Thread(target=note, args=("thread.joined",))
thread.start()
thread.join()
with ThreadPoolExecutor(2) as pool:
    list(pool.map(note, ["thread.a", "thread.b"]))
await asyncio.to_thread(note, "thread.awaited")
"""

CAPTURED = "%%capture\nfrom workers import note\nnote('captured')\nprint('unseen')"

BEGUN = """\
async def later(name, seconds):
    await asyncio.sleep(seconds)
    note(name)
first = asyncio.create_task(later("task.first", 0.1))
last = asyncio.create_task(later("task.last", 0.2))
"""

AFTER = "await first"

LAST = """\
def slow():
    time.sleep(1)
    note("thread.last")
threading.Thread(target=slow).start()
os.environ.clear()
note("cleared")
asyncio.create_task(later("task.after", 0.3));
"""


def report(root: Path, *cells: str) -> Path:
    """Return a report whose notebook has these cells, and a module that records something."""
    write_report(root, [("", cell) for cell in cells])
    (root / "workers.py").write_text(WORKERS, encoding="utf-8")
    return root


def test_it_arrives_from_everywhere(tmp_path: Path) -> None:
    """From processes of every kind, programs, threads, captured cells, and tasks that end later."""
    found = recorded(report(tmp_path, PROCESSES, THREADS, CAPTURED, BEGUN, AFTER, LAST))
    ways = ("fork", "spawn", "forkserver")
    assert {name: result["cell"] for name, result in found.items()} == {
        **{f"process.{way}": "cell 1" for way in ways},
        **{f"pool.{way}.{part}": "cell 1" for way in ways for part in "ab"},
        **dict.fromkeys(("pool.c", "program.own", "program.bare"), "cell 1"),
        **dict.fromkeys(("thread.joined", "thread.a", "thread.b", "thread.awaited"), "cell 2"),
        "captured": "cell 3",
        # A task is of the cell that started it, though it ends in a later one.
        "task.first": "cell 4",
        "task.last": "cell 4",
        "cleared": "cell 6",
        "task.after": "cell 6",
        "thread.last": "cell 6",
    }
    assert {result["value"] for result in found.values()} == {1}


FAILING = {
    "a thread": (
        "import threading\nfrom workers import note\n"
        "thread = threading.Thread(target=note, args=('no name',))\nthread.start()\nthread.join()",
        "cell 1: ResultError: 'no name' cannot name a result",
    ),
    "a task that nobody awaits": (
        "import asyncio\n"
        "async def broken():\n    raise ValueError('no such cup')\n"
        "task = asyncio.create_task(broken())",
        "cell 1: ValueError: no such cup",
    ),
    "a process": (
        "from concurrent.futures import ProcessPoolExecutor\nfrom workers import note\n"
        "with ProcessPoolExecutor(1) as pool:\n    pool.submit(note, 'no name').result()",
        "cell 1: ResultError: 'no name' cannot name a result",
    ),
    "twice, from two processes": (
        "from concurrent.futures import ProcessPoolExecutor\nfrom workers import note\n"
        "with ProcessPoolExecutor(2) as pool:\n    list(pool.map(note, ['n', 'n'], [1, 2]))",
        "cell 1: 'n' is recorded twice",
    ),
}


@pytest.mark.parametrize(("code", "message"), FAILING.values(), ids=list(FAILING))
def test_what_fails_unseen_stops_the_build(tmp_path: Path, code: str, message: str) -> None:
    """Jupyter would print it, or nothing: the result that was meant would be missing without a word."""
    told = failure(report(tmp_path, code, "x = 1"))
    assert "chapters/coffee/notebook.ipynb, " in told
    assert message in told
