"""Read a printed table: a CSV file with a row for each cell, and a YAML header beside it.

The format is described in ``docs/printed-tables.md``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePath, PurePosixPath
from typing import Final

from reproreport.audit.printed.header import (
    DOCS,
    LARGEST_FILE,
    Header,
    parse_header,
    read_header,
    require_table,
)
from reproreport.audit.printed.rows import COLUMNS, Cell, Key, Rows, read_cells
from reproreport.audit.table import Address, Group, Part, PrintedNumber, PrintedTable
from reproreport.errors import MOST, DataError, Problem, Problems, gather, wrong
from reproreport.near import nearest, shown
from reproreport.normalform import nfc, spelled
from reproreport.sources.codebook import CODEBOOK, read_codebook
from reproreport.sources.csvfile import read_sheet
from reproreport.sources.read import checked
from reproreport.sources.validate import check_file
from reproreport.textfile import read_text
from reproreport.yamlfile import read_yaml_text

#: The header of ``table-1.csv`` is ``table-1.yml``.
HEADER_SUFFIX: Final = ".yml"


def read_printed_table(path: Path, name: str, *, reading: str | None = None) -> PrintedTable:
    """Read a printed table as its file takes it, or as one of its readings has it.

    Args:
        path: the CSV file; its header is the ``.yml`` file of the same name beside it.
        name: what to call the file in messages, in findings and in ``file:line``.
        reading: which reading; None takes the cells that the column ``taken`` marks, or else those
            of the first reading.

    Raises:
        DataError: everything that is wrong with the header, or else with the rows, by ``file:line``.
    """
    source = _read(path, name)
    if reading is None:
        return source.taken()
    if reading not in source.rows.readings:
        what = f"the table has no reading {shown(reading)}"
        raise DataError(Problem(what, name, nearest(reading, source.rows.readings)))
    return source.read_as(reading)


def names_cells(line: str) -> bool:
    """Return whether the first line of a CSV file names a column of the documented format."""
    words = {word.strip(' "\ufeff').lower() for word in line.replace(";", ",").replace("\t", ",").split(",")}
    return not words.isdisjoint(("group", "item", "response"))


def parse_printed_table(cells: str, header: str, name: str) -> PrintedTable:
    """Read a printed table from the texts of its two files, as :func:`read_printed_table` from the files.

    Args:
        cells: the text of the CSV file.
        header: the text of the YAML file.
        name: what to call the CSV file in messages.

    Raises:
        DataError: everything that is wrong with them, by ``file:line``.
    """
    require_table(cells, name)
    own = PurePath(name).with_suffix(HEADER_SUFFIX).as_posix()
    return _parse(cells, parse_header(header, own), name).taken()


def read_readings(path: Path, name: str) -> Mapping[str, PrintedTable]:
    """Read a printed table once for each of its readings, by the reading's identifier.

    The first is the one that is taken where no column says otherwise. A table without readings has
    one, whose identifier is empty. Arguments and errors are those of :func:`read_printed_table`.
    """
    source = _read(path, name)
    return {reading: source.read_as(reading) for reading in source.rows.readings}


def printed_table(name: str) -> PrintedTable:
    """Return a printed table under ``data/`` as its file takes it, with ``file:line`` of each number.

    Args:
        name: the path of its CSV file from the project root, such as ``data/survey/table-1.csv``.

    Raises:
        DataError: its files are absent or do not agree with each other or with the codebook.
    """
    path, located = checked(name)
    return read_printed_table(path, located)


def readings(name: str) -> Mapping[str, PrintedTable]:
    """Return a printed table once for each of its readings; as :func:`printed_table` otherwise."""
    path, located = checked(name)
    return read_readings(path, located)


def find_printed_tables(root: Path) -> list[Path]:
    """Return the CSV files under ``data/`` that have a header with a ``kind``, in a codebook or not.

    Raises:
        ProjectError: a codebook is no YAML.
        DataError: a codebook is wrong, a printed table does not agree with its codebook, or a file stands in
            no codebook and has no header, so that nobody knows what it holds.
    """
    found: list[Path] = []
    known: set[Path] = set()
    with Problems() as problems:
        for described in sorted(root.glob(f"data/*/{CODEBOOK}")):
            codebook = read_codebook(described.parent, root)
            for file, entry in codebook.data["files"].items():
                path = _there(described.parent / file)
                known.add(path)
                own = nfc(path.with_suffix(HEADER_SUFFIX).name)
                header = entry.get("header") or (own if _there(path.parent / own).is_file() else None)
                if path.suffix != ".csv" or not _has_kind(described.parent, header):
                    continue
                if header != own:
                    what = f"'{file}' is a printed table, and its header is not {path.stem}{HEADER_SUFFIX}"
                    where = codebook.where("files", file, "header")
                    wrong(what, where, "give the header the name of the table")
                found.append(path)
                gather(*check_file(path, codebook, root)[1])
        for path in sorted(set(csv_files(root)) - known):
            beside = path.with_suffix(HEADER_SUFFIX)
            if beside.is_file() and _has_kind(path.parent, beside.name):
                found.append(path)
            else:
                where = path.relative_to(root).as_posix()
                codebook_name = PurePath(where).with_name(CODEBOOK)
                fix = f"describe it in {codebook_name}, or as a printed table in {beside.name}"
                wrong("no codebook names this file, and it is not audited", where, fix)
    problems.stop(DataError)
    return sorted(found)


def csv_files(root: Path) -> Iterator[Path]:
    """Yield the CSV files under ``data/``, at any depth; what begins with a dot is no part of a report."""
    for path in (root / "data").rglob("*"):
        hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
        if path.suffix.lower() == ".csv" and path.is_file() and not hidden:
            yield path


def _has_kind(folder: Path, header: object) -> bool:
    """Return whether a file is the header of a printed table; an unreadable one is left to the reader."""
    if not isinstance(header, str):
        return False
    try:
        return "kind" in read_yaml_text(_there(folder / header), header, error=DataError).data
    except DataError:
        return True


@dataclass(frozen=True)
class _Source:
    """A table's two files, read and checked."""

    name: str
    header: Header
    rows: Rows

    def taken(self) -> PrintedTable:
        """Return the table as the file takes it."""
        return self._table(self.rows.taken(self.rows.cells), {})

    def read_as(self, reading: str) -> PrintedTable:
        """Return the table as one reading has it, with that reading's group sizes."""
        cells = [cell for cell in self.rows.cells if cell.reading == reading]
        sizes = {cell.group: cell for cell in self.rows.sizes if cell.reading == reading}
        return self._table(cells, sizes)

    def _table(self, cells: list[Cell], sizes: Mapping[str, Cell]) -> PrintedTable:
        header, rows = self.header, self.rows
        numbers: dict[Address, PrintedNumber] = {}
        origins: dict[Address, str] = {}
        groups = self._groups(sizes, numbers, origins)
        unread = self._unread(cells, origins)
        place: dict[Key, Cell] = {cell.key: cell for cell in cells}
        for own in cells:
            if own.size is not None:
                address = Address(Part.SIZE, own.group, own.item)
                numbers[address], origins[address] = own.size, f"{self.name}:{own.line}"
        for item in rows.items:
            for response in rows.responses:
                for group in groups:
                    cell = place.get((item.id, response.id, group.id))
                    if cell is None:
                        continue
                    for part, number in ((Part.COUNT, cell.count), (Part.PERCENT, cell.percent)):
                        if number is not None:
                            address = Address(part, group.id, item.id, response.id)
                            numbers[address], origins[address] = number, f"{self.name}:{cell.line}"
        return PrintedTable(
            name=self.name,
            title=header.title,
            source=header.source,
            page=header.page,
            kind=header.kind,
            groups=tuple(groups),
            items=rows.items,
            responses=rows.responses,
            numbers=numbers,
            percent_of=header.percent_of,
            weighted=header.weighted,
            ordered=header.ordered,
            p_values=header.p_values,
            origins=origins,
            asked=self._asked(),
            unread=unread,
            ignored=rows.ignored,
        )

    def _groups(
        self, sizes: Mapping[str, Cell], numbers: dict[Address, PrintedNumber], origins: dict[Address, str]
    ) -> list[Group]:
        """Return the columns with their Ns, and add these to the numbers where they are printed."""
        groups = []
        for index, group in enumerate(self.header.groups):
            size, where = group.size, self.header.where_size(index)
            read = sizes.get(group.id)
            if read and read.count and read.count.units != size.units:
                size, where = read.count, f"{self.name}:{read.line}"
            address = Address(Part.SIZE, group.id)
            if size.text:
                numbers[address], origins[address] = size, where
            groups.append(replace(group, size=size))
        return groups

    def _unread(self, cells: list[Cell], origins: dict[Address, str]) -> dict[Address, str]:
        """Return what is printed and cannot be checked, and add where it stands."""
        found = {Address(Part.COUNT, one.group, one.item, one.response): one for one in cells if one.unread}
        origins |= {address: f"{self.name}:{one.line}" for address, one in found.items()}
        return {address: one.unread for address, one in found.items()}

    def _asked(self) -> Mapping[str, tuple[str, ...]]:
        """Return the responses of each item that has not a row for each of them."""
        rows = {(cell.item, cell.response) for cell in self.rows.cells}
        found = {}
        for item in self.rows.items:
            own = tuple(one.id for one in self.rows.responses if (item.id, one.id) in rows)
            if len(own) < len(self.rows.responses):
                found[item.id] = own
        return found


