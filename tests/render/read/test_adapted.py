"""What Quarto authors write beyond the subset: shown, or told at the end; in strict reports an error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from every_format import Written, write_all
from reproreport.errors import ContentError
from reproreport.project import load_project
from reproreport.render.book import read_book
from small_book import write_book

PAGE = (Path(__file__).resolve().parents[3] / "docs/quarto-books.md").read_text(encoding="utf-8")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><circle cx="15" cy="15" r="9"/></svg>'


def examples() -> Iterator[tuple[str, str]]:
    """Yield each example of the page with the title above it."""
    for part in PAGE.split("\n### ")[1:]:
        title = part.partition("\n")[0]
        for text in re.findall(r"^````markdown\n(.*?)^````$", part, re.DOTALL | re.MULTILINE):
            yield title, text


EXAMPLES = {re.sub(r"\W+", "-", title.lower()): text for title, text in examples()}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Return the book of all examples, a chapter each, which is not strict."""
    files = {
        f"{name}.qmd": text if text.startswith("# ") else f"# {name.title()}\n\n{text}"
        for name, text in EXAMPLES.items()
    }
    folder = tmp_path_factory.mktemp("adapted")
    return write_all(folder, {**files, "cup.svg": SVG}, report={})


@pytest.mark.parametrize(
    ("name", "pieces"),
    [
        (
            "html-in-a-line",
            ["<kbd>Ctrl</kbd>", "<strong>now</strong>", "<em>later</em>", "<sub>2</sub>", "<u>one</u>"],
        ),
        (
            "html-in-a-line",
            ['<a href="https://example.org">a link</a>', '<span style="color: #a02c2c">red</span>'],
        ),
        ("html-in-blocks", ["<th", ">tea</td>", "Hidden at first", '<a href="https://example.org/film">']),
        ("latex-and-typst", ["Above.", "Below."]),
        ("without-a-label-without-a-text", ["A caption", 'alt="cup"', "A table"]),
        ("headings", ["Deep</h4>", ">6</a>\xa0Second</h1>"]),
        (
            "classes-attributes-sizes",
            ['class="column-margin my-note"', 'class="my-class"', 'target="_blank"'],
        ),
        ("classes-attributes-sizes", ['style="width:30.0%"', "rounded align-left"]),
        (
            "code",
            [
                "<code>count.py</code>",
                "not run, so it is code",
                "Listing\xa07.1:</span> Counting",
                ">Listing\xa07.1</a>",
            ],
        ),
        ("theorems", ["Theorem\xa08.1", "(Line)", "Definition\xa08.1", ">Theorem\xa08.1</a>"]),
        ("formats", ["Not on slides."]),
        ("shortcodes", ["<kbd>Ctrl-C</kbd>", '<a href="https://example.org/film">']),
    ],
)
def test_an_example_is_shown(written: Written, name: str, pieces: list[str]) -> None:
    """On its page."""
    page = written.page(f"{name}.html")
    assert [piece for piece in pieces if piece not in page] == []


def test_nothing_runs_and_nothing_is_asked(written: Written) -> None:
    """Whatever was written in HTML."""
    pages = "".join(path.read_text(encoding="utf-8") for path in written.site.glob("*.html"))
    pages = re.sub(
        r'<script src="(?:\.\./)*(?:report|search)\.js"[^>]*></script>', "", pages
    )  # the site's own
    assert "onclick" not in pages
    assert "<iframe" not in pages
    assert "<script" not in pages


def test_every_format_is_written(written: Written) -> None:
    """And says what the chapters say, which each writer checks."""
    assert "On paper." in written.printed
    assert "On paper." not in "".join(written.word_text)
    assert any("Theorem 8.1 (Line)" in line for line in written.word_text)
    assert "Listing" in written.epub_text


