"""The verdict on each sum of a printed table: of counts, of percentages, of the groups' Ns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from reproreport.audit.finding import Check, Evidence, Finding, Reason, Verdict
from reproreport.audit.rules.family import Rules
from reproreport.audit.rules.grid import Place, show
from reproreport.audit.rules.relations import Family, SumRelation
from reproreport.audit.table import Address, Base, Kind, PrintedTable


class SumReason(Reason):
    """Why a sum has its verdict."""

    ADDS = "the parts add to the total"
    ROUNDED = "the parts add to the total within their rounding"
    DIFFERS = "the parts add to something else"
    MISSING = "the answers add to fewer than the N, and the percentages are of these answers"
    SHORT = "the answers fall short of the N, and each percentage follows from its count"
    BLANK = "a part is not printed"
    WEIGHTED = "the table is weighted, so that counts and Ns need not add up"


CHECKS: Final = {
    Family.ROW_SUM: Check.ROW_SUM,
    Family.COLUMN_SUM: Check.COLUMN_SUM,
    Family.SUBTOTAL: Check.COLUMN_SUM,
    Family.PERCENT_SUM: Check.PERCENT_SUM,
    Family.SIZE_SUM: Check.SIZE_SUM,
}
#: What a sentence about a sum ends with: where it agrees, and where it does not.
AGAINST: Final = {
    Family.ROW_SUM: (", as printed", ", and “{}” is printed as the total"),
    Family.COLUMN_SUM: (", the N", ", and the N is {}"),
    Family.SUBTOTAL: (", as printed", ", and “{}” is printed as the total"),
    Family.PERCENT_SUM: ("", ", not {}%"),
    Family.SIZE_SUM: (", as printed", ", and “{}” is printed as the total N"),
}
ADOPTED: Final = (", which their percentages are of", ", and their percentages are of {}")
#: Longer sums are not written out.
LONGEST: Final = 6


def check_sums(table: PrintedTable, rules: Rules) -> tuple[Finding, ...]:
    """Return a finding for each sum that the table should hold.

    Those are the counts of a row against its total and the groups' Ns against the total N, and for
    single response the counts of the answers against the group's N and their percentages against 100.
    Why the answers of multiple response are not summed is said by
    :func:`reproreport.audit.rules.kind.check_kind`.

    Args:
        table: the table.
        rules: what :func:`reproreport.audit.rules.infer` says of it.
    """
    return (*(_sum(table, rules, relation) for relation in rules.sums), *_blanks(table, rules))


def _sum(table: PrintedTable, rules: Rules, relation: SumRelation) -> Finding:
    """Return the finding on one sum."""
    family, first = relation.family, relation.parts[0]
    numbers = [rules.values[part] for part in relation.parts]
    aim = rules.values[relation.total] if relation.total else relation.fixed
    difference, decimals, unit = sum(numbers) - aim, 0, ""
    if family is Family.PERCENT_SUM:
        decimals, unit = rules.grid.cells[first.group, first.item, first.response].decimals, "%"
    parts, total = [show(number, decimals) for number in numbers], show(aim, decimals)
    agrees, differs = ADOPTED if _adopted(relation) else AGAINST[family]
    differs = differs.format(total)
    missing = rules.short.get((family, first.group, first.item), 0)
    text = f"{_added(parts)} is {show(sum(numbers), decimals)}{unit}"
    verdict, reason, end = Verdict.INCONSISTENT, SumReason.DIFFERS, differs
    if difference == 0:
        verdict, reason, end = Verdict.EXACT, SumReason.ADDS, agrees
    elif abs(difference) <= relation.tolerance:
        verdict, reason = Verdict.WITHIN, SumReason.ROUNDED
        end = f"{differs}; rounding can move it by {show(relation.tolerance, decimals)}"
    elif missing and difference < 0:
        verdict, reason = Verdict.UNCHECKABLE, SumReason.SHORT
        end = f"{differs}; each percentage follows from its count, so {missing} may have given no answer"
        if _base(rules, first.group) is Base.VALID:
            verdict, reason = Verdict.EXACT, SumReason.MISSING
            end = f", which their percentages are of; {missing} of {total} gave none"
    elif table.weighted and family is not Family.PERCENT_SUM:
        verdict, reason = Verdict.UNCHECKABLE, SumReason.WEIGHTED
        end = f"{differs}; the table is weighted, so that the two need not agree"
    evidence: dict[str, Evidence] = {
        "parts": list(parts),
        "sum": show(sum(numbers), decimals),
        "total": total,
        "difference": ("-" if difference < 0 else "") + show(abs(difference), decimals),
        "tolerance": show(relation.tolerance, decimals),
        "missing": missing,
    }
    return _finding(table, family, (verdict, reason), text + end, relation.addresses, evidence)


def _adopted(relation: SumRelation) -> bool:
    """Return whether answers are held against another N than the printed one."""
    return relation.family is Family.COLUMN_SUM and relation.total is None


def _base(rules: Rules, group: str) -> Base | None:
    """Return what a group's percentages are of."""
    return rules.families[Family.TOTAL_PERCENT if group == rules.grid.total else Family.PERCENT].base


