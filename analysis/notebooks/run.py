"""Start a process that runs one notebook, and turn its outcome into files or one clear error."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import analysis
from analysis import journal
from analysis.errors import NotebookError, Problem
from analysis.files import write_text
from analysis.notebooks.declared import Declared
from analysis.notebooks.read import read_notebook
from analysis.project import Parameter
from analysis.sources import INPUTS_VARIABLE

#: Seconds that one notebook may run, its kernel's start included.
NOTEBOOK_SECONDS = 3600

#: What IPython is set to; figures that it shows by itself are drawings, the same ones in every run.
_SETTINGS = """\
c = get_config()
c.IPKernelApp.extensions = ["analysis.notebooks.extension"]
c.InlineBackend.figure_formats = {"svg"}
c.InlineBackend.rc = {"svg.hashsalt": "report"}
"""

_running: set[subprocess.Popen[str]] = set()

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
) -> None:
    """Run a notebook from its first cell to its last, in a fresh kernel.

    Args:
        declared: the notebook and what it declares.
        chapter: name of its chapter.
        parameters: the values for its parameters cell.
        root: the project; the notebook's working directory.
        output: where to write the executed notebook.
        results: where to write what it recorded (JSON).
        failed: where to keep the notebook as it stood when a cell failed.

    Raises:
        NotebookError: a cell is not valid, did not run to its end or raised, or the kernel did not start,
            hung or died; nothing is written then but *failed*.
    """
    read_notebook(declared.path, root).check()
    job = {
        "notebook": str(declared.path),
        "chapter": chapter,
        "parameters": dict(parameters),
        "output": str(output),
        "results": str(results),
        "failed": str(failed),
    }
    failed.parent.mkdir(parents=True, exist_ok=True)
    # Socket paths may not pass 107 characters: a short folder, which also keeps the user's own
    # Jupyter and IPython settings out of the report.
    with tempfile.TemporaryDirectory(prefix="nb-") as scratch:
        profile = Path(scratch) / "ipython/profile_default/ipython_kernel_config.py"
        write_text(profile, _SETTINGS)
        environment = _environment(scratch, declared.inputs)
        if declared.kernel:
            environment["JUPYTER_PATH"] = _kernels()
        outcome = _supervise(job | {"scratch": scratch}, root, environment)
    if outcome:
        raise NotebookError(*_problems(outcome, declared.path, failed, root))


def _environment(scratch: str, inputs: tuple[PurePosixPath, ...]) -> dict[str, str]:
    """Return the environment of the kernel: nothing in it may change a result."""
    # The kernel imports the very library that runs the build, installed or not.
    library = Path(analysis.__file__).parents[1]
    return os.environ | {
        "PYTHONPATH": os.pathsep.join([str(library), *filter(None, [os.environ.get("PYTHONPATH")])]),
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": "0",
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        # Sums of floats depend on how many threads share them.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "JUPYTER_RUNTIME_DIR": scratch,
        "JUPYTER_DATA_DIR": f"{scratch}/data",
        "JUPYTER_CONFIG_DIR": f"{scratch}/config",
        "JUPYTER_PATH": "",
        "IPYTHONDIR": f"{scratch}/ipython",
        journal.VARIABLE: f"{scratch}/journal",
        INPUTS_VARIABLE: json.dumps([str(path) for path in inputs]),
    }


def _kernels() -> str:
    """Return where the user's own kernels are: those of other languages are rarely elsewhere."""
    from jupyter_core.paths import jupyter_path

    return os.pathsep.join(jupyter_path())


def _supervise(job: dict[str, Any], root: Path, environment: dict[str, str]) -> dict[str, Any]:
    """Run the job's process; kill it with all that it started when it is stopped or takes too long."""
    process = subprocess.Popen(
        [sys.executable, "-m", "analysis.notebooks.job"],
        cwd=root,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        # An interrupt from the keyboard reaches the build, which then stops its notebooks itself.
        start_new_session=True,
    )
    _running.add(process)
    try:
        out, err = process.communicate(json.dumps(job), timeout=NOTEBOOK_SECONDS)
    except subprocess.TimeoutExpired:
        value = f"the notebook ran for more than {NOTEBOOK_SECONDS} seconds"
        return {"cell": "", "name": "timeout", "value": value}
    finally:
        _running.discard(process)
        _kill(process)
    try:
        outcome: dict[str, Any] = json.loads(out)
    except ValueError:
        return {"cell": "", "name": "papermill", "value": "\n".join(err.strip().splitlines()[-5:])}
    return outcome


def stop_notebooks() -> None:
    """Kill every notebook that is running, with its kernel."""
    for process in list(_running):
        _kill(process)


def _kill(process: subprocess.Popen[str]) -> None:
    """Kill a process and all that it started; a kernel has a session of its own, so a group is not enough."""
    if process.poll() is not None:
        return
    import psutil

    try:
        family = [*psutil.Process(process.pid).children(recursive=True), psutil.Process(process.pid)]
    except psutil.NoSuchProcess:
        return
    for member in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            member.kill()
    process.wait()


def _problems(outcome: dict[str, Any], path: PurePosixPath, failed: Path, root: Path) -> list[Problem]:
    if "problems" in outcome:
        return [
            Problem(what, where if str(path) in where else f"{path}, {where}", fix)
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


def _failing_line(traceback: list[str]) -> str:
    """Return the line of the cell at which IPython's traceback points."""
    for block in traceback:
        text = _COLOUR.sub("", block)
        if re.match(r"(Cell )?In ?\[|Cell In", text):
            arrow = re.search(r"^-+> ?(\d+) (.*)$", text, re.MULTILINE)
            if arrow:
                return f"line {arrow[1]}: {arrow[2].strip()}"
    return ""
