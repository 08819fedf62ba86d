"""How other people's Quarto projects fare: built as they are, or what of them is refused.

    python -m benchmarks.books PATH…  [--formats html,pdf] [--json FILE] [--timeout 300] [--all]

PATH is the folder of a project that somebody has checked out, which is copied before it is built: nothing is
written there, and nothing of it is kept. Prints for each: as it is, refused (what, how often), or crashed,
with the seconds of the build; ``--all`` prints every message.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

CONFIG = "_quarto.yml"
LEFT = shutil.ignore_patterns(".git", ".quarto", "_book", "_site", "_freeze", "build", ".venv", "renv")
PLACE = re.compile(r"^error: (?P<where>[^\s:][^:\n]*(?::\d+)?): (?P<what>.*)$")
VARIES = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`|\d+|@\S+")
CHAPTERS = (".qmd", ".md", ".ipynb")


@dataclass
class Fared:
    """One project: *state* is "as it is", "refused", "crashed" or "no end"; *refused* counts messages."""

    name: str
    state: str
    seconds: float
    chapters: int
    refused: dict[str, int] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)


def main() -> None:
    """Build each project that was named, and print how it fared."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--formats", help="some of them; all that a project has where none are named")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--timeout", type=float, default=300)
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    found = []
    for path in options.paths:
        one = fared(path.resolve(), options.formats, options.timeout)
        found.append(one)
        print(f"{one.name}: {one.state}, {one.chapters} chapters, {one.seconds:.1f} s")
        lines = one.messages if options.all else [f"{n:5} {what}" for what, n in one.refused.items()]
        print("".join(f"    {line}\n" for line in lines), end="", flush=True)
    states = Counter(one.state for one in found)
    print(
        f"{len(found)} projects: " + ", ".join(f"{number} {state}" for state, number in states.most_common())
    )
    if options.json:
        options.json.write_text(json.dumps([asdict(one) for one in found], indent=1), encoding="utf-8")


def fared(path: Path, formats: str | None, timeout: float) -> Fared:
    """Build a copy of a project, and say how it fared; the copy is removed."""
    chapters = sum(file.suffix in CHAPTERS for file in path.rglob("*") if file.is_file())
    with tempfile.TemporaryDirectory(prefix="book-") as folder:
        copy = Path(folder) / "project"
        shutil.copytree(path, copy, ignore=LEFT, symlinks=True)
        start = time.perf_counter()
        command = [sys.executable, "-m", "reproreport", "build", "--renderer", "pandoc"]
        command += ["--formats", formats] if formats else []
        try:
            done = subprocess.run(
                command,
                cwd=copy,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=timeout,
                check=False,
                env={**os.environ, "NO_COLOR": "1"},
            )
        except subprocess.TimeoutExpired:
            return Fared(path.name, "no end", timeout, chapters)
        seconds = time.perf_counter() - start
    messages = list(_messages(done.stderr))
    kinds = Counter(VARIES.sub("…", message.partition(" :: ")[2]) for message in messages)
    state = "as it is" if done.returncode == 0 else "refused"
    if "Traceback (most recent call last)" in done.stderr + done.stdout or done.returncode not in (0, 1, 2):
        state, messages = "crashed", done.stderr.splitlines()[-30:]
    elif done.returncode and not messages:
        messages = done.stderr.splitlines()[-5:]
    return Fared(path.name, state, seconds, chapters, dict(kinds.most_common()), messages)


def _messages(text: str) -> Iterator[str]:
    """Yield each message of a build, its place before it."""
    for line in text.splitlines():
        match = PLACE.match(line)
        if match:
            yield f"{match['where']} :: {match['what']}"


if __name__ == "__main__":
    main()
