"""Whether a respondent could give one answer or several, as the numbers say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from reproreport.audit.finding import Check, Evidence, Finding, Reason, Verdict
from reproreport.audit.rules.family import Rules
from reproreport.audit.rules.grid import Grid
from reproreport.audit.table import Kind, PrintedTable


class KindReason(Reason):
    """Why a table is of single or multiple response."""

    SINGLE = "the answers add to the N"
    MULTIPLE = "the answers add to more than the N"
    UNKNOWN = "the answers add to no more than the N"


class Column(NamedTuple):
    """The answers of one group to one question: how many, and their sum against what one each would give."""

    group: str
    item: str
    answers: int
    sum: int
    one_each: int
    whole: bool = False

    @property
    def excess(self) -> bool:
        """Return whether the answers are too many for one each, rounding aside."""
        return 2 * (self.sum - self.one_each) > self.answers and not self.whole

    @property
    def fits(self) -> bool:
        """Return whether the answers are one each, rounding aside."""
        return 2 * abs(self.sum - self.one_each) <= self.answers


def columns(grid: Grid, kind: Kind) -> Iterator[Column]:
    """Yield the answers of each group to each question, as counts or, without counts, as percentages."""
    single = kind is Kind.SINGLE
    for group, (_, size) in grid.sizes.items():
        for item in grid.items if single else grid.items[:1]:
            if (group, item) in grid.answers:
                addresses, given = grid.answers[group, item]
                # Where their percentages add to 100 it is a slip in a count, and no second answers.
                whole = single and _whole(grid, group, item)
                yield Column(group, item if single else "", len(addresses), given, size, whole)
                continue
            rows = (
                [(item, response) for response in grid.asked[item]]
                if single
                else [(one, response) for one in grid.items for response in grid.asked[one]]
            )
            cells = [grid.cells[group, *row] for row in rows if (group, *row) in grid.cells]
            if len(cells) == len(rows) > 1 and len({cell.scale for cell in cells}) == 1:
                units = sum(cell.units for cell in cells)
                yield Column(group, item if single else "", len(cells), units, cells[0].scale)


def _whole(grid: Grid, group: str, item: str) -> bool:
    """Return whether the percentages of a question are all printed, and add to 100 within their rounding."""
    cells = [grid.cells.get((group, item, response)) for response in grid.asked[item]]
    printed = [cell for cell in cells if cell is not None]
    if len(printed) < len(cells) or len({cell.scale for cell in printed}) != 1:
        return False
    return abs(sum(cell.units for cell in printed) - printed[0].scale) <= len(printed)


def recognised(grid: Grid, stated: Kind) -> Kind | None:
    """Return the kind that the numbers suggest; None where they do not tell.

    Answers that add to more than the N, in more than half of the columns of a table of single response
    and in any column of one of multiple response, are several for one respondent. Where those of all
    columns add to the N, they are one each.
    """
    found = list(columns(grid, stated))
    excess = sum(column.excess for column in found)
    if 2 * excess > len(found) or (excess and stated is Kind.MULTIPLE):
        return Kind.MULTIPLE
    if found and 2 * sum(column.fits for column in found) > len(found):
        every = all(column.fits for column in found)
        return Kind.SINGLE if every or stated is Kind.SINGLE else None
    return None


def check_kind(table: PrintedTable, rules: Rules) -> Finding:
    """Return whether the numbers agree with the kind of table that is stated.

    It also says why the answers of multiple response are not summed.

    Args:
        table: the table.
        rules: what :func:`reproreport.audit.rules.infer` says of it.
    """
    grid, stated = rules.grid, table.kind
    found, kind = list(columns(grid, stated)), recognised(grid, stated)
    excess, fits = sum(column.excess for column in found), sum(column.fits for column in found)
    numbers = f"In {excess} of {len(found)} columns the answers add to more than one for each respondent"
    if kind is Kind.SINGLE:
        numbers = f"In {fits} of {len(found)} columns the answers add to one for each respondent"
    verdict, reason = Verdict.EXACT, KindReason.MULTIPLE if kind is Kind.MULTIPLE else KindReason.SINGLE
    if kind is None:
        verdict, reason = Verdict.UNCHECKABLE, KindReason.UNKNOWN
        text = f"{numbers}, which does not tell whether one answer could be given or several"
    elif kind is stated:
        text = f"{numbers}, as in a table of {kind.value}"
        text += ", so that they are not held against the N" if kind is Kind.MULTIPLE else ""
    elif kind is Kind.SINGLE:
        # Respondents who could give several answers may have given one each.
        verdict = Verdict.UNCHECKABLE
        text = f"{numbers}, as in a table of {kind.value}; {stated.value} is stated, which allows it"
    else:
        verdict = Verdict.INCONSISTENT
        text = f"{numbers}, as in a table of {kind.value}, and {stated.value} is stated"
    evidence: dict[str, Evidence] = {
        "stated": stated.value,
        "recognised": kind.value if kind else None,
        "columns": len(found),
        "excess": excess,
        "fits": fits,
    }
    return Finding(Check.KIND, verdict, reason, f"{text}.", table.name, evidence=evidence)
