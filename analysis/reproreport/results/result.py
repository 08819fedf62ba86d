"""One result: a named computed value with unit, precision and provenance.

What the gate compares: a value with its kind, whether accepted or computed now.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Rational
from typing import TYPE_CHECKING, Any, Literal, get_args

from reproreport.errors import Problem, ResultError
from reproreport.numbers import format_interval, format_number, format_p, format_percent, format_words
from reproreport.results.shown import Rows, ShownKind

#: What :func:`~reproreport.results.record` takes.
Kind = Literal["count", "words", "percent", "p_value", "number", "interval", "text", "printed"]

#: The kind of what :func:`~reproreport.results.states` records: true or false, and no variable of a chapter.
ASSERTION: Literal["assertion"] = "assertion"

#: All kinds of single values.
SINGLE: tuple[str, ...] = (*get_args(Kind), ASSERTION)

#: Those that are not numbers: they agree or differ.
TEXTS = ("text", "printed", ASSERTION)

#: Digits after the decimal point where a notebook names none.
DECIMALS: dict[str, int] = {"percent": 1, "p_value": 3, "number": 2, "interval": 1}

#: By so much may a sum of shares be more than 1.
_ROUNDING = 1e-9

#: What a number has at most, as a text; and exponents of numbers that no memory holds.
_LONGEST = 2_000
_HUGE = re.compile(r"[eE][+-]?\d{4}")

NO_BREAK = "\N{NO-BREAK SPACE}"

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")

#: A value as JSON keeps it: exact fractions and decimals are strings such as ``4400/67``.
Stored = int | float | str | list[int | float | str]


@dataclass(frozen=True)
class Result:
    """A computed value that prose may use.

    Attributes:
        name: dotted identifier path, unique in the report.
        kind: how the value is formatted and compared.
        value: the value, exact where it is exact (``"4400/67"``); whether an assertion holds.
        unit: what the value counts or measures (``"%"``, ``"respondents"``); may be empty.
        decimals: digits after the decimal point in ``text``; None where none are meant.
        text: the value as prose shows it, in inline markdown; an assertion as messages show it.
        rows: where the value comes from, each ``file:line``.
        cell: label of the notebook cell that recorded it.
    """

    name: str
    kind: Kind | Literal["assertion"]
    value: Stored
    unit: str
    decimals: int | None
    text: str
    rows: tuple[str, ...] = ()
    cell: str = ""

    def _ipython_display_(self) -> None:
        """Show nothing when a cell ends with ``record(…)``: only tables and figures are shown."""

    def as_json(self) -> dict[str, Any]:
        """Return the result as JSON keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Result:
        """Return the result that :meth:`as_json` wrote."""
        return cls(**{**data, "rows": tuple(data["rows"])})


def make_result(
    name: str,
    value: Any,
    *,
    kind: Kind,
    unit: str = "",
    decimals: int | None = None,
    rows: Sequence[str] = (),
) -> Result:
    """Return the result of that name, formatted for prose.

    Raises:
        ResultError: the name is no dotted identifier path, the kind is unknown, or the value does
            not suit its kind (a count that is no integer, a p-value outside 0 to 1, NaN, infinity).
    """
    if not NAME.fullmatch(name):
        raise ResultError(
            Problem(f"'{name}' cannot name a result", fix="use letters, digits and _, with dots between")
        )
    if kind not in get_args(Kind):
        raise ResultError(
            Problem(f"'{kind}' is no kind of result", name, f"known: {', '.join(get_args(Kind))}")
        )
    if decimals is None:
        decimals = DECIMALS.get(kind)
    try:
        stored = _stored(value)
        text = _format(value, kind, unit, decimals)
    except (TypeError, ValueError) as error:
        raise ResultError(Problem(str(error), name, f"record a value that suits kind='{kind}'")) from None
    return Result(name, kind, stored, unit, decimals, text, tuple(rows))


