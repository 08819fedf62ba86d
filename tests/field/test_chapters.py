"""Chapters as Quarto lets a book list them: named files, parts of titles and of files, parts in parts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import ooxml
from every_format import FORMATS, Written, write_all
from reproreport.errors import ProjectError
from reproreport.project import load_project
from small_book import write_book

FILES = {
    "one.qmd": "# The first chapter {#sec-one}\n\nSee [the part](part.qmd), @sec-two.\n",
    "part.qmd": "# Dice and *cards* {#dice}\n\nWhat this part holds.\n\n## Before it\n\nMore.\n",
    "two.qmd": "# Two {#sec-two}\n\nText.\n",
    "three.qmd": "# Three\n\nText.\n",
    "data.qmd": "# Data {#sec-data}\n\nText of @sec-data.\n",
}
BOOK = [
    "index.qmd",
    {"file": "one.qmd", "text": "First & *foremost*"},
    {
        "part": "part.qmd",
        "chapters": [{"href": "two.qmd"}, {"part": "The *inner* part", "chapters": ["three.qmd"]}],
    },
    "references.qmd",
]


def book_of(chapters: list[Any], **more: Any) -> dict[str, Any]:
    """Return the settings of a book with these chapters."""
    return {"book": {"title": "T", "author": "A", "chapters": chapters, **more}}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Return a book with all of them."""
    appendices = [{"part": "Of numbers", "chapters": ["data.qmd"]}]
    return write_all(tmp_path_factory.mktemp("parts"), FILES, **book_of(BOOK, appendices=appendices))


def test_nothing_that_is_listed_vanishes(book: Written) -> None:
    """Every file is a page, in the order of the list."""
    names = [str(page.chapter.path) for page in book.book.pages]
    assert names == ["index.qmd", "one.qmd", "part.qmd", "two.qmd", "three.qmd", "references.qmd", "data.qmd"]
    assert [page.number for page in book.book.pages] == ["", "1", "", "2", "3", "", "A"]


def test_the_contents_of_the_site(book: Written) -> None:
    """A chapter's own name, parts by their titles, the part's page as a link, the appendices."""
    contents = re.search(r'<nav class="contents".*?</nav>', book.page("one.html"), re.DOTALL)
    assert contents
    entries = [re.sub(r"<[^>]*>", "", line) for line in contents[0].splitlines() if line.startswith("<li")]
    assert entries == [
        "Preface",
        "1First &amp; foremost",
        "Dice and cards",
        "2Two",
        "The inner part",
        "3Three",
        "References",
        "Appendices",
        "Of numbers",
        "AData",
    ]
    assert '<li class="part"><a href="part.html">' in contents[0]
    assert "<span> References</span>" in book.page("three.html")
    assert '<span class="chapter-title">The first chapter</span>' in book.page("one.html")


def test_the_page_of_a_part(book: Written) -> None:
    """It is a page of its own, without a number, and links lead to it."""
    page = book.page("part.html")
    assert '<h1 id="dice"><span class="chapter-title">Dice and <em>cards</em></span></h1>' in page
    assert "What this part holds." in page
    assert '<a href="part.html">the part</a>' in book.page("one.html")
    assert "Chapter\xa02</a>" in book.page("one.html")
    assert "What this part holds." in book.one_page


def test_parts_in_the_pdf(book: Written) -> None:
    """Pages with their titles, below which the part's own text stands; what follows begins a new page."""
    tops = [name for name in book.bookmarks if name != "Before it"]
    assert tops == [
        "Preface",
        "1 The first chapter",
        "Dice and cards",
        "2 Two",
        "The inner part",
        "3 Three",
        "References",
        "Appendices",
        "Of numbers",
        "Appendix A — Data",
    ]
    assert "Before it" in book.bookmarks
    assert "Dice and cards" in book.printed
    assert "What this part holds." in book.printed


def test_parts_in_the_word_file(book: Written) -> None:
    """Their titles have a style of their own."""
    found = book.word_body.iter(f"{{{ooxml.W}}}p")
    titles = [ooxml.text(p) for p in found if ooxml.style(p) == "PartTitle"]
    assert titles == ["Dice and cards", "The inner part", "Appendices", "Of numbers"]
    assert "What this part holds." in book.word_text


def test_the_first_page_is_index(tmp_path: Path) -> None:
    """Wherever it is listed, as by Quarto; a book without it is refused."""
    chapters = ["one.qmd", "index.qmd", "references.qmd"]
    files = {"one.qmd": "# One\n\nText.\n"}
    book = write_all(tmp_path, files, **book_of(chapters))
    assert [page.chapter.name for page in book.book.pages] == ["index", "one", "references"]
    with pytest.raises(ProjectError, match=r"_quarto\.yml:\d+: the book has no index\.qmd"):
        write_book(tmp_path / "none", files, **book_of(["one.qmd"]))


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            {"href": "https://example.org", "text": "Elsewhere"},
            "'https://example.org' is no file of the book",
        ),
        ({"fil": "one.qmd"}, "unknown key 'fil' of a chapter\n    did you mean 'file'?"),
        ({"part": "Dice"}, "the part 'Dice' has no chapters"),
        ({"part": "Dice", "chapters": []}, "the part 'Dice' has no chapters"),
        ({"part": "Dice", "chapters": "one.qmd"}, "the part 'Dice' has no chapters"),
        ({"part": "none.qmd", "chapters": ["one.qmd"]}, "chapter 'none.qmd' does not exist"),
        ({"part": "Dice", "chapters": [{"text": "One"}]}, "is no chapter"),
        ({"section": "Dice", "contents": ["one.qmd"]}, "unknown key 'section' of a chapter"),
        ({"text": "Only words"}, "is no chapter\n    write a file"),
        (["one.qmd"], "'['one.qmd']' is no chapter"),
        (7, "'7' is no chapter"),
        (None, "'None' is no chapter"),
    ],
)
def test_what_is_not_understood_is_refused_by_line(tmp_path: Path, entry: object, message: str) -> None:
    """Of it nothing would be published."""
    with pytest.raises(ProjectError) as caught:
        write_book(tmp_path / "book", {}, **book_of(["index.qmd", entry, "references.qmd"]))
    found = next(problem for problem in caught.value.problems if message in str(problem))
    lines = (tmp_path / "book/_quarto.yml").read_text(encoding="utf-8").splitlines()
    number = int(found.where.removeprefix("_quarto.yml:"))
    assert lines.index("  chapters:") + 1 < number <= lines.index("lang: en")


@pytest.mark.parametrize("key", ["chapters", "appendices"])
def test_a_list_of_chapters_is_a_list(tmp_path: Path, key: str) -> None:
    """Letters of a word would be files."""
    settings = book_of(["index.qmd", "references.qmd"])
    settings["book"][key] = "one.qmd"
    with pytest.raises(ProjectError, match=rf"'book: {key}' is"):
        write_book(tmp_path / "book", {"one.qmd": "# One\n"}, **settings)


def test_chapters_of_a_profile(tmp_path: Path) -> None:
    """A problem is named in the file that it stands in."""
    root = write_book(tmp_path / "book", FILES, format=FORMATS).root
    profile = "project: {type: book}\nbook:\n  appendices:\n    - {href: 'https://example.org'}\n"
    (root / "_quarto-part.yml").write_text(profile, encoding="utf-8")
    with pytest.raises(ProjectError, match=r"_quarto-part\.yml:4: 'https://example.org' is no file"):
        load_project(root, "part")
