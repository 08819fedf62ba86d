"""The audit as one page of HTML: it stands alone, and asks no host for anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

from reproreport.audit.finding import Check, Finding, Verdict
from reproreport.audit.shown import tested
from reproreport.audit.shown.drawn import Drawn, Grid, grid
from reproreport.audit.shown.entries import HEADINGS, Entry, entries, harmless, place_in, readings
from reproreport.audit.shown.marks import MARKS, VERDICTS, word
from reproreport.audit.table_audit import Summary, TableAudit, Tally, tally
from reproreport.numbers import quoted

if TYPE_CHECKING:
    from reproreport.audit.claims.evaluate import ClaimAudit
    from reproreport.audit.papers.paper import PaperAudit
    from reproreport.audit.repairs.impact import Impact
    from reproreport.audit.repairs.repair import Component, Repair
    from reproreport.errors import Problem


MARK: Final = "report audit"
"""What a page says of its maker: by it a page is known that may be written again."""

_HEAD: Final = 500  # bytes in which a page says who made it

ASSETS: Final = Path(__file__).parent / "assets"


def as_page(
    audits: Sequence[TableAudit],
    claims: Sequence[ClaimAudit] = (),
    problems: Sequence[Problem] = (),
    papers: Sequence[PaperAudit] = (),
) -> str:
    """Return audits as an HTML page.

    Args:
        audits: the tables' audits.
        claims: the claims'.
        problems: what kept other files from being audited.
        papers: those of whole papers; their tables stand among the tables.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(ASSETS),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"marks": MARKS, "word": word, "p_text": tested.p_text, "v_text": tested.v_text}
    environment.globals |= {"other_text": tested.other_text, "quoted": quoted}
    page = environment.get_template("audit.html.j2").render(
        style=(ASSETS / "audit.css").read_text(encoding="utf-8").strip(),
        tables=[_TableView(f"table-{number}", audit) for number, audit in enumerate(audits, 1)],
        files=list(_files(claims)),
        papers=[_PaperView(f"paper-{number}", paper) for number, paper in enumerate(papers, 1)],
        problems=problems,
        mark=MARK,
    )
    return page.strip() + "\n"


def is_page(path: Path) -> bool:
    """Return whether a file is a page of an audit, and nothing else.

    Raises:
        OSError: it cannot be read.
    """
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return f'<meta name="generator" content="{MARK}">'.encode() in file.read(_HEAD)


def _harmless(value: object) -> object:
    """Return a text from a file without control characters; what the page itself writes stays."""
    return harmless(value) if type(value) is str else value


@dataclass(frozen=True)
class _Group:
    """Findings under one heading, each with the name by which it is linked to.

    ``item`` is that which all of them are about, where the heading names it.
    """

    check: str
    item: str
    entries: tuple[tuple[str, Entry], ...]

    @property
    def heading(self) -> str:
        return f"{self.check}: {self.item}" if self.item else self.check

    def where(self, one: Entry) -> str:
        """Return where a finding stands, without the item that the heading names."""
        return ", ".join(filter(None, (one.response, one.column))) if self.item else one.where


