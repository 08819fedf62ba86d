"""The constructs of a publication for Pandoc's Word writer: styles by name, one document, links inside it.

What Pandoc's model has no place for (the widths and colours of tables) travels in XML comments, which
``tables.py`` reads and takes out again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from reproreport.colours import cell_colours, declarations
from reproreport.render.docx.styles import SIZE, TEXT_HEIGHT, TEXT_WIDTH
from reproreport.render.outline import Names
from reproreport.render.pandoc.nodes import (
    NBSP,
    Node,
    attr,
    div,
    has_class,
    link,
    plain,
    raw_block,
    raw_inline,
    rewrite,
    span,
    text,
    value_of,
)
from reproreport.render.read.conditional import shown_in
from reproreport.render.resolve.links import File
from reproreport.render.tables.fitting import TURNED, Paper
from reproreport.render.tables.grid import Row, notes, place
from reproreport.render.typst.pictures import Picture

STYLE = "Equation"
SPACES = ("Space", "SoftBreak", "LineBreak")


def set_apart(node: Node) -> list[Node] | None:
    """Return a paragraph with its numbered formulas as lines between its parts; None if it has none."""
    content = node["c"]
    if not any(map(_numbered, content)):
        return None
    result: list[Node] = []
    words: list[Node] = []
    for part in content:
        if _numbered(part):
            result += [*_paragraph(node, words), _line(part)]
            words = []
        else:
            words.append(part)
    return [*result, *_paragraph(node, words)]


def _numbered(node: Node) -> bool:
    return node["t"] == "Span" and has_class(node["c"][0], "equation")


def _paragraph(node: Node, words: list[Node]) -> list[Node]:
    """Return the text beside a formula as a paragraph of the same kind, if there is any."""
    while words and words[0]["t"] in SPACES:
        words = words[1:]
    while words and words[-1]["t"] in SPACES:
        words = words[:-1]
    return [{"t": node["t"], "c": words}] if words else []


def _line(equation: Node) -> Node:
    attributes, content = equation["c"]
    tab = raw_inline("openxml", "<w:r><w:tab/></w:r>")
    # A formula that is a line of its own for Word takes no number beside it.
    inline = [
        {"t": "Math", "c": [{"t": "InlineMath"}, part["c"][1]]} if part["t"] == "Math" else part
        for part in content
    ]
    shown = [tab, *inline, tab, *text(f"({value_of(attributes, 'number')})")]
    named = span(attr(attributes[0]), shown)
    return div(attr(custom_style=STYLE), [{"t": "Para", "c": [named]}])


PAPER = Paper(TEXT_WIDTH, TEXT_HEIGHT, SIZE / 2, by_word=True)
"""The room on a page of the report's own."""

TALLEST = 0.8
"""Part of a page's height that leaves room for a figure's caption."""

LYING = '<w:pgSz w:orient="landscape"/>'
SECTION = '<w:p><w:pPr><w:pStyle w:val="Gap"/><w:sectPr>{}</w:sectPr></w:pPr></w:p>'
"""The end of a section, whose page is turned or not."""

PAGE_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
BEFORE_CONTENTS = (
    '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>'
    "</w:docPartObj></w:sdtPr><w:sdtContent>"
)
AFTER_CONTENTS = "</w:sdtContent></w:sdt>"


@dataclass(frozen=True)
class Word:
    """What the blocks of a publication need to become a Word document.

    *pictures* gives the picture and the file name of each image; *paper* is the room on a page.
    """

    names: Names
    files: Mapping[PurePosixPath, File]
    pictures: Mapping[str, tuple[str, Picture]]
    paper: Paper = PAPER

    def lower(self, blocks: Sequence[Node]) -> list[Node]:
        """Return blocks that Pandoc's Word writer knows; their identifiers are unique already."""
        return rewrite(
            list(blocks),
            {
                "Link": self._link,
                "Image": self._image,
                "Header": _header,
                "Span": _span,
                "Para": set_apart,
                "Plain": set_apart,
                "Div": _div,
                "Table": partial(_table, self.paper.width),
            },
        )

    def _link(self, node: Node) -> list[Node]:
        _, content, (url, title) = node["c"]
        address = self.names.address(url)
        if address.startswith("/"):  # a file beside the site: the document stands alone
            return list(content)
        return [{"t": "Link", "c": [attr(), content, [address, title]]}]

    def _image(self, node: Node) -> list[Node]:
        attributes, _, (url, _) = node["c"]
        name, picture = self.pictures[url]
        widest, tallest = self.paper.width, TALLEST * self.paper.height
        scale = min(1.0, widest / picture.width, tallest / picture.height)
        shown = f"{scale * picture.width / 72:.3f}in"
        alt = text(value_of(attributes, "alt") or "")
        return [{"t": "Image", "c": [attr(width=shown), alt, [name + picture.suffix, ""]]}]


