"""How often the audit is right: generated tables with known errors, and a judge that knows nothing of it.

    python -m benchmarks.judged [--tables 1000] [--seed 0] [--show]

Each table is made from a seed: one question or several with answers of their own, or several choices; one
group to four, with or without a total; percentages with no to two decimals, rounded in one of five ways.
Most get one error: a digit replaced, left out, swapped or added in a count, a percentage, an N, or a
column computed with another N; some get two, and some none. The judge then tries, for every way of
rounding, every other value of every number, and every other N for every column and question: an error is
*identifiable* if exactly one such change makes the table agree. It shares no code with the audit.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import NamedTuple

from reproreport.audit.finding import Check, Verdict
from reproreport.audit.table import Address, Group, Kind, Label, Part, PrintedTable, read_count, read_percent
from reproreport.audit.table_audit import TableAudit, audit_table

Key = tuple[str, str, str, str]
"""``N``, ``count`` or ``percent``; item, response, group."""
Values = dict[Key, int]

WAYS = (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN, ROUND_CEILING, ROUND_HALF_DOWN)
TOTAL = "all"


def share(count: int, base: int, scale: int, way: str) -> int:
    """Return a percentage in units of its last place."""
    # 40 digits tell a half from its neighbours for counts of six.
    exact = Decimal(count * scale) / Decimal(base)
    found: Decimal = exact.quantize(Decimal(1), rounding=way)
    return int(found)


@dataclass
class Made:
    """A table as made, with its error.

    Attributes:
        kind: how many answers a respondent could give.
        asked: the answers of each item; one that is empty for several choices.
        groups: the columns.
        total: whether the last one is the total of the others.
        decimals: of the percentages.
        way: how they are rounded.
        values: as printed.
        right: the numbers that are printed wrong, with what is right.
        based: the columns whose percentages were computed with another N.
    """

    kind: Kind
    asked: dict[str, list[str]]
    groups: list[str]
    total: bool
    decimals: int
    way: str
    values: Values
    right: Values = field(default_factory=dict)
    based: dict[str, int] = field(default_factory=dict)

    @property
    def levels(self) -> list[str]:
        """Return the groups that are no total."""
        return self.groups[:-1] if self.total else self.groups

    @property
    def scale(self) -> int:
        """Return 100 % in units of the last place."""
        return int(100 * 10**self.decimals)

    def rows(self) -> Iterator[tuple[str, str]]:
        """Yield item and response of each row."""
        for item, responses in self.asked.items():
            for response in responses:
                yield item, response


def make(seed: int) -> Made:
    """Return the table of a seed."""
    chance = random.Random(seed)  # noqa: S311  (tables to measure with, no secrets)
    kind = chance.choice([Kind.SINGLE, Kind.MULTIPLE])
    levels = chance.choice([1, 2, 2, 2, 3, 3, 4])
    total = levels > 1 and chance.random() < 0.6
    items = chance.choice([1, 1, 2, 3, 5]) if kind is Kind.SINGLE else chance.choice([2, 3, 5, 7, 10])
    common = chance.choice([2, 3, 4, 5]) if chance.random() < 0.5 else 0
    asked = {
        f"i{item}": [f"r{n}" for n in range(common)]
        if common
        else [f"i{item}r{n}" for n in range(chance.choice([2, 3, 4]))]
        for item in range(items)
    }
    if kind is Kind.MULTIPLE:
        asked = {item: [""] for item in asked}
    groups = [f"g{n}" for n in range(levels)] + ([TOTAL] if total else [])
    largest = chance.choice([30, 90, 400, 3000])
    sizes = [chance.randint(largest // 3, largest) for _ in range(levels)]
    decimals = chance.choice([0, 1, 1, 1, 2])
    way = chance.choice([ROUND_HALF_UP] * 6 + [ROUND_HALF_EVEN, ROUND_DOWN])
    made = Made(kind, asked, groups, total, decimals, way, {})
    for group, size in zip(groups, [*sizes, sum(sizes)], strict=False):
        made.values["N", "", "", group] = size
    for item, responses in asked.items():
        split = [_split(chance, kind, size, len(responses)) for size in sizes]
        for row, response in enumerate(responses):
            counts = [column[row] for column in split]
            for group, count in zip(groups, [*counts, sum(counts)], strict=False):
                made.values["count", item, response, group] = count
    wrong = chance.choice([0, 1, 1, 1, 1, 1, 1, 2])
    if wrong == 1 and levels > 1 and chance.random() < 0.15:
        group = chance.choice(made.levels)
        others = [size for size in sizes if size != made.values["N", "", "", group]]
        made.based = {group: chance.choice(others)} if others else {}
        wrong = 0
    for item, response in made.rows():
        for group in groups:
            base = made.based.get(group, made.values["N", "", "", group])
            count = made.values["count", item, response, group]
            made.values["percent", item, response, group] = share(count, base, made.scale, way)
    if made.based and consistent(made, made.values, way):
        made.based = {}
    for _ in range(wrong):
        _err(chance, made)
    return made


def _split(chance: random.Random, kind: Kind, size: int, many: int) -> list[int]:
    """Return counts of answers."""
    if kind is Kind.MULTIPLE:
        return [chance.randint(0, size) for _ in range(many)]
    cuts = sorted(chance.randint(0, size) for _ in range(many - 1))
    return [high - low for low, high in zip([0, *cuts], [*cuts, size], strict=True)]


def _err(chance: random.Random, made: Made) -> None:
    """Misprint a number."""
    part = chance.choice(["count", "count", "count", "percent", "percent", "N"])
    key = chance.choice([key for key in made.values if key[0] == part])
    if key in made.right:
        return
    text = str(made.values[key])
    at = chance.randrange(len(text))
    slip = chance.choice(["replaced"] * 7 + ["left out", "swapped", "added"])
    digit = chance.choice("0123456789")
    new = {
        "replaced": text[:at] + digit + text[at + 1 :],
        "left out": text[:at] + text[at + 1 :],
        "swapped": text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :],
        "added": text[:at] + digit + text[at:],
    }[slip]
    value = int(new or "0")
    if value == made.values[key] or (part == "N" and value == 0):
        return
    made.right[key] = made.values[key]
    made.values[key] = value


class Must(NamedTuple):
    """Something that must hold: a sum of numbers and a total, or a percentage with its count and N."""

    keys: tuple[Key, ...]
    test: Callable[[Values], bool]


def rules(made: Made, way: str, based: dict[tuple[str, str], int] | None = None) -> list[Must]:
    """Return what must hold; ``based`` are the Ns of columns (or of questions in them) computed otherwise."""
    found: list[Must] = []

    def adds(parts: list[Key], whole: Key) -> None:
        found.append(Must((*parts, whole), lambda v: sum(v[part] for part in parts) == v[whole]))

    def divides(item: str, response: str, group: str) -> None:
        count, percent, size = (
            ("count", item, response, group),
            ("percent", item, response, group),
            ("N", "", "", group),
        )
        other = (based or {}).get((group, item)) or (based or {}).get((group, ""))

        def test(v: Values) -> bool:
            base = other or v[size]
            return base > 0 and v[percent] == share(v[count], base, made.scale, way) and v[count] <= v[size]

        found.append(Must((count, percent, size), test))

    for item, response in made.rows():
        for group in made.groups:
            divides(item, response, group)
        if made.total:
            adds([("count", item, response, g) for g in made.levels], ("count", item, response, TOTAL))
    if made.kind is Kind.SINGLE:
        for item, responses in made.asked.items():
            for group in made.groups:
                adds([("count", item, r, group) for r in responses], ("N", "", "", group))
    if made.total:
        adds([("N", "", "", g) for g in made.levels], ("N", "", "", TOTAL))
    return found


def consistent(made: Made, values: Values, way: str) -> bool:
    """Return whether everything holds."""
    return all(must.test(values) for must in rules(made, way))


def changes(made: Made) -> set[tuple[Key, int]]:
    """Return every change that mends the table: of a number, or of the N that a column was computed with."""
    found: set[tuple[Key, int]] = set()
    if excusable(made):
        return found
    largest = max(size for key, size in made.values.items() if key[0] == "N")
    for way in WAYS:
        musts = rules(made, way)
        failing = [must for must in musts if not must.test(made.values)]
        shared = set.intersection(*(set(must.keys) for must in failing)) if failing else set()
        for key in shared:
            touching = [must for must in musts if key in must.keys]
            for value in _candidates(made, key, way, largest):
                if value != made.values[key]:
                    changed = {**made.values, key: value}
                    if all(must.test(changed) for must in touching):
                        found.add((key, value))
        if any(len(must.keys) != 3 or must.keys[1][0] != "percent" for must in failing):
            continue
        for group in {must.keys[0][3] for must in failing}:
            for item in ["", *made.asked]:
                for base in range(1, 3 * largest + 2) if failing else ():
                    if not all(must.test(made.values) for must in rules_of(made, way, group, item, base)):
                        continue
                    if all(must.test(made.values) for must in rules(made, way, {(group, item): base})):
                        found.add((("base", item, "", group), base))
                        break
    return found


def excusable(made: Made) -> bool:
    """Return whether all that disagrees may be no error: by the audit's own terms, which it states.

    A percentage is one unit off; or fewer answers than the N are printed to a single question, whose
    percentages are of them.
    """
    values = made.values
    for must in rules(made, made.way):
        if must.test(values):
            continue
        first, last = must.keys[0], must.keys[-1]
        if must.keys[1][0] == "percent":
            base = values[last]
            if (
                base
                and abs(values[must.keys[1]] - share(values[first], base, made.scale, ROUND_HALF_UP)) <= 1
            ):
                continue
        if made.kind is Kind.SINGLE and len(made.asked) == 1 and not made.total:
            group = last[3]
            given = sum(v for key, v in values.items() if key[0] == "count" and key[3] == group)
            if given < values["N", "", "", group]:
                continue
        return False
    return True


def rules_of(made: Made, way: str, group: str, item: str, base: int) -> Iterator[Must]:
    """Yield one percentage that another N must give, first: a cheap look before all."""
    for at, response in made.rows():
        if item in ("", at):
            count, percent = (
                made.values["count", at, response, group],
                made.values["percent", at, response, group],
            )
            yield Must((), lambda _, c=count, p=percent: p == share(c, base, made.scale, way))  # type: ignore[misc]


def _candidates(made: Made, key: Key, way: str, largest: int) -> Iterator[int]:
    """Yield the values that a number might have instead."""
    part, item, response, group = key
    if part == "percent":
        base = made.values["N", "", "", group]
        yield share(made.values["count", item, response, group], base, made.scale, way)
        return
    yield from range(1 if part == "N" else 0, 2 * largest + 2)


def printed(made: Made) -> PrintedTable:
    """Return a table as the audit reads it."""
    numbers = {}
    for (part, item, response, group), value in made.values.items():
        if part == "percent":
            digits = f"{value:0{made.decimals + 1}d}"
            at = len(digits) - made.decimals
            number = read_percent(f"{digits[:at]}.{digits[at:]}" if made.decimals else digits)
        else:
            number = read_count(str(value))
        numbers[Address(Part(part), group, item, response)] = number
    responses = list(dict.fromkeys(response for _, response in made.rows()))
    asked = {item: tuple(own) for item, own in made.asked.items() if len(own) < len(responses)}
    return PrintedTable(
        name="made",
        title="",
        source="",
        page="",
        kind=made.kind,
        groups=tuple(
            Group(g, g, read_count(str(made.values["N", "", "", g])), made.total and g == TOTAL)
            for g in made.groups
        ),
        items=tuple(Label(item, item) for item in made.asked),
        responses=tuple(Label(response, response) for response in responses),
        numbers=numbers,
        asked=asked,
    )


@dataclass
class Score:
    """What came out over many tables; the lists hold seeds."""

    tables: int = 0
    verdicts: int = 0
    wrong_verdicts: list[int] = field(default_factory=list)
    clean: int = 0
    alarms: list[int] = field(default_factory=list)
    identifiable: int = 0
    missed: list[int] = field(default_factory=list)
    false_unique: list[int] = field(default_factory=list)
    quick: list[float] = field(default_factory=list)
    slow: list[float] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """Yield the measures as text."""
        right = self.verdicts - len(self.wrong_verdicts)
        yield f"{'tables':<34}{self.tables:>8,}"
        yield f"{'right verdicts on percentages':<34}{_percent(right, self.verdicts):>8}"
        yield f"{'identifiable errors':<34}{self.identifiable:>8,}"
        located = self.identifiable - len(self.missed)
        yield f"{'  located':<34}{_percent(located, self.identifiable):>8}"
        yield f"{'false unique repairs':<34}{len(self.false_unique):>8,}"
        yield f"{'false alarms, of clean tables':<34}{len(self.alarms):>8,} of {self.clean:,}"
        for name, times in (("without repairs", self.quick), ("with repairs", self.slow)):
            high = statistics.quantiles(times, n=100)[-1] if len(times) > 1 else 0
            yield f"{'ms, 99th percentile, ' + name:<34}{1000 * high:>8.1f}"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f}%" if whole else "-"


def measure(seeds: range, *, timed: bool = False) -> Score:
    """Make, audit and judge tables."""
    score = Score()
    for seed in seeds:
        made = make(seed)
        table = printed(made)
        start = time.process_time()
        if timed:
            audit_table(table, repairs=False)
            score.quick.append(time.process_time() - start)
            start = time.process_time()
        audit = audit_table(table)
        score.slow.append(time.process_time() - start)
        score.tables += 1
        _verdicts(score, seed, made, audit)
        inconsistent = any(finding.verdict is Verdict.INCONSISTENT for finding in audit.findings)
        if not made.right and not made.based:
            score.clean += 1
            if inconsistent:
                score.alarms.append(seed)
        _repairs(score, seed, made, audit)
    return score


def _verdicts(score: Score, seed: int, made: Made, audit: TableAudit) -> None:
    """Judge the verdict on each percentage from its own count and N."""
    blocks = {block.group for block in audit.rules.blocks}
    for finding in audit.findings:
        if finding.check is not Check.PERCENT:
            continue
        at = finding.addresses[0]
        if at.group in blocks or finding.evidence["base_is"] != "group":
            # The audit names the other N that these percentages agree on.
            continue
        count = made.values["count", at.item, at.response, at.group]
        percent = made.values["percent", at.item, at.response, at.group]
        base = made.values["N", "", "", at.group]
        middle = share(count, base, made.scale, ROUND_HALF_UP)
        expected = Verdict.EXACT if percent == middle else Verdict.WITHIN
        if abs(percent - middle) > 1:
            expected = Verdict.INCONSISTENT
        score.verdicts += 1
        if finding.verdict is not expected:
            score.wrong_verdicts.append(seed)


def _repairs(score: Score, seed: int, made: Made, audit: TableAudit) -> None:
    """Judge what the audit calls the only repair, and whether it finds what can be found."""
    unique = {}
    for component in audit.repairs.components if audit.repairs else ():
        if component.unique:
            for change in component.unique.changes:
                at = change.address
                unique[at.part.value, at.item, at.response, at.group] = change.span
                if (at.part.value, at.item, at.response, at.group) not in made.right:
                    score.false_unique.append(seed)
    if len(made.right) == 1 and not made.based:
        (key, right), possible = next(iter(made.right.items())), changes(made)
        if possible == {(key, right)}:
            score.identifiable += 1
            if key not in unique or right not in unique[key]:
                score.missed.append(seed)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tables", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", action="store_true", help="list the seeds that are not right")
    options = parser.parse_args()
    score = measure(range(options.seed, options.seed + options.tables), timed=True)
    print("\n".join(score.lines()))
    if options.show:
        for name in ("wrong_verdicts", "alarms", "missed", "false_unique"):
            print(f"{name}: {sorted(set(getattr(score, name)))[:40]}")


if __name__ == "__main__":
    main()
