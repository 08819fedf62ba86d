"""Start a process that runs one notebook, and turn its outcome into files or one clear error."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path, PurePosixPath
from typing import Any

import reproreport
from reproreport import journal, processes
from reproreport.errors import DOCTOR, NotebookError, Problem
from reproreport.files import write_bytes, write_text
from reproreport.inputs import MISSING, Look
from reproreport.languages import ENGLISH
from reproreport.notebooks.clock import with_clock
from reproreport.notebooks.declared import Declared
from reproreport.notebooks.libraries import libraries
from reproreport.notebooks.observed import Observed, changed_own, forbidden, observed
from reproreport.notebooks.opened import Openings
from reproreport.notebooks.read import Notebook, read_notebook
from reproreport.notebooks.surroundings import FIXED, caches, search_path
from reproreport.notebooks.warm import Kernels, Running
from reproreport.numbers import LANGUAGE_VARIABLE
from reproreport.project import Parameter
from reproreport.project.cells import NOTEBOOK_SUFFIX
from reproreport.project.limits import Limits
from reproreport.scratch import folder_for_sockets

#: What variables begin with by which libraries tell where a notebook is looked at.
_EDITORS = ("QUARTO_", "VSCODE_", "POSITRON_", "DATABRICKS_")

#: What IPython is set to; figures that it shows by itself are drawings, the same ones in every run.
_SETTINGS = """\
c = get_config()
c.IPKernelApp.extensions = ["reproreport.notebooks.extension", "report_observer"]
c.InlineBackend.figure_formats = {"svg"}
c.InlineBackend.rc = {"svg.hashsalt": "report"}
"""

_running: set[Running] = set()

_UNTOLD = "more happened to files at once than the system could tell of"
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def run_notebook(
    declared: Declared,
    *,
    chapter: str,
    parameters: Mapping[str, Parameter],
    root: Path,
    output: Path,
    results: Path,
    failed: Path,
    language: str = ENGLISH,
    before: Observed | None = None,
    allowed: Sequence[str] = (),
    openings: Openings | None = None,
    limits: Limits | None = None,
    kernels: Kernels | None = None,
) -> Observed:
    """Run a notebook from its first cell to its last, in a fresh kernel.

    Args:
        declared: the notebook and what it declares.
        chapter: name of its chapter.
        parameters: the values for its parameters cell.
        root: the project; the notebook's working directory.
        output: where to write the executed notebook.
        results: where to write what it recorded (JSON).
        failed: where to keep the notebook as it stood when a cell failed.
        language: the tag of the language in which it writes numbers.
        before: what it used and wrote when it last ran: what it wrote then is not there for it to read.
        allowed: files and folders outside the project that it may read.
        openings: says which files were opened meanwhile.
        limits: how far it may go.
        kernels: starts its process; None for one that is started anew.

    Returns:
        What it used.

    Raises:
        NotebookError: a cell is not valid, did not run to its end or raised, or the kernel did not start,
            hung or died, or it read what it may not; nothing is written then but *failed*.
    """
    source = read_notebook(declared.path, root)
    source.check()
    failed.parent.mkdir(parents=True, exist_ok=True)
    limits = limits or Limits()
    # Socket paths may not pass 107 characters: a short folder, which also keeps the user's own
    # Jupyter and IPython settings out of the report.
    with folder_for_sockets() as folder, _as_cloned(before, root, folder):
        scratch = str(folder)
        made = {name: Path(scratch) / "made" / path.name for name, path in _products(output, results)}
        job = {
            "notebook": str(declared.path),
            "chapter": chapter,
            "parameters": dict(parameters),
            "failed": str(failed),
            "scratch": scratch,
            "limits": asdict(limits),
            "build": os.getpid(),
            "folder": source.folder,
            # What stands in a text is not read again: the text around it is none of the run's business.
            "content": "" if declared.path.suffix == NOTEBOOK_SUFFIX else source.text,
            **{name: str(path) for name, path in made.items()},
        }
        profile = Path(scratch) / "ipython/profile_default/ipython_kernel_config.py"
        write_text(profile, _SETTINGS)
        write_text(Path(scratch) / "matplotlibrc", "")
        (Path(scratch) / "tmp").mkdir()
        environment = _environment(scratch, root) | {LANGUAGE_VARIABLE: language}
        if declared.kernel:
            environment["JUPYTER_PATH"] = _kernels()
        first = libraries(source.code)
        job["facts"] = json.dumps(_facts(root, scratch, environment, allowed) | {"libraries": first})
        used = (
            name.removeprefix("file ") for name in (before.inputs if before else ()) if name[:5] == "file "
        )
        run = openings.begin(used, Path(scratch) / "journal") if openings else None
        outcome = _supervise(
            job,
            kernels or Kernels(root, warm=False),
            _without_editors(os.environ) | environment,
            None if declared.kernel else first,
            limits,
        )
        lines = list(journal.read(Path(scratch) / "journal"))
        unaccounted = openings.unaccounted(run, lines) if openings and run else {}
        ran = outcome.pop("ran", [])
        name = str(declared.path)
        if problems := [*forbidden(lines, ran, name)]:
            raise NotebookError(*_placed(problems, source))
        found = with_clock(observed(lines, ran, root, unaccounted), declared.path, root)
        if openings and run and not openings.is_complete(run):
            found = replace(found, volatile=(*found.volatile, _UNTOLD))
        if declared.kernel:
            found = replace(found, volatile=(f"its kernel '{declared.kernel}' cannot be watched",))
        if outcome:
            looked_for = (name for name, state in found.inputs.items() if state == MISSING)
            missing = (name.partition(" ")[2] for name in looked_for if name.startswith(("file ", "there ")))
            raise NotebookError(
                *_placed(_problems(outcome, declared.path, failed, root), source), missing=missing
            )
        if problems := [*changed_own(found, name)]:
            raise NotebookError(*_placed(problems, source))
        for name, path in _products(output, results):
            write_bytes(path, made[name].read_bytes())
    return found


def _products(output: Path, results: Path) -> tuple[tuple[str, Path], ...]:
    return ("output", output), ("results", results)


@contextlib.contextmanager
def _as_cloned(before: Observed | None, root: Path, scratch: Path) -> Iterator[None]:
    """Put aside what the notebook wrote when it last ran, so that it finds what a fresh clone has.

    What it does not write again is back where it was if the run fails.
    """
    aside: dict[Path, Path] = {}
    look = Look(root)
    for index, (name, state) in enumerate(before.written.items() if before else ()):
        path = root / name
        if look.content(str(path)) == state:
            aside[path] = scratch / "before" / str(index)
            aside[path].parent.mkdir(exist_ok=True)
            shutil.move(path, aside[path])
    try:
        yield
    except BaseException:
        for path, kept in aside.items():
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(kept, path)
        raise


def _environment(scratch: str, root: Path) -> dict[str, str]:
    """Return what the environment of the kernel has in every build: nothing there may change a result."""
    return {
        "PYTHONPATH": search_path(root),
        **FIXED,
        "MATPLOTLIBRC": f"{scratch}/matplotlibrc",
        "JUPYTER_RUNTIME_DIR": scratch,
        "JUPYTER_DATA_DIR": f"{scratch}/data",
        "JUPYTER_CONFIG_DIR": f"{scratch}/config",
        "JUPYTER_PATH": "",
        "IPYTHONDIR": f"{scratch}/ipython",
        "TMPDIR": str(Path(scratch) / "tmp"),
        "XDG_CONFIG_HOME": f"{scratch}/config",
        journal.VARIABLE: f"{scratch}/journal",
    }


def _without_editors(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment without what editors and Quarto say of themselves: tables would differ."""
    return {name: value for name, value in environment.items() if not name.startswith(_EDITORS)}