def require_shares(name: str, value: Any, kind: Kind, unit: str, decimals: int | None) -> None:
    """Ask about a share of more than 1: it is likely a percentage, and would be shown a hundredfold.

    Raises:
        ResultError: the value of a ``percent``, or an end of an interval of them, is beyond 1.
    """
    if kind != "percent" and (kind, unit) != ("interval", "%"):
        return
    for part in value if isinstance(value, Sequence) and not isinstance(value, str) else (value,):
        try:
            beyond = 1 + _ROUNDING < abs(part) < math.inf
        except TypeError:  # no number: whoever formats it says so
            continue
        if beyond:
            places = DECIMALS["percent"] if decimals is None else decimals
            what = (
                f"{part} would be printed as {format_percent(part, places)}: a share from 0 to 1 is expected"
            )
            fix = f"record {part} / 100; or say over_100=True where more than 100% is meant, as in a growth"
            raise ResultError(Problem(what, name, fix))


def text_of(value: Stored, kind: str, unit: str = "", decimals: int | None = None) -> str:
    """Return a stored value as prose shows it.

    Raises:
        TypeError, ValueError: the value does not suit its kind.
    """
    if kind == ASSERTION:
        if not isinstance(value, bool):
            raise TypeError(f"{value!r} is neither true nor false")
        return "holds" if value else "does not hold"
    return _format(value if kind in TEXTS else _restored(value), kind, unit, decimals)


def exact(value: float | str) -> Fraction:
    """Return a stored number; a float at the decimal that it is written as.

    Raises:
        TypeError, ValueError: it is no number, or not a finite one.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError(f"{value!r} is not a number")
    if isinstance(value, str) and (len(value) > _LONGEST or _HUGE.search(value)):
        raise ValueError(f"{value[:40]}… has more digits than can be read")
    try:
        return Fraction(repr(value) if isinstance(value, float) else value)
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{value!r} is not a number") from None


def _restored(value: Stored) -> Any:
    """Return a stored number, or the two of an interval."""
    if isinstance(value, list):
        return [_restored(part) for part in value]
    number = exact(value)
    return value if isinstance(value, float) else number


def _stored(value: Any) -> Stored:
    """Return the value as JSON keeps it, without rounding."""
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"{value} is not a number that can be reported")
    if isinstance(value, str | Decimal):
        return str(value)
    if isinstance(value, Sequence):
        return [part for item in value for part in [_stored(item)] if not isinstance(part, list)]
    if isinstance(value, Rational):
        exact = Fraction(int(value.numerator), int(value.denominator))
        return exact.numerator if exact.denominator == 1 else str(exact)
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{number} is not a number that can be reported")
    return number


def _format(value: Any, kind: str, unit: str, decimals: int | None) -> str:
    """Return the value as prose shows it."""
    if kind in ("text", "printed"):
        if not isinstance(value, str) or not value:
            raise TypeError(f"{value!r} is not a text")
        value.encode()  # half of a character is none
        return value
    if kind in ("count", "words"):
        if not isinstance(value, Rational) or value.denominator != 1:
            raise TypeError(f"{value!r} is not an integer")
        return (format_words if kind == "words" else format_number)(int(value.numerator))
    if decimals is None:
        raise TypeError("the number of decimals is not stated")
    if kind == "percent":
        return format_percent(value, decimals)
    if kind == "p_value":
        if not 0 <= value <= 1:
            raise ValueError(f"{value!r} is not between 0 and 1")
        # No line ends between the letter and its value.
        return f"*p* {format_p(value, decimals, relation=True)}".replace(" ", NO_BREAK)
    if kind == "interval":
        if isinstance(value, str) or not isinstance(value, Sequence) or len(value) != 2:
            raise TypeError(f"{value!r} is not an interval of two numbers")
        low, high = value
        if low > high:
            raise ValueError(f"the interval ends ({high!r}) before it begins ({low!r})")
        show = format_percent if unit == "%" else format_number
        return format_interval(show(low, decimals), show(high, decimals))
    return format_number(value, decimals)


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
