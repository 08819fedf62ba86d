"""Numbers and references. Expected words are Quarto's own, seen with Quarto 1.11 on the same texts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reproreport.render.book import Book
from reproreport.render.pandoc.nodes import Node, plain_text, walk

TABLE = "| a |\n|---|\n| 1 |\n\n: Words {{#{label}}}\n\n"
ONE = (
    "# First {#sec-one}\n\n## Method {#sec-method}\n\n### Deep {#sec-deep}\n\n## No number {.unnumbered}\n\n"
    + "## Results {#sec-results}\n\n"
    + TABLE.format(label="tbl-a")
    + TABLE.format(label="tbl-b")
    + "$$ x $$ {#eq-a}\n"
)
TWO = "# Second {#sec-two}\n\n" + TABLE.format(label="tbl-c") + "## Section {#sec-other}\n\n"
APPENDIX = "# The data {#sec-data}\n\n## Files {#sec-files}\n\n" + TABLE.format(label="tbl-d")

Read = Callable[..., Book]
Problems = Callable[..., list[str]]


def files(text: str = "") -> dict[str, str]:
    """Return a book of two chapters and an appendix; *text* ends the second chapter."""
    return {"one/index.qmd": ONE, "two/index.qmd": TWO + text, "appendix.qmd": APPENDIX}


def last(book: Book) -> Node:
    """Return the last paragraph of the second chapter."""
    return book.pages[2].blocks[-1]


@pytest.mark.parametrize(
    ("reference", "words", "target"),
    [
        ("@tbl-a", "Table\u00a01.1", "/one/index.qmd#tbl-a"),
        ("@tbl-b", "Table\u00a01.2", "/one/index.qmd#tbl-b"),
        ("@tbl-c", "Table\u00a02.1", "/two/index.qmd#tbl-c"),
        ("@tbl-d", "Table\u00a0A.1", "/appendix.qmd#tbl-d"),
        ("@eq-a", "Equation\u00a01.1", "/one/index.qmd#eq-a"),
        ("@sec-one", "Chapter\u00a01", "/one/index.qmd#sec-one"),
        ("@sec-method", "Section\u00a01.1", "/one/index.qmd#sec-method"),
        ("@sec-deep", "Section\u00a01.1.1", "/one/index.qmd#sec-deep"),
        ("@sec-results", "Section\u00a01.2", "/one/index.qmd#sec-results"),
        ("@sec-data", "Appendix\u00a0A", "/appendix.qmd#sec-data"),
        ("@sec-files", "Section\u00a0A.1", "/appendix.qmd#sec-files"),
        ("[-@tbl-b]", "1.2", "/one/index.qmd#tbl-b"),
        ("[Tables @tbl-b]", "Tables\u00a01.2", "/one/index.qmd#tbl-b"),
        ("@Tbl-b", "Table\u00a01.2", "/one/index.qmd#tbl-b"),
    ],
)
def test_a_reference_has_quartos_words_and_target(
    read: Read, reference: str, words: str, target: str
) -> None:
    """Across chapters, with and without a prefix."""
    paragraph = last(read(files(f"See {reference}.")))
    (link,) = [node for node in walk(paragraph) if node["t"] == "Link"]
    # plain_text keeps the no-break space, which is what Quarto writes.
    assert plain_text(link["c"][1]) == words
    assert link["c"][2][0] == target


def test_several_references_in_one_bracket(read: Read) -> None:
    """They are joined by commas, each a link of its own."""
    assert plain_text([last(read(files("See [@tbl-a; @tbl-b].")))]) == "See Table\u00a01.1, Table\u00a01.2."


def test_captions_begin_with_their_number(read: Read) -> None:
    """As Quarto writes them: a no-break space, a colon, a space."""
    book = read(files())
    captions = [
        plain_text(node["c"][1])
        for page in book.pages
        for node in walk(list(page.blocks))
        if node["t"] == "Div" and node["c"][0][1] == ["caption"]
    ]
    assert captions == [f"Table\u00a0{number}: Words" for number in ("1.1", "1.2", "2.1", "A.1")]


def test_chapters_and_headings_are_numbered(read: Read) -> None:
    """Not the first page, not the list of references, not a heading that says so."""
    book = read(files())
    assert [(page.chapter.name, page.number) for page in book.pages] == [
        ("index", ""),
        ("one", "1"),
        ("two", "2"),
        ("references", ""),
        ("appendix", "A"),
    ]
    assert [(entry.number, entry.level) for entry in book.pages[1].toc] == [
        ("1.1", 2),
        ("1.1.1", 3),
        ("", 2),
        ("1.2", 2),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("See @tbl-aa.", "two/index.qmd:11: reference @tbl-aa points to nothing | did you mean '@tbl-a'?"),
        (
            "See @thm-x.",
            "two/index.qmd:11: reference @thm-x points to nothing"
            " | only tables, figures, sections and equations can be referred to",
        ),
        (
            TABLE.format(label="tbl-a"),
            "two/index.qmd:15: label 'tbl-a' is used twice (first at one/index.qmd:15)"
            " | give one of them another label",
        ),
        (
            "[@tbl-a; @smith2010]",
            "two/index.qmd:11: references and citations are mixed: @tbl-a, @smith2010"
            " | write them in brackets of their own",
        ),
        (
            "## A {#sec-no .unnumbered}\n\n@sec-no",
            "two/index.qmd:13: @sec-no points to a section without a number"
            " | write a link instead: [the text](#sec-no)",
        ),
        (
            "# Another\n",
            "two/index.qmd:11: a second heading of level 1: 'Another'"
            " | a chapter has one title: start its sections with ##",
        ),
    ],
)
def test_a_reference_that_cannot_be_right_is_refused(problems: Problems, text: str, message: str) -> None:
    """With file, line, and the nearest name."""
    assert problems(files(text)) == [message]
