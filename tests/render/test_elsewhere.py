"""References from a publication to what only the whole report holds."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from publications import files, read_part
from reproreport.errors import ContentError
from reproreport.project import Project, load_project
from reproreport.render.book import read_book, read_elsewhere, write_elsewhere
from reproreport.render.pandoc.nodes import plain_text, walk

Write = Callable[..., Project]
MakeNotebook = Callable[..., str]


def words(write_project: Write, make_notebook: MakeNotebook, line: str) -> str:
    """Return how a line of the article reads."""
    given = files(make_notebook)
    given["a/index.qmd"] = f"# A\n\nRestated from @smith2010. {line}\n"
    book = read_part(write_project(given), "alone")
    return plain_text(list(book.pages[0].blocks)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("See @sec-b.", "See Chapter 2 of the full report."),
        ("See @tbl-b.", "See Table 2.1 of the full report."),
        ("(no. [-@tbl-b])", "(no. 2.1 of the full report)"),
        ("[Tables @tbl-b]", "Tables 2.1 of the full report"),
        ("See @Tbl-b; [@sec-b; @fig-b]", "Chapter 2 of the full report, Figure 2.1 of the full report"),
        ("see [that chapter](../b/index.qmd#sec-b) there", "see that chapter there"),
    ],
)
def test_the_words_of_a_reference(
    write_project: Write, make_notebook: MakeNotebook, line: str, read: str
) -> None:
    """The whole report's number, and what it is a number of."""
    assert read in words(write_project, make_notebook, line)


def test_it_is_no_link(write_project: Write, make_notebook: MakeNotebook) -> None:
    """There is nothing to lead to."""
    given = files(make_notebook)
    given["a/index.qmd"] = "# A\n\n@smith2010 and @sec-b and [b](../b/index.qmd).\n"
    book = read_part(write_project(given), "alone")
    links = [node["c"][2][0] for node in walk(list(book.pages[0].blocks[:1])) if node["t"] == "Link"]
    assert links == ["/a/index.qmd#ref-smith2010"]


@pytest.mark.parametrize("line", ["@sec-nowhere", "[x](../c/index.qmd)"])
def test_what_nothing_holds_is_still_refused(
    write_project: Write, make_notebook: MakeNotebook, line: str
) -> None:
    """In the whole report, too."""
    with pytest.raises(ContentError):
        words(write_project, make_notebook, line)


def test_the_file_holds_what_each_part_does_not(write_project: Write, make_notebook: MakeNotebook) -> None:
    """By publication and label; a thesis that holds all chapters refers to nothing outside."""
    project = write_project(files(make_notebook))
    path = project.root / "build/elsewhere.json"
    parts = [load_project(project.root, name) for name in ("alone", "thesis")]
    write_elsewhere(read_book(project, {}), parts, path)
    found = json.loads(path.read_text(encoding="utf-8"))
    assert found == {
        "alone": {
            "fig-b": ["Figure", "2.1", "of the full report"],
            "sec-b": ["Chapter", "2", "of the full report"],
            "tbl-b": ["Table", "2.1", "of the full report"],
            **{f"/{chapter}": [] for chapter in ("index.qmd", "b/index.qmd", "references.qmd")},
        },
        "thesis": {},
    }
    assert read_elsewhere(path, project).names == {}
