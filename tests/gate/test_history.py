"""Tests of what git is asked, and how often."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from git_command import git as run_git
from reproreport.accepted import history


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository with one file in one commit."""
    run_git(tmp_path, "init", "--quiet")
    commit(tmp_path, "first")
    return tmp_path


def commit(root: Path, text: str) -> str:
    """Commit a text as the repository's file, and return the revision's full name."""
    (root / "a.txt").write_text(text, encoding="utf-8")
    run_git(root, "add", "--all")
    run_git(root, "commit", "--quiet", "--message", text)
    return run_git(root, "rev-parse", "HEAD").strip()


def test_a_revision_by_its_full_name_is_asked_once(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For a file that it has, and for one that it has not: hundreds of results ask for both."""
    revision = run_git(repository, "rev-parse", "HEAD").strip()
    asked: list[Any] = []
    really = subprocess.run

    def counted(command: Any, **options: Any) -> Any:
        asked.append(command)
        return really(command, **options)

    monkeypatch.setattr(subprocess, "run", counted)
    for _ in range(3):
        assert history.at_revision(repository, revision, "a.txt") == b"first"
        assert history.at_revision(repository, revision, "b.txt") is None
    assert len(asked) == 2


def test_a_name_that_moves_is_asked_again(repository: Path) -> None:
    """HEAD is another revision after a commit."""
    assert history.at_revision(repository, "HEAD", "a.txt") == b"first"
    commit(repository, "second")
    assert history.at_revision(repository, "HEAD", "a.txt") == b"second"
