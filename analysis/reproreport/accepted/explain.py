"""``report explain``: where one result comes from, and where it is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from reproreport.accepted.baseline import read_accepted
from reproreport.accepted.causes import with_causes
from reproreport.accepted.compare import compare
from reproreport.accepted.current import compute_current
from reproreport.accepted.inputs import notebook_inputs
from reproreport.accepted.words import worded
from reproreport.errors import Problem, Problems, ReportError, ResultError
from reproreport.near import nearest
from reproreport.prose.chapters import read_prose
from reproreport.prose.usage import tables_that_show, uses
from reproreport.results.result import WHOLE
from reproreport.sources.csvfile import read_head
from reproreport.textfile import lines_of, read_text

if TYPE_CHECKING:
    from pathlib import Path

    from reproreport.accepted.entry import AcceptedResults
    from reproreport.accepted.inputs import NotebookInputs
    from reproreport.project import Project
    from reproreport.results.result import Current, CurrentResults


@dataclass(frozen=True)
class Row:
    """One data row: ``file:line``, its text, and the file's first line, which names the columns."""

    where: str
    text: str
    columns: str


@dataclass(frozen=True)
class Explanation:
    """Where a result comes from, and where it is used.

    Attributes:
        name: its name in the report.
        kind: how it is formatted and compared; ``table`` or ``figure data`` for what a cell shows.
        text: the value as prose shows it; the size of a table; what an assertion states.
        value: the value as it is kept, exact where it is exact; None for a table.
        unit: what it counts or measures.
        state: ``as accepted``, ``new``, or how it differs from the accepted value.
        causes: why it differs.
        notebook: the notebook that records it.
        cell: the number of the cell among the notebook's cells, and its label or the beginning of its code.
        cells: the other cells that it depends on, in the same form.
        rows: the data rows that it was recorded with.
        files: every file that those cells were seen to read, and every folder (with ``/``) whose files they
            looked for.
        variables: the environment variables that they read.
        functions: the functions of this library that they call.
        parameters: the notebook's parameters that they use, with their values.
        packages: the packages behind all of this, with their versions.
        used: ``file:line`` of every use in a chapter, or a caption.
        shown: the tables and figures of its chapter where the value stands.
    """

    name: str
    kind: str
    text: str
    value: object
    unit: str
    state: str
    causes: tuple[str, ...]
    notebook: str
    cell: str
    cells: tuple[str, ...]
    rows: tuple[Row, ...]
    files: tuple[str, ...]
    variables: tuple[str, ...]
    functions: tuple[str, ...]
    parameters: Mapping[str, str]
    packages: Mapping[str, str]
    used: tuple[str, ...]
    shown: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it for machines."""
        return asdict(self)


def explain(project: Project, name: str) -> Explanation:
    """Bring the results up to date, and say where one comes from.

    Args:
        project: the report.
        name: the name of a result, or the label of a table or figure (``tbl-cups``).

    Raises:
        ResultError: there is no such result, or several tables have this label.
        ReportError: the report cannot be computed, or the accepted results cannot be read.
    """
    accepted = read_accepted(project.root)
    now = compute_current(project)
    result = now[_full_name(name, now, accepted)]
    notebook = notebook_inputs(project)[result.chapter]
    key, inputs = notebook.of(result.cell)
    state, causes = _state(result, accepted, now, project)
    with Problems():  # the build names them
        prose = read_prose(project)
    return Explanation(
        name=result.name,
        kind=result.kind,
        text=_size(result) if result.kind in WHOLE else result.text,
        value=None if result.kind in WHOLE else result.value,
        unit=result.unit,
        state=state,
        causes=causes,
        notebook=str(notebook.path),
        cell=next(_cells(notebook, [key])),
        cells=tuple(_cells(notebook, [other for other in inputs.cells if other != key])),
        rows=tuple(_rows(result.rows, project.root)),
        files=tuple(inputs.files),
        variables=tuple(inputs.variables),
        functions=tuple(inputs.functions),
        parameters=dict(inputs.parameters),
        packages=dict(inputs.packages),
        used=tuple(uses(project, prose, now).get(result.name, ())),
        shown=tuple(tables_that_show(now.values()).get(result.name, ())),
    )


def _full_name(name: str, now: CurrentResults, accepted: AcceptedResults) -> str:
    """Return the name of the result that is meant."""
    if name in now:
        return name
    whole = (full for full, entry in now.items() if entry.kind in WHOLE)
    labels = {full: full.partition(".")[2].removeprefix("cell-") for full in whole}
    found = [full for full, label in labels.items() if label == name]
    if len(found) == 1:
        return found[0]
    if found:
        what, fix = f"{len(found)} chapters have '{name}'", f"write {' or '.join(found)}"
    elif name in accepted:
        what, fix = f"'{name}' is accepted, and no longer computed", "`report check` says since when"
    else:
        what = f"there is no result '{name}'"
        fix = nearest(name, [*now, *labels.values()], "build/results.json has every name")
    raise ResultError(Problem(what, fix=fix))


def _state(
    result: Current, accepted: AcceptedResults, now: CurrentResults, project: Project
) -> tuple[str, tuple[str, ...]]:
    """Return how a result stands to the accepted one, and why it differs."""
    comparison = compare(accepted, now)
    drift = next((drift for drift in comparison.drifts if drift.now is result), None)
    if drift is None:
        return "as accepted", ()
    if drift.accepted is None:
        return "new, not accepted yet", ()
    (drift,) = with_causes(replace(comparison, drifts=(drift,)), now, project).drifts
    words = worded(drift)
    return words.line, words.details


def _cells(notebook: NotebookInputs, keys: Sequence[str]) -> Iterator[str]:
    """Yield the number of each cell in its notebook, with its label or the beginning of its code."""
    for cell in notebook.cells:
        if cell.name in keys:
            yield f"cell {cell.place} ({cell.title})"


def _rows(places: Sequence[str], root: Path) -> Iterator[Row]:
    """Yield the data rows at ``file:line``, as they stand in their files."""
    files: dict[str, tuple[list[str], str]] = {}
    for where in places:
        file, _, line = where.rpartition(":")
        if file not in files:
            files[file] = _lines_and_head(root / file, file)
        lines, head = files[file]
        number = int(line) if line.isdecimal() else 0
        text = lines[number - 1] if 0 < number <= len(lines) else ""
        yield Row(where, text, head)


def _lines_and_head(path: Path, name: str) -> tuple[list[str], str]:
    """Return a file's lines, and of a table the one that names the columns; nothing where it is no text."""
    try:
        lines = lines_of(read_text(path, name))
        head = lines[read_head(lines).line - 1] if name.endswith(".csv") and lines else ""
    except ReportError:
        return [], ""
    return lines, head


def _size(result: Current) -> str:
    """Return how large a table is."""
    rows = len(result.table) - result.head
    columns = max(map(len, result.table), default=0)
    return f"{rows} rows and {columns} columns" if result.table else "nothing kept of it"
