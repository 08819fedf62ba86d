"""The whole audit of a table: what is in it, in which order, and what it says of the article's tables."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings

from audit_strategies import consistent
from finding_examples import drinks_audit, pets_audit
from reproreport.audit import read_printed_table, read_readings
from reproreport.audit.finding import Check, Verdict
from reproreport.audit.rules.rounding import Rounding
from reproreport.audit.table import Address, Base, Part, PrintedTable
from reproreport.audit.table_audit import TableAudit, audit_table

DATA = Path(__file__).parents[2] / "data/hai-phong-awareness"


def article(name: str) -> TableAudit:
    """The audit of one of the article's tables, with both readings."""
    path = DATA / f"{name}.csv"
    return audit_table(read_printed_table(path, path.name), readings=read_readings(path, path.name))


def counts(audit: TableAudit, check: Check) -> tuple[int, ...]:
    """How often each verdict came out, from exact to inconsistent."""
    return tuple(audit.summary.by_check[check].values())


def test_findings_stand_by_check_and_then_as_printed(tmp_path: Path) -> None:
    """Percentages first, in rows and columns; then the others in the order of Check."""
    audit = drinks_audit(tmp_path)
    checks = [finding.check for finding in audit.findings]
    assert checks == sorted(checks, key=list(Check).index)
    percents = [finding.addresses[0] for finding in audit.findings if finding.check is Check.PERCENT]
    assert percents == [
        Address(Part.PERCENT, group, item) for item in "123" for group in ("men", "women", "all")
    ]
    rows = [finding.addresses[0].item for finding in audit.findings if finding.check is Check.ROW_SUM]
    assert rows == ["1", "2", "3"]


def test_the_summary(tmp_path: Path) -> None:
    """By hand: 46 (60,0) is off, 20 (33,4) is rounded up; one row sum of three is off."""
    summary = drinks_audit(tmp_path).summary
    assert list(summary.percentages.values()) == [7, 1, 0, 1]
    assert list(summary.by_check[Check.ROW_SUM].values()) == [2, 0, 0, 1]
    assert list(summary.percentages) == list(Verdict)
    assert sum(summary.all.values()) == sum(sum(one.values()) for one in summary.by_check.values())


def test_the_tests_are_made_with_the_supported_counts_too(tmp_path: Path) -> None:
    """36 for 46; p by scipy.stats.chi2_contingency(correction=False)."""
    audit = drinks_audit(tmp_path)
    address = Address(Part.COUNT, "women", "2")
    assert audit.changed == {address: 36}
    assert audit.analysis.items[1].p_value == pytest.approx(0.005819160896819844, abs=1e-12)
    assert audit.supported_analysis
    assert audit.supported_analysis.items[1].p_value == pytest.approx(0.32367816090701373, abs=1e-12)
    assert [impact.depends for impact in audit.impacts] == [True]
    assert len(audit.supported_p_values) == 1


def test_without_repairs(tmp_path: Path) -> None:
    """The findings are the same; nothing is proposed."""
    audit, without = drinks_audit(tmp_path), drinks_audit(tmp_path, repairs=False)
    assert without.findings == audit.findings
    assert without.repairs is None
    assert not without.impacts
    assert not without.changed
    assert without.supported_analysis is None


def test_a_clean_table_keeps_its_counts(tmp_path: Path) -> None:
    """No repair, no second analysis, no readings."""
    audit = pets_audit(tmp_path)
    assert audit.repairs
    assert audit.repairs.components == ()
    assert audit.supported_analysis is None
    assert audit.supported_p_values == ()
    assert audit.agreement is None


def test_the_level_is_taken_as_it_is_written(tmp_path: Path) -> None:
    """At 0.012 a p of .0121 is not significant (pets: chi2 = 6.25, p = .01242); at 0.013 it is."""
    table = pets_audit(tmp_path).table
    decided = [audit_table(table, alpha=level).analysis.items[0].decision.raw for level in (0.012, 0.013)]
    assert decided == [False, True]


@pytest.mark.parametrize(("alpha", "confidence"), [(0, 0.95), (1, 0.95), (0.05, 0), (0.05, 1)])
def test_shares_lie_between_0_and_1(tmp_path: Path, alpha: float, confidence: float) -> None:
    """A percentage for a share is refused."""
    with pytest.raises(ValueError, match="between 0 and 1"):
        audit_table(pets_audit(tmp_path).table, alpha=alpha, confidence=confidence)