def _facts(
    root: Path, scratch: str, environment: Mapping[str, str], allowed: Sequence[str]
) -> dict[str, Any]:
    """Return what the observer in the kernel has to know (``inside/report_observer.py``)."""
    real = os.path.realpath
    return {
        "root": real(root),
        "library": real(Path(reproreport.__file__).parent),
        "scratch": real(scratch),
        "allowed": [real(root / Path(path).expanduser()) for path in allowed],
        "caches": caches(),
        "fixed": [*environment],
        "begun": time.time(),
    }


def _kernels() -> str:
    """Return where the user's own kernels are: those of other languages are rarely elsewhere."""
    from jupyter_core.paths import jupyter_path

    return os.pathsep.join(jupyter_path())


def _supervise(
    job: dict[str, Any],
    kernels: Kernels,
    environment: dict[str, str],
    first: Sequence[Sequence[str]] | None,
    limits: Limits,
) -> dict[str, Any]:
    """Run the job's process; kill it with all that it started when it is stopped or takes too long."""
    files = given, out, err = [Path(job["scratch"]) / name for name in ("job", "outcome", "errors")]
    write_text(given, json.dumps(job))
    process = kernels.start(files, environment, first)
    _running.add(process)
    try:
        process.wait(limits.notebook)
    except subprocess.TimeoutExpired:
        value = f"it ran for more than {limits.words('notebook')}"
        return {"cell": "", "name": "timeout", "value": value}
    finally:
        _running.discard(process)
        _kill(process)
        if process.returncode:  # what it would have ended itself
            processes.end_marked(job["scratch"])
    last = "\n    ".join(err.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:])
    try:
        outcome: dict[str, Any] = json.loads(out.read_bytes())
    except ValueError:
        return {"problems": [[f"the notebook could not be run: {last}", "", DOCTOR]]}
    if outcome.get("name") == "kernel":
        what = "\n    ".join(filter(None, [f"the kernel did not start: {outcome['value']}", last]))
        return outcome | {"problems": [[what, "", DOCTOR]]}
    return outcome


