"""What is said of a number that two readings of one print do not have alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from reproreport.audit.printed.table import Part
from reproreport.audit.repairs.slips import SlipKind
from reproreport.audit.rules.relations import Family
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
