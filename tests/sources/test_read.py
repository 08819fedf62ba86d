"""Reading data from inside a notebook."""

from __future__ import annotations

from pathlib import Path

import pytest

from reproreport.errors import DataError
from reproreport.sources import header, read

CUPS = "data/coffee/cups.csv"


def test_rows_are_text_and_know_their_line(report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every row carries file and line of where it stands."""
    monkeypatch.chdir(report)
    frame = read(CUPS)
    assert list(frame["cups"]) == ["3", "2", "5"]
    assert list(frame["origin"]) == [f"{CUPS}:2", f"{CUPS}:3", f"{CUPS}:4"]


def test_found_from_the_chapters_folder(report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Jupyter starts a kernel in the notebook's folder, the build in the report's: both work."""
    monkeypatch.chdir(report / "chapters/coffee")
    assert len(read(CUPS)) == 3
    assert header("data/coffee/codebook.yml")["title"] == "Cups"


def test_a_misspelt_file(report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The nearest file is proposed."""
    monkeypatch.chdir(report)
    with pytest.raises(
        DataError, match=r"cusp\.csv: the file does not exist\n +did you mean 'data/coffee/cups"
    ):
        read("data/coffee/cusp.csv")


def test_outside_a_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a report above, the message says where to start."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError, match="start inside the report's folder"):
        read(CUPS)
