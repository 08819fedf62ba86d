"""A tagged PDF as facts: small documents of which the source says what a reader meets."""

from __future__ import annotations

import sys
from pathlib import Path

import pikepdf
import pytest
import typst

from parity.compare import compare
from parity.fact import Fact, Facts, Kind, Place, UnreadableError
from parity.pdf import read_pdf

HEAD = """\
#set document(title: "A book", author: "Ann Author")
#set text(lang: "en")
#set heading(numbering: "1.1")
"""

DOCUMENT = """\
#outline()

= Wards
In 80~wards, *all* of _them_, by `sum`. See #link("https://example.org")[there].

A text with a note.#footnote[A note.]

== The river
- In a list.
  - In it.
+ First
+ Second

/ Ward: A part.

#figure(
  table(
    columns: 3,
    table.header([], table.cell(colspan: 2)[Level]),
    table.cell(rowspan: 2)[City], [1], [2.5%], [3], [4],
  ),
  caption: [Wards],
)

#figure(rect(), alt: "A blue line", caption: [The river])

#quote(block: true)[Quoted.]

= A study
End.
"""

FACTS = (
    Fact(Kind.TITLE, "title: A book"),
    Fact(Kind.TITLE, "author: Ann Author"),
    Fact(Kind.TITLE, "language: en"),
    Fact(Kind.CONTENTS, "# 1 Wards"),
    Fact(Kind.CONTENTS, "## 1.1 The river"),
    Fact(Kind.CONTENTS, "# 2 A study"),
    Fact(Kind.HEADING, "# Contents"),
    Fact(Kind.HEADING, "# 1 Wards"),
    Fact(Kind.PARAGRAPH, "In 80 wards, **all** of *them*, by `sum`. See there."),
    Fact(Kind.PARAGRAPH, "A text with a note.1 1 A note."),
    Fact(Kind.FOOTNOTE, "1 A note."),
    Fact(Kind.HEADING, "## 1.1 The river"),
    Fact(Kind.PARAGRAPH, "• In a list."),
    Fact(Kind.PARAGRAPH, "‣ In it."),
    Fact(Kind.PARAGRAPH, "1. First"),
    Fact(Kind.PARAGRAPH, "2. Second"),
    Fact(Kind.PARAGRAPH, "Ward"),
    Fact(Kind.PARAGRAPH, "A part."),
    Fact(Kind.CAPTION, "Table 1: Wards"),
    Fact(Kind.ROW, " | [Level] ↔2"),
    Fact(Kind.ROW, "City ↕2 | 1 | 2.5%"),
    Fact(Kind.ROW, "3 | 4"),
    Fact(Kind.CAPTION, "Figure 1: The river"),
    Fact(Kind.ALT, "A blue line"),
    Fact(Kind.PARAGRAPH, "Quoted."),
    Fact(Kind.HEADING, "# 2 A study"),
    Fact(Kind.PARAGRAPH, "End."),
)


def compiled(folder: Path, source: str, head: str = HEAD) -> Path:
    """Return a tagged PDF of a source, set as the renderer sets a publication."""
    path = folder / "main.typ"
    path.write_text(head + source, encoding="utf-8")
    written = typst.compile(str(path), ignore_system_fonts=True, pdf_standards=["ua-1"], timestamp=0)
    assert isinstance(written, bytes)
    path.with_suffix(".pdf").write_bytes(written)
    return path.with_suffix(".pdf")


def read(folder: Path, source: str) -> Facts:
    """Return the facts of a book's PDF."""
    return read_pdf(compiled(folder, source), article=False)


def text_of(folder: Path, source: str) -> list[Fact]:
    """Return the facts of a text below a heading."""
    facts = read(folder, f"= One\n{source}")
    return list(facts[facts.index(Fact(Kind.HEADING, "# 1 One")) + 1 :])


def test_a_document_gives_what_its_source_says(tmp_path: Path) -> None:
    """Properties, bookmarks, then its structure, each thing once; printed contents say nothing more."""
    assert read(tmp_path, DOCUMENT) == FACTS


