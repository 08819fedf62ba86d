"""Widths and line breaks."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reproreport.figures.frames import width_of, wrap

# No wall clock, and the same examples every time.
steady = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@steady
@given(st.lists(st.text("abcđế-iW,", min_size=1, max_size=12), max_size=20), st.floats(20, 300))
def test_lines_break_between_words_and_fit(words: list[str], width: float) -> None:
    """No word is lost; a line is too wide only if it is a single word."""
    lines = wrap(" ".join(words), 9, width)
    assert " ".join(lines).split() == words
    for line in lines:
        assert " " not in line or width_of(line, 9) <= width


def test_a_no_break_space_holds_words_together() -> None:
    """A sign and its number stay on one line, as they do in prose."""
    assert wrap("a \N{NO-BREAK SPACE}b\tc\nd", 9, 1) == ["a", "\N{NO-BREAK SPACE}b", "c", "d"]
    assert wrap("of §\N{NO-BREAK SPACE}2.1", 9, 20) == ["of", "§\N{NO-BREAK SPACE}2.1"]


def test_widths_are_those_of_the_font() -> None:
    """DejaVu Sans: "n" advances 1298 of 2048 units, "i" 569 (its hmtx table)."""
    assert width_of("n" * 20, 10) == pytest.approx(20 * 10 * 1298 / 2048, rel=0.02)
    assert width_of("n" * 40, 10) - width_of("i" * 40, 10) == pytest.approx(
        40 * 10 * (1298 - 569) / 2048, rel=0.02
    )
