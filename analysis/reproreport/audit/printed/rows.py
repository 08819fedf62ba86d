"""The rows of a printed table's CSV file, held to its header: which number stands in which cell."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Final

from reproreport.audit.printed.forms import is_bound, pointed, read_cell, without_marks
from reproreport.audit.printed.header import DOCS, MOST_ROWS, Header, read_number
from reproreport.audit.table import Kind, Label, PrintedNumber, is_blank, read_count, read_percent
from reproreport.errors import MOST, DataError, Problems, gathered, wrong
from reproreport.near import closest, nearest, shown
from reproreport.sources.csvfile import Row, Sheet

#: The columns of the format; others are free, and named as not read, but for those that are notes.
COLUMNS: Final = ("item", "response", "group", "cell", "count", "percent", "n", "reading", "taken")

NOTES: Final = ("line", "note", "why")

Key = tuple[str, str, str]


@dataclass(frozen=True)
class Cell:
    """One row of the file: a cell of the table in one reading, with what is printed there."""

    line: int
    reading: str
    item: str
    response: str
    group: str
    count: PrintedNumber | None
    percent: PrintedNumber | None
    size: PrintedNumber | None
    unread: str
    taken: bool

    @property
    def key(self) -> Key:
        """Return which cell of the table it is."""
        return self.item, self.response, self.group


@dataclass(frozen=True)
class Rows:
    """What the rows hold: cells, rows of group sizes, and the labels in printed order.

    Attributes:
        cells: the rows of cells.
        sizes: the rows of group sizes.
        items: the questions or choices; one without identifier where one question is asked.
        responses: the answers; one without identifier in a table of multiple response.
        readings: the readings, the first being taken; one without identifier where there are none.
        chosen: whether the column ``taken`` says which rows are taken.
        ignored: the columns that are not read.
    """

    cells: tuple[Cell, ...]
    sizes: tuple[Cell, ...]
    items: tuple[Label, ...]
    responses: tuple[Label, ...]
    readings: tuple[str, ...]
    chosen: bool
    ignored: tuple[str, ...] = ()

    def taken(self, cells: Iterable[Cell]) -> list[Cell]:
        """Return the rows that the table is read from: those marked, else those of the first reading."""
        return [cell for cell in cells if (cell.taken if self.chosen else cell.reading == self.readings[0])]


def read_cells(sheet: Sheet, header: Header, name: str) -> Rows:
    """Return the cells of a table; what is wrong with them is a problem, by ``file:line``.

    Args:
        sheet: the CSV file.
        header: its header.
        name: the file, for messages.

    Raises:
        DataError: the columns are not those of a printed table.
    """
    check = _Check(sheet, header, name)
    # Under a wrong first line every row is wrong; that line is what to mend.
    with Problems(name, MOST) as problems:
        check.columns()
    problems.stop(DataError)
    cells: list[Cell] = []
    sizes: list[Cell] = []
    first: dict[tuple[str, Key], int] = {}
    for row in sheet.rows:
        cell = check.cell(row)
        earlier = first.setdefault((cell.reading, cell.key), cell.line)
        if earlier != cell.line:
            words = ", ".join(shown(part) for part in (cell.reading, *cell.key) if part)
            check.wrong(f"the same cell as in line {earlier} ({words})", cell.line, "remove or correct one")
        (sizes if check.is_size(cell) else cells).append(cell)
    rows = Rows(
        tuple(cells),
        tuple(sizes),
        header.items or _labels(cell.item for cell in cells),
        header.responses or _labels(cell.response for cell in cells),
        header.readings or tuple(dict.fromkeys(cell.reading for cell in cells)),
        chosen="taken" in sheet.columns,
        ignored=tuple(column for column in sheet.columns if column not in (*COLUMNS, *NOTES)),
    )
    check.whole(rows)
    return rows


def _labels(words: Iterable[str]) -> tuple[Label, ...]:
    """Return the labels of words that are their own wording, in order of appearance."""
    return tuple(Label(word, word) for word in dict.fromkeys(words))


class _Check:
    """The rows of one file while they are read. What is wrong is said, and reading goes on."""

    def __init__(self, sheet: Sheet, header: Header, name: str) -> None:
        self.sheet, self.header, self.name = sheet, header, name
        # Dictionaries, for the order in which messages list them.
        self.groups = dict.fromkeys(group.id for group in header.groups)
        self.items = dict.fromkeys(item.id for item in header.items or ())
        self.responses = dict.fromkeys(response.id for response in header.responses or ())
        total = header.total
        asked = (row.cells.get("item", "") for row in sheet.rows)
        #: Whether the rows say which question or choice they belong to.
        self.has_items = bool(self.items) or any(word and word != total for word in asked)

    def wrong(self, what: str, line: int, fix: str | Callable[[], str]) -> None:
        """Note a problem of the CSV file."""
        wrong(what, f"{self.name}:{line}", fix)

    def columns(self) -> None:
        """Check that the columns are those of a printed table of the header's kind."""
        present, header, line = set(self.sheet.columns), self.header, self.sheet.line
        if not present & set(COLUMNS):
            self.wrong(f"the first line names none of the columns {', '.join(COLUMNS)}", line, f"see {DOCS}")
            return
        for column in [free for free in self.sheet.columns if free not in COLUMNS]:
            # Other columns are free, but a misspelt one would be left out in silence.
            if meant := closest(column, [known for known in COLUMNS if known not in present], 0.8):
                self.wrong(f"unknown column {shown(column)}", line, f"did you mean '{meant}'?")
                present.add(meant)
        needed = "item" if header.kind is Kind.MULTIPLE else "response"
        for column in ("group", needed):
            if column not in present:
                what = f"the column '{column}' is missing, which a table of {header.kind.value} has"
                self.wrong(what, line, f"add it: {DOCS}")
        if not present & {"count", "percent", "cell"}:
            self.wrong("there is neither a column 'count' nor a column 'percent'", line, "add one of them")
        if "taken" in present and "reading" not in present:
            self.wrong("the column 'taken' chooses among readings, and 'reading' is missing", line, "add it")
        for column, listed in (("item", header.items), ("reading", header.readings)):
            if listed and column not in present and column != needed:
                what = f"the header lists {column}s, and the column '{column}' is missing"
                self.wrong(what, line, "add the column, or remove the list")

    def is_size(self, cell: Cell) -> bool:
        """Return whether a row holds the size of a group: it is called as the total column."""
        words = (cell.item, cell.response)
        return bool(self.header.total) and words in ((self.header.total, ""), ("", self.header.total))

    def cell(self, row: Row) -> Cell:
        """Return a row's cell."""
        header, line, cells = self.header, row.line, row.cells
        texts = {column: cells.get(column, "") for column in COLUMNS}
        whole = read_cell(texts["cell"], self.wording(texts["item"], texts["response"]))
        numbers = [
            self.number("count", texts["count"], read_count, line),
            self.number("percent", texts["percent"], read_percent, line),
            self.number("n", texts["n"], read_count, line),
        ]
        bounds = [text for text in (texts["count"], texts["percent"]) if is_bound(text.strip())]
        cell = Cell(
            line,
            texts["reading"],
            texts["item"],
            texts["response"],
            texts["group"],
            numbers[0] or whole.count,
            numbers[1] or whole.percent,
            numbers[2] or whole.size,
            " ".join([*bounds, *filter(None, [whole.unread])]),
            texts["taken"].lower() == "yes",
        )
        self.word("group", cell.group, self.groups, line)
        if "reading" in self.sheet.columns:
            self.word("reading", cell.reading, header.readings or (), line)
        if texts["taken"].lower() not in ("yes", "no", ""):
            self.wrong(f"taken: {shown(texts['taken'])} is not 'yes' or 'no'", line, "correct the cell")
        if self.is_size(cell):
            if cell.count and cell.count.units == 0:
                self.wrong(f"the group {shown(cell.group)} has an N of 0", line, "correct or remove the row")
            return cell
        if self.has_items or header.kind is Kind.MULTIPLE:
            self.word("item", cell.item, self.items, line)
        if header.total and cell.response == header.total:
            what = f"response: {shown(cell.response)} is the total, and this is no row of group sizes"
            self.wrong(what, line, "leave rows of totals out; the groups' Ns stand in the header")
        elif header.kind is Kind.SINGLE:
            self.word("response", cell.response, self.responses, line)
        elif cell.response:
            what = f"response: {shown(cell.response)} stands in a table of multiple response"
            self.wrong(what, line, "choices stand in the column 'item'; or correct the header's 'kind'")
        return cell

    def wording(self, item: str, response: str) -> str:
        """Return what a row is called, by its identifiers and in the header."""
        labels = [*(self.header.items or ()), *(self.header.responses or ())]
        named = [one for one in labels if one.id in (item, response)]
        # What means are of is said of rows of means only.
        mean = ["mean"] if any(one.values for one in named) else []
        return " ".join([item, response, *mean, *(one.label for one in named)])

    def word(self, column: str, word: str, known: Collection[str], line: int) -> None:
        """Refuse an identifier that is empty, or that the header does not list."""
        if not word:
            self.wrong(f"{column}: nothing stands here", line, f"write the {column} in every row")
        elif known and word not in known:
            what = f"{column}: {shown(word)} is not in {self.header.file.name}"
            self.wrong(what, line, partial(nearest, word, known))

    def number(
        self, column: str, text: str, read: Callable[[str], PrintedNumber], line: int
    ) -> PrintedNumber | None:
        """Return the number in a cell; None where nothing is printed."""
        text = without_marks(text)
        if is_blank(text) or is_bound(text):
            return None
        text = pointed(text)
        try:
            return read_number(text, read)
        except ValueError as error:
            self.wrong(f"{column}: {error}", line, "type what is printed; leave the cell empty if nothing is")
            return None

    def whole(self, rows: Rows) -> None:
        """Check what no single row shows."""
        header, where = self.header, self.header.file.where
        if not rows.cells:
            self.wrong("there are no cells", self.sheet.line, "write a row for each cell of the table")
            return
        used = {
            "items": {cell.item for cell in rows.cells},
            "responses": {cell.response for cell in rows.cells},
            "readings": {cell.reading for cell in rows.cells},
        }
        listed = {
            "items": self.items,
            "responses": self.responses,
            "readings": dict.fromkeys(header.readings or ()),
        }
        for key, words in listed.items():
            for word in words:
                if word not in used[key]:
                    what = f"{shown(word)} is listed in '{key}' and has no row in {self.name}"
                    wrong(what, where(key), "correct one of them")
        items = [item.id for item in rows.items if item.id]
        for index, printed in enumerate(header.p_values):
            if printed.item and printed.item not in items:
                what = f"a p-value is printed for {shown(printed.item)}, which is no item"
                wrong(what, header.where_p(index), partial(nearest, printed.item, items))
        if len(rows.items) * len(rows.responses) * len(header.groups) > MOST_ROWS:
            what = f"items, responses and groups make more than {MOST_ROWS:,} cells"
            self.wrong(
                what, self.sheet.line, "check their spelling; give each printed table a file of its own"
            )
        percents = [cell.percent for cell in rows.cells if cell.percent]
        fitting = sum(percent.decimals == header.decimals for percent in percents)
        if header.decimals is not None and 2 * fitting < len(percents):
            what = f"{fitting} of {len(percents)} percentages have {header.decimals} decimals, as said here"
            wrong(what, where("decimals"), "correct it, or type the zeros: 65,0 and not 65")
        self.own_sizes(rows)
        if rows.chosen:
            self.taken(rows)
        if not gathered():
            self.sizes(rows)

    def own_sizes(self, rows: Rows) -> None:
        """Check that all answers of a question in a group have one N."""
        own: dict[Key, tuple[int, int]] = {}
        for cell in rows.cells:
            if cell.size is not None:
                n, line = own.setdefault((cell.reading, cell.item, cell.group), (cell.size.units, cell.line))
                if n != cell.size.units:
                    name = shown(cell.item or cell.group)
                    what = f"the N of {name} is {cell.size.text} here and {n} in line {line}"
                    self.wrong(what, cell.line, "write one N for all answers of a question in a group")

    def taken(self, rows: Rows) -> None:
        """Check that of each cell exactly one reading is taken."""
        chosen: dict[Key, int] = {}
        for cell in rows.cells:
            if cell.taken and chosen.setdefault(cell.key, cell.line) != cell.line:
                what = f"this cell is taken in line {chosen[cell.key]} already"
                self.wrong(what, cell.line, "take each cell from one reading")
        for key, line in {cell.key: cell.line for cell in reversed(rows.cells)}.items():
            if key not in chosen:
                self.wrong("no reading of this cell is taken", line, "write 'yes' in one of its rows")

    def sizes(self, rows: Rows) -> None:
        """Check that the group sizes which the table is read with are those of the header."""
        groups = {group.id: (index, group.size) for index, group in enumerate(self.header.groups)}
        for cell in rows.taken(rows.sizes):
            index, size = groups[cell.group]
            if cell.count and cell.count.units != size.units:
                other = f"{size.text} in {self.header.where_size(index)}"
                what = f"the size of {shown(cell.group)} is {cell.count.text} here and {other}"
                self.wrong(what, cell.line, "correct one; where both are printed so, leave the row out")
