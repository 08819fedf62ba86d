"""``report explain``: where a result comes from, and where it is used."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import Result

from reproreport.accepted.explain import explain
from reproreport.errors import ResultError
from reproreport.project import load_project
from small_report import CELLS, notebook

Command = Callable[..., Result]
Edit = Callable[[Path, str, str], None]

NOTEBOOK = "chapters/coffee/notebook.ipynb"
READING = "cups = sources.read('data/coffee/cups.c…"


def test_a_result(guarded: Path, command: Command, edit: Edit) -> None:
    """Its value, notebook and cell, the data rows with their text, and every line that uses it."""
    edit(guarded / "index.qmd", "about coffee", 'about [coffee]{holds="coffee.people"}')
    done = command(guarded, "explain", "coffee.people")
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[:14] == [
        "coffee.people",
        "  value       3",
        "  kind        count",
        "  state       as accepted",
        f"  recorded by {NOTEBOOK}, cell 2 (cups =",
        "                sources.read('data/coffee/cups.c…)",
        "  rows of     data/coffee/cups.csv: name,cups",
        "              2: an,3",
        "              3: binh,2",
        "              4: chi,5",
        "  used in     index.qmd:3",
        "              chapters/coffee/index.qmd:3",
        "  shown in    coffee.tbl-cups",
        "  parameters  confidence = 0.9",
    ]
    assert "  functions   reproreport.results.record.record" in lines
    assert f"pandas {version('pandas')}" in done.stdout
    assert "  files       data/coffee/codebook.yml" in lines
    assert max(map(len, lines)) <= 80


def test_for_machines(guarded: Path, command: Command) -> None:
    """The same as JSON, with every row."""
    data = json.loads(command(guarded, "explain", "coffee.people", "--json").stdout)
    assert (data["value"], data["state"], data["cell"]) == (3, "as accepted", f"cell 2 ({READING})")
    assert data["rows"][2] == {"where": "data/coffee/cups.csv:4", "text": "chi,5", "columns": "name,cups"}
    assert data["parameters"] == {"confidence": "0.9"}
    assert data["used"] == ["chapters/coffee/index.qmd:3"]


@pytest.mark.parametrize("name", ["tbl-cups", "coffee.tbl-cups"])
def test_a_table(guarded: Path, command: Command, name: str) -> None:
    """By its label or its whole name: where it stands and is referred to, and the data behind it."""
    text = command(guarded, "explain", name).stdout
    assert "  value       3 rows and 2 columns\n  kind        table\n" in text
    assert f"{NOTEBOOK}, cell 3 (tbl-cups)" in text
    assert f"resting on cell 2 ({READING})" in " ".join(text.split())
    assert "chapters/coffee/index.qmd:3\n              chapters/coffee/index.qmd:5" in text
    assert "data/coffee/cups.csv" in text


def test_a_result_that_changed(guarded: Path, command: Command, edit: Edit) -> None:
    """The accepted value, that of now, and the cause; it is brought up to date first."""
    edit(guarded / "data/coffee/cups.csv", "chi,5", "chi,5\ndung,1")
    text = " ".join(command(guarded, "explain", "coffee.people").stdout.split())
    assert "value 4 kind count state changed coffee.people: 3 → 4 (+1; tolerance: exact)" in text
    assert "cause: data/coffee/cups.csv" in text
    assert "5: dung,1" in text


def test_a_result_that_is_new_and_used_nowhere(built: Path, command: Command) -> None:
    """Nothing was accepted in this report."""
    text = command(built, "explain", "coffee.level").stdout
    assert "  value       90% (0.9)\n  kind        percent\n  state       new, not accepted yet\n" in text
    assert "  used in     no chapter\n" in text
    assert "rows of" not in text


def test_many_rows(built: Path) -> None:
    """The terminal shows the first of a file, JSON all."""
    from reproreport.cli.explain import _lines

    rows = "".join(f"p{n},{n}\n" for n in range(30))
    (built / "data/coffee/cups.csv").write_text(f"name,cups\n{rows}", encoding="utf-8")
    explanation = explain(load_project(built), "coffee.people")
    assert len(explanation.rows) == 30
    lines = list(_lines(explanation, 80))
    assert "              … and 10 more; --json has all" in lines
    assert "              21: p19,19" in lines
    assert "              22: p20,20" not in lines


@pytest.mark.parametrize(
    ("name", "what", "fix"),
    [
        ("coffee.peple", "there is no result 'coffee.peple'", "did you mean 'coffee.people'?"),
        ("tbl-cup", "there is no result 'tbl-cup'", "did you mean 'tbl-cups'?"),
        ("x", "there is no result 'x'", "build/results.json has every name"),
    ],
)
def test_an_unknown_name(built: Path, name: str, what: str, fix: str) -> None:
    """The nearest result or label is named."""
    with pytest.raises(ResultError) as caught:
        explain(load_project(built), name)
    assert [(problem.what, problem.fix) for problem in caught.value.problems] == [(what, fix)]


def test_a_result_that_vanished(guarded: Path) -> None:
    """It is accepted, and no notebook records it."""
    cells = [CELLS[0], ("", CELLS[1][1].replace("'people'", "'guests'")), *CELLS[2:]]
    (guarded / NOTEBOOK).write_text(notebook(cells), encoding="utf-8")
    with pytest.raises(ResultError, match=r"'coffee\.people' is accepted, and no longer computed"):
        explain(load_project(guarded), "coffee.people")


def test_a_report_that_cannot_be_computed(guarded: Path, command: Command, edit: Edit) -> None:
    """Its errors, and exit code 1."""
    edit(guarded / "data/coffee/cups.csv", "chi,5", "chi,many")
    done = command(guarded, "explain", "coffee.people")
    assert done.exit_code == 1
    assert "data/coffee/cups.csv:4" in done.stderr
