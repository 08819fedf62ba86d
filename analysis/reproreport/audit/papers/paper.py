"""The audit of a whole paper: what its text states, and its tables as far as they are understood."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from reproreport.audit.checks.bases import BaseReason
from reproreport.audit.finding import Check, Finding, Verdict
from reproreport.audit.papers.document import Document
from reproreport.audit.papers.propose import NotRead, Proposal, propose
from reproreport.audit.papers.recomputed import judge
from reproreport.audit.papers.stated import stated
from reproreport.audit.table_audit import TableAudit, Tally, audit_table, tally

#: What agrees where a table was read in the right way.
_FOR_A_READING: Final = frozenset(
    {Check.PERCENT, Check.ROW_SUM, Check.COLUMN_SUM, Check.P_VALUE, Check.RANGE}
)


@dataclass(frozen=True)
class PaperAudit:
    """Everything that the audit says of one paper.

    Attributes:
        name: the file.
        findings: the verdicts on what its text states, in its order.
        tables: the audits of the tables that are clear.
        proposals: how tables were read, those too that are not clear.
        not_read: the tables that are not audited, and why.
    """

    name: str
    findings: tuple[Finding, ...]
    tables: tuple[TableAudit, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    not_read: tuple[NotRead, ...] = ()

    @property
    def by_check(self) -> tuple[Finding, ...]:
        """Return the verdicts check by check, in the order of the text."""
        places = {check: place for place, check in enumerate(Check)}
        return tuple(sorted(self.findings, key=lambda finding: places[finding.check]))

    @property
    def tally(self) -> Tally:
        """Return how often each verdict came out in the text."""
        return tally(self.findings)


def audit_paper(
    document: Document, *, alpha: float = 0.05, whole: bool = False, repairs: bool = True
) -> PaperAudit:
    """Check what a paper's text states, and the tables that are understood.

    Args:
        document: the paper.
        alpha: the level of significance.
        whole: whether the means of its text are of whole numbers.
        repairs: whether to look for changes that would make a table's numbers agree.
    """
    level = Fraction(str(alpha))
    findings = tuple(
        judge(one, document.name, alpha=level, whole=whole)
        for paragraph in document.paragraphs
        for one in stated(paragraph)
    )
    read = [
        one
        for number, sheet in enumerate(document.sheets, 1)
        for one in propose(sheet, document.name, number)
    ]
    proposals = tuple(one for one in read if isinstance(one, Proposal))
    not_read = [one for one in read if isinstance(one, NotRead)]
    tables = []
    for one in proposals:
        table = one.table()
        why = _unclear(audit_table(table, repairs=False, alpha=alpha))
        if why:
            not_read.append(NotRead(one.title, one.where.removeprefix(f"{document.name}, "), why))
        else:
            tables.append(audit_table(table, repairs=repairs, alpha=alpha))
    return PaperAudit(document.name, findings, tuple(tables), proposals, tuple(not_read))


def _unclear(audit: TableAudit) -> str:
    """Return why a table is not judged as it was read; nothing where its numbers agree with that reading.

    A table whose percentages follow from nothing was most likely read in a wrong way, and is not blamed.
    """
    way_out = "; --propose writes how it was read, to be corrected"
    checked = [one for one in audit.findings if one.check in _FOR_A_READING]
    agreeing = sum(one.verdict in (Verdict.EXACT, Verdict.WITHIN) for one in checked)
    if not agreeing:
        return f"nothing in it can be checked: no Ns or counts stand beside its percentages{way_out}"
    wrong = sum(one.verdict is Verdict.INCONSISTENT for one in checked)
    if wrong >= agreeing or any(one.reason is BaseReason.NO_RULE for one in audit.findings):
        return f"as it was read, most of its numbers do not agree with each other{way_out}"
    return ""
