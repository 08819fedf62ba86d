"""How verdicts look, everywhere: their marks, words and colours.

A verdict is never told by colour alone: its mark stands beside it, and the fills differ in
lightness too, so that they survive a greyscale print. All marks are in the fonts of the PDF.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from reproreport.audit.finding import Check, Verdict


@dataclass(frozen=True)
class Mark:
    """How one verdict looks.

    Attributes:
        sign: one character that stands beside the number.
        word: the verdict in words.
        claim: the verdict in words where it is on a sentence.
        slug: the verdict as a name, in options and style sheets.
        fill: the colour of a cell (``#rrggbb``) under black text.
        colour: the colour of the word in a terminal, as rich names it.
        meaning: what the verdict says.
    """

    sign: str
    word: str
    claim: str
    slug: str
    fill: str
    colour: str
    meaning: str


#: From best to worst, which is the order of the columns in every summary.
MARKS: Final[dict[Verdict, Mark]] = {
    Verdict.EXACT: Mark(
        sign="✓",
        word="exact",
        claim="holds",
        slug="exact",
        fill="#e9f4e6",
        colour="green",
        meaning="the other printed numbers give it, rounded half up",
    ),
    Verdict.WITHIN: Mark(
        sign="≈",
        word="within rounding",
        claim="holds within rounding",
        slug="within-rounding",
        fill="#f7e6a1",
        colour="yellow",
        meaning="the other printed numbers give it by another rounding rule, which is named",
    ),
    Verdict.UNCHECKABLE: Mark(
        sign="?",
        word="not checkable",
        claim="cannot be checked",
        slug="not-checkable",
        fill="#d3d6de",
        colour="cyan",
        meaning="the other printed numbers do not tell",
    ),
    Verdict.INCONSISTENT: Mark(
        sign="✗",
        word="inconsistent",
        claim="does not hold",
        slug="inconsistent",
        fill="#f2a79b",
        colour="bold red",
        meaning="the other printed numbers give another one, however it is rounded",
    ),
}

#: All verdicts, from best to worst.
VERDICTS: Final = tuple(MARKS)

#: The verdict by its name in options.
BY_SLUG: Final = {shown.slug: verdict for verdict, shown in MARKS.items()}


def word(verdict: Verdict, check: Check | None = None) -> str:
    """Return a verdict in words: a number is *exact*, a sentence *holds*."""
    return MARKS[verdict].claim if check is Check.CLAIM else MARKS[verdict].word


def severity(verdict: Verdict) -> int:
    """Return how bad a verdict is, from 0 for exact to 3 for inconsistent."""
    return VERDICTS.index(verdict)


def worst(verdicts: Iterable[Verdict]) -> Verdict | None:
    """Return the worst of some verdicts; None of none."""
    return max(verdicts, key=severity, default=None)
