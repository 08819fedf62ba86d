"""Alternative texts are plain in every format: a screen reader would read marks aloud."""

from __future__ import annotations

from pathlib import Path

import pytest

from every_format import Written, write_all, write_article
from reproreport.render.pandoc.door import plain_alternative
from small_book import notebook
from tagged_pdf import read_tagged

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9H0z"/></svg>'
TEXT = """\
# A

![A caption with *marks*](dot.svg){#fig-given fig-alt="A *fine* `plot` of $n$, **bold**"}

![A caption with *marks* and [a link](https://example.org)](dot.svg){#fig-caption}

::: {#fig-block fig-alt="A _block_"}
![](dot.svg)

The caption
:::

The sign ![](dot.svg){fig-alt="H~2~O" width=12} in a line.

{{< embed /n.ipynb#fig-cell >}}
"""
ALTERNATIVES = [
    "A fine plot of n, bold",
    "A caption with marks and a link",
    "A block",
    "H2O",
    "A cell’s 5 * 3",
]
FILES = {
    "a.qmd": TEXT,
    "dot.svg": SVG,
    "n.ipynb": notebook(
        ('#| label: fig-cell\n#| fig-cap: "C"\n#| fig-alt: "A *cell’s* 5 * 3"', "image/svg+xml", SVG)
    ),
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Return a book with a picture of each kind."""
    return write_all(tmp_path_factory.mktemp("alternatives"), FILES)


def test_in_pages(book: Written) -> None:
    """And on the one page."""
    for alternative in ALTERNATIVES:
        assert f'alt="{alternative}"' in book.page("a.html")
        assert f'alt="{alternative}"' in book.one_page


def test_in_the_pdf(book: Written) -> None:
    """Where PDF/UA asks for them."""
    assert [figure.alt for figure in read_tagged(book.pdf).root.find("Figure")] == ALTERNATIVES


def test_in_word(book: Written) -> None:
    """As the description of each picture."""
    described = [element.get("descr") for element in book.word_body.iter("{*}docPr")]
    assert described == ALTERNATIVES


def test_in_jats(tmp_path: Path) -> None:
    """In an element of its own."""
    article = write_article(tmp_path, TEXT, {name: text for name, text in FILES.items() if name != "a.qmd"})
    found = [element.text for element in article.jats.iter("alt-text")]
    assert list(dict.fromkeys(found)) == ALTERNATIVES


@pytest.mark.parametrize(
    "text",
    [
        "5 * 3 * 2",
        "snake_case_name",
        "p < 0.05, n > 3",
        "$5 and $10",
        'it\'s "quoted" -- so ...',
        "C:\\path",
        "@key",
    ],
)
def test_what_is_no_markup_stays(text: str) -> None:
    """Signs that stand for themselves."""
    assert plain_alternative(text) == text
