"""The pages of a site that say where its numbers, tables and figures come from.

    provenance/numbers/<chapter>.html     each number, table and figure of a page, and what it was computed of
    provenance/notebooks/<chapter>.html   an executed notebook, with a place for each cell
    provenance/files/<file>.html          a data file as a table, with a place for each line
    provenance/files/<file>               the file itself
    provenance/tables/<name>.csv          what a table shows, or the data behind a figure

None of them names a commit: they are the same bytes wherever, and of whichever commit, they are built.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from reproreport.errors import ReportError
from reproreport.notebooks.read import Cell, Notebook, executed_cells, read_notebook
from reproreport.render.book import Book, Page
from reproreport.render.html.cells import cells_html, drawings, place_of
from reproreport.render.outline import Names
from reproreport.render.pandoc.memory import key_of
from reproreport.render.provenance import Drawn, Rows, drawn_in, full_value, numbers_in, rows_of
from reproreport.render.resolve.links import File
from reproreport.results.result import Result
from reproreport.results.shown import Shown
from reproreport.sources.csvfile import read_head
from reproreport.textfile import lines_of, read_text

FOLDER = PurePosixPath("provenance")

LARGEST = 3_000
"""Lines of a data file from which on its page shows only those that results name."""


@dataclass(frozen=True)
class DataRow:
    """One line of a data file: its number, its cells, and whether results name it."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class DataFile:
    """A data file as a table; *whole* says whether all of its rows are in it."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[DataRow, ...]
    whole: bool


@dataclass(frozen=True)
class Entry:
    """What is said of one number, table or figure.

    Attributes:
        identifier: its place on the page of numbers.
        name: the result's name.
        title: the value as the text shows it; the caption's number of a table or figure.
        value: the value in full; empty where the title says all.
        unit: what it counts or measures.
        chapter: the chapter whose notebook computed it.
        cell: the cell that did, as its notebook's page names it.
        rows: the data rows that it was recorded with.
        files: the data files that its notebook reads, where no rows are recorded.
        csv: the file of its data, from the site's home; empty where it has none.
        place: where it stands on the page; empty for a number.
        printed: what the source prints of it, and the audit says.
    """

    identifier: str
    name: str
    title: str
    value: str
    unit: str
    chapter: str
    cell: str
    rows: tuple[Rows, ...] = ()
    files: tuple[str, ...] = ()
    csv: str = ""
    place: str = ""
    printed: tuple[str, ...] = ()


def notebook_page(chapter: str) -> PurePosixPath:
    """Return the page of a notebook."""
    return FOLDER / "notebooks" / f"{chapter}.html"


def file_page(name: str) -> PurePosixPath:
    """Return the page of a data file."""
    return FOLDER / "files" / f"{name}.html"


class Origins:
    """All of it of one publication."""

    def __init__(self, book: Book) -> None:
        """Remember the publication."""
        self.book = book
        self._names = Names(book.pages)
        self.titles = dict(_titles(book))

    @cached_property
    def entries(self) -> dict[PurePosixPath, tuple[Entry, ...]]:
        """Return what there is to say of each page of the site, by its path; a page without is left out."""
        found = {page.output: tuple(self._entries(page)) for page in self.book.pages}
        return {output: entries for output, entries in found.items() if entries}

    @cached_property
    def known(self) -> frozenset[str]:
        """Return the names of the results that something is said of."""
        return frozenset(entry.name for entries in self.entries.values() for entry in entries)

    @cached_property
    def _ran(self) -> dict[str, Notebook]:
        """Return each executed notebook that an entry is of, by its chapter."""
        root = self.book.project.root
        named = (entry.chapter for entries in self.entries.values() for entry in entries)
        paths = {name: PurePosixPath("build/notebooks", f"{name}.ipynb") for name in named if name}
        return {name: read_notebook(path, root) for name, path in paths.items() if (root / path).is_file()}

    @cached_property
    def notebooks(self) -> dict[str, tuple[Cell, ...]]:
        """Return the cells of each executed notebook that an entry is of, by its chapter."""
        return {name: tuple(executed_cells(ran.content, name)) for name, ran in self._ran.items()}

    @cached_property
    def files(self) -> dict[str, DataFile]:
        """Return the data files that entries name, and that are there."""
        named: dict[str, set[int]] = {}
        for entries in self.entries.values():
            for entry in entries:
                for rows in entry.rows:
                    named.setdefault(rows.file, set()).update(rows.lines)
                for name in entry.files:
                    named.setdefault(name, set())
        inside = {
            name: lines for name, lines in sorted(named.items()) if PurePosixPath(name) in self.book.inputs
        }
        found = {
            name: _data_file(self.book.project.root / name, name, lines) for name, lines in inside.items()
        }
        return {name: file for name, file in found.items() if file}

    def numbers_page(self, page: Page) -> PurePosixPath:
        """Return the page that says where a page's numbers come from."""
        return FOLDER / "numbers" / f"{self._names.top(page)}.html"

    def data_of(self, shown: Shown) -> PurePosixPath | None:
        """Return the file of what a table or figure shows, where a site has one."""
        return FOLDER / "tables" / f"{shown.name}.csv" if _has_rows(shown) else None

    @cached_property
    def cells(self) -> dict[str, str]:
        """Return the cells of each notebook as HTML, each in a section of its own name; links are marked."""
        memory = self.book.memory
        keys = {chapter: key_of("cells", chapter, ran.text) for chapter, ran in self._ran.items()}
        new = [chapter for chapter, key in keys.items() if not memory.has(key)]
        made = cells_html([(self.notebooks[chapter], _folder(chapter)) for chapter in new])
        for chapter, text in zip(new, made, strict=True):
            memory.put(keys[chapter], text)
        return {chapter: memory.get(key) for chapter, key in keys.items()}

    def pictures(self) -> Iterator[tuple[PurePosixPath, File]]:
        """Yield the drawings that notebooks' pages show."""
        for chapter, cells in self.notebooks.items():
            shown = self.cells[chapter]
            yield from ((path, svg) for path, svg in drawings(cells, _folder(chapter)) if path.name in shown)

    def tables(self) -> Iterator[tuple[PurePosixPath, File]]:
        """Yield what tables and figures show, as CSV."""
        for entries in self.entries.values():
            for entry in entries:
                if entry.csv:
                    made = self.book.provenance.chapters[entry.chapter]
                    yield PurePosixPath(entry.csv), csv_text(made.shown[entry.name]).encode()

    def _entries(self, page: Page) -> Iterator[Entry]:
        provenance = self.book.provenance
        for name in dict.fromkeys((*numbers_in(page.abstract), *numbers_in(page.blocks))):
            chapter = provenance.chapter_of(name)
            result = provenance.result(name)
            if result:
                entry = _of_result(result, chapter, provenance.chapters[chapter].files)
                yield replace(entry, printed=provenance.audited(result.rows))
        for drawn in drawn_in(page.blocks):
            shown = provenance.shown(drawn.chapter, drawn.cell)
            if shown:
                yield self._of_drawn(drawn, shown)

    def _of_drawn(self, drawn: Drawn, shown: Shown) -> Entry:
        rows, width = len(shown.rows) - shown.head, max(map(len, shown.rows), default=0)
        return Entry(
            identifier=f"n-{shown.name}",
            name=shown.name,
            title=self.titles.get(drawn.label, drawn.cell),
            value=f"{rows} rows, {width} columns" if _has_rows(shown) else "",
            unit="",
            chapter=drawn.chapter,
            cell=place_of(shown.cell),
            files=self.book.provenance.chapters[drawn.chapter].files,
            csv=str(self.data_of(shown) or ""),
            place=drawn.label,
        )


