"""``report accept``: what it takes, what it leaves alone, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from git_command import git
from reproreport.accepted.accept import accept
from reproreport.accepted.baseline import read_accepted
from reproreport.accepted.check import check
from reproreport.accepted.inputs import Inputs
from reproreport.errors import ResultError
from reproreport.project import load_project
from small_report import CELLS, notebook

Edit = Callable[[Path, str, str], None]
Command = Callable[..., Result]

DATA = "data/coffee/cups.csv"
NOTEBOOK = "chapters/coffee/notebook.ipynb"
FILE, BESIDE = "tests/accepted/coffee.json", "tests/accepted/coffee.inputs.jsonl"


def text(root: Path) -> str:
    """Return the accepted results of the chapter, as they stand in their file."""
    return (root / FILE).read_text(encoding="utf-8")


def test_the_first_time(built: Path, command: Command) -> None:
    """The files are made, and the check passes; a dry run makes none."""
    dry = command(built, "accept", "--dry-run")
    assert dry.exit_code == 0
    assert "new 4 results of coffee, the first accepted of this chapter" in dry.stdout
    assert f"Would write {FILE}, {BESIDE}, tests/accepted/.gitattributes." in dry.stdout
    assert not (built / "tests").exists()
    done = command(built, "accept")
    assert done.exit_code == 0
    assert f"Wrote {FILE}, {BESIDE}, tests/accepted/.gitattributes." in done.stdout
    assert list(read_accepted(built)) == [
        "coffee.fig-cup",
        "coffee.level",
        "coffee.people",
        "coffee.tbl-cups",
    ]
    assert check(load_project(built)).passed


def test_nothing_to_accept(guarded: Path, command: Command) -> None:
    """It is said, and not a byte is written, even where the file is laid out differently."""
    path = guarded / FILE
    path.write_text(text(guarded).replace('"value": 3,', '"value":   3 ,'), encoding="utf-8")
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    done = command(guarded, "accept")
    assert (done.exit_code, done.stdout) == (0, "Nothing to accept: 4 results as accepted.\n")
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_all_that_differs(guarded: Path, command: Command, edit: Edit) -> None:
    """Values and inputs of now; the same is printed as by the whole check."""
    before = text(guarded)
    edit(guarded / DATA, "chi,5", "chi,6")
    checked, dry = command(guarded, "check", "--verbose"), command(guarded, "accept", "--dry-run")
    assert text(guarded) == before
    done = command(guarded, "accept")
    table = checked.stdout[: checked.stdout.rindex("1 result differs")]
    assert table in done.stdout
    assert table in dry.stdout
    assert check(load_project(guarded)).passed
    entries = read_accepted(guarded)
    assert entries["coffee.tbl-cups"].table[3] == ("chi", "6")
    assert entries["coffee.tbl-cups"].inputs not in (None, Inputs())
    # The lines that did not change are as they were.
    same = [line for line in text(guarded).splitlines() if line.startswith('"coffee.level"')]
    assert same == [line for line in before.splitlines() if line.startswith('"coffee.level"')]


def test_only_what_is_named(guarded: Path, edit: Edit) -> None:
    """The others keep value and inputs; globs fit several."""
    edit(guarded / DATA, "chi,5\n", "chi,6\ndung,1\n")
    then = read_accepted(guarded)
    taken = accept(load_project(guarded), ["coffee.peop*"])
    assert [drift.name for drift in taken.comparison.drifts] == ["coffee.people"]
    now = read_accepted(guarded)
    assert now["coffee.people"].value == 4
    assert now["coffee.people"].inputs != then["coffee.people"].inputs
    for name in ("coffee.tbl-cups", "coffee.level", "coffee.fig-cup"):
        assert now[name] == then[name]
    assert [drift.name for drift in check(load_project(guarded)).comparison.drifts] == ["coffee.tbl-cups"]


def test_inputs_of_what_agrees(guarded: Path, command: Command, edit: Edit) -> None:
    """Other versions of packages are taken for named results only, whatever else differs always."""
    values, now = text(guarded), (guarded / BESIDE).read_text(encoding="utf-8")
    edit(guarded / BESIDE, '"packages", "pandas", "', '"packages", "pandas", "0')
    before = (guarded / BESIDE).read_text(encoding="utf-8")
    assert command(guarded, "accept").stdout == "Nothing to accept: 4 results as accepted.\n"
    assert (guarded / BESIDE).read_text(encoding="utf-8") == before
    done = command(guarded, "accept", "coffee.*")
    assert "results that agree are now those of today" in done.stdout
    assert f"Wrote {BESIDE}.\n" in done.stdout
    assert (guarded / BESIDE).read_text(encoding="utf-8") == now
    edit(guarded / BESIDE, '"confidence", "0.9"', '"confidence", "0.8"')
    assert "The inputs of 3 results that agree are now those of today." in command(guarded, "accept").stdout
    assert (text(guarded), (guarded / BESIDE).read_text(encoding="utf-8")) == (values, now)


def test_one_digit_is_one_line(guarded: Path, edit: Edit) -> None:
    """The values' file changes by the lines of what that digit gives, and by no hash."""
    then, inputs = text(guarded).splitlines(), (guarded / BESIDE).read_text(encoding="utf-8").splitlines()
    edit(guarded / DATA, "chi,5", "chi,6")
    accept(load_project(guarded))
    changed = [pair for pair in zip(then, text(guarded).splitlines(), strict=True) if pair[0] != pair[1]]
    assert changed == [(' ["chi", "5"]', ' ["chi", "6"]')]
    now = (guarded / BESIDE).read_text(encoding="utf-8").splitlines()
    (line,) = [new for old, new in zip(inputs, now, strict=True) if old != new]
    assert line.startswith(f'["files", "{DATA}", ')


