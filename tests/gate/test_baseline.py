"""Files of accepted results: what is written can be read, and every fault is named with its line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gate_examples import PICTURE, TABLE, accepted
from real_report import ROOT
from reproreport.accepted.accept import accept
from reproreport.accepted.baseline import AcceptedError, accepted_text, parse_accepted, read_accepted
from reproreport.accepted.entry import Accepted, Tolerance
from reproreport.accepted.inputs import Inputs
from reproreport.accepted.inputs_file import inputs_text
from reproreport.project import load_project

FILE, BESIDE = "tests/accepted/coffee.json", "tests/accepted/coffee.inputs.jsonl"

GOOD = """\
{
"coffee.people": {"value": 3, "kind": "count", "unit": "people"},
"coffee.share": {"value": "1/3", "kind": "percent", "unit": "%", "decimals": 1},
"coffee.tbl-cups": {"kind": "table", "head": 1, "rows": [
 ["Name", "Cups"],
 ["an", "3"]
]}
}
"""

INPUTS = """\
["files", "data/cups.csv", "abc"]
["files", "data/mugs.csv", "def"]
["parameters", "level", "1"]
["picture", "coffee.fig-cup", "0f"]
["set", "tbl-cups", "files", ["data/cups.csv"]]
["set", "tbl-cups", "results", ["coffee.tbl-cups"]]
["set", "tests", "files"]
["set", "tests", "parameters", {"level": "2"}]
["set", "tests", "results", ["coffee.people", "coffee.share"]]
"""

#: As 0.2 wrote it.
BEFORE = """\
{
"results": {
"coffee.people": {"value": 3, "kind": "count", "unit": "people", "inputs": "tests"},
"coffee.fig-cup": {"kind": "figure data", "picture": "0f", "inputs": "tests", "rows": []}
},
"inputs": {
"tests": {
 "files": {
  "data/cups.csv": "abc"
 }
}
}
}
"""


def parse(text: str, inputs: str = "") -> dict[str, Accepted]:
    """Read the two files of a chapter."""
    return parse_accepted({FILE: text, BESIDE: inputs})


def faults(text: str) -> list[str]:
    """Return the first line of each message about a broken file."""
    with pytest.raises(AcceptedError) as caught:
        parse(text)
    return [str(problem).splitlines()[0] for problem in caught.value.problems]


def test_the_format() -> None:
    """A hand-written file is read, knows its lines, and is written again as it was."""
    entries = parse(GOOD, INPUTS)
    files = {"data/cups.csv": "abc", "data/mugs.csv": "def"}
    whole = Inputs(files=files, parameters={"level": "1"})
    assert entries["coffee.people"] == Accepted(
        name="coffee.people",
        chapter="coffee",
        kind="count",
        value=3,
        unit="people",
        inputs=Inputs(files=files, parameters={"level": "2"}),
        whole=whole,
    )
    assert entries["coffee.tbl-cups"].inputs == Inputs(files={"data/cups.csv": "abc"})
    assert entries["coffee.tbl-cups"].table == (("Name", "Cups"), ("an", "3"))
    assert [entry.where for entry in entries.values()] == [f"{FILE}:{line}" for line in (2, 3, 4)]
    assert accepted_text(entries.values()) == GOOD
    assert inputs_text(entries.values()) == INPUTS.replace('["picture", "coffee.fig-cup", "0f"]\n', "")


def test_every_kind_survives_writing() -> None:
    """Values stay exact, floats keep every digit, tolerances and pictures stay."""
    rows = (("item", "low"), ("Đình Vũ\N{NO-BREAK SPACE}“1”\n", 0.1), ("b", 7))
    entries = [
        accepted(2**70, "count", "coffee.a", unit="cups"),
        accepted("98221/267000", "percent", "coffee.b", decimals=1),
        accepted(0.1 + 0.2, "number", "coffee.c", decimals=2, tolerance=Tolerance("absolute", "1e-05")),
        accepted([0.25, "1/3"], "interval", "coffee.d", unit="%", decimals=1),
        accepted(3.4290843465049424e-09, "p_value", "coffee.e", decimals=3),
        accepted('65,7 \\ {"a.b": {}}', "printed", "coffee.f"),
        accepted(TABLE, "table", "coffee.tbl-a", head=1),
        accepted((), "table", "coffee.tbl-b"),
        accepted(rows, "figure data", "coffee.fig-a", head=1, picture=PICTURE),
        accepted(1, "count", "coffee.z", tolerance=Tolerance("relative", "0.5")),
    ]
    text, inputs = accepted_text(entries), inputs_text(entries)
    assert parse(text, inputs) == {
        entry.name: entry for entry in sorted(entries, key=lambda entry: entry.name)
    }
    assert accepted_text(reversed(entries)) == text
    assert inputs_text(reversed(entries)) == inputs


def test_one_result_a_line() -> None:
    """A changed value is one changed line; a table has a line for each row."""
    entries = [accepted(number, name=f"coffee.n{number}") for number in range(3)]
    entries.append(accepted(TABLE, "table", "coffee.tbl-a", head=1))
    changed = [
        replace(entries[0], value=9),
        *entries[1:3],
        replace(entries[3], value=(*TABLE[:3], ("chi", "6"))),
    ]
    before, after = (accepted_text(one).splitlines() for one in (entries, changed))
    assert len(before) == len(after)
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 2


def test_inputs_are_shared_and_keep_their_keys() -> None:
    """One set for results with the same inputs; where a set was split, the larger part keeps the key."""
    then, now = (Inputs(files={"data/cups.csv": text}) for text in ("abc", "def"))
    entries = [
        accepted(1, name="coffee.a", inputs=now),
        accepted(2, name="coffee.b", inputs=then),
        accepted(3, name="coffee.c", inputs=then),
    ]
    read = parse(accepted_text(entries), inputs_text(entries))
    assert [entry.key for entry in read.values()] == ["tests (2)", "tests", "tests"]
    assert [entry.inputs for entry in read.values()] == [now, then, then]


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('"value": 3', '"value": NaN', 2, "'coffee.people': nan is not a number, and its kind is 'count'"),
        ('"value": 3', '"value": Infinity', 2, "'coffee.people': inf is not a number"),
        ('"value": 3', '"value": 1e999', 2, "'coffee.people': inf is not a number"),
        ('"value": 3', '"value": true', 2, "'coffee.people': True is not a number"),
        ('"value": 3', '"value": null', 2, "'coffee.people': None is not a number"),
        ('"value": 3', '"value": 3.5', 2, "'coffee.people': 3.5 is not an integer, and its kind is 'count'"),
        ('"value": 3', '"value": "three"', 2, "'coffee.people': 'three' is not a number"),
        ('"value": "1/3"', '"value": "1/0"', 3, "'coffee.share': '1/0' is not a number"),
        ('"value": 3, ', "", 2, "'coffee.people': it has no value"),
        ('"value": 3', '"valeu": 3, "value": 3', 2, "'coffee.people': the kind 'count' has no field 'valeu'"),
        ('"value": 3', '"value": 3, "value": 4', 2, "'coffee.people' has the field 'value' twice"),
        ('"kind": "count"', '"kind": "cuont"', 2, "'coffee.people': 'cuont' is no kind of result"),
        ('"unit": "people"', '"unit": 7', 2, "'coffee.people': the unit 7 is no text"),
        ('"decimals": 1', '"decimals": "1"', 3, "'coffee.share': the number of decimals '1' is no integer"),
        ('"decimals": 1', '"decimals": -1', 3, "'coffee.share': decimals must not be negative"),
        ('"coffee.people"', '"coffee.share"', 3, "'coffee.share' is accepted twice"),
        ('"coffee.people"', '"tea.people"', 2, "'tea.people': results of this file begin with 'coffee.'"),
        ('"coffee.people"', '"coffee.1st"', 2, "'coffee.1st': '1st' cannot name a result"),
        ('"coffee.tbl-cups"', '"coffee.cups"', 4, "'coffee.cups': 'cups' cannot name a table or figure"),
        ('"coffee.people": {', '"coffee.people": {{', 2, "not JSON"),
        ('"count", ', '"count" ', 2, "not JSON"),
        ('["an", "3"]', '["an", 3]', 4, "'coffee.tbl-cups': row 2 holds 3, and a cell of a table is a text"),
        ('["an", "3"]', '["an"]', 4, "'coffee.tbl-cups': row 2 has 1 cells, and the first has 2"),
        ('"head": 1', '"head": 3', 4, "'coffee.tbl-cups': 3 is no number of header rows among 2"),
        ('"head": 1', '"picture": ""', 4, "'coffee.tbl-cups': the kind 'table' has no field 'picture'"),
        ("{\n", "[\n", 2, "not JSON"),
    ],
)
def test_bad_files(old: str, new: str, line: int, message: str) -> None:
    """Each fault is named with its line."""
    assert old in GOOD
    first = faults(GOOD.replace(old, new, 1))[0]
    assert first.startswith(f"{FILE}:{line}: {message}")


@pytest.mark.parametrize(
    "line",
    [
        "<<<<<<< HEAD",
        '["files", "data/cups.csv"]',
        '["flies", "data/cups.csv", "abc"]',
        '["files", "data/cups.csv", 7]',
        '["set", "tests", "flies", []]',
        '["set", "tests", "files", [7]]',
        '["set", "tests", "files", {"a": 7}]',
        '["set", "tests", "results", ["coffee.people", 3]]',
        '["set", "tests", "results"]',
        "{}",
        "[" * 9000,
    ],
)
def test_bad_inputs(line: str) -> None:
    """A line that says nothing of an input is named; nothing is guessed."""
    with pytest.raises(AcceptedError) as caught:
        parse(GOOD, f"{INPUTS}{line}\n")
    assert [problem.where for problem in caught.value.problems] == [f"{BESIDE}:10"]


def test_without_inputs() -> None:
    """The values are all that is compared; a difference has no cause then."""
    assert {entry.inputs for entry in parse(GOOD).values()} == {None}


def test_what_was_written_before() -> None:
    """Its values are read; what they were computed from is kept from the next accept on."""
    entries = parse(BEFORE)
    assert [(entry.name, entry.value, entry.inputs) for entry in entries.values()] == [
        ("coffee.fig-cup", (), None),
        ("coffee.people", 3, None),
    ]
    assert '"inputs"' not in accepted_text(entries.values())


@pytest.mark.parametrize(
    ("tolerance", "message"),
    [
        ("0.1", 'a tolerance is {"absolute": number} or {"relative": number}'),
        ('{"points": 1}', 'a tolerance is {"absolute": number} or {"relative": number}'),
        ('{"absolute": 1, "relative": 1}', 'a tolerance is {"absolute": number} or {"relative": number}'),
        ('{"absolute": -1}', "a tolerance is a number from 0 up, and -1 is not"),
        ('{"absolute": NaN}', "a tolerance is a number from 0 up, and nan is not"),
        ('{"absolute": "1"}', "a tolerance is a number from 0 up, and '1' is not"),
    ],
)
def test_bad_tolerances(tolerance: str, message: str) -> None:
    """A tolerance is one number, with its sense."""
    text = GOOD.replace('"value": 3', f'"value": 3, "tolerance": {tolerance}')
    assert faults(text) == [f"{FILE}:2: 'coffee.people': {message}"]


def test_a_table_has_no_tolerance() -> None:
    """Its cells are texts."""
    text = GOOD.replace('"head": 1', '"head": 1, "tolerance": {"relative": 1}')
    assert faults(text) == [f"{FILE}:4: 'coffee.tbl-cups': the kind 'table' has no tolerance"]


@pytest.mark.parametrize("text", ["[]", "3", '"coffee"'])
def test_no_file_of_accepted_results(text: str) -> None:
    """Well-formed, and something else."""
    assert len(faults(text)) == 1


def test_all_faults_at_once() -> None:
    """A broken line does not hide what is wrong with the others, nor one file another."""
    broken = GOOD.replace('"value": 3', '"value": 3.5').replace('"value": "1/3"', '"value": "1/3')
    texts = {FILE: broken, "tests/accepted/tea.json": "{"}
    with pytest.raises(AcceptedError) as caught:
        parse_accepted(texts)
    places = [problem.where for problem in caught.value.problems]
    assert places == [f"{FILE}:3", f"{FILE}:2", "tests/accepted/tea.json:1"]


def test_a_conflict_that_nobody_resolved() -> None:
    """Git's marks are a broken line."""
    text = GOOD.replace('"coffee.share"', '<<<<<<< HEAD\n"coffee.share"')
    assert faults(text)[0].startswith(f"{FILE}:3: not JSON")


