"""Read a paper: its paragraphs and its tables, from the formats that papers come in.

Word, HTML, JATS, OpenDocument text and LaTeX are Pandoc's to read; spreadsheets stand in ``sheets``; a PDF
needs the extra ``papers``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from reproreport.audit.papers.sheets import MOST_ROWS, Sheet, grid, read_csv, read_ods, read_xlsx
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
}
_TEXTS: Final = {".md": "markdown", ".qmd": "markdown", ".rmd": "markdown", ".txt": ""}

#: What ``report audit`` reads besides tables in the documented format.
SUFFIXES: Final = (*_TEXTS, *_BY_PANDOC, ".xlsx", ".ods", ".csv", ".tsv", ".pdf")

_LARGEST: Final = 50_000_000
_PATIENCE: Final = 60.0

_TITLE: Final = re.compile(
    r"^(?:Supplementary\s+)?(?:Table|Tab\.|Bảng|Tableau|Tabelle)\s*[\w.-]*\s*\d", re.IGNORECASE
)
_RAISED: Final = str.maketrans("0123456789+-abcdefgh", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵃᵇᶜᵈᵉᶠᵍʰ")


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
        return Document(name, (), tuple(read_csv(decode(data, name, error=DataError), path.stem)))
    if suffix == ".ods":
        return Document(name, (), tuple(read_ods(data, name)))
    if suffix == ".xlsx":
        return Document(name, (), tuple(read_xlsx(data, name)))
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
    cells = [[(_cell(cell[4]), cell[2], cell[3]) for cell in row[1]] for row in rows[:MOST_ROWS]]
    return grid(cells, title, where, head=heads)


def _cell(blocks: list[dict[str, Any]]) -> str:
    """Return a cell's text."""
    return plain_text([part for block in blocks for part in (block, {"t": "Space"})]).strip()


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
                tables = page.extract_tables()
                # A title without a ruled table stands for one that cannot be told from the text around it.
                for number in range(max(len(tables), len(titles))):
                    title = titles[number] if number < len(titles) else f"page {page.page_number}"
                    table = tables[number] if number < len(tables) else []
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
