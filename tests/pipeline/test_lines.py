"""Which commit changed each line last: as git says, kept, and never of what is not committed."""

from __future__ import annotations

from pathlib import Path

import pytest

from git_command import git
from reproreport.pipeline import lines
from reproreport.pipeline.lines import last_commits


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a repository in which two commits wrote a file of data."""
    root = tmp_path / "r"
    root.mkdir()
    git(root, "init", "--quiet")
    for rows, message in (("a,b\n1,2\n3,4\n", "First"), ("a,b\n1,2\n3,5\n", "Second, corrected")):
        (root / "d.csv").write_text(rows, encoding="utf-8")
        git(root, "add", "--all")
        git(root, "commit", "--quiet", "--message", message)
    return root


def head(root: Path) -> str:
    """Return the commit that is checked out."""
    return git(root, "rev-parse", "HEAD").strip()


def test_runs_of_lines_with_their_commits(root: Path, tmp_path: Path) -> None:
    """The newest commit first."""
    found = last_commits(root, ["d.csv"], head(root), tmp_path / "kept.json")
    texts = {one.subject: place for place, one in enumerate(found.commits)}
    assert set(texts) == {"First", "Second, corrected"}
    assert found.runs["d.csv"] == ((1, 2, texts["First"]), (3, 3, texts["Second, corrected"]))
    assert found.commits[texts["First"]].text.startswith(git(root, "rev-parse", "HEAD~1").strip()[:10])


def test_git_is_asked_once(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it said of the same content in the same commit is kept; a damaged file is not believed."""
    kept = tmp_path / "kept.json"
    first = last_commits(root, ["d.csv"], head(root), kept)
    monkeypatch.setattr(lines, "_blame", lambda *_: pytest.fail("asked again"))
    assert last_commits(root, ["d.csv"], head(root), kept) == first
    monkeypatch.undo()
    kept.write_text("[", encoding="utf-8")
    assert last_commits(root, ["d.csv"], head(root), kept) == first


def test_what_is_not_committed_is_said_to_differ(root: Path, tmp_path: Path) -> None:
    """Of its lines nothing is said; without a commit, nothing at all."""
    commit = head(root)
    (root / "d.csv").write_text("a,b\n9,9\n", encoding="utf-8")
    found = last_commits(root, ["d.csv", "new.csv"], commit, tmp_path / "kept.json")
    assert found.differing == ("d.csv", "new.csv")
    assert dict(found.runs) == {}
    assert last_commits(root, ["d.csv"], "", tmp_path / "kept.json").commits == ()


def test_no_program_of_the_repository_runs(root: Path, tmp_path: Path) -> None:
    """A ``textconv`` of a repository that somebody else has made would be one."""
    (root / ".gitattributes").write_text("*.csv diff=evil\n", encoding="utf-8")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "Attributes")
    git(root, "config", "diff.evil.textconv", f"touch {tmp_path / 'ran'}; cat")
    assert last_commits(root, ["d.csv"], head(root), tmp_path / "kept.json").runs["d.csv"]
    assert not (tmp_path / "ran").exists()
