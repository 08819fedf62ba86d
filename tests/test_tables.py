"""Lean tables: read back by parsers that are not the code under test."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pandas as pd
import pypandoc
import pytest
from great_tables import GT, loc, md, style

from reproreport.tables import from_frame, show, to_html, widths, written

ROOT = Path(__file__).parents[1]


@pytest.fixture
def table() -> GT:
    """Two row groups, a spanner, styles, notes, and text that needs escaping."""
    frame = pd.DataFrame(
        {"item": ["a < b & c", "Đảng ủy"], "group": ["one", "two"], "n": [1, 2], "p": ["x", "y"]}
    )
    return (
        GT(frame, rowname_col="item", groupname_col="group")
        .tab_spanner("Both", ["n", "p"])
        .cols_align("right", columns="n")
        .cols_align("center", columns="p")
        .cols_label(n=md("*n*"))
        .tab_style(style.text(weight="bold", font="Arial"), loc.body(columns="n", rows=[0]))
        .tab_style(style.text(style="italic", color="#123456"), loc.body(columns="p", rows=[0]))
        .tab_style(style.fill("#eeeeee"), loc.body(columns="p", rows=[1]))
        .tab_source_note(md("From *there*."))
        .tab_footnote("A note.", loc.body(columns="n", rows=[1]))
        .opt_row_striping()
        .tab_options(table_font_names="Comic Sans MS")
    )


def parsed(table: GT) -> ET.Element:
    """The table through an XML parser: cells without void elements are well-formed."""
    return ET.fromstring(to_html(table))


def words(element: ET.Element) -> str:
    """The text of an element and everything in it."""
    return "".join(element.itertext())


def test_nothing_of_the_widget_is_left(table: GT) -> None:
    """No style block, wrapper, class, identifier, font, padding or quarto attribute."""
    root = parsed(table)
    assert root.tag == "table"
    allowed = {"rowspan", "colspan", "scope", "style"}
    for element in root.iter():
        assert element.tag not in {"style", "div", "span"}
        assert set(element.attrib) <= allowed
    html = to_html(table)
    for word in ("font", "padding", "Comic", "Arial", "gt_", "quarto", 'colspan="1"'):
        assert word not in html


def test_every_cell_says_how_it_is_aligned(table: GT) -> None:
    """As text-align on each cell, because classes do not reach Typst or DOCX."""
    root = parsed(table)
    for cell in [*root.iter("td"), *root.iter("th")]:
        assert cell.get("style", "").startswith("text-align: ")
    first = root.findall("tbody/tr")[1]
    sides = [cell.get("style", "").split(";")[0] for cell in first]
    assert sides == ["text-align: left", "text-align: right", "text-align: center"]


def test_the_authors_styles_stay(table: GT) -> None:
    """Bold and italic as elements, fill and colour inline, both where only one was given."""
    first, second = parsed(table).findall("tbody/tr[2]")
    _, bold, italic = first
    assert ET.tostring(bold, encoding="unicode").strip().endswith("><strong>1</strong></td>")
    assert [child.tag for child in italic] == ["em"]
    assert italic.get("style") == "text-align: center; background-color: #ffffff; color: #123456"
    assert second[2].get("style") == "text-align: center; background-color: #eeeeee; color: #000000"


def styled(*styles: Any, value: str = "x") -> ET.Element:
    """A body cell after ``tab_style`` with these styles."""
    made = GT(pd.DataFrame({"a": [value]})).fmt_markdown("a").tab_style(list(styles), loc.body("a", [0]))
    cell = parsed(made).find("tbody/tr/td")
    assert cell is not None
    return cell


@pytest.mark.parametrize(
    ("styles", "colours"),
    [
        ([style.fill("#FDE0DD"), style.text(color="firebrick")], ("#fde0dd", "#b22222")),
        ([style.fill("navy")], ("#000080", "#ffffff")),
        ([style.fill("#fc9")], ("#ffcc99", "#000000")),
        ([style.fill("red"), style.fill("Gold")], ("#ffd700", "#000000")),
        ([style.fill("transparent"), style.text(color="red")], ("#ffffff", "#ff0000")),
    ],
)
def test_colours_are_a_fill_and_a_text_as_numbers(styles: list[Any], colours: tuple[str, str]) -> None:
    """Quarto's PDF takes a name for Typst's colour of that name: navy is #001f3f there."""
    fill, text = colours
    assert styled(*styles).get("style") == f"text-align: left; background-color: {fill}; color: {text}"


