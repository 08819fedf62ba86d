"""What is too large, too long or too deep is refused at its place, before any program tries it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reproreport.errors import Problems, ReportError
from reproreport.render.book import read_book
from reproreport.render.read.limits import BRACKETS, check_lines, depth
from small_book import Files, notebook, write_book

SVG = '<svg xmlns="http://www.w3.org/2000/svg" {}><circle r="9"/></svg>'


def refused(root: Path, files: Files, **settings: Any) -> str:
    """Return what is said of a book that is refused."""
    with pytest.raises(ReportError) as error:
        read_book(write_book(root, files, **settings), {})
    return str(error.value)


def table(html: str, media: str = "text/html") -> Files:
    """Return a chapter with a cell of a notebook that shows this."""
    source = "#| label: tbl-a\n#| tbl-cap: C\n1"
    return {"a.qmd": "# T\n\n{{< embed n.ipynb#tbl-a >}}\n", "n.ipynb": notebook((source, media, html))}


@pytest.mark.parametrize("text", ["[" * 30, "[" * 30 + "x" + "]" * 30, "![" * 30, "a^[" * 40, "[@a " * 40])
def test_brackets(tmp_path: Path, text: str) -> None:
    """Pandoc takes twice as long for each one more that is open."""
    said = f"a.qmd:3: more than {BRACKETS} square brackets stand open here"
    assert refused(tmp_path / "text", {"a.qmd": f"# T\n\n{text}\n"}).startswith(said)
    title = {"a.qmd": f'---\ntitle: "{text}"\n---\n\nx\n'}
    assert refused(tmp_path / "title", title).startswith("a.qmd:2: more than")
    assert refused(tmp_path / "cell", table(text, "text/markdown")).startswith("n.ipynb#tbl-a: more than")
    works = f'references:\n- id: a\n  title: "{text}"\n'
    found = refused(tmp_path / "works", {"a.qmd": "# T\n\nx\n", "w.yaml": works}, bibliography="w.yaml")
    assert found.startswith("w.yaml:3: more than")


@pytest.mark.parametrize(
    "text",
    [
        "[a [b](c) [@d; see [e]]] and [f]",
        "\n\n".join(["[0, 1)"] * 40),
        "`" + "[" * 40 + "`",
        "\\[" * 40,
        "x" + "]" * 40,
        "$" + "[" * 9 + "x$",
        "\n".join(["[a](b) [c](d)"] * 40),
    ],
)
def test_brackets_that_pass(text: str) -> None:
    """What closes, what is meant, code, formulas; and what stands in other paragraphs."""
    with Problems() as problems:
        check_lines(text, "a.qmd:1")
    assert list(problems) == []


def test_words(tmp_path: Path) -> None:
    """In text, titles, tables, settings; a long address in an attribute is none."""
    word = "a" * 10_000
    assert "a.qmd:3: a word of 10,000 letters" in refused(tmp_path / "text", {"a.qmd": f"# T\n\n{word}\n"})
    cell = table(f"<table><tr><td>{word}</td></tr></table>")
    assert "n.ipynb#tbl-a: a word of 10,000 letters" in refused(tmp_path / "cell", cell)
    shown = {"title": word, "author": "A", "chapters": ["index.qmd"]}
    assert "_quarto.yml:" in refused(tmp_path / "title", {}, book=shown)
    address = table(f'<table><tr><td><a href="https://a.b/{word}">x</a></td></tr></table>')
    read_book(write_book(tmp_path / "address", address), {})


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (
            "<table><tr><td>" + "a b " * 2_500_000 + "</td></tr></table>",
            "this cell shows 10.0 million characters",
        ),
        ("<table><tr><td colspan=1000000000>x</td></tr></table>", "goes over colspan=1000000000 columns"),
        (
            "<table><tr><td rowspan='99999999999999'>x</td></tr></table>",
            "goes over rowspan=99999999999999 rows",
        ),
        ("<table><tr>" + "<td>x</td>" * 2_000 + "</tr></table>", "this table has 1 rows and 2,000 columns"),
        ("<table>" + "<tr><td>x</td></tr>" * 16_000 + "</table>", "this table has 16,000 rows and 1 columns"),
        ("<table><tr><td>" * 400 + "x" + "</td></tr></table>" * 400, "nested too deep"),
        (
            "<table><tr><td>" + "<em>" * 2_000 + "x" + "</em>" * 2_000 + "</td></tr></table>",
            "nested too deep",
        ),
    ],
)
def test_tables(tmp_path: Path, html: str, said: str) -> None:
    """What a notebook shows is looked at first."""
    found = refused(tmp_path, table(html))
    assert found.startswith("n.ipynb#tbl-a: ")
    assert said in found


@pytest.mark.parametrize(
    "text",
    [">" * 400 + " x", "\n".join(" " * 4 * n + "- a" for n in range(100)), "::: {lang=vi}\n" * 300 + "x"],
)
def test_nesting(tmp_path: Path, text: str) -> None:
    """Quotations, lists and blocks in one another."""
    assert "nested too deep" in refused(tmp_path, {"a.qmd": f"# T\n\n{text}\n"})


def test_depth() -> None:
    """A list in a list is two levels."""
    assert [depth([]), depth([[]]), depth([{"t": "x", "c": [[], [[]]]}])] == [1, 2, 5]


def test_formulas(tmp_path: Path) -> None:
    """No reader of MathML goes deeper than 256 elements."""
    formula = "\\sqrt{" * 200 + "x" + "}" * 200
    assert "a.qmd:3: a formula with 200 braces" in refused(tmp_path, {"a.qmd": f"# T\n\n${formula}$\n"})


def test_includes(tmp_path: Path) -> None:
    """Files that include others twice, or one another without end; a file may be included often."""
    twice = "{{{{< include _{0}.md >}}}}\n\n{{{{< include _{0}.md >}}}}\n"
    files = {f"_{n}.md": twice.format(n + 1) for n in range(1, 15)}
    chapter = {"a.qmd": "# T\n\n{{< include _1.md >}}\n", "_15.md": "x " * 1_000}
    assert "more than 5,000,000 characters" in refused(tmp_path / "large", {**chapter, **files})
    deep = {f"_{n}.md": f"{{{{< include _{n + 1}.md >}}}}\n" for n in range(1, 40)}
    assert "include one another more than 20 deep" in refused(
        tmp_path / "deep", {**chapter, **deep, "_40.md": "x"}
    )
    often = {"a.qmd": "# T\n\n" + "{{< include _x.md >}}\n\n" * 200, "_x.md": "word\n"}
    assert len(read_book(write_book(tmp_path / "often", often), {}).pages[1].blocks) == 200


def test_abbreviations(tmp_path: Path) -> None:
    """Each of thirty is twice the one before: a thousand million letters."""
    doubled = "".join(f"@string{{a{n} = a{n - 1} # a{n - 1}}}\n" for n in range(1, 30))
    works = f'@string{{a0 = "xxxxxxxx"}}\n{doubled}@book{{k, title = a29}}'
    found = refused(tmp_path, {"a.qmd": "# T\n\n@k\n", "references.bib": works})
    # The literal has 10 characters with its quotation marks, and a10 is 2¹⁰ times as long.
    assert found.startswith("references.bib:11: the abbreviation 'a10' stands for more than 10,000 letters")


@pytest.mark.parametrize(
    "size",
    [
        'width="10000000" height="10000000"',
        'viewBox="0 0 1e9 1e9"',
        'width="1e30" height="2"',
        'width="1e400"',
    ],
)
def test_pictures(tmp_path: Path, size: str) -> None:
    """Typst would ask for more memory than there is, and take the process with it."""
    files = {"a.qmd": '# T\n\n![](a.svg){fig-alt="x"}\n', "a.svg": SVG.format(size)}
    assert "more than programs agree to draw" in refused(tmp_path, files)
