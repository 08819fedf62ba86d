"""How long builds take, and how much memory their largest process needs.

    python benchmarks/builds.py [--runs 5] [--renderer pandoc|quarto]

Each row is a whole `report build` in a copy of this project, measured from outside: the median of
several runs, with the smallest and the largest. Peak memory is that of the largest single process
(the command itself, a kernel, pandoc), as the operating system accounts for it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CONFIG = (path.name for path in ROOT.glob("_quarto*.yml"))
KEEP = (*CONFIG, "index.qmd", "references.qmd", "references.bib", "chapters", "data")


@dataclass(frozen=True)
class Run:
    """Seconds and peak memory (MB) of one build."""

    seconds: float
    megabytes: float


def build(project: Path, renderer: str) -> Run:
    """Run one build to its end."""
    command = [sys.executable, "-m", "analysis", "build", "--renderer", renderer]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    start = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, cwd=project, env=environment, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            sys.exit(output.read().decode())
    return Run(seconds, usage.ru_maxrss / 1024)


def cold(project: Path, _run: int) -> None:
    """Forget every earlier build."""
    shutil.rmtree(project / "build", ignore_errors=True)


def nothing(_project: Path, _run: int) -> None:
    """Change nothing."""


def rendering(project: Path, _run: int) -> None:
    """Forget all that was rendered, but keep the notebooks' results."""
    for name in ("work", "site", "pdf"):
        shutil.rmtree(project / "build" / name, ignore_errors=True)


def prose(project: Path, run: int) -> None:
    """Add a sentence to the longest chapter."""
    chapter = max(project.glob("chapters/*/index.qmd"), key=lambda path: path.stat().st_size)
    text = chapter.read_text(encoding="utf-8")
    chapter.write_text(f"{text}\nOne more sentence, number {run}.\n", encoding="utf-8")


def data(project: Path, run: int) -> None:
    """Change one data file without changing what it says."""
    codebook = min(project.glob("data/*/codebook.yml"))
    text = codebook.read_text(encoding="utf-8")
    codebook.write_text(f"{text}# edit {run}\n", encoding="utf-8")


EDITS: dict[str, Callable[[Path, int], None]] = {
    "cold build": cold,
    "rendered anew": rendering,
    "nothing changed": nothing,
    "prose edited": prose,
    "data edited": data,
}


def main() -> None:
    """Measure every kind of build and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5, help="counted runs of each kind")
    parser.add_argument("--renderer", choices=["pandoc", "quarto"], default="pandoc")
    options = parser.parse_args()
    print(f"{options.renderer}, {options.runs} runs each, {os.cpu_count()} cores")
    print(f"{'':<18}{'median s':>10}{'min':>8}{'max':>8}{'peak MB':>10}")
    with tempfile.TemporaryDirectory() as scratch:
        project = Path(scratch)
        for name in KEEP:
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, project / name)
        build(project, options.renderer)
        for name, edit in EDITS.items():
            runs = []
            for index in range(options.runs):
                edit(project, index)
                runs.append(build(project, options.renderer))
            seconds = [run.seconds for run in runs]
            memory = max(run.megabytes for run in runs)
            print(
                f"{name:<18}{statistics.median(seconds):>10.2f}{min(seconds):>8.2f}{max(seconds):>8.2f}"
                f"{memory:>10.0f}"
            )


if __name__ == "__main__":
    main()
