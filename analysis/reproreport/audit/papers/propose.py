"""How a table of a paper may be read: groups, Ns, questions and choices, in the editable format.

Nothing is guessed in silence. What was taken for what, and which rows and columns were left out, is said in
the proposal's notes; a table in which no counts or percentages are clear is not read, with the reason.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction
from functools import cached_property
from io import StringIO
from typing import Final

from reproreport.audit.papers.sheets import Sheet
from reproreport.audit.printed.files import parse_printed_table
from reproreport.audit.printed.forms import Printed, is_bound, is_statistic, read_cell, without_marks
from reproreport.audit.significance.pvalue import read_p
from reproreport.audit.table import TOTALS, Kind, PrintedTable, is_blank, read_count, read_percent
from reproreport.errors import DataError
from reproreport.numbers import quoted
from reproreport.yamlfile import write_yaml


@dataclass(frozen=True)
class NotRead:
    """A table that was not understood: its title, which one it is, and why."""

    title: str
    where: str
    why: str


@dataclass(frozen=True)
class Proposal:
    """How a table is read, as the texts of the two files of the documented format.

    Attributes:
        name: what to call the CSV file.
        title: the table's title.
        where: which table of the paper it is.
        header: the text of the YAML file.
        cells: the text of the CSV file.
        rows: for each line of the CSV file below the first, the row of the printed table.
        notes: what was taken for what, and what was left out, a sentence each.
    """

    name: str
    title: str
    where: str
    header: str
    cells: str
    rows: tuple[int, ...]
    notes: tuple[str, ...]

    def table(self) -> PrintedTable:
        """Return the table as it is read, with the row of the paper's table that each number stands in.

        Raises:
            DataError: the proposal does not keep to the format.
        """
        table = parse_printed_table(self.cells, self.header, self.name)

        def origin(place: str) -> str:
            file, _, line = place.rpartition(":")
            return f"{self.where}, row {self.rows[int(line) - 2]}" if file == self.name else self.where

        return replace(table, origins={at: origin(place) for at, place in table.origins.items()})


class _Role(Enum):
    """What a column holds."""

    CELL = "cell"
    COUNT = "count"
    PERCENT = "percent"
    P = "p"
    OTHER = "other"


_ROLES: Final = (
    (_Role.P, re.compile(r"(?:p|sig)\b.{0,3}$|p[\s-]?values?\b.*", re.IGNORECASE)),
    (
        _Role.COUNT,
        re.compile(r"(?:n|no|nos|num|number|counts?|freq|frequency|tần số|số lượng)\.?", re.IGNORECASE),
    ),
    (
        _Role.PERCENT,
        re.compile(
            r"[(\[]?\s*(?:(?:valid|column|col\.?|row)\s*)?(?:%|per ?cent(?:age)?s?|tỷ lệ|tỉ lệ)"
            r"\s*(?:%|\(%\))?\s*[)\]]?",
            re.IGNORECASE,
        ),
    ),
    (
        _Role.OTHER,
        re.compile(
            r".*(?:χ|\bchi\b|\btest\b|statistic|\b(?:OR|RR|HR|CI|SD|SE|df)\b|\bmean|\bmedian|difference|ratio"
            r"|coefficient|\bβ|^[tFz]$|\br\b|effect).*",
            re.IGNORECASE,
        ),
    ),
)
_N: Final = re.compile(r"[(\[,]?\s*\b[nN]\s*[=:]\s*(?P<n>\d[\d,. ]*\d|\d)\s*[)\]]?")
_SIZES: Final = re.compile(
    r"(?:n|sample size|(?:total )?(?:no\.?|number)(?: of [\w -]+)?|total(?: n)?"
    r"|participants|respondents|patients|subjects)",
    re.IGNORECASE,
)
_SAYS_PERCENT: Final = re.compile(r"%|\bper ?cent", re.IGNORECASE)
_SAYS_COUNT: Final = re.compile(r"\b(?:n|no|nos|number|counts?|frequenc\w+)\b", re.IGNORECASE)
#: What says that a cell holds a count and its percentage.
_FORM: Final = re.compile(
    r"[,;:]?\s*[(\[]?\s*(?:n|no\.?|number)\s*,?\s*[(\[]\s*(?:%|per ?cent)\s*[)\]]\s*[)\]]?"
    r"|[,;:]?\s*[(\[]\s*%\s*[)\]]|[,;:]\s*%$|^%$",
    re.IGNORECASE,
)
_TOTAL: Final = re.compile(
    rf"(?:{'|'.join(sorted(map(re.escape, TOTALS), key=len, reverse=True))})\b.{{0,30}}", re.IGNORECASE
)
_STATISTIC: Final = re.compile(
    r"(?P<of>.{2,}?)\s*(?:[,;:–-]\s*|(?=\())(?P<is>\(?(?:means?|medians?|average|sd|iqr|range)\b.*)",
    re.IGNORECASE,
)
#: Marks of footnotes behind words.
_MARKS: Final = re.compile(r"[\s,]*(?<!m)[*†‡§¶#ᵃᵇᶜᵈᵉᶠᵍʰ¹²³⁴⁵⁶⁷⁸⁹⁰]+$")
_NUMERIC: Final = re.compile(r"[<>≤≥]?\s*[-−–]?\s*[.,]?\d")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_LONG: Final = 120
_HUNDRED: Final = 100
_LONGEST_ID: Final = 120


@dataclass(frozen=True)
class _Column:
    place: int
    role: _Role
    group: str
    size: str


@dataclass
class _Row:
    """A row of the body: its place from 1, what it is called, and what stands in each group."""

    place: int
    label: str
    cells: dict[str, tuple[str, str, str]]  # by group: cell, count, percent
    p: str = ""


@dataclass
class _Block:
    """Rows under one heading; a row that stands alone has none."""

    item: str
    rows: list[_Row]
    p: str = ""


@dataclass
class _Reader:
    """A table while it is read."""

    sheet: Sheet
    notes: list[str] = field(default_factory=list)
    sizes: dict[str, str] = field(default_factory=dict)

    @cached_property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """Return the texts; a cell merged over a whole row stands in its first place only."""
        found = []
        for line, row in enumerate(self.sheet.rows):
            texts = [" ".join(text.split()) for text in row]
            covers = all((line, place) in self.sheet.covered for place in range(1, len(row)))
            if covers and len(set(texts)) == 1:
                texts[1:] = [""] * (len(row) - 1)
            found.append(tuple(texts))
        return tuple(found)

    @cached_property
    def head(self) -> int:
        """Return how many rows stand above the numbers."""
        head = max(self.sheet.head, 1)
        for row in self.rows[head:]:
            filled = [text for text in row[1:] if text]
            if not filled or any(_is_data(text) for text in filled):
                break
            head += 1
        # A sheet has its title in a row of its own.
        return head

    @cached_property
    def labels(self) -> int:
        """Return how many columns on the left hold words."""
        body = self.rows[self.head :]
        width = len(self.rows[0])

        def wordy(place: int) -> bool:
            texts = [row[place] for row in body if row[place]]
            return bool(texts) and 2 * sum(not _is_data(text) for text in texts) > len(texts)

        return 2 if width > 2 and wordy(1) else 1

    @cached_property
    def over_all(self) -> frozenset[str]:
        """Return what stands over all columns of numbers, but for those of p-values."""
        columns = range(self.labels, len(self.rows[0]))
        heads = [{row[place] for row in self.rows[: self.head]} for place in columns]
        others = [texts for texts in heads if not any(_ROLES[0][1].fullmatch(text) for text in texts)]
        return frozenset.intersection(*map(frozenset, others)) if len(others) > 1 else frozenset()

    @cached_property
    def columns(self) -> tuple[_Column, ...]:
        """Return the columns with numbers."""
        found: list[_Column] = []
        for place in range(self.labels, len(self.rows[0])):
            path = list(dict.fromkeys(row[place] for row in self.rows[: self.head] if row[place]))
            # What stands over all columns tells none from another.
            path = [text for text in path if text not in self.over_all] or path[-1:]
            size = next((match["n"] for text in path if (match := _N.search(text))), "")
            texts = [_MARKS.sub("", _N.sub("", text)).strip(" ,;:") for text in path]
            texts = [text for text in texts if text]
            last = texts[-1] if texts else ""
            role = next((role for role, pattern in _ROLES if pattern.fullmatch(last)), _Role.CELL)
            if role in (_Role.COUNT, _Role.PERCENT):
                texts = texts[:-1]
            group = " / ".join(filter(None, (_FORM.sub("", text).strip(" ,;:") for text in texts)))
            if role is _Role.CELL and not any(_is_data(row[place]) for row in self.rows[self.head :]):
                role = _Role.OTHER
            found.append(_Column(place, role, group[:_LONGEST_ID], size))
        return tuple(self._paired(found))

    def _paired(self, columns: list[_Column]) -> Iterator[_Column]:
        """Yield columns with names of their own; a count and a percentage of one group share theirs."""
        seen: dict[str, set[_Role]] = {}
        name = ""
        for column in columns:
            if column.role in (_Role.P, _Role.OTHER):
                yield column
                continue
            named = column.group or (name if column.role is _Role.PERCENT and name else "All")
            held = seen.setdefault(named, set())
            if column.role in held or (held and _Role.CELL in (column.role, *held)):
                named = f"{named} ({sum(other.startswith(named) for other in seen) + 1})"
                held = seen.setdefault(named, set())
            held.add(column.role)
            name = named
            yield replace(column, group=named)

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """Return the groups in printed order."""
        beside = (_Role.P, _Role.OTHER)
        return tuple(dict.fromkeys(one.group for one in self.columns if one.role not in beside))

    @cached_property
    def total(self) -> str:
        """Return the group that is the total of the others, if one is called so and is it in most rows."""
        named = [group for group in self.groups if _TOTAL.fullmatch(group)]
        if len(named) != 1 or len(self.groups) < 3:
            return ""
        votes = []
        for row in (self._cells(texts)[0] for texts in self.rows[self.head :]):
            counts = {group: _numbers(row[group], "").count for group in row}
            known = {group: count.units for group, count in counts.items() if count}
            if len(known) == len(self.groups):
                votes.append(2 * known[named[0]] == sum(known.values()))
        if votes and 2 * sum(votes) <= len(votes):
            self.notes.append(f"{quoted(named[0])} is not read as the total: in most rows it is not the sum.")
            return ""
        return named[0]

    @cached_property
    def above(self) -> str:
        """Return what stands over the numbers: the title, and the head of the first column."""
        heads = " ".join(text for row in self.rows[: self.head] for text in row[: self.labels])
        columns = " ".join(
            text
            for row in self.rows[: self.head]
            for column, text in enumerate(row)
            if column >= self.labels and _FORM.search(text)
        )
        return f"{self.sheet.title} {heads} {columns}"

    def blocks(self) -> list[_Block]:
        """Return the rows of the body under their headings."""
        found: list[_Block] = []
        heading = ""
        for place, row in enumerate(self.rows[self.head :], self.head + 1):
            label = _MARKS.sub("", row[self.labels - 1]) or _MARKS.sub("", row[0])
            own = _MARKS.sub("", row[0]) if self.labels == 2 else ""
            cells, p = self._cells(row)
            if not label or (len(label) > _LONG and not cells):
                continue
            if not cells:
                heading = label
                found.append(_Block(label, [], p))
                continue
            if self._is_size(label, cells):
                continue
            one = _Row(place, label, cells, p)
            if self.labels == 2 and own and own != heading:
                heading = own
                found.append(_Block(own, [], ""))
            if not found:
                found.append(_Block("", [], ""))
            found[-1].rows.append(one)
        for block in found:
            block.p = block.p or next((row.p for row in block.rows if row.p), "")
        return [block for block in found if block.rows]

    def _cells(self, row: Sequence[str]) -> tuple[dict[str, tuple[str, str, str]], str]:
        """Return what stands in each group of a row, and its p-value."""
        cells: dict[str, tuple[str, str, str]] = {}
        p = ""
        for column in self.columns:
            text = row[column.place]
            if column.role is _Role.P:
                p = p or text
            elif column.role is not _Role.OTHER and not is_blank(_MARKS.sub("", text)):
                cell, count, percent = cells.get(column.group, ("", "", ""))
                if column.role is _Role.COUNT and _reads(read_count, text):
                    count = text
                elif column.role is _Role.PERCENT and _reads(read_percent, text):
                    percent = text
                else:
                    cell = text
                cells[column.group] = cell, count, percent
        return cells, p

    def _is_size(self, label: str, cells: dict[str, tuple[str, str, str]]) -> bool:
        """Return whether a row prints the Ns of the groups, and keep them where the head has none."""
        words = _N.sub("", label).strip(" ,;:()") or label
        texts = {group: cell or count for group, (cell, count, percent) in cells.items() if not percent}
        whole = len(texts) == len(self.groups) and all(_reads(read_count, text) for text in texts.values())
        if not (whole and _SIZES.fullmatch(words)):
            return False
        if any(column.size for column in self.columns):
            return False
        if not self.sizes:
            self.sizes = texts
            self.notes.append(f"The row {quoted(label)} holds the groups' Ns.")
        return True


def propose(sheet: Sheet, document: str, number: int) -> list[Proposal | NotRead]:
    """Return how a table may be read: one proposal for its questions, and one for its choices.

    Args:
        sheet: the table as a grid.
        document: the paper.
        number: which of its tables it is, from 1.
    """
    title = sheet.title or f"Table {number}"

    def not_read(why: str) -> list[Proposal | NotRead]:
        return [NotRead(title, sheet.where, why)]

    if not sheet.rows:
        return not_read("it has no rules between its cells; type it, or name the paper as Word or HTML")
    if len(sheet.rows) < 2 or not sheet.rows[0] or len(sheet.rows[0]) < 2:
        return not_read("it has fewer than two rows or columns")
    reader = _Reader(sheet)
    if not reader.groups or reader.head >= len(reader.rows):
        return not_read("no column holds counts or percentages")
    questions, choices, left = _sorted(reader, title)
    if not any(_has_numbers(row) for block in (*questions, *choices) for row in block.rows):
        return not_read(" ".join(left)[:400] or "no counts or percentages are clear in it")
    found: list[Proposal | NotRead] = []
    several = bool(questions) and bool(choices)
    for kind, chosen in ((Kind.SINGLE, questions), (Kind.MULTIPLE, choices)):
        if chosen:
            suffix = "-choices" if several and kind is Kind.MULTIPLE else ""
            found.append(_checked(_written(reader, kind, chosen, document, number, title, suffix)))
    return found


def _checked(one: Proposal) -> Proposal | NotRead:
    """Return a proposal that keeps to the format, or why it does not."""
    try:
        one.table()
    except DataError as error:
        return NotRead(one.title, one.where, "; ".join(problem.what for problem in error.problems[:3]))
    return one


def _sorted(reader: _Reader, title: str) -> tuple[list[_Block], list[_Block], list[str]]:
    """Return the questions with answers, the choices, and what is left out; note what was taken for what."""
    questions: list[_Block] = []
    choices: list[_Block] = []
    left: list[str] = []
    for block in reader.blocks():
        said = [(row, _unclear(reader, block, row)) for row in block.rows]
        left += filter(None, (why for _, why in said))
        answers, rest = _question(reader, [row for row, why in said if not why], block)
        if answers:
            questions.append(_Block(block.item, answers, block.p))
            names = ", ".join(quoted(row.label) for row in answers)
            named = quoted(block.item or title)
            reader.notes.append(f"{named} is read as one question with the answers {names}.")
        heading = "" if answers else block.item
        for row in rest:
            if is_statistic(row.label):
                item, response = _statistic(heading, row.label)
                questions.append(_Block(item, [replace(row, label=response)]))
                if row.p:
                    left.append(f"The p of the row {quoted(row.label)} is not checked: it is of no counts.")
            else:
                choices.append(_Block(f"{heading}: {row.label}" if heading else row.label, [row], row.p))
    left = list(dict.fromkeys(left))
    reader.notes += left
    for column in reader.columns:
        if column.role is _Role.OTHER:
            head = [row[column.place] for row in reader.rows[: reader.head] if row[column.place]]
            reader.notes.append(f"The column {quoted(head[-1] if head else '')} is not read.")
    if choices:
        each = "Each other row" if questions else "Each row"
        reader.notes.append(f"{each} is read as a choice of its own, of which only the yes is printed.")
    return questions, choices, left


def _statistic(heading: str, label: str) -> tuple[str, str]:
    """Return what a row of means is of, and what it is: ``Age, mean (SD)`` is a mean of Age."""
    if heading:
        return heading, label
    match = _STATISTIC.fullmatch(label)
    return (match["of"], match["is"]) if match else (label, "mean or the like")


def _is_data(text: str) -> bool:
    return bool(_NUMERIC.match(text)) and not _YEAR.fullmatch(text)


def _reads(read: Callable[[str], object], text: str) -> bool:
    try:
        read(without_marks(text))
    except ValueError:
        return False
    return True


def _has_numbers(row: _Row) -> bool:
    return any(_numbers(cells, row.label) != Printed() for cells in row.cells.values())


def _numbers(cells: tuple[str, str, str], label: str) -> Printed:
    """Return the count and the percentage of a row in a group, as they will be read."""
    cell, count, percent = cells
    whole = read_cell(cell, label)
    return Printed(
        read_count(without_marks(count)) if count else whole.count,
        read_percent(without_marks(percent)) if percent else whole.percent,
    )


def _unclear(reader: _Reader, block: _Block, row: _Row) -> str:
    """Return why a row is not read; nothing where it is clear what its numbers are.

    A row of numbers without a word on what they are may hold means or anything else.
    """
    cells = [cell for cell, _, _ in row.cells.values()]
    apart = any(count or percent for _, count, percent in row.cells.values())
    if is_statistic(row.label) or apart or all(is_bound(cell) or is_blank(cell) for cell in cells):
        return ""
    reading = {group: _numbers(texts, row.label) for group, texts in row.cells.items()}
    shown = quoted(next((cell for cell in cells if cell), ""))
    why = ""
    said = f"{reader.above} {block.item} {row.label}"
    if all(one == Printed() for one in reading.values()):
        why = f"{shown} is no count and no percentage"
    elif any("%" in cell for cell in cells):
        pass
    elif any(one.count and one.percent for one in reading.values()):
        if not _are_shares(reader, reading, says_so=_SAYS_PERCENT.search(said) is not None):
            why = f"{shown} may be a mean with its deviation"
    elif any(one.count and one.count.units > _HUNDRED for one in reading.values()):
        if not _SAYS_COUNT.search(said):
            why = f"{shown} is no percentage, and nothing says that it is a count"
    elif _SAYS_PERCENT.search(said) and not _SAYS_COUNT.search(said):
        for group, (cell, count, _) in row.cells.items():
            bare = without_marks(cell)
            row.cells[group] = (f"{bare}%" if _reads(read_percent, bare) else cell, count, "")
    elif not (_SAYS_COUNT.search(said) and any(one.count for one in reading.values())):
        why = f"nothing says whether {shown} is a count or a percentage"
    return f"The row {quoted(row.label)} is not read: {why}." if why else ""


def _are_shares(reader: _Reader, reading: Mapping[str, Printed], *, says_so: bool) -> bool:
    """Return whether pairs of numbers are counts and percentages: most fit the Ns, or the table says so.

    Under "n (%)" there are means, too: where no group's numbers fit its N, what is said does not count.
    """
    sizes = {column.group: column.size for column in reader.columns} | reader.sizes
    pairs = [group for group, one in reading.items() if one.count and one.percent]
    fits = sum(_fits(reading[group], sizes.get(group, "")) for group in pairs)
    alien = len(pairs) > 1 and not fits and all(map(sizes.get, pairs))
    return 2 * fits > len(pairs) or (says_so and not alien)


def _fits(one: Printed, size: str) -> bool:
    """Return whether a count and a percentage agree with an N to a unit of the last place."""
    if not (one.count and one.percent and size and _reads(read_count, size)):
        return False
    n, unit = read_count(size).units, Fraction(1, 10**one.percent.decimals)
    return n > 0 and abs(Fraction(100 * one.count.units, n) - one.percent.value) <= unit


def _question(reader: _Reader, rows: list[_Row], block: _Block) -> tuple[list[_Row], list[_Row]]:
    """Return the rows that are the answers to one question, and those below that are not.

    Answers exclude each other, so that in most groups their percentages add to 100, or their counts to the N.
    """
    if not block.item and reader.labels == 1 and not _whole(reader, rows):
        return [], rows
    for end in range(len(rows), 1, -1):
        if _whole(reader, rows[:end]):
            return rows[:end], rows[end:]
    return [], rows


def _whole(reader: _Reader, rows: list[_Row]) -> bool:
    """Return whether rows make up the whole in most groups."""
    if len(rows) < 2 or any(is_statistic(row.label) for row in rows):
        return False
    sizes = {column.group: column.size for column in reader.columns if column.size} | reader.sizes
    votes: list[bool] = []
    for group in reader.groups:
        numbers = [_numbers(row.cells[group], row.label) for row in rows if group in row.cells]
        if len(numbers) < len(rows):
            continue
        percents = [one.percent for one in numbers if one.percent]
        counts = [one.count.units for one in numbers if one.count]
        votes_for = False
        if len(percents) == len(rows):
            unit = Fraction(1, 10 ** min(percent.decimals for percent in percents))
            votes_for = (
                abs(sum((percent.value for percent in percents), Fraction(-100)))
                <= unit * (len(rows) + 1) / 2
            )
        if len(counts) == len(rows) and _reads(read_count, sizes.get(group, "")):
            votes_for = votes_for or sum(counts) == read_count(sizes[group]).units
        votes.append(votes_for)
    return bool(votes) and 2 * sum(votes) > len(votes)


def _written(
    reader: _Reader, kind: Kind, blocks: list[_Block], document: str, number: int, title: str, suffix: str
) -> Proposal:
    """Return blocks as the two files of the documented format."""
    stem = re.sub(r"\.\w+$", "", document.rpartition("/")[2])
    name = f"{stem}-table-{number}{suffix}.csv"
    sizes = {column.group: column.size for column in reader.columns if column.size} | reader.sizes
    groups = [
        {"id": group, **({"n": sizes[group]} if _reads(read_count, sizes.get(group, "")) else {})}
        for group in reader.groups
    ]
    taken = {reader.total} if reader.total else set()
    lines: list[tuple[str, str, str, str, str, str]] = []
    places: list[int] = []
    p_values: list[dict[str, str]] = []
    single = kind is Kind.SINGLE
    for block in blocks:
        item = _unused(block.item or (title if single else block.rows[0].label), taken)
        for row, response in zip(block.rows, _named(row.label for row in block.rows), strict=True):
            answer = f"{response} (row)" if response == reader.total else response
            for group, (cell, count, percent) in row.cells.items():
                lines.append((item, answer if single else "", group, cell, count, percent))
                places.append(row.place)
        p = without_marks(block.p)
        if p and not is_blank(p) and _reads(read_p, p):
            p_values.append({"printed": p, "for": item})
    base = f"Proposed from {document}, {reader.sheet.where}; compare it with the print."
    header: dict[str, object] = {
        "title": title,
        "source": document,
        "kind": kind.value,
        "groups": groups,
        **({"total": reader.total} if reader.total else {}),
        **({"p_values": p_values} if p_values else {}),
        "note": " ".join((base, *reader.notes)),
    }
    columns = ("item", "response", "group", "cell", "count", "percent")
    kept = [at for at, column in enumerate(columns) if column == "group" or any(line[at] for line in lines)]
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([columns[at] for at in kept])
    writer.writerows([[line[at] for at in kept] for line in lines])
    where = f"{document}, {reader.sheet.where}"
    return Proposal(
        name, title, where, write_yaml(header), text.getvalue(), tuple(places), tuple(reader.notes)
    )


def _unused(label: str, taken: set[str]) -> str:
    """Return a label, with a number where it stands already."""
    short = label[:_LONGEST_ID]
    found = next(
        name for name in (short, *(f"{short} ({at})" for at in range(2, 10_000))) if name not in taken
    )
    taken.add(found)
    return found


def _named(labels: Iterable[str]) -> Iterator[str]:
    taken: set[str] = set()
    for label in labels:
        yield _unused(label, taken)
