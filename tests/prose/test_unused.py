"""Where results are used, and which are used nowhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from gate_examples import current
from reproreport.project import load_project
from reproreport.prose.chapters import read_prose
from reproreport.prose.problems import unused
from reproreport.prose.usage import tables_that_show, uses
from reproreport.results.result import Current
from small_report import CELLS, notebook

Edit = Callable[[Path, str, str], None]

CHAPTER = "chapters/coffee/index.qmd"
TABLE = current(
    (
        ("Name", "Cups %", "Interval", "p"),
        ("an", "44 (65.7)", "57.3–73.2", "0.031"),
        ("b", "seven", "7", "< 0.0001"),
    ),
    "table",
    "coffee.tbl-cups",
    head=1,
)
FIGURE = current((("x", "y"), ("a", "1/3"), (0.125, 0.5)), "figure data", "coffee.fig-cup", head=1)


@pytest.mark.parametrize(
    ("result", "tables"),
    [
        (current(44, "count", text="44"), ["coffee.tbl-cups"]),
        (current(4, "count", text="4"), []),
        (current("88/134", "percent", text="65.7%", unit="%"), ["coffee.tbl-cups"]),
        (current("1/3", "percent", text="33.3%", unit="%"), ["coffee.fig-cup"]),
        (current([0.573, 0.732], "interval", text="57.3% to 73.2%", unit="%"), ["coffee.tbl-cups"]),
        (current([0.125, 0.5], "interval", text="12.5% to 50.0%", unit="%"), ["coffee.fig-cup"]),
        (current([0.125, 0.6], "interval", text="12.5% to 60.0%", unit="%"), []),
        (current(0.5, "number", text="0.50"), ["coffee.fig-cup"]),
        (current(0.031, "p_value", text="*p*\u00a0=\u00a00.031"), ["coffee.tbl-cups"]),
        (current(1e-9, "p_value", text="*p*\u00a0<\u00a00.0001"), ["coffee.tbl-cups"]),
        (current(7, "words", text="seven"), ["coffee.tbl-cups"]),
        (current("Interval", "text", text="Interval"), ["coffee.tbl-cups"]),
        (current(44, "count", text="44", chapter="tea"), []),
    ],
)
def test_tables_that_show_a_value(result: Current, tables: list[str]) -> None:
    """Those of its own chapter, whichever way a cell has it; a heading may have the unit."""
    shown = tables_that_show([result, TABLE, FIGURE])
    assert shown == {"coffee.a": tables}


def test_what_is_used_by_name(report: Path, edit: Edit) -> None:
    """In chapters, their titles and captions, by assertions and in ``_quarto.yml``; not in code."""
    edit(
        report / CHAPTER,
        "# Coffee {#sec-coffee}\n",
        "---\ntitle: Of {{< var coffee.title >}}\n---\n\n`{{{< var coffee.code >}}}` "
        "<!-- {{< var coffee.comment >}} --> @Tbl-cups\n"
        "[x]{holds='coffee.b1 coffee.b2'} {{< var coffee.a >}} {{< var coffee.a >}}\n",
    )
    edit(report / "_quarto.yml", "Cups of coffee", "Cups of {{< var coffee.cover >}}")
    caption = CELLS[2][1].replace("Cups of coffee a day", "Of {{< var coffee.caption >}}")
    cells = [*CELLS[:2], ("", caption), CELLS[3]]
    text = notebook(cells)
    (report / "chapters/coffee/notebook.ipynb").write_text(text, encoding="utf-8")
    line = text[: text.index("coffee.caption")].count("\n") + 1
    names = ["a", "b1", "b2", "caption", "code", "comment", "cover", "title"]
    results = {f"coffee.{name}": current(1, name=f"coffee.{name}", text="one") for name in names}
    results |= {TABLE.name: TABLE, FIGURE.name: FIGURE}
    project = load_project(report)
    found = uses(project, read_prose(project), results)
    assert found == {
        "coffee.title": [f"{CHAPTER}:2"],
        "coffee.a": [f"{CHAPTER}:6"],
        "coffee.b1": [f"{CHAPTER}:6"],
        "coffee.b2": [f"{CHAPTER}:6"],
        "coffee.people": [f"{CHAPTER}:8"],
        "coffee.tbl-cups": [f"{CHAPTER}:5", f"{CHAPTER}:8", f"{CHAPTER}:10"],
        "coffee.fig-cup": [f"{CHAPTER}:8", f"{CHAPTER}:12"],
        "coffee.caption": [f"chapters/coffee/notebook.ipynb:{line}"],
        "coffee.cover": ["_quarto.yml:5"],
    }
    assert unused(project, results.values()) == ["coffee.code", "coffee.comment"]


def test_report_check_notes_them(guarded: Path, command: Callable[..., Result]) -> None:
    """The recorded level stands nowhere; that fails nothing."""
    done = command(guarded, "check", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["unused"] == ["coffee.level"]
