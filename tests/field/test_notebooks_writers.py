"""Notebooks as editors and tools write them: the gate, the pages and the explanations know every cell."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

import nbformat
import pytest
from click.testing import CliRunner, Result

from notebook_runs import NOTEBOOK, failure, run
from reproreport.cli import main
from reproreport.notebooks.read import read_notebook
from small_report import CELLS, notebook, write_report

Writer = Callable[[Path], None]


def jupyterlab(path: Path) -> None:
    """As JupyterLab saves it: random ids, lists of lines, outputs, counts, timing, an attachment."""
    content = json.loads(notebook(CELLS))
    picture = {"a.png": {"image/png": "iVBORw0KGgo="}}
    note = {
        "cell_type": "markdown",
        "id": "0b6f",
        "metadata": {},
        "source": ["# Cups\n", "![a](attachment:a.png)"],
    }
    content["cells"].insert(1, {**note, "attachments": picture})
    content["cells"][2]["metadata"] = {
        "execution": {"iopub.execute_input": "2026-01-01T00:00:00Z"},
        "scrolled": True,
    }
    content["cells"].append({"cell_type": "raw", "id": "1c7a", "metadata": {}, "source": []})
    content["cells"].append(
        {
            "cell_type": "code",
            "execution_count": None,
            "id": "2d8b",
            "metadata": {},
            "outputs": [],
            "source": [],
        }
    )
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def vscode(path: Path) -> None:
    """As VS Code does: nbformat 4.2 without ids, a byte order mark, line ends of Windows in sources."""
    content = json.loads(notebook(CELLS))
    for cell in content["cells"]:
        del cell["id"]
        cell["metadata"]["vscode"] = {"languageId": "python"}
        cell["source"] = [line.replace("\n", "\r\n") for line in cell["source"]]
    content["nbformat_minor"] = 2
    content["metadata"] = {"language_info": {"name": "python"}, "orig_nbformat": 4}
    path.write_text("\ufeff" + json.dumps(content, indent=4), encoding="utf-8")


def by_nbformat(path: Path) -> None:
    """As programs write one with nbformat, and ``jupyter nbconvert --to notebook`` after them."""
    cells = []
    for tag, source in CELLS:
        cell = nbformat.v4.new_code_cell(source, execution_count=1)
        cell["outputs"] = [nbformat.v4.new_output("execute_result", {"text/plain": "1"}, execution_count=1)]
        cell["metadata"] = {"tags": [tag]} if tag else {}
        cells.append(cell)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)


def bare(path: Path) -> None:
    """As it is left when everything is cleaned away: no ids, no metadata, cells without a source."""
    content = json.loads(notebook(CELLS))
    cells: list[dict[str, Any]] = [{"cell_type": "code"}, {"cell_type": "markdown", "source": "x"}]
    for cell in content["cells"]:
        kept = {"cell_type": "code", "source": "".join(cell["source"])}
        cells.append(kept | ({"metadata": cell["metadata"]} if "tags" in cell["metadata"] else {}))
    path.write_text(json.dumps({"cells": cells, "nbformat": 4}), encoding="utf-8")


def doubled(path: Path) -> None:
    """As a merge leaves it: two cells with one id, and ids that are none."""
    content = json.loads(notebook(CELLS))
    for cell, identifier in zip(content["cells"], ("a", "a", "x y", 7), strict=True):
        cell["id"] = identifier
    path.write_text(json.dumps(content), encoding="utf-8")


def report(root: Path, *words: str) -> Result:
    """Run ``report`` in a folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE"):
            patch.delenv(name, raising=False)
        return CliRunner().invoke(main, list(words))


