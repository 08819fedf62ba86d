"""Outlines kept for tests: what they hold, and when nothing can be said of a page any more."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from parity.fact import Fact, Kind, Place
from parity.saved import FOLDER, file_of, origin, outline, page_of, read_saved, save
from reproreport.project import load_project

Edit = Callable[[Path, str, str], None]

COFFEE = "chapters/coffee/index.html"


def hashed(root: Path, page: str = COFFEE) -> str:
    """Return the hash of what a page of the small report is rendered from."""
    project = load_project(root)
    return origin(project, project, page)


def test_sentences_become_their_numbers() -> None:
    """All else is kept as it is; a sentence without a number leaves nothing."""
    facts = (
        Fact(Kind.HEADING, "# 1 Coffee"),
        Fact(Kind.PARAGRAPH, "We asked 1,204 people in 2010–2012, 83.9% of them twice."),
        Fact(Kind.PARAGRAPH, "They answered."),
        Fact(Kind.FOOTNOTE, "On 3 days."),
        Fact(Kind.REFERENCE, "Table 1.1", "a.html#tbl-cups"),
    )
    assert outline(facts) == (
        facts[0],
        Fact(Kind.NUMBERS, "1,204 2010–2012 83.9"),
        Fact(Kind.NUMBERS, "3"),
        facts[4],
    )


def test_what_is_kept_is_read_again(built: Path) -> None:
    """With the hash of what it was rendered from; a page that is no more leaves the folder."""
    project = load_project(built)
    gone = built / FOLDER / "book/gone.html.json"
    gone.parent.mkdir(parents=True)
    gone.write_text("{}", encoding="utf-8")
    mine = built / FOLDER / "notes.json"
    mine.write_text("{}", encoding="utf-8")
    facts = (Fact(Kind.HEADING, "# 1 Cà phê"), Fact(Kind.REFERENCE, "Table 1.1", f"{COFFEE}#tbl-cups"))
    place = Place("book", "html", COFFEE)
    assert save({place: facts, Place("book", "pdf", ""): facts[:1]}, project, {"book": project}) == 2
    assert read_saved(built / FOLDER / file_of(place)) == (hashed(built), facts)
    kept = {path.relative_to(built / FOLDER).as_posix() for path in (built / FOLDER).rglob("*.json")}
    assert kept == {f"book/{COFFEE}.json", "book/book.pdf.json", "notes.json"}


def test_an_article_is_one_page(built: Path) -> None:
    """A book has one for each chapter."""
    project = load_project(built)
    assert page_of(project, project.chapters[1].path) == COFFEE


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("chapters/coffee/index.qmd", "We asked", "They asked"),
        ("references.bib", "1843", "1844"),
        ("_quarto.yml", "Cups of coffee", "Cups of tea"),
        ("index.qmd", "# Preface", "# Foreword"),
        ("_variables.yml", '"people": "3"', '"people": "4"'),
    ],
)
def test_a_page_is_rendered_from_more_than_its_text(
    built: Path, edit: Edit, file: str, old: str, new: str
) -> None:
    """Its chapter, the works, the map, the others' headings, the values that it names."""
    before = hashed(built)
    edit(built / file, old, new)
    assert hashed(built) != before


def test_an_output_counts_and_a_picture_does_not(built: Path) -> None:
    """A drawing differs with the versions of what draws it."""
    before = hashed(built)
    path = built / "build/notebooks/coffee.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    outputs = [
        data for cell in notebook["cells"] for out in cell.get("outputs", ()) for data in [out["data"]]
    ]
    pictures = [data for data in outputs if "image/svg+xml" in data]
    tables = [data for data in outputs if "text/html" in data]
    assert pictures
    assert tables
    pictures[0]["image/svg+xml"] = "<svg/>"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert hashed(built) == before
    tables[0]["text/html"] = "<table/>"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    assert hashed(built) != before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("index.qmd", "A report about coffee.", "A report about tea."),
        ("_variables.yml", '"level": "90%"', '"level": "95%"'),
    ],
)
def test_what_a_page_does_not_show_makes_no_difference(
    built: Path, edit: Edit, file: str, old: str, new: str
) -> None:
    """The sentences of other chapters, and values that it does not name."""
    before = hashed(built)
    edit(built / file, old, new)
    assert hashed(built) == before


def test_the_folder_makes_no_difference(built: Path, tmp_path: Path) -> None:
    """The same report elsewhere has the same outlines."""
    assert hashed(Path(shutil.copytree(built, tmp_path / "elsewhere"))) == hashed(built)
