"""The cells of an executed notebook as HTML: text, code, and what the code showed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from reproreport.notebooks.read import Cell, joined
from reproreport.render.html.nodes import marked
from reproreport.render.pandoc.door import Job, convert
from reproreport.render.pandoc.nodes import (
    Node,
    attr,
    blocks_of,
    div,
    document,
    plain,
    plain_text,
    raw_block,
    raw_inline,
    rewrite,
    text,
)
from reproreport.render.read.harmless import link_harms
from reproreport.render.read.htmltable import tables
from reproreport.render.read.images import svg_faults
from reproreport.results.shown import HTML, MARKDOWN, SVG

LONGEST = 20_000
"""Characters of one output that are shown."""

READER = "markdown-raw_html-raw_tex-raw_attribute-citations"
"""Pandoc's markdown for the texts between the cells: what is no markdown is text."""


def place_of(cell: str) -> str:
    """Return the name of a cell's place on a page: of ``cell tbl-cups`` it is ``cell-tbl-cups``."""
    return cell.replace(" ", "-")


def drawings(cells: Sequence[Cell], folder: PurePosixPath) -> Iterator[tuple[PurePosixPath, bytes]]:
    """Yield every drawing of a notebook with its file in a folder of the site."""
    for cell in cells:
        svgs = (joined(data[SVG]) for data in _shown(cell) if SVG in data)
        for number, svg in enumerate(svgs, 1):
            yield folder / f"{place_of(cell.name)}-{number}.svg", svg.encode()


def cells_html(notebooks: Sequence[tuple[Sequence[Cell], PurePosixPath]]) -> list[str]:
    """Return the cells of each notebook as HTML, each cell in a section of its own name.

    Drawings that no page can show are left out.

    Args:
        notebooks: the cells of each, and where its drawings stand in the site; their addresses are marked
            (:func:`reproreport.render.html.nodes.addressed`).
    """
    answers = iter(convert([job for cells, _ in notebooks for cell in cells for job in _jobs(cell)]))

    def read() -> list[Node]:
        answer = next(answers)
        return [] if answer.error else _tame(blocks_of(answer.text))

    documents = [
        Job(document(list(_blocks(cells, drawings(cells, folder), read))), "json", "html5")
        for cells, folder in notebooks
    ]
    return [answer.checked for answer in convert(documents)]


def _blocks(
    cells: Sequence[Cell], pictures: Iterator[tuple[PurePosixPath, bytes]], read: Callable[[], list[Node]]
) -> Iterator[Node]:
    for cell in cells:
        name = escape(place_of(cell.name))
        yield raw_block("html", f'<section id="{name}" class="cell cell-{cell.kind}">')
        if cell.kind == "markdown":
            yield from read()
        elif cell.kind == "code":
            yield from _code(cell)
        elif cell.source.strip():
            yield _pre(cell.source)
        for data in _shown(cell):
            if SVG in data:
                path, svg = next(pictures)
                if not any(True for _ in svg_faults(svg)):
                    yield _image(path, cell)
            elif HTML in data:
                yield from (_scrolling(table, cell) for table in tables(read()))
            elif MARKDOWN in data:
                yield from read()
            elif words := joined(data.get("text/plain", "")).strip("\n"):
                yield _pre(words[:LONGEST])
        yield raw_block("html", "</section>")


def code_html(cells: Sequence[Cell], prefix: str) -> str:
    """Return the code of a notebook alone, each cell with a place whose name begins with the prefix."""
    code = (
        f'<div id="{escape(prefix + place_of(cell.name))}" class="cell">'
        f'<p class="cell-name">{escape(_title(cell))}</p><pre><code>{escape(cell.source)}</code></pre></div>'
        for cell in cells
        if cell.kind == "code"
    )
    return "\n".join(code)


def _shown(cell: Cell) -> Iterator[Mapping[str, Any]]:
    """Yield what the outputs of a cell hold by media type; what it printed is plain text."""
    for output in cell.raw.get("outputs", []) if cell.kind == "code" else []:
        yield output["data"] if "data" in output else {"text/plain": output.get("text", "")}


def _jobs(cell: Cell) -> Iterator[Job]:
    """Yield what Pandoc has to read of a cell, in the order of the cell."""
    if cell.kind == "markdown":
        yield Job(cell.source, READER)
    for data in _shown(cell):
        if SVG not in data and HTML in data:
            yield Job(joined(data[HTML]), "html")
        elif SVG not in data and MARKDOWN in data:
            yield Job(joined(data[MARKDOWN]), READER)


def _title(cell: Cell) -> str:
    return f"cell {cell.place}: {cell.label}" if cell.label else f"cell {cell.place}"


def _code(cell: Cell) -> Iterator[Node]:
    start = raw_inline("html", f'<a class="cell-name" href="#{quote(place_of(cell.name))}">')
    yield plain([start, *text(_title(cell)), raw_inline("html", "</a>")])
    yield {"t": "CodeBlock", "c": [attr(classes=[cell.language], tabindex="0"), cell.source]}


def _pre(words: str) -> Node:
    return {"t": "CodeBlock", "c": [attr(classes=["output"], tabindex="0"), words]}


def _scrolling(table: Node, cell: Cell) -> Node:
    pairs = [["tabindex", "0"], ["role", "region"], ["aria-label", cell.name]]
    return div(["", ["table-scroll"], pairs], [table])


def _image(path: PurePosixPath, cell: Cell) -> Node:
    alternative = text(cell.option("fig-alt") or cell.title)
    return plain([{"t": "Image", "c": [attr(), alternative, [marked(f"/{path}"), ""]]}])


def _tame(blocks: list[Node]) -> list[Node]:
    """Return a text without what a page may not hold: raw code, pictures, other links than to sites."""

    def link(node: Node) -> list[Node] | None:
        _, content, (address, _) = node["c"]
        outside = address.startswith(("http:", "https:")) and not any(True for _ in link_harms(address))
        return None if outside else list(content)

    def header(node: Node) -> list[Node]:
        level, _, content = node["c"]
        return [{"t": "Header", "c": [min(6, level + 1), attr(), content]}]

    def bare(node: Node) -> list[Node]:
        return [{"t": node["t"], "c": [attr(), *node["c"][1:]]}]

    handlers = {"Link": link, "Header": header, "Div": bare, "Span": bare}
    return rewrite(
        blocks,
        {
            **handlers,
            "RawBlock": lambda _: [],
            "RawInline": lambda _: [],
            "Image": lambda node: text(plain_text(node["c"][1])),
        },
    )
