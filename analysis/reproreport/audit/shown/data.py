"""The audit as data: what ``report audit --json`` prints. The keys are described in docs/audit.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from fractions import Fraction
from math import isfinite
from typing import Any, Final

from reproreport.audit.checks.readings import Agreement
from reproreport.audit.claims.evaluate import ClaimAudit
from reproreport.audit.finding import Finding
from reproreport.audit.papers.paper import PaperAudit
from reproreport.audit.repairs.impact import Impact, ItemImpact, Supported
from reproreport.audit.repairs.repair import Change, Component, Repair
from reproreport.audit.rules.family import Block, FamilyRule
from reproreport.audit.rules.relations import LARGEST
from reproreport.audit.significance.recommended import Analysis, ItemTest
from reproreport.audit.slips import write
from reproreport.audit.table import Address
from reproreport.audit.table_audit import Summary, TableAudit, Tally
from reproreport.errors import Problem

#: Rises when a key changes its meaning or goes; new keys may come without.
VERSION: Final = 1

Data = dict[str, Any]


def as_data(
    audits: Iterable[TableAudit],
    claims: Iterable[ClaimAudit] = (),
    problems: Iterable[Problem] = (),
    papers: Iterable[PaperAudit] = (),
) -> Data:
    """Return audits as values that JSON has: texts, numbers, lists, mappings.

    Exact fractions are texts such as ``"131/200"``; verdicts, checks, reasons, rules and bases are the
    words of their enumerations.

    Args:
        audits: the tables' audits.
        claims: the claims'.
        problems: what kept other files from being audited.
        papers: the audits of whole papers; their tables stand among the tables.
    """
    return {
        "version": VERSION,
        "papers": [_paper(paper) for paper in papers],
        "tables": [_table(audit) for audit in audits],
        "claims": [_claim(claim) for claim in claims],
        "problems": [{"what": one.what, "where": one.where, "fix": one.fix} for one in problems],
    }


def _paper(paper: PaperAudit) -> Data:
    return {
        "name": paper.name,
        "summary": _tally(paper.tally),
        "findings": [_finding(finding) for finding in paper.findings],
        "read": [
            {"name": one.name, "where": one.where, "title": one.title, "notes": list(one.notes)}
            for one in paper.proposals
        ],
        "not_read": [{"where": one.where, "title": one.title, "why": one.why} for one in paper.not_read],
    }


def _table(audit: TableAudit) -> Data:
    table = audit.table
    return {
        "name": table.name,
        "title": table.title,
        "source": table.source,
        "page": table.page,
        "kind": table.kind.value,
        "weighted": table.weighted,
        "ignored": list(table.ignored),
        "summary": _summary(audit.summary),
        "rules": [_rule(rule) for rule in audit.rules.families.values()],
        "blocks": [_block(block) for block in audit.rules.blocks],
        "findings": [_finding(finding) for finding in audit.findings],
        "tests": {
            "printed": _analysis(audit.analysis),
            "supported": _analysis(audit.supported_analysis) if audit.supported_analysis else None,
            "supported_p_values": [_finding(finding) for finding in audit.supported_p_values],
        },
        "repairs": _repairs(audit) if audit.repairs is not None else None,
        "supported_counts": [
            _supported(address, count) for address, count in audit.supported.items() if count.changed
        ],
        "readings": _agreement(audit.agreement) if audit.agreement else None,
    }


def _finding(finding: Finding) -> Data:
    return {
        "check": finding.check.value,
        "verdict": finding.verdict.value,
        "reason": finding.reason.value,
        "explanation": finding.explanation,
        "table": finding.table,
        "addresses": [_address(address) for address in finding.addresses],
        "evidence": plain(finding.evidence),
        "origin": list(finding.origin),
    }


def _claim(audited: ClaimAudit) -> Data:
    claim = audited.claim
    return {
        "id": claim.id,
        "source": claim.source,
        "section": claim.section,
        "reading": claim.reading,
        "line": claim.line,
        "also": dict(claim.also),
        "says": claim.says,
        "form": claim.form.value,
        "note": claim.note,
        "finding": _finding(audited.finding),
        "supported": _finding(audited.supported) if audited.supported else None,
    }


def _address(address: Address) -> Data:
    return {
        "part": address.part.value,
        "item": address.item,
        "response": address.response,
        "group": address.group,
    }


def _summary(summary: Summary) -> Data:
    return {
        "percentages": _tally(summary.percentages),
        "all": _tally(summary.all),
        "by_check": {check.value: _tally(counts) for check, counts in summary.by_check.items()},
    }


def _tally(counts: Tally) -> dict[str, int]:
    return {verdict.value: number for verdict, number in counts.items()}


def _rule(rule: FamilyRule) -> Data:
    return {
        "family": rule.family.value,
        "followed": rule.active,
        "base": rule.base.value if rule.base else None,
        "rule": rule.rule.value if rule.rule else None,
        "tolerance": rule.tolerance,
        "cells": rule.cells,
        "explained": rule.explained,
        "candidates": [
            {
                "base": candidate.base.value if candidate.base else None,
                "rule": candidate.rule.value if candidate.rule else None,
                "tolerance": candidate.tolerance,
                "explained": candidate.explained,
            }
            for candidate in rule.candidates
        ],
    }


def _block(block: Block) -> Data:
    return {
        "group": block.group,
        "item": block.item,
        "kind": block.kind.value,
        "n": block.size,
        "printed": block.printed,
        "cells": len(block.percents),
        "departures": block.departures,
    }


def _analysis(analysis: Analysis) -> Data:
    return {
        "family": analysis.family,
        "alpha": analysis.alpha,
        "confidence": analysis.confidence,
        "items": [_test(test) for test in analysis.items],
        "untested": [
            {"item": one.item, "label": one.label, "reason": one.reason} for one in analysis.untested
        ],
    }


def _test(test: ItemTest) -> Data:
    return {
        "item": test.item,
        "label": test.label,
        "counts": [list(row) for row in test.crosstab.rows],
        "groups": list(test.crosstab.groups),
        "answers": list(test.crosstab.answers),
        "method": test.method,
        "note": test.note,
        "statistic": plain(test.statistic),
        "df": test.df,
        "p": plain(test.p_value),
        "holm": plain(test.holm),
        "benjamini_hochberg": plain(test.benjamini_hochberg),
        "significant": {
            "alone": test.decision.raw,
            "holm": test.decision.holm,
            "benjamini_hochberg": test.decision.benjamini_hochberg,
        },
        "other": test.other
        and {"method": test.other.method, "p": plain(test.other.p_value), "holm": plain(test.other.holm)},
        "smallest_expected": plain(test.smallest_expected),
        "v": plain(test.v),
        "v_interval": [plain(test.v_interval.low), plain(test.v_interval.high)],
        "trend_p": plain(test.trend.p_value) if test.trend else None,
    }


def _repairs(audit: TableAudit) -> list[Data]:
    components = audit.repairs.components if audit.repairs else ()
    impacts = iter(audit.impacts)
    return [_component(component, [next(impacts) for _ in component.repairs]) for component in components]


def _component(component: Component, impacts: list[Impact]) -> Data:
    return {
        "explanation": component.explanation,
        "changes": component.size,
        "unique": component.unique is not None,
        "complete": component.complete,
        "joint": component.joint,
        "repairs": [_repair(*pair) for pair in zip(component.repairs, impacts, strict=True)],
    }


def _repair(repair: Repair, impact: Impact) -> Data:
    return {
        "rank": repair.rank,
        "tied": repair.tied,
        "explanation": repair.explanation,
        "explains": list(repair.explains),
        "changes": [_change(change) for change in repair.changes],
        "decisions": {
            "depend": impact.depends,
            "explanation": impact.explanation,
            "items": [_impact(item) for item in impact.items if item.moved],
        },
    }


def _change(change: Change) -> Data:
    low, high = change.span
    return {
        "address": _address(change.address),
        "printed": change.printed.text,
        "proposed": write(change.printed, change.proposed),
        "from": write(change.printed, low),
        "to": write(change.printed, high) if high < LARGEST // 2 else None,
        "slip": change.slip.kind.value,
        "digits_differ": change.slip.distance,
    }


def _impact(item: ItemImpact) -> Data:
    tests = {"printed": item.printed, "repaired": item.repaired}
    return {
        "item": item.item,
        "depends": item.depends,
        **{name: _test(test) if test else None for name, test in tests.items()},
    }


def _supported(address: Address, count: Supported) -> Data:
    return {
        "address": _address(address),
        "printed": count.printed,
        "supported": count.supported,
        "explanation": count.explanation,
    }


def _agreement(found: Agreement) -> Data:
    return {
        "numbers": found.numbers,
        "agreeing": found.agreeing,
        "differing": {str(reason.value): number for reason, number in found.differing.items()},
        "supported": dict(found.supported),
    }


def plain(value: object) -> Any:
    """Return a value of a finding's evidence as JSON has it.

    Raises:
        TypeError: it is of a type that findings do not use.
    """
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    raise TypeError(f"a finding's evidence holds {type(value).__name__}, which JSON has no form for")
