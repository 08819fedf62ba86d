"""Two readings of one print: where independent extractions differ, and which one the arithmetic supports.

A reading is supported where its number agrees with more of the table's other numbers than the other
readings' does. The rules are those that the table as it is taken follows; a family's own rule
is asked, never a wider one that happens to explain the number taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reproreport.audit.finding import Check, Finding, Reason, Verdict
from reproreport.audit.rules.infer import Rules, infer
from reproreport.audit.rules.relations import AtMost, Family, PercentRelation, Relation, SumRelation
from reproreport.audit.slips import SlipKind, explain
from reproreport.audit.table import Address, Part, PrintedNumber, PrintedTable
from reproreport.numbers import quoted

_OWN: Final = {
    Part.PERCENT: "its count and N",
    Part.COUNT: "its percentage",
    Part.SIZE: "the percentages of its column",
}
_LIMIT: Final = {Part.PERCENT: "the limit of 100", Part.COUNT: "the limit of its N", Part.SIZE: "its counts"}
_SUMS: Final = {
    Family.ROW_SUM: "the sum of its row",
    Family.COLUMN_SUM: "the sum of the answers",
    Family.PERCENT_SUM: "the sum of the percentages",
    Family.SIZE_SUM: "the sum of the groups",
}


def differ(read: Mapping[str, Sequence[str]], missing: Sequence[str], slips: Sequence[SlipKind]) -> str:
    """Say what the readings have.

    Args:
        read: the numbers as printed, each with the readings that have it.
        missing: the readings that have no number.
        slips: how the numbers differ.
    """
    parts = [f"{_subject(readings)} {quoted(text)}" for text, readings in read.items()]
    parts += [f"{_subject(missing)} no number"] if missing else []
    kinds = ", ".join(dict.fromkeys(slip.value for slip in slips))
    said = " and ".join(parts)
    return f"{said[0].upper()}{said[1:]}{f' ({kinds})' if kinds else ''}"


def support(
    part: Part, read: Mapping[str, Sequence[str]], agreeing: tuple[str, Sequence[Family]] | None
) -> str:
    """Say which number the table's other numbers support, and by what.

    Args:
        part: what the number is.
        read: the numbers as printed, each with the readings that have it.
        agreeing: the supported number, and what it agrees with; None where none is supported.
    """
    if agreeing is None:
        if len(read) == 1:
            return "the table's other numbers do not confirm it"
        return "the table's other numbers do not tell them apart"
    text, families = agreeing
    words = list(dict.fromkeys(_partner(part, family) for family in families))
    partners = " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
    others = " or ".join(quoted(other) for other in read if other != text)
    return f"{quoted(text)} agrees with {partners}{f', and {others} does not' if others else ''}"


def _partner(part: Part, family: Family) -> str:
    """Return what a relation ties a number to."""
    if family in _SUMS:
        return _SUMS[family]
    return _LIMIT[part] if family is Family.RANGE else _OWN[part]


def _subject(readings: Sequence[str]) -> str:
    """Return the subject of a sentence about readings."""
    if len(readings) == 1:
        return f"reading {readings[0]} has"
    return f"readings {', '.join(readings[:-1])} and {readings[-1]} have"


class ReadingReason(Reason):
    """How the readings of a number differ."""

    LOST_MARK = "the same digits, in one reading without the decimal mark"
    MOVED_MARK = "the same digits, with the decimal mark at another place"
    DIGITS = "other digits"
    MISSING = "one reading has no number there"


@dataclass(frozen=True)
class Agreement:
    """How far the readings of a table agree.

    Attributes:
        numbers: how many numbers any of them has: counts, percentages and Ns.
        agreeing: how many all of them have alike.
        differing: how many differ, for each reason.
        supported: for each reading, how many of those that differ the arithmetic supports there.
    """

    numbers: int
    agreeing: int
    differing: Mapping[ReadingReason, int]
    supported: Mapping[str, int]


def compare_readings(
    readings: Mapping[str, PrintedTable], rules: Rules | None = None, *, taken: PrintedTable | None = None
) -> tuple[Finding, ...]:
    """Return a finding for each number that the readings of a table do not have alike.

    The verdict is EXACT where the arithmetic supports the number that is taken, INCONSISTENT where it
    supports another one, and UNCHECKABLE where it does not tell them apart.

    Args:
        readings: the table as each reading has it.
        rules: the rules of the table as taken; by default they are inferred.
        taken: the table as taken; by default the first reading.
    """
    if len(readings) < 2:
        return ()
    taken = taken or next(iter(readings.values()))
    numbers = {address: number for table in readings.values() for address, number in table.numbers.items()}
    differing = [address for address in numbers if not _agree(readings, address)]
    if not differing:
        return ()
    if rules is None:
        # Where the table as taken has no number, another reading's shows what it is tied to.
        rules = infer(replace(taken, numbers=numbers | dict(taken.numbers)))
    compare = _Comparison(readings, taken, rules)
    return tuple(compare.finding(address) for address in differing)


def agreement(readings: Mapping[str, PrintedTable], findings: tuple[Finding, ...]) -> Agreement:
    """Return how far readings agree, given what :func:`compare_readings` found."""
    numbers = {address for table in readings.values() for address in table.numbers}
    supported: Counter[str] = Counter()
    for finding in findings:
        names = finding.evidence["supported"]
        supported.update(names if isinstance(names, list) else [])
    return Agreement(
        numbers=len(numbers),
        agreeing=len(numbers) - len(findings),
        differing=Counter(
            finding.reason for finding in findings if isinstance(finding.reason, ReadingReason)
        ),
        supported={reading: supported[reading] for reading in readings},
    )


@dataclass(frozen=True)
class _Variant:
    """A number with the readings that have it, and the relations that hold and do not hold with it."""

    number: PrintedNumber
    readings: tuple[str, ...]
    holding: tuple[Relation, ...]
    broken: tuple[Relation, ...]


class _Comparison:
    """The readings of one table, with what ties its numbers together."""

    def __init__(self, readings: Mapping[str, PrintedTable], taken: PrintedTable, rules: Rules) -> None:
        self.readings, self.taken, self.values = readings, taken, rules.values
        tables = (*readings.values(), taken)
        self.decimals = {at: number.decimals for table in tables for at, number in table.numbers.items()}
        self.tied: dict[Address, list[Relation]] = {}
        for relation in rules.relations:
            family = rules.families.get(relation.family)
            own = family.rule if family else None
            asked = replace(relation, rule=own) if own and isinstance(relation, PercentRelation) else relation
            for address in relation.addresses:
                self.tied.setdefault(address, []).append(asked)

    def variants(self, address: Address) -> list[_Variant]:
        """Return the numbers that the readings have, each once; ``65,7`` and ``65.7`` are alike."""
        read: dict[tuple[int, int], list[tuple[str, PrintedNumber]]] = {}
        for name, table in self.readings.items():
            if number := table.numbers.get(address):
                read.setdefault((number.units, number.decimals), []).append((name, number))
        found = []
        for same in read.values():
            number = same[0][1]
            holds = [
                (relation, self._holds(relation, address, number)) for relation in self.tied.get(address, ())
            ]
            holding = tuple(relation for relation, held in holds if held)
            broken = tuple(relation for relation, held in holds if not held)
            found.append(_Variant(number, tuple(name for name, _ in same), holding, broken))
        return found

    def finding(self, address: Address) -> Finding:
        """Return what there is to say of a number that differs."""
        variants = self.variants(address)
        missing = tuple(name for name, table in self.readings.items() if address not in table.numbers)
        supported = _supported(variants)
        taken = self.taken.numbers.get(address)
        verdict = Verdict.UNCHECKABLE
        if supported:
            verdict = Verdict.EXACT if taken and _alike(supported.number, taken) else Verdict.INCONSISTENT
        right = supported or next((v for v in variants if taken and _alike(v.number, taken)), variants[0])
        slips = [_slip(variant.number, right.number) for variant in variants if variant is not right]
        origins = (table.where(address) for table in self.readings.values())
        read = {variant.number.text: variant.readings for variant in variants}
        agreeing = (supported.number.text, _deciding(supported, variants)) if supported else None
        return Finding(
            check=Check.READING,
            verdict=verdict,
            reason=_reason(slips),
            explanation=f"{differ(read, missing, slips)}; {support(address.part, read, agreeing)}.",
            table=self.taken.name,
            addresses=(address,),
            evidence={
                "readings": {name: variant.number.text for variant in variants for name in variant.readings}
                | dict.fromkeys(missing),
                "taken": taken.text if taken else None,
                "slips": [slip.value for slip in slips],
                "supported": list(supported.readings) if supported else [],
                "agrees_with": {
                    name: [relation.family.value for relation in variant.holding]
                    for variant in variants
                    for name in variant.readings
                },
                "disagrees_with": {
                    name: [relation.family.value for relation in variant.broken]
                    for variant in variants
                    for name in variant.readings
                },
            },
            origin=tuple(dict.fromkeys(origin for origin in origins if origin)),
        )

    def _holds(self, relation: Relation, address: Address, number: PrintedNumber) -> bool:
        """Return whether a relation holds with a number in its place, which may have other decimals."""
        others = {at: self.values[at] for at in relation.addresses}
        if isinstance(relation, PercentRelation) and relation.percent == address:
            asked = replace(relation, scale=100 * 10**number.decimals)
            return asked.holds(others | {address: number.units})
        # A relation counts in units of the last place; both numbers have that of the finer one here.
        usual = self.decimals[address]
        finer = 10 ** max(0, number.decimals - usual)
        units = number.units * 10 ** max(0, usual - number.decimals)
        if isinstance(relation, SumRelation):
            relation = replace(relation, fixed=relation.fixed * finer, tolerance=relation.tolerance * finer)
        elif isinstance(relation, AtMost):
            relation = replace(relation, fixed=relation.fixed * finer)
        return relation.holds({at: value * finer for at, value in others.items()} | {address: units})


def _agree(readings: Mapping[str, PrintedTable], address: Address) -> bool:
    """Return whether all readings have a number, and have it alike."""
    found = [table.numbers.get(address) for table in readings.values()]
    return all(number is not None and found[0] is not None and _alike(number, found[0]) for number in found)


def _alike(one: PrintedNumber, other: PrintedNumber) -> bool:
    """Return whether two numbers have the same digits and decimals."""
    return (one.units, one.decimals) == (other.units, other.decimals)


def _supported(variants: list[_Variant]) -> _Variant | None:
    """Return the number that agrees with most of the others, where it is one."""
    if len(variants) == 1:
        only = variants[0]
        return only if only.holding and not only.broken else None
    most = max(len(variant.holding) for variant in variants)
    best = [variant for variant in variants if len(variant.holding) == most]
    return best[0] if len(best) == 1 else None


def _deciding(supported: _Variant, variants: list[_Variant]) -> list[Family]:
    """Return what the supported number agrees with and another does not."""
    others = [variant for variant in variants if variant is not supported]
    return [
        relation.family
        for relation in supported.holding
        if not others or any(relation in other.broken for other in others)
    ]


def _slip(number: PrintedNumber, right: PrintedNumber) -> SlipKind:
    """Return how a number differs from another reading's."""
    if number.decimals == right.decimals:
        return explain(number, right.units).kind
    if number.units != right.units:
        return SlipKind.OTHER
    return SlipKind.MOVED_MARK if number.decimals and right.decimals else SlipKind.LOST_MARK


def _reason(slips: list[SlipKind]) -> ReadingReason:
    """Return the reason that the differences have in common."""
    if not slips:
        return ReadingReason.MISSING
    marks = {SlipKind.LOST_MARK: ReadingReason.LOST_MARK, SlipKind.MOVED_MARK: ReadingReason.MOVED_MARK}
    reasons = {marks.get(slip, ReadingReason.DIGITS) for slip in slips}
    return reasons.pop() if len(reasons) == 1 else ReadingReason.DIGITS
