"""What a preview takes for a change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from reproreport.desk.preview import Watch

#: Seconds: a change is told long before, and a machine may be slow.
PATIENCE = 60


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Watch]:
    """Watch a report with one chapter, beside a library and a folder of data outside."""
    for folder in (
        "report/chapters/tea",
        "report/.venv/lib",
        "report/env",
        "report/build",
        "library",
        "outside",
    ):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "report/env/pyvenv.cfg").touch()
    one = Watch(tmp_path / "report", tmp_path / "library", pytest.fail)
    # The system may tell of what came just before.
    while not told(one, tmp_path / "report/chapters/tea/begun.qmd"):
        pass
    settle(one)
    yield one
    one.end()


def told(watch: Watch, path: Path) -> bool:
    """Write a file; return whether that was told within a moment."""
    path.write_text("words", encoding="utf-8")
    return watch.changed.wait(1)


def settle(watch: Watch) -> None:
    """Wait until nothing more is told."""
    watch.changed.clear()
    while watch.changed.wait(0.5):
        watch.changed.clear()


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("_quarto.yml", True),
        ("chapters/tea/index.qmd", True),
        ("chapters/tea/notebook.ipynb", True),
        ("data/tea/cups.csv", True),
        ("analysis/own.py", True),
        ("styles/own.css", True),
        ("build/site/index.html", False),
        ("_variables.yml", False),
        (".git/index", False),
        ("chapters/tea/.index.qmd.swp", False),
        ("chapters/tea/.ipynb_checkpoints/notebook.ipynb", False),
        ("chapters/tea/index.qmd~", False),
        ("analysis/__pycache__/own.pyc", False),
    ],
)
def test_what_counts(watch: Watch, tmp_path: Path, path: str, counts: bool) -> None:
    """All that a report may be made of; nothing that is hidden, generated or an editor's own."""
    assert watch.counts(tmp_path / "report" / path) is counts


def test_what_is_told(watch: Watch, tmp_path: Path) -> None:
    """A file in the report's folder, in a folder, in a new folder, renamed, and gone."""
    root = tmp_path / "report"
    chapter, moved = root / "chapters/tea/index.qmd", root / "chapters/tea/other.qmd"
    changes: list[Callable[[], object]] = [
        partial((root / "_quarto.yml").write_text, "a: 1", "utf-8"),
        partial(chapter.write_text, "Tea", "utf-8"),
        partial(chapter.rename, moved),
        moved.unlink,
        partial((root / "data/tea").mkdir, parents=True),
    ]
    for change in changes:
        change()
        assert watch.changed.wait(PATIENCE), change
        settle(watch)
    (root / "data/tea/cups.csv").write_text("a", encoding="utf-8")
    assert watch.changed.wait(PATIENCE)
    assert not watch.library_changed


def test_what_is_not_told(watch: Watch, tmp_path: Path) -> None:
    """What builds write, environments of Python, and files that notebooks write themselves."""
    root = tmp_path / "report"
    watch.leave_out([root / "chapters/tea/drawn.svg"])
    for name in ("build/x.json", ".venv/lib/x.py", "env/x.py", "chapters/tea/drawn.svg"):
        (root / name).write_text("x", encoding="utf-8")
    assert not watch.changed.wait(1)


def test_outside_and_the_library(watch: Watch, tmp_path: Path) -> None:
    """What a report declares outside of its folder is told; the library is told apart."""
    watch.also([tmp_path / "outside"])
    settle(watch)
    (tmp_path / "outside/x.csv").write_text("x", encoding="utf-8")
    assert watch.changed.wait(PATIENCE)
    assert not watch.library_changed
    settle(watch)
    (tmp_path / "library/x.py").write_text("x", encoding="utf-8")
    assert watch.changed.wait(PATIENCE)
    assert watch.library_changed
