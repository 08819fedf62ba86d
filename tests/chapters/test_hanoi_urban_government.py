"""The urban-government article's numbers, against counts and dates worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest
from real_report import Built


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
    ],
)
def test_counts(whole: Built, name: str, count: int) -> None:
    """Each was counted in the printed article."""
    assert value(whole, name) == count


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
