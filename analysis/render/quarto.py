"""Render with Quarto itself, strictly: what Quarto only warns of is an error here.

Quarto works on a copy, so that a failed render leaves nothing behind and no path of this machine
is in what it writes. Its version and behaviour are those of ``quarto`` 1.9 and newer.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import Problem, RenderError
from analysis.render.book import Book
from analysis.render.conservation.hold import hold_quarto
from analysis.render.quarto_files import collect, copy_sources
from analysis.render.quarto_site import clean_site

OLDEST = (1, 9)
TIME_LIMIT = 1800
"""Seconds after which Quarto is taken to hang: a book of 500 chapters takes about 600."""

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
WARNING = re.compile(r"\bWARN(?:ING)?\b", re.IGNORECASE)
UNRESOLVED = re.compile(
    r"unknown (?:var|meta|shortcode)|unable to resolve|not found|missing|could not|undefined|"
    r"duplicate|invalid .*shortcode|does not exist",
    re.IGNORECASE,
)
FONT = re.compile(r"\bfont\b", re.IGNORECASE)


@dataclass(frozen=True)
class Quarto:
    """A ``quarto`` command and its version."""

    path: Path
    version: tuple[int, ...]

    def __str__(self) -> str:
        """Return the name and version, as ``report doctor`` shows them."""
        return f"Quarto {'.'.join(map(str, self.version))} ({self.path})"


def find_quarto() -> Quarto | None:
    """Return the ``quarto`` on PATH, or else the one that was installed beside this Python.

    None when there is none, it fails, or it is older than 1.9.
    """
    path = shutil.which("quarto") or shutil.which("quarto", path=Path(sys.executable).parent)
    if path is None:
        return None
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=60, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    version = parse_version(answer.stdout)
    return Quarto(Path(path), version) if version >= OLDEST else None


def parse_version(text: str) -> tuple[int, ...]:
    """Return the numbers of a version such as ``1.9.2`` or ``1.11.0-rc.1``; () if there are none."""
    match = re.match(r"\s*v?(\d+)\.(\d+)(?:\.(\d+))?", text)
    return tuple(int(part) for part in match.groups() if part) if match else ()


def render_with_quarto(
    quarto: Quarto, book: Book, work: Path, outputs: Mapping[str, Path], elsewhere: Path | None = None
) -> None:
    """Render a copy of the sources in *work*, and put the results in place.

    *book* is the publication as ``read_book`` checked it, since Quarto only warns of most of what that
    refuses. *work* is emptied first. *outputs* is what is wanted: the folder of the ``site`` of a book, the
    file of the ``html`` page of an article, the file of the ``pdf`` of either. *elsewhere* is the file of
    what only the whole report holds. Notebooks and ``_variables.yml`` have to be there already.

    Raises:
        RenderError: Quarto fails, warns of something unresolved, leaves a mark of it in a page, or leaves out
            something that a chapter says.
    """
    project = book.project
    copy_sources(book, work, outputs, elsewhere)
    environment = {**os.environ, "REPORT_COMPUTED": "1", "NO_COLOR": "1"}
    # Text that only this publication shows is told by the profile.
    profile = [] if project.whole and len(project.config) == 1 else ["--profile", project.publication]
    try:
        process = subprocess.run(
            [str(quarto.path), "render", *profile],
            cwd=work,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=TIME_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        fix = "run 'quarto render' by hand to see where it hangs"
        raise RenderError(Problem(f"Quarto did not end in {TIME_LIMIT} s", fix=fix)) from None
    log = COLOUR.sub("", process.stdout.decode(errors="replace"))
    if process.returncode != 0:
        raise RenderError(Problem("Quarto stopped:\n    " + "\n    ".join(_last(log))))
    problems = [*warnings(log), *clean_site(work / project.site, work)]
    if problems:
        raise RenderError(*problems)
    collect(work / project.site, outputs, project)
    hold_quarto(book, outputs)


def warnings(log: str) -> Iterator[Problem]:
    """Yield every warning of Quarto's that means something is missing from the pages."""
    seen: set[str] = set()
    for line in log.splitlines():
        text = line.strip()
        if WARNING.search(line) and UNRESOLVED.search(line) and not FONT.search(line):
            if text not in seen:
                yield Problem(f"Quarto warns: {text}")
            seen.add(text)


def _last(log: str) -> list[str]:
    """Return the last lines that say something; Quarto's own words, not its stack."""
    lines = [line.rstrip() for line in log.splitlines() if line.strip()]
    errors = [n for n, line in enumerate(lines) if re.search(r"\berror\b", line, re.IGNORECASE)]
    start = errors[0] if errors and len(lines) - errors[0] < 30 else max(0, len(lines) - 8)
    return [line for line in lines[start:] if not line.lstrip().startswith("at ")][:12]
