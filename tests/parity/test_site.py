"""A folder of pages as facts: where their links lead, by names that both renderers share."""

from __future__ import annotations

from pathlib import Path

import pytest

from parity.compare import compare
from parity.fact import Fact, Facts, Kind, Place, UnreadableError
from parity.markup import PANDOC, QUARTO
from parity.site import read_site

MARKUPS = {"quarto": QUARTO, "pandoc": PANDOC}
BY = pytest.mark.parametrize("by", MARKUPS)

SIDEBARS = {
    "quarto": '<div class="sidebar-title"><a href="./">Book</a></div>',
    "pandoc": '<p class="contents-title"><a href="index.html">Book</a></p>',
}
BLOCKS = {
    "quarto": '<header id="title-block-header" class="quarto-title-block default"><div class="quarto-title">'
    '<h1 class="title"><span id="sec-{0}" class="quarto-section-identifier">{0}</span></h1></div></header>',
    "pandoc": '<header class="title-block"><h1 id="sec-{0}">'
    '<span class="chapter-title">{0}</span></h1></header>',
}


def write(folder: Path, by: str, **texts: str) -> Path:
    """Write a site of chapters, with a place called ``here`` in each, in folders by their names."""
    for name, text in {"two": "", **texts}.items():
        path = folder / by / name / "index.html"
        path.parent.mkdir(parents=True)
        path.write_text(
            f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{name}</title></head><body>'
            f"{SIDEBARS[by]}<main>{BLOCKS[by].format(name)}<p id='here'>Here.</p>{text}</main></body></html>",
            encoding="utf-8",
        )
    return folder / by


def last(folder: Path, by: str, text: str) -> Fact:
    """Return the last fact of a chapter with some text."""
    return read_site(write(folder, by, one=text), MARKUPS[by])["one/index.html"][-1]


@BY
@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("#here", "one/index.html#here"),
        ("#gone", "nowhere (one/index.html#gone)"),
        ("../two/index.html", "two/index.html"),
        ("../two/index.html#here", "two/index.html#here"),
        ("../two/index.html#gone", "nowhere (two/index.html#gone)"),
        ("../three/index.html", "nowhere (three/index.html)"),
        ("../three/index.html#here", "nowhere (three/index.html#here)"),
        ("../two/index.html#sec-two", "two/index.html"),
        ("#sec-one", "one/index.html"),
        ("../data/a%20b.csv", "data/a b.csv"),
        ("a%20page.html", "nowhere (one/a page.html)"),
        ("https://example.org/gone.html#gone", "https://example.org/gone.html#gone"),
        ("mailto:a@example.org", "mailto:a@example.org"),
    ],
)
def test_a_links_target_is_a_page_or_a_place_on_it(tmp_path: Path, by: str, href: str, target: str) -> None:
    """That there is no such page or place is said; a page's own heading is the page."""
    assert last(tmp_path, by, f'<p><a href="{href}">x</a></p>') == Fact(Kind.LINK, "x", target)


@BY
def test_links_to_pages_whose_names_have_spaces_are_followed(tmp_path: Path, by: str) -> None:
    """A space in a name does not make two targets of one."""
    pages = {"one": '<p><a href="../a%20b/index.html#here">x</a></p>', "a b": ""}
    facts = read_site(write(tmp_path, by, **pages), MARKUPS[by])["one/index.html"]
    assert facts[-1] == Fact(Kind.LINK, "x", "a b/index.html#here")


@BY
def test_each_work_of_a_citation_is_followed(tmp_path: Path, by: str) -> None:
    """One of them may lead nowhere."""
    text = (
        '<p><span class="citation">(<a href="../two/index.html#here">A</a>; '
        '<a href="../two/index.html#gone">B</a>)</span></p>'
    )
    targets = "two/index.html#here nowhere (two/index.html#gone)"
    assert last(tmp_path, by, text) == Fact(Kind.CITATION, "(A; B)", targets)


@BY
def test_an_outline_that_leads_nowhere_is_said(tmp_path: Path, by: str) -> None:
    """Of lines of a page's own contents no more than that is noted."""
    lines = '<ul><li><a href="#here">A</a></li><li><a href="#gone">B</a></li></ul>'
    text = f'<nav id="TOC" class="toc">{lines}</nav>'
    facts = read_site(write(tmp_path, by, one=text), MARKUPS[by])["one/index.html"]
    outline = [fact for fact in facts if fact.kind is Kind.OUTLINE]
    assert outline == [
        Fact(Kind.OUTLINE, "A"),
        Fact(Kind.OUTLINE, "B"),
        Fact(Kind.OUTLINE, "B", "nowhere"),
    ]


@BY
def test_labels_are_kept_as_they_are(tmp_path: Path, by: str) -> None:
    """An identifier of a caption, an entry or a formula is no address that could lead nowhere."""
    text = (
        '<div id="tbl-a.html"><table><caption>Table 1</caption></table></div>'
        '<div id="ref-a.html" class="csl-entry">A.</div>'
        '<p><span id="eq-a.html"><math display="block"><mi>x</mi></math></span></p>'
    )
    facts = read_site(write(tmp_path, by, one=text), MARKUPS[by])["one/index.html"]
    assert {fact.target for fact in facts if fact.target} == {"tbl-a.html", "ref-a.html", "eq-a.html"}


def test_both_renderers_name_targets_alike(tmp_path: Path) -> None:
    """Quarto refers to a chapter by its page, the embedded renderer by the heading at its top."""
    texts = {
        "quarto": '<p><a href="../two/index.html" class="quarto-xref">Chapter&nbsp;2</a></p>',
        "pandoc": '<p><a href="../two/index.html#sec-two" class="xref">Chapter 2</a></p>',
    }
    found: dict[str, dict[str, Facts]] = {
        by: read_site(write(tmp_path, by, one=text), MARKUPS[by]) for by, text in texts.items()
    }
    assert found["quarto"]["one/index.html"][-1] == Fact(Kind.REFERENCE, "Chapter 2", "two/index.html")
    one, other = (
        {Place("book", "html", page): facts for page, facts in pages.items()} for pages in found.values()
    )
    assert compare(one, other) == []


@BY
def test_pages_are_named_by_their_paths(tmp_path: Path, by: str) -> None:
    """All of a folder's, however deep, with their characters; what is no page is left alone."""
    folder = write(tmp_path, by, one="<p>Phường 1 – “x”.</p>")
    (folder / "report.css").write_text("p {}", encoding="utf-8")
    (folder / "search.json").write_text("[]", encoding="utf-8")
    pages = read_site(folder, MARKUPS[by])
    assert list(pages) == ["one/index.html", "two/index.html"]
    assert pages["one/index.html"][-1] == Fact(Kind.PARAGRAPH, "Phường 1 – “x”.")
    assert Fact(Kind.TITLE, "window: two") in pages["two/index.html"]


@BY
def test_a_page_of_another_form_is_refused(tmp_path: Path, by: str) -> None:
    """By its path in the site."""
    folder = write(tmp_path, by)
    (folder / "two" / "extra.html").write_text("<html><body><p>x</p></body></html>", encoding="utf-8")
    with pytest.raises(UnreadableError) as refused:
        read_site(folder, MARKUPS[by])
    assert [problem.where for problem in refused.value.problems] == ["two/extra.html"]
