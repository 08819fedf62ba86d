"""Run one notebook with papermill; the program that :mod:`analysis.notebooks.run` starts.

It reads a job (JSON) from standard input and writes its outcome (JSON) to standard output. A process
of its own for each notebook, because papermill changes the working directory, and because a kernel
that hangs must be killed with everything that it started.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from analysis.errors import ReportError
from analysis.files import write_text
from analysis.notebooks.normalise import normalise
from analysis.results.collect import author_cells, cell_name, take_results
from analysis.results.shown import take_shown

#: Makes a Python process note what it uses (``inside/report_observer.py``).
OBSERVED = "REPORT_OBSERVED"
#: Seconds that a kernel may take to start, before one retry and then an error.
START_SECONDS = 60
#: Seconds that one cell may run.
CELL_SECONDS = 600
#: Bytes that a notebook's outputs may fill.
OUTPUT_BYTES = 50_000_000


def execute(job: dict[str, Any]) -> dict[str, Any]:
    """Run the notebook and write the executed one and its results.

    Args:
        job: ``notebook`` (path from the working directory), ``chapter``, ``parameters``, and the paths to
            write: ``output``, ``results``, ``failed``; ``scratch``, a folder with a short path; ``facts``,
            what the observer in the kernel has to know (JSON).

    Returns:
        ``ran``: the places of the cells, in the order of their execution (0 for one that is not the
        author's); and, unless all went well, ``cell``, ``name`` and ``value`` of the exception that a cell
        raised.

    Raises:
        ReportError: the notebook ran, and what it shows or records cannot be used.
    """
    import nbformat.v4
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError
    from traitlets.config import Config

    failed = Path(job["failed"])
    failed.unlink(missing_ok=True)
    # The kernel is watched, and this process is not.
    os.environ[OBSERVED] = job["facts"]
    options: dict[str, Any] = {
        "parameters": job["parameters"],
        "kernel_name": "python3",
        "progress_bar": False,
        # The output is written once, at the end, not at every cell.
        "request_save_on_cell_execute": False,
        "autosave_cell_every": 0,
        "start_timeout": START_SECONDS,
        "execution_timeout": CELL_SECONDS,
        # Sockets in this notebook's own folder: free TCP ports, and the default socket names in the
        # working directory, are raced for when notebooks run side by side.
        "config": Config({"KernelManager": {"transport": "ipc", "ip": f"{job['scratch']}/kernel"}}),
    }
    try:
        for attempt in (1, 2):
            try:
                notebook = papermill.execute_notebook(job["notebook"], str(failed), **options)
                break
            except RuntimeError as error:
                if attempt == 2 or "Kernel didn't respond" not in str(error):
                    raise
    except PapermillExecutionError as error:
        cells = nbformat.v4.reads(failed.read_text(encoding="utf-8"))["cells"]
        label = next(
            cell_name(cell, index)
            for index, cell in author_cells(cells)
            if any(output["output_type"] == "error" for output in cell.get("outputs", []))
        )
        found = {"cell": label, "name": error.ename, "value": error.evalue, "traceback": error.traceback}
        return found | {"ran": places(cells)}
    except CellTimeoutError:
        return {"cell": "", "name": "timeout", "value": f"a cell ran for more than {CELL_SECONDS} seconds"}
    except (DeadKernelError, RuntimeError) as error:
        return {"cell": "", "name": "kernel", "value": str(error)}
    ran = places(notebook["cells"])
    results = take_results(notebook["cells"], job["chapter"])
    shown = take_shown(notebook["cells"], job["chapter"])
    normalise(notebook, job["notebook"])
    text = nbformat.v4.writes(notebook)
    if len(text) > OUTPUT_BYTES:
        size = f"{len(text) / 1e6:.0f} MB of output; the limit is {OUTPUT_BYTES / 1e6:.0f} MB"
        return {"cell": "", "name": "output", "value": size}
    write_text(Path(job["output"]), text + "\n")
    recorded = {
        "chapter": job["chapter"],
        "results": [result.as_json() for result in results],
        "shown": [one.as_json() for one in shown],
    }
    write_text(Path(job["results"]), json.dumps(recorded, ensure_ascii=False, indent=1) + "\n")
    failed.unlink(missing_ok=True)
    return {"ran": ran}


def places(cells: Iterable[dict[str, Any]]) -> list[int]:
    """Return the place of each cell that a kernel executes, in order; 0 for one that papermill added."""
    cells = list(cells)
    theirs = {id(cell): place for place, cell in author_cells(cells)}
    run = (cell for cell in cells if cell["cell_type"] == "code" and "".join(cell["source"]).strip())
    return [theirs.get(id(cell), 0) for cell in run]


def main() -> None:
    """Run the job on standard input; say on standard output how it went."""
    job = json.load(sys.stdin)
    # Whatever a library prints must not mix with the outcome.
    outcome_stream = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    logging.disable(logging.WARNING)
    outcome: dict[str, Any]
    try:
        outcome = execute(job)
    except ReportError as error:
        outcome = {"problems": [[p.what, p.where, p.fix] for p in error.problems]}
    json.dump(outcome, outcome_stream)
    outcome_stream.close()


if __name__ == "__main__":
    main()