def styled(style: str, content: Sequence[Node]) -> Node:
    """Return a paragraph in a style."""
    return div(attr(custom_style=style), [{"t": "Para", "c": list(content)}])


def gap() -> Node:
    """Return a low, empty paragraph that keeps apart what Word would join."""
    return styled("Gap", text(NBSP))


def contents(entries: Sequence[tuple[int, str, str, str]], title: str, depth: int) -> list[Node]:
    """Return a table of contents (level, number, title, name of the place) as a field that Word can renew.

    Its pages are known to Word only, which fills them in when it opens the document, because the field is
    marked as out of date; elsewhere the reader asks for them, with F9 in LibreOffice.
    """
    if not entries:
        return []
    field = "".join(
        f"<w:r>{part}</w:r>"
        for part in (
            '<w:fldChar w:fldCharType="begin" w:dirty="true"/>',
            f'<w:instrText xml:space="preserve"> TOC \\o "1-{depth}" \\h \\z \\u </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
        )
    )
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    result = [styled("TOC Heading", text(title))]
    for index, (level, number, words, name) in enumerate(entries):
        label = text(f"{number}{NBSP}{NBSP}{words}" if number else words)
        content = [link(label, f"#{name}")]
        if index == 0:
            content.insert(0, raw_inline("openxml", field))
        if index == len(entries) - 1:
            content.append(raw_inline("openxml", end))
        result.append(styled(f"toc {level}", content))
    return [raw_block("openxml", BEFORE_CONTENTS), *result, raw_block("openxml", AFTER_CONTENTS)]


def _header(node: Node) -> list[Node]:
    level, attributes, content = node["c"]
    number = value_of(attributes, "number")
    mark = text(f"{number}{NBSP}{NBSP}") if number else []
    return [{"t": "Header", "c": [level, attr(attributes[0]), [*mark, *content]]}]


def _span(node: Node) -> list[Node] | None:
    attributes, content = node["c"]
    if has_class(attributes, "number"):
        return [{"t": "Strong", "c": content}]
    if has_class(attributes, "equation"):
        return None if value_of(attributes, "number") else list(content)
    shown = shown_in(node, "docx")
    if shown is not None:
        return shown
    kept = [name for name in attributes[1] if name in ("smallcaps", "underline", "mark")]
    language = [pair for pair in attributes[2] if pair[0] == "lang"]
    marked = attributes[0] or kept or language
    return [span([attributes[0], kept, language], content)] if marked else list(content)


def _div(node: Node) -> list[Node] | None:
    shown = shown_in(node, "docx")
    if shown is not None:
        return shown
    attributes, blocks = node["c"]
    for name, make in MAKERS.items():
        if has_class(attributes, name):
            return [make(attributes, blocks)]
    # A part of a float or callout, or made already: children come first.
    if value_of(attributes, "custom-style") or has_class(
        attributes, "caption", "callout-title", "callout-body"
    ):
        return None
    language = [pair for pair in attributes[2] if pair[0] == "lang"]
    marked = attributes[0] or language
    return [div([attributes[0], [], language], blocks)] if marked else list(blocks)


def _page_break(attributes: list[Any], blocks: list[Node]) -> Node:
    del attributes, blocks
    return raw_block("openxml", PAGE_BREAK)


def _tab_title(attributes: list[Any], blocks: list[Node]) -> Node:
    del attributes
    return styled("Tab Title", blocks[0]["c"])


