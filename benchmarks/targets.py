"""What builds are to take, what they take, and what Quarto takes for the same.

    python -m benchmarks.targets [--runs 3]

One table: each row is a command run as a user runs it, the median of several runs, with the seconds of all
processors together, the memory of all its processes, and the target (two cores). Where Quarto is installed,
its time for the same stands beside it; for the generated book, for 50 chapters, and by the chapter.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.book import HTML, edit, forget, nothing, write_book
from benchmarks.builds import copy_report, rendering
from benchmarks.measured import Run, measure, report

BOOK = ("--publication", "book", "--formats", "html,pdf")
LENGTHS = (125, 250, 500)
OF_QUARTO = 50
"""Chapters of the generated book that Quarto renders."""

TARGETS = {500: 15.0}
LIMIT = 1000
"""Megabytes that the longest book may take."""


@dataclass(frozen=True)
class Row:
    """One measurement: what is run, after what, the seconds that it may take, and Quarto's for the same."""

    name: str
    command: list[str]
    before: Callable[[Path, int], None]
    target: float | None = None
    quarto: float | None = None


def rendered(project: Path, _run: int) -> None:
    """Forget the rendered files, but keep what earlier builds made of the text."""
    shutil.rmtree(project / "build/work/pandoc", ignore_errors=True)


def of_report(project: Path) -> list[Row]:
    """Return the measurements of this report; the notebooks have run already."""
    copy_report(project)
    book = report("build", "--renderer", "pandoc", *BOOK)
    everything = report("build", "--renderer", "pandoc")
    quarto = None
    if shutil.which("quarto"):
        command = report("build", "--renderer", "quarto", *BOOK)
        measure(command, project)
        rendering(project, 0)
        quarto = measure(command, project).seconds
    measure(everything, project)
    measure(book, project)
    return [
        Row("book, HTML and PDF", book, rendered, 3, quarto),
        Row("  nothing kept but results", book, rendering, None, quarto),
        Row("all publications, all formats", everything, rendering),
        Row("  nothing changed", everything, nothing),
        Row("report check, nothing changed", report("check"), nothing),
    ]


def of_generated(chapters: int, by_chapter: float | None, project: Path) -> list[Row]:
    """Return the measurements of a generated book, given Quarto's seconds for a chapter of one."""
    write_book(project, chapters)
    command = report(*HTML)
    quarto = by_chapter * chapters if by_chapter else None
    rows = [Row(f"{chapters} chapters, HTML", command, forget, TARGETS.get(chapters), quarto)]
    if chapters == LENGTHS[-1]:
        rows.append(Row("  one chapter edited", command, edit, 2))
        rows.append(Row("  nothing changed", command, nothing))
    return rows


def quarto_by_chapter() -> float | None:
    """Return the seconds that Quarto takes for a chapter of the generated book."""
    if not shutil.which("quarto"):
        return None
    with tempfile.TemporaryDirectory() as scratch:
        write_book(Path(scratch), OF_QUARTO)
        seconds = measure(["quarto", "render", "--to", "html"], Path(scratch)).seconds
    print(f"{OF_QUARTO} chapters, HTML, by Quarto: {seconds:.1f} s")
    return seconds / OF_QUARTO


def show(row: Row, runs: list[Run]) -> None:
    """Print a row of the table."""
    seconds = [run.seconds for run in runs]
    middle, memory = statistics.median(seconds), max(run.together for run in runs)
    target = f"{row.target:g}" if row.target else ""
    over = row.target and (middle > row.target or memory > LIMIT)
    quarto = f"{row.quarto:>9.1f}{row.quarto / middle:>6.0f}x" if row.quarto else ""
    print(
        f"{row.name:<32}{target:>7}{middle:>9.2f}{min(seconds):>7.2f}{max(seconds):>7.2f}"
        f"{statistics.median(run.cpu for run in runs):>8.2f}{memory:>7.0f}{quarto}{'  OVER' if over else ''}",
        flush=True,
    )


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=3, help="counted runs of each kind")
    options = parser.parse_args()
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"{options.runs} runs each, {os.cpu_count()} cores{load}")
    by_chapter = quarto_by_chapter()
    heads = ("target", "median s", "min", "max", "CPU s", "MB", *(("Quarto s", "") if by_chapter else ()))
    widths = (7, 9, 7, 7, 8, 7, 9, 0)
    print(" " * 32 + "".join(f"{head:>{width}}" for head, width in zip(heads, widths, strict=False)))
    makes: list[Callable[[Path], list[Row]]] = [of_report]
    makes += [partial(of_generated, length, by_chapter) for length in LENGTHS]
    for make in makes:
        with tempfile.TemporaryDirectory() as scratch:
            for row in make(Path(scratch)):
                runs = []
                for number in range(options.runs):
                    row.before(Path(scratch), number)
                    runs.append(measure(row.command, Path(scratch)))
                show(row, runs)


if __name__ == "__main__":
    main()
