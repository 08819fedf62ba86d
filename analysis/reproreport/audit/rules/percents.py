"""Which base and which rounding rule a table's percentages follow: the narrowest that explains most."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from reproreport.audit.rules.family import Candidate, FamilyRule
from reproreport.audit.rules.grid import Cell, Grid
from reproreport.audit.rules.relations import Family
from reproreport.audit.rules.rounding import NARROW, Rounding
from reproreport.audit.table import Base, Kind

RULES = tuple(Rounding)
#: A rule other than the usual one (rounded half up, of the stated base or the group's N) is followed where it
#: explains so many more percentages, and so is one for the total alone: one slip, or two that look alike,
#: do not make a rule.
SUPPORT = 2
#: A count that is rounded from its percentage is a claim about all counts; it wants more.
SUPPORT_BY_COUNT = 3
BY_COUNT = RULES.index(Rounding.COUNT)
BASES = tuple(Base)
NONE = (0,) * len(RULES)

Sizes = tuple[int, ...]
"""For each rule, how many percentages it allows where it explains a cell, and 0 where it does not."""


class Percents(NamedTuple):
    """The rule of a family of percentages; for base OTHER, which group's N each column takes."""

    rule: FamilyRule
    others: Mapping[str, str]


class _Trial(NamedTuple):
    """A base with, rule by rule, how many cells it explains and what it is charged."""

    base: Base
    explained: Sequence[int]
    charges: Sequence[int]


