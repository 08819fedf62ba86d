"""Printed tables drawn for a chapter, read back from the HTML that chapters get."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

from great_tables import GT

from audit_tables import Rows, table_of
from finding_examples import drinks_audit, pets_audit
from reproreport.audit.shown.drawn import drawn
from reproreport.audit.shown.marks import MARKS
from reproreport.audit.table import Kind
from reproreport.audit.table_audit import audit_table
from reproreport.tables import to_html

FILLS = {mark.sign: mark.fill for mark in MARKS.values()}


def parsed(table: GT) -> ET.Element:
    """The table as a chapter gets it, through an XML parser."""
    return ET.fromstring(to_html(table))


def texts(row: ET.Element) -> list[str]:
    """The cells of a row, with plain spaces."""
    return ["".join(cell.itertext()).replace("\u00a0", " ") for cell in row]


def test_a_table_as_printed(tmp_path: Path) -> None:
    """A spanner for each group, counts and percentages below it, and the Ns at the end."""
    root = parsed(drawn(drinks_audit(tmp_path)))
    spanners, columns = root.findall("./thead/tr")
    assert texts(spanners) == ["", "Men", "Women", "Everybody"]
    assert texts(columns) == ["n", "%"] * 3
    assert [texts(row) for row in root.findall("./tbody/tr")] == [
        ["Tea", "10 ✓", "25,0 ✓", "15 ✓", "25,0 ✓", "25 ✓", "25,0 ✓"],
        ["Coffee", "20 ✓", "50,0 ✓", "46 ✗", "60,0 ✗", "56 ✗", "56,0 ✓"],
        ["Water", "13 ✓", "32,5 ✓", "20 ≈", "33,4 ≈", "33 ✓", "33,0 ✓"],
        ["N", "40 ✓", "", "60 ✓", "", "100 ✓", ""],
    ]
    (note,) = root.findall("./tfoot/tr")
    assert texts(note) == ["✓ exact; ≈ within rounding; ✗ inconsistent."]


def test_every_mark_has_its_colour_under_black_text(tmp_path: Path) -> None:
    """The fill belongs to the mark in the same cell; a cell without a number has neither."""
    for audit in (drinks_audit(tmp_path), pets_audit(tmp_path)):
        for cell in parsed(drawn(audit)).findall("./tbody/tr/td"):
            style, (shown,) = (
                cell.get("style", ""),
                texts(ET.fromstring(f"<r>{ET.tostring(cell).decode()}</r>")),
            )
            if shown:
                assert f"background-color: {FILLS[shown[-1]]}; color: #000000" in style
            else:
                assert "background" not in style


def test_questions_are_groups_of_rows() -> None:
    """11 + 10 is 21 of 20; 55,0 + 50,0 is 105,0; the sum of percentages has a sign, since none is printed."""
    rows: Rows = {
        ("q", "yes"): [(11, "55,0"), (20, "50,0")],
        ("q", "no"): [(10, "50,0"), (20, "50,0")],
        ("r", "yes"): [(5, "25,0"), (10, "25,0")],
        ("r", "no"): [(15, "75,0"), (30, "75,0")],
    }
    root = parsed(drawn(audit_table(table_of({"a": 20, "b": 40}, rows, kind=Kind.SINGLE))))
    bodies = [[texts(row) for row in body] for body in root.findall("./tbody")]
    assert [body[0] for body in bodies] == [["Item q"], ["Item r"], ["Sizes of the groups"]]
    assert bodies[1][1] == ["yes", "5 ✓", "25,0 ✓", "10 ✓", "25,0 ✓"]
    assert bodies[2][1] == ["N", "20 ✗", "Σ ✗", "40 ✓", "Σ ✓"]
    (note,) = root.findall("./tfoot/tr")
    assert "Σ: the sums of the percentages" in texts(note)[0]
    assert "The mark of an N is the worst of the sums of its column" in texts(note)[0]


def test_groups_worded_alike() -> None:
    """Two columns called "Total" are two spanners, with their identifiers."""
    rows: Rows = {"x": [(1, "10,0"), (2, "10,0")], "y": [(3, "30,0"), (6, "30,0")]}
    table = table_of({"a": 10, "b": 20}, rows)
    alike = replace(table, groups=tuple(replace(group, label="Total") for group in table.groups))
    root = parsed(drawn(audit_table(alike)))
    assert texts(root.findall("./thead/tr")[0]) == ["", "Total [a]", "Total [b]"]


def test_text_of_a_file_is_text() -> None:
    """Wordings with markup of HTML or Markdown in them stand as they are typed."""
    rows: Rows = {"<b>x</b> *y*": [(1, "10,0"), (2, "10,0")], "z & y": [(3, "30,0"), (6, "30,0")]}
    root = parsed(drawn(audit_table(table_of({"a": 10, "<i>b": 20}, rows))))
    assert texts(root.findall("./thead/tr")[0])[2] == "Group <i>b"
    assert [texts(row)[0] for row in root.findall("./tbody/tr")][:2] == ["Item <b>x</b> *y*", "Item z & y"]
