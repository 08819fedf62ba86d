"""Tables in print: the code that is written, and the PDF that Typst makes of it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from reproreport.render.book import Book
from reproreport.render.pandoc.door import Job, convert
from reproreport.render.pandoc.nodes import attr, blocks_of, document, plain, text
from reproreport.render.read.htmltable import tables
from reproreport.render.typst.nodes import lower_table
from reproreport.render.typst.write import write_pdf

Read = Callable[..., Book]
MakeNotebook = Callable[..., str]

PINK, RED, NAVY, WHITE = "#fde0dd", "#b22222", "#000080", "#ffffff"
SAND, BLUE = "#ffcc99", "#abcdef"
LINK = "#1f4e79"
"""The colour of links in ``book.typ``."""

HEAD = f"""<thead>
<tr><th rowspan="2">Item</th><th colspan="2" style="background-color: {BLUE}">Ward</th></tr>
<tr><th style="background-color: {NAVY}; color: white">n</th><th>Verdict</th></tr></thead>"""
ROW = f"""<tr><th scope="row" style="background-color: {SAND}">Phường %d</th>
<td style="background-color: {PINK}; color: {RED}">1</td><td>text</td></tr>"""
GROUP = f'<tr><th colspan="3" scope="rowgroup" style="background-color: {NAVY}">Group</th></tr>'
LINKED = f"""<tr><th scope="row">x</th>
<td style="background-color: {NAVY}"><a href="https://example.org/">l</a></td><td>y</td></tr>"""
TABLE = f"<table>{HEAD}<tbody>{GROUP}{''.join(ROW % n for n in range(60))}{LINKED}</tbody></table>"


def code(html: str) -> str:
    """Return the Typst code of the one table in some HTML."""
    (table,) = tables(blocks_of(convert([Job(html, "html")])[0].checked))
    return convert([Job(document(lower_table(table, 440)), "json", "typst")])[0].checked


def one_cell(style: str) -> str:
    """Return the Typst code of a table's only cell, without its line breaks."""
    found = re.search(
        r"table\.cell\((.*)\],", code(f'<table><tr><td style="{style}">1</td></tr></table>'), re.S
    )
    assert found
    return re.sub(r"\s+", "", found[0])


def test_a_cells_colours_are_its_fill_and_its_text() -> None:
    """Around the content, which Pandoc writes; a cell without colours is as it was."""
    assert one_cell(f"background-color: {PINK}; color: {RED}") == (
        f'table.cell(align:left+top,fill:rgb("{PINK}"))[#inked(rgb("{RED}"))[1]],'
    )
    assert one_cell("text-align: left") == "table.cell(align:left+top)[1],"


@pytest.mark.parametrize(
    "style",
    [
        "background-color: red&quot;)); #panic(&quot;x",
        "background-color: url(x)",
        "color: #fff]; #panic()",
        "background-color: rgb(1, 2, 3)",
    ],
)
def test_no_code_gets_through_a_style(style: str) -> None:
    """Only colours that were understood are written."""
    assert one_cell(style) == "table.cell(align:left+top)[1],"


def test_a_table_from_elsewhere_is_held_to_the_same() -> None:
    """The writer does not rely on who read the table."""
    cell = [attr(style='background-color: "); #panic('), {"t": "AlignDefault"}, 1, 1, [plain(text("1"))]]
    body = [attr(), 0, [], [[attr(), [cell]]]]
    columns = [[{"t": "AlignLeft"}, {"t": "ColWidthDefault"}]]
    empty = [attr(), []]
    with pytest.raises(ValueError, match="is not a colour"):
        lower_table({"t": "Table", "c": [attr(), [None, []], columns, empty, [body], empty]}, 440)


def fills(page: pikepdf.Page) -> list[str]:
    """Return the colours in which a page fills shapes and letters."""
    used = [
        [round(float(part) * 255) for part in step.operands]
        for step in pikepdf.parse_content_stream(page)
        if str(step.operator) == "scn"
    ]
    return [f"#{bytes(parts * 3 if len(parts) == 1 else parts).hex()}" for parts in used]


