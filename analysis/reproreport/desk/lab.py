"""``report lab``: JupyterLab, in which a chapter's notebook runs as in a build."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from reproreport.doctor import install
from reproreport.errors import Problem, ProjectError, ReportError
from reproreport.files import write_text
from reproreport.near import nearest
from reproreport.notebooks.surroundings import FIXED
from reproreport.project import Project, load_project


def lab(root: Path, chapter: str = "", *, browser: bool = True) -> int:
    """Run JupyterLab until it ends.

    Args:
        root: the report.
        chapter: whose notebook is opened at first.
        browser: whether to open the browser.

    Returns:
        JupyterLab's exit code.

    Raises:
        ReportError: JupyterLab is not installed, or there is no such chapter.
    """
    notebook = _notebook(load_project(root), chapter)
    require_lab()
    with tempfile.TemporaryDirectory(prefix="report-lab-") as folder:
        write_kernel(Path(folder))
        words = ["--ServerApp.root_dir", str(root), *([] if browser else ["--no-browser"])]
        command = [sys.executable, "-m", "jupyterlab", *words, *([notebook] if notebook else [])]
        process = subprocess.Popen(command, cwd=root, env={**os.environ, **surroundings(Path(folder))})
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                # The terminal has interrupted Jupyter, too, which asks whether it is meant.
                if not sys.stdin.isatty():
                    process.terminate()


def _notebook(project: Project, chapter: str) -> str:
    """Return the path of a chapter's notebook from the report's folder; an empty one for no chapter.

    Raises:
        ProjectError: the chapter has none, or there is no such chapter.
    """
    if not chapter:
        return ""
    if chapter not in project.notebooks:
        known = list(project.notebooks)
        raise ProjectError(Problem(f"no chapter '{chapter}' has a notebook", fix=nearest(chapter, known)))
    return str(project.notebooks[chapter])


def require_lab() -> None:
    """Refuse to go on without JupyterLab.

    Raises:
        ReportError: it is not installed.
    """
    if find_spec("jupyterlab") is None:
        fix = f"to have it: {install(chr(39) + 'reproreport[author]' + chr(39))}"
        raise ReportError(Problem("JupyterLab is not installed: it comes with the extra 'author'", fix=fix))


def write_kernel(folder: Path) -> None:
    """Describe the report's kernel, under the name that notebooks ask for, in a folder for Jupyter."""
    kernel = {
        "argv": [sys.executable, "-m", "reproreport.desk.kernel", "-f", "{connection_file}"],
        "display_name": "Python 3 (report)",
        "language": "python",
        "env": dict(FIXED),
        "metadata": {"debugger": True},
    }
    write_text(folder / "kernels" / "python3" / "kernel.json", json.dumps(kernel, indent=1))


def surroundings(folder: Path) -> Mapping[str, str]:
    """Return what a Jupyter's environment needs to find the report's kernel before any other."""
    given: Sequence[str] = [one for one in [os.environ.get("JUPYTER_PATH", "")] if one]
    return {"JUPYTER_PATH": os.pathsep.join([str(folder), *given])}
