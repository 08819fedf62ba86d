"""``report diff``: the accepted results of another revision against those of now."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from git_command import git
from reproreport.accepted.accept import accept
from reproreport.project import load_project

Edit = Callable[[Path, str, str], None]
Command = Callable[..., Result]

FILE = "tests/accepted/coffee.json"


@pytest.fixture
def repository(guarded: Path) -> Path:
    """Return the small report below the root of a repository: first without accepted results, then with."""
    git(guarded.parent, "init", "-q", "-b", "main")
    git(guarded.parent, "add", "report/_quarto.yml")
    git(guarded.parent, "commit", "-qm", "a report")
    git(guarded.parent, "add", "report/tests", "report/data", "report/chapters")
    git(guarded.parent, "commit", "-qm", "accept")
    return guarded


def test_against_another_revision(repository: Path, command: Command, edit: Edit) -> None:
    """What was accepted there counts, not what is accepted now; the exit code is 0."""
    assert command(repository, "diff", "HEAD").stdout == "4 results as at HEAD.\n"
    edit(repository / "data/coffee/cups.csv", "chi,5", "chi,6")
    accept(load_project(repository))
    git(repository, "commit", "-qam", "six")
    assert command(repository, "check").exit_code == 0
    done = command(repository, "diff", "HEAD~1")
    assert done.exit_code == 0
    assert "changed coffee.tbl-cups" in done.stdout
    assert "row 4 (chi), Cups: 5 → 6" in done.stdout
    assert "data/coffee/cups.csv line 4: cups 5 → 6" in done.stdout
    assert "1 result differs: 1 changed; 3 results as at HEAD~1.\n" in done.stdout
    (drift,) = json.loads(command(repository, "diff", "HEAD~1", "--json").stdout)["drifts"]
    assert drift["cells"] == [{"row": "row 4 (chi)", "column": "Cups", "accepted": "5", "now": "6"}]


@pytest.mark.parametrize(
    ("revision", "message"),
    [
        ("v9", "error: git knows no revision 'v9'\n    name a commit, a branch or a tag"),
        ("--all", "error: git knows no revision '--all'"),
        ("HEAD~1", "error: tests/accepted: nothing was accepted at 'HEAD~1'"),
    ],
)
def test_revisions_without_results(repository: Path, command: Command, revision: str, message: str) -> None:
    """One message each."""
    done = command(repository, "diff", "--", revision)
    assert done.exit_code == 1
    assert message in done.stderr
    assert done.stderr.count("error:") == 1


def test_a_broken_file_at_a_revision(repository: Path, command: Command, edit: Edit) -> None:
    """The revision, the file and the line."""
    edit(repository / FILE, '"value": 3,', '"value": 3.5,')
    git(repository, "commit", "-qam", "broken")
    edit(repository / FILE, '"value": 3.5,', '"value": 3,')
    done = command(repository, "diff", "HEAD")
    assert done.exit_code == 1
    assert f"error: HEAD:{FILE}:8: 'coffee.people': 3.5 is not an integer" in done.stderr


def test_no_repository(guarded: Path, command: Command) -> None:
    """It is said."""
    done = command(guarded, "diff", "HEAD", GIT_CEILING_DIRECTORIES=str(guarded.parent))
    assert done.exit_code == 1
    assert "git has no commit here" in done.stderr


def test_no_git(guarded: Path, command: Command, tmp_path: Path) -> None:
    """It is said, too."""
    done = command(guarded, "diff", "HEAD", PATH=str(tmp_path))
    assert done.exit_code == 1
    assert "there is no 'git' command\n    install git" in done.stderr
