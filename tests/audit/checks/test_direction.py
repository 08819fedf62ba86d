"""Which was derived from which: real tables, and tables that tell or do not."""

from __future__ import annotations

import pytest

from audit_tables import Rows, real_table, rounded, table_of, text
from reproreport.audit.checks.bases import DirectionReason, check_direction
from reproreport.audit.finding import Check, Finding, Verdict
from reproreport.audit.rules.infer import infer
from reproreport.audit.rules.rounding import Rounding
from reproreport.audit.table import Kind, PrintedTable


def direction(table: PrintedTable) -> Finding:
    """Return the finding on a table."""
    return check_direction(table, infer(table))


def test_table_2_was_derived_from_percentages() -> None:
    """41 of 45 counts are the percentage of the N, rounded; 6 of 45 percentages follow from counts."""
    found = direction(real_table("table-2", Kind.SINGLE))
    assert (found.check, found.verdict) == (Check.DIRECTION, Verdict.WITHIN)
    assert found.reason is DirectionReason.FROM_PERCENTAGES
    assert found.evidence == {
        "cells": 45,
        "percent_from_count": 6,
        "percent_from_count_by_rule": 6,
        "rule": "count rounded from the percentage",
        "count_from_percent": 41,
    }
    assert found.explanation == (
        "6 of 45 percentages follow from their counts, and 41 of 45 counts from their percentages: "
        "the counts were derived from the percentages, as far as the numbers tell."
    )


def test_table_1_does_not_tell() -> None:
    """20 of 21 either way: with one decimal and an N below 1000 a percentage gives its count back."""
    found = direction(real_table("table-1", Kind.MULTIPLE))
    assert (found.verdict, found.reason) == (Verdict.UNCHECKABLE, DirectionReason.BOTH)
    assert (found.evidence["percent_from_count"], found.evidence["count_from_percent"]) == (20, 20)


@pytest.mark.parametrize("rule", [Rounding.HALF_UP, Rounding.TRUNCATED, Rounding.CEILING])
def test_large_groups_tell_the_other_way(rule: Rounding) -> None:
    """Of 5000, a whole percentage is 50 counts wide: percentages follow from counts, and not the reverse."""
    counts = (1234, 2345, 3456, 4012, 617, 4999)
    rows: Rows = {f"{count}": [(count, text(rounded(count * 100, 5000, rule), 0))] for count in counts}
    found = direction(table_of({"a": 5000}, rows))
    assert (found.verdict, found.reason) == (Verdict.EXACT, DirectionReason.FROM_COUNTS)
    assert found.evidence["percent_from_count_by_rule"] == 6
    # A multiple of 50 would be the percentage of 5000: none of these is.
    assert found.evidence["count_from_percent"] == 0


def test_neither() -> None:
    """Where most percentages follow no rule there is no direction either."""
    rows: Rows = {"1": [(10, "25,0")], "2": [(20, "90,0")], "3": [(30, "1,0")]}
    found = direction(table_of({"a": 40}, rows))
    assert (found.verdict, found.reason) == (Verdict.UNCHECKABLE, DirectionReason.NEITHER)


@pytest.mark.parametrize("cell", [(10, None), (None, "25,0")])
def test_nothing_to_compare(cell: tuple[int | None, str | None]) -> None:
    """Counts alone, or percentages alone, have no direction."""
    found = direction(table_of({"a": 40}, {"1": [cell], "2": [cell]}))
    assert (found.verdict, found.reason) == (Verdict.UNCHECKABLE, DirectionReason.NOTHING)
    assert found.explanation == "No group has both counts and percentages."
