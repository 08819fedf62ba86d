"""What the machine refuses: one message that names the file and what to do, exit code 1, nothing lost."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

#: Let root, too, be refused what the bits of a file say: Linux's CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH.
_DROP, _CAPABILITIES = 24, (1, 2)


def as_a_user() -> None:
    """Let the program that follows be bound by permissions, whoever starts the tests."""
    if os.geteuid() == 0:
        for capability in _CAPABILITIES:
            ctypes.CDLL(None).prctl(_DROP, capability, 0, 0, 0)


def small_files() -> None:
    """Let no file be larger than 20 kB: for a program, a disk that fills up while it is written."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


def report(
    folder: Path,
    *words: str,
    before: Callable[[], None] = as_a_user,
    python: str = sys.executable,
    **variables: str,
) -> subprocess.CompletedProcess[str]:
    """Run ``report`` in a folder."""
    return subprocess.run(
        [python, "-m", "reproreport", *words],
        cwd=folder,
        # What measures the tests would fill the disk, too, and say so.
        env={k: v for k, v in os.environ.items() if not k.startswith("COVERAGE_")} | variables,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=before,
    )


def errors(done: subprocess.CompletedProcess[str]) -> list[str]:
    """Return the first line of each message of a command that failed as it should."""
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    lines = done.stderr.splitlines()
    for place, line in enumerate(lines):
        assert not line.startswith("error: ") or lines[place + 1].startswith("    "), "no word of what to do"
    return [line.removeprefix("error: ") for line in lines if line.startswith("error: ")]


@pytest.mark.parametrize("words", ["build --formats html", "compute", "check", "accept", "clean"])
def test_a_file_called_build(built: Path, words: str) -> None:
    """Field case 20: every command that needs the folder names what stands in its place."""
    (built / "build").rename(built / "kept")
    (built / "build").touch()
    (built / "tests/accepted").mkdir(parents=True)
    assert errors(report(built, *words.split())) == ["build: a file stands where a folder belongs"]
    assert (built / "build").is_file()


@pytest.mark.parametrize(
    "name",
    [
        "_quarto.yml",
        "references.bib",
        "chapters/coffee/index.qmd",
        "chapters/coffee/notebook.ipynb",
        "chapters/coffee/cup.svg",
        "data/coffee/cups.csv",
        "data/coffee/codebook.yml",
    ],
)
def test_a_file_that_may_not_be_read(built: Path, name: str) -> None:
    """It is named, and so is what helps."""
    (built / name).chmod(0)
    done = report(built, "build", "--formats", "html")
    assert errors(done) == [f"{name}: this user may not read or write it"]
    assert "chmod" in done.stderr


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("data/coffee/codebook.yml", "this is no file"),
        ("chapters/coffee/notebook.ipynb", "this is a folder"),
        ("references.bib", "is a folder"),
        ("chapters/coffee/index.qmd", "is a folder"),
    ],
)
def test_a_folder_in_the_place_of_a_file(built: Path, name: str, what: str) -> None:
    """It is named as what it is."""
    (built / name).unlink()
    (built / name).mkdir()
    found = errors(report(built, "build", "--formats", "html"))
    assert any(name in line and what in line for line in found), found


def _protect(folder: Path, mode: int) -> None:
    for path in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        path.chmod(mode)


def test_a_checkout_that_may_not_be_written(built: Path) -> None:
    """What is up to date is read; what would be written is refused, by name."""
    _protect(built, 0o555)
    try:
        assert report(built, "build", "--renderer", "pandoc").returncode == 0
        explained = report(built, "explain", "coffee.people")
        found = errors(report(built, "build", "--renderer", "pandoc", "--force"))
    finally:
        _protect(built, 0o755)
    assert explained.returncode == 0, explained.stderr
    assert found
    assert all(line.endswith("this user may not read or write it") for line in found)


def test_a_clone_that_may_not_be_written(built: Path) -> None:
    """Before anything was built: the first file that would be written is named."""
    (built / "build").rename(built.parent / "kept")
    _protect(built, 0o555)
    try:
        found = errors(report(built, "build"))
    finally:
        _protect(built, 0o755)
    assert len(found) == 1
    assert found[0].startswith("build/")


