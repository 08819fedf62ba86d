"""The reference document."""

from __future__ import annotations

import pytest

from ooxml import NAMES, attribute, faults, parts, xml
from reproreport.render.docx.styles import TEXT_WIDTH, reference_document, table_style
from reproreport.render.tables.width import SIZES


@pytest.mark.parametrize("chapters", [True, False])
def test_it_is_a_word_document(chapters: bool) -> None:
    """That Word need not repair."""
    assert list(faults(reference_document(chapters=chapters))) == []


def test_its_page_is_a4_with_a_number() -> None:
    """210 by 297 mm with margins of 2.5 cm: 16 cm of text."""
    found = parts(reference_document(chapters=False))
    section = xml(found["word/document.xml"]).find(".//w:sectPr", NAMES)
    size = section.find("w:pgSz", NAMES)
    assert (attribute(size, "w"), attribute(size, "h")) == ("11906", "16838")
    assert abs(TEXT_WIDTH - 16 / 2.54 * 72) < 0.2
    assert b" PAGE " in found["word/footer1.xml"]


def test_no_style_takes_a_font_from_the_theme() -> None:
    """One font throughout, with the Vietnamese letters."""
    styles = xml(parts(reference_document(chapters=False))["word/styles.xml"])
    fonts = {value for fonts in styles.iter(f"{{{NAMES['w']}}}rFonts") for value in fonts.attrib.values()}
    assert fonts == {"Times New Roman", "Courier New"}


def test_there_is_a_style_for_every_size_of_a_table() -> None:
    """For text and for headings; the sizes are those of print."""
    styles = xml(parts(reference_document(chapters=False))["word/styles.xml"])
    known = {attribute(style, "styleId") for style in styles.findall("w:style", NAMES)}
    assert {table_style(size, head=head) for size in SIZES for head in (True, False)} <= known
