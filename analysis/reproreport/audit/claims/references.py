"""What a claim is bound to: references to printed numbers and rows, as its file writes them.

Each reference is a mapping of one word to its fields: ``cell: {table: …, item: …, group: …, number: …}``.
The forms are described in ``docs/claims.md``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, Final

from reproreport.audit.claims.quantity import Quantity, Unit
from reproreport.audit.claims.words import item_name
from reproreport.audit.printed.files import HEADER_SUFFIX, read_printed_table
from reproreport.audit.rules.rounding import Rounding, percentages
from reproreport.audit.table import (
    Address,
    Base,
    Label,
    Part,
    PrintedNumber,
    PrintedTable,
    read_count,
    read_percent,
)
from reproreport.errors import DataError, gather, gathered, wrong
from reproreport.inside import is_file
from reproreport.near import nearest, shown
from reproreport.normalform import nfc, spelled
from reproreport.sources.codebook import CODEBOOK, read_codebook, stated
from reproreport.sources.validate import read_csv
from reproreport.yamlfile import Key, YamlFile

Fields = Mapping[str, str]


class ClaimFiles:
    """The tables and rows behind a file of claims, each read once."""

    def __init__(self, folder: Path, root: Path) -> None:
        self.folder, self.root = folder, root
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
                gather(*error.problems)
        return self._tables[path.name]

    def rows(self, name: str, missing: Callable[[str], None]) -> list[tuple[Fields, str]] | None:
        """Return a data file's rows, each with ``file:line``; None where it is missing or wrong."""
        path = self._path(name)
        if path.parent != self.folder or path.suffix != ".csv" or not path.is_file():
            missing(nearest(name, sorted(found.name for found in self.folder.glob("*.csv"))))
            return None
        if name not in self._rows:
            sheet, problems = read_csv(path, self._name(path), self._columns(path))
            gather(*problems)
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


def name_apart(quantities: Sequence[Quantity]) -> list[Quantity]:
    """Name each quantity by what tells it from the others: its item, its answer, its group."""
    parts = [_name_parts(quantity) for quantity in quantities]
    differ = [len({part[at] for part in parts}) > 1 for at in range(3)]
    if not any(differ):
        differ = [True] * 3
    return [
        replace(quantity, name=", ".join(w for w, wanted in zip(words, differ, strict=True) if w and wanted))
        if quantity.address is not None
        else quantity
        for quantity, words in zip(quantities, parts, strict=True)
    ]


def _name_parts(quantity: Quantity) -> tuple[str, str, str]:
    """Return what an address says in words: the item, the answer and the group."""
    table, at = quantity.table, quantity.address
    if table is None or at is None:
        return "", "", quantity.name
    if at.part is Part.SIZE:
        return "N", "", table.group_name(at.group)
    return item_name(at.item), _wording(table.responses, at.response), table.group_name(at.group)


def _wording(labels: Sequence[Label], one: str) -> str:
    return next((label.label for label in labels if label.id == one), one)


def printed(table: PrintedTable, address: Address, unit: Unit) -> Quantity:
    """Return the quantity that stands at an address."""
    number, origin = table.numbers.get(address), origins(table, address)
    return Quantity("", unit, number, table=table, address=address, origin=origin)


def origins(table: PrintedTable, *addresses: Address) -> tuple[str, ...]:
    """Return ``file:line`` of printed numbers."""
    return tuple(where for where in map(table.where, addresses) if where)


def base_of(table: PrintedTable, count: Address) -> tuple[Address, ...]:
    """Return what a cell's percentage is of; empty where that is not known, or not countable.

    Where the source says nothing, it is the group's N if the printed percentage follows from it.
    """
    size, total = Address(Part.SIZE, count.group), table.total
    bases: Mapping[Base | None, tuple[Address, ...]] = {
        None: (size,),
        Base.GROUP: (size,),
        Base.VALID: tuple(
            Address(Part.COUNT, count.group, count.item, answer) for answer in table.answers(count.item)
        ),
        Base.ROW: (Address(Part.COUNT, total.id, count.item, count.response),) if total else (),
        Base.TABLE: (Address(Part.SIZE, total.id),) if total else (),
    }
    base = bases.get(table.percent_of, ())
    numbers = [table.numbers.get(address) for address in (count, *base)]
    known = [number.units for number in numbers if number is not None]
    if table.weighted or not base or len(known) < len(numbers) or not sum(known[1:]):
        return ()
    percent = table.percent(count.item, count.response, count.group)
    if table.percent_of is None and percent is not None:
        span = percentages(Rounding.ONE_UNIT, known[0], sum(known[1:]), 100 * 10**percent.decimals)
        return base if percent.units in span else ()
    return base


