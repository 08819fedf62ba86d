"""Files that are read while a notebook runs, by code of which its Python is told nothing."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from reproreport.inputs import CHANGED, blob_id, file_state
from reproreport.notebooks.observed import observed
from reproreport.notebooks.opened import Openings

pytestmark = pytest.mark.skipif(not Path("/proc/sys/fs/inotify").exists(), reason="no inotify here")


def read_meanwhile(root: Path, script: str, before: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return what is seen while a shell's script runs in a folder, as a notebook's would be."""
    (root / "data.csv").write_text("n\n1\n", encoding="utf-8")
    with Openings(root) as openings:
        run = openings.begin(before or ())
        subprocess.run(["sh", "-c", script], cwd=root, check=True)
        return openings.unaccounted(run, [])


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("cat data.csv", {"data.csv": "n\n1\n"}),
        ("echo 2 > data.csv", {}),
        ("echo 2 >> log.txt; echo 3 >> log.txt", {}),
        ("echo 2 > made.txt; cat made.txt", {"made.txt": "2\n"}),
        ("cat data.csv > made.txt; wc made.txt", {"data.csv": "n\n1\n", "made.txt": "n\n1\n"}),
        ("echo 2 > new; mv new data.csv; cat data.csv", {"data.csv": "2\n"}),
        ("echo 2 > passing; cat passing; rm passing", {}),
        ("mkdir -p deep/er; sleep 0.3; echo 2 > deep/er/x; cat deep/er/x", {"deep/er/x": "2\n"}),
    ],
)
def test_what_programs_read(tmp_path: Path, script: str, expected: dict[str, str]) -> None:
    """A file that is read is an input, as it was read; one that is only written is none."""
    states = {name: blob_id(text.encode()) for name, text in expected.items()}
    assert read_meanwhile(tmp_path, script) == states


@pytest.mark.parametrize(
    "script",
    [
        "cat data.csv; echo 2 > data.csv",
        "cat data.csv; echo 2 > new; mv new data.csv",
        "exec 3< data.csv; echo 2 > data.csv; cat <&3",
    ],
)
def test_what_is_read_and_then_changed(tmp_path: Path, script: str) -> None:
    """Nobody can say what was read, so no look finds the same, until a run leaves what it has found."""
    assert read_meanwhile(tmp_path, script) == {"data.csv": CHANGED}
    same = script.replace("echo 2", "printf 'n\\n1\\n'")
    assert read_meanwhile(tmp_path, same, {"data.csv": ""}) == {
        "data.csv": file_state(str(tmp_path / "data.csv"))
    }


def test_what_is_known_is_not_asked_again() -> None:
    """The state that the notebook's Python took before it read a file holds."""
    lines: list[dict[str, object]] = [
        {"kind": "cell", "place": 0},
        {"kind": "file", "name": "data.csv", "state": "one"},
    ]
    found = observed(lines, [1], Path("/nowhere"), {"data.csv": CHANGED, "other.csv": CHANGED})
    assert found.inputs == {"file data.csv": "one", "file other.csv": CHANGED}


def test_what_another_notebook_says_that_it_reads(tmp_path: Path) -> None:
    """It is accounted for also while that one still runs: its journal says so."""
    (tmp_path / "data.csv").write_text("n\n1\n", encoding="utf-8")
    told = tmp_path / ".journal"
    with Openings(tmp_path) as openings:
        openings.begin((), told)
        run = openings.begin()
        subprocess.run(["cat", "data.csv"], cwd=tmp_path, check=True)
        told.write_text('{"kind": "opened", "name": "data.csv"}\n', encoding="utf-8")
        assert openings.unaccounted(run, []) == {}
        subprocess.run(["cat", "data.csv"], cwd=tmp_path, check=True)
        assert list(openings.unaccounted(run, [])) == ["data.csv"]


def test_more_than_the_system_can_tell(tmp_path: Path) -> None:
    """Linux keeps so many events; what it forgets is not taken for nothing, in that run only."""
    limit = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text(encoding="utf-8"))
    (tmp_path / "data.csv").write_text("n\n1\n", encoding="utf-8")
    with Openings(tmp_path) as openings:
        first = openings.begin()
        with openings._lock:  # as if the machine were busy with something else
            for _ in range(limit // 2 + 10):
                (tmp_path / "data.csv").read_bytes()
        openings.unaccounted(first, [])
        assert not openings.is_complete(first)
        second = openings.begin()
        openings.unaccounted(second, [])
        assert openings.is_complete(second)
