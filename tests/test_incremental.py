"""Random edits of what a notebook uses, also while one runs: the next build gives what a clean one does.

``REPORT_EDITS=200 pytest tests/test_incremental.py`` tries more of them.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from reproreport.pipeline import build
from reproreport.project import load_project
from small_report import write_report

NUMBER = int(os.environ.get("REPORT_EDITS", "6"))
VARIABLE = "LEVEL_OF_TEST"

CELLS = [
    ("parameters", "confidence: float = 0.95\nlabel: str = 'cups'"),
    (
        "",
        """
        import os, sys
        from pathlib import Path
        import pandas as pd
        import helpers
        from reproreport import sources
        from reproreport.results import record
        record("factor", helpers.factor(), kind="count")
        record("people", len(sources.read("data/coffee/cups.csv")), kind="count")
        """,
    ),
    ("", "record('plain', int(pd.read_csv('data/raw/' + 'n.csv').n.sum()), kind='count')"),
    ("", "%run scripts/rate.py\nrecord('rate', rate, kind='count')"),
    ("", "record('files', len(list(Path('data/many').glob('*.txt'))), kind='count')"),
    ("", f"record('level', os.environ.get({VARIABLE!r}, 'none'), kind='text')"),
    ("", "record('optional', int(Path('optional.csv').exists()), kind='count')"),
    ("", "Path('made.txt').write_text(str(helpers.factor()))"),
]


def helper(number: int) -> str:
    """Return a module that reads a file when it is loaded."""
    return f"BASE = int(open('base.txt').read())\n\n\ndef factor():\n    return {number} * BASE\n"


class Report:
    """A report, and what its author may do to it."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.random = random.Random(seed)  # noqa: S311
        write_report(root, [(tag, dedent(code).strip()) for tag, code in CELLS])
        self.write("chapters/coffee/index.qmd", "# Coffee\n\nText [@mill1843].\n")
        self.write("helpers.py", helper(2))
        self.write("base.txt", "1")
        self.write("scripts/rate.py", "rate = 1\n")
        self.write("data/raw/n.csv", "n\n1\n")
        self.write("data/many/1.txt", "")

    def write(self, name: str, text: str) -> None:
        """Write a file; where its size stays, it looks as old as before."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        then = path.stat() if path.exists() else None
        path.write_text(text, encoding="utf-8")
        if then and then.st_size == len(text):
            os.utime(path, ns=(then.st_atime_ns, then.st_mtime_ns))

    def edits(self) -> Iterator[Callable[[], object]]:
        """Yield what an author may do."""
        digit = self.random.randrange(1, 10)
        yield lambda: self.write("helpers.py", helper(digit))
        yield lambda: self.write("base.txt", str(digit))
        yield lambda: self.write("scripts/rate.py", f"rate = {digit}\n")
        yield lambda: self.write("data/raw/n.csv", f"n\n{digit}\n")
        yield lambda: self.write(
            "data/coffee/cups.csv", "name,cups\n" + "".join(f"a{i},1\n" for i in range(digit))
        )
        yield lambda: self.write(f"data/many/{digit}.txt", "")
        yield lambda: (self.root / f"data/many/{digit}.txt").unlink(missing_ok=True)
        yield lambda: os.environ.update({VARIABLE: str(digit)})
        yield lambda: os.environ.pop(VARIABLE, None)
        yield (self.root / "optional.csv").touch
        yield lambda: (self.root / "optional.csv").unlink(missing_ok=True)
        yield lambda: (self.root / "made.txt").unlink(missing_ok=True)

    def results(self) -> object:
        """Build what is out of date, and return the results."""
        outcome = build(load_project(self.root), renderer=None)
        assert not outcome.errors, outcome.errors
        found = json.loads((self.root / "build/results.json").read_text(encoding="utf-8"))
        return [(one["name"], one["value"]) for one in found], (self.root / "made.txt").read_text()

    def clean(self, folder: Path) -> object:
        """Return the results of a clone that was never built."""
        shutil.copytree(self.root, folder, ignore=shutil.ignore_patterns("build", "made.txt", "__pycache__"))
        other = object.__new__(Report)
        other.root = folder
        try:
            return other.results()
        finally:
            shutil.rmtree(folder)


def test_an_incremental_build_gives_what_a_clean_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every second edit falls into a build."""
    monkeypatch.delenv(VARIABLE, raising=False)
    report = Report(tmp_path / "report", seed=20261130)
    report.results()
    done: list[int] = []
    try:
        for number in range(NUMBER):
            edits = list(report.edits())
            chosen = report.random.randrange(len(edits))
            done.append(chosen)
            if number % 2:
                later = threading.Timer(report.random.uniform(0, 4), edits[chosen])
                later.start()
                # What it meets may be half a file: that it says so is as good as any result.
                build(load_project(report.root), renderer=None)
                later.join()
            else:
                edits[chosen]()
            assert report.results() == report.clean(tmp_path / "clone"), done
    finally:
        os.environ.pop(VARIABLE, None)
