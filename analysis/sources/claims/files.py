"""The printed tables and data files that a file of claims is bound to, each read once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from analysis.audit.printed.table import PrintedTable
from analysis.errors import DataError
from analysis.sources.csvfile import read_rows
from analysis.sources.printed.table import HEADER_SUFFIX, read_printed_table
from analysis.sources.problems import Problems, nearest

Fields = Mapping[str, str]


class ClaimFiles:
    """The tables and rows behind a file of claims, each read once."""

    def __init__(self, folder: Path, root: Path, problems: Problems) -> None:
        self.folder, self.root, self.problems = folder, root, problems
        self._tables: dict[str, PrintedTable | None] = {}
        self._rows: dict[str, list[tuple[Fields, str]] | None] = {}

    def table(self, name: str, missing: Callable[[str], None]) -> PrintedTable | None:
        """Return a printed table; None where it is missing or wrong, which is told once."""
        path = self.folder / f"{name.removesuffix('.csv')}.csv"
        header = path.with_suffix(HEADER_SUFFIX)
        if path.parent != self.folder or not path.is_file() or not header.is_file():
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
        path = self.folder / name
        if path.parent != self.folder or path.suffix != ".csv" or not path.is_file():
            missing(nearest(name, sorted(found.name for found in self.folder.glob("*.csv"))))
            return None
        if name not in self._rows:
            head, rows, lines, problems = read_rows(path, self._name(path))
            for problem in problems:
                self.problems.add(problem.what, problem.where, problem.fix)
            found = [dict(zip(head, row, strict=True)) for row in rows]
            where = [f"{self._name(path)}:{line}" for line in lines]
            self._rows[name] = None if problems else list(zip(found, where, strict=True))
        return self._rows[name]

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()
