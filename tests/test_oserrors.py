"""What errors of the machine mean for a reader."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from reproreport.errors import Problem
from reproreport.files import write_text
from reproreport.oserrors import problem_of


@pytest.mark.parametrize(
    ("code", "what"),
    [
        (errno.ENOSPC, "there is no space left on the disk"),
        (errno.EROFS, "it stands on a disk that cannot be written"),
        (errno.ENAMETOOLONG, "its name is too long for this system"),
        (errno.EMFILE, "too many files are open"),
    ],
)
def test_a_file_of_the_report_is_named_from_there(tmp_path: Path, code: int, what: str) -> None:
    """With what to do."""
    problem = problem_of(OSError(code, os.strerror(code), str(tmp_path / "build/a.json")), tmp_path)
    assert (problem.where, problem.what) == ("build/a.json", what)
    assert problem.fix


def test_the_file_in_the_way_is_named(tmp_path: Path) -> None:
    """And not the one below it that could not be made."""
    (tmp_path / "build").touch()
    with pytest.raises(NotADirectoryError) as caught:
        write_text(tmp_path / "build/state/a.json", "")
    assert problem_of(caught.value, tmp_path).where == "build"


def test_a_file_that_is_written_in_one_step_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that fails says nothing of it, and nothing half-written stays on the full disk."""

    def full(path: Path, content: bytes) -> int:
        with path.open("wb") as file:
            file.write(content[:1])
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "a.json").write_text("before", encoding="utf-8")
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space") as caught:
        write_text(tmp_path / "a.json", "after")
    assert problem_of(caught.value, tmp_path).where == "a.json"
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == "before"


def test_what_has_no_file_and_no_number() -> None:
    """The error's own words are all that is known."""
    assert problem_of(OSError("out of luck"), Path("/report")) == Problem("out of luck")
    assert problem_of(OSError(errno.ENOSPC, "No space"), None).where == ""
