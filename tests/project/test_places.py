"""Where a publication's site may not go: refused by file and line, before anything runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from reproreport.errors import ProjectError
from reproreport.pipeline.wanted import choose_wanted
from reproreport.project import load_project
from small_report import write_parts, write_report


def refusal(root: Path) -> str:
    """Return what the report is refused with."""
    with pytest.raises(ProjectError) as caught:
        choose_wanted(load_project(root))
    return str(caught.value)


@pytest.fixture
def parts(tmp_path: Path) -> Path:
    """Return a report with two publications besides the whole."""
    return write_parts(write_report(tmp_path))


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("chapters", "the report's sources are: chapters"),
        ("chapters/coffee", "the report's sources are: chapters"),
        ("chapters/new", "the report's sources are: chapters"),
        ("Chapters", "the report's sources are: chapters"),
        ("data", "the report's sources are: data"),
        ("data/coffee/site", "the report's sources are: data"),
        ("tests/accepted", "the report's sources are: tests"),
        ("analysis", "the report's sources are: analysis"),
        (".", "is the project itself"),
        ("./", "is the project itself"),
        ("build", "holds all that a build makes"),
        ("./build/", "holds all that a build makes"),
        ("build/work", "a folder of the build's own"),
        ("build/state/x", "a folder of the build's own"),
        ("build/notebooks", "a folder of the build's own"),
        ("build/publications", "a folder of the build's own"),
        ("build/.published", "is hidden: '.published'"),
        (".git", "is hidden: '.git'"),
        (".venv/site", "is hidden: '.venv'"),
        ("../elsewhere", "leads out of the project"),
        ("build/../../elsewhere", "leads out of the project"),
        ("build/../data", "leads out of the project"),
        ("/srv/site", "leads out of the project"),
        ("~/site", "leads out of the project"),
        ("C:/site", "leads out of the project"),
        ("a\\\\b", "leads out of the project"),
        ("a\\nb", "no name of a folder has"),
        ("index.qmd", "a source of the report is: index.qmd"),
        ("references.bib", "a source of the report is: references.bib"),
        ("_quarto.yml", "a source of the report is: _quarto.yml"),
        ("_variables.yml", "a source of the report is: _variables.yml"),
    ],
)
def test_a_place_that_is_not_the_sites(parts: Path, place: str, why: str) -> None:
    """The message names the line."""
    config = parts / "_quarto.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("build/site", f'"{place}"'), encoding="utf-8")
    said = refusal(parts)
    assert said.startswith("_quarto.yml:4: output-dir '")
    assert why in said


@pytest.mark.parametrize("place", ["build/site", "./build/site/", "_book", "docs", "public/site", "build/p"])
def test_a_place_for_the_site(parts: Path, place: str) -> None:
    """Below build/ or beside it."""
    config = parts / "_quarto.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("build/site", place), encoding="utf-8")
    assert str(choose_wanted(load_project(parts))[0][0].project.site) == place.strip("./")


@pytest.mark.parametrize(
    ("name", "old", "new", "why"),
    [
        (
            "thesis",
            "build/publications/thesis/site",
            "data",
            "_quarto-thesis.yml:1: output-dir 'data' is where",
        ),
        ("alone", "build/publications/alone/quarto", "..", "_quarto-alone.yml:3: output-dir '..' leads out"),
        ("thesis", "build/publications/thesis/site", "build/site", "'build/site' of 'book' are one folder"),
        ("thesis", "build/publications/thesis/site", "build/site/x", "'build/site' of 'book' are one folder"),
        ("thesis", "thesis/site", "alone/pdf", "'build/publications/alone/pdf' of 'alone' are one folder"),
        ("thesis", "thesis/site", "thesis", "of 'thesis' are one folder"),
    ],
)
def test_a_place_in_a_profile(parts: Path, name: str, old: str, new: str, why: str) -> None:
    """Publications do not take each other's places."""
    profile = parts / f"_quarto-{name}.yml"
    profile.write_text(profile.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert why in refusal(parts)


def test_a_publication_called_by_two_dots(parts: Path) -> None:
    """Its folder would be the one above."""
    (parts / "_quarto-thesis.yml").rename(parts / "_quarto-...yml")
    assert refusal(parts).startswith("_quarto-...yml: '..' is no name of a publication")
