"""A table as printed: its numbers by address, and what its source says about them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from functools import cached_property
from typing import Final

#: What sources print, or typists type, where there is no number.
BLANKS = frozenset({"", "-", "–", "—", ".", "…", "n.a.", "n/a", "na"})

_PERCENT = re.compile(r"(\d+)(?:[.,](\d+))?")
_SCALE = re.compile(r"(-?\d{1,6})\s*(?:-|–|to|\.\.)\s*(-?\d{1,6})")
_GROUPED = re.compile(r"\d{1,3}(?:([.,\u00a0\u202f ])\d{3})(?:\1\d{3})*")


@dataclass(frozen=True)
class PrintedNumber:
    """A number with the text it was printed as.

    Attributes:
        text: the characters, as printed (``65,7``).
        units: the value in units of the last printed place (657).
        decimals: how many decimals are printed (1).
    """

    text: str
    units: int
    decimals: int

    @property
    def value(self) -> Fraction:
        """Return the value, exactly."""
        return Fraction(self.units, 10**self.decimals)


def read_count(text: str) -> PrintedNumber:
    """Read a printed count; ``1.234``, ``1,234`` and ``1 234`` are groups of thousands.

    Raises:
        ValueError: *text* is no whole number from 0 up; the message says why.
    """
    stripped = text.strip()
    if stripped.isascii() and stripped.isdigit():
        return PrintedNumber(stripped, int(stripped), 0)
    if _GROUPED.fullmatch(stripped):
        return PrintedNumber(stripped, int(re.sub(r"\D", "", stripped)), 0)
    _refuse(stripped)
    raise ValueError(f"'{stripped}' is not a count: a whole number, such as 128")


def read_percent(text: str) -> PrintedNumber:
    """Read a printed percentage, with a decimal comma or point; a percent sign may follow.

    Raises:
        ValueError: *text* is no number from 0 up with at most one decimal mark.
    """
    stripped = text.strip().removesuffix("%").rstrip()
    match = _PERCENT.fullmatch(stripped) if stripped.isascii() else None
    if match:
        decimals = match[2] or ""
        return PrintedNumber(stripped, int(match[1] + decimals), len(decimals))
    _refuse(stripped)
    raise ValueError(f"'{stripped}' is not a percentage: digits with at most one decimal mark, such as 65,7")


def is_blank(text: str) -> bool:
    """Return whether a cell's text says that nothing is printed there."""
    return text.strip().lower() in BLANKS


def _refuse(text: str) -> None:
    """Say what is wrong with a number where it has a name."""
    if re.match(r"[-−–]\s*\d", text):
        raise ValueError(f"'{text}' is negative, and neither counts nor percentages are")
    if len(re.findall(r"[.,]", text)) > 1 and re.fullmatch(r"[\d.,]+", text):
        raise ValueError(f"'{text}' has two decimal marks")


class Kind(Enum):
    """How many answers a respondent could give."""

    SINGLE = "single response"
    MULTIPLE = "multiple response"


class Base(Enum):
    """What a percentage is of.

    ``GROUP`` is the printed N of its column; ``VALID`` the answers counted for its item in its
    group; ``ROW`` the total of its row; ``TABLE`` the N of the whole table; ``OTHER`` the N of
    another column; ``PART`` the count of another row, as in "of whom".
    """

    GROUP = "group"
    VALID = "valid"
    ROW = "row"
    TABLE = "table"
    OTHER = "other"
    PART = "another row"


class Part(Enum):
    """Which of a table's numbers an address means: a cell's count or percentage, or a group's N."""

    COUNT = "count"
    PERCENT = "percent"
    SIZE = "N"


@dataclass(frozen=True, order=False)
class Address:
    """Where a printed number stands in its table."""

    part: Part
    group: str
    item: str = ""
    response: str = ""


#: What a header says of values that may be any whole numbers.
WHOLE: Final = "whole"


