"""Every number of the two printed tables is changed once, and no change goes unnoticed.

The notebooks run in this process (``in_process``), without pictures, until the first result differs.
"""

from __future__ import annotations

import csv
import gc
import io
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import pytest

from git_command import git
from in_process import Cells, Notebook, notebooks
from real_report import ROOT, Built
from reproreport.accepted.baseline import accepted_text, parse_accepted, read_accepted
from reproreport.accepted.causes import Known, KnownInputs, known_inputs, with_causes
from reproreport.accepted.compare import Comparison, Drift, compare
from reproreport.accepted.entry import Accepted, AcceptedResults
from reproreport.accepted.inputs import Inputs, read_cells
from reproreport.accepted.inputs_file import SUFFIX, inputs_text
from reproreport.audit import table_audit
from reproreport.errors import ReportError
from reproreport.inputs import file_state
from reproreport.project import Project, load_project
from reproreport.results.result import Current, Entry

pytestmark = pytest.mark.usefixtures("uncounted")

FOLDER = "data/hai-phong-awareness/"
NOTHING: frozenset[str] = frozenset()
REFUSED = "refused"

#: Lines of a data file as they are to be, each with the cause that has to be named, by their numbers.
Changes = Mapping[int, tuple[str, str]]


@dataclass(frozen=True)
class Watched:
    """A notebook that reads the tables, and what was accepted of it.

    Attributes:
        project: the report that it is of, in a git repository.
        notebook: the notebook.
        accepted: its accepted results.
        known: the inputs of today.
        others: the cells that only those results need that rest on other folders, too.
    """

    project: Project
    notebook: Notebook
    accepted: AcceptedResults
    known: KnownInputs
    others: frozenset[str]

    def drifts(self, path: str, skip: frozenset[str] = NOTHING) -> tuple[Drift, ...]:
        """Return the first drifts that a changed data file brings, with their causes.

        Args:
            path: the file.
            skip: cells that are not run.

        Raises:
            ReportError: the data are refused.
        """
        expected = {name: entry for name, entry in self.accepted.items() if self.known[name].key not in skip}
        now: dict[str, Current] = {}
        first: list[Comparison] = []

        def differs(cells: Cells) -> bool:
            found = self.notebook.results(cells[-1:]) if cells[-1]["outputs"] or cells[-1]["recorded"] else {}
            now.update(found)
            comparison = compare({name: expected[name] for name in expected if name in found}, found)
            first.extend([comparison] if comparison.drifts else [])
            return bool(first)

        self.notebook.run(skip=skip, stop=differs)
        comparison = first[0] if first else compare(expected, now)
        if not comparison.drifts:
            return ()
        changed = {path: file_state(str(self.project.root / path))}
        known = {
            name: replace(one, inputs=replace(one.inputs, files={**one.inputs.files, **changed}))
            if path in one.inputs.files
            else one
            for name, one in self.known.items()
        }
        return with_causes(comparison, now, self.project, known).drifts


def watch(project: Project, notebook: Notebook) -> Watched:
    """Run a notebook, and take what it gives for accepted, by way of the text of the accepted file.

    A tolerance that was set by hand counts here, too.
    """
    now = notebook.results(notebook.run())
    known = known_inputs(project, now.values())
    by_hand = {name: entry.tolerance for name, entry in read_accepted(ROOT).items()}
    shared = [field.name for field in fields(Entry)]
    entries = [
        Accepted(
            **{field: getattr(entry, field) for field in shared},
            inputs=known[name].inputs,
            tolerance=by_hand.get(name),
            key=known[name].key,
        )
        for name, entry in now.items()
    ]
    text = accepted_text(entries)
    file = f"tests/accepted/{notebook.chapter}"
    accepted = parse_accepted({f"{file}.json": text, f"{file}{SUFFIX}": inputs_text(entries)})
    assert compare(accepted, now).drifts == ()
    needed = cells_of(one for one in known.values() if reads_folder_only(one.inputs))
    return Watched(project, notebook, accepted, known, cells_of(known.values()) - needed)


