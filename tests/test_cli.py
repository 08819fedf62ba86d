"""The command: exit codes and messages, as a user meets them."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from small_report import CELLS, notebook


def command(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run ``report`` in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "reproreport", *words], cwd=folder, capture_output=True, text=True, check=False
    )


def test_an_up_to_date_build_says_where_things_are(built: Path) -> None:
    """Exit code 0; site, PDF and renderer are named."""
    done = command(built, "build", "--renderer", "pandoc")
    assert done.returncode == 0, done.stderr
    assert "Up to date, nothing to do" in done.stdout
    assert "build/site/index.html" in done.stdout
    assert "build/pdf/coffee.pdf" in done.stdout
    assert "Pandoc and Typst, as asked for" in done.stdout


def test_from_a_folder_below(built: Path) -> None:
    """The report is found from inside a chapter's folder."""
    assert command(built / "chapters/coffee", "build", "--renderer", "pandoc").returncode == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-P", "alhpa=1"], "error: -P: no notebook has a parameter 'alhpa'"),
        (["-P", "confidence=high"], "error: -P: parameter 'confidence': 'high' is not a number"),
    ],
)
def test_bad_parameters_are_the_authors_mistake(built: Path, words: list[str], message: str) -> None:
    """Exit code 1, one message, no traceback."""
    done = command(built, "build", "--renderer", "pandoc", *words)
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["build", "--renderer", "word"],
        ["build", "-P", "confidence"],
        ["build", "--jobs", "0"],
        ["bild"],
        ["build", "--formats", "html,epub"],
        ["build", "--publication", "thesis"],
        ["build", "--formats", "docx"],
    ],
)
def test_wrong_usage(built: Path, words: list[str]) -> None:
    """Exit code 2, with the usage."""
    done = command(built, *words)
    assert done.returncode == 2
    assert "Usage:" in done.stderr


def test_a_publication_in_one_format(built: Path) -> None:
    """The summary names what was asked for, and only that."""
    done = command(built, "build", "--renderer", "pandoc", "--publication", "book", "--formats", "pdf")
    assert done.returncode == 0, done.stderr
    assert "  book\n    build/pdf/coffee.pdf\n" in done.stdout
    assert "build/site" not in done.stdout


def test_what_a_publication_does_not_have_is_wrong_usage(built: Path) -> None:
    """With what it has, and where more could be named."""
    done = command(built, "build", "--formats", "jats")
    assert done.returncode == 2
    assert "the publication 'book' has no jats" in done.stderr
    assert "it has html, pdf" in done.stderr


def test_compute_can_read_the_chapters(built: Path) -> None:
    """As Quarto's pre-render step wants it: what Quarto only warns of is an error."""
    chapter = built / "chapters/coffee/index.qmd"
    chapter.write_text(chapter.read_text(encoding="utf-8").replace("@tbl-cups", "@tbl-mugs"))
    assert command(built, "compute").returncode == 0
    done = command(built, "compute", "--read")
    assert done.returncode == 1
    assert "reference @tbl-mugs points to nothing" in done.stderr


def test_a_traceback_only_with_debug(built: Path) -> None:
    """``--debug`` shows where the message came from."""
    (built / "_quarto.yml").write_text("project: [", encoding="utf-8")
    assert "Traceback" not in command(built, "build").stderr
    assert "Traceback" in command(built, "build", "--debug").stderr


IN_FRONT = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from reproreport.cli import main
main()
"""
"""The command as it is started from a terminal: a shell's background jobs do not hear of interrupts."""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_stops_the_notebook_too(built: Path, jobs: str) -> None:
    """Exit code 130 as shells have it, nothing published, and no kernel goes on in the background."""
    path = built / "chapters/coffee/notebook.ipynb"
    sleep = "import time; open('started', 'w').close(); time.sleep(600)"
    path.write_text(notebook([*CELLS, ("", sleep)]), encoding="utf-8")
    words = [sys.executable, "-c", IN_FRONT, "build", "--renderer", "pandoc", "--jobs", jobs]
    process = subprocess.Popen(words, cwd=built, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not (built / "started").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    kernels = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Interrupted." in error
    assert len(kernels) >= 2
    _, alive = psutil.wait_procs(kernels, timeout=10)
    assert alive == []


def test_outside_a_report(tmp_path: Path) -> None:
    """The message says where the command belongs."""
    done = command(tmp_path, "build")
    assert done.returncode == 1
    assert "there is no _quarto.yml here" in done.stderr


def test_clean_removes_what_was_generated_and_nothing_else(built: Path) -> None:
    """build/ and _variables.yml go; every source stays."""
    sources = {path for path in built.rglob("*") if "build" not in path.relative_to(built).parts}
    assert command(built, "clean").returncode == 0
    assert set(built.rglob("*")) == sources - {built / "_variables.yml"}


def test_doctor_names_renderer_and_reason(tmp_path: Path) -> None:
    """What is installed, and what would install the rest."""
    done = command(tmp_path, "doctor")
    assert done.returncode == 0, done.stdout
    assert "Pandoc" in done.stdout
    assert "renderer" in done.stdout


def test_quarto_that_is_asked_for_and_absent(
    built: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The message says how to have it and what does without."""
    monkeypatch.setenv("PATH", str(tmp_path))
    done = command(built, "build", "--renderer", "quarto")
    assert done.returncode == 1
    assert "there is no 'quarto' command" in done.stderr
    assert "--renderer pandoc" in done.stderr
