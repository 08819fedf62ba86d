"""Which publications and formats a build makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from reproreport.errors import ProjectError
from reproreport.pipeline.layout import Layout
from reproreport.pipeline.wanted import UnknownFormatError, choose_wanted
from reproreport.project import load_project
from small_report import write_parts


@pytest.fixture
def parts(report: Path) -> Path:
    """Return the small report with two publications beside the whole of it."""
    return write_parts(report)


def chosen(
    root: Path, names: tuple[str, ...] = (), formats: tuple[str, ...] = ()
) -> dict[str, tuple[str, ...]]:
    """Return the formats of each publication that is chosen."""
    wanted, _ = choose_wanted(load_project(root), names, formats)
    return {one.project.publication: one.formats for one in wanted}


def test_everything_is_the_default(parts: Path) -> None:
    """The whole report first, each publication with what its profile has."""
    assert chosen(parts) == {
        "book": ("html", "pdf"),
        "alone": ("html", "pdf", "docx", "jats"),
        "thesis": ("html", "pdf", "docx"),
    }


def test_some_of_it(parts: Path) -> None:
    """By name, by format, by both; a format that only some have is made of those."""
    assert chosen(parts, ("thesis",)) == {"thesis": ("html", "pdf", "docx")}
    assert chosen(parts, (), ("docx",)) == {"alone": ("docx",), "thesis": ("docx",)}
    assert chosen(parts, ("alone", "book"), ("pdf",)) == {"book": ("pdf",), "alone": ("pdf",)}


@pytest.mark.parametrize(
    ("names", "formats", "message"),
    [
        (("thesi",), (), "there is no publication 'thesi'\n    did you mean 'thesis'?"),
        (("thesis",), ("jats",), "the publication 'thesis' has no jats\n    it has html, pdf, docx"),
        (("alone", "book"), ("docx",), "the publication 'book' has no docx"),
    ],
)
def test_what_is_not_there_is_refused(
    parts: Path, names: tuple[str, ...], formats: tuple[str, ...], message: str
) -> None:
    """When it was asked for by name."""
    with pytest.raises(UnknownFormatError) as caught:
        chosen(parts, names, formats)
    assert message in str(caught.value)


def test_a_format_that_nothing_has(report: Path) -> None:
    """Though no publication was named."""
    with pytest.raises(UnknownFormatError, match="the publication 'book' has no jats"):
        chosen(report, (), ("jats",))


def test_each_publication_has_a_file_name_of_its_own(parts: Path) -> None:
    """Sent by mail, two files of one name cannot be told apart."""
    profile = parts / "_quarto-alone.yml"
    profile.write_text(profile.read_text().replace("output-file: alone", "output-file: Thesis"))
    with pytest.raises(ProjectError) as caught:
        chosen(parts, ("alone",))
    message = (
        "_quarto-thesis.yml: output-file 'thesis' is that of the publication 'alone', too\n    give each"
    )
    assert message in str(caught.value)


def test_an_article_needs_no_site(parts: Path) -> None:
    """It is one page, and that is one file."""
    wanted, others = choose_wanted(load_project(parts))
    assert {one.project.publication: one.kinds for one in wanted} == {
        "book": ("site", "html", "pdf"),
        "alone": ("html", "pdf", "docx", "jats"),
        "thesis": ("site", "html", "pdf", "docx"),
    }
    assert [project.publication for project in others] == ["alone", "thesis"]


def test_the_places_of_the_files(parts: Path) -> None:
    """The whole report's site and PDF where they always were, all others by publication and kind."""
    wanted, _ = choose_wanted(load_project(parts))
    files = {
        path.relative_to(parts).as_posix()
        for one in wanted
        for path in Layout.of(one.project).files(one.project, one.kinds)
    }
    assert files == {
        "build/site/index.html",
        "build/pdf/coffee.pdf",
        "build/publications/book/html/coffee.html",
        "build/publications/alone/html/alone.html",
        "build/publications/alone/pdf/alone.pdf",
        "build/publications/alone/docx/alone.docx",
        "build/publications/alone/jats/alone.xml",
        "build/publications/thesis/site/index.html",
        "build/publications/thesis/html/thesis.html",
        "build/publications/thesis/pdf/thesis.pdf",
        "build/publications/thesis/docx/thesis.docx",
    }


def test_a_notebook_outside_the_whole_report_is_refused(parts: Path) -> None:
    """Nobody would run it: the whole report says which notebooks there are."""
    apart = parts / "chapters/milk"
    apart.mkdir()
    (apart / "index.qmd").write_text("# Milk\n", encoding="utf-8")
    (apart / "notebook.ipynb").write_text("{}", encoding="utf-8")
    profile = (parts / "_quarto-alone.yml").read_text(encoding="utf-8")
    moved = profile.replace("chapters/coffee/index.qmd", "chapters/milk/index.qmd")
    (parts / "_quarto-alone.yml").write_text(moved, encoding="utf-8")
    line = moved[: moved.index("chapters/milk")].count("\n") + 1
    with pytest.raises(ProjectError) as caught:
        chosen(parts, ("alone",))
    assert str(caught.value) == (
        f"_quarto-alone.yml:{line}: 'chapters/milk/index.qmd' has a notebook,"
        " and is not in the whole report\n"
        "    name it in _quarto-book.yml, too: its notebooks are the ones that are run"
    )
