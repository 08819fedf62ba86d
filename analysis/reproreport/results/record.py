"""Record a result from inside a notebook.

What a cell records where no build listens, in a notebook that its author runs by hand: a small table.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from reproreport import journal
from reproreport.errors import Problem, ReportError, ResultError
from reproreport.numbers import LANGUAGE_VARIABLE
from reproreport.results.result import ASSERTION, Kind, Result, make_result, require_shares, text_of

if TYPE_CHECKING:
    import pandas as pd


#: What the cell of each number has recorded so far: a cell has one table, which grows.
_cells: dict[int, list[Result]] = {}


def show(result: Result, shell: Any) -> None:
    """Show a result in the running cell, with all that the cell has recorded before."""
    place = int(getattr(shell, "execution_count", 0))
    recorded = _cells.setdefault(place, [])
    recorded.append(result)
    if not hasattr(shell, "kernel"):  # a terminal shows nothing a second time
        shell.display_pub.publish({"text/plain": _line(result)})
        return
    data = {"text/plain": "\n".join(map(_line, recorded)), "text/html": as_table(recorded)}
    transient = {"display_id": f"report-results-{id(recorded)}"}
    shell.display_pub.publish(data, transient=transient, update=len(recorded) > 1)


def _line(result: Result) -> str:
    said = "=" if result.kind != ASSERTION else f"{text_of(result.value, ASSERTION)}:"
    return f"{result.name} {said} {result.text}"


def as_table(results: list[Result]) -> str:
    """Return results as an HTML table: name, printed value, kind and unit, how many data rows it rests on."""
    head = "".join(
        f'<th style="text-align: left">{word}</th>' for word in ("result", "value", "kind", "rows")
    )
    rows = "".join(
        f"<tr><td><code>{escape(one.name)}</code></td><td>{escape(_value(one))}</td>"
        f"<td>{escape(', '.join(filter(None, (one.kind, one.unit))))}</td><td>{len(one.rows) or ''}</td></tr>"
        for one in results
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _value(result: Result) -> str:
    return result.text if result.kind != ASSERTION else f"{text_of(result.value, ASSERTION)}: {result.text}"


def adopt_language() -> None:
    """Write numbers in the language of the report around the working directory, as its builds do."""
    from IPython.core.getipython import get_ipython

    if LANGUAGE_VARIABLE in os.environ or get_ipython() is None:
        return
    from reproreport.project import CONFIG, load_project  # a notebook in a build has no need of it

    here = Path.cwd()
    root = next((folder for folder in (here, *here.parents) if (folder / CONFIG).is_file()), None)
    if root is not None:
        with suppress(ReportError, OSError):  # a notebook may be tried before its report is whole
            os.environ[LANGUAGE_VARIABLE] = load_project(root).lang


def record(
    name: str,
    value: Any,
    *,
    kind: Kind,
    unit: str = "",
    decimals: int | None = None,
    over_100: bool = False,
    rows: pd.DataFrame | Sequence[str] | None = None,
) -> Result:
    """Record a computed value under a name, for prose, tables and the gate.

    Args:
        name: dotted identifier path within this notebook, such as ``item_1.chi_square``. Chapters use it
            as ``{{< var chapter_name.item_1.chi_square >}}``.
        value: an int, Fraction, Decimal or float; a pair of them for an interval; a str for text.
        kind: ``count``; ``words``, a count that reads "seven" up to twelve; ``percent``, a share
            (``Fraction(88, 134)`` shows as 65.7%, in Vietnamese as 65,7%); ``p_value``; ``number``;
            ``interval``, of shares where the unit is ``%``; ``text``; or ``printed`` for what a source shows.
        unit: what the value counts or measures.
        decimals: digits after the decimal point; a default by kind where None.
        over_100: whether a percentage of more than 100 is meant, such as a growth; a share is 1 at most.
        rows: the data rows that it comes from: ``file:line`` of each, or a frame with an ``origin`` column
            of them; a row that was put together from several has a list of them there.

    Returns:
        The result; ``.text`` is what prose will show.

    Raises:
        ResultError: the name or the value cannot be used, or the result cannot reach the build.
    """
    origins = _origins(rows)
    if not journal.is_kept():
        adopt_language()
    if not over_100:
        require_shares(name, value, kind, unit, decimals)
    result = make_result(
        name, value, kind=kind, unit=unit, decimals=decimals, rows=list(dict.fromkeys(origins))
    )
    publish(result)
    return result


def record_count(
    name: str, rows: pd.DataFrame, unit: str = "", *, kind: Literal["words", "count"] = "words"
) -> Result:
    """Record how many rows there are, with the data rows that they come from.

    Args:
        name: as in :func:`record`.
        rows: a row for each thing that is counted, with an ``origin`` column.
        unit: what is counted.
        kind: ``words``, which reads "seven" up to twelve, or ``count``.
    """
    return record(name, len(rows), kind=kind, unit=unit, rows=rows)


def _origins(rows: pd.DataFrame | Sequence[str] | None) -> list[str]:
    """Return the data rows as ``file:line``."""
    if rows is None or isinstance(rows, Sequence):
        return [str(row) for row in rows or ()]
    return [str(one) for own in rows["origin"] for one in (own if isinstance(own, list) else [own])]


def publish(result: Result) -> None:
    """Tell the build of the result; where none listens, show it in the running cell.

    Raises:
        ResultError: a build listens, and cannot be told.
    """
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if journal.is_kept() or (shell is None and journal.look_above()):
        try:
            journal.write("result", cell=journal.running_cell(), result=result.as_json())
        except OSError as error:
            what = f"the result cannot reach the report: {error.strerror}"
            raise ResultError(Problem(what, result.name, "record it before the notebook ends")) from None
    elif shell is not None:
        show(result, shell)
