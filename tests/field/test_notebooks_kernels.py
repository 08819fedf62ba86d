"""Which kernel runs a notebook: Python where nothing else is said, the kernel of its language, or none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import shell_kernel
from notebook_runs import NOTEBOOK, failure, recorded, run
from reproreport.accepted.inputs import notebook_inputs
from reproreport.notebooks.declared import declared
from reproreport.project import load_project
from small_report import notebook, write_report

RECORD = "from reproreport.results import record\nrecord('n', n, kind='count')"
BASH = {"display_name": "Bash", "language": "bash", "name": "shell"}
TABLE = (
    "#| label: tbl-n\n#| tbl-cap: \"Of n\"\n"
    "echo '<table><tr><td>'$((n + 1))'</td></tr></table>'"
)  # fmt: skip


def write(root: Path, metadata: dict[str, Any], *cells: str) -> Path:
    """Return a report whose notebook has this metadata; its first cell is that of the parameters."""
    write_report(root)
    tagged = [("" if place else "parameters", cell) for place, cell in enumerate(cells)]
    content = json.loads(notebook(tagged)) | {"metadata": metadata}
    (root / NOTEBOOK).write_text(json.dumps(content), encoding="utf-8")
    return root


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"kernelspec": {"name": "my-environment", "display_name": "Python (mine)"}},
        {"kernelspec": {"name": "conda-env-x-py", "language": "python", "display_name": "x"}},
        {"language_info": {"name": "ipython"}},
        {"kernelspec": None, "language_info": None},
    ],
)
def test_python(tmp_path: Path, metadata: dict[str, Any]) -> None:
    """Without a kernel, or with one of Python that is not here, it runs with the report's own."""
    assert recorded(write(tmp_path, metadata, "n = 2", RECORD))["n"]["value"] == 2


@pytest.mark.parametrize(
    ("metadata", "what", "fix"),
    [
        (
            {"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}},
            "its kernel 'ir' (R) is not installed",
            "in R: install.packages('IRkernel'); IRkernel::installspec(); or choose a Python kernel",
        ),
        ({"language_info": {"name": "julia"}}, "its kernel 'julia' (julia) is not installed", "IJulia"),
        ({"kernelspec": {"name": "sas", "display_name": "SAS"}}, "its kernel 'sas' (sas)", "kernelspec list"),
    ],
)
def test_a_language_without_a_kernel(tmp_path: Path, metadata: dict[str, Any], what: str, fix: str) -> None:
    """It is named with how to have it, and the code is not run as Python, though it could be."""
    told = failure(write(tmp_path, metadata, "n = 2", "open('ran', 'w')"))
    assert told.startswith(f"{NOTEBOOK}: {what}")
    assert fix in told
    assert not (tmp_path / "ran").exists()


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install a kernel of Bash for the user who builds."""
    shell_kernel.install(tmp_path / "jupyter")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))


@pytest.mark.usefixtures("shell")
def test_a_language_with_a_kernel(tmp_path: Path) -> None:
    """It runs there, with parameters that papermill writes in its language; its tables are watched."""
    root = write(tmp_path / "report", {"kernelspec": BASH}, "n=2  # of them\nname='a b'", "x=1", TABLE)
    notebook = declared(load_project(root).notebooks["coffee"], root)
    assert (notebook.kernel, notebook.defaults) == ("shell", {"n": 2, "name": "a b"})
    shown = json.loads((run(root, {"n": 6, "name": "a b"}) / "coffee.json").read_text(encoding="utf-8"))[
        "shown"
    ]
    assert [(one["name"], one["rows"]) for one in shown] == [("coffee.tbl-n", [["7"]])]
    (root / "_quarto.yml").write_text((root / "_quarto.yml").read_text().replace("confidence: 0.9", "n: 6"))
    key, inputs = notebook_inputs(load_project(root))["coffee"].of("cell tbl-n")
    assert (key, len(inputs.cells)) == ("tbl-n", 2)


@pytest.mark.usefixtures("shell")
def test_an_error_in_another_language(tmp_path: Path) -> None:
    """The cell is named as in Python."""
    root = write(
        tmp_path / "report", {"kernelspec": BASH}, "n=2", "echo no such cup >&2\nexit 3", "echo late"
    )
    assert f"{NOTEBOOK}, cell 2: ShellError: no such cup" in failure(root)


@pytest.mark.usefixtures("shell")
def test_parameters_that_papermill_cannot_write(tmp_path: Path) -> None:
    """They are refused, and not left out."""
    metadata = {"kernelspec": {**BASH, "language": "forth"}}
    root = write(tmp_path / "report", metadata, "n = 2")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("notebook_runs.run", lambda root: run(root, {"n": 3}))
        told = failure(root)
    assert "papermill cannot write parameters in the language 'forth'" in told


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("n <- 10L", 10),
        ("val n = 1.5;", 1.5),
        ("n = TRUE  # sure", True),
        ("n = 'a # b' % text", "a # b"),
        ('let n = "x" // text', "x"),
        ("n=-3", -3),
    ],
)
def test_defaults_in_other_languages(tmp_path: Path, line: str, value: object) -> None:
    """A number, a text or a truth value, as most languages write it."""
    root = write(tmp_path, {"language_info": {"name": "other"}}, f"# of cups\n{line}\n")
    assert declared(load_project(root).notebooks["coffee"], root).defaults == {"n": value}


def test_a_default_that_is_no_simple_value(tmp_path: Path) -> None:
    """As in Python, it cannot be typed on a command line."""
    root = write(tmp_path, {"language_info": {"name": "R"}}, "n <- c(1,2)")
    assert "cell 1: parameter 'n' has no simple default" in failure(root)
