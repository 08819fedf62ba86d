"""Spreadsheets as grids of what they show: CSV, OpenDocument, Excel."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from reproreport.audit.papers.sheets import grid, in_format, read_csv, read_ods, read_xlsx
from reproreport.errors import DataError

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# As openpyxl 3.1 writes them: shared strings, a target from the root, a merged cell, two kinds of formats.
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
XLSX = {
    "xl/workbook.xml": f"""
        <workbook {MAIN} xmlns:r="{REL}"><sheets><sheet name="Table 1" r:id="rId1"/></sheets></workbook>""",
    "xl/_rels/workbook.xml.rels": f"""
        <Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Target="/xl/worksheets/sheet1.xml"/>
        </Relationships>""",
    "xl/sharedStrings.xml": f"""
        <sst {MAIN}><si><t>Item, n (%)</t></si><si><r><t>City </t></r><r><t>(n = 40)</t></r></si>
        <si><t>Yes</t></si></sst>""",
    "xl/styles.xml": f"""
        <styleSheet {MAIN}><numFmts><numFmt numFmtId="164" formatCode="0.0%"/></numFmts>
        <cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="3"/></cellXfs></styleSheet>""",
    "xl/worksheets/sheet1.xml": f"""
        <worksheet {MAIN}><sheetData>
        <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>
        <row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" s="2"><v>1234</v></c>
        <c r="C2" s="1"><v>0.6571</v></c></row>
        <row r="4"><c r="A4" t="inlineStr"><is><t>No</t></is></c><c r="B4"><v>10</v></c>
        <c r="C4"><v>0.25</v></c></row>
        </sheetData><mergeCells><mergeCell ref="B1:C1"/></mergeCells></worksheet>""",
}
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
ODS = {
    "content.xml": f"""
        <x xmlns:t="{TABLE}" xmlns:p="{TEXT}"><t:table t:name="One">
        <t:table-row><t:table-cell><p:p>Item</p:p></t:table-cell>
        <t:table-cell t:number-columns-spanned="2"><p:p>City</p:p></t:table-cell>
        <t:covered-table-cell/></t:table-row>
        <t:table-row><t:table-cell><p:p>Yes</p:p></t:table-cell><t:table-cell><p:p>30</p:p></t:table-cell>
        <t:table-cell><p:p>75,0%</p:p></t:table-cell>
        <t:table-cell t:number-columns-repeated="16000"/></t:table-row>
        <t:table-row t:number-rows-repeated="1000000">
        <t:table-cell t:number-columns-repeated="16384"/></t:table-row>
        </t:table></x>"""
}


def packed(parts: dict[str, str]) -> bytes:
    """Return a file of parts."""
    data = BytesIO()
    with ZipFile(data, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text.strip())
    return data.getvalue()


def test_excel() -> None:
    """Shared and own texts, numbers in their formats, merged cells, an empty row."""
    (sheet,) = read_xlsx(packed(XLSX), "x.xlsx")
    assert sheet.title == "Table 1"
    assert sheet.rows == (
        ("Item, n (%)", "City (n = 40)", "City (n = 40)"),
        ("Yes", "1,234", "65.7%"),
        ("", "", ""),
        ("No", "10", "0.25"),
    )
    assert sheet.covered == {(0, 2)}


def test_opendocument() -> None:
    """What its cells show; what is repeated to the edge of the sheet is not there."""
    (sheet,) = read_ods(packed(ODS), "x.ods")
    assert (sheet.title, sheet.rows) == ("One", (("Item", "City", "City"), ("Yes", "30", "75,0%")))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv(separator: str) -> None:
    """The separator is told by the lines, commas in quotes or not."""
    text = separator.join(("Item", "A", "B")) + "\n" + separator.join(("Yes", '"1,5"', "2")) + "\n"
    (sheet,) = read_csv(text, "sheet")
    assert sheet.rows == (("Item", "A", "B"), ("Yes", "1,5", "2"))


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        ("0.657", "0.0%", "65.7%"),
        ("1234", "#,##0", "1,234"),
        ("0.5", "0.00", "0.50"),
        ("0.5", '0.00" kg"', "0.50"),
        ("0.30000000000000004", "", "0.3"),
        ("45000", "yyyy-mm-dd", "45000"),
        ("-0.5", "0.0;[Red]-0.0", "-0.5"),
        ("x", "0.0", "x"),
    ],
)
def test_formats(value: str, code: str, shown: str) -> None:
    """Decimals, thousands and percentages; what is none of these is the number."""
    assert in_format(value, code) == shown


def test_merged_cells() -> None:
    """A cell over two rows and two columns stands in each place, and once as its own."""
    sheet = grid([[("a", 2, 1), ("b", 1, 2)], [("c", 1, 1), ("d", 1, 1)]], "", "table 1")
    assert sheet.rows == (("a", "b", "b"), ("a", "c", "d"))
    assert sheet.covered == {(1, 0), (0, 2)}


@pytest.mark.parametrize("read", [read_ods, read_xlsx])
def test_what_is_no_spreadsheet(read: object) -> None:
    """Neither a file of parts without the right ones, nor one with a part that is no XML."""
    assert callable(read)
    for data in (packed({}), packed({"content.xml": "<", "xl/workbook.xml": "<"}), b"text"):
        with pytest.raises(DataError):
            list(read(data, "x"))
