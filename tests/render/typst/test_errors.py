"""What Typst says, as its author reads it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reproreport.render.book import Book
from reproreport.render.typst.document import typst_document
from reproreport.render.typst.errors import Said, explained, glyph, messages

Read = Callable[..., Book]

SAID = """\
error: PDF/UA-1 error: the text `"茶\\u{301}"` could not be displayed with font `"Libertinus Serif"`
  ┌─ ../../tmp/main.typ:9:0
  │
9 │ Tea
  = hint: try using a different font

warning: unknown thing
  ┌─ book.typ:3:1

help: error occurred while calling this
  ┌─ main.typ:7:2
  = hint: first
  = hint: second
"""


def test_messages_are_read_with_their_places() -> None:
    """The line of the document, also where Typst stopped in a function that is called there."""
    first, second = messages(SAID)
    assert (first.line, first.hint) == (9, "try using a different font")
    assert glyph(first) == "茶\u0301"
    assert second == Said("unknown thing", 7, "first; second")
    assert glyph(second) == ""


def test_a_message_names_the_line_that_is_meant(read: Read) -> None:
    """The one of the chapter with the words of Typst's line."""
    book = read({"a.qmd": "# A\n\nFirst words.\n\nOther words here.\n", "b.qmd": "# B\n\nText.\n"})
    document = typst_document(book)
    line = document.source.split("\n").index("Other words here.") + 1
    (problem,) = explained(f"error: cannot do it\n  ┌─ main.typ:{line}:0\n  = hint: try\n", document, book)
    assert str(problem) == "a.qmd:5: the PDF could not be set: cannot do it\n    try"


@pytest.mark.parametrize("count", [1, 40])
def test_many_letters_and_places_are_told_shortly(read: Read, count: int) -> None:
    """No more than three of a line by name, no more than twenty lines."""
    book = read({"a.qmd": "# A\n\n" + "茶王中文字\n\n" * count})
    document = typst_document(book)
    place = f"  ┌─ main.typ:{len(document.source)}:0"
    said = "".join(
        f'error: the text `"{c}"` could not be displayed with font `"x"`\n{place}\n\n' for c in "茶王中文字"
    )
    # The line is one of the list of references, which does not hold them: they are looked for everywhere.
    problems = explained(said, document, book)
    assert len(problems) == (1 if count == 1 else 21)
    assert problems[0].where == "a.qmd:3"
    assert problems[0].what.startswith("no font of the PDF has '茶' (U+8336 CJK UNIFIED IDEOGRAPH-8336), ")
    assert problems[0].what.endswith(" and 2 more")
    assert count == 1 or str(problems[-1]) == "the same in 20 more places"
