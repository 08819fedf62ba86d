"""A second build elsewhere, and what differs from the first."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from reproreport.cli import main
from reproreport.pipeline import build
from reproreport.project import load_project
from small_report import CELLS, write_report

RANDOM = [
    (
        "",
        '#| label: tbl-random\n#| tbl-cap: "By chance"\nimport os\nfrom IPython.display import HTML\n'
        "HTML(f'<table><thead><tr><th>n</th></tr></thead><tbody><tr><td>{int.from_bytes(os.urandom(8))}"
        "</td></tr></tbody></table>')",
    ),
    ("", "record('chance', int.from_bytes(os.urandom(4)), kind='count')"),
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small report that was built."""
    root = write_report(tmp_path_factory.mktemp("verify") / "report")
    config = root / "_quarto.yml"
    config.write_text(config.read_text(encoding="utf-8").replace("  typst:", "  docx: {}\n  typst:"))
    assert build(load_project(root), renderer="pandoc").exit_code == 0
    return root


def verify(root: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str]:
    """Run the command in a report; return its exit code, and what it found or why it looked for nothing."""
    monkeypatch.chdir(root)
    done = CliRunner().invoke(main, ["verify", *arguments])
    return done.exit_code, done.stdout or done.stderr


def test_nothing_differs(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That is what is said, with the number of files."""
    code, said = verify(built, monkeypatch)
    number = said.partition(" ")[0]
    assert said.endswith(f"{number} of {number} files are the same, byte by byte, after a second build.\n")
    assert int(number) > 10
    assert code == 0


def test_what_differs_is_named(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that were changed, removed or added after the build, each with its first difference."""
    site, word = built / "build/site", next(built.glob("build/publications/**/*.docx"))
    kept = {path: path.read_bytes() for path in (site / "index.html", site / "report.css", word)}
    (site / "index.html").write_bytes(kept[site / "index.html"].replace(b"A report about", b"A report of"))
    (site / "report.css").unlink()
    (site / "more.html").touch()
    with zipfile.ZipFile(word) as before:
        parts = {name: before.read(name) for name in before.namelist()}
    with zipfile.ZipFile(word, "w") as after:
        for name, content in parts.items():
            after.writestr(name, content.replace(b"A report about", b"A report of"))
    try:
        code, said = verify(built, monkeypatch)
    finally:
        for path, content in kept.items():
            path.write_bytes(content)
        (site / "more.html").unlink()
    assert code == 1
    assert "build/site/index.html: line " in said
    assert "A report of coffee." in said
    assert " and is " in said
    assert "build/site/report.css: was made by the second build alone" in said
    assert "build/site/more.html: was not made by the second build" in said
    assert f"{word.relative_to(built)}: word/document.xml: line " in said


def test_sources_that_changed_since(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are named, and nothing is built."""
    path = built / "data/coffee/cups.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("an,3", "an,4"), encoding="utf-8")
    try:
        code, said = verify(built, monkeypatch)
    finally:
        path.write_text(text, encoding="utf-8")
    assert code == 1
    assert said == (
        "error: nothing to verify: data/coffee/cups.csv changed since\n"
        "    `report build` first: then there is something to compare with\n"
    )


def test_a_notebook_that_is_not_deterministic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named with the cell and the first value that differs, whatever follows from it."""
    root = write_report(tmp_path / "report", [*CELLS, *RANDOM])
    code, said = verify(root, monkeypatch, "--notebooks")
    assert (code, "nothing to verify: it was not built" in said) == (1, True)
    assert build(load_project(root), renderer=None).exit_code == 0
    code, said = verify(root, monkeypatch, "--notebooks")
    lines = said.splitlines()
    assert code == 1
    assert lines[0].startswith("build/results/coffee.json: cell 6: coffee.chance was ")
    assert " and is " in lines[0]
    assert lines[1].startswith("build/notebooks/coffee.ipynb: cell tbl-random shows something else: it was ")
