"""All outputs are replaced, or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.build.publish import publish


def folder(path: Path, text: str) -> Path:
    """Make a folder with one file."""
    path.mkdir(parents=True)
    (path / "f").write_text(text)
    return path


def test_new_outputs_take_the_place_of_old_ones(tmp_path: Path) -> None:
    """Files that only the old output had are gone, and nothing is left beside it."""
    place = folder(tmp_path / "build/site", "old")
    (place / "stale").write_text("x")
    publish({place: folder(tmp_path / "new", "new"), tmp_path / "build/pdf": folder(tmp_path / "p", "p")})
    assert {path.name for path in (tmp_path / "build").iterdir()} == {"site", "pdf"}
    assert [path.name for path in place.iterdir()] == ["f"]
    assert (place / "f").read_text() == "new"


def test_a_failure_puts_all_of_them_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the second folder cannot be renamed, the first is the old one again."""
    site, pdf = folder(tmp_path / "b/site", "old site"), folder(tmp_path / "b/pdf", "old pdf")
    outputs = {site: folder(tmp_path / "s", "new"), pdf: folder(tmp_path / "p", "new")}
    rename = Path.rename

    def fails(self: Path, target: Path) -> Path:
        if self.name == ".pdf.new":
            raise OSError("no space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(OSError, match="no space left"):
        publish(outputs)
    assert (site / "f").read_text() == "old site"
    assert (pdf / "f").read_text() == "old pdf"


def test_a_missing_output_touches_nothing(tmp_path: Path) -> None:
    """Nothing is moved before everything is there."""
    site = folder(tmp_path / "b/site", "old")
    with pytest.raises(OSError, match="nowhere"):
        publish({site: tmp_path / "nowhere"})
    assert (site / "f").read_text() == "old"