def test_the_first_table_of_the_article() -> None:
    """One cell and one row sum are off; 88 for 128 decides about the only significant test."""
    audit = article("table-1")
    assert counts(audit, Check.PERCENT) == (27, 0, 0, 1)
    assert counts(audit, Check.ROW_SUM) == (6, 0, 0, 1)
    assert counts(audit, Check.P_VALUE) == (0, 0, 0, 1)
    assert audit.changed == {Address(Part.COUNT, "ward", "1"): 88}
    assert [impact.depends for impact in audit.impacts] == [True]
    assert [test.decision.holm for test in audit.analysis.items] == [True, *[False] * 6]
    assert audit.supported_analysis
    again = audit.supported_analysis.items
    # reference/audit.md: chi2(2) = 6.956, p = .031, V = .161; nothing survives Holm.
    assert [round(value, 3) for value in (again[0].statistic or 0, again[0].p_value, again[0].v)] == [
        6.956,
        0.031,
        0.161,
    ]
    assert not any(test.decision.holm for test in again)
    assert audit.agreement
    assert audit.agreement.agreeing == audit.agreement.numbers


def test_the_second_table_of_the_article() -> None:
    """Four departures in the groups, 35 for 33, and 13 lost commas in one reading."""
    audit = article("table-2")
    departing = [
        (finding.addresses[0].group, finding.addresses[0].item, finding.addresses[0].response)
        for finding in audit.findings
        if finding.check is Check.PERCENT
        and finding.verdict is Verdict.INCONSISTENT
        and finding.addresses[0].group != "sum"
    ]
    assert departing == [
        ("district", "2", "difficult"),
        ("town", "2", "normal"),
        ("district", "2", "no_difficulty"),
        ("ward", "4", "difficult"),
    ]
    assert counts(audit, Check.ROW_SUM) == (14, 0, 0, 1)
    assert audit.changed == {Address(Part.COUNT, "town", "2", "normal"): 35}
    assert not any(impact.depends for impact in audit.impacts)
    assert audit.supported_analysis
    p_values = [round(test.pearson.p_value, 3) for test in audit.supported_analysis.items]
    assert p_values == [0.082, 0.642, 0.773, 0.580, 0.328]
    assert audit.agreement
    assert audit.agreement.numbers - audit.agreement.agreeing == 13
    assert audit.agreement.supported == {"003": 13, "001": 0}


@settings(deadline=None, derandomize=True, max_examples=40)
@given(consistent(Base.GROUP, Rounding.HALF_UP))
def test_a_consistent_table_is_left_alone(table: PrintedTable) -> None:
    """No inconsistent percentage or sum, and no repair."""
    audit = audit_table(table)
    assert audit.repairs is not None
    assert audit.repairs.components == ()
    assert not audit.changed
    for check in (Check.PERCENT, Check.ROW_SUM, Check.COLUMN_SUM, Check.SIZE_SUM):
        if check in audit.summary.by_check:
            assert audit.summary.by_check[check][Verdict.INCONSISTENT] == 0


def test_a_table_of_very_many_numbers_is_not_repaired_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the stated size no changes are looked for, and all other checks are made."""
    table = article("table-1").table
    monkeypatch.setattr("reproreport.audit.table_audit.REPAIRABLE", len(table.numbers) - 1)
    audit = audit_table(table)
    assert audit.repairs is None
    assert f"{len(table.numbers)} numbers" in audit.too_large
    assert counts(audit, Check.PERCENT) == (27, 0, 0, 1)


def test_cells_with_the_supported_counts(tmp_path: Path) -> None:
    """36 for 46, resting on the cells beside it; a total rests on its row; sizes stay as they are."""
    audit = drinks_audit(tmp_path)
    rows = [
        ("2", "women", "46", "w"),
        ("2", "all", "56", "a"),
        ("1", "men", "10", "m"),
        ("N", "men", "40", "n"),
    ]
    cells = audit.supported_cells(pd.DataFrame(rows, columns=["item", "group", "count", "origin"]))
    assert cells["count"].tolist() == [36, 56, 10, 40]
    assert cells["printed"].tolist() == [46, 56, 10, 40]
    supported, total, kept, size = cells["origin"]
    assert len(supported) > 1
    assert total == ["w", "a"]
    assert kept == [audit.table.where(Address(Part.COUNT, "men", "1"))]
    assert size == ["n"]
