"""The documentation as a book that the library builds."""

from __future__ import annotations

from pathlib import Path

from reproreport.scaffold.adopt import survey
from tools.docs import DOCS, ORDER, write


def test_every_page_is_in_the_book() -> None:
    """Once."""
    listed = [page for _, pages in ORDER for page in pages]
    assert sorted(listed) == sorted(path.stem for path in DOCS.glob("*.md"))


def test_nothing_of_it_is_refused(tmp_path: Path) -> None:
    """It is read as a build reads it; ``make docs`` builds it."""
    write(tmp_path / "docs")
    found = survey(tmp_path / "docs")
    assert [str(problem) for problem in found.refused] == []
    assert found.unread == ""
    assert found.chapters == 1 + sum(len(pages) for _, pages in ORDER)