def stop_notebooks() -> None:
    """Kill every notebook that is running, with its kernel."""
    for process in list(_running):
        _kill(process)


def _kill(process: Running) -> None:
    """Kill a process and all that it started; a kernel has a session of its own, so a group is not enough."""
    if process.poll() is None:
        processes.end_below(process.pid)
        process.kill()
        process.wait()


def _problems(outcome: dict[str, Any], path: PurePosixPath, failed: Path, root: Path) -> list[Problem]:
    if "problems" in outcome:
        return [
            Problem(what, where if str(path) in where else ", ".join(filter(None, [str(path), where])), fix)
            for what, where, fix in outcome["problems"]
        ]
    where = f"{path}, {outcome['cell']}" if outcome["cell"] else str(path)
    what = f"{outcome['name']}: {_COLOUR.sub('', outcome['value'])}"
    line = _failing_line(outcome.get("traceback", []))
    if line:
        what += f"\n    at: {line}"
    fix = "correct the cell"
    if failed.is_file():
        fix += f"; the notebook as it stood is in {failed.relative_to(root)}"
    return [Problem(what, where, fix)]


def _placed(problems: Sequence[Problem], source: Notebook) -> list[Problem]:
    """Return problems with the lines of a text for the cells that stand in one."""
    cells = {cell.name: cell for cell in source.cells if cell.file}

    def placed(problem: Problem) -> Problem:
        match = re.match(rf"{re.escape(source.name)}, (cell \S+?)(?:, line (\d+))?$", problem.where)
        cell = cells.get(match[1]) if match else None
        if not cells or (problem.where and problem.where != source.name and cell is None):
            return problem
        line = re.search(r"\n    at: line (\d+): ", problem.what)
        number = int(match[2] or 1) if match else 1
        if cell is None:
            return replace(problem, where=next(iter(cells.values())).where)
        return replace(problem, where=cell.at(int(line[1]) - 1 if line else number - 1))

    return [placed(problem) for problem in problems]


def _failing_line(traceback: list[str]) -> str:
    """Return the line of the cell at which IPython's traceback points."""
    for block in traceback:
        text = _COLOUR.sub("", block)
        if re.match(r"(Cell )?In ?\[|Cell In", text):
            arrow = re.search(r"^-+> ?(\d+) (.*)$", text, re.MULTILINE)
            if arrow:
                return f"line {arrow[1]}: {arrow[2].strip()}"
    return ""
