"""Constructs of a chapter as Word has them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ooxml import NAMES, W, attribute, faults, parts, style, text, xml
from reproreport.render.book import Book
from reproreport.render.docx.write import write_docx

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
CHAPTER = """\
# Wards {#sec-wards}

::: {.content-visible when-format="html"}
Scroll.
:::

::: {.content-visible unless-format="html"}
Turn [the page]{.content-visible when-format="docx"}[it]{.content-hidden when-format="docx"}.
:::

The word [phường]{lang="vi"}.

::: {lang="vi"}
Cấp uỷ.
:::

A share has the variance
$$ p (1 - p) / n $$ {#eq-variance}
as @eq-variance says.

::: {.panel-tabset}
## Counts

Of cups.
:::

- [ ] to do
- [x] done

::: {.callout-note}
First.
:::

::: {.callout-tip}
Second.
:::

Above.

{{< pagebreak >}}

Below.
"""


@pytest.fixture
def document(read: Callable[..., Book], tmp_path: Path) -> bytes:
    """Return a book of one chapter as a Word document."""
    write_docx(read({"wards.qmd": CHAPTER}), tmp_path / "book.docx")
    return (tmp_path / "book.docx").read_bytes()


@pytest.fixture
def body(document: bytes) -> Any:
    """Return its text."""
    return xml(parts(document)["word/document.xml"])[0]


def lines(body: Any) -> list[str]:
    """Return the text of each paragraph with its style."""
    return [f"{style(p)}: {text(p)}".replace("\u00a0", " ") for p in body.iter(f"{{{W}}}p")]


def test_word_has_nothing_to_repair(document: bytes) -> None:
    """In none of them."""
    assert list(faults(document)) == []


def test_text_for_other_formats_is_left_out(body: Any) -> None:
    """What only pages show is not in Word; what is not for pages is."""
    found = " ".join(lines(body))
    assert "Scroll." not in found
    assert "Turn the page." in found


def test_words_of_another_language_are_marked(body: Any) -> None:
    """So that Word does not underline them; in a line, and a paragraph of them."""
    marked = [
        text(run)
        for run in body.iter(f"{{{W}}}r")
        if (language := run.find("w:rPr/w:lang", NAMES)) is not None and attribute(language) == "vi"
    ]
    assert marked == ["phường", "Cấp uỷ."]


def test_a_formula_stands_between_its_lines(body: Any) -> None:
    """In the middle, its number at the end of the line; references lead to it."""
    found = lines(body)
    place = found.index("Equation: (1.1)")
    assert found[place - 1].endswith(": A share has the variance")
    assert found[place + 1].endswith(": as Equation 1.1 says.")
    (line,) = (p for p in body.iter(f"{{{W}}}p") if style(p) == "Equation")
    assert line.find(f".//{M}oMath") is not None
    assert line.find(f".//{M}oMathPara") is None
    assert len(list(line.iter(f"{{{W}}}tab"))) == 2
    names = {attribute(mark, "name") for mark in line.iter(f"{{{W}}}bookmarkStart")}
    assert [name for name in names if name.endswith("eq-variance")]


def test_titles_of_tabs_are_no_headings(body: Any) -> None:
    """They stand above their text."""
    found = lines(body)
    place = found.index("TabTitle: Counts")
    assert found[place + 1].endswith(": Of cups.")


def test_what_is_to_do_has_a_box(document: bytes, body: Any) -> None:
    """And what is done a box with a cross, not a bullet."""
    numbering = xml(parts(document)["word/numbering.xml"])
    shown = {
        attribute(num, "numId"): attribute(kind.find("w:lvl/w:lvlText", NAMES))
        for num in numbering.findall("w:num", NAMES)
        for kind in numbering.findall("w:abstractNum", NAMES)
        if attribute(kind, "abstractNumId") == attribute(num.find("w:abstractNumId", NAMES))
    }
    signs = {
        text(p): shown[attribute(number)]
        for p in body.iter(f"{{{W}}}p")
        if (number := p.find("w:pPr/w:numPr/w:numId", NAMES)) is not None
    }
    assert signs == {"to do": "☐", "done": "☒"}


def test_callouts_are_apart(body: Any) -> None:
    """Word makes one box of two that touch."""
    styles = [line.partition(":")[0] for line in lines(body)]
    first = styles.index("CalloutTitle")
    assert styles[first : first + 6] == ["CalloutTitle", "Callout", "Gap", "CalloutTitle", "Callout", "Gap"]


def test_a_page_break_breaks_the_page(body: Any) -> None:
    """Between the two paragraphs."""
    kinds = ["break" if p.find(".//w:br", NAMES) is not None else text(p) for p in body.iter(f"{{{W}}}p")]
    place = kinds.index("break")
    assert (kinds[place - 1], kinds[place + 1]) == ("Above.", "Below.")


def test_the_contents_are_words_own(body: Any) -> None:
    """A block that Word knows as a table of contents, with the button that renews it."""
    (block,) = body.findall("w:sdt", NAMES)
    assert attribute(block.find(".//w:docPartGallery", NAMES)) == "Table of Contents"
    found = [f"{style(p)}: {text(p)}".replace("\u00a0", " ") for p in block.iter(f"{{{W}}}p")]
    assert found == ["TOCHeading: Contents", "TOC1: Preface", "TOC1: 1  Wards", "TOC1: References"]


def test_a_cover_has_no_page_number(body: Any) -> None:
    """A first page of its own, without a footer."""
    section = body.find("w:sectPr", NAMES)
    assert section.find("w:titlePg", NAMES) is not None
    kinds = [attribute(reference, "type") for reference in section.findall("w:footerReference", NAMES)]
    assert kinds == ["default"]
