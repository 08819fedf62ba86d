"""What a check says in GitHub Actions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from gate_examples import accepted, current
from reproreport.accepted.compare import Cause, Comparison, Drift
from reproreport.accepted.github import annotate
from reproreport.accepted.summary import Checked
from reproreport.errors import Problem

Edit = Callable[[Path, str, str], None]
Command = Callable[..., Result]

ROOT = Path("/home/runner/work/coffee")


def changed(name: str, *causes: Cause) -> Drift:
    """Return a count that changed."""
    return Drift("changed", name, accepted(3, name=name), current(4, name=name), causes=causes)


def checked(*drifts: Drift, prose: tuple[Problem, ...] = (), pictures: tuple[str, ...] = ()) -> Checked:
    """Return a check that found these drifts."""
    return Checked(Comparison(drifts, ("x.z",), pictures), prose)


ROW = Cause("data/x.csv line 12: count", "data/x.csv:12", "44", "45")


def test_one_annotation_a_line() -> None:
    """On the row of the data that changed, with all results that it moved."""
    (line,) = annotate(checked(changed("x.a", ROW), changed("x.b", ROW)), ROOT, {})
    assert line == (
        "::error file=data/x.csv,line=12,title=2 results differ%3A 2 changed"
        "::data/x.csv line 12: count 44 → 45%0A"
        "changed x.a: 3 → 4 (+1; tolerance: exact)%0A"
        "changed x.b: 3 → 4 (+1; tolerance: exact)"
    )


def test_without_a_place_the_accepted_line() -> None:
    """A new version of a package has no line."""
    (line,) = annotate(checked(changed("x.a", Cause("scipy", "", "1.16", "1.17"))), ROOT, {})
    assert line.startswith(
        "::error file=tests/accepted/coffee.json,line=3,title=1 result differs%3A 1 changed"
    )
    assert "::scipy 1.16 → 1.17%0Achanged x.a" in line


def test_a_file_without_a_line() -> None:
    """A notebook has no lines that a reader would know."""
    cause = Cause("notebook cell 'tests'", "chapters/x/notebook.ipynb")
    (line,) = annotate(checked(changed("x.a", cause)), ROOT, {})
    assert line.startswith("::error file=chapters/x/notebook.ipynb,title=1 result")


def test_what_would_break_the_command_is_escaped() -> None:
    """As GitHub's toolkit does it (actions/toolkit, packages/core/src/command.ts)."""
    drift = Drift("new", "x.a", now=current("50%, or\r\nmore: ::error", "text", "x.a"))
    cause = Cause("100%", "data/a,b.csv:2")
    (line,) = annotate(checked(Drift("new", "x.a", now=drift.now, causes=(cause,))), ROOT, {})
    assert line == (
        "::error file=data/a%2Cb.csv,line=2,title=1 result differs%3A 1 new"
        "::100%25%0Anew x.a: – → “50%25, or%0D%0Amore: ::error”"
    )


def test_paths_begin_at_the_repository() -> None:
    """The report may be in a folder of it."""
    environment = {"GITHUB_WORKSPACE": str(ROOT.parent)}
    (line,) = annotate(checked(changed("x.a", ROW)), ROOT, environment)
    assert line.startswith("::error file=coffee/data/x.csv,line=12,")


def test_many_drifts_on_one_line_are_counted() -> None:
    """Ten are named."""
    (line,) = annotate(checked(*(changed(f"x.n{i}", ROW) for i in range(13))), ROOT, {})
    assert line.count("%0A") == 11
    assert line.endswith("%0A… and 3 more")


def test_prose_is_annotated() -> None:
    """On its own line."""
    problem = Problem("a number is typed: 7", "chapters/x/index.qmd:30", "record it")
    assert annotate(checked(prose=(problem,)), ROOT, {}) == [
        "::error file=chapters/x/index.qmd,line=30,title=Prose::a number is typed: 7%0Arecord it"
    ]


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_in_github_actions(
    guarded: Path, command: Command, edit: Edit, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """The summary is appended, and annotations leave JSON alone."""
    edit(guarded / "tests/accepted/coffee.json", '"value": 3,', '"value": 2,')
    file = tmp_path / "summary.md"
    file.write_text("before\n", encoding="utf-8")
    environment = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(file)}
    done = command(guarded, "check", *words, **environment)
    assert done.exit_code == 1
    stream = done.stderr if words else done.stdout
    assert "::error file=tests/accepted/coffee.json,line=8,title=1 result differs" in stream
    assert "::error" not in (done.stdout if words else done.stderr)
    assert file.read_text(encoding="utf-8").startswith("before\n### Results against")
    assert "| changed `coffee.people` | 2 | 3 | +1 | exact |" in file.read_text(encoding="utf-8")


def test_elsewhere_there_are_none(guarded: Path, command: Command, edit: Edit) -> None:
    """A terminal shows no workflow commands."""
    edit(guarded / "tests/accepted/coffee.json", '"value": 3,', '"value": 2,')
    assert "::error" not in command(guarded, "check").stdout
