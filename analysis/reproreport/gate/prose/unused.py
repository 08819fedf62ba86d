"""Results that no reader meets: no chapter uses them, and no table or figure of their chapter shows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from reproreport.gate.prose.chapters import read_prose
from reproreport.gate.prose.usage import tables_that_show, uses

if TYPE_CHECKING:
    from reproreport.gate.entries.entry import Current
    from reproreport.project import Project


def unused(project: Project, results: Iterable[Current]) -> list[str]:
    """Return the names of the results that nothing shows or names.

    Args:
        project: the report.
        results: what it computes now; the tables and figures among them are where values may be shown.
    """
    known = {result.name: result for result in results}
    named = uses(project, read_prose(project, []), known)
    shown = tables_that_show(known.values())
    return sorted(name for name, tables in shown.items() if not tables and name not in named)
