"""What a page says of one number, table or figure, and where the links lead that a text has to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import PurePosixPath
from typing import Protocol
from urllib.parse import quote, unquote

from reproreport.project.words import Words
from reproreport.render.html.cells import place_of
from reproreport.render.html.nodes import COMPUTED, FROM, MARK, NUMBERS, between
from reproreport.render.html.origins import DataFile, Entry, Origins, file_page, notebook_page
from reproreport.render.provenance import Rows


class Address(Protocol):
    """Returns the address of a place in a file of the site, from one page; empty where it leads nowhere."""

    def __call__(self, path: PurePosixPath, fragment: str = "", query: str = "") -> str:
        """Return the address of a file, of a place in it, with what is asked of it."""


def site_address(page: PurePosixPath, path: PurePosixPath, fragment: str = "", query: str = "") -> str:
    """Return an address from one page of a site."""
    asked = f"?{query}" if query else ""
    place = f"#{quote(fragment)}" if fragment else ""
    return f"{quote(between(page, path))}{asked}{place}"


SHOWN = 3
"""Data rows of one file that are shown beside a number; the file's page has all."""

_NUMBER = re.compile(rf'<a href="{MARK}/{NUMBERS}#([^"]*)" class="{COMPUTED}">(.*?)</a>', re.DOTALL)
_EMPTY = re.compile(r"<th((?: [^>]*)?)></th>")
_FROM = re.compile(rf"<!--{FROM} (\S+) (\S+) (\S+)-->\n?")


def details(entry: Entry, files: Mapping[str, DataFile], words: Words, address: Address) -> str:
    """Return all that is said of one number, table or figure, as a list of terms.

    Args:
        entry: what it is of.
        files: the data files of the report.
        words: those of the page's language.
        address: gives the address of a file of the site; empty where that cannot be followed.
    """
    lines = "".join(
        f"<div><dt>{escape(words.own(term))}</dt>{''.join(f'<dd>{text}</dd>' for text in texts)}</div>\n"
        for term, texts in _terms(entry, files, address)
        if texts
    )
    return f'<dl class="origin">\n{lines}</dl>'


def _terms(entry: Entry, files: Mapping[str, DataFile], address: Address) -> Iterator[tuple[str, list[str]]]:
    """Yield each term, by the name of its word, with what stands beside it as HTML."""
    yield "result", [f"<code>{escape(entry.name)}</code>"]
    yield "value", [escape(entry.value)] if entry.value else []
    yield "unit", [escape(entry.unit)] if entry.unit else []
    yield "printed", [escape(said) for said in entry.printed]
    if entry.chapter:
        cell = f"{entry.chapter}, {entry.cell.replace('-', ' ', 1)}"
        yield "computed-in", [linked(cell, address(notebook_page(entry.chapter), entry.cell))]
    yield "data-rows", [_rows(rows, files, address) for rows in entry.rows]
    read = ((name, address(file_page(name)) if name in files else "") for name in entry.files)
    yield "files-read", [linked(name, page) for name, page in read]
    if entry.csv:
        file = PurePosixPath(entry.csv)
        yield "data", [linked(file.name, address(file))]


def _rows(rows: Rows, files: Mapping[str, DataFile], address: Address) -> str:
    """Return where some data rows stand, with the first of them as they stand there."""
    where = f"{rows.file}: {rows.text}"
    if rows.file not in files:
        return escape(where)
    runs = ",".join(f"{first}-{last}" if last > first else str(first) for first, last in rows.runs)
    by_line = {row.line: row for row in files[rows.file].rows}
    found = [by_line[line] for line in rows.lines[:SHOWN] if line in by_line]
    texts = [escape(" | ".join(row.cells)) for row in found] + ["…"] * (len(rows.lines) > SHOWN)
    about = f'class="rows" data-file="{escape(rows.file)}" data-lines="{runs}"'
    shown = "".join(f"<span>{one}</span>" for one in texts)
    page = address(file_page(rows.file), f"line-{rows.lines[0]}", f"lines={runs}")
    return f"{linked(where, page)}<span {about}>{shown}</span>"


def linked(text: str, address: str) -> str:
    """Return a text as HTML, as a link where there is an address."""
    return f'<a href="{escape(address)}">{escape(text)}</a>' if address else escape(text)


def with_known(text: str, known: frozenset[str]) -> str:
    """Return a page's text in which only those numbers are links of which something is said.

    A corner of a table's head that has no words heads nothing: it is a cell.
    """

    def number(match: re.Match[str]) -> str:
        return match[0] if unquote(match[1]) in known else match[2]

    return _NUMBER.sub(number, _EMPTY.sub(r"<td\1></td>", text))


def with_ways(text: str, origins: Origins, words: Words, address: Address) -> str:
    """Return a page's text with a line of links below each table and figure: notebook, data, image."""
    drawn = list(origins.book.files)

    def line(match: re.Match[str]) -> str:
        chapter, cell, label = map(unquote, match.groups())
        shown = origins.book.provenance.shown(chapter, cell)
        ways = []
        if chapter in origins.notebooks and shown:
            ways.append((words.own("notebook"), address(notebook_page(chapter), place_of(shown.cell))))
        if shown and (data := origins.data_of(shown)):
            ways.append((words.own("data"), address(data)))
        picture = (path for path in drawn if path.name == f"{cell}.svg" and path.parts[-3:-2] == (chapter,))
        ways += [(words.own("image"), address(path)) for path in picture]
        name = f": {origins.titles[label]}" if label in origins.titles else ""
        links = " · ".join(
            f'<a href="{escape(to)}" aria-label="{escape(word + name)}">{escape(word)}</a>'
            for word, to in ways
            if to
        )
        return f'\n<span class="from">{links}</span>\n' if links else ""

    return _FROM.sub(line, text)
