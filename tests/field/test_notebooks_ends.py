"""A notebook has run only if every code cell ran to its end; whatever ends it early is named by its cell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from notebook_runs import NOTEBOOK, failure, recorded
from small_report import notebook, write_report

FIRST = "from reproreport.results import record\nrecord('first', 1, kind='count')"
LATE = "assert False, 'a check that never runs'\nrecord('late', 2, kind='count')"

ENDS = {
    "sys.exit(0)": ("import sys\nsys.exit(0)", "SystemExit: 0. The cell ends the notebook"),
    "sys.exit()": ("import sys; sys.exit()", "SystemExit: 0. The cell ends the notebook"),
    "raise SystemExit": ("raise SystemExit('done')", "SystemExit: done. The cell ends the notebook"),
    "exit()": ("exit()", "exit(): The cell ends the kernel"),
    "quit()": ("if True:\n    quit()", "exit(): The cell ends the kernel"),
    "os._exit(0)": ("import os; os._exit(0)", "Kernel died: it ended while the cell ran"),
    "a signal": ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "Kernel died: it ended while"),
    "a misspelt magic": ("%nosuchmagic 3", "UsageError: Line magic function `%nosuchmagic` not found"),
    "a misspelt cell magic": ("%%nosuchmagic\n3", "UsageError: Cell magic `%%nosuchmagic` not found"),
    "a program that fails": ("%%bash\nexit 3", "CalledProcessError: Command 'b'exit 3"),
}


@pytest.mark.parametrize(("code", "message"), ENDS.values(), ids=list(ENDS))
def test_a_cell_that_ends_the_notebook(tmp_path: Path, code: str, message: str) -> None:
    """The cells after it did not run, whatever the exit code says."""
    write_report(tmp_path, [("", FIRST), ("", code), ("", LATE)])
    assert failure(tmp_path).startswith(f"{NOTEBOOK}, cell 2: {message}")


@pytest.mark.parametrize("code", ["import sys\nsys.exit(0)", "exit()"])
def test_in_the_last_cell_too(tmp_path: Path, code: str) -> None:
    """What stands below in the cell itself may not have run."""
    write_report(tmp_path, [("", FIRST), ("", f"#| label: setup\n{code}\nrecord('late', 2, kind='count')")])
    assert failure(tmp_path).startswith(f"{NOTEBOOK}, cell setup: ")


def tagged(root: Path, *tags: str, source: str = LATE) -> Path:
    """Return a report whose second cell has these tags."""
    write_report(root)
    content = json.loads(notebook([("parameters", "n: int = 1"), ("", source)]))
    content["cells"][1]["metadata"]["tags"] = list(tags)
    (root / NOTEBOOK).write_text(json.dumps(content), encoding="utf-8")
    return root


def test_an_error_that_is_allowed(tmp_path: Path) -> None:
    """The tag allows it in a lecture; a report rests on every cell."""
    assert "cell 2: AssertionError: a check that never runs" in failure(tagged(tmp_path, "raises-exception"))


def test_a_cell_that_would_be_left_out(tmp_path: Path) -> None:
    """It is named before anything runs; a cell without code may be left out."""
    report = tagged(tmp_path, "skip-execution")
    assert failure(report) == (
        f"{NOTEBOOK}, cell 2: the cell would not be run, and a report rests on every cell\n"
        "    remove the tag 'skip-execution', or make it a raw cell"
    )
    assert recorded(tagged(tmp_path, "skip-execution", source=" \n")) == {}


def test_parameters_of_an_earlier_run(tmp_path: Path) -> None:
    """A notebook that papermill wrote would compute with them."""
    assert "papermill added it when it ran the notebook" in failure(tagged(tmp_path, "injected-parameters"))


def test_two_cells_of_parameters(tmp_path: Path) -> None:
    """The second would undo what papermill sets after the first."""
    assert "cell 2: a second cell is tagged 'parameters'" in failure(tagged(tmp_path, "parameters"))


def test_a_program_whose_exit_code_is_an_answer(tmp_path: Path) -> None:
    """``!`` lets it pass, as IPython does: ``grep`` and ``diff`` answer by it. ``%%bash`` does not."""
    write_report(tmp_path, [("", FIRST), ("", "!false\nrecord('code', _exit_code, kind='count')")])
    assert {name: one["value"] for name, one in recorded(tmp_path).items()} == {"first": 1, "code": 1}
