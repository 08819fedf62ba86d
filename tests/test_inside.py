"""A report reads what is in its project: links to anything else are refused, unless it is declared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reproreport.errors import ReportError
from reproreport.inside import declare, is_file, leads_to
from reproreport.project import load_project
from reproreport.render.book import read_book
from reproreport.textfile import read_bytes
from small_book import Files, notebook, write_book

SECRET = "TOPSECRET"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="9"/></svg>'
CELL = ("#| label: tbl-a\n#| tbl-cap: C\n1", "text/html", f"<table><tr><td>{SECRET}</td></tr></table>")
FORMATS: dict[str, Any] = {"html": {"toc": True}, "typst": {"papersize": "a4"}, "docx": {}}


def linked(root: Path, chapter: str, name: str, content: str, **settings: Any) -> str:
    """Return what is said of a book with a link to a file that is not in its project."""
    outside = root / "outside"
    outside.mkdir(parents=True)
    (outside / "secret").write_text(content, encoding="utf-8")
    place = root / "book" / name
    place.parent.mkdir(parents=True)
    place.symlink_to(outside / "secret")
    with pytest.raises(ReportError) as error:
        read_book(write_book(root / "book", {"a.qmd": chapter}, **settings), {})
    return str(error.value)


@pytest.mark.parametrize(
    ("chapter", "name", "content", "settings"),
    [
        ("# T\n\n{{< include s.md >}}\n", "s.md", SECRET, {}),
        ("# T\n\n[x](s.txt)\n", "s.txt", SECRET, {}),
        ('# T\n\n![](s.svg){fig-alt="x"}\n', "s.svg", SVG, {}),
        ("# T\n\n@k\n", "s.bib", "@book{k, title={TOPSECRET}}", {"bibliography": "s.bib"}),
        ("# T\n\nx\n", "s.csl", SECRET, {"csl": "s.csl"}),
        ("# T\n\n{{< embed s.ipynb#tbl-a >}}\n", "s.ipynb", notebook(CELL), {}),
        ("# T\n\nx\n", "s.css", "p {}", {"format": {**FORMATS, "html": {"css": "s.css"}}}),
        ("# T\n\nx\n", "s.docx", SECRET, {"format": {**FORMATS, "docx": {"reference-doc": "s.docx"}}}),
        ("# T\n\nx\n", "f", SECRET, {"format": {**FORMATS, "typst": {"font-paths": ["f"]}}}),
        (
            "# T\n\nx\n",
            "chapters/s.qmd",
            f"# {SECRET}\n",
            {"book": {"title": "T", "author": "A", "chapters": ["index.qmd", "chapters/s.qmd"]}},
        ),
    ],
)
def test_each_way_to_read(
    tmp_path: Path, chapter: str, name: str, content: str, settings: dict[str, Any]
) -> None:
    """Includes, links, pictures, works, styles, notebooks, style sheets, Word files, fonts, chapters."""
    said = linked(tmp_path, chapter, name, content, **settings)
    assert f"it leads out of the project, to {tmp_path}/outside/secret" in said, said
    assert SECRET not in said


def test_a_folder_that_is_a_link(tmp_path: Path) -> None:
    """A file below it is elsewhere, too."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/s.md").write_text(SECRET)
    project = write_book(tmp_path / "book", {"a.qmd": "# T\n\n{{< include d/s.md >}}\n"})
    (tmp_path / "book/d").symlink_to(tmp_path / "outside")
    with pytest.raises(ReportError, match=r"d/s\.md: it leads out of the project"):
        read_book(project, {})


def test_what_is_declared(tmp_path: Path) -> None:
    """A file, or a folder with all that is in it."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/s.md").write_text("Declared words.")
    files: Files = {"a.qmd": "# T\n\n{{< include s.md >}}\n"}
    report = {"inputs": [str(tmp_path / "outside")]}
    write_book(tmp_path / "book", files, report=report)
    (tmp_path / "book/s.md").symlink_to(tmp_path / "outside/s.md")
    book = read_book(load_project(tmp_path / "book"), {})
    assert "Declared" in str(list(book.pages[1].blocks))


def test_links_that_stay(tmp_path: Path) -> None:
    """In the project, also where it is reached by a link; outside of projects nothing is asked."""
    real = tmp_path / "real"
    project = write_book(real, {"a.qmd": "# T\n\n{{< include s.md >}}\n", "b.md": "Words."})
    (real / "s.md").symlink_to("b.md")
    read_book(project, {})
    (tmp_path / "link").symlink_to(real)
    read_book(load_project(tmp_path / "link"), {})
    (tmp_path / "free").symlink_to(real / "b.md")
    assert read_bytes(tmp_path / "free", "free") == b"Words."


def test_what_was_made_may_be_on_another_disk(tmp_path: Path) -> None:
    """A ``build`` that is a link: the notebooks that ran are read, and nothing else there."""
    (tmp_path / "disk/notebooks").mkdir(parents=True)
    (tmp_path / "disk/notebooks/n.ipynb").write_text(notebook(CELL))
    (tmp_path / "disk/s.md").write_text(SECRET)
    chapter = "# T\n\n{{< embed build/notebooks/n.ipynb#tbl-a >}}\n"
    project = write_book(tmp_path / "book", {"a.qmd": chapter})
    (tmp_path / "book/build").symlink_to(tmp_path / "disk")
    read_book(project, {})
    (tmp_path / "book/a.qmd").write_text("# T\n\n{{< include /build/s.md >}}\n")
    with pytest.raises(ReportError, match="leads out of the project"):
        read_book(project, {})


def test_where_a_path_leads(tmp_path: Path) -> None:
    """A name that only begins like a declared one is another file."""
    (tmp_path / "p").mkdir()
    (tmp_path / "p/_quarto.yml").write_text("")
    for name in ("data", "database"):
        (tmp_path / name).write_text("x")
        (tmp_path / "p" / name).symlink_to(tmp_path / name)
    declare(tmp_path / "p", [str(tmp_path / "data")])
    assert leads_to(tmp_path / "p/data") == ""
    assert leads_to(tmp_path / "p/database") == str(tmp_path / "database")


def test_names_that_no_file_can_have(tmp_path: Path) -> None:
    """They are absent, and nothing is wrong with the machine."""
    assert not is_file(tmp_path / ("x" * 5_000))
    project = write_book(tmp_path, {"a.qmd": f"# T\n\n{{{{< include {'x' * 400}.md >}}}}\n"})
    with pytest.raises(ReportError, match="does not exist"):
        read_book(project, {})
