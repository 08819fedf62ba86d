"""Read a paper: its paragraphs and its tables, from the formats that papers come in.

Word, HTML, JATS, OpenDocument text, LaTeX and Excel's sheets are Pandoc's to read; OpenDocument sheets hold
what they show as text; a PDF needs the extra ``papers``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from reproreport.audit.papers.stated import Paragraph, paragraphs
from reproreport.errors import DataError, Problem
from reproreport.render.pandoc.door import read_document
from reproreport.render.pandoc.nodes import plain_text, rewrite
from reproreport.textfile import decode, read_bytes

#: The formats by suffix, as Pandoc calls them.
_BY_PANDOC: Final = {
    ".docx": "docx",
    ".odt": "odt",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".xml": "jats",
    ".nxml": "jats",
    ".tex": "latex",
    ".xlsx": "xlsx",
}
_TEXTS: Final = {".md": "markdown", ".qmd": "markdown", ".rmd": "markdown", ".txt": ""}

#: What ``report audit`` reads besides tables in the documented format.
SUFFIXES: Final = (*_TEXTS, *_BY_PANDOC, ".ods", ".csv", ".tsv", ".pdf")

_LARGEST: Final = 50_000_000
_LARGEST_PART: Final = 100_000_000
_PATIENCE: Final = 60.0
_MOST_COLUMNS: Final = 200
_MOST_ROWS: Final = 2_000

_TITLE: Final = re.compile(
    r"^(?:Supplementary\s+)?(?:Table|Tab\.|Bảng|Tableau|Tabelle)\s*[\w.-]*\s*\d", re.IGNORECASE
)
_RAISED: Final = str.maketrans("0123456789+-abcdefgh", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵃᵇᶜᵈᵉᶠᵍʰ")
_ODS: Final = {
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}


@dataclass(frozen=True)
class Sheet:
    """A table as a grid of texts; a merged cell's text stands in each place that it covers.

    Attributes:
        title: what stands over it.
        where: which table of the document it is.
        rows: the texts, row by row, all rows alike long.
        head: how many rows the document itself calls its head; 0 where it does not say.
        covered: the places (row, column) that a cell merged from the left or from above covers.
    """

    title: str
    where: str
    rows: tuple[tuple[str, ...], ...]
    head: int = 0
    covered: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class Document:
    """A paper as it is read: its paragraphs and its tables, in their order."""

    name: str
    paragraphs: tuple[Paragraph, ...]
    sheets: tuple[Sheet, ...] = ()


def read_paper(path: Path, name: str) -> Document:
    """Read a paper.

    Args:
        path: the file, in one of the formats of :data:`SUFFIXES`.
        name: what to call it in messages.

    Raises:
        ReportError: it is absent, too large, damaged, or in no such format.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        what = f"files that end in '{suffix}' are not read" if suffix else "the file's name has no ending"
        raise DataError(Problem(what, name, f"these are: {', '.join(SUFFIXES)}"))
    data = read_bytes(path, name, largest=_LARGEST, error=DataError)
    if suffix in _TEXTS:
        return _text(decode(data, name, error=DataError), name, _TEXTS[suffix])
    if suffix in (".csv", ".tsv"):
        return Document(name, (), tuple(_csv(decode(data, name, error=DataError), path.stem)))
    if suffix == ".ods":
        return Document(name, (), tuple(_ods(data, name)))
    if suffix == ".pdf":
        return _pdf(data, name)
    return _from_pandoc(read_document(data, _BY_PANDOC[suffix], name, patience=_PATIENCE), name)


def _text(text: str, name: str, reader: str) -> Document:
    """Read a text: its paragraphs by line, and its tables where it is markdown."""
    found = tuple(paragraphs(text, name, markdown=bool(reader)))
    if not reader or not any(sign in text for sign in ("|", "---", "<table")):
        return Document(name, found)
    model = read_document(text.encode(), "markdown-yaml_metadata_block", name, patience=_PATIENCE)
    return Document(name, found, _from_pandoc(model, name).sheets)


