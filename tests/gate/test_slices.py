"""Tests of the slice of a notebook that a cell depends on."""

from __future__ import annotations

import ast

import pytest

from reproreport.accepted.inputs import CellCode, slice_of


def names(*sources: str) -> list[int]:
    """Return the places of the cells that the last of some cells depends on, itself included."""
    cells = [CellCode(str(n), n, ast.parse(source)) for n, source in enumerate(sources, 1)]
    return [cell.place for cell in slice_of(cells, len(cells) - 1)]


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        pytest.param(["a = 1", "b = 2", "a + 1"], [1, 3], id="only the cell that binds the name"),
        pytest.param(["a = 1", "b = a", "c = 0", "b"], [1, 2, 4], id="what that cell needs in turn"),
        pytest.param(["t = 1", "u = 2", "f.query('x == @t')"], [1, 3], id="what a query of pandas names"),
        pytest.param(["a = 1", "a = 2", "a"], [2, 3], id="a later binding hides an earlier one"),
        pytest.param(["a = 1", "if b:\n    a = 2", "a"], [1, 2, 3], id="a branch hides nothing"),
        pytest.param(["a = 1", "for a in []:\n    pass", "a"], [1, 2, 3], id="nor does a loop"),
        pytest.param(["r = []", "r.append(1)", "r"], [1, 2, 3], id="a method may change its object"),
        pytest.param(["d = {}", "d['x'] = 1", "d"], [1, 2, 3], id="an item that is set"),
        pytest.param(["d = f", "d.loc[0].x = 1", "d"], [1, 2, 3], id="an attribute that is set"),
        pytest.param(["n = 1", "n += 1", "n"], [1, 2, 3], id="an augmented assignment"),
        pytest.param(["n = 1", "n: int = 2", "n"], [2, 3], id="an annotated assignment"),
        pytest.param(["x = 1", "x = 2\nprint(x)"], [2], id="a name that the cell binds first"),
        pytest.param(["x = 1", "print(x)\nx = 2"], [1, 2], id="a name that the cell reads first"),
        pytest.param(["x = 1", "[x for x in range(3)]"], [2], id="a comprehension's own variable"),
        pytest.param(["x = 1", "[x for y in range(3)]"], [1, 2], id="a comprehension's outer variable"),
        pytest.param(["x = 1", "sorted([], key=lambda x: x)"], [2], id="a lambda's own variable"),
        pytest.param(["x = 1", "for x in [1]:\n    print(x)"], [2], id="a loop's own variable"),
        pytest.param(["def f():\n    return k", "k = 1", "f()"], [1, 2, 3], id="a later global"),
        pytest.param(["k = 0", "def f(k):\n    return k", "f(1)"], [2, 3], id="a function's own argument"),
        pytest.param(["a = 1", "with open(a) as b:\n    c = b", "c"], [1, 2, 3], id="with"),
        pytest.param(["a = 1", "try:\n    a = 2\nexcept E:\n    pass", "a"], [1, 2, 3], id="try"),
        pytest.param(["a = 1", "match 1:\n    case 1:\n        a = 2", "a"], [1, 2, 3], id="match"),
        pytest.param(["import numpy as np", "np.sqrt(2)"], [2], id="imports count by their use"),
    ],
)  # fmt: skip
def test_slice(sources: list[str], expected: list[int]) -> None:
    """A cell depends on the cells that bind or change what it reads, and on theirs."""
    assert names(*sources) == expected


def test_modules_of_the_library_keep_no_state() -> None:
    """A table that is shown depends on no other one; what a function is given, it may change."""
    sources = [
        "import numpy as np\nfrom reproreport import figures, tables",
        "tables.show(1)\nnp.random.seed(1)",
        "figure = 2\ndef show():\n    tables.show(3)",
        "figures.keep_data(figure, {})",
        "figures.show(figure)",
    ]
    cells = [CellCode(str(n), n, ast.parse(source)) for n, source in enumerate(sources, 1)]
    seeded = [*cells, CellCode("6", 6, ast.parse("show(np.random.random())"))]
    assert [cell.place for cell in slice_of(cells, 4, "reproreport")] == [3, 4, 5]
    assert [cell.place for cell in slice_of(seeded, 5, "reproreport")] == [2, 3, 6]
    rebound = [*cells, CellCode("6", 6, ast.parse("tables = []\ntables.show(4)\nshow()"))]
    assert [cell.place for cell in slice_of(rebound, 5, "reproreport")] == [2, 3, 6]