def allowed(count: int, units: int, base: int, scale: int) -> Sizes:
    """Return, rule by rule, how many percentages it allows, or 0 where it does not allow this one.

    It says the same as :func:`reproreport.audit.rules.rounding.percentages`, for all rules at once.
    """
    if base <= 0:
        return NONE
    floor, rest = divmod(count * scale, base)
    over, twice, by_count = units - floor, 2 * rest, 0
    if (2 * count - 1) * scale <= 2 * units * base < (2 * count + 1) * scale:
        lowest = max(0, -((1 - 2 * count) * scale // (2 * base)))
        by_count = -(-(2 * count + 1) * scale // (2 * base)) - lowest
    if not -1 <= over <= 2:
        return (*NONE[1:], by_count) if by_count else NONE
    middle = int(twice >= base)
    even = middle if twice != base else floor % 2
    return (
        int(over == middle),
        int(over == even),
        int(over == (twice > base)),
        int(over == 0),
        int(over == (rest > 0)),
        (3 if floor + middle else 2) if -1 <= over - middle <= 1 else 0,
        by_count,
    )


def reachable(units: int, base: int, scale: int) -> Sizes:
    """Return the same for a percentage without a count: whether any count of the base can give it.

    A rule allows at most as many percentages as there are counts. Every percentage has a count that
    is rounded from it, so that rule explains nothing here.

    Source: N. J. L. Brown and J. A. J. Heathers (2017), The GRIM test, Social Psychological and
    Personality Science 8, 363-369.
    """
    if base <= 0:
        return NONE
    near = units * base // scale
    counts = range(max(0, near - 1), min(base, near + 2) + 1)
    fits = [allowed(count, units, base, scale) for count in counts]
    most = [max(sizes) for sizes in zip(*fits, strict=True)] if fits else list(NONE)
    most[BY_COUNT] = 0
    return tuple(min(scale + 1, size * (base + 1)) for size in most)


def effective(sizes: Sizes, rule: Rounding | None) -> Rounding | None:
    """Return the rule that explains a cell: its family's, else one that rounds a percentage, or none."""
    if rule is not None and sizes[RULES.index(rule)]:
        return rule
    return next((other for other, size in zip(RULES[:BY_COUNT], sizes, strict=False) if size), None)


def infer_percents(
    grid: Grid, family: Family, kind: Kind, stated: Base | None, usual: Rounding | None = None
) -> Percents | None:
    """Return the rule of the groups' percentages, or of the total's; None where none are printed.

    ``usual`` is how the table rounds as far as is known: the groups' rule, for the total's.

    Every base that the table's numbers allow is tried with every rounding rule. A candidate is charged,
    cell by cell, the number of percentages that it allows there if it explains the cell, and all
    percentages from 0 to 100 if not. The smallest product among those that explain more than half of
    the cells wins (minimum description length: J. Rissanen (1978), Automatica 14, 465-471).
    Percentages without a count are judged only where no percentage has one.
    """
    total = family is Family.TOTAL_PERCENT
    if kind is Kind.SINGLE:
        # Where the answers to all questions refute an N, the rounding is told by theirs.
        sizes = {group: (at, grid.refuted(group) or size) for group, (at, size) in grid.sizes.items()}
        grid = replace(grid, sizes=sizes)
    every = [cell for cell in grid.cells.values() if (cell.group == grid.total) is total]
    cells = [cell for cell in every if cell.count_at is not None] or every
    if not cells:
        return None
    # A column that was computed with another one's N says nothing of how the others were.
    apart = set() if _all_of_one(grid, cells, kind, stated) else shifted(grid, cells)
    cells = [cell for cell in cells if cell.group not in apart] or cells
    trials = [_try(grid, cells, base, kind, stated) for base in _bases(grid, cells, kind, stated)]
    other, chosen = _try_others(grid, cells)
    trials += [other] if other else []
    trials.sort(key=lambda trial: _preference(trial, stated))
    candidates = sorted(
        (
            Candidate(trial.base, rule, None, explained, charge)
            for trial in trials
            for rule, explained, charge in zip(RULES, trial.explained, trial.charges, strict=True)
        ),
        key=lambda candidate: candidate.charge,
    )
    winner = next((one for one in candidates if 2 * one.explained > len(cells)), None)
    winner = _supported(candidates, winner, len(cells), usual or Rounding.HALF_UP)
    if winner is None and len(cells) <= SUPPORT:
        # Too few to follow no rule; the usual one then judges them.
        at = stated if any(trial.base is stated for trial in trials) else Base.GROUP
        winner = next(one for one in candidates if (one.base, one.rule) == (at, usual or Rounding.HALF_UP))
    if winner is None:
        tried = [trial.base for trial in trials if trial.base is not Base.OTHER]
        base = stated if stated in tried else Base.GROUP
        most = max(candidate.explained for candidate in candidates)
        none = FamilyRule(family, base, None, None, len(cells), most, False, tuple(candidates))
        return Percents(none, {})
    valid = winner.base is Base.VALID and stated is not Base.VALID and kind is Kind.SINGLE
    if valid and _mostly_complete(grid, cells):
        # Of the groups, then, with cases missing in some blocks (see blocks.py).
        winner = next(one for one in candidates if (one.base, one.rule) == (Base.GROUP, winner.rule))
    ranked = (winner, *(candidate for candidate in candidates if candidate is not winner))
    rule = FamilyRule(family, winner.base, winner.rule, None, len(cells), winner.explained, True, ranked)
    others = {group: names[RULES.index(winner.rule)] for group, names in chosen.items() if winner.rule}
    return Percents(rule, others)


def _all_of_one(grid: Grid, cells: Sequence[Cell], kind: Kind, stated: Base | None) -> bool:
    """Return whether another base than the groups' Ns gives all of the percentages."""
    bases = [base for base in _bases(grid, cells, kind, stated) if base is not Base.GROUP]
    return any(
        all(
            (of := grid.of(cell.group, cell.item, cell.response, base)) is not None
            and effective(sizes_of(cell, of[1]), None) is not None
            for cell in cells
        )
        for base in bases
    )


def shifted(grid: Grid, cells: Sequence[Cell]) -> set[str]:
    """Return the columns whose percentages are, all of them, of another column's N and not of their own.

    At least two of them do not follow from their own N, however they are rounded.
    """
    found = set()
    for group in dict.fromkeys(cell.group for cell in cells):
        column = [cell for cell in cells if cell.group == group and cell.count_at is not None]
        away = sum(effective(sizes_of(cell, grid.size(group, cell.item)[1]), None) is None for cell in column)
        if away >= SUPPORT and any(
            all(effective(sizes_of(cell, size), None) for cell in column) for size in grid.others(group)
        ):
            found.add(group)
    rest = [cell for cell in cells if cell.group not in found]
    own = sum(
        effective(sizes_of(cell, grid.size(cell.group, cell.item)[1]), None) is not None for cell in rest
    )
    return found if 2 * own > len(rest) else set()


def _supported(
    candidates: Sequence[Candidate], winner: Candidate | None, cells: int, usual: Rounding
) -> Candidate | None:
    """Return the winner, or the usual rounding in its place where that explains nearly as much."""
    if winner is None or winner.rule is usual:
        return winner
    if cells <= SUPPORT:
        return winner if winner.rule in NARROW and winner.explained == cells else None
    wanted = SUPPORT_BY_COUNT if winner.rule is Rounding.COUNT else SUPPORT
    plain = [one for one in candidates if one.rule is usual and 2 * one.explained > cells]
    same = next((one for one in plain if one.base is winner.base), None)
    best = same if same and winner.explained - same.explained < wanted else None
    if winner.rule is Rounding.COUNT:
        # By any other rounding of the same base a percentage is excused all the same; by this one it is not.
        best = best or next((one for one in plain if winner.explained - one.explained < wanted), None)
    if best is None and winner.rule is Rounding.COUNT and winner.explained < wanted:
        return None
    return best or winner


def sizes_of(cell: Cell, base: int) -> Sizes:
    """Return, rule by rule, whether it explains a cell under a base, with or without a count."""
    if cell.count_at is None:
        return reachable(cell.units, base, cell.scale)
    return allowed(cell.counted, cell.units, base, cell.scale)


def _preference(trial: _Trial, stated: Base | None) -> tuple[bool, int, int]:
    """Return the order among bases that are charged alike.

    The stated base comes first, then the one under which more cells are at least within rounding.
    """
    within = max(trial.explained[:BY_COUNT])
    return trial.base is not stated, -within, BASES.index(trial.base)


def _bases(grid: Grid, cells: Sequence[Cell], kind: Kind, stated: Base | None) -> list[Base]:
    """Return the bases to try, without OTHER."""
    bases = [Base.GROUP]
    if any(_valid(grid, cell, kind, stated) for cell in cells):
        bases.append(Base.VALID)
    if any(grid.of(*cell[:3], Base.ROW) for cell in cells):
        bases.append(Base.ROW)
    whole = grid.of(*cells[0][:3], Base.TABLE)
    if whole and (stated is Base.TABLE or any(whole[1] != grid.sizes[cell.group][1] for cell in cells)):
        bases.append(Base.TABLE)
    return bases


def _valid(grid: Grid, cell: Cell, kind: Kind, stated: Base | None) -> bool:
    """Return whether a cell's percentage can be of the answers counted.

    Single ones are at most the N; only where the source says so, any number of them.
    """
    found = grid.answers.get((cell.group, cell.item))
    free = kind is Kind.MULTIPLE or stated is Base.VALID
    return found is not None and (free or found[1] <= grid.sizes[cell.group][1])


def _mostly_complete(grid: Grid, cells: Sequence[Cell]) -> bool:
    """Return whether the answers are fewer than the group's N in at most half of the columns.

    Where they are equally fewer for all items of a group, that is one difference: in the N.
    """
    sums: dict[str, list[int]] = {}
    for group, item in dict.fromkeys((cell.group, cell.item) for cell in cells):
        if (group, item) in grid.answers:
            sums.setdefault(group, []).append(grid.answers[group, item][1])
    short = 0
    for group, given in sums.items():
        fewer = sum(number < grid.sizes[group][1] for number in given)
        short += 1 if fewer == len(given) and len(set(given)) == 1 else fewer
    return 2 * short <= sum(map(len, sums.values()))


def _try(grid: Grid, cells: Sequence[Cell], base: Base, kind: Kind, stated: Base | None) -> _Trial:
    """Return what each rule explains with a base."""
    numbers = []
    for cell in cells:
        found = grid.of(cell.group, cell.item, cell.response, base)
        if base is Base.VALID and not _valid(grid, cell, kind, stated):
            found = None
        numbers.append(found[1] if found else 0)
    return _charge(base, cells, numbers)


def _charge(base: Base, cells: Sequence[Cell], numbers: Iterable[int], ways: int = 1) -> _Trial:
    """Return what each rule explains with these numbers as bases, each one of so many that it may be."""
    explained, charges = [0] * len(RULES), [1] * len(RULES)
    common = ways ** len(cells)
    for cell, number in zip(cells, numbers, strict=True):
        sizes, every = sizes_of(cell, number), cell.scale + 1
        if sizes is NONE:
            common *= every
            continue
        for place, size in enumerate(sizes):
            explained[place] += size > 0
            charges[place] *= size or every
    return _Trial(base, explained, [charge * common for charge in charges])


def _try_others(grid: Grid, cells: Sequence[Cell]) -> tuple[_Trial | None, dict[str, list[str]]]:
    """Return what each rule explains where a column's percentages are of another column's N.

    Each column takes one of the other Ns, the one that explains its cells best.
    """
    explained, charges = [0] * len(RULES), [1] * len(RULES)
    chosen: dict[str, list[str]] = {}
    for group, found in groupby(sorted(cells, key=lambda cell: cell.group), key=lambda cell: cell.group):
        column, others = list(found), grid.others(group)
        if not others:
            return None, {}
        trials = [_charge(Base.OTHER, column, [size] * len(column), len(others)) for size in others]
        best = [
            min(range(len(trials)), key=lambda n: trials[n].charges[place]) for place in range(len(RULES))
        ]
        for place, n in enumerate(best):
            explained[place] += trials[n].explained[place]
            charges[place] *= trials[n].charges[place]
        names = list(others.values())
        chosen[group] = [names[n] for n in best]
    return _Trial(Base.OTHER, explained, charges), chosen
