"""Lines where there is no terminal, and the one that changes where there is."""

from __future__ import annotations

import io
import sys

import pytest

from reproreport.pipeline.progress import Progress


class Terminal(io.StringIO):
    """What a terminal is given."""

    def isatty(self) -> bool:
        """Return that this is one."""
        return True


def test_a_line_for_each_task_that_is_over(capsys: pytest.CaptureFixture[str]) -> None:
    """With its seconds, and nothing when it begins."""
    with Progress() as progress:
        with progress.step("notebook coffee"):
            assert capsys.readouterr().err == ""
        ended = capsys.readouterr().err
    assert ended.startswith("  notebook coffee: ") and ended.endswith(" s\n")
    assert ended.count("\n") == 1
    assert list(progress.seconds) == ["notebook coffee"]


def test_a_failed_task_has_no_time(capsys: pytest.CaptureFixture[str]) -> None:
    """What failed is not counted among what was run."""
    progress = Progress()
    with pytest.raises(ValueError, match="x"), progress.step("results"):
        raise ValueError("x")
    assert progress.seconds == {}
    assert capsys.readouterr().err == "  results: failed\n"


def test_one_line_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """It names what runs, side by side, is never more than one line, and is gone in the end."""
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "40")
    with Progress() as progress, progress.step("notebook coffee"), progress.step("a long name, " * 20):
        progress.say("a file changed")
    text = shown.getvalue()
    assert "notebook coffee" in text
    assert "a file changed\n" in text.replace("\r", "").replace("\x1b[2K", "")
    assert text.count("\n") == 2, "a line that was said, and one before the line is taken away"
    assert text.endswith("\x1b[2K")
