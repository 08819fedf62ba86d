"""The tables of a report's appendix on its audit; what they hold is decided here, not in a notebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from reproreport.audit.finding import Check, Verdict
from reproreport.audit.repairs.repair import value_words
from reproreport.audit.shown.entries import HEADINGS, Entry, entries
from reproreport.audit.shown.entries import readings as reading_entries
from reproreport.audit.shown.marks import MARKS, VERDICTS, word
from reproreport.audit.shown.tested import (
    interval_name,
    item_lines,
    method_notes,
    other_note,
    other_text,
    p_text,
    tests_note,
    v_text,
)
from reproreport.audit.shown.told import tell
from reproreport.numbers import quoted

if TYPE_CHECKING:
    from great_tables import GT

    from reproreport.audit.claims.evaluate import ClaimAudit
    from reproreport.audit.finding import Finding
    from reproreport.audit.significance.recommended import ItemTest
    from reproreport.audit.table_audit import TableAudit, Tally

_DASH: Final = "–"

_HEADS: Final = {verdict: f"{mark.sign} {mark.word}" for verdict, mark in MARKS.items()}

Cells = dict[str, str]


def legend() -> GT:
    """Return what the verdicts are: mark, words for numbers and for sentences, meaning."""
    rows = [
        {
            "Mark": mark.sign,
            "Number": mark.word,
            "Sentence": mark.claim,
            "What it says": mark.meaning,
        }
        for mark in MARKS.values()
    ]
    return _table(rows, (8, 20, 26, 46), fills={"Mark": list(VERDICTS)})


def verdicts(audits: Sequence[TableAudit], claims: Sequence[ClaimAudit] = ()) -> GT:
    """Return how often each verdict came out: by table and check, and for the claims.

    The build is told of each, so that pages say it beside the numbers concerned.
    """
    tell(audits)
    rows: list[Cells] = []
    for audit in audits:
        title = audit.table.title or audit.table.name
        checks = audit.summary.by_check.items()
        rows += [{"block": title, "Checked": HEADINGS[check], **_counts(tally)} for check, tally in checks]
        rows.append({"block": title, "Checked": "All checks", **_counts(audit.summary.all)})
    for file in dict.fromkeys(claim.claim.file for claim in claims):
        found = [claim.finding.verdict for claim in claims if claim.claim.file == file]
        counts = {verdict: found.count(verdict) for verdict in VERDICTS}
        rows.append({"block": "Claims", "Checked": file, **_counts(counts)})
    return _table(rows, (40, 13, 17, 15, 15), right=tuple(_HEADS.values()))


def departures(audit: TableAudit) -> GT:
    """Return the findings on a table that are not exact.

    For each: where it stands, its verdict with the rule that reproduces it, what is printed, what the
    other printed numbers give, and the arithmetic in a sentence.
    """
    several = len(audit.table.responses) > 1
    found = entries(audit, exact=False)
    rows = []
    for one in found:
        by_item = several and one.finding.check is Check.PERCENT
        heading = HEADINGS[one.finding.check]
        rows.append(
            {
                "block": f"{heading}: {one.item}" if by_item else heading,
                "Where": _where(one, with_item=not by_item),
                "Verdict": _verdict(one.finding) + (f": {one.rule}" if one.rule else ""),
                # A sum that is nowhere printed, or the base that a description states, is no printed value.
                "Printed": one.printed if "“" in one.printed else _DASH,
                "Computed": one.computed or _DASH,
                "Explanation": one.finding.explanation,
            }
        )
    nothing = {"block": "All checks", "Where": "the whole table", "Verdict": _DASH, "Printed": _DASH}
    nothing |= {"Computed": _DASH, "Explanation": "Every finding is exact."}
    fills = {"Verdict": [one.finding.verdict for one in found]}
    return _table(rows or [nothing], (18, 20, 12, 12, 38), fills=fills if rows else {})


def tests(audit: TableAudit) -> GT:
    """Return the printed p-values beside the recommended tests, with printed and with supported counts."""
    lines, interval = item_lines(audit), interval_name(audit)
    rows: list[Cells] = []
    for line in lines:
        printed = {"Item": line.name, "Printed p": line.printed or _DASH}
        rows.append(printed | _numbers(line.test, interval))
        if line.again and line.changed:
            again = {"Item": "the same, with the changes", "Printed p": ""}
            rows.append(again | _numbers(line.again, interval))
    untested = [f"{line.name}: {line.why}" for line in lines if line.why]
    right = tuple(name for name in rows[0] if name != "Item")
    short = "BH: Benjamini–Hochberg. V: Cramér’s V."
    notes = (tests_note(audit), *method_notes(lines), *untested, other_note(lines), short)
    return _table(rows, (27, 9, 10, 10, 10, 19, 15), right=right, notes=[" ".join(filter(None, notes))])


def repairs(audit: TableAudit) -> GT:
    """Return the smallest changes with which a table's numbers agree, and what depends on each."""
    rows: list[Cells] = []
    impacts = iter(audit.impacts)
    for component in audit.repairs.components if audit.repairs else ():
        if not component.repairs:
            rows.append(
                {"Printed": _DASH, "Would agree": _DASH, "Why": component.explanation, "Tests": _DASH}
            )
        for repair in component.repairs:
            rows.append(
                {
                    "Printed": "; ".join(quoted(change.printed.text) for change in repair.changes),
                    "Would agree": "; ".join(
                        value_words(change, change.proposed) for change in repair.changes
                    ),
                    "Why": repair.explanation + (" Another change is as likely." if repair.tied else ""),
                    "Tests": next(impacts).explanation,
                }
            )
    nothing = {"Printed": _DASH, "Would agree": _DASH, "Why": "The numbers agree as printed.", "Tests": _DASH}
    return _table(rows or [nothing], (10, 10, 42, 38))


