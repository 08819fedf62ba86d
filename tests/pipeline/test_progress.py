"""Plain lines where there is no terminal."""

from __future__ import annotations

import pytest

from reproreport.pipeline.progress import Progress


def test_lines_name_the_running_task(capsys: pytest.CaptureFixture[str]) -> None:
    """A line when a task starts and one when it ends, with its seconds."""
    with Progress() as progress, progress.step("notebook coffee"):
        started = capsys.readouterr().err
    ended = capsys.readouterr().err
    assert started == "  notebook coffee …\n"
    assert ended.startswith("  notebook coffee: ") and ended.endswith(" s\n")
    assert list(progress.seconds) == ["notebook coffee"]


def test_a_failed_task_has_no_time(capsys: pytest.CaptureFixture[str]) -> None:
    """What failed is not counted among what was run."""
    progress = Progress()
    with pytest.raises(ValueError, match="x"), progress.step("results"):
        raise ValueError("x")
    assert progress.seconds == {}
    assert capsys.readouterr().err == "  results …\n"
