"""Notebooks as their files have them: cells, options, names; what is filled in."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import Any

import nbformat
import pytest

from reproreport.errors import NotebookError
from reproreport.notebooks.read import Cell, Notebook, executed_cells, read_notebook

PATH = PurePosixPath("n.ipynb")


def read(root: Path, *cells: dict[str, Any], **content: Any) -> Notebook:
    """Write a notebook with these cells, of code where nothing else is said, and read it."""
    given = [{"cell_type": "code", "metadata": {}, "source": "", **cell} for cell in cells]
    (root / PATH).write_text(json.dumps({"nbformat": 4, "metadata": {}, "cells": given, **content}))
    return read_notebook(PATH, root)


def cell(root: Path, source: str, **more: Any) -> Cell:
    """Return the one cell of a notebook."""
    return read(root, {"source": source, **more}).cells[0]


def test_cells_and_their_names(tmp_path: Path) -> None:
    """Cells are numbered as their author sees them; a label names one, else its id, else its place."""
    notebook = read(
        tmp_path,
        {"cell_type": "markdown", "source": ["# A\n", "b"], "id": "m"},
        {"source": "import x\n# why\nx.y()", "id": "c", "metadata": {"tags": ["parameters"]}},
        {"source": '#| label: "tbl-a"\n1', "id": "t"},
        {"source": "%matplotlib inline"},
    )
    assert [(one.place, one.kind, one.name, one.key, one.title) for one in notebook.cells] == [
        (1, "markdown", "cell 1", "m", "b"),
        (2, "code", "cell 2", "c", "x.y()"),
        (3, "code", "cell tbl-a", "tbl-a", "tbl-a"),
        (4, "code", "cell 4", "4", "%matplotlib inline"),
    ]
    assert notebook.cells[0].source == "# A\nb"
    assert notebook.cells[1].tags == {"parameters"}
    assert [one.place for one in notebook.code] == [2, 3, 4]


def test_a_long_first_line(tmp_path: Path) -> None:
    """It is cut where a reader knows it already."""
    assert cell(tmp_path, f"x = {'1' * 50}").title == f"x = {'1' * 35}…"


def test_ids_that_are_none(tmp_path: Path) -> None:
    """Two cells with one id have none, and what nbformat allows as no id is none."""
    notebook = read(tmp_path, {"id": "a"}, {"id": "a"}, {"id": "x y"}, {"id": "good-1_"}, {})
    assert [one.identifier for one in notebook.cells] == ["", "", "", "good-1_", ""]


def test_only_ends_of_lines_end_lines(tmp_path: Path) -> None:
    """A separator of paragraphs, pasted from a text, is a letter of its line."""
    one = cell(tmp_path, "#| tbl-cap: A\u2028 b\u0085 c\r\n#| label: tbl-a\r\nx")
    assert one.option_lines == (0, 2)
    assert (one.label, one.option("tbl-cap")[0]) == ("tbl-a", "A")


def test_options_of_other_types(tmp_path: Path) -> None:
    """A number is its digits, nothing is empty; an option that nobody reads may be anything."""
    one = cell(tmp_path, "#| label: 7\n#| tbl-cap:\n#| layout: [1, 2]\n#| echo: false")
    assert (one.label, one.option("tbl-cap"), one.option("no")) == ("7", "", "")
    assert one.options["layout"] == [1, 2]
    assert cell(tmp_path, "#| label: tbl-a", cell_type="markdown").label == ""


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("#| label: fig-a\n#| fig-cap: A\nx", '#| label: fig-a\n#| fig-alt: "B: \\"b\\""\n#| fig-cap: A\nx'),
        (
            "#| fig-cap: A\n#| label: 'fig-a'\nx",
            '#| fig-cap: A\n#| label: \'fig-a\'\n#| fig-alt: "B: \\"b\\""\nx',
        ),
        ("#| fig-cap: |\n#|   A\nx", '#| fig-alt: "B: \\"b\\""\n#| fig-cap: |\n#|   A\nx'),
        ("#| {label: fig-a, n: 1}\nx", '#| label: "fig-a"\n#| fig-alt: "B: \\"b\\""\n#| n: 1\nx'),
        ("\n%%time\n#| label: fig-a\nx", '#| label: fig-a\n#| fig-alt: "B: \\"b\\""\n\n%%time\nx'),
    ],
)
def test_one_more_option(tmp_path: Path, source: str, written: str) -> None:
    """It stands behind the label, or first; what is there already stays as it was written."""
    one = cell(tmp_path, source)
    assert one.with_options({"fig-alt": 'B: "b"'}) == written
    assert cell(tmp_path, written).options == {**one.options, "fig-alt": 'B: "b"'}


def test_the_line_in_the_file(tmp_path: Path) -> None:
    """Of an option, however its letters are written in JSON."""
    content = read(
        tmp_path, {"source": ["x\n", "y"]}, {"source": ["#| label: tbl-a\n", "#| tbl-cap: Đào"]}
    ).content
    for escaped in (True, False):
        (tmp_path / PATH).write_text(json.dumps(content, indent=1, ensure_ascii=escaped))
        notebook = read_notebook(PATH, tmp_path)
        line = notebook.line_of(notebook.cells[1].option_line("tbl-cap"))
        assert "tbl-cap" in (tmp_path / PATH).read_text().splitlines()[line - 1]
    assert notebook.line_of(notebook.cells[0].option_line("tbl-cap")) == 1


def test_what_a_notebook_is_run_as(tmp_path: Path) -> None:
    """It is a valid notebook of nbformat 4.5, without outputs; ids are the same in every run."""
    output = {"output_type": "stream", "name": "stdout", "text": "old"}
    notebook = read(
        tmp_path,
        {"id": "x", "outputs": [output], "execution_count": 3, "metadata": {"tags": ["a"], "scrolled": True}},
        {"cell_type": "markdown", "attachments": {"a.png": {"image/png": "iVBO"}}},
        {"cell_type": "raw"},
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        nbformat_minor=2,
    )
    prepared = notebook.prepared()
    nbformat.validate(prepared)
    assert [(one["id"], one.get("outputs")) for one in prepared["cells"]] == [
        ("cell-1", []),
        ("cell-2", None),
        ("cell-3", None),
    ]
    assert prepared["cells"][0]["metadata"] == {"tags": ["a"], "scrolled": True}
    assert prepared["cells"][1]["attachments"] == {"a.png": {"image/png": "iVBO"}}
    assert prepared["metadata"]["kernelspec"]["name"] == "python3"


def test_cells_that_papermill_added() -> None:
    """They are not counted."""
    added = {"cell_type": "code", "source": "n = 1", "metadata": {"tags": ["injected-parameters"]}}
    own = {"cell_type": "code", "source": "n", "metadata": {}}
    cells = executed_cells({"cells": [own, added, own]}, "n.ipynb")
    assert [(one.place, one.source) for one in cells] == [(1, "n"), (2, "n")]
    assert cells[0].raw is own


def test_everything_that_is_wrong_at_once(tmp_path: Path) -> None:
    """Labels, options, code and tags of all cells."""
    notebook = read(
        tmp_path,
        {"source": "#| label: a\n1"},
        {"source": "if"},
        {"source": "#| a: b: c"},
        {"source": "#| label: a\n2", "metadata": {"tags": ["skip-execution"]}},
    )
    with pytest.raises(NotebookError) as caught:
        notebook.check()
    assert [problem.where for problem in caught.value.problems] == [
        "n.ipynb, cell 2, line 1",
        "n.ipynb, cell 3, line 1",
        "n.ipynb, cell 4",
        "n.ipynb, cell 4",
    ]


def test_another_language(tmp_path: Path) -> None:
    """Its code is one text, which is not read as Python."""
    notebook = read(tmp_path, {"source": "if ("}, metadata={"kernelspec": {"name": "ir", "language": "R"}})
    assert (notebook.language, notebook.kernel) == ("r", "ir")
    notebook.check()


def test_a_notebook_that_is_not_there(tmp_path: Path) -> None:
    """It is named."""
    with pytest.raises(NotebookError, match=r"n\.ipynb: the file does not exist"):
        read_notebook(PATH, tmp_path)
