"""The audit as a terminal shows it: at 80 columns and more, with colour only where there is some."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO
from itertools import groupby
from typing import TYPE_CHECKING, Final, cast

from reproreport.audit.finding import Check, Finding, Verdict
from reproreport.audit.shown.entries import (
    HEADINGS,
    Entry,
    entries,
    harmless,
    place_in,
    readings,
    shortened,
)
from reproreport.audit.shown.marks import MARKS, VERDICTS, word
from reproreport.audit.shown.tested import item_lines, method_notes, p_text, readings_note, v_text
from reproreport.audit.significance.recommended import ItemTest
from reproreport.audit.table_audit import Tally, tally
from reproreport.numbers import quoted
from reproreport.textfile import lines_of

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from reproreport.audit.claims.evaluate import ClaimAudit
    from reproreport.audit.papers.paper import PaperAudit
    from reproreport.audit.repairs.impact import Impact
    from reproreport.audit.repairs.repair import Component
    from reproreport.audit.table_audit import TableAudit


#: As wide as text is written where no terminal tells: in pipes and files.
WIDTH: Final = 80

#: Wordings are not cut shorter than that.
_LEAST: Final = 12


def as_text(
    audits: Sequence[TableAudit],
    claims: Sequence[ClaimAudit] = (),
    papers: Sequence[PaperAudit] = (),
    *,
    exact: bool = False,
    width: int = WIDTH,
    colour: bool = False,
) -> str:
    """Return audits as lines of text.

    Args:
        audits: the tables' audits.
        claims: the claims'.
        papers: those of whole papers; what is said of their tables stands among the tables' audits.
        exact: whether to list the exact findings too.
        width: how many columns there are.
        colour: whether to write colours, as terminals read them.
    """
    console = _console(width, colour=colour)
    for paper in papers:
        _paper(console, paper, exact=exact)
    for audit in audits:
        _table(console, audit, exact=exact)
    _claims(console, claims, exact=exact)
    _summary(console, audits, claims, papers)
    return _written(console)


def as_summary(
    audits: Sequence[TableAudit],
    claims: Sequence[ClaimAudit] = (),
    papers: Sequence[PaperAudit] = (),
    *,
    width: int = WIDTH,
    colour: bool = False,
) -> str:
    """Return how often each verdict came out, as lines of text; arguments as for :func:`as_text`."""
    console = _console(width, colour=colour)
    _summary(console, audits, claims, papers)
    return _written(console)


def _console(width: int, *, colour: bool) -> Console:
    """Return a console that keeps what is written to it."""
    from rich.console import Console

    return Console(
        file=StringIO(),
        width=width,
        color_system="standard" if colour else None,
        force_terminal=colour,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )


def _written(console: Console) -> str:
    """Return what was written, without the spaces that fill lines up to the width."""
    text = cast("StringIO", console.file).getvalue()
    return "".join(f"{line.rstrip()}\n" for line in lines_of(text))


def _table(console: Console, audit: TableAudit, *, exact: bool) -> None:
    """Write what there is to say of one table."""
    _title(console, audit.table.name, audit.table.title)
    if audit.table.ignored:
        _note(console, f"Columns that are not read: {', '.join(audit.table.ignored)}.")
    shown = entries(audit, exact=exact)
    several = len(audit.table.responses) > 1
    _entries(console, shown, by_item=several)
    if not shown:
        _say(console, "Every printed number agrees with the others.")
    hidden = audit.summary.all[Verdict.EXACT]
    if not exact and hidden:
        console.print()
        _note(console, f"Not listed: {_counted(hidden, 'exact finding')} (--all lists them).")
    _repairs(console, audit)
    _tests(console, audit)
    _readings(console, audit)


def _entries(console: Console, shown: Sequence[Entry], *, by_item: bool) -> None:
    """Write findings check by check; those on the answers to one question together."""

    def heading(one: Entry) -> tuple[str, str]:
        grouped = by_item and one.finding.check is Check.PERCENT
        return HEADINGS[one.finding.check], one.item if grouped else ""

    for (check, item), group in groupby(shown, heading):
        _heading(console, f"{check}: {item}" if item else check)
        for one in group:
            _entry(console, one, with_item=not item)


def _entry(console: Console, one: Entry, *, with_item: bool = True) -> None:
    """Write one finding on a table."""
    numbers = f"{one.printed} → {one.computed}" if one.printed and one.computed else one.printed
    rest = ", ".join(part for part in (one.response, one.column) if part)
    file, _, line = one.origin.rpartition(":")
    origin = f"line {line}" if file == one.finding.table else one.origin.rpartition("/")[2]
    item = one.item if with_item else ""
    _finding(console, one.finding, (item, rest), numbers, one.finding.explanation, origin)


def _finding(
    console: Console, finding: Finding, place: tuple[str, str], numbers: str, sentence: str, origin: str = ""
) -> None:
    """Write a verdict with its place and its numbers in a line, and the sentence below it.

    Of the place, the first part is shortened where there is no room.
    """
    from rich.padding import Padding
    from rich.text import Text

    mark, widest = MARKS[finding.verdict], max(len(word(verdict, finding.check)) for verdict in VERDICTS)
    verdict = f"{mark.sign} {word(finding.verdict, finding.check)}".ljust(widest + 4)
    room = console.width - len(verdict) - (len(numbers) + 2 if numbers else 0)
    item, rest = place
    item = shortened(item, max(room - len(rest) - 2 * bool(rest), _LEAST))
    where = shortened(", ".join(part for part in (item, rest) if part), max(room, _LEAST))
    line = Text.assemble((verdict, mark.colour), (harmless(where).ljust(room), "bold"))
    if numbers:
        line.append(f"  {harmless(numbers)}")
    console.print(line, no_wrap=True, overflow="ellipsis")
    words = Text(harmless(sentence))
    if origin:
        words.append(f"  {harmless(origin)}", style="dim")
    console.print(Padding(words, (0, 0, 0, 4)))


def _repairs(console: Console, audit: TableAudit) -> None:
    """Write which changes would make the numbers agree, and what depends on them."""
    if audit.too_large:
        console.print()
        _say(console, audit.too_large)
    if audit.repairs is None or not audit.repairs.components:
        return
    _heading(console, "The smallest changes with which the numbers agree (none is applied)")
    impacts = iter(audit.impacts)
    for component in audit.repairs.components:
        _component(console, component, [next(impacts) for _ in component.repairs])


def _component(console: Console, component: Component, impacts: Sequence[Impact]) -> None:
    """Write the changes for numbers that do not agree with each other."""
    if len(component.repairs) == 1:
        _say(console, f"{component.explanation} {impacts[0].explanation}")
        return
    _say(console, component.explanation)
    for repair, impact in zip(component.repairs, impacts, strict=True):
        rank = f"{repair.rank}{', tied' if repair.tied else ''}"
        _say(console, f"({rank}) {repair.explanation} {impact.explanation}", indent=4)


def _tests(console: Console, audit: TableAudit) -> None:
    """Write the recommended tests beside the printed p-values."""
    lines = item_lines(audit)
    printed = any(line.printed for line in lines)
    several = len(lines) > 1
    over = f" (Holm: over {audit.analysis.family})" if several else ""
    _heading(console, f"Do the groups differ?{over}")
    table = _columns("", *(["printed"] if printed else []), "p", "Holm", "V")
    room = console.width - 40
    for line in lines:
        numbers = _numbers(line.test)
        name, shown = harmless(shortened(line.name, room)), harmless(line.printed)
        table.add_row(name, *([shown] if printed else []), *numbers)
        if line.again and line.changed:
            table.add_row("  with the changes", *([""] if printed else []), *_numbers(line.again))
    console.print(table)
    for note in method_notes(lines):
        _note(console, note)
    for line in lines:
        if line.why:
            _note(console, f"{shortened(line.name)}: {line.why}")


def _numbers(test: ItemTest | None) -> list[str]:
    """Return a test's p-value, alone and adjusted, and Cramér's V."""
    if test is None:
        return ["–", "–", "–"]
    return [p_text(test.p_value), p_text(test.holm), v_text(test, interval=False)]


def _readings(console: Console, audit: TableAudit) -> None:
    """Write how far the readings agree, and where the arithmetic does not support what is taken."""
    if audit.agreement is None:
        return
    _heading(console, "Readings")
    _say(console, readings_note(audit))
    for one in readings(audit):
        if one.finding.verdict is not Verdict.EXACT:
            _entry(console, one)


def _claims(console: Console, claims: Sequence[ClaimAudit], *, exact: bool) -> None:
    """Write which claims do not hold or cannot be checked, file by file."""
    for file, group in groupby(claims, lambda claim: claim.claim.file):
        of_file = list(group)
        shown = [one for one in of_file if exact or one.finding.verdict is not Verdict.EXACT]
        _title(console, file, "What the text claims, against the printed numbers")
        console.print()
        for one in shown:
            place = one.claim.section, f"line {one.claim.line}"
            _finding(console, one.finding, place, one.claim.id, one.claim.says)
            _say(console, one.finding.explanation, indent=4)
            if one.changed_to:
                other = f"With the changes above it {word(one.changed_to.verdict, Check.CLAIM)}"
                _say(console, f"{other}: {one.why_changed}" if one.why_changed else f"{other}.", indent=4)
        hidden = len(of_file) - len(shown)
        if hidden:
            hold = "claim that holds" if hidden == 1 else "claims that hold"
            _note(console, f"Not listed: {hidden} {hold} (--all lists them).")


def _paper(console: Console, paper: PaperAudit, *, exact: bool) -> None:
    """Write what a paper's text states and does not keep, and how its tables are read."""
    _title(console, paper.name, "What its text states, and how its tables are read")
    for check, group in groupby(paper.by_check, lambda finding: finding.check):
        found = list(group)
        shown = [one for one in found if exact or one.verdict is not Verdict.EXACT]
        _heading(console, HEADINGS[check])
        for one in shown:
            origin = place_in(one.origin[0], paper.name)
            _finding(console, one, (str(one.evidence["printed"]), ""), "", one.explanation, origin)
        if hidden := len(found) - len(shown):
            _note(console, f"Not listed: {_counted(hidden, 'exact finding')} (--all lists them).")
    if not paper.findings:
        console.print()
        _say(console, "Its text states no test, percentage or mean in a form that is read.")
    for proposal in paper.proposals:
        _heading(console, f"How {place_in(proposal.where, paper.name)} is read, as {proposal.name}")
        for note in proposal.notes or ("Each row is read as it stands.",):
            _say(console, note)
    if paper.not_read:
        _heading(console, "Tables that are not read")
        for missed in paper.not_read:
            _say(console, f"{missed.where}, {quoted(shortened(missed.title))}: {missed.why}")


