"""Git is asked, and runs nothing that a repository names."""

from __future__ import annotations

from pathlib import Path

import pytest

import git_command
from reproreport.accepted.history import at_revision, blob, files_at, last_change
from reproreport.git import git
from reproreport.inputs import blob_id


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """Return a repository that names a program which leaves a mark, wherever one can be named."""
    run = git_command.git
    run(tmp_path, "init", "-q")
    (tmp_path / "data").mkdir()
    (tmp_path / "data/ä.csv").write_text("a\n1\n")
    (tmp_path / ".gitattributes").write_text("*.csv diff=bad filter=bad\n")
    run(tmp_path, "add", ".")
    run(tmp_path, "commit", "-qm", "first")
    program = tmp_path / "bad.sh"
    program.write_text(f"#!/bin/sh\ntouch '{tmp_path}/mark'\n")
    program.chmod(0o755)
    hooks = tmp_path / ".git/hooks"
    for name in ("post-index-change", "pre-commit", "post-checkout"):
        (hooks / name).write_text(program.read_text())
        (hooks / name).chmod(0o755)
    for key in (
        "core.fsmonitor",
        "core.pager",
        "pager.log",
        "pager.show",
        "diff.external",
        "diff.bad.textconv",
        "filter.bad.smudge",
        "gpg.program",
        "core.sshCommand",
        "core.askPass",
    ):
        run(tmp_path, "config", key, str(program))
    run(tmp_path, "config", "log.showSignature", "true")
    run(tmp_path, "config", "alias.cat-file", f"!{program}")
    (tmp_path / "mark").unlink(missing_ok=True)
    return tmp_path


def test_nothing_runs(hostile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the answers are right, whatever the environment says."""
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(hostile / "bad.sh"))
    monkeypatch.setenv("GIT_PAGER", str(hostile / "bad.sh"))
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    assert blob(hostile, blob_id(b"a\n1\n")) == b"a\n1\n"
    assert at_revision(hostile, "HEAD", "data/ä.csv") == b"a\n1\n"
    assert files_at(hostile, "HEAD", "data") == ["data/ä.csv"]
    assert len(last_change(hostile, "data/ä.csv") or "") == 40
    assert git(hostile, "ls-files", "-z", "data") == "data/ä.csv\0".encode()
    assert not (hostile / "mark").exists()


def test_what_git_does_not_know(hostile: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Is nothing, and so is a folder without a repository."""
    assert at_revision(hostile, "HEAD", "data/b.csv") is None
    assert files_at(hostile, "v9", "data") is None
    assert last_change(hostile, "data/b.csv") is None
    assert git(tmp_path_factory.mktemp("none"), "rev-parse", "HEAD") is None