@dataclass(frozen=True)
class Values:
    """What is averaged: whole numbers, from ``low`` to ``high`` where a scale has ends.

    ``averaged`` is how many of them are averaged for each person, as in a scale of several questions.
    """

    low: int | None = None
    high: int | None = None
    averaged: int = 1

    def __str__(self) -> str:
        """Return what they are in words."""
        ends = "" if self.low is None else f" from {self.low} to {self.high}"
        each = "" if self.averaged == 1 else f", {self.averaged} averaged for each person"
        return f"whole numbers{ends}{each}"


def read_values(text: str, averaged: int = 1) -> Values:
    """Read what a header says of values: ``whole``, or a scale such as ``1-5``.

    Raises:
        ValueError: it is neither.
    """
    if text.strip().lower() == WHOLE:
        return Values(averaged=averaged)
    scale = _SCALE.fullmatch(text.strip())
    if not scale or int(scale[1]) >= int(scale[2]):
        raise ValueError(f"'{text}' is neither '{WHOLE}' nor a scale such as 1-5")
    return Values(int(scale[1]), int(scale[2]), averaged)


@dataclass(frozen=True)
class Label:
    """A row's or an answer's identifier, and its wording (the identifier where none is given).

    ``short`` is a name for sentences, where the wording is long. ``values`` are what the row's means are of,
    where the source says so.
    """

    id: str
    label: str
    short: str = ""
    values: Values | None = None

    @property
    def name(self) -> str:
        """Return the short name, else the wording."""
        return self.short or self.label


@dataclass(frozen=True)
class Group:
    """A column: its identifier, wording, printed N, and whether it is the total of the others."""

    id: str
    label: str
    size: PrintedNumber
    is_total: bool = False


#: What a row of totals is called.
TOTALS: Final = frozenset(
    {"total", "totals", "sum", "all", "overall", "tổng", "tổng số", "tổng cộng", "cộng"}
)


@dataclass(frozen=True)
class PrintedP:
    """A p-value as printed, and the item that it is printed for; empty for the whole table.

    ``test`` is the test that the source names; empty where it names none.
    """

    text: str
    item: str = ""
    label: str = "p"
    test: str = ""