LEVEL = "table.cell(colspan: 2)[Level]"
SEEN = {
    "level": ([Kind.CONTENTS, Kind.HEADING], "= A study", "== A study"),
    "heading": ([Kind.CONTENTS, Kind.HEADING], "The river\n", "A river\n"),
    "number": ([Kind.PARAGRAPH], "80~wards", "81~wards"),
    "word": ([Kind.PARAGRAPH], "Quoted", "Cited"),
    "emphasis": ([Kind.PARAGRAPH], "_them_", "them"),
    "list": ([Kind.PARAGRAPH], "  - In it", "  + In it"),
    "term": ([Kind.PARAGRAPH], "/ Ward:", "/ City:"),
    "caption": ([Kind.CAPTION], "caption: [Wards]", "caption: [Cities]"),
    "alt text": ([Kind.ALT], "A blue line", "A red line"),
    "cell": ([Kind.ROW], "2.5%", "2.6%"),
    "cell's head": ([Kind.ROW], f"table.header([], {LEVEL})", f"[], {LEVEL}"),
    "cell's columns": ([Kind.ROW], "[3], [4]", "table.cell(colspan: 2)[3]"),
}


@pytest.mark.parametrize("change", SEEN)
def test_what_is_seen_is_a_difference(tmp_path: Path, change: str) -> None:
    """Of its kind, and once; a heading's also in the contents."""
    kinds, old, new = SEEN[change]
    assert DOCUMENT.count(old) == 1
    place = Place("book", "pdf", "")
    changed = read(tmp_path, DOCUMENT.replace(old, new))
    assert [one.kind for one in compare({place: FACTS}, {place: changed})] == kinds


def test_a_footnote_differs_with_the_paragraph_that_it_is_read_in(tmp_path: Path) -> None:
    """A screen reader reads it there."""
    place = Place("book", "pdf", "")
    changed = read(tmp_path, DOCUMENT.replace("[A note.]", "[One note.]"))
    found = compare({place: FACTS}, {place: changed})
    assert [one.kind for one in found] == [Kind.PARAGRAPH, Kind.FOOTNOTE]


UNSEEN = {
    "page": ("", '#set page(paper: "a5", margin: 12mm)\n'),
    "columns": ("", "#set page(columns: 2)\n"),
    "running head": ("", '#set page(header: [A book], numbering: "1")\n'),
    "size": ("", "#set text(size: 14pt)\n"),
    "narrow": ("", "#set par(justify: true)\n#set text(hyphenate: true)\n#set page(width: 8cm)\n"),
    "space that does not break": ("80~wards", "80 wards"),
    "soft hyphen": ("Quoted", "Quo-?ted"),
    "page break": ("= A study", "#pagebreak()\n= A study"),
    "colour": ("*all*", "#text(fill: red)[*all*]"),
    "depth of printed contents": ("#outline()", "#outline(depth: 1)"),
}


@pytest.mark.parametrize("change", UNSEEN)
def test_what_is_not_seen_makes_no_difference(tmp_path: Path, change: str) -> None:
    """Paper, columns, running heads, where a line or a page ends and a word is broken."""
    old, new = UNSEEN[change]
    source = DOCUMENT.replace(old, new) if old else new + DOCUMENT
    assert source != DOCUMENT
    assert read(tmp_path, source) == FACTS


@pytest.mark.parametrize(
    ("source", "facts"),
    [
        ("−1 it's", [Fact(Kind.PARAGRAPH, "-1 it's")]),
        ("-1 it’s", [Fact(Kind.PARAGRAPH, "-1 it's")]),
        ("Phường “x” – ✓", [Fact(Kind.PARAGRAPH, "Phường “x” – ✓")]),
        ("office fling", [Fact(Kind.PARAGRAPH, "office fling")]),
        ("m#super[2]", [Fact(Kind.PARAGRAPH, "m2")]),
        (
            "#figure(table(columns: 2, table.header([A], [B]), table.cell(colspan: 2)[Group], [1], [2]))",
            [Fact(Kind.ROW, "[A] | [B]"), Fact(Kind.ROW, "Group ↔2"), Fact(Kind.ROW, "1 | 2")],
        ),
        (
            "#table(columns: 2, [1], [2], table.footer(table.cell(colspan: 2)[Note: x.]))",
            [Fact(Kind.ROW, "1 | 2"), Fact(Kind.PARAGRAPH, "Note: x.")],
        ),
        ("#table(columns: 1, table.header([One]), [1])", [Fact(Kind.ROW, "One"), Fact(Kind.ROW, "1")]),
        ("#enum(start: 3, [Three])", [Fact(Kind.PARAGRAPH, "3. Three")]),
        ('#enum(numbering: "(a)", [A])', [Fact(Kind.PARAGRAPH, "(a) A")]),
        ("#list([One.\n\nMore.])", [Fact(Kind.PARAGRAPH, "• One."), Fact(Kind.PARAGRAPH, "• More.")]),
        ('#math.equation(block: true, alt: "l = vt", $ l = v t $)', []),
    ],
)
def test_parts_of_a_text(tmp_path: Path, source: str, facts: list[Fact]) -> None:
    """Characters as they look; heads, groups and notes of tables; marks of lists."""
    assert text_of(tmp_path, source) == facts