def cells_of(known: Iterable[Known]) -> frozenset[str]:
    """Return the cells that results need."""
    return frozenset(key for one in known for key in one.inputs.cells)


def reads_tables(notebook: Notebook) -> bool:
    """Return whether a notebook's code names the two tables, alone or together."""
    path = notebook.project.root / notebook.project.notebooks[notebook.chapter]
    text = path.read_text(encoding="utf-8")
    return FOLDER.rstrip("/") in text and ("table-1.csv" in text or "table-{number}.csv" in text)


def reads_folder_only(inputs: Inputs) -> bool:
    """Return whether what a result rests on are data of the tables' folder alone."""
    return bool(inputs.files) and all(path.startswith(FOLDER) for path in inputs.files)


def remembering(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that knows its first values, and returns them for equal arguments."""
    first: list[tuple[object, Any]] = []

    def call(*given: Any, **named: Any) -> Any:
        for arguments, value in first:
            if arguments == (given, named):
                return value
        value = function(*given, **named)
        first.extend([((given, named), value)] if len(first) < 4 else [])
        return value

    return call


@pytest.fixture(scope="module")
def watched(whole: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sequence[Watched]]:
    """Copy the real report; return its notebooks in which something rests on the tables' folder alone."""
    root = tmp_path_factory.mktemp("every-cell") / "report"
    root.mkdir()
    for path in (*ROOT.glob("*.qmd"), *ROOT.glob("*.bib"), *ROOT.glob("_quarto*.yml")):
        shutil.copy(path, root)
    for name in ("chapters", "data"):
        shutil.copytree(ROOT / name, root / name)
    # What the notebooks use was seen when they ran in a build; here they run without a kernel.
    shutil.copytree(whole.root / "build/observed", root / "build/observed")
    (root / ".gitignore").write_text("build/\n", encoding="utf-8")
    for arguments in ("init --quiet", "add --all", "commit --quiet --message Report"):
        git(root, *arguments.split())
    project = load_project(root)
    # It is a pure function: for the table that is as it was, it need not be asked again.
    remembered = remembering(table_audit.audit_table)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(table_audit, "audit_table", remembered)
        found = [watch(project, one) for one in notebooks(project).values() if reads_tables(one)]
        # What was loaded so far stays; not to look through it again and again saves a third of the time.
        gc.collect()
        gc.freeze()
        # An appendix that draws every number is the quickest to notice a change.
        yield found[::-1]
        gc.unfreeze()


def noticed(watched: Sequence[Watched], path: str, changes: Changes) -> str:
    """Change lines of a data file, and return the first result that differs; nothing if none does.

    Every result that differs has to name the changed lines, and only these; so has an error.

    Args:
        watched: the notebooks.
        path: the file.
        changes: its changed lines.
    """
    file = watched[0].project.root / path
    text = file.read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    for number, (line, _) in changes.items():
        lines[number - 1] = line
    file.write_text("".join(lines), encoding="utf-8")
    quick = [(one, one.others) for one in watched]
    try:
        for one, skip in (*quick, *((one, NOTHING) for one in watched if one.others)):
            if drifts := one.drifts(path, skip):
                for drift in drifts:
                    causes = {str(cause) for cause in drift.causes}
                    assert causes, drift
                    assert causes <= {cause for _, cause in changes.values()}, drift
                return drifts[0].name
    except ReportError as error:
        assert any(f"{path}:{number}: " in str(error) for number in changes), error
        return REFUSED
    finally:
        file.write_text(text, encoding="utf-8")
    return ""


@dataclass(frozen=True)
class Table:
    """A printed table's file: its path, and its rows by their line."""

    path: str
    rows: Mapping[int, Mapping[str, str]]

    @classmethod
    def read(cls, number: int) -> Table:
        """Read one of the two tables."""
        path = f"{FOLDER}table-{number}.csv"
        with (ROOT / path).open(encoding="utf-8") as file:
            return cls(path, dict(enumerate(csv.DictReader(file), 2)))

    def alike(self, line: int, column: str) -> list[int]:
        """Return the lines, in all readings, that hold the same printed number with the same value."""
        keys = ("item", "response", "group", column)
        wanted = [self.rows[line].get(key) for key in keys]
        return [other for other, row in self.rows.items() if [row.get(key) for key in keys] == wanted]

    def changed(self, lines: Iterable[int], column: str) -> Changes:
        """Return lines with another value in a column, each with the cause that has to be named."""
        changes = {}
        for line in lines:
            row = self.rows[line]
            value = another(row[column])
            text = io.StringIO()
            csv.writer(text, lineterminator="\n").writerow({**row, column: value}.values())
            changes[line] = (text.getvalue(), f"{self.path} line {line}: {column} {row[column]} → {value}")
        return changes


def another(text: str) -> str:
    """Return a number with another last digit, or a text with one letter more."""
    return f"{text[:-1]}{(int(text[-1]) + 1) % 10}" if text[-1].isdecimal() else f"{text}s"


@pytest.mark.parametrize("taken", ["yes", "no"])
@pytest.mark.parametrize("column", ["count", "percent"])
@pytest.mark.parametrize(("number", "cells"), [(1, 32), (2, 64)])
def test_every_number(watched: Sequence[Watched], number: int, cells: int, column: str, taken: str) -> None:
    """None goes unnoticed, and the cause is its line and column, with what it was and is.

    A number that the report takes is changed in both readings where they agree, as though another one
    were printed: then it is not their difference that gives it away. The other reading's are changed
    alone.
    """
    table = Table.read(number)
    lines = [line for line, row in table.rows.items() if row["taken"] == taken]
    assert len(lines) == cells
    refused = []
    for line in lines:
        both = table.alike(line, column) if taken == "yes" else [line]
        found = noticed(watched, table.path, table.changed(both, column))
        assert found, f"{table.path}:{line}: {column}"
        refused += [line] if found == REFUSED else []
    # A group's size that is not that of the table's header stops the build.
    sizes = [line for line in lines if table.rows[line]["item"] == "sum"]
    assert refused == (sizes if (column, taken) == ("count", "yes") else [])


def test_what_nobody_reads_goes_unnoticed(watched: Sequence[Watched]) -> None:
    """The remarks are no numbers: a test that found them changed would find anything changed."""
    table = Table.read(1)
    assert noticed(watched, table.path, table.changed([2], "why")) == ""
    assert noticed(watched, table.path, table.changed([2], "count")) != ""


def test_a_slice_is_enough(watched: Sequence[Watched]) -> None:
    """A cell that runs with nothing but the cells that its results depend on records what it always does.

    So no cell is missing among the causes that a drift could have.
    """
    (one,) = (one for one in watched if one.notebook.chapter == "hai-phong-awareness")
    code = read_cells(one.project.notebooks[one.notebook.chapter], one.project.root)
    computing = frozenset(cell.name for cell in code if cell.statements and not cell.is_parameters)
    for key, needed in {known.key: known.inputs.cells for known in one.known.values()}.items():
        now = one.notebook.results(one.notebook.run(skip=computing.difference(needed)))
        expected = {name: entry for name, entry in one.accepted.items() if one.known[name].key == key}
        assert expected
        assert compare(expected, {name: now[name] for name in expected}).drifts == (), key


@pytest.mark.parametrize("chapter", ["audit", "hai-phong-awareness"])
def test_as_in_a_build(whole: Built, chapter: str) -> None:
    """Results, tables, figures' data and pictures are those of the kernel; without pictures, all others."""
    notebook = notebooks(load_project(whole.root))[chapter]
    built = json.loads((whole.root / f"build/results/{chapter}.json").read_text(encoding="utf-8"))
    built.pop("findings", None)  # of the audit, for readers; no result rests on them
    drawn = notebook.recorded(notebook.run(draw=True))
    assert json.loads(json.dumps(drawn)) == built
    quick = notebook.recorded(notebook.run())
    assert len(quick["shown"]) == len(built["shown"])
    for one in (*quick["shown"], *built["shown"]):
        one["picture"] = bool(one["picture"])
    assert json.loads(json.dumps(quick)) == built