@dataclass(frozen=True)
class PrintedTable:
    """Everything that a printed table of counts and percentages shows.

    A table of single response has its answers in ``responses``; with one question, ``items`` holds
    one item whose identifier is empty. A table of multiple response has one row an item, and one
    response, whose identifier is empty.

    Attributes:
        name: what to call the table in findings, such as the file it was read from.
        title: its printed title.
        source: the work it stands in (a citation key, or any words).
        page: where in that work.
        kind: how many answers a respondent could give.
        percent_of: what the source says its percentages are of; None where it says nothing.
        weighted: whether the source says that its counts or percentages are weighted.
        ordered: whether the responses of a single-response table have an order.
        groups: the columns, in printed order.
        items: the questions or choices.
        responses: the answers to the questions.
        asked: the answers of each item that has not all of them: "Table 1" asks several questions, each
            with answers of its own.
        ignored: the columns of its file that are not read.
        unread: what is printed and is no count or percentage, such as ``<5`` or a mean, by its cell.
        p_values: the printed p-values.
        numbers: every printed number by its address; a number that is not printed is absent.
        origins: ``file:line`` of each of them.
    """

    name: str
    title: str
    source: str
    page: str
    kind: Kind
    groups: tuple[Group, ...]
    items: tuple[Label, ...]
    responses: tuple[Label, ...]
    numbers: Mapping[Address, PrintedNumber]
    percent_of: Base | None = None
    weighted: bool = False
    ordered: bool = False
    p_values: tuple[PrintedP, ...] = ()
    origins: Mapping[Address, str] = field(default_factory=dict)
    asked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unread: Mapping[Address, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()

    @property
    def levels(self) -> tuple[Group, ...]:
        """Return the columns that are no total."""
        return tuple(group for group in self.groups if not group.is_total)

    @property
    def total(self) -> Group | None:
        """Return the column that is the total of the others, where there is one."""
        return next((group for group in self.groups if group.is_total), None)

    def rows(self) -> Iterator[tuple[str, str]]:
        """Yield (item, response) of every row, in printed order."""
        for item in self.items:
            for response in self.of_item(item.id):
                yield item.id, response

    def of_item(self, item: str) -> tuple[str, ...]:
        """Return the responses of an item, in printed order, with its printed totals."""
        return self.asked.get(item) or tuple(response.id for response in self.responses)

    def answers(self, item: str) -> tuple[str, ...]:
        """Return the responses of an item that are answers, not printed totals of others."""
        return tuple(one for one in self.of_item(item) if (item, one) not in self.totals)

    @cached_property
    def totals(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """Return the rows that are totals of other answers, each with the answers that it adds.

        So one reads "Total" below the answers to a question, or "Agree" above "Strongly" and "Rather". A
        row is one where the answers are more than the N with it and fit the N without it, in most groups,
        and it is the sum of a run of rows beside it in most of them.
        """
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        if self.kind is Kind.SINGLE:
            for item in self.items:
                found |= {(item.id, row): parts for row, parts in self._totals(item.id).items()}
        return found

    def _totals(self, item: str) -> dict[str, tuple[str, ...]]:
        """Return the rows of one item that are totals."""
        rows = self.of_item(item)
        columns = []
        for group in self.groups:
            counts = [self.count(item, row, group.id) for row in rows]
            if all(counts):
                size = self.numbers.get(Address(Part.SIZE, group.id, item), group.size)
                by_row = {row: number.units for row, number in zip(rows, counts, strict=True) if number}
                columns.append((by_row, size.units))
        left, found = list(rows), dict[str, tuple[str, ...]]()

        def most(test: Callable[[Mapping[str, int], int], bool]) -> bool:
            return 2 * sum(test(*column) for column in columns) > len(columns)

        def over(counts: Mapping[str, int], size: int) -> bool:
            return 2 * (sum(counts[row] for row in left) - size) > len(left)

        def fits(counts: Mapping[str, int], size: int) -> bool:
            return 2 * abs(sum(counts[row] for row in left) - size) <= len(left)

        if not most(over):
            return {}
        while most(over):
            row, parts = next(
                (
                    (row, parts)
                    for row, parts in _runs(left)
                    if most(lambda counts, _: counts[row] == sum(counts[part] for part in parts) > 0)  # noqa: B023
                ),
                ("", ()),
            )
            if not parts:
                return {}
            left.remove(row)
            found[row] = parts
        # Answers of several choices can be sums of each other by chance.
        named = all(self.row_name("", row).strip(" :").lower() in TOTALS for row in found)
        return found if named or most(fits) else {}

    def count(self, item: str, response: str, group: str) -> PrintedNumber | None:
        """Return the printed count of a cell."""
        return self.numbers.get(Address(Part.COUNT, group, item, response))

    def percent(self, item: str, response: str, group: str) -> PrintedNumber | None:
        """Return the printed percentage of a cell."""
        return self.numbers.get(Address(Part.PERCENT, group, item, response))

    def where(self, address: Address) -> str:
        """Return ``file:line`` of a number, or nothing."""
        return self.origins.get(address, "")

    def row_name(self, item: str, response: str = "") -> str:
        """Return a row's name: the short one where it has one."""
        items, responses = self._names
        return ": ".join(name for name in (items.get(item), responses.get(response)) if name)

    @cached_property
    def _names(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """Return the names of items and of responses, by identifier; the first of one identifier counts."""
        items, responses = ({one.id: one.name for one in reversed(of)} for of in (self.items, self.responses))
        return items, responses

    def group_name(self, group: str) -> str:
        """Return a column's wording."""
        return next((found.label for found in self.groups if found.id == group), group)


def _runs(rows: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield rows with the runs of rows that they may be the total of: the last row first, long runs first."""
    for at in range(len(rows) - 1, -1, -1):
        for length in range(len(rows) - 1, 1, -1):
            if length <= at:
                yield rows[at], tuple(rows[at - length : at])
            if at + length < len(rows):
                yield rows[at], tuple(rows[at + 1 : at + 1 + length])
