"""What the whole report holds and a publication does not: a reference to it is words without a link.

Written once, from the whole report, for every publication; Quarto's filter reads the same file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from analysis.files import write_text
from analysis.project import Project
from analysis.render.book import Book
from analysis.render.crossref import Elsewhere


def write_elsewhere(book: Book, parts: Iterable[Project], path: Path) -> None:
    """Write, for each publication that is a part of the book, the words of what it does not hold."""
    found = {
        part.publication: {
            label: [target.word, target.number, part.elsewhere]
            for label, target in book.labels.items()
            if target.chapter not in {chapter.path for chapter in part.chapters}
        }
        for part in parts
    }
    write_text(path, json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def read_elsewhere(path: Path, project: Project) -> Elsewhere:
    """Return what only the whole report holds; nothing for the whole report itself."""
    if project.whole:
        return Elsewhere()
    found = json.loads(path.read_text(encoding="utf-8")).get(project.publication, {})
    return Elsewhere({label: (word, number) for label, (word, number, _) in found.items()}, project.elsewhere)
