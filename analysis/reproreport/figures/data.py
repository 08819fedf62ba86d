"""The data that a figure shows, row by row in the order in which it shows them.

A figure keeps its data, :func:`reproreport.figures.show` sends them along with the picture, and the
build takes them out of the notebook: the gate compares them with the accepted ones, where a picture
could only be called different.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from numbers import Rational, Real
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd
from matplotlib.figure import Figure

_DATA: WeakKeyDictionary[Figure, dict[str, Any]] = WeakKeyDictionary()


def keep_data(
    figure: Figure, columns: Mapping[str, Iterable[Any]], order: Sequence[Any] | None = None
) -> None:
    """Keep what a figure shows.

    Args:
        figure: the figure.
        columns: the values of each column, by what the column is in the figure (``item``, ``low``).
        order: a key for each row, by which rows are sorted as the figure shows them; without it,
            they stay in the order of the data.

    Raises:
        ValueError: if the columns have different lengths.
    """
    rows = list(zip(*columns.values(), strict=True))
    if order is not None:
        rows = [row for _, row in sorted(zip(order, rows, strict=True), key=lambda pair: pair[0])]
    _DATA[figure] = {"columns": list(columns), "rows": [[plain(value) for value in row] for row in rows]}


def kept_data(figure: Figure) -> dict[str, Any] | None:
    """Return the ``columns`` and ``rows`` that a figure shows, as JSON; None where it keeps none."""
    return _DATA.get(figure)


def plain(value: Any) -> int | float | str:
    """Return a value as JSON keeps it: fractions and decimals exact, as text; gaps empty."""
    if isinstance(value, str | bool):
        return str(value)
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Rational):
        numerator, denominator = int(value.numerator), int(value.denominator)
        return numerator if denominator == 1 else f"{numerator}/{denominator}"
    if isinstance(value, Real):
        number = float(value)
        # NaN is a gap, too; an infinity is a text, because JSON has no number for it.
        return number if math.isfinite(number) else "" if math.isnan(number) else str(number)
    return str(value)