def test_branches_that_change_other_rows(guarded: Path, edit: Edit) -> None:
    """They merge without a conflict, and what they accepted is accepted."""
    git(guarded, "init", "--quiet", "--initial-branch=main")
    (guarded / ".gitignore").write_text("build/\n_variables.yml\n", encoding="utf-8")
    rows = "".join(f"guest{number},{number}\n" for number in range(1, 9))
    edit(guarded / DATA, "chi,5\n", f"chi,5\n{rows}")
    accept(load_project(guarded))
    git(guarded, "add", "--all")
    git(guarded, "commit", "--quiet", "--message", "Guests")
    for branch, old in (("one", "an,3"), ("two", "guest7,7")):
        git(guarded, "checkout", "--quiet", "-b", branch, "main")
        edit(guarded / DATA, old, f"{old}0")
        accept(load_project(guarded))
        git(guarded, "commit", "--quiet", "--all", "--message", branch)
    git(guarded, "merge", "--quiet", "--no-edit", "one")
    assert check(load_project(guarded)).passed
    edit(guarded / DATA, "binh,2", "binh,4")
    (drift,) = check(load_project(guarded)).comparison.drifts
    assert f"{DATA} line 3: cups 2 → 4" in [str(cause) for cause in drift.causes]


def test_new_vanished_and_renamed(guarded: Path) -> None:
    """The old name of a renamed result means it too; what vanished leaves the file."""
    recording = CELLS[1][1].replace("'people'", "'persons'")
    cells = [CELLS[0], ("", recording + "\nrecord('cups', 10, kind='count')"), CELLS[3]]
    (guarded / NOTEBOOK).write_text(notebook(cells), encoding="utf-8")
    project = load_project(guarded)
    accept(project, ["coffee.people"])
    assert list(read_accepted(guarded)) == [
        "coffee.fig-cup",
        "coffee.level",
        "coffee.persons",
        "coffee.tbl-cups",
    ]
    accept(project)
    assert list(read_accepted(guarded)) == ["coffee.cups", "coffee.fig-cup", "coffee.level", "coffee.persons"]


