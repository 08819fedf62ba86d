"""The whole book: everything that is wrong with it, at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

import pytest

from reproreport.errors import ContentError
from reproreport.project import Project
from reproreport.render.book import Book, read_book
from reproreport.render.pandoc.nodes import plain_text, walk

Read = Callable[..., Book]
Problems = Callable[..., list[str]]
MakeNotebook = Callable[..., str]

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>'
HTML = "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"


def test_every_problem_is_named_in_reading_order(problems: Problems) -> None:
    """One run tells all, each with the line where the author wrote it."""
    found = problems(
        {
            "a.qmd": "---\ntitle: '{{< var no.title >}}'\n---\n\n@tbl-none\n\n{{< var no.such >}}\n",
            "b.qmd": "# B\n\n![](none.svg){fig-alt=x}\n\n@none2000\n\n::: {.callout-note}\nText.\n",
            "c.qmd": "No title here.\n",
        }
    )
    assert [message.split(" | ")[0] for message in found] == [
        "a.qmd:2: there is no variable 'no.title'",
        "a.qmd:5: reference @tbl-none points to nothing",
        "a.qmd:7: there is no variable 'no.such'",
        "b.qmd:3: image 'none.svg' does not exist",
        "b.qmd:5: citation @none2000 is in no bibliography",
        "b.qmd:7: this ':::' block is not closed",
        "c.qmd:1: the chapter has no title",
    ]


def test_embedded_cells_become_numbered_floats(read: Read, make_notebook: MakeNotebook) -> None:
    """A table and a figure, with their captions; the figure is a file beside the page."""
    cells = make_notebook(
        ('#| label: tbl-a\n#| tbl-cap: "Of {{< var n >}}, see @fig-a"', "text/html", HTML),
        ('#| label: fig-a\n#| fig-cap: "Drawn"\n#| fig-alt: "A box"', "image/svg+xml", SVG),
        ('#| label: tbl-b\n#| tbl-cap: "Mark"', "text/markdown", "| a |\n|---|\n| *x* |\n"),
    )
    text = "# A\n\n" + "".join(
        f"{{{{< embed /build/n.ipynb#{label} >}}}}\n\n" for label in ("tbl-a", "fig-a", "tbl-b")
    )
    book = read({"x/index.qmd": text, "build/n.ipynb": cells}, {"n": "267"})
    captions = [
        plain_text(node["c"][1])
        for node in walk(list(book.pages[1].blocks))
        if node["t"] == "Div" and node["c"][0][1] == ["caption"]
    ]
    assert captions == [
        "Table\u00a01.1: Of 267, see Figure\u00a01.1",
        "Figure\u00a01.1: Drawn",
        "Table\u00a01.2: Mark",
    ]
    assert book.files[PurePosixPath("x/figures/fig-a.svg")] == SVG.encode()
    assert PurePosixPath("build/n.ipynb") in book.inputs


def test_a_cell_is_embedded_once(problems: Problems, make_notebook: MakeNotebook) -> None:
    """Quarto allows a label one place in a book."""
    cells = make_notebook(("#| label: tbl-a\n#| tbl-cap: A", "text/html", HTML))
    embed = "\n\n{{< embed /n.ipynb#tbl-a >}}\n"
    (found,) = problems({"a.qmd": "# A" + embed, "b.qmd": "# B" + embed, "n.ipynb": cells})
    assert found.startswith("b.qmd:3: label 'tbl-a' is used twice (first at a.qmd:3)")


def test_a_label_used_twice_in_a_chapter_is_named_with_both_lines(problems: Problems) -> None:
    """Once: what Pandoc has to say of it names no line."""
    text = "# A {#sec-a}\n\n## B {#sec-b}\n\nText.\n\n## C {#sec-b}\n"
    assert problems({"a.qmd": text}) == [
        "a.qmd:7: label 'sec-b' is used twice (first at a.qmd:3) | give one of them another label"
    ]


def test_an_identifier_used_twice_is_refused(problems: Problems) -> None:
    """Also one that is no label."""
    assert problems({"a.qmd": "# A {#sec-a}\n\nSee [x]{#here}.\n\nAnd [y]{#here}.\n"}) == [
        "a.qmd:5: the identifier 'here' is used twice (first at a.qmd:3) | give one of them another name"
    ]


def test_a_cell_stands_in_a_paragraph_of_its_own(problems: Problems, make_notebook: MakeNotebook) -> None:
    """Text on the next line would make one paragraph of both."""
    cells = make_notebook(("#| label: tbl-a\n#| tbl-cap: A", "text/html", HTML))
    (found,) = problems({"a.qmd": "# A\n\n{{< embed /n.ipynb#tbl-a >}}\ntext\n", "n.ipynb": cells})
    assert found.startswith("a.qmd:3: '/n.ipynb#tbl-a' is embedded inside a paragraph")


def test_html_without_a_table_is_refused(problems: Problems, make_notebook: MakeNotebook) -> None:
    """A widget, say: nothing of it would reach the PDF."""
    cells = make_notebook(("#| label: tbl-a\n#| tbl-cap: A", "text/html", "<p>x</p>"))
    (found,) = problems({"a.qmd": "# A\n\n{{< embed /n.ipynb#tbl-a >}}\n", "n.ipynb": cells})
    assert found.startswith("n.ipynb#tbl-a: the HTML of this cell holds no table")


def test_front_matter_becomes_the_title_block(read: Read) -> None:
    """Title, authors and abstract, with variables in them."""
    text = (
        "---\ntitle: 'Of {{< var n >}}'\nauthor: A\nabstract: Some *words*.\nkeywords: [a, b]\n---\n\nText.\n"
    )
    page = read({"a.qmd": text}, {"n": "267"}).pages[1]
    assert plain_text(list(page.title)) == "Of 267"
    assert (page.authors[0].name, page.keywords) == ("A", ("a", "b"))
    assert plain_text(list(page.abstract)) == "Some words."


@pytest.mark.parametrize("key", ["title", "abstract"])
def test_a_citation_in_the_front_matter_is_refused(problems: Problems, key: str) -> None:
    """Quarto's PDF prints the key instead."""
    text = f"---\ntitle: A\n{key}: After @smith2010\n---\n".replace("title: A\ntitle", "title")
    (found,) = problems({"a.qmd": text})
    assert f"a citation, reference or note in the front matter's '{key}'" in found


