"""Tables that are consistent by construction, for property tests: any base, any rounding rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from audit_tables import MODES, Rows, rounded, table_of, text
from reproreport.audit.rules.rounding import Rounding
from reproreport.audit.table import Base, Kind, PrintedTable

Draw = Callable[[st.SearchStrategy[Any]], Any]


def parts(draw: Draw, whole: int, many: int) -> list[int]:
    """Return so many numbers that add to the whole."""
    cuts = sorted(draw(st.integers(0, whole)) for _ in range(many - 1))
    return [high - low for low, high in zip([0, *cuts], [*cuts, whole], strict=True)]


def percent(draw: Draw, rule: Rounding, count: int, base: int, scale: int) -> int:
    """Return a percentage that follows from a count under a rule."""
    if rule in MODES:
        return rounded(count * scale, base, rule)
    middle = rounded(count * scale, base, Rounding.HALF_UP)
    off: int = draw(st.integers(-1, 1))
    return min(scale, max(0, middle + off))


def base_of(base: Base, counts: dict[Any, list[int]], key: Any, column: int, sizes: list[int]) -> int:
    """Return what a cell's percentage is of."""
    if base is Base.GROUP:
        return sizes[column]
    if base is Base.ROW:
        return counts[key][-1]
    if base is Base.TABLE:
        return sizes[-1]
    same = [row for row in counts if row[0] == key[0]] if key[1] else list(counts)
    return sum(counts[row][column] for row in same)


@st.composite
def consistent(draw: Draw, base: Base, rule: Rounding) -> PrintedTable:
    """Return a table whose percentages follow from its counts under one base and one rule.

    The groups partition the total. Single answers add to the group's N, or to fewer where percentages
    are of the valid answers; totals are printed or not.
    """
    kind = draw(st.sampled_from(Kind))
    groups, decimals = draw(st.integers(2 if base is Base.ROW else 1, 3)), draw(st.integers(0, 2))
    fewest = 2 if base is Base.VALID and kind is Kind.MULTIPLE else 1
    items, answers = draw(st.integers(fewest, 3)), draw(st.integers(2, 3)) if kind is Kind.SINGLE else 1
    scale = 100 * 10**decimals
    sizes = [draw(st.integers(1, 60)) for _ in range(groups)]
    counts: dict[Any, list[int]] = {}
    for item in range(items):
        if kind is Kind.SINGLE:
            # Three questions with as many answers each would refute the N.
            some = base is Base.VALID and item < 2
            valid = [draw(st.integers(1, size)) if some else size for size in sizes]
            split = [parts(draw, whole, answers) for whole in valid]
        else:
            split = [[draw(st.integers(0, size))] for size in sizes]
        for answer in range(answers):
            row = [column[answer] for column in split]
            counts[f"i{item}", f"r{answer}" if kind is Kind.SINGLE else ""] = [*row, sum(row)]
    sizes.append(sum(sizes))
    shown = groups + draw(st.booleans()) if groups > 1 else 1
    rows: Rows = {}
    for key, row in counts.items():
        printed: list[tuple[int | str | None, str | None]] = []
        for column in range(shown):
            of = base_of(base, counts, key, column, sizes)
            units = percent(draw, rule, row[column], of, scale) if of else None
            printed.append((row[column], None if units is None else text(units, decimals)))
        rows[key] = printed
    names = [f"g{column}" for column in range(groups)] + ["all"]
    return table_of(
        dict(zip(names[:shown], sizes[:shown], strict=True)),
        rows,
        kind=kind,
        total="all",
        percent_of=draw(st.sampled_from([None, base])),
    )
