"""What the gate compares: a value with its kind, whether accepted or computed now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from reproreport.results.result import Stored
from reproreport.results.shown import Rows, ShownKind

if TYPE_CHECKING:
    pass

#: Kinds of whole tables.
WHOLE: tuple[str, ...] = get_args(ShownKind)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One value under a name.

    Attributes:
        name: its name in the report; that of a table or figure ends with the label of its cell.
        chapter: the chapter whose notebook records it.
        kind: a kind of result, ``table``, or ``figure data``.
        value: the value as :class:`~reproreport.results.Result` keeps it; the rows of a table.
        unit: what it counts or measures.
        decimals: digits that prose shows after the decimal point.
        head: how many rows of a table are headers.
        picture: SHA-256 of a figure's SVG.
    """

    name: str
    chapter: str
    kind: str
    value: Stored | Rows
    unit: str = ""
    decimals: int | None = None
    head: int = 0
    picture: str = ""

    @property
    def table(self) -> Rows:
        """Return the rows of a table or of a figure's data."""
        if not isinstance(self.value, tuple):
            raise TypeError(f"{self.name} is no table")
        return self.value

    @property
    def single(self) -> Stored:
        """Return the value of a result that is no table."""
        if isinstance(self.value, tuple):
            raise TypeError(f"{self.name} is a table")
        return self.value


@dataclass(frozen=True, kw_only=True)
class Current(Entry):
    """A value as the report computes it now.

    Attributes:
        text: the value as prose shows it; empty for a table; of an assertion what it states.
        rows: where the value comes from, each ``file:line``.
        cell: label or place of the notebook cell that recorded it (``cell tests``, ``cell 7``).
    """

    text: str = ""
    rows: tuple[str, ...] = ()
    cell: str = ""


CurrentResults = Mapping[str, Current]