def _from_pandoc(model: dict[str, Any], name: str) -> Document:
    """Return the paragraphs and tables of Pandoc's model of a document."""
    found: list[Paragraph] = []
    sheets: list[Sheet] = []
    title = ""
    blocks = rewrite(model["blocks"], {"Superscript": _raised, "Note": lambda _note: []})
    for block in _flat(blocks):
        if block["t"] != "Table":
            words = plain_text(block)
            if words.strip():
                found.append(Paragraph(_read_as_text(words), f"{name}, paragraph {len(found) + 1}"))
                title = words.strip() if _TITLE.match(words.strip()) or block["t"] == "Header" else title
            continue
        caption = plain_text(block["c"][1]).strip()
        own, title = caption or title, ""
        sheets.append(_grid(block, own, f"table {len(sheets) + 1}"))
    return Document(name, tuple(found), tuple(sheets))


def _read_as_text(words: str) -> str:
    """Return a paragraph with plain spaces and minus signs, which patterns look for."""
    return words.translate({0xA0: " ", 0x2009: " ", 0x202F: " ", 0x2212: "-"})


def _raised(node: dict[str, Any]) -> list[dict[str, Any]]:
    """Return raised text in raised characters, so that a mark of a footnote is no digit of its number."""
    return [{"t": "Str", "c": plain_text(node["c"]).translate(_RAISED)}]


