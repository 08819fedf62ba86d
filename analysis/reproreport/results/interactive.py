"""What a cell records where no build listens, in a notebook that its author runs by hand: a small table."""

from __future__ import annotations

import os
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import Any

from reproreport.errors import ReportError
from reproreport.numbers import LANGUAGE_VARIABLE
from reproreport.results.result import ASSERTION, Result, text_of

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
