"""Render with Quarto itself, strictly: what Quarto only warns of is an error here.

Quarto works on a copy, so that a failed render leaves nothing behind and no path of this machine
is in what it writes. Its version and behaviour are those of ``quarto`` 1.9 and newer.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from reproreport.errors import Problem, RenderError
from reproreport.render.book import Book
from reproreport.render.conservation.hold import hold_quarto
from reproreport.render.quarto.choose import Quarto
from reproreport.render.quarto.files import collect, copy_sources
from reproreport.render.quarto.site import clean_site, lead_to_colophon

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


def write(
    book: Book, files: Mapping[str, Path], quarto: Quarto, work: Path, elsewhere: Path | None = None
) -> None:
    """Write a book's ``site`` (its first page is named), an article's ``html``, and the ``pdf`` of either.

    See :func:`render_with_quarto`, which wants the site's folder.
    """
    outputs = {kind: file.parent if kind == "site" else file for kind, file in files.items()}
    render_with_quarto(quarto, book, work, outputs, elsewhere)


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
    if "site" in outputs:
        lead_to_colophon(outputs["site"], project)


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
