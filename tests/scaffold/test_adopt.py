"""``report adopt``: an existing Quarto project, read as a build reads it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from reproreport.cli import main
from reproreport.errors import Problem, ReportError
from reproreport.scaffold.adopt import grouped, survey

GOOD = {
    "_quarto.yml": """\
project: {type: book, output-dir: _book}
book:
  title: Tea
  author: A. Nguyễn
  chapters: [index.qmd, pots.qmd]
format:
  html: {toc: true, code-copy: true}
  typst: {papersize: a4}
""",
    "index.qmd": "# Preface {.unnumbered}\n\nA book.\n",
    "pots.qmd": "# Pots {#sec-pots}\n\nSee @sec-pots.\n",
}


def written(root: Path, **changes: str) -> Path:
    """Write a book, some of its files with another text, and return its folder."""
    root.mkdir()
    for name, text in {**GOOD, **{key.replace("__", "."): text for key, text in changes.items()}}.items():
        (root / name).write_text(text, encoding="utf-8")
    return root


def snapshot(root: Path) -> dict[str, bytes]:
    """Return every file of a folder."""
    return {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_book_that_builds(tmp_path: Path) -> None:
    """It is built where it stands, and what has no effect is listed."""
    root = written(tmp_path / "book")
    done = CliRunner().invoke(main, ["adopt", str(root)])
    assert done.exit_code == 0, done.output
    assert "A Quarto book, 2 chapters." in done.output
    assert "code-copy (_quarto.yml:7" in done.output
    assert "Nothing is refused." in done.output
    assert "Pots" in (root / "_book/pots.html").read_text(encoding="utf-8")


def test_text_that_is_refused(tmp_path: Path) -> None:
    """Every place, by file and line; nothing is written."""
    root = written(tmp_path / "book", pots__qmd="# Pots\n\nSee @sec-cups.\n\nAnd @sec-mugs.\n")
    before = snapshot(root)
    done = CliRunner().invoke(main, ["adopt", str(root)])
    assert done.exit_code == 1
    assert "Refused: 2 places in 1 file:" in done.output
    assert "pots.qmd:3" in done.output
    assert "pots.qmd:5" in done.output
    assert snapshot(root) == before


def test_the_chapters_of_a_refused_configuration_are_read(tmp_path: Path) -> None:
    """So that an author sees at once all that there is to do."""
    config = GOOD["_quarto.yml"] + "  slidez: default\n"
    root = written(tmp_path / "book", _quarto__yml=config, pots__qmd="# Pots\n\nSee @sec-cups.\n")
    before = snapshot(root)
    found = survey(root)
    assert [problem.where for problem in found.refused] == ["_quarto.yml:9", "pots.qmd:3"]
    assert found.chapters == 2
    assert found.unread == ""
    assert snapshot(root) == before


def test_chapters_that_cannot_be_read(tmp_path: Path) -> None:
    """The summary says why, beside what is wrong with the configuration."""
    config = GOOD["_quarto.yml"].replace("pots.qmd]", "cups.qmd]") + "  slidez: default\n"
    found = survey(written(tmp_path / "book", _quarto__yml=config))
    assert found.chapters is None
    assert "chapter 'cups.qmd' does not exist" in found.unread


def test_files_in_the_place_of_what_a_build_writes(tmp_path: Path) -> None:
    """A site that is kept there by hand, and variables that somebody wrote, are left alone, and named."""
    root = written(tmp_path / "book", _variables__yml="cups: 3\n")
    (root / "_book").mkdir()
    (root / "_book/mine.txt").write_text("mine\n", encoding="utf-8")
    assert [problem.where for problem in survey(root).refused] == ["_quarto.yml:1", "_variables.yml:1"]


def test_for_machines(tmp_path: Path) -> None:
    """The same as data; nothing is built."""
    root = written(tmp_path / "book", pots__qmd="# Pots\n\nSee @sec-cups.\n")
    done = CliRunner().invoke(main, ["adopt", str(root), "--json"])
    assert done.exit_code == 1
    found = json.loads(done.stdout)
    assert found["chapters"] == 2
    assert [one["where"] for one in found["refused"]] == ["pots.qmd:3"]
    assert not (root / "_book").exists()


def test_text_that_is_shown_otherwise(tmp_path: Path) -> None:
    """It stops no build, and is said by file and line."""
    root = written(tmp_path / "book", pots__qmd="# Pots\n\n![](cup.svg)\n\n```{=latex}\n\\newpage\n```\n")
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="4"/></svg>'
    (root / "cup.svg").write_text(picture, encoding="utf-8")
    found = survey(root)
    assert found.refused == ()
    assert {problem.where for problem in found.otherwise} >= {"pots.qmd:3"}
    done = CliRunner().invoke(main, ["adopt", str(root), "--no-build"])
    assert done.exit_code == 0
    assert "Of the text, shown otherwise" in done.output
    assert "pots.qmd:3" in done.output


def test_no_project(tmp_path: Path) -> None:
    """One message."""
    with pytest.raises(ReportError, match=r"there is no _quarto\.yml here"):
        survey(tmp_path)


def test_kinds() -> None:
    """What differs in names and numbers is of one kind; the most frequent kind comes first."""
    problems = [
        Problem("no such place", "a.qmd:1"),
        Problem("link to '#a': no such place in a.qmd", "a.qmd:2"),
        Problem("link to '#b': no such place in b.qmd", "b.qmd:9"),
    ]
    assert [(len(group.problems), group.files) for group in grouped(problems)] == [(2, 2), (1, 1)]