def test_inputs_are_every_file_that_was_read(read: Read) -> None:
    """So a build can tell when the pages are out of date."""
    book = read({"a.qmd": "# A\n\n{{< include _b.qmd >}}\n", "_b.qmd": "text\n"})
    assert {str(path) for path in book.inputs} == {
        *("_quarto.yml", "index.qmd", "a.qmd", "_b.qmd", "references.qmd", "references.bib")
    }


def test_a_chapter_that_vanished_is_a_problem(write_project: Callable[..., Project]) -> None:
    """Between reading _quarto.yml and reading the chapters."""
    project = write_project({"a.qmd": "# A\n"})
    (project.root / "a.qmd").unlink()
    with pytest.raises(ContentError, match=r"a\.qmd: the file does not exist"):
        read_book(project, {})


@pytest.mark.parametrize(
    ("media", "shown", "image"),
    [
        ("text/markdown", "![](a.svg)", "a.svg"),
        ("text/html", '<table><tr><td><img src="a.svg"></td></tr></table>', "a.svg"),
    ],
)
def test_an_image_that_a_cell_shows_says_what_it_is(
    problems: Callable[..., list[str]], make_notebook: Callable[..., str], media: str, shown: str, image: str
) -> None:
    """The message names the cell; nothing else is said of it."""
    cells = make_notebook(('#| label: tbl-a\n#| tbl-cap: "A"', media, shown))
    (message,) = problems({"a.qmd": "# A\n\n{{< embed /n.ipynb#tbl-a >}}\n", "n.ipynb": cells})
    assert message.startswith(f"n.ipynb#tbl-a: image '{image}' has no alternative text | say what it shows")
