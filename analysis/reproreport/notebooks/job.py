"""Run one notebook with papermill; the program that :mod:`reproreport.notebooks.run` starts.

It reads a job (JSON) from standard input and writes its outcome (JSON) to standard output. A process
of its own for each notebook, because papermill changes the working directory, and because a kernel
that hangs must be killed with everything that it started.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path, PurePosixPath
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from reproreport import journal, processes
from reproreport.errors import DOCTOR, NotebookError, Problem, ReportError, shortened
from reproreport.files import write_text
from reproreport.notebooks.normalise import normalise
from reproreport.notebooks.read import (
    MAY_RAISE,
    PYTHON,
    Notebook,
    executed_cells,
    read_content,
    read_notebook,
)
from reproreport.notebooks.taken import take_findings, take_results, take_shown
from reproreport.oserrors import problem_of
from reproreport.project import NOTEBOOK
from reproreport.project.limits import Limits

if TYPE_CHECKING:
    from reproreport.notebooks.kernel import Watch

#: Makes a Python process note what it uses (``inside/report_observer.py``).
OBSERVED = "REPORT_OBSERVED"
#: Run in a Python kernel after the author's cells: what they started may still record something.
_FINISHING = "report-finishes"
_FINISH = "from reproreport.notebooks import extension as _extension\nawait _extension.finish({seconds})"

_REST = "what stands below did not run"

#: How kernels of other languages are had.
_INSTALL = {
    "r": "in R: install.packages('IRkernel'); IRkernel::installspec()",
    "julia": 'in Julia: using Pkg; Pkg.add("IJulia")',
    "bash": "pip install bash_kernel && python -m bash_kernel.install",
    PYTHON: DOCTOR,
}


class _StoppedError(Exception):
    """A notebook did not run to its end."""

    def __init__(self, cell: str, name: str, value: str, traceback: Sequence[str] = ()) -> None:
        super().__init__(name)
        lines = [shortened(line, 20_000) for line in traceback]
        self.outcome = {"cell": cell, "name": name, "value": shortened(value, 1000), "traceback": lines}


@dataclass
class _Run:
    """How far a notebook came.

    Attributes:
        names: what messages call each of its cells, by the cell's id.
        may_raise: the ids of those whose exception is shown, and stops nothing.
        began: the names of the cells that the kernel was given, in order.
        ended: what the kernel said of each of them that ended.
        last: when the last of them ended, in seconds.
    """

    names: Mapping[str, str]
    may_raise: frozenset[str] = frozenset()
    began: list[str] = field(default_factory=list)
    ended: list[Mapping[str, Any]] = field(default_factory=list)
    last: float = 0

    @property
    def hooks(self) -> dict[str, Any]:
        """Return what nbclient calls: one cell after the other."""
        return {"on_cell_execute": self._begin, "on_cell_executed": self._end}

    def _begin(self, *, cell: Mapping[str, Any], cell_index: int) -> None:  # noqa: ARG002
        # Papermill's own cell and ours belong to the one before.
        self.began.append(self.names.get(cell["id"], self.began[-1] if self.began else ""))

    def _end(self, *, cell: dict[str, Any], execute_reply: dict[str, Any], **_rest: Any) -> None:
        reply = execute_reply["content"]
        if cell["id"] in self.may_raise and reply["status"] == "error" and reply.get("ename") != "SystemExit":
            reply["status"] = "ok"
            cell["outputs"] = [_as_text(output) for output in cell["outputs"]]
        self.ended.append(execute_reply["content"])
        self.last = monotonic()

    def check(self) -> None:
        """Refuse a run in which a cell did not come to its end.

        Raises:
            _StoppedError: the first such cell, and why.
        """
        for cell, reply in zip_longest(self.began, self.ended):
            if reply is None:
                raise _StoppedError(cell, "Kernel died", "it ended while the cell ran")
            if reply["status"] != "ok":
                name, value = reply.get("ename", reply["status"]), str(reply.get("evalue", ""))
                if name == "SystemExit":
                    value = f"{value or 0}. The cell ends the notebook: {_REST}"
                raise _StoppedError(cell, name, value, reply.get("traceback", []))
            if any(one.get("source") == "ask_exit" for one in reply.get("payload", [])):
                raise _StoppedError(cell, "exit()", f"The cell ends the kernel: {_REST}")


def _as_text(output: Any) -> Any:
    """Return the output of an exception as text."""
    import nbformat.v4

    if output["output_type"] != "error":
        return output
    text = f"{output['ename']}: {output['evalue']}"
    return nbformat.v4.new_output("display_data", {"text/plain": text}, metadata={"error": True})


def execute(job: Mapping[str, Any]) -> dict[str, Any]:
    """Run the notebook and write the executed one and its results.

    Args:
        job: ``notebook`` (path from the working directory), ``chapter``, ``parameters``, and the paths to
            write: ``output``, ``results``, ``failed``; ``scratch``, a folder with a short path; ``facts``,
            what the observer in the kernel has to know (JSON); ``limits``, what it may take.

    Returns:
        ``ran``: the places of the cells that ran, in order; and, unless all went well, ``cell``, ``name`` and
        ``value`` of what kept a cell from running to its end.

    Raises:
        ReportError: the notebook cannot be run, or it ran, and what it shows or records cannot be used.
    """
    import nbformat.v4

    name = str(job["notebook"])
    source = (
        read_content(name, job["content"]) if job["content"] else read_notebook(PurePosixPath(name), Path())
    )
    places = {cell.name: cell.place for cell in source.cells}
    content = source.prepared()
    ids = dict(zip((raw["id"] for raw in content["cells"]), source.cells, strict=True))
    run = _Run(
        {identifier: cell.name for identifier, cell in ids.items()},
        frozenset(
            identifier
            for identifier, cell in ids.items()
            if (MAY_RAISE in cell.tags if job["content"] else cell.options.get("error") is True)
        ),
    )
    if source.language == PYTHON:
        os.environ[OBSERVED] = job["facts"]  # the kernel is watched, and this process is not
    try:
        notebook = _run(content, source, job, run)
        lines = list(journal.read(Path(os.environ[journal.VARIABLE])))
        _require_seen(lines, run)
    except _StoppedError as stopped:
        _without_ours(Path(job["failed"]))
        return stopped.outcome | {"ran": [places.get(name, 0) for name in run.began]}
    ran = {"ran": [places.get(name, 0) for name in run.began]}
    results = take_results(lines, run.began, job["chapter"])
    shown = take_shown(executed_cells(notebook, job["notebook"]), job["chapter"])
    normalise(notebook, job["notebook"], described=PurePosixPath(name).name == NOTEBOOK)
    text = nbformat.v4.writes(notebook)
    write_text(Path(job["output"]), text + "\n")
    recorded = {
        "chapter": job["chapter"],
        "results": [result.as_json() for result in results],
        "shown": [one.as_json() for one in shown],
        "findings": take_findings(lines),
    }
    write_text(Path(job["results"]), json.dumps(recorded, ensure_ascii=False, indent=1) + "\n")
    Path(job["failed"]).unlink(missing_ok=True)
    return ran


def _run(content: dict[str, Any], source: Notebook, job: Mapping[str, Any], run: _Run) -> dict[str, Any]:
    """Run all cells of a notebook's content; return it with its outputs.

    Raises:
        NotebookError: its kernel is not installed, or cannot be given parameters.
        _StoppedError: a cell did not run to its end.
    """
    import nbformat.v4
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    from reproreport.notebooks.kernel import Watch

    limits = Limits(**job["limits"])
    Path(job["failed"]).unlink(missing_ok=True)
    if source.language == PYTHON:
        finish = _FINISH.format(seconds=limits.threads)
        content["cells"].append(nbformat.v4.new_code_cell(finish, id=_FINISHING))
    else:
        _require_parameters(source, job["parameters"])
    for attempt in (1, 2):
        run.began.clear()
        run.ended.clear()
        try:
            with Watch(limits) as watch:
                notebook: dict[str, Any] = _papermill(content, source, job, run, watch)
            break
        except PapermillExecutionError as error:
            run.check()
            raise _StoppedError("", error.ename, error.evalue, error.traceback) from None
        except CellTimeoutError:
            value = f"it ran for more than {limits.words('cell')}"
            raise _StoppedError(run.began[-1], "timeout", value) from None
        except (DeadKernelError, RuntimeError) as error:
            if watch.stopped:
                raise _StoppedError(run.began[-1] if run.began else "", *watch.stopped) from None
            run.check()
            if attempt == 2 or "Kernel didn't respond" not in str(error):
                raise _StoppedError("", "kernel", str(error)) from None
    run.check()
    if monotonic() - run.last > limits.threads:
        value = f"a thread still ran {limits.threads:g} seconds after the last cell: join it"
        raise _StoppedError("", "thread", value)
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] != _FINISHING]
    return notebook


def _papermill(
    content: dict[str, Any], source: Notebook, job: Mapping[str, Any], run: _Run, watch: Watch
) -> Any:
    """Run a notebook's content, and return it with its outputs.

    Raises:
        NotebookError: its kernel is not installed.
    """
    import nbformat
    import papermill
    from jupyter_client.kernelspec import NoSuchKernel
    from jupyter_client.manager import AsyncKernelManager
    from traitlets.config import Config

    from reproreport.notebooks.kernel import ENGINE, SignallingKernelManager

    limits = Limits(**job["limits"])
    manager = {
        # Sockets in this notebook's own folder: free TCP ports, and the default socket names in the
        # working directory, are raced for when notebooks run side by side.
        "transport": "ipc",
        "ip": f"{job['scratch']}/kernel",
        # A Python that ends waits for its threads, which may still record something.
        "shutdown_wait_time": 2 * limits.threads,
    }
    python = source.language == PYTHON
    try:
        return papermill.execute_notebook(
            nbformat.from_dict(content),
            job["failed"],
            parameters=job["parameters"],
            kernel_name="python3" if python else _kernel(source),
            cwd=job["folder"],
            language=_papermills_word(source.language),
            progress_bar=False,
            # The output is written once, at the end, not at every cell.
            request_save_on_cell_execute=False,
            autosave_cell_every=0,
            start_timeout=limits.start,
            execution_timeout=limits.cell,
            engine_name=ENGINE,
            watch=watch,
            force_raise_errors=True,
            kernel_manager_class=SignallingKernelManager
            if python and os.name == "posix"
            else AsyncKernelManager,
            config=Config({"KernelManager": manager}),
            **run.hooks,
        )
    except NoSuchKernel as error:
        what = f"its kernel '{error.name}' ({_papermills_word(source.language)}) is not installed"
        if python:
            what = "there is no Python kernel: the package ipykernel is not installed"
        fix = _INSTALL.get(source.language, "install it so that `jupyter kernelspec list` names it")
        fix = fix if source.language == PYTHON else f"{fix}; or choose a Python kernel in Jupyter"
        raise NotebookError(Problem(what, source.name, fix)) from None


def _kernel(source: Notebook) -> str:
    """Return the installed kernel for a notebook: the one it names, else the first one for its language."""
    from jupyter_client.kernelspec import KernelSpecManager

    specs = KernelSpecManager().get_all_specs()
    if source.kernel in specs:
        return source.kernel
    found = (name for name, one in specs.items() if one["spec"]["language"].lower() == source.language)
    return next(found, source.kernel or source.language)


def _papermills_word(language: str) -> str:
    return language.upper() if language == "r" else language


def _require_parameters(source: Notebook, parameters: Mapping[str, Any]) -> None:
    """Refuse parameters for a notebook in a language that papermill cannot write.

    Raises:
        NotebookError: there are parameters, and papermill has no translator.
    """
    from papermill.exceptions import PapermillException
    from papermill.translators import papermill_translators

    try:
        if parameters:
            papermill_translators.find_translator(source.kernel, _papermills_word(source.language))
    except PapermillException:
        what = f"papermill cannot write parameters in the language '{source.language}'"
        fix = "remove the tag 'parameters' from its cell"
        raise NotebookError(Problem(what, source.name, fix)) from None


def _require_seen(lines: Iterable[Mapping[str, Any]], run: _Run) -> None:
    """Refuse a run in which something failed that no cell raised: a thread, or a task that nobody awaited.

    Raises:
        _StoppedError: the first of them.
    """
    place = 0
    for line in lines:
        if line["kind"] == "cell":
            place = line["place"]
        if line["kind"] == "failure":
            cell = run.began[place if line["cell"] is None else line["cell"]]
            raise _StoppedError(cell, line["name"], line["value"])


def _without_ours(failed: Path) -> None:
    """Take the cell that is not the author's out of the notebook as it stood."""
    if failed.is_file():
        content = json.loads(failed.read_text(encoding="utf-8"))
        content["cells"] = [cell for cell in content["cells"] if cell["id"] != _FINISHING]
        write_text(failed, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def _end_with(build: int) -> None:
    """End with all that was started here when the build is gone, and whoever stood guard over it, too."""
    while os.getppid() == build:
        sleep(1)
    processes.end_below(os.getpid())
    os.kill(os.getpid(), signal.SIGKILL)


def main(parent: int = 0) -> None:
    """Run the job on standard input; say on standard output how it went.

    Args:
        parent: the process with which it ends; 0 for the build that the job names.
    """
    processes.adopt_orphans()
    job = json.load(sys.stdin)
    if os.name == "posix":
        threading.Thread(target=_end_with, args=(parent or job["build"],), daemon=True).start()
    # Whatever a library prints must not mix with the outcome.
    outcome_stream = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    logging.disable(logging.WARNING)
    outcome: dict[str, Any]
    try:
        outcome = execute(job)
    except ReportError as error:
        outcome = {"problems": [[p.what, p.where, p.fix] for p in error.problems]}
    except OSError as error:
        problem = problem_of(error, Path.cwd())
        outcome = {"problems": [[problem.what, problem.where, problem.fix]]}
    except ModuleNotFoundError as error:
        outcome = {"problems": [[str(error), "", DOCTOR]]}
    finally:
        # What a cell has put into a session of its own lives on otherwise.
        processes.end_below(os.getpid())
    json.dump(outcome, outcome_stream)
    outcome_stream.close()


if __name__ == "__main__":
    main()
