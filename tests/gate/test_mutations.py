"""Mutation in anger: one thing is changed, and ``report check`` names what it affects, and the cause.

The report of these tests has a copy of the library and a package of its own, and is run as its author
would run it: ``python -m reproreport check`` in its folder.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from click.testing import Result

from git_command import git
from real_report import ROOT
from small_report import CELLS, notebook, write_report

Edit = Callable[[Path, str, str], None]
Command = Callable[..., Result]

NOTEBOOK = "chapters/coffee/notebook.ipynb"
CUPS = "data/coffee/cups.csv"
PROPORTIONS = "analysis/reproreport/statistics/proportions.py"
CONTINGENCY = "analysis/reproreport/statistics/contingency.py"
FILE = "tests/accepted/coffee.json"

DATA = {
    "data/coffee/codebook.yml": """\
        title: Cups
        files:
          cups.csv:
            title: Cups a day
            key: [name]
            columns:
              name: {type: identifier, description: who}
              cups: {type: printed count, unit: cups, description: how many}
          rooms.csv:
            title: Where it is drunk
            key: [room, drink]
            columns:
              room: {type: identifier, description: which room}
              drink: {type: identifier, description: what is drunk there}
              cups: {type: printed count, unit: cups, description: how many}
        """,
    "data/coffee/rooms.csv": """\
        room,drink,cups
        hall,coffee,30
        hall,tea,10
        attic,coffee,20
        attic,tea,25
        """,
    "chapters/coffee/index.qmd": """\
        # Coffee {#sec-coffee}

        They drink {{< var coffee.total >}} cups [@mill1843], see @tbl-cups and @fig-cups.

        {{< embed /build/notebooks/coffee.ipynb#tbl-cups >}}

        {{< embed /build/notebooks/coffee.ipynb#fig-cups >}}
        """,
    # A package that is installed beside the report's own environment.
    "packages/mugs.py": "def litres(cups):\n    return cups * 0.2\n",
    "packages/mugs-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: mugs\nVersion: 1.0\n",
    "packages/mugs-1.0.dist-info/RECORD": "mugs.py,,\n",
    ".gitignore": "build/\n__pycache__/\n",
}

SOURCES = [
    ("parameters", "confidence: float = 0.95"),
    (
        "",
        """
        import mugs
        from IPython.display import display
        from reproreport import sources
        from reproreport.mime import FIGURE_DATA
        from reproreport.results import record
        from reproreport.statistics.contingency import cramers_v
        from reproreport.statistics.proportions import wilson_interval
        """,
    ),
    (
        "",
        """
        #| label: people
        cups = sources.read('data/coffee/cups.csv').sort_values('name')
        cups['number'] = cups['cups'].map(int)
        """,
    ),
    (
        "",
        """
        #| label: totals
        record('people', len(cups), kind='count', rows=cups)
        record('total', int(cups['number'].sum()), kind='count', unit='cups', rows=cups)
        record('most', cups.loc[cups['number'].idxmax(), 'name'], kind='text', rows=cups)
        """,
    ),
    (
        "",
        """
        #| label: habits
        regular = cups[cups['number'] >= 3]
        interval = wilson_interval(len(regular), len(cups), confidence)
        record('regular.interval', interval, kind='interval', unit='%', rows=cups)
        record('level', confidence, kind='percent', decimals=0)
        """,
    ),
    (
        "",
        """
        #| label: rooms
        rooms = sources.read('data/coffee/rooms.csv')
        by_room = rooms['cups'].map(int).groupby(rooms['room']).apply(list)
        record('rooms.v', cramers_v(by_room.tolist()), kind='number', rows=rooms)
        """,
    ),
    ("", "#| label: volume\nrecord('volume', mugs.litres(int(cups['number'].sum())), kind='number')"),
    (
        "",
        """
        #| label: tbl-cups
        #| tbl-cap: "Cups a day"
        rows = ''.join(f'<tr><td>{who}</td><td>{n}</td></tr>' for who, n in zip(cups['name'], cups['number']))
        head = '<thead><tr><th>Name</th><th>Cups</th></tr></thead>'
        display({'text/html': f'<table>{head}<tbody>{rows}</tbody></table>', 'text/plain': ''}, raw=True)
        """,
    ),
    (
        "",
        """
        #| label: fig-cups
        #| fig-cap: "Cups a day"
        bars = ''.join(f'<rect width="9" height="{n}"/>' for n in cups['number'])
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">{bars}</svg>'
        shown = {'columns': ['name', 'cups'], 'rows': cups[['name', 'number']].values.tolist()}
        alt = {'image/svg+xml': {'alt': 'A bar for each'}}
        display({'image/svg+xml': svg, FIGURE_DATA: shown}, raw=True, metadata=alt)
        """,
    ),
]


def run(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the report's own library in its folder, with its own packages."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
    environment["PYTHONPATH"] = os.pathsep.join((str(root / "analysis"), str(root / "packages")))
    command = [sys.executable, "-m", "reproreport", *words]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


def drifts(root: Path) -> dict[str, list[str]]:
    """Check a report that has to fail; return the causes of each drift by its name."""
    done = run(root, "check", "--json")
    assert done.returncode == 1, done.stdout + done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)["drifts"]
    assert {drift["status"] for drift in found} == {"changed"}
    return {
        drift["name"].removeprefix("coffee."): [
            f"{cause['what']} {cause['before']} → {cause['after']}" if cause["after"] else cause["what"]
            for cause in drift["causes"]
        ]
        for drift in found
    }


@pytest.fixture(scope="module")
def mutable_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the report, accept its results and commit all of it."""
    cells = [(tag, dedent(source).strip()) for tag, source in SOURCES]
    root = write_report(tmp_path_factory.mktemp("mutations") / "report", cells)
    for name, text in DATA.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(dedent(text), encoding="utf-8")
    shutil.copytree(ROOT / "analysis", root / "analysis", ignore=shutil.ignore_patterns("__pycache__"))
    done = run(root, "accept")
    assert done.returncode == 0, done.stderr
    for arguments in ("init --quiet", "add --all", "commit --quiet --message Report"):
        git(root, *arguments.split())
    return root


@pytest.fixture
def mutable(mutable_once: Path, tmp_path: Path) -> Path:
    """Return a copy of the report to change."""
    return Path(shutil.copytree(mutable_once, tmp_path / "report"))


@pytest.mark.parametrize(
    ("file", "old", "new", "affected", "cause"),
    [
        pytest.param(
            CUPS, "chi,5", "chi,6",
            ["fig-cups", "tbl-cups", "total", "volume"],
            f"{CUPS} line 4: cups 5 → 6",
            id="a digit in a data file",
        ),
        pytest.param(
            NOTEBOOK, "int(cups['number'].sum()), kind='count'", "int(cups['number'].max()), kind='count'",
            ["total"],
            f"notebook cell 4, 'totals' ({NOTEBOOK})",
            id="a cell",
        ),
        pytest.param(
            NOTEBOOK, "cups['cups'].map(int)", "cups['cups'].map(int) + 1",
            ["fig-cups", "regular.interval", "tbl-cups", "total", "volume"],
            f"notebook cell 3, 'people' ({NOTEBOOK})",
            id="a cell that others need",
        ),
        pytest.param(
            "_quarto.yml", "confidence: 0.9", "confidence: 0.8",
            ["level", "regular.interval"],
            "parameter confidence 0.9 → 0.8",
            id="a parameter",
        ),
    ],
)  # fmt: skip
def test_one_change(
    mutable: Path, edit: Edit, file: str, old: str, new: str, affected: list[str], cause: str
) -> None:
    """It fails the check; all that it affects is named, nothing else, and each with the one cause."""
    edit(mutable / file, old, new)
    assert drifts(mutable) == {name: [cause] for name in affected}


def test_functions(mutable: Path, edit: Edit) -> None:
    """Two functions at once, one that a cell calls and one behind another: each where it counts."""
    edit(mutable / PROPORTIONS, 'method="wilson"', 'method="agresti_coull"')
    edit(
        mutable / CONTINGENCY,
        "- row * column) ** 2",
        "- row * column) ** 4",
    )
    assert drifts(mutable) == {
        "regular.interval": ["reproreport.statistics.proportions.wilson_interval"],
        "rooms.v": ["reproreport.statistics.contingency.pearson_statistic"],
    }


def test_a_package(mutable: Path, edit: Edit) -> None:
    """Another version, which computes otherwise: what uses it is named, and both versions."""
    edit(mutable / "packages/mugs.py", "0.2", "0.25")
    metadata = mutable / "packages/mugs-1.0.dist-info/METADATA"
    edit(metadata, "Version: 1.0", "Version: 2.0")
    metadata.parent.rename(mutable / "packages/mugs-2.0.dist-info")
    assert drifts(mutable) == {"volume": ["mugs.litres", "mugs 1.0 → 2.0"]}


def test_what_changes_nothing(mutable: Path, edit: Edit) -> None:
    """Comments, docstrings, layout, prose, and the order of rows where it means nothing, all at once."""
    edit(mutable / NOTEBOOK, "#| label: totals\\n", "#| label: totals\\n# What they drink together.\\n\\n")
    edit(
        mutable / NOTEBOOK,
        "int(cups['number'].sum()), kind='count'",
        "int( cups['number'].sum() ),  kind='count'",
    )
    edit(mutable / "chapters/coffee/index.qmd", "They drink", "All of them together drink")
    edit(mutable / "data/coffee/codebook.yml", "title: Cups\n", "# What was asked.\ntitle: Cups\n")
    edit(mutable / PROPORTIONS, '"""Return Wilson\'s score', '"""Return, for a share, Wilson\'s score')
    edit(mutable / PROPORTIONS, "    if trials < 1:", "    # Nobody was asked.\n    if trials < 1:")
    (mutable / CUPS).write_text("name,cups\nchi,5\nan,3\nbinh,2\n", encoding="utf-8")
    done = run(mutable, "check")
    assert (done.returncode, done.stdout) == (0, "9 results as accepted.\n"), done.stderr
    assert "notebook coffee" in done.stderr


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("record('litres', float('inf'), kind='number')", "inf is not a number that can be reported"),
        ("record('1st', 1, kind='count')", "'1st' cannot name a result"),
        ("record('people', 4, kind='count')", "'people' is recorded twice (3, then 4)"),
        ("record('people.all', 3, kind='count')", "'coffee.people' is a result, and the beginning of"),
    ],
)
def test_results_that_cannot_be(guarded: Path, command: Command, source: str, message: str) -> None:
    """Each stops the acceptance with its notebook and cell named, and nothing is overwritten."""
    before = (guarded / FILE).read_bytes()
    (guarded / NOTEBOOK).write_text(notebook([*CELLS, ("", source)]), encoding="utf-8")
    done = command(guarded, "accept")
    assert (done.exit_code, done.stdout) == (1, "")
    assert message in done.stderr
    assert "cell 5" in done.stderr
    assert (guarded / FILE).read_bytes() == before


@pytest.mark.parametrize("words", ["check", "accept", "accept coffee.level", "explain coffee.level"])
def test_a_file_edited_by_hand(guarded: Path, command: Command, edit: Edit, words: str) -> None:
    """A broken line, a duplicate and an unknown field are all named at once, and nothing is overwritten."""
    edit(guarded / FILE, '"kind": "figure', '"kind" "figure')
    again = '"coffee.people": {"value": 4, "kind": "count"},\n'
    edit(guarded / FILE, '"coffee.people": {', f'{again}"coffee.people": {{')
    edit(guarded / FILE, '"decimals": 0', '"decimal": 0')
    before = (guarded / FILE).read_bytes()
    done = command(guarded, *words.split())
    assert (done.exit_code, done.stdout) == (1, "")
    assert f"error: {FILE}:2: not JSON" in done.stderr
    assert f"error: {FILE}:9: 'coffee.people' is accepted twice" in done.stderr
    assert f"error: {FILE}:7: 'coffee.level': the kind 'percent' has no field 'decimal'" in done.stderr
    assert (guarded / FILE).read_bytes() == before


def test_results_edited_by_hand(guarded: Path, command: Command, edit: Edit) -> None:
    """What stands in ``build/`` is computed again where it is not what the build wrote."""
    before = (guarded / FILE).read_bytes()
    edit(guarded / "build/results/coffee.json", '"value": 3', '"value": 4')
    assert command(guarded, "accept").stdout == "Nothing to accept: 4 results as accepted.\n"
    assert (guarded / FILE).read_bytes() == before