def stem(table: PrintedTable) -> str:
    """Return what claims call a table: its file's name without folder and ending."""
    return PurePosixPath(table.name).stem


def read_stated(text: str, unit: Unit) -> PrintedNumber:
    """Read a stated number; counts also in words.

    Raises:
        ValueError: it is no such number.
    """
    if unit is not Unit.COUNT:
        return read_percent(text)
    try:
        return read_count(text)
    except ValueError:
        if text.strip().isalpha():
            return PrintedNumber(text.strip(), stated(text.strip().lower()), 0)
        raise


#: The page that explains the format.
DOCS: Final = "`report help claims`"

_NUMBERS: Final = {"percent": Part.PERCENT, "count": Part.COUNT}

#: The fields of each reference: those that it needs, and those that it may have.
_FIELDS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "cell": (("table", "group", "number"), ("item", "response")),
    "size": (("table", "group"), ()),
    "p": (("table",), ("item",)),
    "groups": (("table",), ()),
    "items": (("table",), ()),
    "rows": (("file",), ("where", "distinct")),
    "sum": ((), ()),
}

#: Columns that hold a number as a text states it.
_STATED: Final = ("stated", "printed")


class References:
    """The references of one file of claims while it is read. What is wrong is said."""

    def __init__(self, file: YamlFile, folder: Path, root: Path) -> None:
        """Prepare to read what stands in *folder*.

        Args:
            file: the file of claims.
            folder: the data folder that it stands in.
            root: the project's root.
        """
        self.file = file
        self.files = ClaimFiles(folder, root)

    def wrong(self, what: str, key: Key, fix: str | Callable[[], str] = "") -> None:
        """Note a problem at a key of the file."""
        wrong(what, self.file.where(*key), fix)

    def one(self, value: Any, key: Key, each: Fields) -> Quantity | None:
        """Return the one quantity that a reference means."""
        found = self.all(value, key, each)
        if len(found) > 1:
            self.wrong(f"{len(found)} numbers stand where one is expected", key, "give each field one value")
            return None
        return found[0] if found else None

    def all(self, value: Any, key: Key, each: Fields) -> list[Quantity]:
        """Return the quantities that a reference, or a list of references, means.

        Args:
            value: what stands in the file.
            key: where it stands.
            each: fields that the claim gives to all cells.
        """
        if isinstance(value, list):
            if not value:
                self.wrong("no number is named", key, f"see {DOCS}")
            return [
                found for index, inner in enumerate(value) for found in self.all(inner, (*key, index), each)
            ]
        if not isinstance(value, dict) or len(value) != 1 or next(iter(value)) not in _FIELDS:
            words = list(value) if isinstance(value, dict) else []
            unknown = [word for word in words if word not in _FIELDS]
            what = (
                f"unknown reference {shown(unknown[0])}" if unknown else f"no reference: {shown(str(value))}"
            )
            otherwise = "such as cell: {table: table-1, item: 2, group: women, number: percent}; see " + DOCS
            self.wrong(what, key, partial(nearest, unknown[0], _FIELDS) if unknown else otherwise)
            return []
        ((kind, fields),) = value.items()
        inner = (*key, kind)
        if kind == "sum":
            return self._sum(fields, inner, each)
        given = each if kind == "cell" else {}
        if not self.fields(fields, inner, *_FIELDS[kind], given):
            return []
        made = [self._make(kind, one, inner) for one in _spread(fields)]
        return [quantity for quantity in made if quantity is not None]

    def fields(
        self, fields: Any, key: Key, needed: Collection[str], optional: Collection[str], each: Fields
    ) -> bool:
        """Return whether a mapping has the fields that it needs and no others; fill in those of *each*."""
        if not isinstance(fields, dict):
            self.wrong(f"{shown(key[-1] if isinstance(key[-1], str) else 'this')} has no fields", key, DOCS)
            return False
        known, before = (*needed, *optional), gathered()
        for word, given in fields.items():
            if word not in known:
                self.wrong(f"unknown field {shown(word)}", (*key, word), partial(nearest, word, known))
            elif word in each:
                self.wrong(f"'{word}' is given here and by 'each'", (*key, word), "keep one of them")
            elif not _is_value(given) and word != "where":
                self.wrong(f"'{word}' is not a text or a list of texts", (*key, word), f"see {DOCS}")
        for word in needed:
            if word not in fields and word not in each:
                self.wrong(f"'{word}' is missing", key, "add it")
        fields.update({word: value for word, value in each.items() if word in known})
        return gathered() == before

    def stated(self, value: Any, key: Key, unit: Unit, *, limit: bool = False) -> Quantity | None:
        """Return the number that a sentence states: written here, or standing in a data file.

        Args:
            value: the number as text, or the file, rows and column that hold it.
            key: where it stands.
            unit: what it is a number of, which decides how ``2,310`` is read.
            limit: whether it is an exact limit rather than a rounded number.
        """
        where, text = self.file.where(*key), value
        if isinstance(value, dict):
            cell = self._stated_cell(value, key)
            if cell is None:
                return None
            text, where = cell
        if not isinstance(text, str) or not text:
            self.wrong("'stated' is no number", key, 'write it as printed, such as "83.9%"')
            return None
        try:
            number = read_stated(text, unit)
        except ValueError as error:
            self.wrong(str(error), key, "write the number as printed")
            return None
        return Quantity("stated", unit, number, counted=number.value if limit else None, origin=(where,))

    def table(self, name: str, key: Key) -> PrintedTable | None:
        """Return a printed table of the folder by its file's name, with or without ``.csv``."""
        return self.files.table(name, lambda fix: self.wrong(f"no printed table {shown(name)}", key, fix))

    def item(self, table: PrintedTable, item: str, key: Key) -> bool:
        """Return whether an item is one of the table's."""
        return self._known("item", item, [label.id for label in table.items], key)

    def _known(self, word: str, given: str, known: Sequence[str], key: Key) -> bool:
        """Return whether an identifier is a known one; where there is one without name, none is given."""
        if given in known:
            return True
        what = f"the table has no {word} {shown(given)}" if given else f"'{word}' is missing"
        self.wrong(what, (*key, word), partial(nearest, given, known))
        return False

    def _make(self, kind: str, fields: Fields, key: Key) -> Quantity | None:
        """Return the quantity that a reference of one kind means."""
        if kind == "rows":
            return self._rows(fields, key)
        table = self.table(fields["table"], (*key, "table"))
        if table is None:
            return None
        makers: Mapping[str, Callable[[PrintedTable, Fields, Key], Quantity | None]] = {
            "cell": self._cell,
            "size": self._size,
            "p": self._p_value,
        }
        return makers[kind](table, fields, key) if kind in makers else _number_of(table, kind)

    def _size(self, table: PrintedTable, fields: Fields, key: Key) -> Quantity | None:
        if not self._known("group", fields["group"], [group.id for group in table.groups], key):
            return None
        return printed(table, Address(Part.SIZE, fields["group"]), Unit.COUNT)

    def _cell(self, table: PrintedTable, fields: Fields, key: Key) -> Quantity | None:
        item, response, group = fields.get("item", ""), fields.get("response", ""), fields["group"]
        answers = [label.id for label in table.responses]
        known = all(
            (
                self.item(table, item, key),
                self._known("response", response, answers, key),
                self._known("group", group, [column.id for column in table.groups], key),
            )
        )
        part = _NUMBERS.get(fields["number"])
        if part is None:
            what = f"'number' is {shown(fields['number'])}"
            self.wrong(what, (*key, "number"), partial(nearest, fields["number"], _NUMBERS))
        if part is None or not known:
            return None
        address, count = Address(part, group, item, response), Address(Part.COUNT, group, item, response)
        if part is Part.COUNT:
            quantity = printed(table, address, Unit.COUNT)
        else:
            base = base_of(table, count)
            quantity = Quantity(
                "",
                Unit.PERCENT,
                table.numbers.get(address),
                table=table,
                address=address,
                count=count if base else None,
                base=base,
                origin=origins(table, address, *([count, *base] if base else ())),
            )
        if quantity.printed is None and quantity.share({}) is None:
            self.wrong(f"no {part.value} is printed in that cell", key, "correct the reference")
            return None
        return quantity

    def _p_value(self, table: PrintedTable, fields: Fields, key: Key) -> Quantity | None:
        found = [one for one in table.p_values if one.item == fields.get("item", "")]
        if not found:
            self.wrong("no such p-value is printed", key, "see p_values in the table's header")
            return None
        try:
            number = read_percent(found[0].text)
        except ValueError:
            self.wrong(f"the p-value is printed as {shown(found[0].text)}, which is no number", key)
            return None
        name = f"{found[0].label} of {stem(table)}"
        return Quantity(name, Unit.P_VALUE, number, table=table, origin=(table.name,))

    def _rows(self, fields: Mapping[str, Any], key: Key) -> Quantity | None:
        chosen = self._chosen(fields, key)
        if chosen is None:
            return None
        rows, lines = chosen
        where: Mapping[str, Any] = fields.get("where", {})
        distinct = fields.get("distinct", "")
        if distinct and distinct not in rows[0]:
            column = partial(nearest, distinct, list(rows[0]))
            self.wrong(f"the file has no column {shown(distinct)}", (*key, "distinct"), column)
            return None
        times = Counter(row[distinct] for row in rows) if distinct else Counter()
        again = tuple(
            f"{'twice' if count == 2 else f'{count} times'} {words}"
            for words, count in times.items()
            if count > 1
        )
        named = [value if isinstance(value, str) else " or ".join(value) for value in where.values()]
        return Quantity(
            ", ".join([fields["file"], *named]),
            Unit.COUNT,
            counted=Fraction(len(times) if distinct else len(rows)),
            listed=len(rows),
            repeats=again,
            origin=tuple(lines),
        )

    def _stated_cell(self, fields: dict[str, Any], key: Key) -> tuple[str, str] | None:
        """Return the text of the one cell of a data file that states a number, and where it stands."""
        if not self.fields(fields, key, ("file", "where"), ("column",), {}):
            return None
        if not all(isinstance(fields.get(word, ""), str) for word in ("file", "column")):
            self.wrong("a stated number stands in one file and column", key, "write one text for each")
            return None
        chosen = self._chosen(fields, key)
        if chosen is None:
            return None
        rows, lines = chosen
        if len(rows) > 1:
            what = f"{len(rows)} rows of {fields['file']} are such ({', '.join(lines)})"
            self.wrong(what, (*key, "where"), "name more columns, so that one row is left")
            return None
        column = fields.get("column") or next((word for word in _STATED if word in rows[0]), "")
        if column not in rows[0]:
            what = f"the file has no column {shown(column)}" if column else "'column' is missing"
            self.wrong(what, (*key, "column"), partial(nearest, column, list(rows[0])))
            return None
        return rows[0][column], lines[0]

    def _chosen(self, fields: Mapping[str, Any], key: Key) -> tuple[list[Fields], list[str]] | None:
        """Return the rows of a data file that a reference chooses, each with ``file:line``."""
        name = fields["file"]
        rows = self.files.rows(name, lambda fix: self.wrong(f"no file {shown(name)}", (*key, "file"), fix))
        where = fields.get("where", {})
        if rows is None:
            return None
        if not isinstance(where, dict) or not all(_is_value(value) for value in where.values()):
            self.wrong("'where' is not a mapping of columns to values", (*key, "where"), f"see {DOCS}")
            return None
        for column, value in where.items():
            at = (*key, "where", column)
            wanted = value if isinstance(value, list) else [value]
            if rows and column not in rows[0][0]:
                choices = partial(nearest, column, list(rows[0][0]))
                self.wrong(f"{name} has no column {shown(column)}", at, choices)
                return None
            known = {row[column] for row, _ in rows}
            for text in wanted:
                if text not in known:
                    fix = partial(nearest, text, sorted(known))
                    self.wrong(f"no such row of {name} has {column} {shown(text)}", at, fix)
                    return None
            rows = [(row, line) for row, line in rows if row[column] in wanted]
        if not rows:
            self.wrong(f"{name} has no such rows", key, "correct the reference")
            return None
        return [row for row, _ in rows], [line for _, line in rows]

    def _sum(self, value: Any, key: Key, each: Fields) -> list[Quantity]:
        parts = name_apart(self.all(value, key, each))
        if not parts:
            return []
        if len({part.unit for part in parts}) > 1 or parts[0].unit is Unit.P_VALUE:
            self.wrong("these numbers do not add up to anything", key, "add counts, or percentages")
            return []
        origins = tuple(origin for part in parts for origin in part.origin)
        return [Quantity("", parts[0].unit, parts=tuple(parts), origin=origins)]


def _number_of(table: PrintedTable, kind: str) -> Quantity:
    """Return how many groups (without the total) or items a table has."""
    number = len(table.levels if kind == "groups" else table.items)
    name = f"{kind} of {stem(table)}"
    return Quantity(name, Unit.COUNT, counted=Fraction(number), listed=number, origin=(table.name,))


def _is_value(value: Any) -> bool:
    """Return whether a field holds a text, or a list of texts."""
    texts = value if isinstance(value, list) else [value]
    return bool(texts) and all(isinstance(text, str) and text for text in texts)


def _spread(fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the fields once for each value of those that are lists; ``where`` keeps its own."""
    spread: list[dict[str, Any]] = [{}]
    for word, value in fields.items():
        values = value if isinstance(value, list) else [value]
        spread = [{**one, word: chosen} for one in spread for chosen in values]
    return spread