def _work(attributes: list[Any], blocks: list[Node]) -> Node:
    return div([attributes[0], [], [["custom-style", "Bibliography"]]], blocks)


def _float(attributes: list[Any], blocks: list[Node]) -> Node:
    """Return a figure above its caption, or a table below it."""
    identifier, classes, _ = attributes
    figure = classes[1] == "fig"
    captions = [b for b in blocks if b["t"] == "Div" and has_class(b["c"][0], "caption")]
    content = [block for block in blocks if block not in captions]
    style = "Image Caption" if figure else "Table Caption"
    shown = [styled(style, caption["c"][1][0]["c"]) for caption in captions]
    if figure:
        content = [div(attr(custom_style="Captioned Figure"), content)]
    # A reader who follows a reference to a figure wants to see it, not the line below it.
    return div(attr(str(identifier)), [*content, *shown] if figure else [*shown, *content])


def _callout(attributes: list[Any], blocks: list[Node]) -> Node:
    inner: list[Node] = []
    for block in blocks:
        if block["t"] == "Div" and has_class(block["c"][0], "callout-title"):
            inner.append(styled("Callout Title", block["c"][1][0]["c"]))
        else:
            content = block["c"][1] if block["t"] == "Div" else [block]
            inner.append(div(attr(custom_style="Callout"), content))
    # Two callouts without a paragraph between them would be one for Word.
    return div(attr(str(attributes[0])), [*inner, gap()])


def _turned(attributes: list[Any], blocks: list[Node]) -> Node:
    """Return a section of its own; ``parts.py`` completes what is said of the page of each."""
    del attributes
    return div(
        attr(),
        [raw_block("openxml", SECTION.format("")), *blocks, raw_block("openxml", SECTION.format(LYING))],
    )


MAKERS: Mapping[str, Callable[[list[Any], list[Node]], Node]] = {
    "float": _float,
    "callout": _callout,
    "csl-entry": _work,
    "page-break": _page_break,
    "tab-title": _tab_title,
    TURNED: _turned,
}
"""What becomes of a block with a class."""


def _table(available: float, node: Node) -> list[Node]:
    """Return the table with its widths before it, its notes behind it, and marks in its cells."""
    fitted = place(node).measured(float(value_of(node["c"][0], "room") or available))
    widths = ",".join(f"{width:g}" for width in fitted.widths)
    shares = [width / available for width in fitted.widths]
    given, caption, columns, head, bodies, foot = node["c"]
    columns = [
        [column[0], {"t": "ColWidth", "c": share}] for column, share in zip(columns, shares, strict=True)
    ]
    new_bodies = [
        [body[0], body[1], [_marked(row, "group") for row in body[2]], [_marked(row) for row in body[3]]]
        for body in bodies
    ]
    head = [head[0], [_marked(row) for row in head[1]]]
    table = {"t": "Table", "c": [given, caption, columns, head, new_bodies, [foot[0], []]]}
    below = [div(attr(custom_style="Table Note"), blocks) for blocks in notes(node)]
    # So would two tables.
    return [raw_block("openxml", f"<!--table {fitted.size:g} {widths}-->"), table, *below, gap()]


def _marked(row: Row, *words: str) -> Row:
    """Return a row with a comment in each cell that has something to say of itself."""
    attributes, cells = row
    result = []
    for cell in cells:
        given, alignment, rows, columns, blocks = cell
        marks = [*words]
        if has_class(given, "spanner"):
            marks.append("spanner")
        colours = cell_colours(declarations(value_of(given, "style") or ""))
        if colours:
            marks.append(f"fill={colours.fill.removeprefix('#')}")
            marks.append(f"text={colours.text.removeprefix('#')}")
        if marks:
            mark = raw_inline("openxml", f"<!--cell {' '.join(marks)}-->")
            blocks = [*_with(mark, blocks)]
        result.append([given, alignment, rows, columns, blocks])
    return [attributes, result]


def _with(mark: Node, blocks: list[Node]) -> list[Node]:
    if blocks and blocks[0]["t"] in ("Plain", "Para"):
        return [{"t": blocks[0]["t"], "c": [mark, *blocks[0]["c"]]}, *blocks[1:]]
    return [plain([mark]), *blocks]
