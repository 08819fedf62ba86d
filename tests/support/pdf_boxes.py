"""Where the words of a PDF stand: none beyond the edges of its text, no two on one another.

Poppler says where it finds each word. Nothing of how the PDF was made is known here.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

HAS_POPPLER = shutil.which("pdftotext") is not None
needs_pdftotext = pytest.mark.skipif(not HAS_POPPLER, reason="pdftotext (poppler-utils) is not installed")

HAIR = 3.0
"""Points that a word may stand out: a full stop at the end of a justified line hangs over the edge."""

MARGINS = {420: 51.0}
MARGIN = 76.5
"""Of a page by the width of its short side, in points, and of any other."""

FOOTER, HEADER = 25.0, 10.0
"""Points from the foot of a page to its number, and from its top to the running head."""

NUMBER, MIDDLE = 6, 30.0
"""Letters of the number of a page, and points from the middle of the page to its ends."""

_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(r'<word xMin="(\S+)" yMin="(\S+)" xMax="(\S+)" yMax="(\S+)">(.*?)</word>')


@dataclass(frozen=True)
class Word:
    """A word and its box in points, from the page's upper left corner."""

    left: float
    top: float
    right: float
    bottom: float
    text: str


@dataclass(frozen=True)
class Page:
    """A page: its size in points, its words."""

    width: float
    height: float
    words: tuple[Word, ...]

    @property
    def margin(self) -> float:
        """Return the width of its margins."""
        return MARGINS.get(round(min(self.width, self.height)), MARGIN)


def pages(pdf: bytes) -> list[Page]:
    """Return the pages of a PDF."""
    command = ["pdftotext", "-bbox", "-", "-"]
    text = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()
    return [
        Page(
            float(width),
            float(height),
            tuple(
                Word(float(left), float(top), float(right), float(bottom), text)
                for left, top, right, bottom, text in _WORD.findall(content)
            ),
        )
        for width, height, content in _PAGE.findall(text)
    ]


def faults(pdf: bytes) -> list[str]:
    """Return what cannot be read, page by page: words beyond the text's edges, words on one another."""
    return [
        f"page {number}: {fault}"
        for number, page in enumerate(pages(pdf), 1)
        for fault in (*_beyond(page), *_on_one_another(page))
    ]


def _beyond(page: Page) -> Iterator[str]:
    for word in page.words:
        sides = (page.margin - word.left, word.right - (page.width - page.margin))
        if max(sides) > HAIR:
            yield f"'{word.text}' stands {max(sides):.1f} pt beyond the edge of the text"
        is_number = re.fullmatch(r"\d+|[ivxlc]+|/", word.text) and word.bottom < page.height - FOOTER
        if (word.bottom > page.height - page.margin + HAIR and not is_number) or word.top < HEADER:
            yield f"'{word.text}' stands above or below the text"


def _is_number(word: Word, page: Page) -> bool:
    """Say whether a word is (part of) the number of a page, in the middle below the text: 1, ii, 1 / 9."""
    return (
        len(word.text) <= NUMBER
        and max(abs(side - page.width / 2) for side in (word.left, word.right)) < MIDDLE
    )


def _on_one_another(page: Page) -> Iterator[str]:
    words = sorted(page.words, key=lambda word: word.top)
    for number, one in enumerate(words):
        for other in words[number + 1 :]:
            if other.top >= one.bottom:
                break
            across = min(one.right, other.right) - max(one.left, other.left)
            down = min(one.bottom, other.bottom) - other.top
            lower = min(one.bottom - one.top, other.bottom - other.top)
            if across > 1 and down > lower / 2:
                yield f"'{one.text}' and '{other.text}' stand on one another"
