"""The audit in a terminal: the same bytes everywhere, and nothing wider than the screen."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from finding_examples import drinks_audit, drinks_claims, pets_audit
from reproreport.audit.checks.percentages import PercentReason
from reproreport.audit.finding import Check, Finding, Verdict
from reproreport.audit.shown.text import as_summary, as_text
from reproreport.audit.table import Address, Part
from reproreport.audit.table_audit import TableAudit

#: Findings of our own, so that the text does not hang on how a check words its own.
GOLDEN = """\

    data/brown/drinks.csv
    What people drink

    Percentages
    ✓ exact            Tea, Men                                         “10”, “25,0”
        10 of 40 is 25.0%, as printed.
    ✗ inconsistent     Coffee, Women                             “46”, “60,0” → 76.7
        46 of 60 is 76.7%, which is far more than the 60.0% that stand beside it in
        print.  line 6

    Sums of rows
    ? not checkable    Tea                                                 “25” → 24
        A sentence.  line 4

    Do the groups differ? (Holm: over all 3 items of the table)
                 printed      p   Holm     V
      1. Tea     “0,000”  1.000  1.000  0.00
      2. Coffee  “0,000”  0.006  0.017  0.28
      3. Water   “0,000”  0.931  1.000  0.01
      Pearson chi-square without Yates' correction.

    Summary
                       ✓ exact  ≈ within rounding  ? not checkable  ✗ inconsistent
      data/brown/drinks.csv
        percentages          1                  0                0               1
        all checks           1                  0                1               1
    """


def golden_audit(folder: Path) -> TableAudit:
    """The audit of the drinks, with three findings of our own."""
    audit = drinks_audit(folder, repairs=False)
    name = audit.table.name

    def percent(verdict: Verdict, words: str, group: str, item: str, *origin: str, **more: str) -> Finding:
        addresses = Address(Part.PERCENT, group, item), Address(Part.COUNT, group, item)
        return Finding(
            Check.PERCENT, verdict, PercentReason.DIFFERS, words, name, addresses, dict(more), origin
        )

    findings = (
        percent(Verdict.EXACT, "10 of 40 is 25.0%, as printed.", "men", "1"),
        percent(
            Verdict.INCONSISTENT,
            "46 of 60 is 76.7%, which is far more than the 60.0% that stand beside it in print.",
            "women",
            "2",
            f"{name}:6",
            computed="76.7",
        ),
        Finding(
            Check.ROW_SUM,
            Verdict.UNCHECKABLE,
            PercentReason.DIFFERS,
            "A sentence.",
            name,
            (Address(Part.COUNT, "men", "1"), Address(Part.COUNT, "all", "1")),
            {"total": "25", "sum": "24"},
        ),
    )
    return replace(audit, findings=findings, agreement=None)


def test_golden(tmp_path: Path) -> None:
    """The whole text of a small table, byte for byte; its p-values are those of scipy.stats."""
    assert as_text([golden_audit(tmp_path)], exact=True) == dedent(GOLDEN)


def test_exact_findings_are_counted_and_not_listed(tmp_path: Path) -> None:
    """Unless asked for."""
    text = as_text([golden_audit(tmp_path)])
    assert "Tea, Men" not in text
    assert "Not listed: 1 exact finding (--all lists them)." in text


def test_everything_that_there_is_to_say(tmp_path: Path) -> None:
    """Repairs, what depends on them, readings, and claims by verdict."""
    audit = drinks_audit(tmp_path)
    text = " ".join(as_text([audit, pets_audit(tmp_path)], drinks_claims(audit)).split())
    assert "The smallest changes with which the numbers agree (none is applied) “46” is printed" in text
    assert "36 would agree with" in text
    # With 46, Pearson's p is .006 and Holm's .017; with 36 it is .324: by scipy.stats.chi2_contingency.
    assert "2. Coffee “0,000” 0.006 0.017 0.28 with the changes 0.324 0.971 0.10" in text
    assert "20 of 21 numbers are alike in the readings first and second." in text
    assert "The arithmetic supports reading first in 1." in text
    assert "✗ does not hold results, line 7 women-tea Women prefer tea to coffee." in text
    assert "? cannot be checked results, line 7 taste Tea tastes better." in text
    assert "Not listed: 1 claim that holds" in text
    assert "Men prefer coffee" not in text
    assert "data/brown/claims.yml claims 1 0 1 1" in text


@pytest.mark.parametrize("width", [60, 80, 110])
def test_no_line_is_wider_than_the_screen(tmp_path: Path, width: int) -> None:
    """Long wordings are shortened or wrapped, and no line ends with spaces."""
    audit = drinks_audit(tmp_path)
    items = tuple(
        replace(item, label=f"{item.label}, {'as far as anyone knows ' * 6}") for item in audit.table.items
    )
    long = replace(audit, table=replace(audit.table, items=items))
    lines = as_text([long], drinks_claims(audit), exact=True, width=width).splitlines()
    assert max(map(len, lines)) <= width
    assert all(line == line.rstrip() for line in lines)


def test_colour_is_only_added(tmp_path: Path) -> None:
    """With colour the text is the same text, and each verdict has its own."""
    audits = [drinks_audit(tmp_path)]
    plain, coloured = as_text(audits), as_text(audits, colour=True)
    assert "\x1b" not in plain
    assert "\x1b[1;31m✗ inconsistent" in coloured
    assert "\x1b[33m≈ within rounding" in coloured
    without = re.sub(r"\x1b\[[\d;]*m", "", coloured)
    assert [line.rstrip() for line in without.splitlines()] == plain.splitlines()


def test_a_header_cannot_steer_the_terminal(tmp_path: Path) -> None:
    """A title with an escape sequence in it is shown without the escape."""
    audit = drinks_audit(tmp_path)
    table = replace(audit.table, title="Red\x1b[31m\x07 title")
    assert "Red [31m  title" in as_text([replace(audit, table=table)])


def test_a_summary_alone(tmp_path: Path) -> None:
    """What is shown where the audit itself goes into a page."""
    audit = golden_audit(tmp_path)
    assert as_text([audit]).endswith(as_summary([audit]))
    assert as_summary([]) == ""