def _flat(blocks: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield paragraphs, headings and tables, out of whatever holds them."""
    for block in blocks:
        kind: str = block["t"]
        content: Any = block.get("c")
        if kind in ("Para", "Plain", "Header", "Table"):
            yield block
        elif kind == "LineBlock":
            yield {"t": "Para", "c": [inline for line in content for inline in (*line, {"t": "Space"})]}
        elif kind == "BlockQuote":
            yield from _flat(content)
        elif kind == "Div":
            yield from _flat(content[1])
        elif kind == "Figure":
            yield from _flat(content[1][1])
            yield from _flat(content[2])
        elif kind in ("BulletList", "OrderedList"):
            for item in content[1] if kind == "OrderedList" else content:
                yield from _flat(item)
        elif kind == "DefinitionList":
            for term, texts in content:
                yield {"t": "Para", "c": term}
                for text in texts:
                    yield from _flat(text)


def _grid(table: dict[str, Any], title: str, where: str) -> Sheet:
    """Return Pandoc's table as a grid."""
    _, _, _, head, bodies, foot = table["c"]
    rows: list[Any] = list(head[1])
    heads = len(rows)
    for body in bodies:
        rows += [*body[2], *body[3]]
    rows += foot[1]
    cells = [[(_cell(cell[4]), cell[2], cell[3]) for cell in row[1]] for row in rows[:_MOST_ROWS]]
    return grid(cells, title, where, head=heads)


def _cell(blocks: list[dict[str, Any]]) -> str:
    """Return a cell's text."""
    return plain_text([part for block in blocks for part in (block, {"t": "Space"})]).strip()


def grid(rows: Iterable[Sequence[tuple[str, int, int]]], title: str, where: str, *, head: int = 0) -> Sheet:
    """Lay out rows of cells, each a text with how many rows and columns it covers."""
    places: dict[tuple[int, int], str] = {}
    covered: set[tuple[int, int]] = set()
    height = 0
    for line, cells in enumerate(rows):
        height = line + 1
        column = 0
        for text, down, across in cells:
            while (line, column) in places:
                column += 1
            if column >= _MOST_COLUMNS:
                break
            for row in range(line, line + min(max(1, down), _MOST_ROWS)):
                for place in range(column, min(column + max(1, across), _MOST_COLUMNS)):
                    if (row, place) not in places:
                        places[row, place] = text
                        covered |= {(row, place)} if (row, place) != (line, column) else set()
            column += max(1, across)
    width = max((column for row, column in places if row < height), default=-1) + 1
    texts = tuple(tuple(places.get((row, column), "") for column in range(width)) for row in range(height))
    return Sheet(title, where, texts, head, frozenset(covered))


def _csv(text: str, title: str) -> Iterator[Sheet]:
    """Yield the table of a text of cells; its separator is the one that cuts the most lines alike."""
    lines = [line for line in text.split("\n") if line.strip()]

    def alike(separator: str) -> int:
        cuts = [len(row) for row in csv.reader(lines[:200], delimiter=separator)]
        return max((cuts.count(cut) * (cut > 1) for cut in set(cuts)), default=0)

    separator = max((",", ";", "\t"), key=alike)
    rows = list(csv.reader(StringIO("\n".join(lines)), delimiter=separator))[:_MOST_ROWS]
    yield grid([[(cell, 1, 1) for cell in row] for row in rows], title, "table 1")


def _ods(data: bytes, name: str) -> Iterator[Sheet]:
    """Yield the sheets of an OpenDocument spreadsheet, with what they show."""
    from lxml import etree

    try:
        with ZipFile(BytesIO(data)) as archive:
            if archive.getinfo("content.xml").file_size > _LARGEST_PART:
                raise DataError(Problem("it is too large when unpacked", name, "is it the right file?"))
            content = archive.read("content.xml")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        root = etree.fromstring(content, parser)
    except (BadZipFile, KeyError, etree.XMLSyntaxError) as error:
        what = f"it is no spreadsheet: {error}"
        raise DataError(Problem(what, name, "save it again as .ods, or as .csv")) from None
    table, text = (f"{{{_ODS[key]}}}" for key in ("table", "text"))
    for number, sheet in enumerate(root.iter(f"{table}table"), 1):
        rows: list[list[tuple[str, int, int]]] = []
        for row in sheet.iter(f"{table}table-row"):
            cells: list[tuple[str, int, int]] = []
            for cell in row.iterchildren(f"{table}table-cell"):
                words = " ".join("".join(part.itertext()) for part in cell.iter(f"{text}p"))
                down = int(cell.get(f"{table}number-rows-spanned", 1))
                across = int(cell.get(f"{table}number-columns-spanned", 1))
                times = int(cell.get(f"{table}number-columns-repeated", 1))
                cells += [(words, down, across)] * (times if words else min(times, _MOST_COLUMNS))
            while cells and not cells[-1][0]:
                cells.pop()
            times = int(row.get(f"{table}number-rows-repeated", 1))
            rows += [cells] * (min(times, _MOST_ROWS) if cells else min(times, 1))
        while rows and not rows[-1]:
            rows.pop()
        if rows:
            yield grid(rows[:_MOST_ROWS], sheet.get(f"{table}name", ""), f"table {number}")


def _pdf(data: bytes, name: str) -> Document:
    """Read a PDF that has its text: its paragraphs page by page, and the tables that are ruled."""
    try:
        import pdfplumber
    except ModuleNotFoundError:
        what = "a PDF needs a package that is not installed"
        raise DataError(Problem(what, name, "pip install 'reproreport[papers]'")) from None
    found: list[Paragraph] = []
    sheets: list[Sheet] = []
    try:
        with pdfplumber.open(BytesIO(data)) as pdf:
            for page in pdf.pages:
                text = page.extract_text() or ""
                for block in re.split(r"\n\s*\n|(?<=[.!?])\n(?=[A-ZÀ-Ỹ])", text):
                    if block.strip():
                        found.append(Paragraph(_read_as_text(block), f"{name}, page {page.page_number}"))
                titles = [line for line in text.split("\n") if _TITLE.match(line.strip())]
                for number, table in enumerate(page.extract_tables()):
                    title = titles[number] if number < len(titles) else f"page {page.page_number}"
                    cells = [[(" ".join((cell or "").split()), 1, 1) for cell in row] for row in table]
                    sheets.append(grid(cells, title, f"table {len(sheets) + 1}, page {page.page_number}"))
    except DataError:
        raise
    except Exception as error:  # its reader raises errors of many kinds of its own
        what = f"the PDF cannot be read: {type(error).__name__}"
        raise DataError(Problem(what, name, "is it damaged, or locked by a password?")) from None
    if not any(paragraph.text.strip() for paragraph in found):
        raise DataError(Problem("the PDF has no text, only pictures of it", name, "type its tables"))
    return Document(name, tuple(found), tuple(sheets))
