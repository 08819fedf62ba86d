"""What stands in ``#|`` lines is YAML wherever it is read, and all that a labelled cell shows is watched."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath

import pytest

from notebook_runs import NOTEBOOK, failure, run
from reproreport.notebooks.read import read_notebook
from reproreport.results.collect import shown_name
from small_report import write_report

TABLE = "from IPython.display import HTML, Markdown, display\nHTML('<table><tr><td>1</td></tr></table>')"

#: The options of a cell that shows a table, and the label and caption that they give.
LABELS = {
    '#| label: "tbl-a"\n#| tbl-cap: "A: b"': ("tbl-a", "A: b"),
    "#| label: 'tbl-b'\n#| tbl-cap: B": ("tbl-b", "B"),
    "#|label: tbl-c\n#|tbl-cap: C": ("tbl-c", "C"),
    "#| {label: tbl-d, tbl-cap: D}": ("tbl-d", "D"),
    "#| label: tbl-e # the fifth\n#| tbl-cap: E": ("tbl-e", "E"),
    "#| tbl-cap: F\n#| label: tbl-f": ("tbl-f", "F"),
    "# | label: tbl-g\n# | tbl-cap: G": ("tbl-g", "G"),
    "#| label:    tbl-h   \n#| tbl-cap: |\n#|   H\n#|   h": ("tbl-h", "H\nh"),
    "#| tbl-cap: >\n#|   I\n#|   i\n#| label: tbl-i": ("tbl-i", "I i"),
    '#| "label": tbl-j\n#| tbl-cap: \'J: "j"\'': ("tbl-j", 'J: "j"'),
    "\n\n#| label: tbl-k\n#| tbl-cap: K": ("tbl-k", "K"),
    "%%time\n#| label: tbl-l\n#| tbl-cap: L": ("tbl-l", "L"),
    "#| label: cups\n#| tbl-cap: M": ("cups", "M"),
    "#| label: Tbl-n\n#| tbl-cap: N": ("Tbl-n", "N"),
}


def test_every_form_of_a_label(tmp_path: Path) -> None:
    """The gate, the page and the messages read the same label and caption."""
    cells = [("", f"{options}\n{TABLE}") for options in LABELS]
    write_report(tmp_path, cells)
    shown = json.loads((run(tmp_path) / "coffee.json").read_text(encoding="utf-8"))["shown"]
    assert {one["name"] for one in shown} == {shown_name("coffee", label) for label, _ in LABELS.values()}
    assert {tuple(map(tuple, one["rows"])) for one in shown} == {(("1",),)}
    # Quarto reads options at the beginning of a cell: in the executed notebook they stand there.
    executed = read_notebook(PurePosixPath("build/coffee.ipynb"), tmp_path)
    assert [(cell.label, cell.option("tbl-cap").strip()) for cell in executed.code if cell.label] == [
        *LABELS.values()
    ]
    assert all(cell.option_lines[0] == 0 for cell in executed.code)


SHOWN = {
    "#| label: tbl-pandas": (
        "import pandas\npandas.DataFrame({'n': [1, 2]}, index=['a', 'b'])",
        "table",
        "2",
    ),
    "#| label: tbl-markdown": ("Markdown('| a |\\n|---|\\n| 7 |')", "table", "| 7 |"),
    "#| label: words": ("Markdown('Of 7 people.')", "table", "Of 7 people."),
    "#| label: tbl-text": ("HTML('<table><tr><td>1</td></tr></table><p>n = 7</p>')", "table", "n = 7"),
    "#| label: fig-svg\n#| fig-alt: a": (
        "from IPython.display import SVG\nSVG('<svg xmlns=\"http://www.w3.org/2000/svg\"><text>7</text></svg>')",
        "figure data",
        "7",
    ),
}


def test_whatever_can_stand_on_a_page_is_watched(tmp_path: Path) -> None:
    """Tables of pandas and of markdown, words, drawings; what shows nothing, or is captured, is not."""
    cells = [("", f"{options}\n{code}") for options, (code, _, _) in SHOWN.items()]
    nothing = [
        "#| label: tbl-none\nx = 1",
        "%%capture\n#| label: tbl-captured\n" + TABLE,
        "#| label: tbl-p\nprint(1)",
    ]
    write_report(tmp_path, [("", TABLE), *cells, *(("", code) for code in nothing)])
    shown = json.loads((run(tmp_path) / "coffee.json").read_text(encoding="utf-8"))["shown"]
    found = {one["name"]: one for one in shown}
    labels = {options.splitlines()[0].removeprefix("#| label: "): rest for options, rest in SHOWN.items()}
    assert found.keys() == {shown_name("coffee", label) for label in labels}
    for label, (_, kind, text) in labels.items():
        one = found[shown_name("coffee", label)]
        assert one["kind"] == kind
        assert text in {cell for row in one["rows"] for cell in row}, one


WRONG = {
    "a colon": (
        "#| label: tbl-a\n#| tbl-cap: Pots: a day",
        "line 2: the cell's options are not YAML: mapping values are not allowed",
        'quote the text: #| tbl-cap: "Pots: a day"',
    ),
    "a quote that ends early": (
        '#| label: tbl-a\n#| tbl-cap: "Pots" a day',
        "line 2: the cell's options are not YAML",
        'quote the text: #| tbl-cap: "Pots\\" a day"',
    ),
    "a star": (
        "#| tbl-cap: *p* < 0.05",
        "line 1: the cell's options are not YAML",
        'quote the text: #| tbl-cap: "*p',
    ),
    "a tag": (
        "#| fig-cap: !expr x",
        "line 1: the cell's options are not YAML",
        'quote the text: #| fig-cap: "!expr',
    ),
    "a key twice": ("#| label: a\n#| label: b", "line 2: the option 'label' is given twice", "remove one"),
    "below a magic": ("%%time\n#| a: b: c", "line 2: the cell's options are not YAML", "quote the text"),
    "a space": ("#| label: tbl a", "the label 'tbl a' holds a space", "write - instead"),
}


@pytest.mark.parametrize(("options", "what", "fix"), WRONG.values(), ids=list(WRONG))
def test_options_that_are_none(tmp_path: Path, options: str, what: str, fix: str) -> None:
    """Notebook, cell and line are named, and how the line is written, before anything runs."""
    write_report(tmp_path, [("", "x = 1"), ("", f"{options}\n{TABLE}")])
    told = failure(tmp_path)
    assert told.startswith(f"{NOTEBOOK}, cell 2")
    assert what in told
    assert fix in told


def test_a_label_twice(tmp_path: Path) -> None:
    """Both cells are named."""
    write_report(tmp_path, [("", f"#| label: tbl-a\n{TABLE}"), ("", f'#| label: "tbl-a"\n{TABLE}')])
    assert "cell 2: two cells have the label 'tbl-a'\n    rename one of them (cell 1)" in failure(tmp_path)


def test_comments_are_no_options(tmp_path: Path) -> None:
    """Below code they are comments, as Quarto reads them; directives of other tools are left alone."""
    cells = [("", f"{TABLE}\n#| label: tbl-a: b"), ("", "#| export\nx = 1"), ("", "#|----\nx = 2")]
    write_report(tmp_path, cells)
    assert json.loads((run(tmp_path) / "coffee.json").read_text(encoding="utf-8"))["shown"] == []
