"""The forms in which papers print a count and its percentage in one cell."""

from __future__ import annotations

from pathlib import Path

import pytest

from reproreport.audit.finding import Check, Verdict
from reproreport.audit.printed.files import read_printed_table
from reproreport.audit.printed.forms import is_bound, read_cell, without_marks
from reproreport.audit.table_audit import audit_table


@pytest.mark.parametrize(
    ("text", "count", "percent", "size"),
    [
        ("41 (65.7)", 41, ("65.7", 657, 1), None),
        ("41 (65,7 %)", 41, ("65,7", 657, 1), None),
        ("65.7% (41)", 41, ("65.7", 657, 1), None),
        ("65.7 (41)", 41, ("65.7", 657, 1), None),
        ("41 [66%]", 41, ("66", 66, 0), None),
        ("41 (66)", 41, ("66", 66, 0), None),
        ("1,234 (65.7)*", 1234, ("65.7", 657, 1), None),
        ("30/50 (60.0%)", 30, ("60.0", 600, 1), 50),
        ("41†", 41, None, None),
        ("41ᵃ", 41, None, None),
        ("65.7%", None, ("65.7", 657, 1), None),
        ("65.7", None, ("65.7", 657, 1), None),
        (".25", None, (".25", 25, 0), None),
        (".253", None, (".253", 253, 1), None),
        (".25%", None, ("0.25", 25, 2), None),
        ("10 (.25)", 10, (".25", 25, 0), None),
        ("NA", None, None, None),
        ("—", None, None, None),
    ],
)
def test_a_cell_is_read(
    text: str, count: int | None, percent: tuple[str, int, int] | None, size: int | None
) -> None:
    """Count, percentage and N, each with what it was printed as."""
    found = read_cell(text)
    assert not found.unread
    assert (found.count.units if found.count else None) == count
    assert (found.size.units if found.size else None) == size
    assert (
        (found.percent.text, found.percent.units, found.percent.decimals) if found.percent else None
    ) == percent


@pytest.mark.parametrize(
    "text", ["<5", "≤ 5", "44.1 ± 3.2", "4.5 (2.1)", "30 [20–45]", "t(28) = 2.20", "1.2 to 3.4", "yes"]
)
def test_what_cannot_be_read_is_kept(text: str) -> None:
    """As it is printed, and nothing is taken from it."""
    found = read_cell(text)
    assert (found.unread, found.count, found.percent) == (text, None, None)


def test_rows_of_means_are_no_counts() -> None:
    """45 (12.3) under "Age, mean (SD)" is neither 45 respondents nor 12.3 %."""
    assert read_cell("45 (12.3)", "Age, mean (SD)").unread == "45 (12.3)"
    assert read_cell("45 (12.3)", "meaning of the law").count


def test_marks_and_bounds() -> None:
    """Footnote marks fall away; a bound is told from a number."""
    assert [without_marks(text) for text in ("65.7a", "41 *", "12%b", "abc")] == ["65.7", "41", "12%", "abc"]
    assert [is_bound(text) for text in ("<5", "≥ 1,5 %", "5")] == [True, True, False]


def test_a_table_with_cells_is_audited(tmp_path: Path) -> None:
    """What can be read is checked; what cannot is shown as such, and is no reason to refuse the table."""
    (tmp_path / "t.csv").write_text(
        "item,response,group,cell\nsex,female,a,41 (65.1)*\nsex,male,a,34.9% (22)\n"
        "sex,female,b,30/50 (60.0%)\nsex,male,b,21 (40.0)\nsmokes,yes,a,<5\nsmokes,no,a,59 (93.7)\n"
        "smokes,yes,b,NA\nsmokes,no,b,\nage,mean (SD),a,45 (12.3)\nage,mean (SD),b,44.1 ± 3.2\n",
        encoding="utf-8",
    )
    (tmp_path / "t.yml").write_text(
        "title: T\nsource: S\nkind: single response\ngroups: [{id: a, n: 63}, {id: b, n: 50}]\n"
    )
    table = read_printed_table(tmp_path / "t.csv", "t.csv")
    audit = audit_table(table)
    unread = [f for f in audit.findings if f.check is Check.CELL]
    assert [(f.verdict, f.evidence["printed"], f.origin) for f in unread] == [
        (Verdict.UNCHECKABLE, "<5", ("t.csv:6",)),
        (Verdict.UNCHECKABLE, "45 (12.3)", ("t.csv:10",)),
        (Verdict.UNCHECKABLE, "44.1 ± 3.2", ("t.csv:11",)),
    ]
    wrong = [f.check for f in audit.findings if f.verdict is Verdict.INCONSISTENT]
    assert wrong == [Check.PERCENT, Check.COLUMN_SUM]
