"""Names of places where all chapters stand in one document."""

from __future__ import annotations

from reproreport.render.book import Book
from reproreport.render.outline import Names
from reproreport.render.pandoc.nodes import walk
from reproreport.render.resolve.links import identifiers


def test_no_two_places_have_one_name(thesis: Book) -> None:
    """Though two chapters have a callout, a figure or a section of the same kind."""
    names = Names(thesis.pages)
    found: list[str] = []
    for page in thesis.pages:
        found += [names.top(page), *identifiers(names.renamed(list(page.blocks), page))]
    assert len(found) == len(set(found))
    assert {"a", "a--sec-method", "a--tbl-wide", "b--fig-b", "references--ref-smith2010"} <= set(found)


def test_every_link_leads_to_such_a_name(thesis: Book) -> None:
    """Also the link to a chapter's beginning, by its label or by its file."""
    names = Names(thesis.pages)
    places = {
        name
        for page in thesis.pages
        for name in (names.top(page), *identifiers(names.renamed(list(page.blocks), page)))
    }
    links = {
        names.address(node["c"][2][0])
        for page in thesis.pages
        for node in walk(list(page.blocks))
        if node["t"] == "Link"
    }
    assert {"#b", "#a", "#a--tbl-wide", "https://example.org/?a=1&b=2"} <= links
    assert {link for link in links if link.startswith("#")} <= {f"#{place}" for place in places}


def test_an_article_keeps_its_names(article: Book) -> None:
    """It is the only chapter of its document."""
    names = Names(article.pages)
    (page,) = article.pages
    assert names.renamed(list(page.blocks), page) == list(page.blocks)
    assert names.address("/a/index.qmd#sec-method") == "#sec-method"
    assert names.address("/a/index.qmd#sec-a") == names.address("/a/index.qmd") == f"#{names.top(page)}"