@dataclass(frozen=True)
class _TableView:
    """What the page shows of one table; ``id`` is its name in links."""

    id: str
    audit: TableAudit

    @cached_property
    def summary(self) -> Summary:
        return self.audit.summary

    @cached_property
    def grid(self) -> Grid:
        return grid(self.audit)

    @property
    def parts(self) -> int:
        """Return how many columns each group has."""
        return len(self.grid.columns) // len(self.grid.groups)

    @cached_property
    def groups(self) -> tuple[_Group, ...]:
        """Return the findings that are not exact, check by check, those on one item together."""
        several = len(self.audit.table.responses) > 1
        named = ((f"{self.id}-{place}", one) for place, one in enumerate(entries(self.audit, exact=False), 1))

        def heading(pair: tuple[str, Entry]) -> tuple[str, str]:
            one = pair[1]
            by_item = several and one.finding.check is Check.PERCENT
            return HEADINGS[one.finding.check], one.item if by_item else ""

        return tuple(_Group(*words, tuple(group)) for words, group in groupby(named, heading))

    @cached_property
    def exact(self) -> tuple[Entry, ...]:
        """Return the findings that are exact."""
        kept = (one for one in entries(self.audit) if one.finding.check is not Check.READING)
        return tuple(one for one in kept if one.finding.verdict is Verdict.EXACT)

    @cached_property
    def _targets(self) -> Mapping[int, str]:
        return {id(one.finding): name for group in self.groups for name, one in group.entries}

    @property
    def linked(self) -> bool:
        """Return whether any number leads to a finding."""
        return any(self.target(cell) for row in self._rows() for cell in row)

    def target(self, cell: Drawn) -> str:
        """Return the name of the finding that a number's verdict comes from; empty where it is exact."""
        found = (f for f in cell.findings if f.verdict is cell.verdict and id(f) in self._targets)
        first = next(found, None)
        return self._targets[id(first)] if first else ""

    def _rows(self) -> Iterator[tuple[Drawn, ...]]:
        for block in self.grid.blocks:
            yield from (row.cells for row in block.rows)
        yield self.grid.sizes.cells

    @property
    def sums_note(self) -> str:
        """Return what the signs in the last row stand for, where they need saying."""
        if any(cell.verdict and not cell.text for cell in self.grid.sizes.cells):
            return (
                "The mark of an N is the worst of the sums of its column, one for each item; "
                "that of Σ is the worst of the sums of its percentages."
            )
        return ""

    @property
    def components(self) -> list[tuple[Component, list[tuple[Repair, Impact]]]]:
        """Return the repairs, each with what depends on it."""
        if self.audit.repairs is None:
            return []
        impacts = iter(self.audit.impacts)
        return [
            (component, [(repair, next(impacts)) for repair in component.repairs])
            for component in self.audit.repairs.components
        ]

    @cached_property
    def lines(self) -> tuple[tested.ItemLine, ...]:
        return tested.item_lines(self.audit)

    @property
    def any_printed(self) -> bool:
        """Return whether a p-value is printed."""
        return bool(self.audit.table.p_values)

    @property
    def interval(self) -> str:
        return tested.interval_name(self.audit)

    @property
    def tests_note(self) -> str:
        return tested.tests_note(self.audit)

    @property
    def method_notes(self) -> list[str]:
        return [*tested.method_notes(self.lines), *filter(None, [tested.other_note(self.lines)])]

    @property
    def reproductions(self) -> list[tuple[Finding, tuple[tested.Tried, ...]]]:
        """Return each printed p-value with the tests that were tried for it."""
        p_values = (finding for finding in self.audit.findings if finding.check is Check.P_VALUE)
        return [(finding, found) for finding in p_values if (found := tested.tried(finding))]

    @property
    def readings_note(self) -> str:
        return tested.readings_note(self.audit)

    @cached_property
    def readings(self) -> tuple[Entry, ...]:
        return readings(self.audit)


@dataclass(frozen=True)
class _PaperView:
    """What the page shows of a paper's text and of how its tables are read."""

    id: str
    paper: PaperAudit

    def checks(self, *, exact: bool) -> list[tuple[str, list[Finding]]]:
        """Return the findings that are exact, or those that are not, under their headings."""
        kept = (one for one in self.paper.by_check if (one.verdict is Verdict.EXACT) is exact)
        return [(HEADINGS[check], list(group)) for check, group in groupby(kept, lambda one: one.check)]

    def place(self, where: str) -> str:
        return place_in(where, self.paper.name)


@dataclass(frozen=True)
class _Claims:
    """The claims of one verdict; those that hold are folded away."""

    verdict: Verdict
    claims: tuple[ClaimAudit, ...]

    @property
    def open(self) -> bool:
        return self.verdict is not Verdict.EXACT


@dataclass(frozen=True)
class _File:
    """A file of claims, the worst verdicts first."""

    id: str
    name: str
    tally: Tally
    groups: tuple[_Claims, ...]


def _files(claims: Sequence[ClaimAudit]) -> Iterator[_File]:
    """Yield the files of claims."""
    for number, (file, group) in enumerate(groupby(claims, lambda claim: claim.claim.file), 1):
        of_file = tuple(group)
        groups = (
            _Claims(verdict, tuple(one for one in of_file if one.finding.verdict is verdict))
            for verdict in reversed(VERDICTS)
        )
        shown = tuple(found for found in groups if found.claims)
        yield _File(f"claims-{number}", file, tally(one.finding for one in of_file), shown)
