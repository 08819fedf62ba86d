"""Verdicts can be told apart without colour, and read on it."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from reproreport.audit.finding import Check, Verdict
from reproreport.audit.shown.marks import BY_SLUG, MARKS, VERDICTS, severity, word, worst
from reproreport.audit.shown.page import ASSETS
from reproreport.colours import contrast

AA = 4.5
"""The contrast that text needs (WCAG 2.2, criterion 1.4.3)."""


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2), from the contrast with black: (L + 0.05) / 0.05."""
    return contrast(colour, "#000000") * 0.05 - 0.05


def styles(scheme: str) -> dict[str, str]:
    """The colours that the page's style sheet gives its names; in print, for a reader who prefers dark."""
    css = (ASSETS / "audit.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", css, re.S)
    light, dark, paper = (dict(re.findall(r"--([\w-]+): (#\w{6});", block)) for block in blocks)
    return light | {"light": {}, "dark": dark, "print": dark | paper}[scheme]


def test_every_verdict_has_a_mark_of_its_own() -> None:
    """One character, one word, one colour each."""
    assert list(MARKS) == list(VERDICTS) == list(Verdict)
    for attribute in ("sign", "word", "claim", "slug", "fill", "colour", "meaning"):
        assert len({getattr(mark, attribute) for mark in MARKS.values()}) == len(Verdict)
    assert all(len(mark.sign) == 1 for mark in MARKS.values())


def test_black_text_can_be_read_on_every_fill() -> None:
    """And a greyscale print is darker for each worse verdict."""
    assert all(contrast("#000000", mark.fill) >= AA for mark in MARKS.values())
    lightness = [luminance(mark.fill) for mark in MARKS.values()]
    assert all(better - worse > 0.05 for better, worse in pairwise(lightness))


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_the_pages_colours_can_be_read(scheme: str) -> None:
    """Text on verdicts, on the page, and on a shaded finding; in light the verdicts are as in print."""
    colours = styles(scheme)
    for mark in MARKS.values():
        assert contrast(colours["on-verdict"], colours[mark.slug]) >= AA, mark.slug
        if scheme != "dark":
            assert colours[mark.slug] == mark.fill
    for ground in ("paper", "shade"):
        for ink in ("ink", "soft", "accent"):
            assert contrast(colours[ink], colours[ground]) >= AA, (ink, ground)


def test_words_and_order() -> None:
    """Numbers are exact, sentences hold; the worst verdict is inconsistent."""
    assert word(Verdict.EXACT, Check.PERCENT) == "exact"
    assert word(Verdict.EXACT, Check.CLAIM) == "holds"
    assert worst([Verdict.WITHIN, Verdict.INCONSISTENT, Verdict.UNCHECKABLE]) is Verdict.INCONSISTENT
    assert worst([Verdict.EXACT, Verdict.UNCHECKABLE, Verdict.WITHIN]) is Verdict.UNCHECKABLE
    assert worst([]) is None
    assert severity(Verdict.EXACT) == 0
    assert BY_SLUG["not-checkable"] is Verdict.UNCHECKABLE