def _folder(chapter: str) -> PurePosixPath:
    """Return the folder of the drawings of a notebook's page."""
    return FOLDER / "notebooks" / chapter


def _titles(book: Book) -> Iterator[tuple[str, str]]:
    for label, target in book.labels.items():
        yield label, f"{target.word} {target.number}".strip()


def _of_result(result: Result, chapter: str, files: tuple[str, ...]) -> Entry:
    rows = tuple(rows_of(result.rows))
    value = full_value(result)
    return Entry(
        identifier=f"n-{result.name}",
        name=result.name,
        title=result.text.replace("*", ""),
        value="" if value == result.text else value,
        unit="" if result.unit == "%" else result.unit,
        chapter=chapter,
        cell=place_of(result.cell),
        rows=rows,
        files=() if rows else files,
    )


def _has_rows(shown: Shown) -> bool:
    """Say whether something can be had as a table: the elements of a drawing are none."""
    return len(shown.rows) > shown.head and shown.rows[0] != ("element", "text", "attributes")


def csv_text(shown: Shown) -> str:
    """Return the rows of a table, or the data of a figure, as CSV."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(shown.rows)
    return file.getvalue()


def _data_file(path: Any, name: str, named: Iterable[int]) -> DataFile | None:
    """Return a data file as a table; None where it cannot be read as one."""
    try:
        lines = lines_of(read_text(path, name))
        head = read_head(lines)
    except (ReportError, OSError):
        return None
    last = len(lines) - (lines[-1:] == [""])
    whole = last <= LARGEST
    wanted = range(head.line + 1, last + 1) if whole else sorted(line for line in named if line <= last)
    rows = tuple(DataRow(line, tuple(head.split(lines[line - 1]))) for line in wanted)
    return DataFile(name, tuple(head.columns), tuple(row for row in rows if row.cells), whole)