def _blanks(table: PrintedTable, rules: Rules) -> Iterator[Finding]:
    """Yield the sums of counts in which a part is not printed."""
    grid = rules.grid
    for item in grid.items:
        for response in grid.asked[item] if grid.total is not None else ():
            total = grid.counts.get((grid.total or "", item, response))
            if total:
                places = [(level, item, response) for level in grid.levels]
                yield from _blank(table, grid.counts, Family.ROW_SUM, places, total)
        for group, size in grid.sizes.items() if rules.kind is Kind.SINGLE else ():
            if (group, item) not in grid.answers:
                places = [(group, item, response) for response in grid.asked[item]]
                yield from _blank(table, grid.counts, Family.COLUMN_SUM, places, size)


def _blank(
    table: PrintedTable,
    counts: Mapping[Place, tuple[Address, int]],
    family: Family,
    places: Sequence[Place],
    total: tuple[Address, int],
) -> Iterator[Finding]:
    """Yield the finding on a sum of which some parts are printed and some are not."""
    printed = [counts[place] for place in places if place in counts]
    blank = len(places) - len(printed)
    if not printed or not blank:
        return
    parts, given, aim = [str(value) for _, value in printed], sum(value for _, value in printed), total[1]
    verdict, reason = Verdict.UNCHECKABLE, SumReason.BLANK
    end = (
        f"{AGAINST[family][1].format(aim)}; {blank} of the parts {'is' if blank == 1 else 'are'} not printed"
    )
    if given == aim:
        verdict, reason = Verdict.EXACT, SumReason.ADDS
        end = f"{AGAINST[family][0]}; what is not printed can only be 0"
    elif given > aim and not table.weighted:
        verdict, reason = Verdict.INCONSISTENT, SumReason.DIFFERS
    evidence: dict[str, Evidence] = {
        "parts": list(parts),
        "sum": str(given),
        "total": str(aim),
        "difference": str(given - aim),
        "blank": blank,
    }
    addresses = (*(address for address, _ in printed), total[0])
    text = f"{_added(parts)} is {given}{end}"
    yield _finding(table, family, (verdict, reason), text, addresses, evidence)


def _added(parts: Sequence[str]) -> str:
    """Return a sum as text, its length if it is long."""
    return " + ".join(parts) if len(parts) <= LONGEST else f"The sum of the {len(parts)} parts"


def _finding(
    table: PrintedTable,
    family: Family,
    outcome: tuple[Verdict, SumReason],
    text: str,
    addresses: tuple[Address, ...],
    evidence: dict[str, Evidence],
) -> Finding:
    """Return the finding on a sum."""
    origins = dict.fromkeys(where for where in map(table.where, addresses) if where)
    return Finding(CHECKS[family], *outcome, f"{text}.", table.name, addresses, evidence, tuple(origins))
