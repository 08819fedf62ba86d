"""Tables of counts drawn by hypothesis, and what several tests of them need."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

Table = list[list[int]]

#: No wall clock, and the same examples every time.
steady = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def transposed(table: Table) -> Table:
    """The columns as rows."""
    return [list(column) for column in zip(*table, strict=True)]


def tables(rows: int, columns: int, *, most: int = 200, empty: bool = False) -> st.SearchStrategy[Table]:
    """Tables of counts up to ``most``, without an empty row or column unless ``empty``."""
    row = st.lists(st.integers(0, most), min_size=columns, max_size=columns)
    whole = st.lists(row, min_size=rows, max_size=rows)
    if empty:
        return whole
    return whole.filter(lambda table: all(map(sum, table)) and all(map(sum, transposed(table))))
