"""The printed tables and data files that a file of claims is bound to, each read once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path, PurePosixPath

from reproreport.audit.printed.table import PrintedTable
from reproreport.errors import DataError
from reproreport.inside import is_file
from reproreport.normalform import nfc, spelled
from reproreport.sources.codebook import CODEBOOK, read_codebook
from reproreport.sources.printed.table import HEADER_SUFFIX, read_printed_table
from reproreport.sources.problems import Problems, nearest
from reproreport.sources.validate import read_csv

Fields = Mapping[str, str]


class ClaimFiles:
    """The tables and rows behind a file of claims, each read once."""

    def __init__(self, folder: Path, root: Path, problems: Problems) -> None:
        self.folder, self.root, self.problems = folder, root, problems
        self._tables: dict[str, PrintedTable | None] = {}
        self._rows: dict[str, list[tuple[Fields, str]] | None] = {}

    def table(self, name: str, missing: Callable[[str], None]) -> PrintedTable | None:
        """Return a printed table; None where it is missing or wrong, which is told once."""
        path = self._path(f"{name.removesuffix('.csv')}.csv")
        header = path.with_suffix(HEADER_SUFFIX)
        if path.parent != self.folder or not is_file(path) or not is_file(header):
            known = [
                found.stem
                for found in self.folder.glob(f"*{HEADER_SUFFIX}")
                if found.with_suffix(".csv").is_file()
            ]
            missing(nearest(name, sorted(known)) if known else "no file of the folder has a header beside it")
            return None
        if path.name not in self._tables:
            self._tables[path.name] = None
            try:
                self._tables[path.name] = read_printed_table(path, self._name(path))
            except DataError as error:
                for problem in error.problems:
                    self.problems.add(problem.what, problem.where, problem.fix)
        return self._tables[path.name]

    def rows(self, name: str, missing: Callable[[str], None]) -> list[tuple[Fields, str]] | None:
        """Return a data file's rows, each with ``file:line``; None where it is missing or wrong."""
        path = self._path(name)
        if path.parent != self.folder or path.suffix != ".csv" or not path.is_file():
            missing(nearest(name, sorted(found.name for found in self.folder.glob("*.csv"))))
            return None
        if name not in self._rows:
            sheet, problems = read_csv(path, self._name(path), self._columns(path))
            for problem in problems:
                self.problems.add(problem.what, problem.where, problem.fix)
            found: list[tuple[Fields, str]] = [
                (row.cells, f"{self._name(path)}:{row.line}") for row in sheet.rows
            ]
            self._rows[name] = None if problems else found
        return self._rows[name]

    def _path(self, name: str) -> Path:
        return self.folder / spelled(self.folder, PurePosixPath(name))

    def _columns(self, path: Path) -> Collection[str]:
        """Return the columns that the folder's codebook gives a file; none where it says nothing of it."""
        if not (self.folder / CODEBOOK).is_file():
            return ()
        described = read_codebook(self.folder, self.root).data["files"].get(nfc(path.name)) or {}
        columns: Collection[str] = described.get("columns") or ()
        return columns

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()
