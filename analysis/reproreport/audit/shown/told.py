"""What the audit found, told to the build that runs a notebook: pages say it beside the numbers concerned."""

from __future__ import annotations

from collections.abc import Iterable

from reproreport import journal
from reproreport.audit.table_audit import TableAudit


def tell(audits: Iterable[TableAudit]) -> None:
    """Tell a build, if one listens, what was found at each line of the data.

    Raises:
        OSError: a build listens, and cannot be told.
    """
    found = [
        [origin, finding.verdict.value, finding.explanation]
        for audit in audits
        for finding in audit.findings
        for origin in finding.origin
    ]
    journal.write("findings", found=found)