def test_colours_of_every_heading_stay_and_notes_have_none(table: GT) -> None:
    """A PDF's notes stand below the table, and Quarto's has no colours there."""
    fill = style.fill("#abcdef")
    places = [loc.column_labels("n"), loc.spanner_labels(["Both"]), loc.row_groups("two"), loc.stub([1])]
    root = parsed(table.tab_style(fill, [*places, loc.footer()]))
    filled = [words(cell).strip() for cell in root.iter() if "#abcdef" in cell.get("style", "")]
    assert filled == ["Both", "n", "two", "Đảng ủy"]


def test_a_scale_of_colours_stays() -> None:
    """data_color's fills, with the text colours that it chose."""
    made = GT(pd.DataFrame({"a": [1, 2]})).data_color("a", palette=["white", "#8b0000"])
    found = [cell.get("style", "").partition("; ")[2] for cell in parsed(made).iter("td")]
    assert found == [
        "background-color: #ffffff; color: #000000",
        "background-color: #8b0000; color: #ffffff",
    ]


def test_no_other_style_stays() -> None:
    """What Quarto would show and the embedded renderer would not: borders, lines, letters' case."""
    text = style.text(decorate="underline", transform="uppercase", size="30px", v_align="top")
    more = [text, style.borders("all", "red"), style.css("position: fixed")]
    assert styled(*more).get("style") == "text-align: left"


@pytest.mark.parametrize("bad", ["linear-gradient(red, blue)", "url(x.png)", "rgb(1, 2, 3)", "#12345", "rad"])
def test_what_is_no_colour_is_refused_by_name(bad: str) -> None:
    """With the cell that it was meant for."""
    with pytest.raises(ValueError, match=rf"in the cell 'x y': '{re.escape(bad)}' is not a colour"):
        styled(style.fill(bad), value="x *y*")


def test_a_link_has_the_colour_of_its_cell() -> None:
    """Its own, blue, cannot be read on a dark fill."""
    link = styled(style.fill("navy"), value="[a *b*](https://example.org/)").find("a")
    assert link is not None
    (inner,) = link
    assert (inner.tag, inner.get("style"), words(link)) == ("span", "color: #ffffff", "a b")
    plain = styled(value="[a](https://example.org/)").find("a")
    assert plain is not None
    assert len(plain) == 0


def test_each_row_group_is_a_body_that_opens_with_its_heading(table: GT) -> None:
    """So that a reader of the structure (Pandoc, a screen reader) knows what belongs together."""
    bodies = parsed(table).findall("tbody")
    assert [words(body[0]).strip() for body in bodies] == ["one", "two"]
    assert [body[0][0].get("scope") for body in bodies] == ["rowgroup", "rowgroup"]
    assert [len(body) for body in bodies] == [2, 2]


def test_headings_have_scopes_and_empty_ones_are_no_headings(table: GT) -> None:
    """The corner above the stub has no words, so it is a plain cell."""
    head = parsed(table).findall("thead/tr")
    assert [(cell.tag, cell.get("scope")) for cell in head[0]] == [
        ("td", None),
        ("th", "colgroup"),
    ]
    assert {cell.get("scope") for cell in head[1]} == {"col"}
    stub = parsed(table).findall("tbody/tr")[1][0]
    assert (stub.tag, stub.get("scope"), words(stub).strip()) == ("th", "row", "a < b & c")


def test_notes_stay_at_the_foot(table: GT) -> None:
    """A footnote's mark is a superscript in the cell and at the note."""
    root = parsed(table)
    assert [words(row).strip() for row in root.findall("tfoot/tr")] == ["From there.", "1 A note."]
    assert [mark.text for mark in root.iter("sup")] == ["1", "1"]


