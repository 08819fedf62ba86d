"""What is taken out of an executed notebook."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import pytest
from great_tables import GT

from reproreport.errors import NotebookError
from reproreport.notebooks.normalise import normalise


def document(*cells: dict[str, Any]) -> dict[str, Any]:
    """Return an executed notebook with papermill's traces."""
    return {
        "cells": [
            {
                "cell_type": "code",
                "outputs": [],
                "source": "",
                "metadata": {"papermill": {"duration": 1}},
                **cell,
            }
            for cell in cells
        ],
        "metadata": {
            "papermill": {"input_path": "/home/a/n.ipynb"},
            "kernelspec": {"name": "python3"},
            "language_info": {"name": "python", "version": "3.11.7"},
        },
    }


def picture(alt: str | None) -> dict[str, Any]:
    """Return the output of a figure."""
    metadata = {} if alt is None else {"image/svg+xml": {"alt": alt}}
    return {"output_type": "display_data", "data": {"image/svg+xml": "<svg/>"}, "metadata": metadata}


def test_times_paths_versions_and_random_ids_go() -> None:
    """Nothing that differs between two runs stays."""
    injected = {"id": "f3a9", "metadata": {"tags": ["injected-parameters"]}}
    output = {"output_type": "stream", "name": "stdout", "text": "<Axes at 0x7f00ab>"}
    notebook = document(injected, {"outputs": [output]})
    normalise(notebook, "n.ipynb")
    assert notebook["metadata"] == {"kernelspec": {"name": "python3"}, "language_info": {"name": "python"}}
    assert notebook["cells"][0]["id"] == "injected-parameters"
    assert "papermill" not in notebook["cells"][1]["metadata"]
    assert output["text"] == "<Axes at 0x…>"


def test_where_a_warning_stood() -> None:
    """The folder and the number of the kernel go; the code's hash stays."""
    text = "/tmp/nb-wu1t9z5y/tmp/ipykernel_24089/838088914.py:6: UserWarning: shown\n"
    output = {"output_type": "stream", "name": "stderr", "text": text}
    normalise(document({"outputs": [output]}), "n.ipynb")
    assert output["text"] == "ipykernel/838088914.py:6: UserWarning: shown\n"


def test_tables_with_a_random_name() -> None:
    """Those of great_tables and pandas get one that every run gives, in their styles, too; two get two."""

    def html() -> list[str]:
        frame = pd.DataFrame({"a": [1]})
        shown = [GT(frame).as_raw_html(), GT(frame).as_raw_html(), frame.style.to_html(), "<b>T_1a2b3</b>"]
        outputs = [{"output_type": "display_data", "data": {"text/html": one}} for one in shown]
        notebook = document({"outputs": outputs})
        normalise(notebook, "n.ipynb")
        return [output["data"]["text/html"] for output in notebook["cells"][0]["outputs"]]

    first = html()
    assert html() == first
    assert len(set(first)) == 4
    assert first[3] == "<b>T_1a2b3</b>"
    assert not re.search("T_[0-9a-f]{5}", first[2])
    style, table = re.findall(r"(#t\w{9}) table|<div id=\"(t\w{9})\"", first[0])
    assert {*style, *table} - {""} == {f"#{style[1]}", style[1]}


def test_alt_text_goes_where_quarto_reads_it() -> None:
    """A computed alternative text becomes a cell option, quoted as YAML."""
    notebook = document({"source": "#| label: fig-a\n#| fig-cap: A\nplot()", "outputs": [picture('An "x"')]})
    normalise(notebook, "n.ipynb")
    lines = notebook["cells"][0]["source"].splitlines()
    assert lines == ["#| label: fig-a", '#| fig-alt: "An \\"x\\""', "#| fig-cap: A", "plot()"]


def test_an_alt_text_that_the_cell_has() -> None:
    """It stays, and is not written twice: Quarto stops at a key that is given twice."""
    source = '#| fig-alt: "An x"\n#| label: fig-a\nplot()'
    for shown in (picture(None), picture("An x")):
        notebook = document({"source": source, "outputs": [shown]})
        normalise(notebook, "n.ipynb")
        assert notebook["cells"][0]["source"] == source


def test_pictures_in_other_cells() -> None:
    """A cell without label is on no page; one with another label may show several, and is not embedded."""
    cells = [
        {"source": "plot()", "outputs": [picture(None)]},
        {"source": "#| label: look\nplot()", "outputs": [picture("a"), picture("b")]},
    ]
    notebook = document(*cells)
    normalise(notebook, "n.ipynb")
    assert [cell["source"] for cell in notebook["cells"]] == [cell["source"] for cell in cells]


@pytest.mark.parametrize(
    ("outputs", "message"),
    [
        ([picture(None)], "the figure has no alternative text"),
        ([picture("  ")], "the figure has no alternative text"),
        ([], "the cell shows 0 figures"),
        ([picture("a"), picture("b")], "the cell shows 2 figures"),
    ],
)
def test_a_figure_without_alt_text_fails(outputs: list[dict[str, Any]], message: str) -> None:
    """The cell is named by its label."""
    with pytest.raises(NotebookError, match=f"n.ipynb, cell fig-a: {message}"):
        normalise(document({"source": "#| label: fig-a\nplot()", "outputs": outputs}), "n.ipynb")
