"""The wheel, installed somewhere: a stranger's report is built with it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from real_report import ROOT
from small_report import CELLS, write_report

HELPERS = "from analysis.units import CUPS\n"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel, and install it, without what it depends on, into a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "made")]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = (folder / "made").glob("reproreport-*.whl")
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--target", str(folder / "installed"), str(wheel)], check=True)
    return folder / "installed"


def report(installed: Path, root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command of the installed wheel in a report's folder."""
    return subprocess.run(
        [sys.executable, "-m", "reproreport", *words],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_report_with_its_own_package_of_that_name(installed: Path, tmp_path: Path) -> None:
    """``analysis/`` is the most usual name of a thesis's own code: it is the report's."""
    label, data, *shown = CELLS
    root = write_report(tmp_path / "report", [label, (data[0], HELPERS + data[1]), *shown])
    (root / "analysis").mkdir()
    (root / "analysis/__init__.py").write_text('"""Code of this thesis."""\n', encoding="utf-8")
    (root / "analysis/units.py").write_text("CUPS = 'cups'\n", encoding="utf-8")
    done = report(installed, root, "build", "--renderer", "pandoc")
    assert done.returncode == 0, done.stderr
    page = (root / "build/site/chapters/coffee/index.html").read_text(encoding="utf-8")
    assert ">3</a> people" in page  # a number is a link to where it comes from
    # It was the wheel that did it, and the helper is what the notebook depends on.
    observed = (root / "build/observed/coffee.json").read_text(encoding="utf-8")
    assert "analysis/units.py" in observed
    (root / "analysis/units.py").write_text("CUPS = 'mugs'\n", encoding="utf-8")
    again = report(installed, root, "compute")
    assert "notebook coffee" in again.stderr, again.stderr


def test_it_is_the_wheel(installed: Path, tmp_path: Path) -> None:
    """The library that was tried above is not the working copy."""
    place = [sys.executable, "-c", "import reproreport as own; print(own.__file__)"]
    environment = os.environ | {"PYTHONPATH": str(installed)}
    found = subprocess.run(place, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert Path(found.stdout.strip()).is_relative_to(installed)


def test_what_a_wheel_holds(installed: Path) -> None:
    """The library with its assets, and nothing beside it."""
    names = {path.name for path in installed.iterdir() if not path.name.endswith(".dist-info")}
    assert names - {"bin"} == {"reproreport"}
    library = ROOT / "analysis/reproreport"
    tracked = {path.relative_to(library).as_posix() for path in library.rglob("*") if path.is_file()}
    held = {
        path.relative_to(installed / "reproreport").as_posix()
        for path in (installed / "reproreport").rglob("*")
    }
    assert {name for name in tracked if "__pycache__" not in name} <= held
