"""Every check of one printed table, its tests and its repairs, put together as one value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from reproreport.audit.checks.bases import check_bases, check_direction
from reproreport.audit.checks.means import check_means
from reproreport.audit.checks.percentages import check_percentages
from reproreport.audit.checks.readings import Agreement, agreement, compare_readings
from reproreport.audit.checks.sums import check_sums
from reproreport.audit.finding import Check, Finding, Verdict
from reproreport.audit.repairs.find import find_repairs
from reproreport.audit.repairs.impact import Impact, Supported, impact, supported_counts
from reproreport.audit.repairs.repair import Repairs
from reproreport.audit.rules.blocks import with_implied_sizes
from reproreport.audit.rules.family import Rules
from reproreport.audit.rules.infer import infer
from reproreport.audit.rules.kind import check_kind
from reproreport.audit.significance.check import check_p_values
from reproreport.audit.significance.recommended import Analysis, analyse
from reproreport.audit.table import Address, Part, PrintedTable

if TYPE_CHECKING:
    import pandas as pd

_CHECKS: Final = {check: place for place, check in enumerate(Check)}

#: Changes are looked for in tables of so many numbers; more do not stand on a page, and the work for
#: the tests that depend on a change grows with the square.
REPAIRABLE: Final = 5_000

Tally = Mapping[Verdict, int]


@dataclass(frozen=True)
class Summary:
    """How often each verdict came out; every verdict is there, also those that did not.

    Attributes:
        percentages: of the checks of single percentages.
        all: of all checks.
        by_check: of each kind of check that was made.
    """

    percentages: Tally
    all: Tally
    by_check: Mapping[Check, Tally]


@dataclass(frozen=True)
class TableAudit:
    """Everything that the audit says of one printed table.

    Attributes:
        table: the table as printed.
        rules: the rules that its numbers follow.
        findings: every verdict, in the order of :class:`Check`, and there in printed order.
        analysis: the recommended tests of the counts as printed.
        repairs: what would make the numbers agree; None where that was not asked for, or the table has
            more numbers than :data:`REPAIRABLE`.
        impacts: for each repair, in the order of ``repairs.all``, which decisions depend on it.
        supported: the count to calculate with for each printed count; empty without repairs.
        supported_analysis: the recommended tests of these counts; None where they are those printed.
        supported_p_values: what these counts say of the printed p-values; empty where they are those
            printed.
        agreement: how far the readings agree; None where there is one reading only.
    """

    table: PrintedTable
    rules: Rules
    findings: tuple[Finding, ...]
    analysis: Analysis
    repairs: Repairs | None = None
    impacts: tuple[Impact, ...] = ()
    supported: Mapping[Address, Supported] = field(default_factory=dict)
    supported_analysis: Analysis | None = None
    supported_p_values: tuple[Finding, ...] = ()
    agreement: Agreement | None = None

    @property
    def summary(self) -> Summary:
        """Return how often each verdict came out."""
        checks = dict.fromkeys(finding.check for finding in self.findings)
        by_check = {check: tally(f for f in self.findings if f.check is check) for check in checks}
        return Summary(
            percentages=by_check.get(Check.PERCENT, tally(())),
            all=tally(self.findings),
            by_check=by_check,
        )

    @property
    def too_large(self) -> str:
        """Return why no changes are looked for, where the table has too many numbers; else nothing."""
        if len(self.table.numbers) <= REPAIRABLE:
            return ""
        return (
            f"The table has {len(self.table.numbers):,} numbers; changes with which they would agree are "
            f"looked for where there are at most {REPAIRABLE:,}."
        )

    @property
    def changed(self) -> Mapping[Address, int]:
        """Return the counts to calculate with where they are not the printed ones."""
        return {address: count.supported for address, count in self.supported.items() if count.changed}

    def supported_cells(self, cells: pd.DataFrame) -> pd.DataFrame:
        """Return the cells of the table with the counts to calculate with, beside the printed ones.

        A count rests on its own row of the data where it is kept, else on the rows that support it; a total
        rests on its whole row.

        Args:
            cells: the rows of the table's file: ``item``, ``response`` where there are responses, ``group``,
                ``count`` and ``origin``; and those of the sizes of groups, whose item is none of the table's.

        Returns:
            *cells*, with ``count`` as a number, ``printed``, and ``origin`` as lists.
        """
        import pandas as pd

        keys = ["item", "response"] if "response" in cells else ["item"]
        rows = cells.groupby(keys)["origin"].agg(list)
        total = self.table.total.id if self.table.total else None
        counts, origins = [], []
        for _, cell in cells.iterrows():
            at = Address(Part.COUNT, cell["group"], cell["item"], cell.get("response", ""))
            found = self.supported.get(at)
            counts.append(found.supported if found else int(cell["count"]))
            if found and cell["group"] == total:
                origins.append(rows[cell["item"], cell["response"]] if len(keys) > 1 else rows[cell["item"]])
            else:
                because = map(self.table.where, found.because) if found else [cell["origin"]]
                origins.append(list(dict.fromkeys(because)))
        resting = pd.Series(origins, cells.index, dtype=object)
        return cells.assign(printed=cells["count"].map(int), count=counts, origin=resting)


def tally(findings: Iterable[Finding]) -> Tally:
    """Return how many findings have each verdict."""
    found = Counter(finding.verdict for finding in findings)
    return {verdict: found[verdict] for verdict in Verdict}


def audit_table(
    table: PrintedTable,
    *,
    readings: Mapping[str, PrintedTable] | None = None,
    repairs: bool = True,
    alpha: float = 0.05,
    confidence: float = 0.95,
) -> TableAudit:
    """Check every printed number of a table against the others.

    Args:
        table: the table as it is taken.
        readings: the table as each of several independent readings has it, by the reading's name.
        repairs: whether to look for the changes that would make the numbers agree.
        alpha: the level of significance of the tests.
        confidence: the coverage of their intervals, as a share.

    Raises:
        ValueError: if ``alpha`` or ``confidence`` is not strictly between 0 and 1.
    """
    table = with_implied_sizes(table)
    analysis = analyse(table, alpha=alpha, confidence=confidence)
    level = Fraction(str(alpha))
    rules = infer(table)
    compared = compare_readings(readings or {}, rules, taken=table)
    findings = (
        *check_percentages(table, rules),
        *check_means(table),
        *check_bases(table, rules),
        check_direction(table, rules),
        *check_sums(table, rules),
        check_kind(table, rules),
        *check_p_values(table, alpha=level),
        *compared,
    )
    audit = TableAudit(
        table=table,
        rules=rules,
        findings=_ordered(table, findings),
        analysis=analysis,
        agreement=agreement(readings, compared) if readings and len(readings) > 1 else None,
    )
    return _with_repairs(audit, level) if repairs and not audit.too_large else audit


def _with_repairs(audit: TableAudit, level: Fraction) -> TableAudit:
    """Add the repairs, and the tests of the counts that they support."""
    table, analysis = audit.table, audit.analysis
    repairs = find_repairs(table, audit.rules)
    supported = supported_counts(table, repairs)
    changed = {address: count.supported for address, count in supported.items() if count.changed}
    return replace(
        audit,
        repairs=repairs,
        impacts=tuple(impact(table, repair, analysis) for repair in repairs.all),
        supported=supported,
        supported_analysis=(
            analyse(table, changed, alpha=analysis.alpha, confidence=analysis.confidence) if changed else None
        ),
        supported_p_values=check_p_values(table, changed, alpha=level) if changed else (),
    )


def _ordered(table: PrintedTable, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings by check, then as the table prints what they are about."""
    rows = {row: place for place, row in enumerate(table.rows())}
    groups = {group.id: place for place, group in enumerate(table.groups)}

    def place(finding: Finding) -> tuple[int, int, int]:
        check = _CHECKS[finding.check]
        if not finding.addresses:
            return check, -1, -1
        row = min(rows.get((at.item, at.response), len(rows)) for at in finding.addresses)
        return check, row, groups[finding.addresses[0].group]

    # Python's sort keeps what is equal in order.
    return tuple(sorted(findings, key=place))
