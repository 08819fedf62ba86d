"""Tables as grids of texts, and those of spreadsheets: CSV, OpenDocument and Excel, with what they show."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from posixpath import join, normpath
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from reproreport.errors import DataError, Problem

_LARGEST_PART: Final = 100_000_000
_MOST_COLUMNS: Final = 200
MOST_ROWS: Final = 2_000

_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

#: Excel's formats that have no text of their own in a file (ECMA-376, part 1, 18.8.30).
_BUILT_IN: Final = {"1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "9": "0%", "10": "0.00%"}
#: What stands in a format and is shown as it is, or not at all.
_LITERAL: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")
#: The most digits of a number in no format.
_GENERAL: Final = ".10g"


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
            for row in range(line, line + min(max(1, down), MOST_ROWS)):
                for place in range(column, min(column + max(1, across), _MOST_COLUMNS)):
                    if (row, place) not in places:
                        places[row, place] = text
                        covered |= {(row, place)} if (row, place) != (line, column) else set()
            column += max(1, across)
    width = max((column for row, column in places if row < height), default=-1) + 1
    texts = tuple(tuple(places.get((row, column), "") for column in range(width)) for row in range(height))
    return Sheet(title, where, texts, head, frozenset(covered))


def read_csv(text: str, title: str) -> Iterator[Sheet]:
    """Yield the table of a text of cells; its separator is the one that cuts the most lines alike."""
    lines = [line for line in text.split("\n") if line.strip()]

    def alike(separator: str) -> int:
        cuts = [len(row) for row in csv.reader(lines[:200], delimiter=separator)]
        return max((cuts.count(cut) * (cut > 1) for cut in set(cuts)), default=0)

    separator = max((",", ";", "\t"), key=alike)
    rows = list(csv.reader(StringIO("\n".join(lines)), delimiter=separator))[:MOST_ROWS]
    yield grid([[(cell, 1, 1) for cell in row] for row in rows], title, "table 1")


def read_ods(data: bytes, name: str) -> Iterator[Sheet]:
    """Yield the sheets of an OpenDocument spreadsheet; its cells hold the text that they show."""
    content = _parts(data, name, "content.xml").get("content.xml")
    if content is None:
        raise DataError(Problem("it holds no content.xml", name, "save it again as .ods, or as .csv"))
    for number, sheet in enumerate(content.iter(f"{_TABLE}table"), 1):
        rows: list[list[tuple[str, int, int]]] = []
        for row in sheet.iter(f"{_TABLE}table-row"):
            cells: list[tuple[str, int, int]] = []
            for cell in row.iterchildren(f"{_TABLE}table-cell"):
                words = " ".join("".join(part.itertext()) for part in cell.iter(f"{_TEXT}p"))
                down = int(cell.get(f"{_TABLE}number-rows-spanned", 1))
                across = int(cell.get(f"{_TABLE}number-columns-spanned", 1))
                times = int(cell.get(f"{_TABLE}number-columns-repeated", 1))
                cells += [(words, down, across)] * min(times, _MOST_COLUMNS)
            while cells and not cells[-1][0]:
                cells.pop()
            times = int(row.get(f"{_TABLE}number-rows-repeated", 1))
            rows += [cells] * (min(times, MOST_ROWS) if cells else 1)
        while rows and not rows[-1]:
            rows.pop()
        if rows:
            yield grid(rows[:MOST_ROWS], sheet.get(f"{_TABLE}name", ""), f"table {number}")


def read_xlsx(data: bytes, name: str) -> Iterator[Sheet]:
    """Yield the sheets of an Excel file, numbers as their formats show them."""
    book, rels = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    parts = _parts(data, name, book, rels, "xl/sharedStrings.xml", "xl/styles.xml")
    if book not in parts or rels not in parts:
        raise DataError(Problem("it holds no workbook", name, "save it again as .xlsx, or as .csv"))
    targets = {rel.get("Id"): rel.get("Target") for rel in parts[rels].iterchildren()}
    strings = [
        "".join(text.text or "" for text in item.iter(f"{_MAIN}t"))
        for item in _children(parts.get("xl/sharedStrings.xml"), "si")
    ]
    formats = _formats(parts.get("xl/styles.xml"))
    for number, entry in enumerate(parts[book].iter(f"{_MAIN}sheet"), 1):
        target = targets.get(entry.get(_REL)) or ""
        path = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        sheet = _parts(data, name, path).get(path)
        if sheet is None:
            continue
        spans = {}
        for merged in sheet.iter(f"{_MAIN}mergeCell"):
            first, _, last = (merged.get("ref") or "").partition(":")
            (top, left), (bottom, right) = _place(first), _place(last or first)
            spans[top, left] = (bottom - top + 1, right - left + 1)
        texts = {
            _place(cell.get("r") or ""): _shown(cell, strings, formats) for cell in sheet.iter(f"{_MAIN}c")
        }
        if any(texts.values()):
            yield _laid_out(texts, spans, entry.get("name") or "", f"table {number}")


def _laid_out(
    texts: Mapping[tuple[int, int], str],
    spans: Mapping[tuple[int, int], tuple[int, int]],
    title: str,
    where: str,
) -> Sheet:
    """Return cells by their places as a grid."""
    height = min(max(row for row, _ in texts) + 1, MOST_ROWS)
    width = min(max(column for _, column in texts) + 1, _MOST_COLUMNS)
    hidden = {
        (row, column)
        for (top, left), (down, across) in spans.items()
        for row in range(top, min(top + down, height))
        for column in range(left, min(left + across, width))
    } - spans.keys()
    rows = (
        [
            (texts.get((row, column), ""), *spans.get((row, column), (1, 1)))
            for column in range(width)
            if (row, column) not in hidden
        ]
        for row in range(height)
    )
    return grid(rows, title, where)


def _place(reference: str) -> tuple[int, int]:
    """Return row and column, from 0, of a reference such as ``B3``."""
    match = _REFERENCE.fullmatch(reference)
    if not match:
        return 0, 0
    column = 0
    for letter in match[1]:
        column = 26 * column + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def _formats(styles: Any) -> list[str]:
    """Return the number format of each style of cells."""
    if styles is None:
        return []
    own = {one.get("numFmtId"): one.get("formatCode") or "" for one in styles.iter(f"{_MAIN}numFmt")}
    known = _BUILT_IN | own
    return [
        known.get(one.get("numFmtId"), "")
        for group in styles.iter(f"{_MAIN}cellXfs")
        for one in group.iterchildren()
    ]


def _shown(cell: Any, strings: Sequence[str], formats: Sequence[str]) -> str:
    """Return what a cell shows."""
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(text.text or "" for text in cell.iter(f"{_MAIN}t"))
    value = cell.findtext(f"{_MAIN}v") or ""
    if kind == "s":
        return strings[int(value)] if value.isdigit() and int(value) < len(strings) else ""
    style = int(cell.get("s", 0))
    code = formats[style] if style < len(formats) else ""
    return in_format(value, code) if kind == "n" else value


def in_format(value: str, code: str) -> str:
    """Return a number as a format of Excel's shows it, as far as whole numbers, decimals and percentages go.

    >>> in_format("0.657", "0.0%"), in_format("1234", "#,##0"), in_format("0.5", "0.00")
    ('65.7%', '1,234', '0.50')
    """
    try:
        number = float(value)
    except ValueError:
        return value
    plain = _LITERAL.sub("", code.partition(";")[0])
    if not plain or not re.fullmatch(r"[#0?.,% ]+", plain):
        return f"{number:{_GENERAL}}"
    whole, _, decimals = plain.replace("%", "").partition(".")
    percent = "%" in plain
    group = "," if "," in whole else ""
    return f"{number * (100 if percent else 1):{group}.{sum(map(decimals.count, '#0?'))}f}{'%' * percent}"


def _children(root: Any, name: str) -> Iterator[Any]:
    yield from root.iterchildren(f"{_MAIN}{name}") if root is not None else ()


def _parts(data: bytes, name: str, *names: str) -> dict[str, Any]:
    """Return those parts of a file of parts that are there, as XML.

    Raises:
        DataError: it is damaged, or a part is too large.
    """
    from lxml import etree

    found = {}
    try:
        with ZipFile(BytesIO(data)) as archive:
            there = {one.filename.lstrip("/"): one for one in archive.infolist()}
            for part in names:
                if part in there:
                    if there[part].file_size > _LARGEST_PART:
                        raise DataError(
                            Problem("it is too large when unpacked", name, "is it the right file?")
                        )
                    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
                    found[part] = etree.fromstring(archive.read(there[part]), parser)
    except (BadZipFile, etree.XMLSyntaxError, NotImplementedError, RuntimeError) as error:
        what = f"it is no spreadsheet: {error}"
        raise DataError(Problem(what, name, "save it again, or as .csv")) from None
    return found
