"""A notebook run in this process: without a kernel and, where asked for, without pictures.

For tests that run one notebook many times over. Every cell computes as in a build: a test holds the
two ways against each other.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import chdir, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from unittest import mock

from reproreport import journal
from reproreport.accepted.current import read_current
from reproreport.files import write_text
from reproreport.notebooks.declared import declared, edition
from reproreport.notebooks.read import INJECTED, PARAMETERS, executed_cells, read_notebook
from reproreport.notebooks.taken import take_results, take_shown
from reproreport.pipeline.layout import Layout
from reproreport.project import CONFIG, Parameter, Project

if TYPE_CHECKING:
    from reproreport.results.result import CurrentResults

Cells = list[dict[str, Any]]


@dataclass(frozen=True)
class Notebook:
    """A chapter's notebook in a report, and what it is run with.

    Attributes:
        project: the report, of this one chapter.
        chapter: the chapter's name.
        parameters: the values for the notebook's parameters.
    """

    project: Project
    chapter: str
    parameters: Mapping[str, Parameter]

    def run(
        self,
        *,
        draw: bool = False,
        skip: Container[str] = (),
        stop: Callable[[Cells], bool] | None = None,
    ) -> Cells:
        """Run the notebook and return its cells with their outputs.

        Args:
            draw: whether figures become pictures; their data are kept in any case.
            skip: labels or ids of cells that are not run; no other cell may need them.
            stop: is asked after each code cell, and given the cells so far, whether that was enough.

        Raises:
            Exception: what a cell raised, as it raised it.
        """
        notebook = read_notebook(self.project.notebooks[self.chapter], self.project.root)
        cells: Cells = []
        with self._surroundings(draw=draw) as shell:
            for cell in notebook.cells:
                cells.append({**cell.raw, "source": cell.source, "outputs": []})
                if cell.kind != "code" or cell.key in skip:
                    continue
                _run_cell(shell, cells[-1])
                if PARAMETERS in cell.tags:
                    # What papermill does.
                    lines = "\n".join(f"{name} = {value!r}" for name, value in self.parameters.items())
                    tags = {"tags": [INJECTED]}
                    cells.append({"cell_type": "code", "metadata": tags, "source": lines})
                    _run_cell(shell, cells[-1])
                if stop and stop(cells):
                    break
        return cells

    def recorded(self, cells: Cells) -> dict[str, Any]:
        """Return what cells recorded and show, as a build writes it."""
        numbered = executed_cells({"cells": cells}, self.chapter)
        names = [cell.name for cell in numbered]
        lines = [
            {**line, "cell": place}
            for place, cell in enumerate(numbered)
            for line in cell.raw.get("recorded", ())
            if line["kind"] == "result"
        ]
        return {
            "chapter": self.chapter,
            "results": [result.as_json() for result in take_results(lines, names, self.chapter)],
            "shown": [one.as_json() for one in take_shown(numbered, self.chapter)],
        }

    def results(self, cells: Cells) -> CurrentResults:
        """Return what cells recorded and show, as the gate reads it: by way of the file in ``build/``."""
        write_text(Layout.of(self.project).recorded(self.chapter), json.dumps(self.recorded(cells)))
        return read_current(self.project)

    @contextmanager
    def _surroundings(self, *, draw: bool) -> Iterator[Any]:
        """Be where a notebook runs: in the project's folder, in IPython."""
        from IPython.core.interactiveshell import InteractiveShell

        shell, names = _shell()
        for name in shell.user_ns.keys() - names:
            del shell.user_ns[name]
        main = sys.modules["__main__"]
        picture = "reproreport.figures.style.to_svg"
        try:
            sys.modules["__main__"] = shell.user_module
            with (
                chdir(self.project.root),
                mock.patch.object(InteractiveShell, "_instance", shell),
                nullcontext() if draw else mock.patch(picture, lambda _figure: "<svg/>"),
            ):
                yield shell
        finally:
            sys.modules["__main__"] = main


def notebooks(project: Project) -> dict[str, Notebook]:
    """Return the notebooks of a report, by their chapters."""
    found = {chapter: declared(path, project.root) for chapter, path in project.notebooks.items()}
    parameters = edition(found, project.parameters, dict.fromkeys(project.parameters, CONFIG))
    return {
        chapter: Notebook(
            replace(project, chapters=tuple(one for one in project.chapters if one.name == chapter)),
            chapter,
            parameters[chapter],
        )
        for chapter, notebook in found.items()
    }


def _run_cell(shell: Any, cell: dict[str, Any]) -> None:
    """Run a code cell, and give it its outputs; those to the standard streams are left out."""
    from IPython.utils.capture import capture_output

    with TemporaryDirectory() as folder, capture_output() as captured:
        with mock.patch.dict(os.environ, {journal.VARIABLE: f"{folder}/journal"}):
            shell.run_cell(cell["source"]).raise_error()
        cell["recorded"] = list(journal.read(Path(folder, "journal")))
    cell["outputs"] = [{"output_type": "display_data", "data": one.data} for one in captured.outputs]


@cache
def _shell() -> tuple[Any, frozenset[str]]:
    """Return an IPython of this process, which nobody meets outside a run, and the names it begins with."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    make: Any = InteractiveShell
    main = sys.modules["__main__"]
    try:
        # With a folder of its own, the user's settings cannot change what a cell does.
        shell = make(config=Config({"HistoryManager": {"enabled": False}}), ipython_dir=_folder().name)
        return shell, frozenset(shell.user_ns)
    finally:
        sys.modules["__main__"] = main


@cache
def _folder() -> TemporaryDirectory[str]:
    """Return a folder that is removed when the process ends."""
    return TemporaryDirectory(prefix="ipython-")
