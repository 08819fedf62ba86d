"""What the whole report holds and a publication does not: a reference to it is words without a link.

Written once, from the whole report, for every publication; Quarto's filter reads the same file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from reproreport.errors import RenderError, damaged
from reproreport.files import write_text
from reproreport.project import Project
from reproreport.render.book import Book
from reproreport.render.crossref import Elsewhere
from reproreport.textfile import read_text


def write_elsewhere(book: Book, parts: Iterable[Project], path: Path) -> None:
    """Write, for each publication that is a part of the book, the words of what it does not hold.

    The chapters that it does not hold stand there, too, by their paths after a slash.
    """
    found = {}
    for part in parts:
        own = {chapter.path for chapter in part.chapters}
        found[part.publication] = {
            label: [target.word, target.number, part.elsewhere]
            for label, target in book.labels.items()
            if target.chapter not in own
        } | {f"/{page.chapter.path}": [] for page in book.pages if page.chapter.path not in own}
    write_text(path, json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def read_elsewhere(path: Path, project: Project) -> Elsewhere:
    """Return what only the whole report holds; nothing for the whole report itself.

    Raises:
        ReportError: the file is absent, or damaged.
    """
    if project.whole:
        return Elsewhere()
    try:
        found = json.loads(read_text(path, name := path.name)).get(project.publication, {})
        names = {label: (str(words[0]), str(words[1])) for label, words in found.items() if words}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise RenderError(damaged(name)) from None
    return Elsewhere(names, project.elsewhere, project.profile)
