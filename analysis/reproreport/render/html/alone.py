"""Where the numbers come from, in a page that needs no other file: all of it stands at its end."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from functools import cached_property
from pathlib import PurePosixPath

from markupsafe import Markup

from reproreport.render.html.cells import code_html
from reproreport.render.html.origins import DataFile, Entry, Origins, file_page, notebook_page
from reproreport.render.html.ways import details


class Alone:
    """The places of one page to which a site has pages of its own."""

    def __init__(self, origins: Origins) -> None:
        """Remember where numbers come from."""
        self._origins = origins
        self._files = {file_page(name): number for number, name in enumerate(origins.files, 1)}
        self._notebooks = {notebook_page(chapter): chapter for chapter in origins.notebooks}

    def __call__(self, path: PurePosixPath, fragment: str = "", query: str = "") -> str:
        """Return where something stands in the page, or an address that holds it; empty where it does not."""
        del query
        if path in self._files:
            return f"#_file-{self._files[path]}{'-' * bool(fragment)}{fragment}"
        if path in self._notebooks:
            return f"#_notebook-{self._notebooks[path]}{'-' * bool(fragment)}{fragment}"
        if path in self._tables:
            return f"data:text/csv;charset=utf-8;base64,{b64encode(self._tables[path]).decode()}"
        return ""

    @cached_property
    def _tables(self) -> dict[PurePosixPath, bytes]:
        return {path: data for path, data in self._origins.tables() if isinstance(data, bytes)}

    @property
    def entries(self) -> list[Entry]:
        """Return what there is to say of each number, table and figure, in the order of the text."""
        every = (entry for entries in self._origins.entries.values() for entry in entries)
        return list({entry.name: entry for entry in every}.values())

    def details(self, entry: Entry) -> Markup:
        """Return what there is to say as HTML."""
        words = self._origins.book.project.words
        return Markup(details(entry, self._origins.files, words, self))  # noqa: S704

    @property
    def notebooks(self) -> Iterator[tuple[str, str, Markup]]:
        """Yield the name, the place and the code of each notebook."""
        for chapter, cells in self._origins.notebooks.items():
            place = f"_notebook-{chapter}"
            yield chapter, place, Markup(code_html(cells, f"{place}-"))  # noqa: S704

    @property
    def files(self) -> Iterator[tuple[str, DataFile]]:
        """Yield the place of each data file, and its rows."""
        for name, file in self._origins.files.items():
            yield f"_file-{self._files[file_page(name)]}", file
