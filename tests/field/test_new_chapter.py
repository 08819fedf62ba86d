"""Chapters are added, removed, reordered, renamed in a book that was built before (jupyter-book#668, #1801).

Each build gives what one without a memory of earlier builds gives: the bibliography's memory once left out
how the text is cut into chapters, and a new chapter without a citation ended in a traceback.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reproreport.pipeline import build
from reproreport.project import load_project

Edit = Callable[[Path], None]
LAST = "    - references.qmd"


def written(root: Path) -> dict[str, bytes]:
    """Build the HTML of the report, which has to end well; return its files."""
    outcome = build(load_project(root), renderer="pandoc", formats=["html"])
    assert outcome.exit_code == 0, outcome.errors
    folders = (root / "build/site", root / "build/publications")
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(root)): path.read_bytes() for path in files}


def changed(file: str, old: str, new: str) -> Edit:
    """Return the edit that replaces a text in a file."""

    def run(root: Path) -> None:
        text = (root / file).read_text(encoding="utf-8")
        assert old in text
        (root / file).write_text(text.replace(old, new), encoding="utf-8")

    return run


def listed(text: str, before: str = LAST) -> Edit:
    """Return the edit that puts a new chapter into the book."""

    def run(root: Path) -> None:
        (root / "chapters/new").mkdir(exist_ok=True)
        (root / "chapters/new/index.qmd").write_text(text, encoding="utf-8")
        changed("_quarto.yml", before, f"    - chapters/new/index.qmd\n{before}")(root)

    return run


def renamed(root: Path) -> None:
    """Give the chapter's folder another name."""
    (root / "chapters/new").rename(root / "chapters/other")
    changed("_quarto.yml", "chapters/new/", "chapters/other/")(root)


WITHOUT = listed("# New chapter\n\nText without a citation.\n")
CITING = listed(
    "# New chapter\n\nAs in @mill1843, see @tbl-cups.\n", before="    - chapters/coffee/index.qmd"
)
EDITS: dict[str, list[Edit]] = {
    "a chapter without a citation": [WITHOUT],
    "a chapter with one, before the other": [CITING],
    "a chapter that is taken away again": [
        WITHOUT,
        changed("_quarto.yml", "    - chapters/new/index.qmd\n", ""),
    ],
    "another order": [
        WITHOUT,
        changed(
            "_quarto.yml",
            "    - chapters/coffee/index.qmd\n    - chapters/new/index.qmd\n",
            "    - chapters/new/index.qmd\n    - chapters/coffee/index.qmd\n",
        ),
    ],
    "another name": [CITING, renamed],
    "a chapter of headings only": [listed("# New chapter\n\n## One\n\n## Two\n")],
    "a citation that moves": [
        WITHOUT,
        changed("chapters/new/index.qmd", "a citation", "a citation [@mill1843]"),
        changed("chapters/coffee/index.qmd", " [@mill1843]", ""),
    ],
    "a part": [
        WITHOUT,
        changed(
            "_quarto.yml",
            "    - chapters/coffee/index.qmd\n",
            "    - part: Drinks\n      chapters: [chapters/coffee/index.qmd]\n",
        ),
    ],
}


@pytest.mark.parametrize("name", EDITS)
def test_a_book_that_was_built_before(built: Path, name: str) -> None:
    """The pages are those of a build that remembers nothing."""
    pages: dict[str, bytes] = {}
    for edit in EDITS[name]:
        edit(built)
        pages = written(built)
    gone = name in ("another name", "a chapter that is taken away again")
    assert ("build/site/chapters/new/index.html" in pages) is not gone
    shutil.rmtree(built / "build/work")
    assert written(built) == pages


@pytest.mark.parametrize("content", [b"", b"garbage " * 999, None])
def test_a_damaged_memory(built: Path, content: bytes | None, edit: Callable[[Path, str, str], None]) -> None:
    """It costs time, and brings no false errors; nor does a folder in its place."""
    for file in (built / "build/work/memory").iterdir():
        if content is None:
            file.unlink()
            file.mkdir()
        else:
            file.write_bytes(content)
    edit(built / "chapters/coffee/index.qmd", "We asked", "We have asked")
    pages = written(built)
    assert b">3</a> people" in pages["build/site/chapters/coffee/index.html"]
