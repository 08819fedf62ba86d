"""Builds that are killed at any moment, and builds at once (``tests/support/kill_builds.py``).

``REPORT_KILLS`` says how many are killed: 30 where it says nothing, 200 before a release.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[1] / "support/kill_builds.py"


@pytest.mark.parametrize(
    ("what", "number"), [("kills", os.environ.get("REPORT_KILLS", "30")), ("pairs", "15")]
)
def test_builds(tmp_path: Path, what: str, number: str) -> None:
    """The old report or the new one is whole, the next build is right, nothing is left; no pair loses one."""
    folder = tmp_path / "t"
    paths = os.pathsep.join([str(PROGRAM.parent), str(PROGRAM.parents[2] / "analysis")])
    done = subprocess.run(
        [sys.executable, str(PROGRAM), what, str(folder), number, "12"],
        env=os.environ | {"PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{number} {what}: ")
