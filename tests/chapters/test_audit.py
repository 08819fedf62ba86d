"""The appendix on the audit, against facts that were worked out by hand from the two printed tables.

They were counted before the audit was written, with a pocket calculator's arithmetic: which percentages
are 100 · count / N, which counts are percentage · N / 100, which rows add to their totals.
"""

from __future__ import annotations

import pytest
from lxml import html

from real_report import Built

FACTS = {
    "table_1.percentages": 28,  # 7 methods, 3 levels and the total
    "table_1.exact": 27,  # all but 128 (65,7) of 134
    "table_1.within": 0,
    "table_1.open": 0,
    "table_1.inconsistent": 1,
    "table_1.row_sums.all": 7,
    "table_1.row_sums.exact": 6,  # 44 + 50 + 128 is 222, not 182
    "table_1.repairs": 1,  # 88 for 128
    "table_1.counts_changed": 1,
    "table_2.percentages": 60,  # 5 difficulties, 3 answers, 3 levels and the total
    "table_2.derivation.cells": 45,
    "table_2.derivation.percent_from_count": 6,
    "table_2.derivation.count_from_percent": 41,  # all but 33, 29, 9 and 41
    "table_2.exact": 7,  # the 6 above, and one of the total
    "table_2.within": 35,  # 41 less 6
    "table_2.inconsistent": 18,  # 4 of the levels, 14 of the total
    "table_2.row_sums.all": 15,
    "table_2.row_sums.exact": 14,  # 33 + 43 + 80 is 156, not 158
    "table_2.counts_changed": 1,  # 35 for 33
    "readings.differing": 13,
    "claims.thesis.all": 18,
    "claims.thesis.printed.hold": 17,  # the methods repeat one
    "claims.urban_government.all": 1,
}


@pytest.mark.parametrize("name", FACTS)
def test_fact(whole: Built, name: str) -> None:
    """Each number that the appendix states is the one counted by hand."""
    assert whole.results[f"audit.{name}"]["value"] == FACTS[name]


def rows(whole: Built, label: str) -> list[list[str]]:
    """Return the rows of one of the appendix's tables, as texts."""
    page = html.parse(str(whole.root / "build/site/chapters/audit/index.html"))
    (table,) = page.xpath(f"//figure[@id='{label}']//table")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in table.iter("tr")]


def test_the_printed_cell_and_its_repair(whole: Built) -> None:
    """Table 1: 128 is marked, 88 is the one change, and the item's decision depends on it."""
    marked = [cell for row in rows(whole, "tbl-audit-table-1") for cell in row if cell.endswith("✗")]
    assert marked == ["128 ✗", "65,7 ✗", "182 ✗"]
    _, (printed, agree, why, tests) = rows(whole, "tbl-audit-repairs-1")
    assert (printed, agree) == ("“128”", "88")
    assert "“65,7” of 134" in why
    assert "row total “182”" in why
    assert "two digits differ" in why
    assert "0.216" in tests


def test_the_cells_of_table_2_that_depart(whole: Built) -> None:
    """Table 2: the four cells of single levels that no rule explains, and the repair of one count."""
    cells = [row[1:7] for row in rows(whole, "tbl-audit-table-2")]
    marked = [cell for row in cells for cell in row if cell.endswith("✗") and "," not in cell]
    assert marked == ["29 ✗", "33 ✗", "9 ✗", "41 ✗", "53 ✗"]
    assert ["“33”", "35"] in [row[:2] for row in rows(whole, "tbl-audit-repairs-2")]


def test_every_cell_has_a_mark_beside_its_colour(whole: Built) -> None:
    """No number of the drawn tables tells its verdict by colour alone."""
    page = html.parse(str(whole.root / "build/site/chapters/audit/index.html"))
    for label in ("tbl-audit-table-1", "tbl-audit-table-2"):
        filled = page.xpath(f"//figure[@id='{label}']//td[contains(@style, 'background-color')]")
        assert len(filled) > 50
        for cell in filled:
            assert cell.text_content().strip()[-1] in "✓≈?✗"


def test_a_test_of_another_question_is_called_so(whole: Built) -> None:
    """The comparison with equal counts gives every printed p, and is said to ask something else."""
    for label in ("tbl-audit-findings-1", "tbl-audit-findings-2"):
        (words,) = [
            row[-1] for row in rows(whole, label) if row[0] == "the whole table" and "0,000" in row[-1]
        ]
        assert "equal counts gives it for all" in words
        assert "but asks whether" in words
