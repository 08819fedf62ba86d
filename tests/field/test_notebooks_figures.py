"""Figures that notebooks draw by themselves are watched by what they draw, however they are shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from notebook_runs import failure, run
from small_report import write_report

READ = """\
import matplotlib.pyplot as plt
import seaborn as sns
from reproreport import figures, sources
cups = sources.read("data/coffee/cups.csv")
names, numbers = cups["name"], cups["cups"].astype(int)
"""

FIGURES = {
    "fig-shown": "figure, axes = plt.subplots()\naxes.bar(names, numbers)\nfigures.show(figure, alt='Bars.')",
    "fig-option": "#| fig-alt: Bars.\nplt.bar(names, numbers)\nplt.show()",
    "fig-last": "#| fig-alt: Bars.\nsns.barplot(x=names, y=numbers);",
    "fig-same": "#| fig-alt: Bars.\nfigure = plt.figure()\nfigure.subplots().bar(names, numbers)\n"
    "figures.show(figure, alt='Bars.')",
}


def bars(path: Path, name: str) -> list[float]:
    """Return how high the bars of a figure are, as the gate knows them."""
    shown = json.loads(path.read_text(encoding="utf-8"))["shown"]
    (one,) = (one for one in shown if one["name"] == f"coffee.{name}")
    return [row[5] for row in one["rows"] if row[0] == "bar"]


def test_a_changed_number_is_a_changed_figure(tmp_path: Path) -> None:
    """By ``show``, by ``plt.show()``, or at the end of its cell; twice the same where nothing changed."""
    cells = [READ, *(f"#| label: {name}\n#| fig-cap: Cups\n{code}" for name, code in FIGURES.items())]
    write_report(tmp_path, [("", cell) for cell in cells])
    first = (run(tmp_path) / "coffee.ipynb").read_bytes()
    for name in FIGURES:
        assert bars(tmp_path / "build/coffee.json", name) == [3, 2, 5]
    assert (run(tmp_path) / "coffee.ipynb").read_bytes() == first
    data = tmp_path / "data/coffee/cups.csv"
    data.write_text(data.read_text(encoding="utf-8").replace("binh,2", "binh,4"), encoding="utf-8")
    run(tmp_path)
    for name in FIGURES:
        assert bars(tmp_path / "build/coffee.json", name) == [3, 4, 5]


WRONG = {
    "no words": ("plt.plot([1, 2]);", "the figure has no alternative text"),
    "two texts": (
        "#| fig-alt: One.\nfigures.show(plt.figure(), alt='Two.')",
        "the figure has two alternative texts\n    remove the option fig-alt",
    ),
    "pixels": (
        "#| fig-alt: One.\n%config InlineBackend.figure_formats = ['png']\nplt.plot([1, 2]);",
        "the cell shows 0 figures, and image/png",
    ),
    "captured": ("#| fig-alt: One.\n%%capture\nplt.plot([1, 2]);", "the cell shows 0 figures"),
}


@pytest.mark.parametrize(("code", "message"), WRONG.values(), ids=list(WRONG))
def test_a_figure_that_cannot_be_shown(tmp_path: Path, code: str, message: str) -> None:
    """The cell is named by its label."""
    cell = f"#| label: fig-a\n#| fig-cap: A\n{code}"
    if "%%capture" in code:
        cell = "%%capture\n" + cell.replace("%%capture\n", "")
    write_report(tmp_path, [("", READ), ("", cell)])
    assert f"cell fig-a: {message}" in failure(tmp_path)
