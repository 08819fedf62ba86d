"""The text of marked content: pages written by hand, of which each operator is known, and one by Typst."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import typst

from parity.pdftext import marked_text

LETTERS = """\
/CIDInit /ProcSet findresource begin
1 begincodespacerange <0000> <FFFF> endcodespacerange
3 beginbfchar
<0001> <0041>
<0002> <00660069>
<0003> <1EDD>
endbfchar
1 beginbfchar
<0004><D83DDE00>
endbfchar
2 beginbfrange
<0010> <0012> <0061>
<0020> <0020> <0078>
endbfrange
endcmap
"""
"""A, the ligature fi, ờ, a smiling face; a to c, and x."""

OTHER = "1 beginbfchar <0001> <005A> endbfchar"
"""In this font the code of A is Z's."""


@pytest.fixture
def pdf() -> Iterator[Any]:
    """Yield an empty PDF."""
    with pikepdf.new() as empty:
        yield empty


def page(pdf: Any, content: str, **tables: str) -> Any:
    """Add a page with some content to a PDF; each font has a table from its codes to characters."""
    added = pdf.add_blank_page()
    fonts = {}
    for name, table in (tables or {"F1": LETTERS}).items():
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type0)
        if table:
            font.ToUnicode = pdf.make_stream(table.encode("ascii"))
        fonts[f"/{name}"] = pdf.make_indirect(font)
    added.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(fonts))
    added.Contents = pdf.make_stream(content.encode("utf-8"))
    return added


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("/F1 9 Tf /P <</MCID 0>> BDC <0001> Tj EMC", {0: "A"}),
        ("/F1 9 Tf /P <</MCID 7>> BDC <000100020003> Tj EMC", {7: "Afiờ"}),
        ("/F1 9 Tf /P <</MCID 0>> BDC <0004> Tj EMC", {0: "😀"}),
        ("/F1 9 Tf /P <</MCID 0>> BDC <0010001100120020> Tj EMC", {0: "abcx"}),
        ("/F1 9 Tf /P <</MCID 0>> BDC [<0001> -250 <0010> 3 <0011>] TJ EMC", {0: "Aab"}),
        ("/F1 9 Tf /P <</MCID 0>> BDC BT <0001> Tj ET BT <0010> Tj ET EMC", {0: "Aa"}),
        ("/F1 9 Tf /P <</MCID 0>> BDC <0099> Tj EMC", {0: "\ufffd"}),
        (
            "/F1 9 Tf /P <</MCID 0>> BDC <0001> Tj EMC /P <</MCID 1>> BDC <0010> Tj EMC",
            {0: "A", 1: "a"},
        ),
    ],
    ids=["one", "several", "beyond", "ranges", "kerned", "blocks", "unknown", "two"],
)
def test_codes_are_read_by_the_fonts_table(pdf: Any, content: str, text: dict[int, str]) -> None:
    """One code may be several characters; a code that the table lacks is seen to be unknown."""
    assert marked_text(page(pdf, content), {}) == text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("/F1 9 Tf <0001> Tj", {}),
        ("/F1 9 Tf /Artifact BMC <0001> Tj EMC", {}),
        ("/F1 9 Tf /Artifact <</Type /Pagination>> BDC <0001> Tj EMC", {}),
        ("/F1 9 Tf /P <</MCID 0>> BDC <0001> Tj EMC <0010> Tj", {0: "A"}),
        ("/F1 9 Tf /Artifact BMC <0001> Tj EMC /P <</MCID 0>> BDC <0010> Tj EMC", {0: "a"}),
    ],
)
def test_what_is_outside_the_structure_is_not_read(pdf: Any, content: str, text: dict[int, str]) -> None:
    """Running heads, numbers of pages, ornaments."""
    assert marked_text(page(pdf, content), {}) == text


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("/Span <</Lang (en)>> BDC <0010> Tj EMC <0011> Tj", "Aab"),
        ("/Span BMC <0010> Tj EMC", "Aa"),
        ("/Span <</ActualText (x)>> BDC <00100011> Tj EMC <0012> Tj", "Axc"),
        ("/Span <</ActualText <FEFF00AD>>> BDC <0010> Tj EMC <0012> Tj", "A\u00adc"),
        ("/Span <</ActualText ()>> BDC <0010> Tj EMC <0012> Tj", "Ac"),
        ("/Span <</ActualText (x)>> BDC /Span <</ActualText (y)>> BDC <0010> Tj EMC <0011> Tj EMC", "Ax"),
    ],
    ids=["language", "plain", "said", "hyphen", "nothing", "nested"],
)
def test_spans_inside_a_piece_belong_to_it(pdf: Any, inner: str, text: str) -> None:
    """Where one says what it reads as, that is its text, once, and not what is drawn."""
    content = f"/F1 9 Tf /P <</MCID 0>> BDC <0001> Tj {inner} EMC"
    assert marked_text(page(pdf, content), {}) == {0: text}


def test_a_piece_may_say_itself_what_it_reads_as(pdf: Any) -> None:
    """Then what is drawn in it is not read."""
    content = "/F1 9 Tf /P <</MCID 3 /ActualText (x)>> BDC <0001> Tj EMC"
    assert marked_text(page(pdf, content), {}) == {3: "x"}


def test_each_font_has_its_own_codes(pdf: Any) -> None:
    """They change in the middle of a piece; one without a table is seen to be unknown."""
    content = "/P <</MCID 0>> BDC /F1 9 Tf <0001> Tj /F2 9 Tf <0001> Tj /F3 9 Tf <0001> Tj EMC"
    found = marked_text(page(pdf, content, F1=LETTERS, F2=OTHER, F3=""), {})
    assert found == {0: "AZ\ufffd"}


def test_a_fonts_table_is_read_once(pdf: Any) -> None:
    """Pages that share a font share its codes, which may have other names there."""
    first = page(pdf, "/F1 9 Tf /P <</MCID 0>> BDC <0001> Tj EMC")
    second = page(pdf, "/G 9 Tf /P <</MCID 0>> BDC <0001> Tj EMC", G="")
    second.Resources.Font["/G"] = first.Resources.Font["/F1"]
    fonts: dict[Any, dict[int, str]] = {}
    assert marked_text(first, fonts) == {0: "A"}
    (key,) = fonts
    fonts[key][1] = "B"
    assert marked_text(second, fonts) == {0: "B"}
    assert list(fonts) == [key]


def test_a_page_without_text_has_none(pdf: Any) -> None:
    """It needs no fonts for that."""
    blank = pdf.add_blank_page()
    assert marked_text(blank, {}) == {}


def test_a_broken_word_reads_as_it_does_unbroken(tmp_path: Path) -> None:
    """Typst draws a hyphen at the end of the line and says that it is a soft one."""
    source = tmp_path / "main.typ"
    words = "representatives administrations characteristics"
    source.write_text(
        '#set document(title: "T")\n#set page(width: 5cm)\n'
        f'#set text(lang: "en", hyphenate: true)\n{words}\n',
        encoding="utf-8",
    )
    written = typst.compile(str(source), ignore_system_fonts=True, pdf_standards=["ua-1"], timestamp=0)
    assert isinstance(written, bytes)
    path = tmp_path / "main.pdf"
    path.write_bytes(written)
    with pikepdf.open(path) as made:
        text = "".join(marked_text(made.pages[0], {}).values())
    assert "\u00ad" in text
    assert text.replace("\u00ad", "").split() == words.split()
