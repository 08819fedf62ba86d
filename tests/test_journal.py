"""What a running notebook tells the build."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from reproreport import journal


def test_lines_come_back_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each line is an object of its own; one that was cut off is left out."""
    monkeypatch.setenv(journal.VARIABLE, str(tmp_path / "journal"))
    journal.write("cell", place=0)
    journal.write("result", name="Đào", value=[1, 2])
    with (tmp_path / "journal").open("a") as file:
        file.write('{"kind": "cell", "pla')
    assert list(journal.read(tmp_path / "journal")) == [
        {"kind": "cell", "place": 0},
        {"kind": "result", "name": "Đào", "value": [1, 2]},
    ]


def test_nobody_listens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a build nothing is written, and there is nothing to read."""
    monkeypatch.delenv(journal.VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    journal.write("cell", place=0)
    assert not list(tmp_path.iterdir())
    assert not list(journal.read(tmp_path / "journal"))


def _long_line(letter: str) -> None:
    journal.write("result", value=letter * 2_000_000)


def test_processes_write_side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Long lines of several processes do not mix."""
    monkeypatch.setenv(journal.VARIABLE, str(tmp_path / "journal"))
    with ProcessPoolExecutor(4) as pool:
        list(pool.map(_long_line, "abcdefgh"))
    found = [line["value"] for line in journal.read(tmp_path / "journal")]
    assert sorted(found) == [letter * 2_000_000 for letter in "abcdefgh"]
