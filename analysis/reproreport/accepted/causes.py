"""Why a result differs from the accepted one: the inputs that changed since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import reproreport
from reproreport.accepted import history
from reproreport.accepted.baseline import FOLDER
from reproreport.accepted.compare import Cause, Comparison, Drift
from reproreport.accepted.history import line_changes
from reproreport.accepted.inputs import Inputs, code_of, library_folder, notebook_inputs, read_cells
from reproreport.accepted.inputs_file import SUFFIX, identity
from reproreport.notebooks.declared import module_file
from reproreport.notebooks.observed import Observed, read_observed
from reproreport.pipeline.layout import Layout
from reproreport.results.result import Current

if TYPE_CHECKING:
    from reproreport.accepted.functions import Library
    from reproreport.accepted.inputs import Inputs
    from reproreport.project import Project
    from reproreport.results.result import CurrentResults

#: Where this library is imported from.
_IMPORTED_FROM = Path(reproreport.__file__).parents[1]

#: So many changed lines of one file are named.
LINES = 3


UNKNOWN = Cause(
    "no input differs: the computation is not deterministic, or depends on something that it does not name"
)
UNTOLD = Cause("what it was computed from was not kept: `report accept` keeps it from now on")


class Code:
    """The code of a report, as it is and as it was when results were accepted; read once for all drifts."""

    def __init__(self, project: Project) -> None:
        """Read nothing yet."""
        self._project = project
        self.seen = cache(self._seen)
        self.today = cache(self._today)
        self.then = cache(self._then)

    def _seen(self, chapter: str) -> Observed:
        """Return what a chapter's notebook was seen to use."""
        return read_observed(Layout.of(self._project).observed(chapter))

    def _today(self, chapter: str) -> Library:
        """Return the code that a chapter's notebook reaches."""
        return code_of(self._project.root, self.seen(chapter))

    def _then(self, chapter: str) -> Library | None:
        """Return that code as it was when the chapter's results were last accepted, if git has it."""
        root, files = self._project.root, (f"{FOLDER}/{chapter}{end}" for end in (".json", SUFFIX))
        revision = history.last_change(root, *files)
        if revision is None:
            return None
        return code_of(root, self.seen(chapter), lambda path: history.at_revision(root, revision, path))

    def file_of(self, definition: str, files: Mapping[str, str]) -> str:
        """Return the file in which a definition stands, from the project's root.

        Args:
            definition: its full name.
            files: the file of each of the report's own modules.
        """
        module = definition.rpartition(".")[0]
        if module in files:
            return files[module]
        file = module_file(module)
        folder = file.relative_to(_IMPORTED_FROM).as_posix() if file else ""
        return f"{library_folder(self._project.root)}{folder}" if file else ""


def causes(
    accepted: Inputs,
    now: Inputs,
    project: Project,
    *,
    chapter: str = "",
    rows: Sequence[str] = (),
    code: Code | None = None,
) -> tuple[Cause, ...]:
    """Return what differs between the inputs of an accepted result and those of today.

    Git shows which lines of a data file and which functions differ, where it keeps what was accepted;
    without it the file and the function that the notebook names are all that can be said.

    Args:
        accepted: the inputs when the value was accepted.
        now: the inputs of today.
        project: the report.
        chapter: the chapter whose notebook records the result.
        rows: the data rows behind the result (``file:line``): changed lines among them are named first.
        code: the report's code, where it was read already.

    Returns:
        The causes, data first; never empty.
    """
    notebook = str(project.notebooks.get(chapter, PurePosixPath("notebook.ipynb")))
    found = [
        *_files(accepted.files, now.files, project, rows),
        *_variables(accepted.variables, now.variables),
        *_parameters(accepted.parameters, now.parameters),
        *_cells(accepted.cells, now.cells, project, notebook),
        *_functions(accepted.functions, now.functions, code or Code(project), chapter),
        *_packages(accepted.packages, now.packages),
    ]
    return tuple(found) or (UNKNOWN,)


def _files(
    accepted: Mapping[str, str], now: Mapping[str, str], project: Project, rows: Sequence[str]
) -> Iterator[Cause]:
    for path, before, after in _differences(accepted, now):
        if path.endswith("/"):
            yield Cause(f"the files of {path}" if before and after else f"{path} is {_state(after)}")
            continue
        if not before or not after:
            yield Cause(f"{path} is {_state(after)}", path if after else "")
            continue
        old = history.blob(project.root, before)
        if old is None:
            yield Cause(path, f"{path}:1")
            continue
        changes = line_changes(old, (project.root / path).read_bytes(), is_table=path.endswith(".csv"))
        behind = [change for change in changes if f"{path}:{change.line}" in rows]
        for change in (behind or changes)[:LINES]:
            what = f"{path} line {change.line}" + (f": {change.column}" if change.column else "")
            yield Cause(what, f"{path}:{change.line}", change.before, change.after)
        if (rest := len(behind or changes) - LINES) > 0:
            yield Cause(f"{path}: {rest} more {'lines' if rest > 1 else 'line'}", f"{path}:1")


def _state(after: str) -> str:
    return "new" if after else "no longer read, or no longer there"


def _variables(accepted: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Cause]:
    for name, _, _ in _differences(accepted, now):
        yield Cause(f"the environment variable {name}")


def _parameters(accepted: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Cause]:
    for name, before, after in _differences(accepted, now):
        yield Cause(f"parameter {name}", "_quarto.yml" if after else "", before, after)


