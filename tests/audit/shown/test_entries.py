"""Findings in parts: where, what is printed, what follows."""

from __future__ import annotations

from pathlib import Path

import pytest

from audit_tables import Rows, table_of
from finding_examples import drinks_audit, pets_audit
from reproreport.audit.finding import Check, Verdict
from reproreport.audit.shown.entries import HEADINGS, Entry, entries, harmless, readings, shortened
from reproreport.audit.table import Base, Kind
from reproreport.audit.table_audit import TableAudit, audit_table


def only(audit: TableAudit, check: Check, verdict: Verdict) -> Entry:
    """The one finding of a check with a verdict."""
    (found,) = [one for one in entries(audit) if (one.finding.check, one.finding.verdict) == (check, verdict)]
    return found


def test_a_percentage(tmp_path: Path) -> None:
    """46 of 60 is 76.67%: printed as count and percentage, computed with a decimal point."""
    one = only(drinks_audit(tmp_path), Check.PERCENT, Verdict.INCONSISTENT)
    assert (one.item, one.response, one.column) == ("Coffee", "", "Women")
    assert (one.printed, one.computed, one.rule) == ("“46”, “60,0”", "76.7", "")
    assert one.origin == "data/brown/drinks.csv:6"
    within = only(drinks_audit(tmp_path), Check.PERCENT, Verdict.WITHIN)
    assert (within.where, within.printed, within.computed) == ("Water, Women", "“20”, “33,4”", "33.3")
    assert within.rule == "percentage rounded up"


def test_a_row_sum_and_a_p_value(tmp_path: Path) -> None:
    """A sum stands by its row; a p-value that is printed for no item, by the whole table."""
    audit = drinks_audit(tmp_path)
    row = only(audit, Check.ROW_SUM, Verdict.INCONSISTENT)
    assert (row.where, row.printed, row.computed) == ("Coffee", "“56”", "66")
    p_value = only(audit, Check.P_VALUE, Verdict.INCONSISTENT)
    assert (p_value.where, p_value.printed) == ("the whole table", "“0,000”")


def test_sums_of_answers() -> None:
    """11 + 10 is 21 of 20; 55,0 + 50,0 is 105,0: both by item and column."""
    table = table_of(
        {"a": 20, "b": 40},
        {
            ("q", "yes"): [(11, "55,0"), (20, "50,0")],
            ("q", "no"): [(10, "50,0"), (20, "50,0")],
            ("r", "yes"): [(5, "25,0"), (10, "25,0")],
            ("r", "no"): [(15, "75,0"), (30, "75,0")],
        },
        kind=Kind.SINGLE,
    )
    audit = audit_table(table)
    counts = only(audit, Check.COLUMN_SUM, Verdict.INCONSISTENT)
    assert (counts.where, counts.printed, counts.computed) == ("Item q, Group a", "“20”", "21")
    percents = only(audit, Check.PERCENT_SUM, Verdict.INCONSISTENT)
    assert (percents.where, percents.printed, percents.computed) == ("Item q, Group a", "100.0", "105.0")


def test_numbers_out_of_range() -> None:
    """A count above its N has that as its limit; 325 may be 32,5."""
    table = table_of(
        {"a": 40, "b": 60},
        {"x": [(13, "325"), (61, "35,0")], "y": [(10, "25,0"), (15, "25,0")], "z": [(2, "5,0"), (3, "5,0")]},
    )
    found = [one for one in entries(audit_table(table)) if one.finding.check is Check.RANGE]
    assert {(one.where, one.printed, one.computed) for one in found} == {
        ("Item x, Group b", "“61”", "at most 60"),
        ("Item x, Group a", "“325”", "32.5"),
    }


def test_a_percentage_without_a_count() -> None:
    """2 of 7 is 28.57%; no count of 7 gives 30,0%."""
    rows: Rows = {"x": [(None, "28,6"), (None, "50,0")], "y": [(None, "30,0"), (None, "25,0")]}
    audit = audit_table(table_of({"a": 7, "b": 8}, rows, percent_of=Base.GROUP))
    found = {
        one.where: (one.printed, one.computed) for one in entries(audit) if one.finding.check is Check.PERCENT
    }
    assert found["Item x, Group a"] == ("“28,6”", "a count of 2")
    assert found["Item y, Group a"] == ("“30,0”", "")


def test_another_n_than_the_printed_one() -> None:
    """All percentages of a column are of 50 and 40 is printed: 10/50, 20/50, 31/50, 7/50."""
    rows: Rows = {
        name: [(count, percent), (count, other)]
        for name, count, percent, other in (
            ("w", 10, "20,0", "12,5"),
            ("x", 20, "40,0", "25,0"),
            ("y", 31, "62,0", "38,8"),
            ("z", 7, "14,0", "8,8"),
        )
    }
    audit = audit_table(table_of({"a": 40, "b": 80}, rows))
    one = only(audit, Check.BASE, Verdict.INCONSISTENT)
    assert (one.where, one.printed, one.computed) == ("N, Group a", "“40”", "50")


def test_readings_stand_apart(tmp_path: Path) -> None:
    """What was read differently is not a departure of the table, and is listed by itself."""
    audit = drinks_audit(tmp_path)
    (one,) = readings(audit)
    assert (one.where, one.printed) == ("Water, Men", "first: “32,5”; second: “325”")
    assert one.computed == "“32,5”"
    assert all(entry.finding.check is not Check.READING for entry in entries(audit, exact=False))
    assert all(entry.finding.verdict is not Verdict.EXACT for entry in entries(audit, exact=False))


def test_every_check_has_a_heading(tmp_path: Path) -> None:
    """And every finding of two tables comes in parts."""
    assert set(HEADINGS) == set(Check)
    audits = (drinks_audit(tmp_path), pets_audit(tmp_path))
    assert all(entry.where for audit in audits for entry in entries(audit))


@pytest.mark.parametrize(
    ("words", "width", "short"),
    [
        ("Tea", 3, "Tea"),
        ("Tea or coffee", 13, "Tea or coffee"),
        ("Coffee, tea or water", 11, "Coffee…"),
        ("Coffee, tea or water", 12, "Coffee, tea…"),
        ("Tea or chocolate", 12, "Tea or choc…"),
        ("Incomprehensibilities", 8, "Incompr…"),
    ],
)
def test_long_wordings_are_cut(words: str, width: int, short: str) -> None:
    """Never longer than asked for; after a word, unless that leaves less than half."""
    assert shortened(words, width) == short
    assert len(short) <= width


def test_nothing_steers_a_terminal() -> None:
    """Escape, bell, line ends and the C1 control characters become spaces; letters stay."""
    assert harmless("a\x1b[31mb\x07\r\nc\x9bd Đảng ≈") == "a [31mb   c d Đảng ≈"
