"""``report new``: what is written, what is refused, and what comes later."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml

from reproreport.audit import read_printed_table
from reproreport.errors import ReportError
from reproreport.project import load_project, publications
from reproreport.scaffold import (
    Answers,
    add_chapter,
    add_publication,
    add_table,
    create,
    project,
    template,
    update,
)
from reproreport.sources.validate import validate

ANSWERS = Answers('Tea: a "first" look', "Lê Hà")


@pytest.fixture
def uncomputed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write reports without running their notebooks; test_stranger.py runs one."""
    monkeypatch.setattr(project, "_accept", lambda _root: None)


@pytest.fixture
def report(tmp_path: Path, uncomputed: None) -> Path:  # noqa: ARG001 (a fixture has no usefixtures)
    """Return a new report."""
    create(tmp_path / "report", ANSWERS)
    return tmp_path / "report"


def refused(act: Callable[[], object]) -> str:
    """Return the message of the one problem that an act is refused with."""
    with pytest.raises(ReportError) as caught:
        act()
    (problem,) = caught.value.problems
    return str(problem)


def everything(root: Path) -> dict[str, bytes]:
    """Return every file of a folder."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def test_what_a_new_report_holds(report: Path) -> None:
    """All that a report has, in files of its own, readable by their readers."""
    read = load_project(report)
    assert [chapter.name for chapter in read.chapters] == ["index", "journeys", "references"]
    assert read.metadata["book"]["title"] == ANSWERS.title
    assert read.metadata["book"]["author"] == ANSWERS.author
    assert all(validate(report / "data/library", report).values())
    assert read_printed_table(report / "data/library/leaflet.csv", "leaflet.csv")
    notebook = nbformat.read(report / "chapters/journeys/notebook.ipynb", as_version=4)
    nbformat.validate(notebook)
    assert not any(cell.get("outputs") for cell in notebook.cells)
    for name in (".github/workflows/report.yml", ".gitlab-ci.yml"):
        text = (report / name).read_text(encoding="utf-8")
        steps = re.findall(r"make (\w+)", text)
        assert steps == ["report", "check", "test", "audit"], name
        yaml.safe_load(text)
    json.loads((report / ".devcontainer/devcontainer.json").read_text(encoding="utf-8"))
    for command in ("report", "check", "test", "audit", "compute", "environment"):
        assert f"\n{command}:" in (report / "Makefile").read_text(encoding="utf-8")


def test_quarto_finds_every_filter(report: Path) -> None:
    """Each path below ``filters:`` is a file of the report, whatever the publication."""
    add_publication(report, "alone", ["journeys"])
    add_publication(report, "two", ["journeys", "index"])
    for path in report.glob("_quarto*.yml"):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")).get("filters", []):
            assert (report / entry["path"]).is_file(), (path.name, entry)


@pytest.mark.usefixtures("uncomputed")
@pytest.mark.parametrize("language", ["vi", "de", "pt-BR"])
def test_other_languages(tmp_path: Path, language: str) -> None:
    """The report can be read; where the library lacks words for the rest of a report, they are asked for."""
    create(tmp_path / "report", Answers("T", "A", language))
    add_publication(tmp_path / "report", "alone", ["journeys"])
    assert load_project(tmp_path / "report").metadata["lang"] == language
    assert "alone" in publications(tmp_path / "report")
    load_project(tmp_path / "report", "alone")


@pytest.mark.usefixtures("uncomputed")
def test_into_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody may stand in it."""
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    create(Path(), ANSWERS)
    assert Path("_quarto.yml").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]


@pytest.mark.usefixtures("uncomputed")
@pytest.mark.parametrize(
    ("target", "answers", "message"),
    [
        ("full", ANSWERS, "full: the folder is not empty"),
        ("full/file", ANSWERS, "file: a file of that name is there"),
        ("no/where", ANSWERS, "no: the folder does not exist"),
        ("one/inner", ANSWERS, "this is inside the report"),
        ("new", Answers("", "A"), "the title is no line of text"),
        ("new", Answers("T", "a\nb"), "the author is no line of text"),
        ("new", Answers("T\u202e", "A"), "the title: "),
        ("new", Answers("T", "A", "xx"), "--lang: the words of 'xx' are not known"),
        ("new", Answers("T", "A", "no such"), "--lang: 'no such' is no language tag"),
    ],
)
def test_refusals(tmp_path: Path, target: str, answers: Answers, message: str) -> None:
    """One message, and nothing is written."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full/file").write_text("mine\n", encoding="utf-8")
    (tmp_path / "one").mkdir()
    (tmp_path / "one/_quarto.yml").write_text("project: {type: book}\n", encoding="utf-8")
    before = everything(tmp_path)
    assert message in refused(lambda: create(tmp_path / target, answers))
    assert everything(tmp_path) == before
    assert not (tmp_path / "new").exists()


def test_a_report_that_cannot_be_computed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stops the notebook is said, and nothing is left behind."""
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert "cannot be computed here" in refused(lambda: create(tmp_path / "report", ANSWERS))
    assert list(tmp_path.iterdir()) == []


def test_a_chapter(report: Path) -> None:
    """Its line stands above the references, and comments stay."""
    before = (report / "_quarto-book.yml").read_text(encoding="utf-8")
    add_chapter(report, "first-survey", 'Tea & "cups"')
    after = (report / "_quarto-book.yml").read_text(encoding="utf-8")
    line = "    - chapters/first-survey/index.qmd\n"
    assert after.replace(line, "") == before
    assert after.index(line) < after.index("references.qmd")
    assert "{{< var first_survey.rows >}}" in (report / "chapters/first-survey/index.qmd").read_text("utf-8")
    assert all(validate(report / "data/first-survey", report).values())
    assert [one.name for one in load_project(report).chapters][2] == "first-survey"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("journeys", "chapters/journeys: this is there already"),
        ("library", "data/library: this is there already"),
        ("references", "_quarto-book.yml:14: a chapter 'references' is there"),
        ("2nd", "'2nd' is no name of a chapter"),
        ("a/b", "'a/b' is no name of a chapter"),
        ("../up", "'../up' is no name of a chapter"),
        ("", "'' is no name of a chapter"),
    ],
)
def test_chapters_that_are_refused(report: Path, name: str, message: str) -> None:
    """Before anything is written."""
    before = everything(report)
    assert message in refused(lambda: add_chapter(report, name))
    assert everything(report) == before


