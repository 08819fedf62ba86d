"""How long a report's notebooks take, beside papermill's own command on each of them, one after the other.

    python -m benchmarks.notebooks [--runs 3]

Both are measured in the same run, on the same copy of this project, in turns. Then what a command takes where
nothing has changed. The tables are printed, and written to ``benchmarks/results.md`` with machine and day.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.builds import cold, copy_report
from benchmarks.measured import ROOT, measure, report

RESULTS = ROOT / "benchmarks" / "results.md"
#: What `report --help` has no need of.
HEAVY = ("pandas", "yaml", "reproreport.audit")
#: Seconds that commands are to take on two cores.
TARGETS = {"report build": 0.4, "report check": 0.5, "report --help": 0.15}


def papermill(project: Path, output: Path) -> tuple[float, float]:
    """Run papermill's command on each notebook; return the seconds, and those of the processors."""
    seconds, worked = 0.0, 0.0
    for notebook in sorted(project.glob("chapters/*/notebook.ipynb")):
        command = [sys.executable, "-m", "papermill", "--no-progress-bar", str(notebook), str(output)]
        run = measure(command, project)
        seconds, worked = seconds + run.seconds, worked + run.cpu
    return seconds, worked


def computed(project: Path) -> tuple[float, float]:
    """Compute the report from nothing; return the seconds, and those of the processors."""
    cold(project, 0)
    run = measure(report("compute"), project)
    return run.seconds, run.cpu


def table(head: str, rows: Sequence[tuple[str, ...]]) -> str:
    """Return a table in Markdown."""
    lines = [head, "|---" + "|--:" * (head.count("|") - 2) + "|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def against_papermill(project: Path, runs: int) -> str:
    """Return how long both take."""
    with tempfile.TemporaryDirectory() as other:
        output = Path(other) / "out.ipynb"
        computed(project)
        pairs = [(computed(project), papermill(project, output)) for _ in range(runs)]
    number = len(list(project.glob("chapters/*/notebook.ipynb")))
    rows: list[tuple[str, ...]] = []
    for name, place in (
        (f"`report compute` from nothing, {number} notebooks", 0),
        ("`papermill` on each", 1),
    ):
        seconds = [pair[place][0] for pair in pairs]
        worked = statistics.median(pair[place][1] for pair in pairs)
        spread = f"{min(seconds):.1f} to {max(seconds):.1f}"
        rows.append((name, f"{statistics.median(seconds):.1f}", spread, f"{worked:.1f}"))
    ratios = [theirs[0] / ours[0] for ours, theirs in pairs]
    rows.append(
        ("times faster", f"{statistics.median(ratios):.1f}", f"{min(ratios):.1f} to {max(ratios):.1f}", "")
    )
    return table("| notebooks | seconds | smallest to largest | processors' seconds |", rows)


def unchanged(project: Path, runs: int) -> str:
    """Return how long commands take that have nothing to do."""
    measure(report("build", "--renderer", "pandoc"), project)
    measure(report("check"), project)
    rows = []
    for name, target in TARGETS.items():
        words = name.split()[1:]
        seconds = []
        for _ in range(2 * runs + 1):
            start = time.perf_counter()
            measure(report(*words), project)
            seconds.append(time.perf_counter() - start)
        rows.append((f"`{name}`", f"{statistics.median(seconds):.2f}", f"{target:g}"))
    return table("| nothing changed | seconds | wanted |", rows)


def loaded() -> list[str]:
    """Return which of the heavy modules ``report --help`` loads."""
    code = (
        "import sys; from reproreport.cli import main\n"
        "try: main(['--help'])\n"
        f"except SystemExit: print([one for one in {HEAVY!r} if one in sys.modules], file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return [one for one in HEAVY if repr(one) in run.stderr]


def main() -> None:
    """Measure, print, and write what was found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=3, help="counted runs of each kind")
    runs = parser.parse_args().runs
    day = datetime.datetime.now(tz=datetime.UTC).date()
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors{load}"
    with tempfile.TemporaryDirectory() as scratch:
        project = Path(scratch)
        copy_report(project)
        parts = [against_papermill(project, runs), unchanged(project, runs)]
    text = "\n\n".join(
        [
            "# What was measured",
            f"By `python -m benchmarks.notebooks`: {day}, {machine}, Python {platform.python_version()}, "
            f"medians of {runs} runs.",
            *parts,
            f"`report --help` loads of {', '.join(HEAVY)}: {', '.join(loaded()) or 'none'}.",
        ]
    )
    print(text)
    RESULTS.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
