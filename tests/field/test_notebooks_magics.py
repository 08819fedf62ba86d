"""IPython's own syntax is read as IPython reads it, and Python that looks like it as Python."""

from __future__ import annotations

from pathlib import Path

import pytest

from notebook_runs import NOTEBOOK, failure, recorded
from reproreport.accepted.inputs import notebook_inputs
from reproreport.project import load_project
from small_report import write_report

CELLS = [
    # PEP 8 puts the operator of a continued line first.
    'from reproreport.results import record\nmessage = ("%d of %d"\n           % (3, 10))\n'
    'record("message", message, kind="text")',
    "%config InlineBackend.rc = \\\n    {}",
    "files = !ls data/coffee\nrecord('files', len(files), kind='count')\nrecord?",
    "%%time\nn = 2\n%time m = n + 1\nrecord('timed', n + m, kind='count')",
    "%%bash --out said\necho 7",
    "record('said', int(said), kind='count')\nif m:\n    !true\n    %timeit -n 1 -r 1 m",
    "\n\n%%capture caught\nprint(m)",
    "record('caught', caught.stdout.strip(), kind='text')",
    "%%writefile build/written.txt\n%% is no magic here, nor is 'this",
    "text = '''\n%time\n!ls\n'''\nrecord('text', text.strip(), kind='text')",
    ">>> old = 1\n>>> record('prompt', old, kind='count')",
    "    indented = 2\n    record('indented', indented, kind='count')",
    "import asyncio\nawait asyncio.sleep(0)\n%autoreload?",
]


def test_what_ipython_runs_runs(tmp_path: Path) -> None:
    """All in one notebook, and each cell does what it says."""
    write_report(tmp_path, [("", cell) for cell in CELLS])
    (tmp_path / "build").mkdir()
    found = {name: result["value"] for name, result in recorded(tmp_path).items()}
    assert found == {
        "message": "3 of 10",
        "files": 2,
        "timed": 5,
        "said": 7,
        "caught": "3",
        "text": "%time\n!ls",
        "prompt": 1,
        "indented": 2,
    }


def test_code_within_magics_is_an_input(tmp_path: Path) -> None:
    """What ``%time`` and ``%%capture`` run binds and reads names like all other code."""
    cells = ["%time n = 2", "%%capture\nm = n", "k = 1", "record('m', m, kind='count')"]
    write_report(tmp_path, [("parameters", "confidence: float = 0.9"), *(("", cell) for cell in cells)])
    inputs = notebook_inputs(load_project(tmp_path))["coffee"]
    _, found = inputs.of("cell 5")
    assert set(found.cells) == {cell.name for cell in inputs.cells if cell.place in (2, 3, 5)}


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("x = 1\nif", 2),
        ("\n\n%time x = 1\n\nfoo bar", 5),
        ("files = !ls\nif files", 2),
        ("x = (1\n%time y", 1),
    ],
)
def test_what_is_no_python_even_so(tmp_path: Path, code: str, line: int) -> None:
    """The line is that of the cell, above which magics may have stood."""
    write_report(tmp_path, [("", "x = 1"), ("", code)])
    assert failure(tmp_path).startswith(f"{NOTEBOOK}, cell 2, line {line}: not valid Python: ")
