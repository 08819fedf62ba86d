"""Claims evaluated with the printed counts, and again with the counts that the tables support."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reproreport.audit.claims.claim import BoundClaim, Form
from reproreport.audit.claims.evaluate import evaluate
from reproreport.audit.finding import Finding
from reproreport.audit.table_audit import TableAudit


@dataclass(frozen=True)
class ClaimAudit:
    """What the audit says of one claim.

    Attributes:
        claim: the claim.
        finding: whether it holds against what is printed.
        supported: whether it holds with the counts that the tables support; None where that makes no
            difference.
    """

    claim: BoundClaim
    finding: Finding
    supported: Finding | None = None

    @property
    def changed_to(self) -> Finding | None:
        """Return the second verdict where it is another one than the first."""
        again = self.supported
        return again if again and again.verdict is not self.finding.verdict else None

    @property
    def why_changed(self) -> str:
        """Return why the second verdict is another one; nothing where the first one says so already.

        Whether groups differ is explained with both counts at once.
        """
        again = self.changed_to
        return again.explanation if again and self.claim.form is not Form.DIFFERS else ""


def audit_claims(
    claims: Iterable[BoundClaim], audits: Iterable[TableAudit] = (), *, alpha: float = 0.05
) -> tuple[ClaimAudit, ...]:
    """Evaluate claims.

    Args:
        claims: the claims.
        audits: the audits of the tables that they are bound to, with their repairs.
        alpha: the level of significance for claims that groups differ.
    """
    counts = {audit.table.name: audit.changed for audit in audits if audit.changed}
    found = []
    for claim in claims:
        finding = evaluate(claim, alpha=alpha)
        again = evaluate(claim, counts, alpha=alpha) if counts else finding
        differs = (again.verdict, again.explanation) != (finding.verdict, finding.explanation)
        found.append(ClaimAudit(claim, finding, again if differs else None))
    return tuple(found)
