"""How small a table has to be set to fit."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reproreport.render.tables.width import SIZES, Content, fit, line_count, width, words

WORDS = st.text("abcdefgh ấ%0123456789", max_size=60)


def row(*texts: str) -> list[Content]:
    """Return a row of cells that span one column each."""
    return [Content(column, 1, text) for column, text in enumerate(texts)]


def test_a_small_table_is_as_wide_as_its_text() -> None:
    """No widths are given: Typst measures better than we estimate."""
    assert fit(row("Ward", "134"), 2, 440).widths == ()


def test_a_wide_table_is_set_smaller() -> None:
    """Sixteen columns of numbers do not fit a page at the usual size."""
    wide = fit(row(*["1,234.5%"] * 12), 12, 440)
    assert SIZES[-1] <= wide.size < SIZES[0]


def test_widths_that_the_author_gave() -> None:
    """They are kept, and the text is made as small as the longest word of a column needs."""
    roomy = fit(row("Method", "12"), 2, 400, (0.75, 0.25))
    assert (roomy.size, roomy.widths) == (SIZES[0], (300.0, 100.0))
    tight = fit(row("word " * 40, "1,234,567"), 2, 400, (0.89, 0.11))
    assert tight.size < SIZES[0]
    assert (width("1,234,567") + 1) * tight.size <= tight.widths[1]


def test_text_gives_way_before_numbers() -> None:
    """A long text is broken over lines; a number beside it keeps its one line."""
    fitted = fit(row("a long text that goes on and on " * 5, "134", "65.7%"), 3, 440)
    assert fitted.size == SIZES[0]
    assert fitted.widths[2] >= width("65.7%") * fitted.size
    assert sum(fitted.widths) <= 440.5


def test_a_heading_over_two_columns_widens_both_alike() -> None:
    """Left alone, Typst gives all of the extra width to the last one."""
    cells = [Content(0, 2, "A heading over two columns"), *row("n", "%")]
    first, second, _ = fit([*cells, Content(2, 1, "x")], 3, 440).widths
    assert abs(first - second) < 4


def test_marks_on_letters_take_no_width() -> None:
    """A Vietnamese letter is as wide as the letter below its marks."""
    assert width("ễ") == width("e")


@given(st.lists(st.lists(WORDS, min_size=6, max_size=6), min_size=1, max_size=5))
def test_no_table_is_wider_than_the_page(rows: list[list[str]]) -> None:
    """Whatever the cells hold, the widths add to no more than there is."""
    fitted = fit([cell for texts in rows for cell in row(*texts)], 6, 300)
    assert sum(fitted.widths) <= 300.5
    assert all(one > 0 for one in fitted.widths)


def test_an_authors_widths_give_way_before_the_text_is_too_small_to_read() -> None:
    """A long word in a column that is too narrow for it takes room from the others."""
    cells = row("Unreasonably-long", "a", "b b b b")
    fitted = fit(cells, 3, 300, (0.1, 0.45, 0.45))
    assert fitted.size >= 8
    assert fitted.widths[0] >= width("Unreasonably-long") * fitted.size
    assert sum(fitted.widths) <= 300.1


@given(st.text("abc def", max_size=200), st.floats(5, 40))
def test_lines_hold_what_is_in_them(text: str, room: float) -> None:
    """No fewer than the letters need, no more than one for each word and line."""
    lines = line_count(text, room)
    assert lines * (room - 1) >= width(text.strip())
    assert lines <= max(1, 2 * width(text) / (room - 1) + 1)


def test_scripts_without_spaces_need_little_width() -> None:
    """A line of them can end after a few letters; a column is not narrower than those."""
    chinese, thai = "本研究以越南河內市與海防市的黨委為對象" * 2, "การศึกษานี้สำรวจความตระหนักรู้" * 3
    fitted = fit(row(chinese, thai, "1,234"), 3, 300)
    assert fitted.size == SIZES[0]
    assert not fitted.broken
    assert all(one >= 4 * fitted.size for one in fitted.widths[:2])
    assert [len(part) for part in words("ab中文中文中文cd ef")] == [2, 4, 2, 2, 2]
