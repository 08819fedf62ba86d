"""How wide words are, and where lines break: layout by measure, not by counting letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

#: Where a line may break: at any white space that does not forbid it.
_BREAK = re.compile("[^\\S\N{NO-BREAK SPACE}]+")

LEADING = 1.2
"""The distance of two base lines, in font sizes."""


@cache
def width_of(text: str, size: float, weight: str = "normal") -> float:
    """Return the width of one line of text, in points."""
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width)


def wrap(text: str, size: float, width: float, weight: str = "normal") -> list[str]:
    """Break text between words into lines no wider than ``width`` points.

    A single word that is wider stands on a line of its own; a no-break space is inside a word.
    """
    lines: list[str] = []
    for word in filter(None, _BREAK.split(text)):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def height_of(lines: Sequence[str], size: float) -> float:
    """Return the height of wrapped lines, in points."""
    return len(lines) * size * LEADING
