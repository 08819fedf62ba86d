"""A printed table drawn as printed, for a chapter: every number coloured and marked by its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from reproreport.findings.grid import Drawn, Grid, Row, grid
from reproreport.findings.marks import MARKS, VERDICTS

if TYPE_CHECKING:
    from great_tables import GT

    from reproreport.audit.finding import Verdict
    from reproreport.audit.table_audit import TableAudit

#: What stands over the row of the groups' Ns where rows have headings.
_SIZES: Final = "Sizes of the groups"

#: A sum of percentages has no printed number: this stands for it.
SUM: Final = "Σ"


def drawn(audit: TableAudit) -> GT:
    """Return a printed table with the verdict on each of its numbers.

    Its rows and columns are those of the print: for each group the counts and the percentages; below
    them the groups' Ns, with the verdicts on the sums of their columns. Each number has its verdict's
    mark, and its cell the verdict's colour under black text; a note says what the marks mean.
    """
    import pandas as pd
    from great_tables import GT, loc, md, style

    found = grid(audit)
    rows = [(block.heading, row) for block in found.blocks for row in block.rows]
    grouped = any(heading for heading, _ in rows)
    rows.append((_SIZES, found.sizes))
    names = [f"c{place}" for place in range(len(found.columns))]
    frame = pd.DataFrame(
        [
            {"block": heading, "row": row.label} | dict(zip(names, map(text, row.cells), strict=True))
            for heading, row in rows
        ]
    )
    table = GT(
        frame if grouped else frame.drop(columns="block"),
        rowname_col="row",
        groupname_col="block" if grouped else None,
    )
    for group, label in found.groups:
        own = [name for name, column in zip(names, found.columns, strict=True) if column.group == group]
        table = table.tab_spanner(label, own, id=group)
    table = table.cols_label(
        {name: column.heading for name, column in zip(names, found.columns, strict=True)}
    ).cols_align("right", columns=names)
    for place, name in enumerate(names):
        for verdict, at in _filled([row for _, row in rows], place).items():
            table = table.tab_style(style.fill(MARKS[verdict].fill), loc.body(columns=name, rows=at))
    return table.tab_source_note(md(note(found)))


def text(cell: Drawn) -> str:
    """Return a number with its mark; a mark without a number stands at the sign of a sum."""
    return cell.marked if cell.text or not cell.verdict else f"{SUM}\u00a0{cell.marked}"


def note(found: Grid) -> str:
    """Return what the marks of a drawn table mean."""
    cells = [cell for row in _rows(found) for cell in row.cells]
    present = {cell.verdict for cell in cells}
    marks = [f"{MARKS[verdict].sign} {MARKS[verdict].word}" for verdict in VERDICTS if verdict in present]
    words = f"{'; '.join(marks)}."
    if len(found.blocks) > 1:
        words += " The mark of an N is the worst of the sums of its column, one for each item."
    if any(cell.verdict and not cell.text for cell in cells):
        words += f" {SUM}: the sums of the percentages, the worst of them."
    return words


def _filled(rows: Sequence[Row], column: int) -> dict[Verdict, list[int]]:
    """Return which rows of a column have which verdict."""
    filled: dict[Verdict, list[int]] = {}
    for place, row in enumerate(rows):
        verdict = row.cells[column].verdict
        if verdict:
            filled.setdefault(verdict, []).append(place)
    return filled


def _rows(found: Grid) -> list[Row]:
    return [*(row for block in found.blocks for row in block.rows), found.sizes]
