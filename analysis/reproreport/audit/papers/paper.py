"""The audit of a whole paper: what its text states, and its tables as far as they are understood."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from reproreport.audit.finding import Check, Finding
from reproreport.audit.papers.document import Document
from reproreport.audit.papers.propose import NotRead, Proposal, propose
from reproreport.audit.papers.recomputed import judge
from reproreport.audit.papers.stated import stated
from reproreport.audit.table_audit import TableAudit, Tally, audit_table, tally


@dataclass(frozen=True)
class PaperAudit:
    """Everything that the audit says of one paper.

    Attributes:
        name: the file.
        findings: the verdicts on what its text states, in its order.
        tables: the audits of the tables that were understood.
        proposals: how each of these was read, in the same order.
        not_read: the tables that were not understood, and why.
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
    tables = tuple(audit_table(one.table(), repairs=repairs, alpha=alpha) for one in proposals)
    return PaperAudit(
        document.name, findings, tables, proposals, tuple(one for one in read if isinstance(one, NotRead))
    )
