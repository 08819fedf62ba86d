"""A chapter that is published alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from publications import files, read_part
from reproreport.errors import ContentError
from reproreport.project import Project
from reproreport.render.book import Book, promoted
from reproreport.render.pandoc.nodes import Node, plain_text, text, walk

Write = Callable[..., Project]
MakeNotebook = Callable[..., str]


def test_sections_tables_figures_and_equations_count_from_one(article: Book) -> None:
    """Without a chapter's number, in headings, captions and references."""
    (page,) = article.pages
    assert [(entry.number, plain_text(list(entry.title))) for entry in page.toc] == [
        ("1", "Method"),
        ("1.1", "Deeper"),
        ("", "References"),
    ]
    words = plain_text(list(page.blocks)).replace("\u00a0", " ")
    assert "See Table 1, 1, Figure 1, Equation 1, Section 1 and Chapter 2 of the full report;" in words
    assert "Table 1: How difficult" in words
    assert "Figure 1: A blue box" in words


def test_what_the_profile_says_is_on_the_page(article: Book) -> None:
    """Title from the heading; subtitle, authors and keywords from the profile."""
    (page,) = article.pages
    assert plain_text(list(article.title)) == "Counting cups"
    assert plain_text(list(page.subtitle)) == "A reproduction"
    assert [author.name for author in page.authors] == ["The maintainers"]
    assert page.keywords == ("văn hoá", "counting")


def test_the_abstract_is_taken_out_of_the_text(article: Book) -> None:
    """With its citations set; the text starts with what stood before it."""
    (page,) = article.pages
    assert plain_text(list(page.abstract)) == "What this says (Nguyễn 2015)."
    assert "What this says" not in plain_text(list(page.blocks))


def test_the_references_are_those_that_the_article_cites(article: Book) -> None:
    """At its end, under a heading; a work that only the rest cites is not an error, nor listed."""
    entries = [
        node["c"][0][0]
        for node in walk(list(article.pages[0].blocks))
        if node["t"] == "Div" and "csl-entry" in node["c"][0][1]
    ]
    assert entries == ["ref-nguyen2015a", "ref-smith2010"]


def test_an_original_that_is_not_cited_is_refused(write_project: Write, make_notebook: MakeNotebook) -> None:
    """The article says of itself what it reproduces."""
    given = files(make_notebook)
    given["_quarto-alone.yml"] = given["_quarto-alone.yml"].replace("work: smith2010", "work: nguyen2015b")
    with pytest.raises(ContentError, match="does not cite its original, 'nguyen2015b'"):
        read_part(write_project(given), "alone")


def test_an_original_that_is_in_no_bibliography_is_refused(
    write_project: Write, make_notebook: MakeNotebook
) -> None:
    """With the key that was probably meant, and the profile that names it."""
    given = files(make_notebook)
    given["_quarto-alone.yml"] = given["_quarto-alone.yml"].replace("work: smith2010", "work: smith201")
    message = (
        r"_quarto-alone.yml: the original 'smith201' is in no bibliography\n    did you mean 'smith2010'\?"
    )
    with pytest.raises(ContentError, match=message):
        read_part(write_project(given), "alone")


def test_promoted_headings() -> None:
    """One level up, and never above the first."""
    headings: list[Node] = [{"t": "Header", "c": [level, ["", [], []], text("x")]} for level in (1, 2, 4)]
    assert [node["c"][0] for node in promoted(headings)] == [1, 1, 3]