@pytest.mark.parametrize("write", [jupyterlab, vscode, by_nbformat, bare, doubled])
def test_the_gate_knows_every_cell(tmp_path: Path, write: Writer) -> None:
    """Accepted, embedded, explained, and a changed table and figure named with their causes."""
    root = write_report(tmp_path)
    write(root / NOTEBOOK)
    done = report(root, "build", "--formats", "html", "--renderer", "pandoc")
    assert done.exit_code == 0, done.output
    page = (root / "build/site/chapters/coffee/index.html").read_text(encoding="utf-8")
    assert "Cups of coffee a day" in page
    assert 'alt="A round cup"' in page
    assert report(root, "accept").exit_code == 0
    accepted = json.loads((root / "tests/accepted/coffee.json").read_text(encoding="utf-8"))
    assert list(accepted) == ["coffee.fig-cup", "coffee.level", "coffee.people", "coffee.tbl-cups"]
    assert report(root, "check").exit_code == 0
    told = report(root, "explain", "tbl-cups")
    assert told.exit_code == 0, told.output
    assert "(tbl-cups)" in told.stdout
    assert "data/coffee/cups.csv" in told.stdout
    data = root / "data/coffee/cups.csv"
    data.write_text(data.read_text(encoding="utf-8").replace("binh,2", "binh,4"), encoding="utf-8")
    done = report(root, "check")
    assert done.exit_code == 1
    assert "changed coffee.tbl-cups" in done.stdout
    assert "row 3 (binh), Cups: 2 → 4" in done.stdout
    assert "cause: data/coffee/cups.csv" in done.stdout


def test_another_writer_is_no_drift(tmp_path: Path) -> None:
    """The same cells with other ids are as accepted; a changed cell is the cause."""
    root = write_report(tmp_path)
    assert report(root, "accept").exit_code == 0
    for write in (jupyterlab, by_nbformat):
        write(root / NOTEBOOK)
        assert report(root, "check").exit_code == 0
    path = root / NOTEBOOK
    path.write_text(path.read_text(encoding="utf-8").replace("len(cups)", "len(cups) + 1"), encoding="utf-8")
    done = report(root, "check")
    assert done.exit_code == 1
    assert "changed coffee.people" in done.stdout
    causes = " ".join(done.stdout.split())
    assert f"cause: notebook cell 2, 'cups = sources.read('data/coffee/cups.c…' ({NOTEBOOK})" in causes
    assert causes.count("cause: ") == 1


def test_the_executed_notebook_is_the_same(tmp_path: Path) -> None:
    """Ids and outputs of the editor leave no trace in what the report is made of."""
    made: list[str] = []
    for write in (by_nbformat, doubled, by_nbformat):
        root = write_report(tmp_path / str(len(made)))
        write(root / NOTEBOOK)
        made.append((run(root) / "coffee.ipynb").read_text(encoding="utf-8"))
    assert made[0] == made[2]
    cells = [json.loads(text)["cells"] for text in made]
    assert cells[0] == [{**cell, "metadata": one["metadata"]} for cell, one in zip(*cells[1:], strict=True)]


WRONG = {
    "an empty file": ("", "not a notebook: the file is empty"),
    "half a file": ('{"cells": [', "not a notebook: "),
    "another file": ('{"a": 1}', "not a notebook: it has no list of cells"),
    "a list": ("[]", "not a notebook: it has no list of cells"),
    "nbformat 3": (
        json.dumps({"nbformat": 3, "worksheets": [{"cells": []}]}),
        "a notebook of nbformat 3; the report reads 4\n    write it anew: jupyter nbconvert --to notebook",
    ),
    "nbformat 5": (json.dumps({"nbformat": 5, "cells": []}), "a notebook of nbformat 5; the report reads 4"),
    "a cell that is none": (json.dumps({"nbformat": 4, "cells": [{"cell_type": "code"}, 3]}), "not a cell"),
    "a conflict": (
        notebook(CELLS).replace('   "metadata": {', '<<<<<<< HEAD\n   "metadata": {', 1),
        "a merge conflict is not resolved",
    ),
}


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=list(WRONG))
def test_what_is_no_notebook(tmp_path: Path, text: str, message: str) -> None:
    """One message with the file, and what to do."""
    write_report(tmp_path)
    (tmp_path / NOTEBOOK).write_text(text, encoding="utf-8")
    told = failure(tmp_path)
    assert told.startswith(NOTEBOOK)
    assert message in told
    assert "\n    " in told


def test_another_encoding(tmp_path: Path) -> None:
    """Windows' PowerShell may have made it UTF-16: it is read as any text of a report."""
    write_report(tmp_path)
    (tmp_path / NOTEBOOK).write_text(notebook(CELLS), encoding="utf-16")
    assert len(read_notebook(PurePosixPath(NOTEBOOK), tmp_path).code) == len(CELLS)