def test_outside_of_a_report(tmp_path: Path) -> None:
    """Nothing can be added where no report is."""
    for act in (add_chapter, add_publication):
        assert "there is no _quarto.yml here" in refused(lambda act=act: act(tmp_path, "tea"))  # type: ignore[misc]
    assert "nothing here says that `report new` made this report" in refused(lambda: update(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_publication(report: Path) -> None:
    """Of the chapter that is called so, of another one, or of several."""
    add_publication(report, "journeys")
    add_publication(report, "two", ["journeys", "index"], "Two of them")
    assert publications(report) == ("book", "journeys", "two")
    assert load_project(report, "journeys").article
    assert [one.name for one in load_project(report, "two").chapters] == ["index", "journeys", "references"]
    assert "_quarto-two.yml: this is there already" in refused(lambda: add_publication(report, "two"))
    assert "the book has no chapter 'tea'" in refused(lambda: add_publication(report, "tea"))
    assert "'a b' is no name of a publication" in refused(lambda: add_publication(report, "a b"))


def test_a_publication_of_a_report_without_profiles(report: Path) -> None:
    """What all publications share must not hold a book: the message says what to move."""
    both = (
        (report / "_quarto.yml").read_text("utf-8").replace("profile:\n", "").replace("  default: book\n", "")
    )
    book = (report / "_quarto-book.yml").read_text("utf-8")
    (report / "_quarto-book.yml").unlink()
    merged = yaml.safe_load(both) | {key: yaml.safe_load(book)[key] for key in ("book", "project")}
    (report / "_quarto.yml").write_text(yaml.safe_dump(merged, allow_unicode=True), encoding="utf-8")
    message = refused(lambda: add_publication(report, "journeys"))
    assert "_quarto.yml:" in message
    assert "_quarto-book.yml" in message


def test_a_table_in_a_report(report: Path) -> None:
    """A row for each cell, a header with the Ns, and an entry in the codebook, which keeps its comments."""
    before = (report / "data/library/codebook.yml").read_text("utf-8")
    add_table(
        report / "data/library/days.csv",
        title="Days: all",
        source="A leaflet, p. 2",
        kind="single response",
        groups="Men = 40, All of them = 2,201",
        rows="Often, Không bao giờ",
        report=report,
    )
    table = read_printed_table(report / "data/library/days.csv", "days.csv")
    assert table.title == "Days: all"
    cells = (report / "data/library/days.csv").read_text("utf-8").splitlines()
    assert cells[:3] == ["response,group,count,percent", "often,men,,", "often,all_of_them,,"]
    assert (report / "data/library/codebook.yml").read_text("utf-8").startswith(before)
    assert all(validate(report / "data/library", report).values())


def test_a_table_anywhere(tmp_path: Path) -> None:
    """Without a report there is no codebook; what is there is not written over."""
    arguments: dict[str, Any] = {
        "title": "T",
        "source": "S",
        "kind": "multiple response",
        "groups": "a=1",
        "rows": "x",
    }
    add_table(tmp_path / "t.csv", **arguments)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["t.csv", "t.yml"]
    assert "this is there already" in refused(lambda: add_table(tmp_path / "t.csv", **arguments))
    for change, message in (
        ({"groups": "men, women"}, "'men' is no column with its N"),
        ({"groups": ""}, "a table needs a column and a row"),
        ({"rows": "a, A"}, "two columns or two rows are called 'a'"),
        ({"kind": "both"}, "'both' is no kind of table"),
    ):
        assert message in refused(lambda change=change: add_table(tmp_path / "u.csv", **arguments | change))  # type: ignore[misc]
    assert "write u.csv" in refused(lambda: add_table(tmp_path / "u.txt", **arguments))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["t.csv", "t.yml"]


def test_an_update(report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a later version: untouched files are new, beside edited ones stands the new one, content stays."""
    assert update(report) == ([], [])
    (report / ".gitignore").write_text("mine\n", encoding="utf-8")
    (report / ".gitlab-ci.yml").unlink()
    (report / "index.qmd").write_text("# Mine\n", encoding="utf-8")
    assert update(report) == ([], [])
    of_now = template.project_files

    def of_later(values: dict[str, object]) -> object:
        return [(path, f"{text}\n# later\n") for path, text in of_now(values)]

    monkeypatch.setattr(project, "project_files", of_later)
    before = everything(report)
    written, beside = update(report)
    assert beside == [".gitignore"]
    assert {"Makefile", "README.md", "_filters/article.lua", "requirements.txt"} <= set(written)
    assert "constraints.txt" not in written
    assert (report / ".gitignore").read_text("utf-8") == "mine\n"
    assert (report / ".gitignore.new").read_text("utf-8").endswith("# later\n")
    assert not (report / ".gitlab-ci.yml").exists()
    changed = {name for name, content in everything(report).items() if before.get(name) != content}
    assert changed == {*written, ".gitignore.new", ".reproreport.json"}
    assert update(report) == ([], [])
    (report / ".reproreport.json").write_text("{", encoding="utf-8")
    assert ".reproreport.json: the file is damaged" in refused(lambda: update(report))
