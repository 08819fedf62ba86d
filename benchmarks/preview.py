"""How long a save takes to reach the page of `report preview`: a word of prose, and a datum.

    python -m benchmarks.preview [--runs 5]

A preview of a copy of this project runs as an author starts it; a page is asked for until it holds what was
saved. Beside the seconds stands the processor time of the preview's process and of what it started, which
other work on the machine does not change. Targets: a word in 0.3 s, a datum in 1 s.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

from benchmarks.builds import copy_report

CHAPTER = "chapters/hanoi-urban-government"
WORD = "urbanizing"
DATA = "data/glossary/abbreviations.csv"
GLOSSARY = "chapters/glossary"


def main() -> None:
    """Measure, and print a line for each kind of save."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory(prefix="preview-") as folder:
        root = Path(folder)
        copy_report(root)
        process = subprocess.Popen(
            [sys.executable, "-m", "reproreport", "preview", "--no-browser", "--renderer", "pandoc"],
            cwd=root,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            address = _address(process)
            _until(f"{address}{CHAPTER}/index.html", WORD)
            _save(process, address, root, "a word", _word, runs)
            _save(process, address, root, "a datum", _datum, runs)
        finally:
            process.terminate()
            process.wait()


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        if found := re.search(r"http://\S+", line):
            return found[0]
    raise SystemExit("the preview ended")


def _save(
    process: subprocess.Popen[str],
    address: str,
    root: Path,
    name: str,
    save: Callable[[Path, int], tuple[str, str]],
    runs: int,
) -> None:
    """Save several times, after one that warms up, and print how long it took."""
    seconds, worked = [], []
    for run in range(runs + 1):
        time.sleep(3)
        before, start = _cpu(process.pid), time.perf_counter()
        page, text = save(root, run)
        _until(f"{address}{page}/index.html", text)
        if run:
            seconds.append(time.perf_counter() - start)
            worked.append(_cpu(process.pid) - before)
    spread = f"{statistics.median(seconds):.2f} s ({min(seconds):.2f} to {max(seconds):.2f})"
    print(f"{name:10} {spread}, of processors {statistics.median(worked):.2f} s")


def _word(root: Path, run: int) -> tuple[str, str]:
    """Change a word of a chapter."""
    file = root / CHAPTER / "index.qmd"
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(rf"{WORD}\d*", f"{WORD}{run}", text), encoding="utf-8")
    return CHAPTER, f"{WORD}{run}"


def _datum(root: Path, run: int) -> tuple[str, str]:
    """Change what a cell of a data file says."""
    file = root / DATA
    head, first, *rest = file.read_text(encoding="utf-8").splitlines()
    name, _, others = first.partition(",")
    changed = f"{re.sub(r'x[0-9]*$', '', name)}x{run}"
    file.write_text("\n".join([head, f"{changed},{others}", *rest]) + "\n", encoding="utf-8")
    return GLOSSARY, changed


def _until(address: str, text: str) -> None:
    """Ask for a page until it holds a text."""
    for _ in range(60_000):
        with suppress(OSError), urllib.request.urlopen(address) as page:  # noqa: S310  (our own)
            if text in page.read().decode():
                return
        time.sleep(0.02)
    raise SystemExit(f"{address} does not hold {text}")


def _cpu(process: int) -> float:
    """Return the processor time of a process and of all that it has started and waited for."""
    times = psutil.Process(process).cpu_times()
    return sum((times.user, times.system, times.children_user, times.children_system))


if __name__ == "__main__":
    main()
