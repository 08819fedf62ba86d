"""What a build remembers: the same pages come out, of less work, and never of an older text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from analysis.errors import ContentError
from analysis.project import Project
from analysis.render import pandoc
from analysis.render.book import read_book
from analysis.render.html import write_site
from analysis.render.memory import Memory
from analysis.render.pandoc import Answer, Job

WriteProject = Callable[..., Project]

CHAPTERS = {
    "a.qmd": "# A {#sec-a}\n\nSee @tbl-b and [@smith2010].\n\n{{< include _part.md >}}\n",
    "b.qmd": "# B {#sec-b}\n\n| x |\n|---|\n| 1 |\n\n: Cap {#tbl-b}\n\n@nguyen2015a, [so](a.qmd#sec-a).\n",
    "c.qmd": "# C\n\nNothing.\n\n## Section {#sec-c}\n\n{{< var n >}}\n",
    "_part.md": "Included.\n",
}


@pytest.fixture
def converted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list to which every text goes that Pandoc is given."""
    seen: list[str] = []
    convert = pandoc._convert

    def watch(jobs: Sequence[Job]) -> list[Answer]:
        seen.extend(job.text for job in jobs)
        return convert(jobs)

    monkeypatch.setattr(pandoc, "_convert", watch)
    return seen


def build(project: Project, folder: Path, *, fresh: bool = False, n: str = "5") -> dict[str, str]:
    """Build the site with what is remembered beside it, or with nothing; return its pages."""
    memory = Memory(None if fresh else project.root / "memory.sqlite", "1")
    book = read_book(project, {"n": n}, memory=memory)
    write_site(book, folder)
    memory.save()
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*.html")}


EDITS = {
    "words": ("c.qmd", "Nothing.", "Something."),
    "a title that others name": ("b.qmd", "# B {", "# New name {"),
    "a label's number": ("b.qmd", "| x |", "![F](f.svg){#fig-f fig-alt='f'}\n\n| x |"),
    "an order of tables": ("b.qmd", "| x |", "| y |\n|---|\n| 1 |\n\n: First {#tbl-first}\n\n| x |"),
    "the number of a chapter before": ("a.qmd", "{#sec-a}", "{#sec-a .unnumbered}"),
    "a citation": ("a.qmd", "[@smith2010]", "@smith2010 [p. 3]"),
    "a work": ("references.bib", "Anna", "Bertha"),
    "an included file": ("_part.md", "Included", "Put in"),
    "a picture's absence of change": ("f.svg", "svg", "svg"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_gives_what_a_fresh_build_gives(
    write_project: WriteProject, tmp_path: Path, edit: str
) -> None:
    """Page by page, whatever hangs on what was edited."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    project = write_project({**CHAPTERS, "f.svg": svg})
    first = build(project, tmp_path / "site")
    assert first == build(project, tmp_path / "again")
    name, old, new = EDITS[edit]
    file = project.root / name
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))
    assert build(project, tmp_path / "site") == build(project, tmp_path / "fresh", fresh=True)
    file.write_text(file.read_text().replace(new, old))
    assert build(project, tmp_path / "site") == first


def test_a_variable_reaches_its_page(write_project: WriteProject, tmp_path: Path) -> None:
    """It is part of the text that is remembered."""
    project = write_project(CHAPTERS)
    build(project, tmp_path / "site")
    assert "<p>6</p>" in build(project, tmp_path / "site", n="6")["c.html"]


def test_only_the_edited_chapter_is_read_again(
    write_project: WriteProject, tmp_path: Path, converted: list[str]
) -> None:
    """And only its page is converted: the second time nothing is, after an edit one chapter."""
    project = write_project(CHAPTERS)
    build(project, tmp_path / "site")
    converted.clear()
    build(project, tmp_path / "site")
    assert converted == []
    (project.root / "c.qmd").write_text(CHAPTERS["c.qmd"].replace("Nothing", "Something"))
    build(project, tmp_path / "site")
    assert [("Something" in text) for text in converted] == [True, True]


def test_a_problem_is_found_every_time(write_project: WriteProject) -> None:
    """A chapter with one is not remembered as good, nor one whose reference lost its target."""
    project = write_project(CHAPTERS)
    for text, message in (("@tbl-none", "points to nothing"), ("![](x.svg)", "no alternative text")):
        (project.root / "c.qmd").write_text(f"# C\n\n{text}\n")
        for _ in range(2):
            memory = Memory(project.root / "memory.sqlite", "1")
            with pytest.raises(ContentError, match=message):
                read_book(project, {"n": "5"}, memory=memory)
            memory.save()
    (project.root / "c.qmd").write_text(CHAPTERS["c.qmd"])
    read_book(project, {"n": "5"}, memory=Memory(project.root / "memory.sqlite", "1"))
    (project.root / "b.qmd").write_text(CHAPTERS["b.qmd"].replace("#tbl-b", "#tbl-other"))
    with pytest.raises(ContentError, match="reference @tbl-b points to nothing"):
        read_book(project, {"n": "5"}, memory=Memory(project.root / "memory.sqlite", "1"))


def test_another_version_remembers_nothing(tmp_path: Path) -> None:
    """New code may make something else of the same text; a file that is no memory is begun anew."""
    memory = Memory(tmp_path / "m", "1")
    memory.put("small", [1])
    memory.store("large", {"t": "Para", "c": []})
    memory.save()
    again = Memory(tmp_path / "m", "1")
    assert (again.get("small"), again.load("large"), again.has("large")) == (
        [1],
        {"t": "Para", "c": []},
        True,
    )
    other = Memory(tmp_path / "m", "2")
    assert (other.get("small"), other.load("large"), other.has("large")) == (None, None, False)
    (tmp_path / "m").write_bytes(b"not a database" * 1000)
    assert Memory(tmp_path / "m", "1").get("small") is None
