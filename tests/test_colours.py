"""Colours of CSS, against matplotlib's table of names and published contrasts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import CSS4_COLORS, to_hex

from reproreport.colours import (
    BLACK,
    NAMES,
    WHITE,
    Colours,
    cell_colours,
    contrast,
    declarations,
    hexadecimal,
    readable_on,
)

NUMBERS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_the_names_are_those_of_css() -> None:
    """All 148, with the values that matplotlib has for them."""
    assert {name: to_hex(name) for name in CSS4_COLORS} == NAMES


@pytest.mark.parametrize(
    ("colour", "number"),
    [
        ("#FDE0DD", "#fde0dd"),
        ("#fC9", "#ffcc99"),
        (" RebeccaPurple ", "#663399"),
        # 255 + (c - 255) * 128/255 = 132.02, 137.04, 142.06
        ("#0a141e80", "#84898e"),
        ("#0000", "#ffffff"),
        ("#123f", "#112233"),
    ],
)
def test_every_form_becomes_six_digits(colour: str, number: str) -> None:
    """What shines through is white, the colour of paper."""
    assert hexadecimal(colour) == number


@pytest.mark.parametrize(
    "wrong",
    [
        *("", "#", "#12", "#12345", "#1234567", "#ggg", "123456", "#12３", "redd", "red;", "red blue"),
        *(
            "rgb(1, 2, 3)",
            "rgba(0,0,0,.5)",
            "hsl(1 2% 3%)",
            "url(x)",
            "var(--ink)",
            "linear-gradient(red, blue)",
        ),
        *(
            'red"); #panic(',
            "red}body{display:none",
            "#fff\n;x",
            "red !important",
            "currentcolor",
            "transparent",
        ),
    ],
)
def test_anything_else_is_refused_by_name(wrong: str) -> None:
    """So what comes out is never more than a colour."""
    with pytest.raises(ValueError, match=re.escape(f"'{wrong}' is not a colour")):
        hexadecimal(wrong)


@given(st.text(max_size=12))
def test_what_comes_out_is_a_number(text: str) -> None:
    """Whatever goes in, as fill or as text."""
    try:
        colours = cell_colours({"background-color": text, "color": text})
    except ValueError:
        return
    assert colours is None or re.fullmatch(
        "background-color: #[0-9a-f]{6}; color: #[0-9a-f]{6}", colours.css, re.ASCII
    )


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#767676", "#ffffff", 4.54),  # the lightest grey that passes AA on white (WebAIM)
        ("#777777", "#ffffff", 4.48),
        ("#595959", "#ffffff", 7.00),  # and AAA
        ("#ff0000", "#ffffff", 4.00),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrasts_are_those_of_wcag(one: str, other: str, ratio: float) -> None:
    """Values of WebAIM's contrast checker, to its two decimals; the order does not matter."""
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.01)


@given(NUMBERS)
def test_text_on_any_fill_can_be_read(fill: str) -> None:
    """One of black and white always has the 4.5 that WCAG's level AA asks of small text."""
    assert readable_on(fill) in (BLACK, WHITE)
    assert contrast(readable_on(fill), fill) >= 4.5


@pytest.mark.parametrize(
    ("style", "colours"),
    [
        ("", None),
        ("text-align: right; background-color: transparent; color: inherit", None),
        ("background-color: #fde0dd; color: firebrick", ("#fde0dd", "#b22222")),
        ("Background-Color: navy", ("#000080", "#ffffff")),
        ("background: none; background-color: gold; color: unset", ("#ffd700", "#000000")),
        ("color: red; color: blue", ("#ffffff", "#0000ff")),
    ],
)
def test_fill_and_text_come_together(style: str, colours: tuple[str, str] | None) -> None:
    """A fill alone gets black or white text; a text alone white paper; the last value counts."""
    assert cell_colours(declarations(style)) == (Colours(*colours) if colours else None)


def test_a_gradient_is_not_passed_over_for_the_fill_beside_it() -> None:
    """It would lie on top of the fill."""
    with pytest.raises(ValueError, match="linear-gradient"):
        cell_colours(declarations("background-image: linear-gradient(red, blue); background-color: red"))