def _there(path: Path) -> Path:
    """Return a file as its folder spells it."""
    return path.parent / spelled(path.parent, PurePosixPath(path.name))


def _read(path: Path, name: str) -> _Source:
    """Read both files of a table."""
    if path.suffix.lower() in (HEADER_SUFFIX, ".yaml"):
        raise DataError(Problem("this is the header of a table", name, "name the CSV file beside it"))
    path, beside = (_there(path.with_suffix(suffix)) for suffix in (path.suffix, HEADER_SUFFIX))
    header_name = PurePath(name).with_name(beside.name).as_posix()
    if beside.is_file() and not path.exists():
        what = f"the file does not exist, though its header {beside.name} does"
        raise DataError(Problem(what, name, f"type the table's cells into it: {DOCS}"))
    text = read_text(path, name, largest=LARGEST_FILE, error=DataError)
    require_table(text, name)
    if not beside.exists():
        what = f"the header {beside.name} is missing beside {path.name}"
        raise DataError(Problem(what, header_name, f"describe the table in it: {DOCS}"))
    return _parse(text, read_header(beside, header_name), name)


def _parse(text: str, header: Header, name: str) -> _Source:
    """Read the text of a table's cells."""
    with Problems(name, MOST) as problems:
        sheet = read_sheet(text, name, COLUMNS)
        rows = read_cells(sheet, header, name)
    problems.stop(DataError)
    return _Source(name, header, rows)
