"""What a notebook declares before it runs."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from reproreport.errors import NotebookError, ParameterError
from reproreport.notebooks.declared import Declared, declared, edition
from reproreport.notebooks.read import read_notebook
from small_report import notebook

PATH = PurePosixPath("n.ipynb")


def read(root: Path, *code: str) -> Declared:
    """Return the declarations of a notebook whose first cell is its parameters."""
    cells = [("parameters" if index == 0 else "", text) for index, text in enumerate(code)]
    (root / PATH).write_text(notebook(cells), encoding="utf-8")
    return declared(PATH, root)


def test_parameters_with_their_types(tmp_path: Path) -> None:
    """Annotated or plain, with an int where a float is meant."""
    found = read(tmp_path, "a: float = 1  # one\nb = 'x'\nc: bool = True\nd = -2\nimport os")
    assert found.defaults == {"a": 1.0, "b": "x", "c": True, "d": -2}
    assert isinstance(found.defaults["a"], float)


def test_a_parameter_without_a_simple_default(tmp_path: Path) -> None:
    """A parameter that cannot be typed on a command line is no parameter."""
    with pytest.raises(NotebookError, match="parameter 'a' has no simple default"):
        read(tmp_path, "a = [1]")


def test_a_cell_that_is_no_python(tmp_path: Path) -> None:
    """The message names cell and line."""
    read(tmp_path, "", "x = 1\nif")
    with pytest.raises(NotebookError, match=r"n\.ipynb, cell 2, line 2: not valid Python"):
        read_notebook(PATH, tmp_path).check()


def test_a_file_that_is_no_notebook(tmp_path: Path) -> None:
    """Half a file is named as such."""
    (tmp_path / PATH).write_text("{", encoding="utf-8")
    with pytest.raises(NotebookError, match=r"n\.ipynb: not a notebook"):
        declared(PATH, tmp_path)


def declares(**defaults: Any) -> dict[str, Declared]:
    """Return one chapter's notebook with these parameters."""
    return {"coffee": Declared(PATH, defaults)}


def test_values_take_the_type_of_the_default() -> None:
    """Text from a command line becomes what the notebook declares."""
    notebooks = declares(a=0.05, b=True, c=3, d="x")
    values = {"a": "0.1", "b": "FALSE", "c": "4", "d": "5"}
    assert edition(notebooks, values, dict.fromkeys(values, "-P")) == {
        "coffee": {"a": 0.1, "b": False, "c": 4, "d": "5"}
    }
    assert edition(notebooks, {"a": 1}, {"a": "-P"})["coffee"]["a"] == 1.0


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("a", "high", "parameter 'a': 'high' is not a number"),
        ("b", "maybe", "parameter 'b': 'maybe' is not true or false"),
        ("c", "1.5", "parameter 'c': '1.5' is not an integer"),
        ("c", True, "parameter 'c': True is not an integer"),
        ("alhpa", "1", "no notebook has a parameter 'alhpa'"),
    ],
)
def test_a_bad_value_is_refused(name: str, value: Any, message: str) -> None:
    """Papermill would only warn, or pass the text on."""
    with pytest.raises(ParameterError) as caught:
        edition(declares(a=0.05, b=True, c=3), {name: value}, {name: "-P"})
    assert str(caught.value).startswith(f"-P: {message}")