def test_what_a_reader_might_miss_is_told(written: Written) -> None:
    """With its place; what is shown as it is meant is not."""
    told = [f"{one.where}: {one.what}" for one in written.book.told]
    assert "shortcodes.qmd:3: the icon of 'fa' is not shown" in told
    assert any("without-a-label" in one and "no alternative text" in one for one in told)
    assert not any("theorem" in one for one in told)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<script>alert(1)</script>", r"a\.qmd:3: <script> in raw HTML is not supported"),
        ("a <b onclick='x()'>b</b> <script>alert(1)</script>", r"<script> in raw HTML is not supported"),
        ('<form action="https://example.org"><input></form>', r"a\.qmd:3: <form> in raw HTML"),
        ('<a href="javascript:alert(1)">x</a>', r"a link to 'javascript:alert\(1\)' is not supported"),
        ('<p><a href="javascript:alert(1)">x</a></p>', r"a link to 'javascript:alert\(1\)' is not supported"),
        ('```{=typst}\n#read("/etc/passwd")\n```', r"raw Typst with 'read' is not supported"),
        ('```{=typst}\n#import "@preview/a:1.0.0"\n```', r"raw Typst with"),
        ("```{ojs}\nprint(1)\n```", r"a\.qmd:3: a cell in 'ojs' is not supported"),
        ("![x](data:image/png;base64,AAAA)", "is not a file of the project"),
    ],
)
def test_what_would_run_is_refused(tmp_path: Path, text: str, message: str) -> None:
    """By file and line, strict or not."""
    project = write_book(tmp_path, {"a.qmd": f"# A\n\n{text}\n"}, report={})
    with pytest.raises(ContentError, match=message):
        read_book(project, {})


@pytest.mark.parametrize(
    "text", ["<b>x</b>", "[x]{.own}", "::: {#thm-a}\nx\n:::", "#### Deep", "# Two", "![](a.svg)"]
)
def test_a_strict_report_is_stopped(tmp_path: Path, text: str) -> None:
    """By the same text that any other one shows."""
    for strict in (False, True):
        files = {"a.qmd": f"# A\n\n{text}\n", "a.svg": SVG}
        project = write_book(tmp_path / str(strict), files, report={"strict": strict})
        if strict:
            with pytest.raises(ContentError):
                read_book(project, {})
        else:
            read_book(project, {})


def test_a_second_build_tells_the_same(tmp_path: Path) -> None:
    """What was read in an earlier build is not read again, and told again."""
    from reproreport.render.pandoc.memory import Memory

    project = write_book(tmp_path, {"a.qmd": "# A\n\n\\LaTeX{} x\n"}, report={})
    memory = Memory()
    first, second = (read_book(project, {}, memory=memory).told for _ in range(2))
    assert [one.what for one in first] == ["LaTeX, '\\LaTeX{}', is not shown"]
    assert first == second


@pytest.mark.parametrize(
    ("config", "formats", "pages"),
    [
        (
            "project: {type: website}\nwebsite:\n  title: T\n  navbar: {left: [b.qmd]}\n",
            ("html",),
            "index b a",
        ),
        (
            "project: {type: book}\nbook: {title: T, chapters: [index.qmd, a.qmd]}\nformat: pdf\n",
            ("pdf",),
            "index a",
        ),
        ("project: {type: manuscript}\nauthor: A\nformat: [html, docx]\n", ("html", "docx"), "index"),
        ("format: {html: default, revealjs: {}}\n", ("html",), "index a b"),
        ("project: {type: default, render: [a.qmd]}\n", ("html",), "a"),
    ],
)
def test_kinds_of_projects(tmp_path: Path, config: str, formats: tuple[str, ...], pages: str) -> None:
    """Websites, manuscripts, documents; the formats that are made of them."""
    (tmp_path / "_quarto.yml").write_text(config, encoding="utf-8")
    for name in ("index", "a", "b"):
        (tmp_path / f"{name}.qmd").write_text(
            f"# {name}\n\n## Section\n\n![C](x.svg){{#fig-{name} fig-alt='x'}}\n"
        )
    (tmp_path / "x.svg").write_text(SVG)
    project = load_project(tmp_path)
    assert project.available == formats
    book = read_book(project, {})
    assert [page.chapter.name for page in book.pages] == pages.split()
