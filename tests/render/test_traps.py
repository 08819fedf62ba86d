"""What Quarto lets pass, and a build does not.

Each was seen with Quarto 1.11: it ends well, or with half of the report published. The sources are
checked before either renderer starts (tests/pipeline/test_run.py: nothing is published then, nor is
Quarto called), and what Quarto wrote is checked after it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from reproreport.errors import ContentError, ProjectError, RenderError
from reproreport.project import Project, load_project
from reproreport.render.book import read_book
from reproreport.render.quarto.choose import Quarto, find_quarto
from reproreport.render.quarto.write import render_with_quarto

WriteProject = Callable[..., Project]

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
FIGURE = '![One](a.svg){#fig-a fig-alt="x"}'
TABLE = "| a |\n|---|\n| 1 |\n\n: Cap {#tbl-a}"

# What Quarto does with it, the text, and what stops the build.
TRAPS = [
    ("prints ?@tbl-x into the page", "@tbl-x", "reference @tbl-x points to nothing"),
    ("prints ?@lst-x, a kind that we have not", "@lst-x", "reference @lst-x points to nothing"),
    ("prints ?var:x into the page", "{{< var no.x >}}", "there is no variable 'no.x'"),
    ("prints ?meta:x into the page", "{{< meta no.x >}}", "there is no metadata value 'no.x'"),
    ("leaves an unknown shortcode as it is", "{{< vra a.b >}}", "unknown shortcode 'vra'"),
    ("HTML: a warning; Typst: an error", "[@none2000]", "citation @none2000 is in no bibliography"),
    ("HTML: silent; Typst: an error", '![](no.svg){fig-alt="x"}', "image 'no.svg' does not exist"),
    ("HTML: silent; Typst: an error", f"{FIGURE}\n\n{FIGURE}", "label 'fig-a' is used twice"),
    ("a warning: ids clash", f"{TABLE}\n\n{TABLE}", "label 'tbl-a' is used twice"),
    ("stops, after other pages", "{{< embed /no.ipynb#tbl-x >}}", "notebook 'no.ipynb' does not exist"),
    ("stops, after other pages", "{{< embed /n.ipynb#tbl-x >}}", "'n.ipynb' has no cell 'tbl-x'"),
    ("stops, after other pages", "{{< include _no.md >}}", "included file '_no.md' does not exist"),
    ("numbers it in the PDF only", "![Cap](a.svg)", "a figure with the caption 'Cap' and no label"),
    ("numbers it in the PDF only", "$$ x $$", "the displayed formula 'x' without a label"),
    ("leaves the caption out of the PDF", "| a |\n|---|\n| 1 |\n\n: Cap", "a table with the caption 'Cap'"),
    ("leaves nothing to read aloud", "$$ {} $$ {#eq-a}", "a formula with nothing to read aloud"),
    ("leaves nothing to read aloud", "Text $\\,$.", "a formula with nothing to read aloud"),
    ("silent", "![](a.svg)", "image 'a.svg' has no alternative text"),
    ("silent", "Text[^a].", "footnote '[^a]' is not defined"),
    ("silent", "[x](no.qmd)", "link to 'no.qmd', which does not exist"),
    ("silent", "[x](#no)", "link to '#no': no such place"),
]


@pytest.fixture
def write(write_project: WriteProject, make_notebook: Callable[..., str]) -> WriteProject:
    """Write a book whose one chapter holds a text."""
    cells = make_notebook(('#| label: tbl-other\n#| tbl-cap: "A"', "text/html", "<table></table>"))

    def write(text: str, name: str = "a.qmd", **settings: object) -> Project:
        head = "# Preface {.unnumbered}" if name == "index.qmd" else "# A {#sec-a}"
        files = {name: f"{head}\n\n{text}\n", "a.svg": SVG, "n.ipynb": cells}
        return write_project(files, **settings)

    return write


@pytest.mark.parametrize(("quarto", "text", "message"), TRAPS)
def test_the_sources_are_refused(write: WriteProject, quarto: str, text: str, message: str) -> None:
    """At the line where it is written, whichever renderer is to follow."""
    with pytest.raises(ContentError) as caught:
        read_book(write(text), {})
    assert any(
        problem.what.startswith(message) and problem.where.startswith("a.qmd:")
        for problem in caught.value.problems
    ), (quarto, str(caught.value))


@pytest.mark.parametrize("text", [FIGURE, TABLE, "$$ x $$ {#eq-a}", "::: {#nte-a .callout-note}\nx\n:::"])
def test_a_label_in_an_unnumbered_chapter_is_refused(write: WriteProject, text: str) -> None:
    """Quarto's pages call the preface's first table "Table 1", its PDF "Table 0.1"."""
    with pytest.raises(ContentError, match=r"index\.qmd:\d+: '\w+-a' stands in a chapter without a number"):
        read_book(write(text, "index.qmd"), {})


def test_a_book_without_citeproc_is_refused(write: WriteProject) -> None:
    """Pages and PDF would set citations in different styles."""
    with pytest.raises(ContentError, match="'citeproc: true' is missing"):
        read_book(write("[@smith2010]", citeproc=False), {})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ('  author: "A"\n', "'book: author' is missing"),
        ("    - a.qmd\n", ""),
    ],
)
def test_the_map_of_the_book_is_complete(tmp_path: Path, change: str, message: str) -> None:
    """Quarto's PDF fails without an author; it looks for chapters before a pre-render step makes them."""
    text = (
        'project: {type: book, output-dir: build/site}\nbook:\n  title: "T"\n  author: "A"\n'
        "  chapters:\n    - index.qmd\n    - a.qmd\nformat: {html: {}, typst: {}}\nreport: {strict: true}\n"
    )
    (tmp_path / "_quarto.yml").write_text(text.replace(change, "") if message else text)
    (tmp_path / "index.qmd").write_text("# P\n")
    with pytest.raises(ProjectError, match=message or r"_quarto\.yml:7: chapter 'a\.qmd' does not exist"):
        load_project(tmp_path)


