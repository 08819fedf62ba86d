"""The audit: every printed number of a table, and every claim about it, held against the others.

This is its face: what is outside imports from here, and from nothing below (docs/architecture.md). What it
says is pure and exact: percentages and sums are compared as rationals, never as floats. Files are read in
``printed`` and ``claims`` only. Names are loaded when they are asked for, so that whoever needs the reader
of tables does not load the statistics.

    table, printed/     a table as printed, and its files (docs/printed-tables.md)
    rules/              what ties its numbers together: bases, rounding, sums
    checks/             the verdicts on percentages, bases, sums and readings
    significance/       printed p-values against every test, and the tests to be recommended
    repairs/            the smallest changes with which the numbers agree
    claims/             sentences bound to printed numbers (docs/claims.md)
    papers/             whole papers: what their text states, and how their tables may be read
    shown/              text, page, data, and the tables of a chapter
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from reproreport.audit.claims.evaluate import ClaimAudit, audit_claims
    from reproreport.audit.claims.read import claims as claims_of
    from reproreport.audit.claims.read import read_claims
    from reproreport.audit.finding import Check, Finding, Verdict
    from reproreport.audit.papers.document import Document, read_paper
    from reproreport.audit.papers.paper import PaperAudit, audit_paper
    from reproreport.audit.papers.propose import Proposal
    from reproreport.audit.printed.files import (
        csv_files,
        find_printed_tables,
        names_cells,
        printed_table,
        read_printed_table,
        read_readings,
        readings,
    )
    from reproreport.audit.shown import appendix
    from reproreport.audit.shown.data import as_data
    from reproreport.audit.shown.drawn import drawn
    from reproreport.audit.shown.marks import BY_SLUG, MARKS, severity
    from reproreport.audit.shown.page import as_page, is_page
    from reproreport.audit.shown.text import WIDTH, as_summary, as_text
    from reproreport.audit.significance.recommended import FISHER, Analysis
    from reproreport.audit.table import (
        Address,
        Base,
        Group,
        Kind,
        Label,
        Part,
        PrintedNumber,
        PrintedP,
        PrintedTable,
        read_count,
        read_percent,
    )
    from reproreport.audit.table_audit import TableAudit, audit_table

_PLACES: Final = {
    "reproreport.audit.finding": ("Check", "Finding", "Verdict"),
    "reproreport.audit.table": (
        "Address",
        "Base",
        "Group",
        "Kind",
        "Label",
        "PaperAudit",
        "Part",
        "PrintedNumber",
        "PrintedP",
        "PrintedTable",
        "read_count",
        "read_paper",
        "read_percent",
    ),
    "reproreport.audit.table_audit": ("TableAudit", "audit_table"),
    "reproreport.audit.printed.files": (
        "csv_files",
        "find_printed_tables",
        "names_cells",
        "printed_table",
        "read_printed_table",
        "read_readings",
        "readings",
    ),
    "reproreport.audit.papers.document": ("Document", "read_paper"),
    "reproreport.audit.papers.paper": ("PaperAudit", "audit_paper"),
    "reproreport.audit.papers.propose": ("Proposal",),
    "reproreport.audit.significance.recommended": ("FISHER", "Analysis"),
    "reproreport.audit.claims.evaluate": ("ClaimAudit", "audit_claims"),
    "reproreport.audit.claims.read": ("read_claims",),
    "reproreport.audit.shown.drawn": ("drawn",),
    "reproreport.audit.shown.marks": ("BY_SLUG", "MARKS", "severity"),
    "reproreport.audit.shown.text": ("WIDTH", "as_summary", "as_text"),
    "reproreport.audit.shown.page": ("as_page", "is_page"),
    "reproreport.audit.shown.data": ("as_data",),
}
_OF: Final = {name: (module, name) for module, names in _PLACES.items() for name in names} | {
    "appendix": ("reproreport.audit.shown.appendix", ""),
    "claims_of": ("reproreport.audit.claims.read", "claims"),
}

__all__ = [
    "BY_SLUG",
    "FISHER",
    "MARKS",
    "WIDTH",
    "Address",
    "Analysis",
    "Base",
    "Check",
    "ClaimAudit",
    "Document",
    "Finding",
    "Group",
    "Kind",
    "Label",
    "PaperAudit",
    "Part",
    "PrintedNumber",
    "PrintedP",
    "PrintedTable",
    "Proposal",
    "TableAudit",
    "Verdict",
    "appendix",
    "as_data",
    "as_page",
    "as_summary",
    "as_text",
    "audit_claims",
    "audit_paper",
    "audit_table",
    "claims_of",
    "csv_files",
    "drawn",
    "find_printed_tables",
    "is_page",
    "names_cells",
    "printed_table",
    "read_claims",
    "read_count",
    "read_paper",
    "read_percent",
    "read_printed_table",
    "read_readings",
    "readings",
    "severity",
]


def __getattr__(name: str) -> Any:
    """Return a name of the face, loading the module that it stands in."""
    if name not in _OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    place, inside = _OF[name]
    module = import_module(place)
    globals()[name] = found = getattr(module, inside) if inside else module
    return found
