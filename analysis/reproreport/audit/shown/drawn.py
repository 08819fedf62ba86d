"""A printed table drawn as printed, for a chapter: every number coloured and marked by its verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from reproreport.audit.finding import Check, Finding, Verdict
from reproreport.audit.shown.marks import MARKS, VERDICTS, severity, worst
from reproreport.audit.table import Address, Group, Label, Part, PrintedTable
from reproreport.audit.table_audit import TableAudit

if TYPE_CHECKING:
    from great_tables import GT

    from reproreport.audit.finding import Verdict
    from reproreport.audit.table_audit import TableAudit


@dataclass(frozen=True)
class Drawn:
    """One printed number as it is drawn; a cell where nothing is printed has no text.

    Attributes:
        address: where it stands; None for the mark of sums that have no printed number.
        text: it, as printed.
        verdict: the worst of the verdicts on it; None where there is none.
        findings: the findings on it.
    """

    address: Address | None = None
    text: str = ""
    verdict: Verdict | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def marked(self) -> str:
        """Return the number with its mark."""
        sign = MARKS[self.verdict].sign if self.verdict else ""
        return "\u00a0".join(part for part in (self.text, sign) if part)


@dataclass(frozen=True)
class Row:
    """One row: its wording, and a cell for each column."""

    label: str
    cells: tuple[Drawn, ...]


@dataclass(frozen=True)
class Block:
    """Rows under a heading; it is empty where the rows need none."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Column:
    """A group's column of counts or of percentages."""

    group: str
    part: Part

    @property
    def heading(self) -> str:
        """Return what stands over it."""
        return "n" if self.part is Part.COUNT else "%"


@dataclass(frozen=True)
class Grid:
    """A printed table as it is drawn.

    Attributes:
        groups: the printed groups' identifiers and wordings, each over its columns.
        columns: the columns, group by group.
        blocks: the rows; for single response a block for each item, with its answers.
        sizes: the last row, the groups' Ns, with the marks of the sums of their columns.
    """

    groups: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    blocks: tuple[Block, ...]
    sizes: Row = field(default_factory=lambda: Row("N", ()))


def grid(audit: TableAudit) -> Grid:
    """Return a table as it is drawn, with the verdicts on its numbers."""
    table, found = audit.table, _by_address(audit)
    parts = [
        part
        for part in (Part.COUNT, Part.PERCENT)
        if any(at.part is part for at in (*table.numbers, *table.unread))
    ]
    columns = tuple(Column(group.id, part) for group in table.groups for part in parts)

    def cells(item: str, response: str) -> tuple[Drawn, ...]:
        return tuple(
            _drawn(table, found, Address(column.part, column.group, item, response)) for column in columns
        )

    plain = len(table.responses) == 1
    if plain:
        rows = tuple(
            Row(_named(item, table.items), cells(item.id, table.responses[0].id)) for item in table.items
        )
        blocks: tuple[Block, ...] = (Block("", rows),)
    else:
        blocks = tuple(
            Block(
                _named(item, table.items),
                tuple(
                    Row(_named(answer, table.responses), cells(item.id, answer.id))
                    for answer in table.responses
                    if answer.id in table.of_item(item.id)
                ),
            )
            for item in table.items
        )
    sizes = []
    for column in columns:
        at = Address(Part.SIZE, column.group)
        if column.part is parts[0]:
            sizes.append(_drawn(table, found, at))
        else:
            sums = tuple(_sums_of(audit, column.group))
            sizes.append(Drawn(None, "", worst(finding.verdict for finding in sums), sums))
    return Grid(
        groups=tuple((group.id, _named(group, table.groups)) for group in table.groups),
        columns=columns,
        blocks=blocks,
        sizes=Row("N", tuple(sizes)),
    )


def _named(one: Label | Group, among: Sequence[Label | Group]) -> str:
    """Return a wording as printed, and in square brackets what else tells it from others.

    That is its short name, by which findings call it, or its identifier where another has its wording.
    """
    if isinstance(one, Label) and one.short and one.short != one.label:
        return f"{one.label} [{one.short}]"
    alike = sum(other.label == one.label for other in among)
    return one.label if alike == 1 else f"{one.label} [{one.id}]"


def _drawn(table: PrintedTable, found: Mapping[Address, Sequence[Finding]], address: Address) -> Drawn:
    """Return a number with the verdicts on it."""
    number = table.numbers.get(address)
    if number is None:
        text = table.unread.get(address, "")
        return Drawn(address, text, Verdict.UNCHECKABLE if text else None, tuple(found.get(address, ())))
    naming = found.get(address, ())
    if about := tuple(finding for finding in naming if _is_on(table, finding, address)):
        return Drawn(address, number.text, worst(finding.verdict for finding in about), about)
    best = min((finding.verdict for finding in naming), key=severity, default=Verdict.UNCHECKABLE)
    verdict = Verdict.UNCHECKABLE if best is Verdict.INCONSISTENT else best
    return Drawn(address, number.text, verdict, tuple(naming))


def _by_address(audit: TableAudit) -> Mapping[Address, Sequence[Finding]]:
    """Return the findings that name each number; not those on the table as a whole, or on its readings."""
    found: dict[Address, list[Finding]] = {}
    for finding in audit.findings:
        if finding.check not in (Check.P_VALUE, Check.READING):
            for address in finding.addresses:
                found.setdefault(address, []).append(finding)
    return found


def _is_on(table: PrintedTable, finding: Finding, address: Address) -> bool:
    """Return whether a verdict is on a number, and not on one that was calculated from it."""
    first = finding.addresses[0]
    if finding.check is Check.PERCENT:
        # The percentage and the count beside it, and not what it is of.
        same = (address.group, address.item, address.response) == (first.group, first.item, first.response)
        return same and address.part is not Part.SIZE
    if finding.check in (Check.ROW_SUM, Check.SIZE_SUM):
        return table.total is not None and address.group == table.total.id
    if finding.check is Check.COLUMN_SUM:
        return address.part is Part.SIZE
    return finding.check is not Check.PERCENT_SUM and address == first


def _sums_of(audit: TableAudit, group: str) -> Iterator[Finding]:
    """Yield the sums of percentages of a group."""
    for finding in audit.findings:
        if finding.check is Check.PERCENT_SUM and finding.addresses[0].group == group:
            yield finding


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