def test_a_long_coloured_table_in_print(read: Read, make_notebook: MakeNotebook, tmp_path: Path) -> None:
    """Its colours are on every page with its header; tags and PDF/UA are as without colours."""
    cells = make_notebook(('#| label: tbl-a\n#| tbl-cap: "Coloured"', "text/html", TABLE))
    chapter = "# A\n\nSee @tbl-a.\n\n{{< embed /n.ipynb#tbl-a >}}\n"
    path = tmp_path / "a.pdf"
    write_pdf(read({"a.qmd": chapter, "n.ipynb": cells}), path)
    with pikepdf.open(path) as pdf:
        used = [fills(page) for page in pdf.pages]
        covered = [colours for colours in used if PINK in colours]
        assert len(covered) >= 2
        for colours in covered:
            assert {PINK, RED, NAVY, WHITE, SAND, BLUE} <= set(colours)
        assert sum(colours.count(PINK) for colours in used) == 60
        # The link's text has the colour of its cell, not that of links.
        assert LINK not in covered[-1]
        with pdf.open_metadata() as meta:
            assert meta["pdfuaid:part"] == "1"
        kinds = [
            str(thing["/S"])
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and "/S" in thing
        ]
        # The header's four, and the heading of the group.
        assert kinds.count("/TH") == 5
        assert kinds.count("/TR") == 2 + 1 + 61


def test_a_group_stays_with_its_heading(read: Read, make_notebook: MakeNotebook, tmp_path: Path) -> None:
    """Its heading is on each of its pages, and never the last line of one; no row is cut in two."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    groups = "".join(
        f'<tr><th colspan="2" scope="rowgroup">Group {group}</th></tr>'
        + "".join(f"<tr><td>{group}.{n} first<br>{group}.{n} last</td><td>x</td></tr>" for n in range(7))
        for group in range(40)
    )
    table = f"<table><thead><tr><th>Name</th><th>b</th></tr></thead><tbody>{groups}</tbody></table>"
    cells = make_notebook(('#| label: tbl-a\n#| tbl-cap: "Grouped"', "text/html", table))
    write_pdf(read({"a.qmd": "# A\n\n{{< embed /n.ipynb#tbl-a >}}\n", "n.ipynb": cells}), tmp_path / "a.pdf")
    command = ["pdftotext", "-layout", str(tmp_path / "a.pdf"), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    pages = [re.findall(r"Group \d+|\d+\.\d first|\d+\.\d last", page) for page in text.split("\f")]
    covered = [page for page in pages if page]
    assert len(covered) > 10
    for page in covered:
        assert page[0].startswith("Group")
        assert page[1].startswith(f"{page[0][6:]}.")
        assert page[1].endswith("first")
        assert page[-1].endswith("last")
    assert sum(word.endswith("last") for page in pages for word in page) == 280


def test_a_row_higher_than_a_page_breaks(read: Read, make_notebook: MakeNotebook, tmp_path: Path) -> None:
    """Nothing of it is lost below the page."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    words = " ".join(f"word{n}" for n in range(1500))
    table = f"<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>{words}</td></tr></tbody></table>"
    cells = make_notebook(('#| label: tbl-a\n#| tbl-cap: "High"', "text/html", table))
    write_pdf(read({"a.qmd": "# A\n\n{{< embed /n.ipynb#tbl-a >}}\n", "n.ipynb": cells}), tmp_path / "a.pdf")
    command = ["pdftotext", "-bbox", str(tmp_path / "a.pdf"), "-"]
    boxes = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.findall(r'yMax="([\d.]+)">(word\d+)<', boxes)
    assert [word for _, word in found] == words.split()
    assert max(float(low) for low, _ in found) < 841.89 - 70