def test_a_disk_that_fills_up(built: Path) -> None:
    """The site and the PDF of before are as they were, and nothing half-written stays."""
    before = {path: path.read_bytes() for path in (built / "build/site").rglob("*") if path.is_file()}
    before |= {path: path.read_bytes() for path in (built / "build/pdf").rglob("*")}
    chapter = built / "chapters/coffee/index.qmd"
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\nMore.\n" * 9000, encoding="utf-8")
    done = report(built, "build", before=small_files)
    assert any("larger than a file may be here" in line for line in errors(done))
    assert "the last good report is untouched" in done.stdout
    assert {path: path.read_bytes() for path in before} == before
    assert not [path for path in (built / "build").rglob(".*.new") if path.is_file()]
    assert report(built, "build").returncode == 0


def test_a_long_tmpdir(built: Path, tmp_path: Path) -> None:
    """Field case 27: sockets have room elsewhere, as on macOS and clusters they must."""
    folder = tmp_path / ("t" * 90)
    folder.mkdir()
    done = report(built, "compute", "--force", TMPDIR=str(folder))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (lambda _: None, "does not exist"),
        (lambda path: path.touch(), "is a file, and no folder"),
        (lambda path: path.mkdir(mode=0o555), "cannot be written: Permission denied"),
    ],
)
@pytest.mark.parametrize("words", ["build --formats html", "compute", "check", "explain coffee.people"])
def test_a_tmpdir_that_cannot_be_used(
    built: Path, tmp_path: Path, make: Callable[[Path], None], what: str, words: str
) -> None:
    """Field case 27: it is named, and neither Pandoc's nor Python's words are shown."""
    folder = tmp_path / "scratch"
    make(folder)
    found = errors(report(built, *words.split(), TMPDIR=str(folder)))
    assert found == [f"TMPDIR: the folder for temporary files, {folder}, {what}"]


def test_an_empty_tmpdir_and_no_home(built: Path) -> None:
    """As under cron and in containers: nothing is written where the command happens to run."""
    before = set(built.iterdir())
    done = report(built, "build", "--force", "--formats", "html", TMPDIR="", HOME="/no/such/home")
    assert done.returncode == 0, done.stderr
    assert set(built.iterdir()) == before
    done = report(built, "doctor", TMPDIR="/no/such/folder")
    assert done.returncode == 1
    assert "MISSING scratch" in done.stdout


def _python_without(folder: Path, package: str) -> str:
    """Return a Python that has every package of this one but one of them."""
    site = Path(importlib.util.find_spec("click").origin or "").parents[1]  # type: ignore[union-attr]
    packages = folder / site.relative_to(sys.prefix)
    packages.mkdir(parents=True)
    for path in site.iterdir():
        if not path.name.startswith((f"{package}.", f"{package}-")) and path.name != package:
            (packages / path.name).symlink_to(path)
    base = Path(getattr(sys, "_base_executable", sys.executable))
    (folder / "bin").mkdir()
    (folder / "bin/python").symlink_to(base)
    (folder / "pyvenv.cfg").write_text(f"home = {base.parent}\n", encoding="utf-8")
    return str(folder / "bin/python")


@pytest.mark.parametrize(
    ("package", "words"),
    [
        ("ipykernel", "compute --force"),
        ("papermill", "compute --force"),
        ("pandera", "compute --force"),
    ],
)
def test_a_package_that_is_missing(built: Path, tmp_path: Path, package: str, words: str) -> None:
    """The message names it, and the command that says how to have it."""
    done = report(built, *words.split(), python=_python_without(tmp_path / "python", package))
    assert any(package in line for line in errors(done)), done.stderr
    assert "report doctor" in done.stderr
    assert "correct the cell" not in done.stderr


def test_a_folder_that_is_gone(built: Path) -> None:
    """The command was started in a folder that somebody has removed since."""
    gone = built / "gone"
    gone.mkdir()

    def remove() -> None:
        gone.rmdir()

    done = report(gone, "check", before=remove, PYTHONPATH=str(Path(__file__).parents[2] / "analysis"))
    assert errors(done) == ["the folder in which the command was started is gone"]


def test_clean_says_what_it_cannot_remove(built: Path) -> None:
    """It does not say that all is removed."""
    _protect(built / "build", 0o555)
    try:
        done = report(built, "clean")
    finally:
        _protect(built / "build", 0o755)
    assert len(errors(done)) == 1
    assert "Removed" not in done.stdout


def test_a_build_folder_that_is_a_link(built: Path, tmp_path: Path) -> None:
    """As to another disk: it is used, and emptied; the link stays."""
    (built / "build").rename(tmp_path / "elsewhere")
    (built / "build").symlink_to(tmp_path / "elsewhere")
    assert report(built, "build", "--renderer", "pandoc").returncode == 0
    assert report(built, "clean").returncode == 0
    assert (built / "build").is_symlink()
    assert not list((tmp_path / "elsewhere").iterdir())