def stand_in(folder: Path, script: str) -> Quarto:
    """Write a command 'quarto' that notes its arguments and runs a script."""
    folder.mkdir()
    path = folder / "quarto"
    path.write_text(f'#!/bin/sh\necho "$@" >> {folder}/calls\n{script}\n')
    path.chmod(0o755)
    return Quarto(path, (1, 9))


def test_a_failed_typst_step_publishes_no_page(write: WriteProject, tmp_path: Path) -> None:
    """Quarto has written its pages by then."""
    script = "mkdir -p build/site; echo new > build/site/index.html; echo 'ERROR: typst'; exit 1"
    site = tmp_path / "site"
    with pytest.raises(RenderError, match="Quarto stopped"):
        render_with_quarto(
            stand_in(tmp_path / "bin", script),
            read_book(write("Text."), {}),
            tmp_path / "w",
            {"site": site, "pdf": tmp_path / "p"},
        )
    assert not site.exists()
    assert not (tmp_path / "p").exists()


def test_all_formats_come_of_one_call(
    write: WriteProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second call would empty the folder of the first. What the stand-in writes is not held to the text."""
    monkeypatch.setattr("reproreport.render.quarto.write.hold_quarto", lambda *_: None)
    script = "mkdir -p build/site; echo page > build/site/index.html; echo pdf > build/site/T.pdf"
    quarto = stand_in(tmp_path / "bin", script)
    outputs = {"site": tmp_path / "site", "pdf": tmp_path / "out/b.pdf"}
    render_with_quarto(quarto, read_book(write("Text."), {}), tmp_path / "w", outputs)
    assert (tmp_path / "bin/calls").read_text() == "render\n"
    assert (tmp_path / "out/b.pdf").read_text() == "pdf\n"


BEHIND_OUR_BACK = {
    "reference": ("See @tbl-x.", "tbl-x"),
    "variable": ("{{< var no.x >}}", "no.x"),
    "shortcode": ("{{< vra a.b >}}", "vra"),
    "citation": ("[@none2000]", "none2000"),
    "image": ("![](no.svg)", "no.svg"),
    "labels": (f"{FIGURE}\n\n{FIGURE}", "fig-a"),
    "cell": ("{{< embed /n.ipynb#tbl-x >}}", "n.ipynb"),
    "include": ("{{< include _no.md >}}", "_no.md"),
}


@pytest.mark.skipif(find_quarto() is None, reason="no quarto 1.9 or newer on PATH")
@pytest.mark.parametrize("trap", BEHIND_OUR_BACK)
def test_quartos_log_and_pages_are_checked(write: WriteProject, tmp_path: Path, trap: str) -> None:
    """Even where the sources changed after they were read."""
    text, named = BEHIND_OUR_BACK[trap]
    project = write(FIGURE)
    book = read_book(project, {})
    (project.root / "a.qmd").write_text(f"# A {{#sec-a}}\n\n{text}\n")
    quarto = find_quarto()
    assert quarto is not None
    outputs = {"site": tmp_path / "site", "pdf": tmp_path / "b.pdf"}
    with pytest.raises(RenderError) as caught:
        render_with_quarto(quarto, book, tmp_path / "w", outputs)
    assert named in str(caught.value)
    assert not (tmp_path / "site").exists()
    assert not (tmp_path / "b.pdf").exists()
