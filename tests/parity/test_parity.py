"""The embedded renderer held to the real report as Quarto renders it.

The outlines in ``tests/parity/`` are what ``make parity ARGS=--save`` read from Quarto's pages and PDFs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from parity import examine, read_publication
from parity.compare import compare
from parity.fact import Facts, Kind, Place
from parity.saved import FOLDER, file_of, origin, outline, read_saved
from parity.show import excerpts
from real_report import ROOT, Built
from reproreport.pipeline.layout import Layout
from reproreport.pipeline.wanted import choose_wanted
from reproreport.project import load_project, publications
from reproreport.render.quarto.choose import find_quarto

KEPT = sorted(path.relative_to(ROOT / FOLDER).as_posix() for path in (ROOT / FOLDER).rglob("*.json"))


@cache
def read(root: Path) -> dict[Path, tuple[Place, Facts]]:
    """Return what a reader meets on each page by the embedded renderer, by the files of the outlines."""
    wanted, _ = choose_wanted(load_project(root))
    found: dict[Place, Facts] = {}
    for one in wanted:
        work = Layout.of(one.project).work("pandoc", one.project.publication)
        found |= read_publication(one, work, "pandoc")
    return {Path(file_of(place)): (place, facts) for place, facts in found.items()}


@pytest.mark.parametrize("name", KEPT)
def test_a_page_shows_what_quarto_shows(whole: Built, name: str) -> None:
    """Headings, captions, references, cells, numbers, citations, works, callouts, alternative texts."""
    made_from, facts = read_saved(ROOT / FOLDER / name)
    assert Path(name) in read(whole.root), "no such page: make parity ARGS=--save"
    place, shown = read(whole.root)[Path(name)]
    project, report = load_project(whole.root, place.publication), load_project(whole.root)
    if origin(project, report, place.page) != made_from:
        pytest.skip("the chapter has changed since Quarto rendered it: make parity ARGS=--save")
    differences = compare({place: facts}, {place: outline(shown)})
    assert [(str(one.kind), *excerpts(one.quarto, one.pandoc)) for one in differences] == []


def test_every_page_is_kept(whole: Built) -> None:
    """Each publication's pages and PDF have their outline."""
    assert set(map(Path, KEPT)) == set(read(whole.root))
    assert {Path(name).parts[0] for name in KEPT} == set(publications(ROOT))


@pytest.mark.parametrize(
    ("kind", "at_least"),
    [
        (Kind.HEADING, 150),
        (Kind.CAPTION, 60),
        (Kind.ROW, 1000),
        (Kind.REFERENCE, 100),
        (Kind.CITATION, 100),
        (Kind.ENTRY, 92),
        (Kind.CALLOUT, 5),
        (Kind.ALT, 5),
        (Kind.NUMBERS, 300),
    ],
)
def test_the_outlines_hold_what_a_report_is_made_of(kind: Kind, at_least: int) -> None:
    """So that a comparison says something."""
    book = (read_saved(ROOT / FOLDER / name)[1] for name in KEPT if name.startswith("book/"))
    assert sum(fact.kind is kind for facts in book for fact in facts) >= at_least


def test_the_outlines_hold_no_sentences() -> None:
    """Facts only: of sentences their numbers."""
    kinds = {fact.kind for name in KEPT for fact in read_saved(ROOT / FOLDER / name)[1]}
    assert kinds.isdisjoint({Kind.PARAGRAPH, Kind.FOOTNOTE})


@pytest.mark.skipif(find_quarto() is None, reason="no quarto 1.9 or newer on PATH")
def test_both_renderers_show_the_same(whole: Built, copy: Callable[[Path], Path]) -> None:
    """The whole report, by Quarto and without it: every fact."""
    found = examine(load_project(copy(whole.root)))
    assert found.facts > 5000
    assert list(found.differences) == []


@pytest.fixture
def copy(tmp_path: Path) -> Callable[[Path], Path]:
    """Return the function that copies a report, so that Quarto's work is not in it."""
    import shutil

    return lambda root: Path(shutil.copytree(root, tmp_path / "report"))
