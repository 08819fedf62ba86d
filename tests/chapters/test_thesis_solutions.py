"""The fourth chapter of the thesis, counted by hand.

The expected numbers were counted in the text of the summary (sections 4.1.1.1 to 4.2.7.2), ordinal word by
ordinal word, before the notebook was written.
"""

from __future__ import annotations

from real_report import Built

#: Parts of each solution, and the points that the text of each part numbers.
COUNTED = {
    "4_2_1": (2, 0, 0, 0),
    "4_2_2": (2, 5, 0),
    "4_2_3": (6, 4),
    "4_2_4": (4, 3, 3),
    "4_2_5": (2, 3, 3),
    "4_2_6": (3, 4),
    "4_2_7": (5, 4),
}


def text(whole: Built, name: str) -> str:
    """Return a result, not in words."""
    return str(whole.results[f"thesis_solutions.{name}"]["value"])


def test_the_measures_of_every_part(whole: Built) -> None:
    """Each part has as many measures as its text numbers, each solution as many parts and measures."""
    for number, (solution, measures) in enumerate(COUNTED.items(), 1):
        for part, count in enumerate(measures, 1):
            assert text(whole, f"part_{solution}_{part}.measures") == str(count)
        assert text(whole, f"solution_{number}.parts") == str(len(measures))
        assert text(whole, f"solution_{number}.measures") == str(sum(measures))
    assert text(whole, "parts.counted") == "19"
    assert text(whole, "measures.counted") == "53"
    assert (text(whole, "parts.numbered"), text(whole, "parts.unnumbered")) == ("15", "4")


def test_the_lists_of_the_forecast(whole: Built) -> None:
    """Five favourable and six unfavourable factors, four directions, seven solutions, two breakthroughs."""
    names = ("favourable_factors", "unfavourable_factors", "directions", "solutions", "breakthrough")
    assert [text(whole, f"{name}.counted") for name in names] == ["5", "6", "4", "7", "2"]


def test_the_breakthroughs_hold_20_of_53_measures(whole: Built) -> None:
    """Ten measures on contents and methods, ten on staff: 37.7%."""
    assert text(whole, "breakthrough.measures_share") == "20/53"