def _cells(
    accepted: Mapping[str, str], now: Mapping[str, str], project: Project, path: str
) -> Iterator[Cause]:
    changed = [name for name, before, after in _differences(accepted, now) if before and after]
    gone = {name: code for name, code in accepted.items() if name not in now}
    come = {name: code for name, code in now.items() if name not in accepted}
    # Editors may give a cell another id: that its code is the same tells that it is the same cell.
    for name, code in list(come.items()):
        if same := next((old for old, was in gone.items() if was == code), None):
            del gone[same], come[name]
    if not (changed or gone or come):
        return
    cells = read_cells(PurePosixPath(path), project.root)
    titles = {cell.name: f"{cell.place}, '{cell.title}'" for cell in cells}
    if len(gone) == len(come) == 1 and not gone.keys() & titles.keys():
        changed, gone, come = [*changed, *come], {}, {}  # its code was changed as well
    for names, state in ((changed, ""), (come, " is new"), (gone, " no longer counts")):
        for name in names:
            yield Cause(f"notebook cell {titles.get(name, repr(name))}{state} ({path})", path)


def _functions(
    accepted: Mapping[str, str], now: Mapping[str, str], code: Code, chapter: str
) -> Iterator[Cause]:
    changed = list(_differences(accepted, now))
    if not changed:
        return
    today, then = code.today(chapter), code.then(chapter)
    files = {name: file for name, (file, _) in code.seen(chapter).modules.items()}
    named: set[str] = set()
    for name, before, after in changed:
        if not before or not after:
            yield Cause(
                f"{name} {'is called now' if after else 'is no longer called'}", code.file_of(name, files)
            )
            continue
        old = then.reach([name])[0] if then else {}
        inner = [one for one, _, _ in _differences(old, today.reach([name])[0])] if old else []
        for one in inner:
            if one not in named:
                named.add(one)
                yield Cause(one, code.file_of(one, files))
        if not inner:
            yield Cause(f"{name}, or what it calls", code.file_of(name, files))


def _packages(accepted: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Cause]:
    for name, before, after in _differences(accepted, now):
        yield Cause("Python" if name == "python" else name, "", before, after)


def _differences(accepted: Mapping[str, str], now: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield (name, before, after) of what is not the same in both; empty where it is in one only."""
    for name in sorted({*accepted, *now}):
        before, after = accepted.get(name, ""), now.get(name, "")
        if before != after:
            yield name, before, after


def with_causes(
    comparison: Comparison, now: CurrentResults, project: Project, known: KnownInputs | None = None
) -> Comparison:
    """Return the comparison with the causes of each drift.

    Args:
        comparison: the results against the accepted ones.
        now: the results of now.
        project: the report.
        known: the inputs of the results of now, where they were worked out already.
    """
    if not comparison.drifts:
        return comparison
    inputs = known_inputs(project, now.values()) if known is None else known
    code = Code(project)
    found: dict[tuple[object, ...], tuple[Cause, ...]] = {}

    def explained(drift: Drift) -> Drift:
        if drift.accepted is None or drift.now is None:
            return replace(drift, causes=(_came_or_went(drift, project),))
        then, today = drift.accepted.inputs, inputs[drift.now.name].inputs
        if then is None:
            return replace(drift, causes=(UNTOLD,))
        # Rows matter only where data changed; without them, results of one cell share the causes.
        if then == today and drift.accepted.whole is not None:
            # Code hides what it depends on: whatever else the notebook used may be the cause.
            then, today = drift.accepted.whole, inputs[drift.now.name].whole
        rows = drift.now.rows if then.files != today.files else ()
        key = (drift.now.chapter, identity(then), identity(today), rows)
        if key not in found:
            found[key] = causes(then, today, project, chapter=drift.now.chapter, rows=rows, code=code)
        return replace(drift, causes=found[key])

    return replace(comparison, drifts=tuple(map(explained, comparison.drifts)))


def _came_or_went(drift: Drift, project: Project) -> Cause:
    """Return why a result is new or has vanished, with the notebook where that can be seen."""
    notebook = project.notebooks.get(drift.entry.chapter)
    if drift.now is not None:
        return Cause(f"recorded by {drift.now.cell}, not yet accepted", str(notebook))
    if notebook is None:
        return Cause(f"the report has no notebook of '{drift.entry.chapter}' any more")
    return Cause("no cell records it any more", str(notebook))


@dataclass(frozen=True)
class Known:
    """The inputs of a result, what they are called (by its cell), and those of its whole notebook."""

    key: str
    inputs: Inputs
    whole: Inputs


KnownInputs = Mapping[str, Known]


def known_inputs(project: Project, results: Iterable[Current]) -> KnownInputs:
    """Return the inputs of results, those of one cell worked out once.

    Raises:
        NotebookError: a notebook cannot be read.
    """
    notebooks = notebook_inputs(project)
    whole: dict[str, Inputs] = {}
    cells: dict[tuple[str, str], Known] = {}
    known: dict[str, Known] = {}
    for result in results:
        cell = (result.chapter, result.cell)
        if cell not in cells:
            notebook = notebooks[result.chapter]
            if result.chapter not in whole:
                whole[result.chapter] = notebook.whole
            cells[cell] = Known(*notebook.of(result.cell), whole[result.chapter])
        known[result.name] = cells[cell]
    return known