def _summary(
    console: Console,
    audits: Sequence[TableAudit],
    claims: Sequence[ClaimAudit],
    papers: Sequence[PaperAudit] = (),
) -> None:
    """Write how often each verdict came out."""
    if not audits and not claims and not any(paper.findings for paper in papers):
        return
    _title(console, "Summary")
    rows: list[tuple[str, str, Tally]] = [
        (paper.name, "its text", paper.tally) for paper in papers if paper.findings
    ]
    for audit in audits:
        rows.append((audit.table.name, "percentages", audit.summary.percentages))
        rows.append((audit.table.name, "all checks", audit.summary.all))
    for file, group in groupby(claims, lambda claim: claim.claim.file):
        rows.append((file, "claims", tally(claim.finding for claim in group)))
    heads = [f"{mark.sign} {mark.word}" for mark in MARKS.values()]
    _note(console, f"{'':<13}" + "".join(f"  {head:>9}" for head in heads))
    for name, of_file in groupby(rows, lambda row: row[0]):
        _say(console, name)
        for _, what, counts in of_file:
            numbers = (
                f"  {counts[verdict]:>{max(len(head), 9)}}"
                for verdict, head in zip(VERDICTS, heads, strict=True)
            )
            _say(console, f"  {what:<11}" + "".join(numbers))


def _columns(*names: str) -> Table:
    """Return a table without lines: words at the left, numbers at the right."""
    from rich.table import Table

    table = Table(box=None, padding=(0, 0, 0, 2), pad_edge=True, header_style="dim")
    for place, name in enumerate(names):
        table.add_column(name, justify="right" if place else "left", no_wrap=True)
    return table


def _title(console: Console, name: str, title: str = "") -> None:
    from rich.text import Text

    console.print()
    console.print(Text(harmless(name), style="bold underline"), soft_wrap=True)
    if title:
        console.print(Text(harmless(title)))


def _heading(console: Console, words: str) -> None:
    from rich.text import Text

    console.print()
    console.print(Text(harmless(words), style="underline"))


def _say(console: Console, words: str, *, indent: int = 2, style: str = "") -> None:
    from rich.padding import Padding
    from rich.text import Text

    console.print(Padding(Text(harmless(words), style=style), (0, 0, 0, indent)))


def _note(console: Console, words: str) -> None:
    _say(console, words, style="dim")


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