def test_column_widths_stay_and_empty_sections_go() -> None:
    """Widths are a colgroup; a table without headings has no thead."""
    plain = GT(pd.DataFrame({"a": [1], "b": [2]})).cols_width(a="70%")
    html = to_html(plain)
    assert '<col style="width: 70%">' in html
    assert "<tfoot>" not in html
    assert "<thead>" not in to_html(plain.tab_options(column_labels_hidden=True))


def test_pandoc_reads_the_same_table(table: GT) -> None:
    """Spans, bodies, alignment and emphasis arrive in Pandoc's own document model."""
    document = json.loads(pypandoc.convert_text(to_html(table), "json", format="html"))
    (block,) = document["blocks"]
    assert block["t"] == "Table"
    _, _, columns, head, bodies, foot = block["c"]
    assert len(columns) == 3
    assert len(head[1]) == 2
    assert [len(body[2]) for body in bodies] == [1, 1]  # one heading row for each group
    assert [len(body[3]) for body in bodies] == [1, 1]
    alignments = [cell[1]["t"] for cell in bodies[0][3][0][1]]
    assert alignments == ["AlignLeft", "AlignRight", "AlignCenter"]
    assert "Strong" in json.dumps(bodies[0])
    assert "Superscript" in json.dumps(foot)
    assert "RawInline" not in json.dumps(document)


def test_the_text_is_the_same_in_every_process(table: GT) -> None:
    """great_tables draws a random identifier for each table; none of it is left."""
    program = (
        "import pandas as pd; from great_tables import GT; from reproreport.tables import to_html;"
        "print(to_html(GT(pd.DataFrame({'a': [1], 'b': ['ế']}), rowname_col='b')))"
    )
    command = [sys.executable, "-X", "utf8", "-c", program]
    texts = {
        subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout for _ in range(2)
    }
    assert len(texts) == 1
    assert "ế" in texts.pop()
    assert to_html(table) == to_html(table)


def test_shows_html_and_nothing_else(table: GT, monkeypatch: pytest.MonkeyPatch) -> None:
    """One output with one representation."""
    shown: list[tuple[object, object]] = []
    monkeypatch.setattr("reproreport.tables.display", lambda data, raw: shown.append((dict(data), raw)))
    show(table)
    assert shown == [({"text/html": to_html(table)}, True)]


def test_refuses_a_title_of_its_own(table: GT) -> None:
    """Titles are captions, which the chapter numbers."""
    with pytest.raises(ValueError, match=r"tab_header.*tbl-cap"):
        to_html(table.tab_header("Title"))


def test_widths_are_one_for_each_column() -> None:
    """In percent, whole or not; a missing one is an error, not a column of no width."""
    assert widths(["a", "b"], 40, 12.5) == {"a": "40%", "b": "12.5%"}
    with pytest.raises(ValueError, match="zip"):
        widths(["a", "b"], 40)


def test_a_frame_as_a_table() -> None:
    """Its columns are the headings; alignment, markup, groups, note and widths are as they were asked for."""
    shown = pd.DataFrame(
        {"of": ["x", "x"], "Name": ["a<br>b", "c"], "<em>n</em>": ["1", "2"], "When": ["1999", "2001"]}
    )
    page = to_html(
        from_frame(
            shown, 50, 20, 30, stub="Name", group="of", right=["<em>n</em>"], markup=["Name"], note="Note."
        )
    )
    sides = re.findall(r'text-align: (\w+)"[^>]*>(Name|<em>n</em>|When|1999|2)</t', page)
    assert [side for side, _ in sides] == ["left", "right", "left", "left", "right"]
    assert "a<br>b" in page
    assert page.count("<col ") == 3
    assert "Note." in page
    with pytest.raises(ValueError, match="argument"):
        from_frame(shown, 50, 50)


def test_a_table_that_is_written_out() -> None:
    """A line for each row; one that has too few cells is named."""
    table = written("""
A | B
one | two, three
""")
    assert table.to_dict("records") == [{"A": "one", "B": "two, three"}]
    with pytest.raises(ValueError, match="a row has 1 cells, and there are 2 headings: one"):
        written("A | B\none")
