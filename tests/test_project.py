"""The map of the report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest

from reproreport.errors import ProjectError
from reproreport.project import Chapter, load_project
from reproreport.project.limits import Limits

Edit = Callable[[Path, str, str], None]


def test_reads_the_book_in_reading_order(report: Path) -> None:
    """Title, authors and chapters come as _quarto.yml has them."""
    project = load_project(report)
    assert project.title == "Cups of coffee"
    assert project.authors == ("A. Nguyễn",)
    assert [chapter.name for chapter in project.chapters] == ["index", "coffee", "references"]
    assert project.chapters[1].line == 10
    assert project.parameters == {"confidence": 0.9}


def test_a_chapters_notebook_is_the_one_in_its_folder(report: Path) -> None:
    """Pages at the top level have no notebook; a folder under chapters/ may have one."""
    assert load_project(report).notebooks == {"coffee": PurePosixPath("chapters/coffee/notebook.ipynb")}


def test_parts_and_appendices(report: Path, edit: Edit) -> None:
    """A chapter knows its part and whether it is an appendix."""
    new = "    - part: Drinks\n      chapters: [chapters/coffee/index.qmd]\n"
    edit(report / "_quarto.yml", "    - chapters/coffee/index.qmd\n", new)
    edit(report / "_quarto.yml", "    - references.qmd\n", "  appendices: [references.qmd]\n")
    chapters = load_project(report).chapters
    assert chapters[1].part == "Drinks"
    assert chapters[2].appendix


def test_name_of_a_chapter() -> None:
    """A chapter is called after its folder, or after its file at the top level."""
    assert Chapter(PurePosixPath("chapters/tea/index.qmd")).name == "tea"
    assert Chapter(PurePosixPath("index.qmd")).name == "index"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("chapters/coffee/index.qmd", "chapters/cofee/index.qmd", "_quarto.yml:10: chapter 'chapters/cofee"),
        ("type: book", "type: bok", "_quarto.yml:2: only 'type: book' can be built"),
        ("  title:", "  titel:", "_quarto.yml:5: unknown key 'titel'\n    did you mean 'title'?"),
        ("confidence: 0.9", "confidence: [1]", "_quarto.yml:19: parameter 'confidence' must be a number"),
        ("report:\n", "report:\n  limits: {cel: 1}\n", "unknown key 'cel'\n    did you mean 'cell'?"),
        ("report:\n", "report:\n  limits: 5\n", "'report: limits' holds keys, and no value"),
        ("report:\n", "report:\n  limits: {memory: 4 GB}\n", "_quarto.yml:18: 'memory' is no number above 0"),
        ("report:\n", "report:\n  limits:\n    cell: true\n", "_quarto.yml:19: 'cell' is no number above 0"),
        ("report:\n", "report:\n  limits:\n    cell: -3\n", "write how many seconds, as in 'cell: 600'"),
        ('title: "Cups', 'title: "Cups" x', "_quarto.yml:5: not valid YAML"),
        ("  output-file: coffee\n", "  title: b\n", "'title' is given twice (first on line 5)"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    report: Path, edit: Edit, old: str, new: str, message: str
) -> None:
    """Each mistake in _quarto.yml is one message with file and line."""
    edit(report / "_quarto.yml", old, new)
    with pytest.raises(ProjectError) as caught:
        load_project(report)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('  author: "A. Nguyễn"\n', "", "'book: author' is missing"),
        ("    - references.qmd\n", "    - chapters/coffee/index.qmd\n", "two chapters are called 'coffee'"),
        ("book:\n", "book:\n  search: true\n", "'search' has no effect: Quarto's site has it"),
    ],
)
def test_what_only_a_strict_report_is_stopped_by(
    report: Path, edit: Edit, old: str, new: str, message: str
) -> None:
    """Any other one is built, and told where a reader might miss something."""
    edit(report / "_quarto.yml", old, new)
    load_project(report)
    edit(report / "_quarto.yml", "report:\n", "report:\n  strict: true\n")
    with pytest.raises(ProjectError) as caught:
        load_project(report)
    assert message in str(caught.value)


def test_limits(report: Path, edit: Edit) -> None:
    """Those that are not set are as they were."""
    edit(report / "_quarto.yml", "report:\n", "report:\n  limits: {cell: 5, memory: 0.5e3}\n")
    assert load_project(report).limits == Limits(cell=5, memory=500)


def test_an_absent_chapter_comes_with_the_nearest_name(report: Path, edit: Edit) -> None:
    """The message for a misspelt chapter proposes the file that exists."""
    edit(report / "_quarto.yml", "- chapters/coffee/index.qmd", "- chapters/cofee/index.qmd")
    with pytest.raises(ProjectError, match=r"did you mean 'chapters/coffee/index\.qmd'\?"):
        load_project(report)


def test_a_folder_without_a_report(tmp_path: Path) -> None:
    """Outside a report's folder the message says where to go."""
    with pytest.raises(ProjectError, match=r"there is no _quarto\.yml here"):
        load_project(tmp_path)
