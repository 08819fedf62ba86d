"""Which verdict each printed number is drawn with; the tables' arithmetic is done by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from audit_tables import Rows, table_of
from finding_examples import drinks_audit, pets_audit
from reproreport.audit.finding import Check
from reproreport.audit.shown.drawn import Grid, grid
from reproreport.audit.shown.marks import MARKS
from reproreport.audit.table import Kind, Label
from reproreport.audit.table_audit import audit_table


def drawn(found: Grid) -> list[str]:
    """The rows, each as its label and its marked numbers, with plain spaces."""
    rows = [row for block in found.blocks for row in block.rows]
    return [
        f"{row.label}: {', '.join(cell.marked for cell in row.cells)}".replace("\u00a0", " ")
        for row in [*rows, found.sizes]
    ]


def test_a_table_as_printed(tmp_path: Path) -> None:
    """46 (60,0) disagrees, and so does the sum 56; 20 (33,4) is rounded up; all else is exact."""
    found = grid(drinks_audit(tmp_path))
    assert drawn(found) == [
        "Tea: 10 ✓, 25,0 ✓, 15 ✓, 25,0 ✓, 25 ✓, 25,0 ✓",
        "Coffee: 20 ✓, 50,0 ✓, 46 ✗, 60,0 ✗, 56 ✗, 56,0 ✓",
        "Water: 13 ✓, 32,5 ✓, 20 ≈, 33,4 ≈, 33 ✓, 33,0 ✓",
        "N: 40 ✓, , 60 ✓, , 100 ✓, ",
    ]
    assert found.groups == (("men", "Men"), ("women", "Women"), ("all", "Everybody"))
    assert [column.heading for column in found.columns] == ["n", "%"] * 3
    assert [block.heading for block in found.blocks] == [""]


def test_one_question(tmp_path: Path) -> None:
    """The answers are the rows; the sums of counts stand at the Ns, those of percentages beside them."""
    found = grid(pets_audit(tmp_path))
    assert drawn(found) == [
        "cats: 10 ✓, 25.0 ✓, 30 ✓, 50.0 ✓",
        "dogs: 30 ✓, 75.0 ✓, 30 ✓, 50.0 ✓",
        "N: 40 ✓, ✓, 60 ✓, ✓",
    ]


def test_several_questions() -> None:
    """The N has the worst of its column's sums: 11 + 10 is 21 of 20, 5 + 15 is 20."""
    rows: Rows = {
        ("q", "yes"): [(11, "55,0"), (20, "50,0")],
        ("q", "no"): [(10, "50,0"), (20, "50,0")],
        ("r", "yes"): [(5, "25,0"), (10, "25,0")],
        ("r", "no"): [(15, "75,0"), (30, "75,0")],
    }
    found = grid(audit_table(table_of({"a": 20, "b": 40}, rows, kind=Kind.SINGLE)))
    assert [block.heading for block in found.blocks] == ["Item q", "Item r"]
    assert drawn(found)[-1] == "N: 20 ✗, ✗, 40 ✓, ✓"


def test_questions_worded_alike_are_told_apart() -> None:
    """Rows are grouped by the heading, so two questions must not share one."""
    rows: Rows = {(item, answer): [(1, None), (2, None)] for item in ("q", "r") for answer in ("yes", "no")}
    table = table_of({"a": 2, "b": 4}, rows, kind=Kind.SINGLE)
    alike = replace(table, items=tuple(Label(label.id, "Same") for label in table.items))
    assert [block.heading for block in grid(audit_table(alike)).blocks] == ["Same [q]", "Same [r]"]


def test_wordings_as_printed_beside_the_names_that_findings_use(tmp_path: Path) -> None:
    """A reader of "Tea" in a finding sees which printed row that is."""
    audit = drinks_audit(tmp_path)
    items = (Label("1", "Tea, black or green", "Tea"), *audit.table.items[1:])
    found = grid(replace(audit, table=replace(audit.table, items=items)))
    assert [row.label for row in found.blocks[0].rows] == ["Tea, black or green [Tea]", "Coffee", "Water"]


def test_counts_without_percentages() -> None:
    """3 + 4 is 7, so all three are supported; 5 + 6 is not 12, and nothing tells which is off."""
    rows: Rows = {"x": [(3, None), (4, None), (7, None)], "y": [(5, None), (6, None), (12, None)]}
    found = grid(audit_table(table_of({"a": 10, "b": 20, "all": 30}, rows, total="all")))
    assert drawn(found) == [
        "Item x: 3 ✓, 4 ✓, 7 ✓",
        "Item y: 5 ?, 6 ?, 12 ✗",
        "N: 10 ✓, 20 ✓, 30 ✓",
    ]
    assert [column.heading for column in found.columns] == ["n"] * 3


def test_what_is_not_printed_has_no_mark() -> None:
    """An empty cell is drawn empty."""
    rows: Rows = {"x": [(10, "25,0"), (None, None)], "y": [(20, "50,0"), (15, "25,0")]}
    found = grid(audit_table(table_of({"a": 40, "b": 60}, rows)))
    assert drawn(found)[0] == "Item x: 10 ✓, 25,0 ✓, , "


def test_a_mark_comes_from_one_of_the_findings_behind_it(tmp_path: Path) -> None:
    """So that a reader can be led from the number to the reason."""
    found = grid(drinks_audit(tmp_path))
    cells = [cell for block in found.blocks for row in block.rows for cell in row.cells]
    assert len(cells) == 18
    for cell in cells:
        assert cell.verdict in {finding.verdict for finding in cell.findings}
        assert all(finding.check is not Check.READING for finding in cell.findings)
        assert cell.verdict and cell.marked.endswith(MARKS[cell.verdict].sign)
