"""The YAML block at the top of a chapter."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from reproreport.errors import Problems
from reproreport.project.people import Affiliation, Author
from reproreport.render.read.frontmatter import FrontMatter, read_front_matter

FILE = PurePosixPath("x.qmd")


def place(name: str) -> Affiliation:
    """Return an institution of which only the name is known."""
    return Affiliation(name, parts=(("name", name),))


def front(text: str) -> FrontMatter:
    """Read a block that has to be right."""
    return read_front_matter(text, FILE)


def test_values_come_with_their_lines() -> None:
    """The line of a key is that of the file, the fences included."""
    found = front("---\ntitle: A\nabstract: |\n  B\n  C\nnote: 1\n---\ntext")
    assert found.text("abstract") == "B\nC\n"
    assert (found.lines["abstract"], found.lines["note"], found.end) == (3, 6, 7)


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        ("A. Nguyễn", Author("A. Nguyễn")),
        ("[{name: A, affiliation: B}]", Author("A", (place("B"),))),
        (
            "[{name: {given: A, family: B}, affiliations: [{name: C}, D]}]",
            Author("A B", (place("C"), place("D")), given="A", family="B"),
        ),
    ],
)
def test_authors_in_each_of_quartos_forms(author: str, expected: Author) -> None:
    """A name, a mapping, a name in parts with several institutions."""
    assert front(f"---\nauthor: {author}\n---\n").authors == (expected,)


def test_a_text_without_a_block_has_no_front_matter() -> None:
    """A line of hyphens further down is a rule, not a block."""
    assert front("text\n\n---\n\ntext").end == 0


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("---\ntitle: a: b\n---\n", "x.qmd:2", "not valid YAML: mapping values are not allowed"),
        ("---\ntitle: a\n", "x.qmd:1", "the front matter does not end"),
        ("---\n\ntitle: a\n---\n", "x.qmd:2", "the front matter begins with an empty line"),
        ("---\n- a\n---\n", "x.qmd:2", "lines of 'key: value' are expected"),
    ],
)
def test_a_broken_block_is_named_with_its_line(text: str, where: str, what: str) -> None:
    """YAML's own line numbers count from inside the block."""
    with Problems() as problems:
        read_front_matter(text, FILE)
    assert next(iter(problems)).where == where
    assert next(iter(problems)).what.startswith(what)
