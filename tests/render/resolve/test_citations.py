"""Citations over the whole book. Expected words are those of the Chicago style, author and date."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reproreport.render.book import Book
from reproreport.render.pandoc.nodes import plain_text, walk
from reproreport.render.resolve.citations import nocite

Read = Callable[..., Book]
Problems = Callable[..., list[str]]


def test_disambiguation_agrees_across_chapters(read: Read) -> None:
    """Two works of one author and year, each cited in another chapter, are a and b in both."""
    book = read({"a.qmd": "# A\n\n@nguyen2015a\n", "b.qmd": "# B\n\n[@nguyen2015b, p. 3]\n"})
    assert plain_text(list(book.pages[1].blocks)) == "Nguyễn (2015a)"
    assert plain_text(list(book.pages[2].blocks)) == "(Nguyễn 2015b, 3)"


def test_every_citation_links_to_the_list(read: Read) -> None:
    """The list stands in the chapter that holds #refs, in alphabetical order."""
    book = read({"a.qmd": "# A\n\n[@smith2010; @nguyen2015a]\n"})
    targets = [n["c"][2][0] for n in walk(list(book.pages[1].blocks)) if n["t"] == "Link"]
    assert targets == ["/references.qmd#ref-smith2010", "/references.qmd#ref-nguyen2015a"]
    entries = [
        node["c"][0][0]
        for node in walk(list(book.pages[2].blocks))
        if node["t"] == "Div" and "csl-entry" in node["c"][0][1]
    ]
    assert entries == ["ref-nguyen2015a", "ref-smith2010"]


def test_works_may_be_listed_without_being_cited(read: Read) -> None:
    """By 'nocite' in a chapter's front matter."""
    book = read({"a.qmd": "---\nnocite: '@smith2010'\n---\n\n# A\n\nText.\n"})
    assert "Smith, Anna. 2010." in plain_text(list(book.pages[2].blocks))


@pytest.mark.parametrize(
    ("value", "keys"), [("@a, @b-c", ["a", "b-c"]), ("@*", ["*"]), (None, []), ("@a:b.", ["a:b"])]
)
def test_nocite_names_keys(value: str | None, keys: list[str]) -> None:
    """As Pandoc reads them: a full stop at the end is none of the key."""
    assert nocite(value) == keys


def test_a_missing_work_is_named_at_each_place(problems: Problems) -> None:
    """In brackets, in the text, in a footnote, in a caption."""
    text = "# A\n\n[@smith2011, p. 3] and @other1999[^n]\n\n[^n]: See @smith2011.\n"
    assert problems({"a.qmd": text, "b.qmd": "# B\n\n@smith2010\n"}) == [
        "a.qmd:3: citation @smith2011 is in no bibliography | did you mean '@smith2010'?",
        "a.qmd:3: citation @other1999 is in no bibliography | add the work to the bibliography",
        "a.qmd:5: citation @smith2011 is in no bibliography | did you mean '@smith2010'?",
    ]


def test_an_address_is_no_citation(read: Read) -> None:
    """An e-mail address and code are left alone."""
    assert read({"a.qmd": "# A\n\nWrite to a@example.org, run `@nothing`.\n"})


def test_a_key_used_twice_is_refused(problems: Problems) -> None:
    """Pandoc would take one of the two."""
    bibliography = "@book{a, title={A}, year={2000}}\n\n@book{a, title={B}, year={2001}}\n"
    assert problems({"references.bib": bibliography}) == [
        "references.bib:3: key 'a' is used twice (first at references.bib:1)"
        " | remove one entry or give it another key"
    ]


def test_a_broken_bibliography_is_refused(problems: Problems) -> None:
    """With the line where reading stopped."""
    (message,) = problems({"references.bib": "@book{a, title={A}, year={2000}\n@book{b,"})
    assert message.startswith("references.bib:2: not a bibliography: ")


def test_a_bibliography_that_is_not_there_is_refused(problems: Problems) -> None:
    """Named as _quarto.yml names it."""
    assert problems({}, bibliography="none.bib") == [
        "_quarto.yml: bibliography 'none.bib' does not exist | correct 'bibliography:' in _quarto.yml"
    ]


def test_a_second_list_is_refused(problems: Problems) -> None:
    """Quarto fills both; a link could go to either."""
    assert problems({"a.qmd": "# A\n\n::: {#refs}\n:::\n"}) == [
        "references.qmd:3: a second list of references | keep the one in a.qmd"
    ]


def test_a_work_that_nobody_cites(problems: Problems) -> None:
    """It is named with its place in the bibliography; listing it on purpose is not an error."""
    bib = "@misc{one, title={One}}\n\n@misc{two, title={Two}}\n"
    found = problems({"a.qmd": "# A\n\n[@one]\n", "references.bib": bib})
    assert found == ["references.bib:3: the work 'two' is cited nowhere | cite it, or remove the entry"]


def test_a_work_that_is_listed_on_purpose(read: Read) -> None:
    """``nocite`` stands for a citation."""
    bib = "@misc{one, title={One}}\n\n@misc{two, title={Two}}\n"
    assert read({"a.qmd": "---\nnocite: '@two'\n---\n\n# A\n\n[@one]\n", "references.bib": bib})
