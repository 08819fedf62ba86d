"""A table as printed: its numbers by address, and what its source says about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from reproreport.audit.printed.number import PrintedNumber


class Kind(Enum):
    """How many answers a respondent could give."""

    SINGLE = "single response"
    MULTIPLE = "multiple response"


class Base(Enum):
    """What a percentage is of.

    ``GROUP`` is the printed N of its column; ``VALID`` the answers counted for its item in its
    group; ``ROW`` the total of its row; ``TABLE`` the N of the whole table; ``OTHER`` the N of
    another column.
    """

    GROUP = "group"
    VALID = "valid"
    ROW = "row"
    TABLE = "table"
    OTHER = "other"


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


@dataclass(frozen=True)
class Label:
    """A row's or an answer's identifier, and its wording (the identifier where none is given).

    ``short`` is a name for sentences, where the wording is long.
    """

    id: str
    label: str
    short: str = ""

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


@dataclass(frozen=True)
class PrintedP:
    """A p-value as printed, and the item that it is printed for; empty for the whole table."""

    text: str
    item: str = ""
    label: str = "p"


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
        responses: the answers to one question.
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
            for response in self.responses:
                yield item.id, response.id

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
