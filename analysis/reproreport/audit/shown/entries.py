"""A finding's parts as readers want them: where, what is printed, what was computed, by which rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from reproreport.audit.finding import Check, Finding, Verdict
from reproreport.audit.table import Address, Part, PrintedTable
from reproreport.audit.table_audit import TableAudit
from reproreport.numbers import quoted

#: Longer wordings of rows are cut where there is little room.
SHORT: Final = 48

#: A header may hold any character.
_CONTROL: Final = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), " ")

_WHOLE: Final = "the whole table"

#: What stands over the findings of each check.
HEADINGS: Final[Mapping[Check, str]] = {
    Check.PERCENT: "Percentages",
    Check.RANGE: "Numbers out of range",
    Check.BASE: "What the percentages are of",
    Check.DIRECTION: "Counts from percentages, or percentages from counts",
    Check.ROW_SUM: "Sums of rows",
    Check.COLUMN_SUM: "Sums of columns",
    Check.PERCENT_SUM: "Sums of percentages",
    Check.SIZE_SUM: "Sum of the groups’ Ns",
    Check.KIND: "One answer or several",
    Check.P_VALUE: "Printed p-values",
    Check.READING: "Readings",
    Check.CLAIM: "Claims",
    Check.CELL: "What cannot be checked",
    Check.MEAN: "Means and standard deviations",
    Check.TEST: "Tests in the text",
    Check.SHARE: "Percentages in the text",
}


@dataclass(frozen=True)
class Entry:
    """One finding on a table, in parts; a part that does not apply is empty.

    Attributes:
        finding: the finding.
        item: the wording of the item that it is about, or another name of a place in the table.
        response: the wording of the answer.
        column: the wording of the column.
        printed: what is printed.
        computed: what the other printed numbers give in its place.
        rule: the rounding rule that reproduces it.
        origin: ``file:line`` of what it is about.
    """

    finding: Finding
    item: str
    response: str
    column: str
    printed: str
    computed: str
    rule: str
    origin: str

    @property
    def row(self) -> str:
        """Return the wording of the row."""
        return ": ".join(part for part in (self.item, self.response) if part)

    @property
    def where(self) -> str:
        """Return row and column in one text."""
        return ", ".join(part for part in (self.row, self.column) if part)


def entries(audit: TableAudit, *, exact: bool = True) -> tuple[Entry, ...]:
    """Return a table's findings in parts.

    Args:
        audit: the table's audit.
        exact: whether to include the exact ones; what the readings do not have alike is listed
            elsewhere, and included only then.
    """
    kept = (
        finding
        for finding in audit.findings
        if exact or (finding.verdict is not Verdict.EXACT and finding.check is not Check.READING)
    )
    return tuple(entry(audit.table, finding) for finding in kept)


def readings(audit: TableAudit) -> tuple[Entry, ...]:
    """Return what the readings of a table do not have alike."""
    return tuple(entry(audit.table, f) for f in audit.findings if f.check is Check.READING)


def entry(table: PrintedTable, finding: Finding) -> Entry:
    """Return a finding in parts."""
    place = _place(table, finding)
    printed, computed = _NUMBERS.get(finding.check, _nothing)(table, finding)
    rule = finding.evidence.get("rule") if finding.check is Check.PERCENT else None
    origin = finding.origin[0] if finding.origin else ""
    if finding.check is Check.ROW_SUM:
        # What stands against the parts is the total, which comes last.
        origin = table.where(finding.addresses[-1]) or origin
    return Entry(finding, *place, printed, computed, str(rule or ""), origin)


def place_in(origin: str, file: str) -> str:
    """Return where something stands, without the file that is named already."""
    if origin.startswith(f"{file}:"):
        return f"line {origin.removeprefix(f'{file}:')}"
    return origin.removeprefix(f"{file}, ")


def shortened(words: str, width: int = SHORT) -> str:
    """Return words, cut with an ellipsis where it is longer than ``width``; if it can be, after a word."""
    if len(words) <= width:
        return words
    whole = words[:width].rpartition(" ")[0]
    return f"{(whole if len(whole) > width // 2 else words[: width - 1]).rstrip(' ,;:.')}…"


def harmless(words: str) -> str:
    """Return a text on one line without control characters: in a terminal they do something."""
    return words.translate(_CONTROL)


def _place(table: PrintedTable, finding: Finding) -> tuple[str, str, str]:
    """Return the wording of the item, the answer and the column that a finding is about."""
    if finding.check is Check.P_VALUE:
        item = str(finding.evidence.get("item", ""))
        return (table.row_name(item) or item) if item else _WHOLE, "", ""
    if not finding.addresses:
        family = finding.evidence.get("family")
        return str(family) if finding.check is Check.BASE and family else _WHOLE, "", ""
    at = finding.addresses[0]
    column = table.group_name(at.group)
    if finding.check is Check.SIZE_SUM:
        return "N", "", ""
    if finding.check is Check.BASE:
        items = {place.item for place in finding.addresses[1:]}
        return table.row_name(items.pop()) if len(items) == 1 else "N", "", column
    if finding.check in (Check.COLUMN_SUM, Check.PERCENT_SUM):
        return table.row_name(at.item), "", column
    item = "N" if at.part is Part.SIZE else table.row_name(at.item)
    return item, table.row_name("", at.response), "" if finding.check is Check.ROW_SUM else column


_Numbers = Callable[[PrintedTable, Finding], tuple[str, str]]


def _nothing(_table: PrintedTable, _finding: Finding) -> tuple[str, str]:
    return "", ""


def _percent(table: PrintedTable, finding: Finding) -> tuple[str, str]:
    """Return count and percentage as printed, and the percentage that the count gives."""
    percent = finding.addresses[0]
    printed = pair(table, percent)
    possible = finding.evidence.get("counts_possible")
    if "computed" in finding.evidence:
        return printed, str(finding.evidence["computed"])
    if isinstance(possible, list) and len(possible) == 2:
        low, high = possible
        return printed, f"a count of {low}" if low == high else f"a count of {low} to {high}"
    return printed, ""


def _range(table: PrintedTable, finding: Finding) -> tuple[str, str]:
    printed = quoted(table.numbers[finding.addresses[0]].text)
    if lost := finding.evidence.get("lost_mark"):
        return printed, str(lost)
    return printed, f"at most {finding.evidence.get('limit', 100)}"


def _sum(table: PrintedTable, finding: Finding) -> tuple[str, str]:
    """Return the printed total of a sum, and what its parts add to; percentages add to an unprinted 100."""
    total, added = str(finding.evidence["total"]), str(finding.evidence["sum"])
    at = finding.addresses[-1]
    is_printed = finding.check is not Check.PERCENT_SUM and str(table.numbers[at].value) == total
    return quoted(table.numbers[at].text) if is_printed else total, added


def _base(_table: PrintedTable, finding: Finding) -> tuple[str, str]:
    given = finding.evidence
    if "n" in given:
        return quoted(str(given["printed"])), str(given["n"])
    return str(given.get("stated") or ""), str(given.get("base_is") or "")


def _kind(_table: PrintedTable, finding: Finding) -> tuple[str, str]:
    return str(finding.evidence["stated"]), str(finding.evidence["recognised"] or "")


def _p_value(_table: PrintedTable, finding: Finding) -> tuple[str, str]:
    return quoted(str(finding.evidence["printed"])), ""


def _cell(_table: PrintedTable, finding: Finding) -> tuple[str, str]:
    """Return what is printed in a cell that holds no count and no percentage."""
    return quoted(str(finding.evidence["printed"])), ""


def _reading(_table: PrintedTable, finding: Finding) -> tuple[str, str]:
    """Return what each reading has, and the number that the arithmetic supports."""
    read = finding.evidence["readings"]
    pairs = read.items() if isinstance(read, Mapping) else ()
    printed = "; ".join(f"{name}: {quoted(str(text)) if text else 'nothing'}" for name, text in pairs)
    supported = finding.evidence["supported"]
    names = supported if isinstance(supported, list) else []
    return printed, next((quoted(str(text)) for name, text in pairs if name in names), "")


_NUMBERS: Final[Mapping[Check, _Numbers]] = {
    Check.PERCENT: _percent,
    Check.RANGE: _range,
    Check.BASE: _base,
    Check.ROW_SUM: _sum,
    Check.COLUMN_SUM: _sum,
    Check.PERCENT_SUM: _sum,
    Check.SIZE_SUM: _sum,
    Check.KIND: _kind,
    Check.P_VALUE: _p_value,
    Check.READING: _reading,
    Check.MEAN: _cell,
    Check.CELL: _cell,
}


def pair(table: PrintedTable, percent: Address) -> str:
    """Return a cell as printed: its count, where there is one, and its percentage."""
    number = quoted(table.numbers[percent].text)
    count = table.count(percent.item, percent.response, percent.group)
    return f"{quoted(count.text)}, {number}" if count else number
