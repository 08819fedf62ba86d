"""great_tables tables as lean HTML, the form in which every renderer understands them.

great_tables writes a web widget: a ``<style>`` block, fonts, classes, wrappers, identifiers. What a
document needs of it is the table's structure, and the few properties that every renderer knows:
spans, scopes, alignment, bold, italic, the colours of a cell. :func:`to_html` keeps those and
nothing else, so how tables look is decided once, by the report's style, and not by each notebook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from IPython.display import display
from lxml import etree, html

from reproreport.colours import cell_colours, declarations

if TYPE_CHECKING:
    import pandas as pd
    from great_tables import GT

_ALIGNMENTS: Final = {
    "gt_left": "left",
    "gt_center": "center",
    "gt_right": "right",
    "gt_group_heading": "left",
    "gt_sourcenote": "left",
    "gt_footnote": "left",
}
_BOLD: Final = ("bold", "bolder", "600", "700", "800", "900")
_NOTES: Final = ("gt_sourcenote", "gt_footnote")
_KEPT_ATTRIBUTES: Final = ("rowspan", "colspan", "scope")
_KEPT_STYLES: Final = ("width", "text-align")


def show(table: GT) -> None:
    """Display a table as the one output of a notebook cell (``text/html``).

    Raises:
        ValueError: as :func:`to_html`.
    """
    display({"text/html": to_html(table)}, raw=True)  # type: ignore[no-untyped-call]


def widths(columns: Sequence[str], *percents: float) -> dict[str, str]:
    """Return column widths for ``GT.cols_width``: paper has no room to try columns out.

    Raises:
        ValueError: if there are more columns than percentages, or fewer.
    """
    return {column: f"{value:g}%" for column, value in zip(columns, percents, strict=True)}


def from_frame(
    shown: pd.DataFrame,
    *percents: float,
    stub: str = "",
    group: str = "",
    right: Sequence[str] = (),
    markup: Sequence[str] = (),
    note: str = "",
) -> GT:
    """Return a data frame as a table: what a column is called is its heading.

    Args:
        shown: what the table shows, text by text. A heading with a tag, such as ``<br>``, is HTML.
        percents: the width of each column in percent of the table, without the one of *group*.
        stub: the column that names the rows.
        group: the column by which rows are grouped.
        right: the columns that are aligned right, such as numbers; all others are aligned left.
        markup: the columns of which the cells are HTML.
        note: what stands below the table.

    Raises:
        ValueError: as :func:`widths`.
    """
    from great_tables import GT, html

    columns = [column for column in shown.columns if column != group]
    table = GT(shown, rowname_col=stub or None, groupname_col=group or None)
    table = table.cols_align("left", [column for column in columns if column not in right and column != stub])
    if right:
        table = table.cols_align("right", list(right))
    if markup:
        table = table.fmt_passthrough(list(markup), escape=False)
    for column in columns:
        if "<" in column:
            table = table.cols_label({column: html(column)})
    if stub:
        table = table.tab_stubhead(stub)
    if note:
        table = table.tab_source_note(note)
    return table.cols_width(widths(columns, *percents))


def written(text: str) -> pd.DataFrame:
    """Return a table that is written out: a line for each row, with `` | `` between its cells.

    The first line has the headings.

    Raises:
        ValueError: if a row has more cells than there are headings, or fewer.
    """
    import pandas as pd

    heads, *rows = [line.split(" | ") for line in text.strip().splitlines()]
    if odd := [row for row in rows if len(row) != len(heads)]:
        raise ValueError(f"a row has {len(odd[0])} cells, and there are {len(heads)} headings: {odd[0][0]}")
    return pd.DataFrame(rows, columns=heads)


def to_html(table: GT) -> str:
    """Return a table as an HTML ``<table>``, one line for each cell.

    Alignment stands as ``text-align`` on every cell. Bold and italic that ``tab_style`` gave become
    ``<strong>`` and ``<em>``. A fill and a text colour stay together, as ``#rrggbb``: where only one
    is given, the other is added (:func:`reproreport.colours.cell_colours`). Notes have no colours.
    Each row group is a ``<tbody>`` of its own that opens with its heading; footnote marks are
    ``<sup>``. No identifier, class, font, border or ``<style>`` is left, so the same table gives
    the same text in every process. Options that great_tables writes into its style block
    (``tab_options``, ``opt_*``) have no effect.

    A colour must not be the only mark of what it says: print, and many eyes, know none.

    Raises:
        ValueError: if the table has a ``tab_header``: its caption belongs to the cell
            (``#| tbl-cap``), where it is numbered and can be referred to. Or if a colour is not
            one (a gradient, say).
    """
    widget = html.fragment_fromstring(table.as_raw_html(), create_parent="div")
    (source,) = widget.iter("table")
    if source.find_class("gt_heading"):
        raise ValueError("the table has a tab_header; give the cell a caption instead: #| tbl-cap: …")
    return "\n".join(["<table>", *_sections(source), "</table>"]) + "\n"


def _sections(source: html.HtmlElement) -> Iterator[str]:
    """Yield the lines of everything inside the table."""
    for section in source:
        if section.tag == "colgroup":
            yield "<colgroup>"
            yield from (_tag("col", _attributes(column)) for column in section)
            yield "</colgroup>"
            continue
        rows = [row for row in section.iter("tr") if len(row)]
        if not rows:
            continue
        yield f"<{section.tag}>"
        for number, row in enumerate(rows):
            if number and row.get("class") == "gt_group_heading_row":
                yield f"</{section.tag}>"
                yield f"<{section.tag}>"
            yield "<tr>"
            yield from (_cell(cell) for cell in row)
            yield "</tr>"
        yield f"</{section.tag}>"


def _cell(cell: html.HtmlElement) -> str:
    """Return one cell as one line."""
    style = declarations(cell.get("style", ""))
    attributes = _attributes(cell)
    for mark in cell.find_class("gt_footnote_marks"):
        mark.tag = "sup"
        mark.attrib.clear()
    for inner in list(cell.iterdescendants("span", "div")):
        inner.attrib.pop("class", None)
        if not inner.attrib:
            inner.drop_tag()
    _colour_links(cell, declarations(attributes.get("style", "")).get("color", ""))
    # No-break spaces are meant; only the source's own line breaks and indents go.
    content = re.sub(r"[ \t\r\n]+", " ", _inner_html(cell)).strip(" ")
    # A heading without words is no heading (and a screen reader says so); a group is a row group.
    tag = cell.tag if content else "td"
    if tag == "td":
        attributes.pop("scope", None)
    elif "gt_group_heading" in cell.get("class", "").split():
        attributes["scope"] = "rowgroup"
    if content and style.get("font-style") in ("italic", "oblique"):
        content = f"<em>{content}</em>"
    if content and style.get("font-weight") in _BOLD:
        content = f"<strong>{content}</strong>"
    return f"{_tag(tag, attributes)}{content}</{tag}>"


def _attributes(element: html.HtmlElement) -> dict[str, str]:
    """Return the attributes that stay: spans of more than one cell, scope and style."""
    kept = {
        name: value
        for name in _KEPT_ATTRIBUTES
        if (value := element.get(name)) and (name == "scope" or value != "1")
    }
    given = declarations(element.get("style", ""))
    classes = element.get("class", "").split()
    sides = [_ALIGNMENTS[name] for name in classes if name in _ALIGNMENTS]
    style = {"text-align": sides[-1]} if sides else {}
    style |= {name: given[name] for name in _KEPT_STYLES if name in given}
    parts = [f"{name}: {value}" for name, value in style.items()]
    if not any(name in _NOTES for name in classes):
        parts += _colours(element, given)
    if parts:
        kept["style"] = "; ".join(parts)
    return kept


def _colours(cell: html.HtmlElement, style: dict[str, str]) -> list[str]:
    """Return the CSS of a cell's colours, if it has any."""
    try:
        colours = cell_colours(style)
    except ValueError as error:
        words = " ".join(cell.text_content().split())
        raise ValueError(f"in the cell '{words}': {error}") from None
    return [colours.css] if colours else []


def _colour_links(cell: html.HtmlElement, colour: str) -> None:
    """Give a cell's links the colour of its text: their own might not be readable on its fill."""
    for link in cell.iter("a") if colour else ():
        inner = html.Element("span", style=f"color: {colour}")
        inner.text, link.text = link.text, None
        inner.extend(list(link))
        link.append(inner)


def _tag(name: str, attributes: dict[str, str]) -> str:
    """Return a start tag."""
    element = etree.Element(name, attributes)
    tag: str = etree.tostring(element, encoding="unicode")
    return tag.removesuffix("/>") + ">"


def _inner_html(element: html.HtmlElement) -> str:
    """Return what stands between an element's tags."""
    whole: str = html.tostring(element, encoding="unicode", with_tail=False)
    return whole.partition(">")[2].rpartition("</")[0]
