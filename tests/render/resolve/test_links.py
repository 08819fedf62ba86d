"""Links and images."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

import pytest

from reproreport.render.book import Book
from reproreport.render.pandoc.nodes import walk

Read = Callable[..., Book]
Problems = Callable[..., list[str]]

OTHER = {"two/index.qmd": "# Two\n\n## Place {#place}\n", "data/a.csv": "x\n", "one/a b.svg": "<svg/>"}


def targets(book: Book, kind: str) -> list[str]:
    """Return the targets of the first chapter's links or images."""
    return [node["c"][2][0] for node in walk(list(book.pages[1].blocks)) if node["t"] == kind]


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("../two/index.qmd", "/two/index.qmd"),
        ("/two/index.qmd#place", "/two/index.qmd#place"),
        ("#here", "/one/index.qmd#here"),
        ("../data/a.csv", "/data/a.csv"),
        ("https://example.org/a.qmd", "https://example.org/a.qmd"),
        ("mailto:a@example.org", "mailto:a@example.org"),
    ],
)
def test_links_are_resolved_from_the_chapter(read: Read, link: str, target: str) -> None:
    """To chapters, to places in them, to files of the project; the web is left alone."""
    book = read({"one/index.qmd": f"# One\n\n## Here {{#here}}\n\n[x]({link})\n", **OTHER})
    assert targets(book, "Link") == [target]
    assert (PurePosixPath("data/a.csv") in book.files) == link.endswith(".csv")


@pytest.mark.parametrize("path", ["a%20b.svg", "/one/a%20b.svg", "<a b.svg>"])
def test_images_are_files_of_the_project(read: Read, path: str) -> None:
    """Relative to the chapter or to the project; a space in a name is no trouble."""
    book = read({"one/index.qmd": f"# One\n\n![Cap]({path}){{#fig-a}}\n", **OTHER})
    assert targets(book, "Image") == ["/one/a b.svg"]
    assert PurePosixPath("one/a b.svg") in book.files
    assert PurePosixPath("one/a b.svg") in book.inputs


def test_an_included_files_image_is_relative_to_it(read: Read) -> None:
    """As in Quarto, wherever the file is included."""
    parts = {"parts/_p.qmd": '![](pic.svg){fig-alt="x"}\n', "parts/pic.svg": "<svg/>"}
    book = read({"one/index.qmd": "# One\n\n{{< include /parts/_p.qmd >}}\n", **parts})
    assert targets(book, "Image") == ["/parts/pic.svg"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('![](b.svg){fig-alt="x"}', "image 'b.svg' does not exist | "),
        ('![](a%20c.svg){fig-alt="x"}', "image 'a%20c.svg' does not exist | did you mean 'a b.svg'?"),
        ("![](a%20b.svg)", "image 'a%20b.svg' has no alternative text | say what it shows"),
        (
            '![](https://a.org/b.png){fig-alt="x"}',
            "image 'https://a.org/b.png' is not a file of the project | keep",
        ),
        (
            '![](../data/a.csv){fig-alt="x"}',
            "image '../data/a.csv' is of a kind that no page can show | use one of",
        ),
        ("[x](../tow/index.qmd)", "link to '../tow/index.qmd', which does not exist | did you mean 'two/"),
        ("[x](#place)", "link to '#place': no such place in one/index.qmd | it stands in /two/index.qmd"),
        ("[x](/none.csv)", "link to '/none.csv', which does not exist | correct the link"),
    ],
)
def test_a_dead_link_or_image_is_refused(problems: Problems, text: str, message: str) -> None:
    """Quarto is silent about most of these."""
    (found,) = problems({"one/index.qmd": f"# One\n\n{text}\n", **OTHER})
    assert found.startswith(f"one/index.qmd:3: {message}")