def test_a_name_that_nobody_has(guarded: Path, command: Command, edit: Edit) -> None:
    """An error with the nearest names; nothing is written, though another name fits."""
    edit(guarded / FILE, '"value": 3,', '"value": 2,')
    before = text(guarded)
    done = command(guarded, "accept", "coffee.*", "coffee.peple")
    assert done.exit_code == 1
    assert "error: no result is called 'coffee.peple'\n    did you mean 'coffee.people'" in done.stderr
    assert text(guarded) == before
    with pytest.raises(ResultError, match="no result is called 'tea"):
        accept(load_project(guarded), ["tea.*"])


def test_a_tolerance_set_by_hand_stays(guarded: Path, edit: Edit) -> None:
    """So does the accepted value, where that of now is near enough."""
    edit(
        guarded / FILE,
        '"value": 3, "kind": "count"',
        '"value": 2, "kind": "count", "tolerance": {"absolute": 1}',
    )
    project = load_project(guarded)
    assert check(project).passed
    accept(project)
    assert read_accepted(guarded)["coffee.people"].value == 2
    edit(guarded / FILE, '"value": 2', '"value": 1')
    assert not check(project).passed
    accept(project)
    entry = read_accepted(guarded)["coffee.people"]
    assert entry.value == 3
    assert str(entry.tolerance) == "± 1"


def test_a_chapter_that_is_gone(guarded: Path, command: Command, edit: Edit) -> None:
    """Its file is removed."""
    edit(guarded / "_quarto.yml", "    - chapters/coffee/index.qmd\n", "")
    edit(guarded / "_quarto.yml", "report:\n  parameters:\n    confidence: 0.9\n", "")
    done = command(guarded, "accept")
    assert done.exit_code == 0
    assert done.stdout.count("vanished coffee.") == 4
    assert not (guarded / FILE).exists()


def test_a_build_that_fails(guarded: Path, command: Command) -> None:
    """Its error, and nothing is overwritten."""
    before = text(guarded)
    cells = [*CELLS, ("", "record('cups', 10, kind='count')\nraise ValueError('no more coffee')")]
    (guarded / NOTEBOOK).write_text(notebook(cells), encoding="utf-8")
    done = command(guarded, "accept")
    assert done.exit_code == 1
    assert "ValueError: no more coffee" in done.stderr
    assert text(guarded) == before


def test_a_broken_file(guarded: Path, command: Command, edit: Edit) -> None:
    """All that is wrong with it, and nothing is overwritten."""
    edit(guarded / FILE, '"value": 3,', '"value": NaN,')
    edit(guarded / FILE, '"kind": "percent"', '"kind": "per cent"')
    before = text(guarded)
    done = command(guarded, "accept")
    assert done.exit_code == 1
    assert done.stderr.count(f"error: {FILE}:") == 2
    assert text(guarded) == before


def test_a_full_disk(guarded: Path, edit: Edit, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is written whole, or stays as it was."""
    edit(guarded / FILE, '"value": 3,', '"value": 2,')
    before = text(guarded)

    def full(_path: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        accept(load_project(guarded))
    assert text(guarded) == before


def test_no_other_edition(guarded: Path, command: Command) -> None:
    """Accepted are the results of the edition in _quarto.yml."""
    done = command(guarded, "accept", "-P", "confidence=0.5")
    assert done.exit_code == 2
    assert "accepted are the results of the edition in _quarto.yml: there is no -P here" in done.stderr


def test_after_another_edition(guarded: Path, command: Command) -> None:
    """Results that were computed with other parameters are not taken."""
    assert command(guarded, "compute", "-P", "confidence=0.5").exit_code == 0
    assert command(guarded, "accept").stdout == "Nothing to accept: 4 results as accepted.\n"