def claims(found: Sequence[ClaimAudit], *, only: Sequence[Verdict] = VERDICTS) -> GT:
    """Return what sentences claim, how they are read, and whether it holds.

    Args:
        found: the claims.
        only: the verdicts to list.
    """
    kept = [one for one in found if one.finding.verdict in only]
    rows = []
    for one in kept:
        note = one.claim.note
        explanation = f"{note[:1].upper()}{note[1:]}. " if note else ""
        explanation += one.finding.explanation
        if one.changed_to:
            explanation += f" With the changes it {word(one.changed_to.verdict, Check.CLAIM)}"
            explanation += f": {one.why_changed}" if one.why_changed else "."
        rows.append(
            {
                "Where": f"{one.claim.section}, line {one.claim.line}",
                "Says": one.claim.says,
                "Verdict": _verdict(one.finding),
                "Explanation": explanation,
            }
        )
    nothing = {"Where": _DASH, "Says": _DASH, "Verdict": _DASH, "Explanation": "There is none."}
    fills = {"Verdict": [one.finding.verdict for one in kept]}
    return _table(rows or [nothing], (14, 32, 16, 38), fills=fills if rows else {})


def readings(audit: TableAudit) -> GT:
    """Return the numbers that the readings of a table do not have alike."""
    found = reading_entries(audit)
    rows = [
        {
            "Where": _where(one),
            "Readings": one.printed,
            "Supported": one.computed or _DASH,
            "Explanation": one.finding.explanation,
        }
        for one in found
    ]
    nothing = {"Where": "the whole table", "Readings": _DASH, "Supported": _DASH, "Explanation": "All agree."}
    return _table(rows or [nothing], (28, 20, 12, 40))


def _numbers(test: ItemTest | None, interval: str) -> Cells:
    """Return the cells of one test."""
    names = ("p", "Holm", "BH", f"V ({interval})", "Other p (Holm)")
    if test is None:
        return dict.fromkeys(names, _DASH)
    adjusted = p_text(test.holm), p_text(test.benjamini_hochberg)
    values = (p_text(test.p_value), *adjusted, v_text(test), other_text(test))
    return dict(zip(names, values, strict=True))


def _counts(tally: Tally) -> Cells:
    return {_HEADS[verdict]: str(tally[verdict]) for verdict in VERDICTS}


def _verdict(finding: Finding) -> str:
    return f"{MARKS[finding.verdict].sign}\u00a0{word(finding.verdict, finding.check)}"


def _where(one: Entry, *, with_item: bool = True) -> str:
    return one.where if with_item else ", ".join(part for part in (one.response, one.column) if part)


def _table(
    rows: Sequence[Cells],
    percents: Sequence[float],
    *,
    right: Sequence[str] = (),
    fills: Mapping[str, Sequence[Verdict]] | None = None,
    notes: Sequence[str] = (),
) -> GT:
    """Return a table of texts.

    Args:
        rows: the cells by column; those under ``block`` are the headings of groups of rows.
        percents: how wide the columns are.
        right: the columns of numbers.
        fills: columns whose cells have the colours of verdicts.
        notes: what stands below the table.
    """
    import pandas as pd
    from great_tables import GT, loc, style

    from reproreport.tables import widths

    frame = pd.DataFrame(list(rows)).fillna(_DASH)
    columns = [str(name) for name in frame.columns if name != "block"]
    table = GT(frame, groupname_col="block" if "block" in frame.columns else None)
    table = table.cols_width(widths(columns, *percents)).cols_align("left", columns=columns)
    if right:
        table = table.cols_align("right", columns=list(right))
    for column, verdicts_ in (fills or {}).items():
        for verdict in dict.fromkeys(verdicts_):
            at = [place for place, one in enumerate(verdicts_) if one is verdict]
            table = table.tab_style(style.fill(MARKS[verdict].fill), loc.body(columns=column, rows=at))
    for line in notes:
        table = table.tab_source_note(line)
    return table
