"""How long builds take, and how much memory their largest process needs.

    python -m benchmarks.builds [--runs 5] [--renderer pandoc|quarto]

Each row is a whole `report build` in a copy of this project, measured from outside: the median of
several runs, with the smallest and the largest. Peak memory is that of the largest single process
(the command itself, a kernel, pandoc), as the operating system accounts for it.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.measured import ROOT, measure, report

CONFIG = (path.name for path in ROOT.glob("_quarto*.yml"))
KEEP = (*CONFIG, "index.qmd", "references.qmd", "references.bib", "chapters", "data", "tests/accepted")


def copy_report(project: Path) -> None:
    """Copy what an author commits of this project."""
    for name in KEEP:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, project / name)


def cold(project: Path, _run: int) -> None:
    """Forget every earlier build."""
    shutil.rmtree(project / "build", ignore_errors=True)


def nothing(_project: Path, _run: int) -> None:
    """Change nothing."""


def rendering(project: Path, _run: int) -> None:
    """Forget all that was rendered, but keep the notebooks' results."""
    for name in ("work", "site", "pdf", "publications"):
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
        copy_report(project)
        command = report("build", "--renderer", options.renderer)
        measure(command, project)
        for name, edit in EDITS.items():
            runs = []
            for index in range(options.runs):
                edit(project, index)
                runs.append(measure(command, project))
            seconds = [run.seconds for run in runs]
            memory = max(run.largest for run in runs)
            print(
                f"{name:<18}{statistics.median(seconds):>10.2f}{min(seconds):>8.2f}{max(seconds):>8.2f}"
                f"{memory:>10.0f}"
            )


if __name__ == "__main__":
    main()
