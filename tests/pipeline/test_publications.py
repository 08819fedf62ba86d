"""All publications in all their formats: what a build makes, makes again, and leaves alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reproreport.pipeline import Outcome, build
from reproreport.project import load_project
from seen import tree
from small_report import write_parts, write_report

Edit = Callable[[Path, str, str], None]

CHAPTER = "chapters/coffee/index.qmd"


@pytest.fixture(scope="module")
def built_parts_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the small report with its publications once."""
    root = write_parts(write_report(tmp_path_factory.mktemp("parts") / "report"))
    outcome = rebuild(root)
    assert outcome.exit_code == 0, outcome.errors
    return root


@pytest.fixture
def parts(built_parts_once: Path, tmp_path: Path) -> Path:
    """Return a copy with a good build in it."""
    import shutil

    return Path(shutil.copytree(built_parts_once, tmp_path / "report"))


def rebuild(root: Path, **options: object) -> Outcome:
    """Build with the embedded renderer."""
    return build(load_project(root), renderer="pandoc", **options)  # type: ignore[arg-type]


def published(root: Path) -> dict[str, str | None]:
    """Return the hash of every folder that is published."""
    folders = [root / "build/site", root / "build/pdf", *sorted((root / "build/publications").glob("*/*"))]
    return {folder.relative_to(root).as_posix(): tree(folder) for folder in folders}


def test_every_publication_is_there(parts: Path) -> None:
    """Each file that the outcome names, and nothing to do after that."""
    outcome = rebuild(parts)
    assert outcome.seconds == {}
    files = [path for one in outcome.wanted for path in outcome.layout.files(one.project, one.kinds)]
    assert len(files) == 11
    assert all(path.stat().st_size > 1000 for path in files)


def test_a_chapter_of_one_publication_touches_no_other(parts: Path, edit: Edit) -> None:
    """The article has the chapter on coffee, the thesis the one on tea."""
    before = published(parts)
    edit(parts / "chapters/tea/index.qmd", "Leaves", "Green leaves")
    outcome = rebuild(parts)
    assert not outcome.errors
    assert not any(name.startswith("alone:") for name in outcome.seconds)
    changed = {name for name, state in published(parts).items() if state != before[name]}
    assert changed == {
        "build/site",
        "build/pdf",
        "build/publications/book/html",
        *(f"build/publications/thesis/{kind}" for kind in ("site", "html", "pdf", "docx")),
    }


def test_one_publication_in_one_format(parts: Path, edit: Edit) -> None:
    """Only that is made; the others stay as they were, though they are out of date."""
    before = published(parts)
    edit(parts / CHAPTER, "We asked", "They asked")
    outcome = rebuild(parts, publications=("alone",), formats=("docx",))
    assert set(outcome.seconds) == {"read chapters", "alone: read", "alone: DOCX", "publish", "manifest"}
    changed = {name for name, state in published(parts).items() if state != before[name]}
    assert changed == {"build/publications/alone/docx"}


@pytest.mark.parametrize("broken", ["alone: JATS", "thesis: DOCX", "PDF"])
def test_all_of_them_or_none(parts: Path, edit: Edit, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    """One writer that fails leaves every published file as it was, those of other publications too."""
    from reproreport.errors import Problem, RenderError
    from reproreport.pipeline import rendering

    def fail(*_: object) -> None:
        raise RenderError(Problem("the disk is full"))

    name = broken.rpartition(" ")[2].lower()
    writer = rendering._writer
    monkeypatch.setattr(rendering, "_writer", lambda form: fail if form == name else writer(form))
    before = published(parts)
    edit(parts / "chapters/tea/index.qmd", "Leaves", "Green leaves")
    edit(parts / CHAPTER, "We asked", "They asked")
    outcome = rebuild(parts)
    assert outcome.exit_code == 1
    assert "the disk is full" in str(outcome.errors[0])
    assert published(parts) == before


def test_a_mistake_in_one_stops_all(parts: Path, edit: Edit) -> None:
    """A reference that holds in the whole report but leads from a publication to nothing there is words."""
    before = published(parts)
    edit(parts / CHAPTER, "@sec-tea", "@sec-teas")
    outcome = rebuild(parts)
    assert outcome.exit_code == 1
    assert published(parts) == before
    edit(parts / CHAPTER, "@sec-teas", "@sec-tea")
    assert rebuild(parts).exit_code == 0


def test_a_new_number_reaches_the_words_of_other_publications(parts: Path, edit: Edit) -> None:
    """The chapter on tea becomes the first, so the article names it differently."""
    page = parts / "build/publications/alone/html/alone.html"
    assert "Chapter\u00a02 of the full report" in page.read_text(encoding="utf-8")
    order = "    - chapters/coffee/index.qmd\n    - chapters/tea/index.qmd\n"
    edit(parts / "_quarto-book.yml", order, "".join(reversed(order.splitlines(keepends=True))))
    assert rebuild(parts).exit_code == 0
    assert "Chapter\u00a01 of the full report" in page.read_text(encoding="utf-8")


def test_reading_without_rendering(report: Path) -> None:
    """What Quarto's own pre-render step asks for: results, and the words of references to the rest."""
    write_parts(report)
    outcome = build(load_project(report), renderer=None, read=True)
    assert not outcome.errors
    assert "read chapters" in outcome.seconds
    assert "publish" not in outcome.seconds
    assert "sec-tea" in (report / "build/elsewhere.json").read_text(encoding="utf-8")


def test_two_folders_give_the_same_bytes(parts: Path, tmp_path: Path) -> None:
    """Word files, XML, pixels and pages as well."""
    other = write_parts(write_report(tmp_path / "another/place"))
    for notebook in parts.glob("chapters/*/notebook.ipynb"):  # each has ids of its own
        shutil.copy(notebook, other / notebook.relative_to(parts))
    assert rebuild(other).exit_code == 0
    assert published(other) == published(parts)