def test_files_of_a_folder(tmp_path: Path) -> None:
    """All of them are read; no folder is no results; what is no text is said."""
    assert read_accepted(tmp_path) == {}
    folder = tmp_path / "tests/accepted"
    folder.mkdir(parents=True)
    (folder / "coffee.json").write_text(GOOD, encoding="utf-8")
    (folder / "notes.txt").write_text("no results", encoding="utf-8")
    assert list(read_accepted(tmp_path)) == ["coffee.people", "coffee.share", "coffee.tbl-cups"]
    (folder / "tea.json").write_bytes(b"\xff")
    with pytest.raises(AcceptedError, match=r"tests/accepted/tea\.json:1: not UTF-8"):
        read_accepted(tmp_path)


def run_tests(root: Path, *words: str) -> str:
    """Run the tests of accepted results in a report; return what pytest prints."""
    options = ["-q", "-p", "no:cacheprovider", "--import-mode=importlib", "-o", "pythonpath=tests"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "analysis")}
    environment.pop("PYTEST_ADDOPTS", None)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *words],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


REAL_REPORT = """
import shutil
from collections import namedtuple
from pathlib import Path

ROOT = Path(__file__).parents[1]
Built = namedtuple("Built", "root")


def build_once(shared):
    return Built(Path(shutil.copytree(ROOT, shared)))
"""


