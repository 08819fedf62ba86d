"""Text that only some publications show."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reproreport.render.book import Book
from reproreport.render.pandoc.nodes import plain_text

Read = Callable[..., Book]
Problems = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("condition", "shown"),
    [
        ('.content-visible when-profile="book"', True),
        ('.content-visible when-profile="thesis"', False),
        ('.content-visible when-profile="thesis, book"', True),
        ('.content-visible unless-profile="book"', False),
        ('.content-visible unless-profile="thesis"', True),
        ('.content-hidden when-profile="book"', False),
        ('.content-hidden unless-profile="book"', True),
    ],
)
def test_blocks_and_words(read: Read, condition: str, shown: bool) -> None:
    """As in Quarto's manual of conditional content; the publication is a profile."""
    book = read(
        {"a.qmd": f"# A\n\nIs [this]{{{condition}}} there?\n\n::: {{{condition}}}\n## Heading\n:::\n"}
    )
    words = plain_text(list(book.pages[1].blocks))
    assert ("this" in words) == shown
    assert ("Heading" in words) == shown
    assert bool(book.pages[1].toc) == shown


def test_what_is_hidden_cites_nothing(problems: Problems) -> None:
    """A work that is cited in hidden text only is in no list."""
    hidden = '::: {.content-hidden when-profile="book"}\n@smith2010\n:::\n'
    assert any("'smith2010' is cited nowhere" in line for line in problems({"a.qmd": f"# A\n\n{hidden}"}))
