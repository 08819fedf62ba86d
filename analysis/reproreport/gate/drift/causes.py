"""Why a result differs from the accepted one: the inputs that changed since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from reproreport.gate.drift import git
from reproreport.gate.drift.lines import line_changes
from reproreport.gate.inputs.notebook import code_of, module_code, read_cells
from reproreport.notebooks.observed import Observed, read_observed
from reproreport.pipeline.layout import Layout

if TYPE_CHECKING:
    from reproreport.gate.inputs.functions import Library
    from reproreport.gate.inputs.notebook import Inputs
    from reproreport.project import Project

#: So many changed lines of one file are named.
LINES = 3


@dataclass(frozen=True)
class Cause:
    """One thing that changed since a value was accepted.

    Attributes:
        what: what changed, such as ``data/x/table-1.csv line 12: count``, ``parameter alpha``, ``scipy``,
            ``notebook cell 'tests'``.
        where: ``file:line`` of it where there is one, for the annotation of that line; else empty.
        before: what it was, empty where that cannot be shown in a word.
        after: what it is now.
    """

    what: str
    where: str = ""
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        """Return the cause in one line: what changed, from what, to what."""
        if not (self.before or self.after):
            return self.what
        return f"{self.what} {self.before or '(nothing)'} → {self.after or '(nothing)'}"


UNKNOWN = Cause(
    "no input differs: the computation is not deterministic, or depends on something that it does not name"
)


def causes(
    accepted: Inputs, now: Inputs, project: Project, *, chapter: str = "", rows: Sequence[str] = ()
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

    Returns:
        The causes, data first; never empty.
    """
    notebook = str(project.notebooks.get(chapter, PurePosixPath("notebook.ipynb")))
    found = [
        *_files(accepted.files, now.files, project, rows),
        *_variables(accepted.variables, now.variables),
        *_parameters(accepted.parameters, now.parameters),
        *_cells(accepted.cells, now.cells, project, notebook),
        *_functions(accepted.functions, now.functions, project, chapter),
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
        old = git.blob(project.root, before)
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
    accepted: Mapping[str, str], now: Mapping[str, str], project: Project, chapter: str
) -> Iterator[Cause]:
    changed = list(_differences(accepted, now))
    if not changed:
        return
    seen = read_observed(Layout.of(project).observed(chapter))
    today = code_of(project.root, seen)
    then = _code_then(project, chapter, seen)
    files = {name: file for name, (file, _) in seen.modules.items()}
    named: set[str] = set()
    for name, before, after in changed:
        if not before or not after:
            yield Cause(
                f"{name} {'is called now' if after else 'is no longer called'}", _file_of(name, files)
            )
            continue
        old = then.reach([name])[0] if then else {}
        inner = [one for one, _, _ in _differences(old, today.reach([name])[0])] if old else []
        for one in inner:
            if one not in named:
                named.add(one)
                yield Cause(one, _file_of(one, files))
        if not inner:
            yield Cause(f"{name}, or what it calls", _file_of(name, files))


def _packages(accepted: Mapping[str, str], now: Mapping[str, str]) -> Iterator[Cause]:
    for name, before, after in _differences(accepted, now):
        yield Cause("Python" if name == "python" else name, "", before, after)


def _differences(accepted: Mapping[str, str], now: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield (name, before, after) of what is not the same in both; empty where it is in one only."""
    for name in sorted({*accepted, *now}):
        before, after = accepted.get(name, ""), now.get(name, "")
        if before != after:
            yield name, before, after


def _code_then(project: Project, chapter: str, seen: Observed) -> Library | None:
    """Return the code as it was when the chapter's results were last accepted, if git has it."""
    revision = git.last_change(project.root, f"tests/accepted/{chapter}.json")
    if revision is None:
        return None
    return code_of(project.root, seen, lambda path: git.at_revision(project.root, revision, path))


def _file_of(definition: str, files: Mapping[str, str]) -> str:
    """Return the file in which a definition stands, from the project's root."""
    module = definition.rpartition(".")[0]
    if module in files:
        return files[module]
    return f"{module.replace('.', '/')}.py" if module_code(module) is not None else ""
