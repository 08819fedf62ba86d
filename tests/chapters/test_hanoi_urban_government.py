"""The urban-government article's numbers, against counts and dates worked out by hand."""

from __future__ import annotations

import csv
from datetime import date
from fractions import Fraction

import pytest

from real_report import ROOT, Built


def value(whole: Built, name: str) -> object:
    """Return a result's value."""
    return whole.results[f"hanoi_urban_government.{name}"]["value"]


@pytest.mark.parametrize(
    ("name", "count"),
    [
        # Headed "Firstly" … in sections 2 and 3.
        ("items.contents", 5),
        ("items.methods", 6),
        # The two lists at the end; Plan 145-KH/TU stands in both.
        ("records.references", 2),
        ("records.further_readings", 12),
        ("records.count", 14),
        ("records.works", 13),
        # "five civil servant titles": cadastral (two variants), justice, culture, finance.
        ("titles.stated", 5),
        ("titles.listed", 4),
        ("titles.with_variants", 5),
        ("issues.numbers_apart", 332 - 313),
        ("issues.months_apart", 9 - 2),
        # 5 contents and 6 methods, in either direction; the readings differ in four of them.
        ("links.decisions", 60),
        ("links.agreeing", 56),
        ("links.differing", 4),
        # Counted in the table of the two readings: (c, m), c and m together, and what one alone found.
        ("links.pairs", 10),
        ("links.pairs_either", 14),
        ("links.both", 3),
    ],
)
def test_counts(whole: Built, name: str, count: int) -> None:
    """Each was counted in the printed article."""
    assert value(whole, name) == count


def test_the_agreement_of_the_readings(whole: Built) -> None:
    """By hand: both say yes 13 times, the first alone once, the second alone three times, no 43 times."""
    observed = Fraction(13 + 43, 60)
    chance = Fraction(14 * 16 + 46 * 44, 60 * 60)
    assert Fraction(str(value(whole, "links.kappa"))) == (observed - chance) / (1 - chance)


def test_every_link_has_its_passage() -> None:
    """The line lies in the passage of the item that names the other; the words are a short form of our own.

    The lines of the passages were read off the article: contents from 21, 45, 53, 59 and 69, methods from 79,
    81, 85, 87, 89 and 93.
    """
    begins = {"contents": (21, 45, 53, 59, 69, 77), "methods": (79, 81, 85, 87, 89, 93, 97)}
    with (ROOT / "data/hanoi-urban-government/links.csv").open(encoding="utf-8") as file:
        links = list(csv.DictReader(file))
    assert links
    for link in links:
        place = int(link["from_position"])
        low, high = begins[link["from_list"]][place - 1 : place + 1]
        assert low <= int(link["line"]) < high, link
        assert 1 <= len(link["words"].split()) <= 8
        # Where the readings differ, and where a link was weighed and rejected, the reason is given.
        assert link["note"] or (link["reading_1"] == link["reading_2"] == "yes")


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("resolution_to_plan", date(2019, 11, 27), date(2019, 12, 31)),
        ("resolution_to_decree", date(2019, 11, 27), date(2021, 3, 29)),
        ("decree_to_plan", date(2021, 3, 29), date(2021, 4, 12)),
        ("plan_to_decision", date(2021, 4, 12), date(2021, 8, 9)),
        ("received_to_retrieved", date(2024, 3, 5), date(2024, 4, 20)),
        ("retrieved_to_address", date(2024, 4, 20), date(2024, 4, 25)),
    ],
)
def test_days_between_documents(whole: Built, name: str, first: date, last: date) -> None:
    """The dates are typed from the article."""
    assert value(whole, f"days.{name}") == (last - first).days