@pytest.mark.parametrize(
    ("numbering", "title", "headline"),
    [
        ('"1.1"', "Wards", "# 1 Wards"),
        ('"1."', "Wards", "# 1 Wards"),
        ('"A."', "Wards", "# A Wards"),
        ("none", "Appendix A — Wards", "# A Wards"),
        ("none", "A study", "# A study"),
        ("none", "Vietnam", "# Vietnam"),
    ],
)
def test_a_headings_number_stands_before_its_words(
    tmp_path: Path, numbering: str, title: str, headline: str
) -> None:
    """With or without a full stop; of an appendix the letter; a word is no number."""
    facts = read(tmp_path, f"#set heading(numbering: {numbering})\n= {title}\n")
    assert facts[-2:] == (Fact(Kind.CONTENTS, headline), Fact(Kind.HEADING, headline))


def test_the_titles_of_parts_are_left_out(tmp_path: Path) -> None:
    """Quarto draws them on pages of their own, with a Roman number; another heading is kept."""
    source = "#set heading(numbering: none)\n= Two articles\n= Two articlesII\n= One article\n"
    facts = read_pdf(compiled(tmp_path, source), article=False, parts={"Two articles"})
    headings = [fact.text for fact in facts if fact.kind is Kind.HEADING]
    assert headings == ["# One article"]
    assert [fact.text for fact in facts if fact.kind is Kind.CONTENTS] == headings


def test_what_stands_before_the_first_heading(tmp_path: Path) -> None:
    """Of an article one run of words, however it is set; of a book nothing: it is a title page."""
    block = "#align(center)[A _title_]\n\nAnn Author\n\n= One\n\nText.\n"
    path = compiled(tmp_path, block)
    shared = (
        Fact(Kind.TITLE, "title: A book"),
        Fact(Kind.TITLE, "author: Ann Author"),
        Fact(Kind.TITLE, "language: en"),
        Fact(Kind.CONTENTS, "# 1 One"),
    )
    text = (Fact(Kind.HEADING, "# 1 One"), Fact(Kind.PARAGRAPH, "Text."))
    assert read_pdf(path, article=False) == (*shared, *text)
    assert read_pdf(path, article=True) == (*shared, Fact(Kind.TITLE, "title block: AtitleAnnAuthor"), *text)


@pytest.mark.parametrize(
    ("head", "facts"),
    [
        ('#set document(title: "It’s")\n', ["title: It's", "author: ", "language: en"]),
        ('#set document(title: "T", author: ("A", "B"))\n', ["title: T", "author: A, B", "language: en"]),
        (
            '#set document(title: "T")\n#set text(lang: "vi", region: "vn")\n',
            ["title: T", "author: ", "language: vi"],
        ),
    ],
)
def test_what_a_document_says_of_itself(tmp_path: Path, head: str, facts: list[str]) -> None:
    """Its title, authors and language, without the country that Quarto adds."""
    found = read_pdf(compiled(tmp_path, "= One\n", head), article=False)
    assert [fact.text for fact in found if fact.kind is Kind.TITLE] == facts


def test_an_untagged_pdf_is_refused(tmp_path: Path) -> None:
    """With its name, in one message: nothing could be read of it."""
    path = tmp_path / "report.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path)
    with pytest.raises(UnreadableError) as refused:
        read_pdf(path, article=False)
    assert str(refused.value) == "report.pdf: the PDF is not tagged"


def test_without_pikepdf_nothing_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what to install."""
    monkeypatch.setitem(sys.modules, "pikepdf", None)
    with pytest.raises(UnreadableError) as refused:
        read_pdf(tmp_path / "report.pdf", article=False)
    assert str(refused.value) == (
        "pikepdf, which reads PDFs, is not installed\n    install it: pip install '.[test]'"
    )


@pytest.mark.parametrize("mark", ["_", "*"])
def test_emphasis_in_two_pieces_is_one(tmp_path: Path, mark: str) -> None:
    """A page that ends in it tears it in the tags."""
    torn = f"{mark}One{mark} {mark}two{mark} and {mark}three{mark}."
    assert text_of(tmp_path, torn) == text_of(tmp_path, torn.replace(f"{mark} {mark}", " "))
