"""Notebooks run for real, in kernels of their own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reproreport.errors import NotebookError
from reproreport.notebooks.declared import declared
from reproreport.notebooks.run import run_notebook
from reproreport.project import load_project
from reproreport.project.limits import Limits
from small_report import CELLS, write_report


def run(root: Path, parameters: dict[str, float | str] | None = None, limits: Limits | None = None) -> Path:
    """Run the small report's notebook; return the folder of its outputs."""
    path = load_project(root).notebooks["coffee"]
    build = root / "build"
    run_notebook(
        declared(path, root),
        chapter="coffee",
        parameters=parameters or {"confidence": 0.9},
        root=root,
        output=build / "coffee.ipynb",
        results=build / "coffee.json",
        failed=build / "failed.ipynb",
        limits=limits,
    )
    return build


def failure(root: Path, cell: str, limits: Limits | None = None) -> str:
    """Return the message when this code is the notebook's last cell."""
    write_report(root, [*CELLS, ("", cell)])
    with pytest.raises(NotebookError) as caught:
        run(root, limits=limits)
    return str(caught.value)


def test_two_runs_in_two_folders_write_the_same_bytes(tmp_path: Path) -> None:
    """Executed notebook and results do not depend on when or where they were made."""
    first, second = (run(write_report(tmp_path / name)) for name in ("a", "b/c"))
    for name in ("coffee.ipynb", "coffee.json"):
        assert (first / name).read_bytes() == (second / name).read_bytes()
    assert str(tmp_path) not in (first / "coffee.ipynb").read_text(encoding="utf-8")


def test_results_carry_value_row_and_cell(report: Path) -> None:
    """What was recorded can be followed back to its rows and its cell; parameters arrive."""
    build = run(report, {"confidence": 0.8})
    results = {
        r["name"]: r for r in json.loads((build / "coffee.json").read_text(encoding="utf-8"))["results"]
    }
    assert results["coffee.people"]["value"] == 3
    assert results["coffee.people"]["rows"] == [f"data/coffee/cups.csv:{line}" for line in (2, 3, 4)]
    assert results["coffee.people"]["cell"] == "cell 2"
    assert results["coffee.level"]["text"] == "80%"


def test_sockets_are_in_a_folder_of_the_notebooks_own(tmp_path: Path) -> None:
    """Kernels that start side by side in one project must not take each other's sockets."""
    count = "from pathlib import Path\nrecord('sockets', len(list(Path().glob('*ipc*'))), kind='count')"
    results = run(write_report(tmp_path, [*CELLS, ("", count)])) / "coffee.json"
    found = {r["name"]: r["value"] for r in json.loads(results.read_text(encoding="utf-8"))["results"]}
    assert found["coffee.sockets"] == 0


def test_a_cell_that_raises(tmp_path: Path) -> None:
    """The message has cell, exception and line, and says where the notebook is kept."""
    message = failure(tmp_path, "x = 1\nx / 0")
    assert "chapters/coffee/notebook.ipynb, cell 5: ZeroDivisionError: division by zero" in message
    assert "line 2: x / 0" in message
    assert "the notebook as it stood is in build/failed.ipynb" in message
    assert "division by zero" in (tmp_path / "build/failed.ipynb").read_text(encoding="utf-8")
    assert not (tmp_path / "build/coffee.ipynb").exists()


def test_a_kernel_that_dies(tmp_path: Path) -> None:
    """A crash of the interpreter is one message, not a hang."""
    message = failure(tmp_path, "import os; os._exit(3)")
    assert "notebook.ipynb, cell 5: Kernel died: it ended while the cell ran" in message


@pytest.mark.parametrize(
    ("code", "limits", "message"),
    [
        ("while True: pass", Limits(notebook=4), "timeout: it ran for more than 4 seconds"),
        ("while True: pass", Limits(cell=9), "cell 5: timeout: it ran for more than 9 seconds"),
        (
            "while True: print('x' * 10**5)",
            Limits(output=3),
            "cell 5: output: its cells show more than 3 MB",
        ),
        (
            "from IPython.display import display\nwhile True: display('x' * 10**5)",
            Limits(output=3),
            "cell 5: output: its cells show more than 3 MB",
        ),
        (
            "kept = []\nwhile True: kept.append(bytearray(10**7))",
            Limits(memory=900),
            "cell 5: memory: it took more than 900 MB",
        ),
        (
            "import subprocess, sys\nwaits = 'import time; x = b\"x\" * 10**9; time.sleep(60)'\n"
            "subprocess.run([sys.executable, '-c', waits])",
            Limits(memory=900),
            "cell 5: memory: it took more than 900 MB",
        ),
        ("raise ValueError('x' * 3 * 10**7)", Limits(), "cell 5: ValueError: xxxxxx"),
        ("raise ValueError('x' * 9 * 10**7)", Limits(memory=2000), "cell 5: ValueError: xxxxxx"),
        ("def f(): f()\nf()", Limits(), "cell 5: RecursionError: maximum recursion depth"),
        (
            "import sys\nsys.setrecursionlimit(10**9)\ndef f(x): return f([x])\nf(0)",
            Limits(memory=900),
            "cell 5: ",
        ),
    ],
)
def test_what_goes_too_far(tmp_path: Path, code: str, limits: Limits, message: str) -> None:
    """It is stopped, and one short message says in which cell, by which limit and where that is set."""
    found = failure(tmp_path, code, limits)
    assert f"notebook.ipynb{', ' if message.startswith('cell') else ': '}{message}" in found
    assert ("report: limits: " in found) == ("more than" in message or "setrecursionlimit" in code)
    assert len(found) < 2000


def test_a_result_recorded_twice(tmp_path: Path) -> None:
    """The message names notebook and cell."""
    message = failure(tmp_path, "record('people', 4, kind='count')")
    assert "notebook.ipynb, cell 5: 'people' is recorded twice (3, then 4)" in message


def test_data_that_are_not_there(tmp_path: Path) -> None:
    """That is what is said; the file most like it is proposed."""
    message = failure(tmp_path, "sources.read('data/coffee/cup.csv')")
    assert "cell 5: DataError: data/coffee/cup.csv: the file does not exist" in message
    assert "did you mean 'data/coffee/cups.csv'?" in message


def test_the_users_own_jupyter_settings_do_not_matter(
    report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A start-up script of IPython cannot change a result."""
    startup = tmp_path / "ipython/profile_default/startup"
    startup.mkdir(parents=True)
    (startup / "x.py").write_text("raise SystemExit('never run')")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    assert (run(report) / "coffee.json").is_file()
