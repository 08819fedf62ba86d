"""The appendix's tables, read back from the HTML that chapters get."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from great_tables import GT
from lxml import html

from finding_examples import drinks_audit, drinks_claims, pets_audit
from reproreport.audit.finding import Verdict
from reproreport.audit.shown import appendix
from reproreport.audit.shown.marks import MARKS
from reproreport.audit.table_audit import TableAudit, audit_table
from reproreport.tables import to_html


@pytest.fixture
def drinks(tmp_path: Path) -> TableAudit:
    """A table with one verdict of each sort."""
    return drinks_audit(tmp_path)


def rows(table: GT) -> list[list[str]]:
    """The rows of a table's body, its headings among them, with plain spaces."""
    found = html.fragment_fromstring(to_html(table)).xpath("./tbody/tr")
    return [[cell.text_content().replace("\u00a0", " ") for cell in row] for row in found]


def heads(table: GT) -> list[str]:
    """The names of a table's columns."""
    cells = html.fragment_fromstring(to_html(table)).xpath("./thead/tr/th")
    return [cell.text_content() for cell in cells]


def fills(table: GT) -> list[str]:
    """The colours of the cells that have one."""
    cells = html.fragment_fromstring(to_html(table)).xpath("./tbody/tr/td")
    styles = [cell.get("style", "") for cell in cells]
    return [style.split("background-color: ")[1][:7] for style in styles if "background-color" in style]


def notes(table: GT) -> str:
    """What stands below a table."""
    (foot,) = html.fragment_fromstring(to_html(table)).xpath("./tfoot")
    return str(foot.text_content())


def test_departures(drinks: TableAudit) -> None:
    """What is not exact, check by check: where, verdict and rule, printed, computed, why."""
    table = appendix.departures(drinks)
    found = rows(table)
    assert heads(table) == ["Where", "Verdict", "Printed", "Computed", "Explanation"]
    assert found[0] == ["Percentages"]
    assert found[1][:4] == ["Coffee, Women", "✗ inconsistent", "“46”, “60,0”", "76.7"]
    assert found[1][4].startswith("46 of 60 is 76.7%")
    assert found[2][:2] == ["Water, Women", "≈ within rounding: percentage rounded up"]
    assert ["Sums of rows"] in found
    assert fills(table)[:2] == [MARKS[Verdict.INCONSISTENT].fill, MARKS[Verdict.WITHIN].fill]


def test_verdicts(drinks: TableAudit) -> None:
    """By hand: of nine percentages seven are exact, one is rounded up, one is off."""
    table = appendix.verdicts([drinks], drinks_claims(drinks))
    found = rows(table)
    assert heads(table) == ["Checked", "✓ exact", "≈ within rounding", "? not checkable", "✗ inconsistent"]
    assert found[:2] == [["What people drink"], ["Percentages", "7", "1", "0", "1"]]
    assert ["Sums of rows", "2", "0", "0", "1"] in found
    assert found[-2:] == [["Claims"], ["data/brown/claims.yml", "1", "0", "1", "1"]]


def test_tests(drinks: TableAudit) -> None:
    """Printed beside recomputed (by scipy.stats.chi2_contingency), with 46 and with 36."""
    table = appendix.tests(drinks)
    found = rows(table)
    assert heads(table) == ["Item", "Printed p", "p", "Holm", "BH", "V (95% interval)", "Other p (Holm)"]
    assert [row[:5] for row in found] == [
        ["1. Tea", "“0,000”", "1.000", "1.000", "1.000"],
        ["2. Coffee", "“0,000”", "0.006", "0.017", "0.017"],
        ["the same, with the changes", "", "0.324", "0.971", "0.971"],
        ["3. Water", "“0,000”", "0.931", "1.000", "1.000"],
    ]
    note = notes(table)
    assert "correct for all 3 items of the table" in note
    assert "or by Fisher's exact test by enumeration where an expected count is below 5" in note
    assert "The other test, for comparison: Fisher's exact test by enumeration for 1, 2, 3" in note
    # The same share in both groups is the most probable table, so that Fisher's p is 1.
    assert found[0][6] == "1.000 (1.000)"
    assert "Pearson chi-square without Yates' correction." in note


def test_an_item_that_cannot_be_tested(drinks: TableAudit) -> None:
    """Dashes, and below the table the reason."""
    table = appendix.tests(audit_table(replace(drinks.table, weighted=True)))
    assert rows(table)[0] == ["1. Tea", "“0,000”", "–", "–", "–", "–", "–"]
    note = notes(table)
    assert "1. Tea: It is not tested, because its counts are weighted." in note


def test_repairs(drinks: TableAudit) -> None:
    """36 for 46, and what depends on it."""
    ((printed, proposed, why, tests),) = rows(appendix.repairs(drinks))
    assert (printed, proposed) == ("“46”", "36")
    assert "the row total “56”" in why
    assert "With “46” Coffee differs between the groups" in tests


def test_readings(drinks: TableAudit) -> None:
    """What each has, and which one the arithmetic supports."""
    ((where, read, supported, why),) = rows(appendix.readings(drinks))
    assert (where, read, supported) == ("Water, Men", "first: “32,5”; second: “325”", "“32,5”")
    assert "lost decimal mark" in why


def test_claims(drinks: TableAudit) -> None:
    """All of them, or those with some verdicts."""
    claims = drinks_claims(drinks)
    found = rows(appendix.claims(claims))
    assert [row[2] for row in found] == ["✓ holds", "✗ does not hold", "? cannot be checked"]
    assert found[0][:2] == ["results, line 7", "Men prefer coffee to tea."]
    table = appendix.claims(claims, only=[Verdict.INCONSISTENT])
    assert [row[1] for row in rows(table)] == ["Women prefer tea to coffee."]
    assert fills(table) == [MARKS[Verdict.INCONSISTENT].fill]


def test_where_there_is_nothing_a_table_says_so(tmp_path: Path) -> None:
    """A notebook needs no case of its own for a clean table."""
    audit = pets_audit(tmp_path)
    exact = tuple(finding for finding in audit.findings if finding.verdict is Verdict.EXACT)
    clean = replace(audit, findings=exact)
    assert rows(appendix.departures(clean))[1][-1] == "Every finding is exact."
    assert rows(appendix.repairs(clean))[0][2] == "The numbers agree as printed."
    assert rows(appendix.readings(clean))[0][-1] == "All agree."
    assert rows(appendix.claims(()))[0][-1] == "There is none."
    assert rows(appendix.tests(clean))[0][:2] == ["the table", "–"]


def test_the_legend() -> None:
    """Every verdict with its mark, its colour and what it says."""
    table = appendix.legend()
    assert [row[0] for row in rows(table)] == ["✓", "≈", "?", "✗"]
    assert fills(table) == [mark.fill for mark in MARKS.values()]