def test_each_result_is_a_test(built: Path, edit: Callable[[Path, str, str], None]) -> None:
    """Its name is the id; collecting needs no build; what moved fails alone, and says how.

    Where nothing was accepted, the tests fail.
    """
    (built / "tests").mkdir()
    for name in ("conftest.py", "support/small_report.py", "support/pdf_boxes.py", "test_accepted.py"):
        shutil.copy(ROOT / "tests" / name, built / "tests")
    (built / "tests/real_report.py").write_text(REAL_REPORT, encoding="utf-8")
    assert "run `report accept`" in run_tests(built, "-k", "were_accepted")
    accept(load_project(built))
    edit(built / "tests/accepted/coffee.json", '["chi", "5"]', '["chi", "4"]')
    (built / "build").rename(built / "elsewhere")
    collected = run_tests(built, "--co")
    assert "tests/test_accepted.py::test_result[coffee.people]" in collected
    assert "tests/test_accepted.py::test_result[coffee.fig-cup]" in collected
    (built / "elsewhere").rename(built / "build")
    failed = run_tests(built)
    assert "FAILED tests/test_accepted.py::test_result[coffee.tbl-cups]" in failed
    assert "row 4 (chi), Cups: 4 → 5" in failed
    assert "1 failed, 5 passed" in failed
