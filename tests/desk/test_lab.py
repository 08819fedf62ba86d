"""Notebooks in Jupyter: started by ``report lab``, and opened in any other one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.manager import KernelManager, start_new_kernel

from reproreport.desk.lab import surroundings, write_kernel

CHAPTER = "chapters/coffee"
SHOWING = ("display_data", "update_display_data", "execute_result", "stream", "error")
CELL = """
from reproreport import sources
from reproreport.results import record
cups = sources.read("data/coffee/cups.csv")
record("people", len(cups), kind="count", rows=cups)
record("share", 0.657, kind="percent")
None
"""


@pytest.fixture
def as_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Have no settings of this machine's user."""
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(name, str(tmp_path / name))
    monkeypatch.delenv("JUPYTER_PATH", raising=False)
    monkeypatch.delenv("REPORT_LANGUAGE", raising=False)


def run(cell: str, folder: Path) -> Iterator[Mapping[str, Any]]:
    """Run a cell as Jupyter does, in a kernel that starts in a folder; yield what it shows and raises."""
    manager, client = start_new_kernel(cwd=str(folder), startup_timeout=120)
    assert isinstance(manager, KernelManager)
    shown: list[Mapping[str, Any]] = []

    def note(message: Mapping[str, Any]) -> None:
        if message["msg_type"] in SHOWING:
            shown.append({"type": message["msg_type"], **message["content"]})

    try:
        client.execute_interactive(cell, timeout=120, output_hook=note)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    yield from shown


@pytest.mark.usefixtures("as_elsewhere")
def test_a_notebook_in_any_jupyter(report: Path) -> None:
    """Its kernel starts in its own folder; data are found, results are one table in its language."""
    config = report / "_quarto.yml"
    config.write_text(f"lang: vi\n{config.read_text(encoding='utf-8')}", encoding="utf-8")
    shown = list(run(CELL, report / CHAPTER))
    assert [one["type"] for one in shown] == ["display_data", "update_display_data"]
    first, last = shown
    assert first["transient"]["display_id"] == last["transient"]["display_id"]
    assert last["data"]["text/plain"] == "people = 3\nshare = 65,7%"
    table = last["data"]["text/html"]
    assert "<td><code>people</code></td><td>3</td><td>count</td><td>3</td>" in table


@pytest.mark.usefixtures("as_elsewhere")
def test_the_kernel_of_the_lab(report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the one that a notebook asks for, and begins where a build does, with the report's modules."""
    write_kernel(tmp_path / "lab")
    for name, value in surroundings(tmp_path / "lab").items():
        monkeypatch.setenv(name, value)
    (report / "own.py").write_text("WORD = 'own module'\n", encoding="utf-8")
    cell = "import os, own; print(os.getcwd()); print(own.WORD, os.environ['PYTHONHASHSEED'])"
    (said,) = run(cell, report / CHAPTER)
    assert said["type"] == "stream", said
    folder, words = said["text"].splitlines()
    assert Path(folder) == report.resolve()
    assert words == "own module 0"


def command(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run ``report`` in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "reproreport", *words], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(find_spec("jupyterlab") is not None, reason="JupyterLab is installed")
def test_without_jupyterlab(report: Path) -> None:
    """One message with the command that installs it; a chapter that is mistyped is named before."""
    done = command(report, "lab")
    assert done.returncode == 1
    assert "pip install 'reproreport[author]'" in done.stderr
    done = command(report, "lab", "cofee")
    assert done.returncode == 1
    assert "did you mean 'coffee'?" in done.stderr


def test_a_stand_in_for_jupyterlab(report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is started in the report, finds the kernel, opens the chapter's notebook, and its code is ours."""
    package = tmp_path / "packages" / "jupyterlab"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "__main__.py").write_text(
        "import json, os, sys\n"
        "from jupyter_client.kernelspec import KernelSpecManager\n"
        "name = KernelSpecManager().get_kernel_spec('python3').display_name\n"
        "print(json.dumps([os.getcwd(), name, sys.argv[1:]]))\n"
        "sys.exit(3)\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(package.parent), os.environ.get("PYTHONPATH", "")]))
    done = command(report / CHAPTER, "lab", "coffee", "--no-browser")
    assert done.returncode == 3, done.stderr
    folder, name, words = json.loads(done.stdout)
    assert Path(folder) == report.resolve()
    assert name == "Python 3 (report)"
    assert words[-2:] == ["--no-browser", f"{CHAPTER}/notebook.ipynb"]
