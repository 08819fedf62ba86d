"""The wheel in an empty environment, far from this repository: from `report new` to a gate that fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from real_report import ROOT

_NEEDED = "import papermill, typst, great_tables, statsmodels, pypandoc, pytest, watchfiles"


def _pythons() -> list[str]:
    """Return this Python, and each other one that is supported and has the packages at hand."""
    found = {sys.executable: sys.version_info[1]}
    for minor in range(11, 15):
        path = shutil.which(f"python3.{minor}")
        if path is None or minor in found.values():
            continue
        if subprocess.run([path, "-c", _NEEDED], capture_output=True, check=False).returncode == 0:
            found[path] = minor
    return list(found)


class Stranger:
    """Somebody with an environment that holds the wheel, and an empty folder."""

    def __init__(self, folder: Path, python: str) -> None:
        self.folder = folder
        self.venv = folder / "environment"
        build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "made")]
        subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
        (wheel,) = (folder / "made").glob("reproreport-*.whl")
        subprocess.run([python, "-m", "venv", "--without-pip", str(self.venv)], check=True)
        own = self.venv / "bin/python"
        pip = [sys.executable, "-m", "pip", "--python", str(own), "install", "-q", "--no-deps", "--no-index"]
        subprocess.run([*pip, str(wheel)], check=True, env=self.environment | {"PYTHONPATH": ""})
        # What it depends on is linked, so that no registry is asked; paths in this file are not followed on.
        ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
        (site,) = self.venv.glob("lib/python*/site-packages")
        packages = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=True).stdout
        (site / "linked.pth").write_text(packages, encoding="utf-8")

    @property
    def environment(self) -> dict[str, str]:
        """Return what a shell of this environment has, and nothing of the one that runs the tests."""
        return {
            "PATH": f"{self.venv / 'bin'}{os.pathsep}{os.defpath}",
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_AUTHOR_NAME": "S",
            "GIT_AUTHOR_EMAIL": "s@example.org",
            "GIT_COMMITTER_NAME": "S",
            "GIT_COMMITTER_EMAIL": "s@example.org",
        }

    def run(self, *words: str, at: str = "", code: int = 0) -> str:
        """Run a command in a folder, hold it to its exit code, and return what it says."""
        done = subprocess.run(
            words,
            cwd=self.folder / at,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, f"{' '.join(words)}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("python", _pythons())
def test_from_nothing_to_a_gate_that_fails(tmp_path: Path, python: str) -> None:
    """Scaffold, build, check, test, audit; then a datum changes, and the gate says which."""
    stranger = Stranger(tmp_path, python)
    place = stranger.run("python", "-c", "import reproreport; print(reproreport.__file__)").strip()
    assert Path(place).is_relative_to(stranger.venv)

    stranger.run(
        "report", "new", "my-thesis", "--yes", "--title", 'Lê\'s "thesis": a start', "--author", "Lê Hà"
    )
    root = tmp_path / "my-thesis"
    assert len(list((root / "wheels").glob("reproreport-*.whl"))) == 1
    assert f"./wheels/{next((root / 'wheels').iterdir()).name}" in (root / "requirements.txt").read_text()
    written = [path for path in root.rglob("*") if path.is_file() and path.suffix != ".whl"]
    assert not [path for path in written if str(ROOT) in path.read_text(encoding="utf-8")]
    assert not (root / "build").exists()
    for words in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "A new report")):
        stranger.run("git", *words, at="my-thesis")

    (stranger.venv / "ready").touch()  # the Makefile's own environment, set up
    said = stranger.run("make", "report", "check", "test", "audit", f"VENV={stranger.venv}", at="my-thesis")
    assert "14 results as accepted." in said
    assert "2 passed" in said
    assert "42 of 120 is 35.0%" in said
    page = (root / "build/site/chapters/journeys/index.html").read_text(encoding="utf-8")
    assert "64" in page
    assert (root / "build/pdf/report.pdf").read_bytes().startswith(b"%PDF")
    assert stranger.run("git", "status", "--short", at="my-thesis") == ""

    readers = root / "data/library/readers.csv"
    lines = readers.read_text(encoding="utf-8").splitlines()
    number = next(n for n, line in enumerate(lines) if ",car," in line)
    lines[number] = lines[number].replace(",car,", ",bicycle,")
    readers.write_text("\n".join(lines) + "\n", encoding="utf-8")
    said = stranger.run("report", "check", at="my-thesis", code=1)
    assert "journeys.active.share" in said
    assert f"cause: data/library/readers.csv line {number + 1}: means car → bicycle" in said

    doctor = stranger.run("report", "doctor", at="my-thesis")
    assert "pip install 'reproreport[quarto]'" in doctor
    assert "apt-get" not in doctor
    assert "docs" not in stranger.run("report", "help")
    assert stranger.run("report", "help", "codebooks").startswith("# Describing data")
    assert str(ROOT) not in said + doctor


def test_a_python_that_is_too_old() -> None:
    """One message: pip refuses by itself, but a folder on the path is imported by any Python."""
    old = "import sys; sys.version_info = (3, 9, 1, 'final', 0); import reproreport"
    done = subprocess.run([sys.executable, "-c", old], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("error: reproreport needs Python 3.11 or newer, and this is 3.9\n")
    assert "Traceback" not in done.stderr
