"""How a printed number can have come from another value: which digits differ, and in what way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from reproreport.audit.table import PrintedNumber
from reproreport.languages import ENGLISH
from reproreport.numbers import format_words


class SlipKind(Enum):
    """The ways in which a number is misprinted, the most frequent first.

    Of 152 typing errors found in 4,381 records of official statistics, 112 were a digit replaced,
    15 a digit left out, 14 two neighbours swapped and 11 a digit added (S. Scholtus 2009, Automatic
    correction of simple typing errors in numerical data with balance edits, Statistics Netherlands,
    Table 1). Those records were whole numbers: decimal marks stand behind the four, and a value that
    no single slip explains comes last.
    """

    REPLACED = "one digit replaced"
    LEFT_OUT = "a digit left out"
    SWAPPED = "two neighbours swapped"
    ADDED = "a digit added"
    LOST_MARK = "a lost decimal mark"
    MOVED_MARK = "a decimal mark at another place"
    OTHER = "another value altogether"


_ORDER: Final = {kind: place for place, kind in enumerate(SlipKind)}


@dataclass(frozen=True)
class Slip:
    """How a printed number differs from another value.

    Attributes:
        kind: in what way.
        distance: how many digits differ (see :func:`distance`).
        value: the other value, written with the decimals and the mark of the printed number.
        explanation: the kind in words, with the digits.
    """

    kind: SlipKind
    distance: int
    value: str
    explanation: str

    @property
    def order(self) -> tuple[int, int]:
        """Return what sorts slips, the likeliest first: by kind, then by digits that differ."""
        return _ORDER[self.kind], self.distance


def explain(printed: PrintedNumber, value: int, *, like: PrintedNumber | None = None) -> Slip:
    """Return how a printed number differs from another value.

    Args:
        printed: the number as printed.
        value: the other value, in units of the last printed place.
        like: a percentage with the decimals and the mark that its table usually has; None for a count
            or an N, which has no decimal mark to lose.
    """
    text = write(printed, value)
    wrong, right = _digits(printed), f"{value:0{printed.decimals + 1}d}"
    differ = distance(wrong, right)
    meant = _with_mark(printed, value, like) if like else ""
    if meant:
        kind = SlipKind.MOVED_MARK if printed.decimals else SlipKind.LOST_MARK
        return Slip(kind, differ, text, f"{kind.value}, {printed.text} for {meant}")
    kind, detail = _kind(wrong, right) if differ == 1 else (SlipKind.OTHER, "")
    if kind is SlipKind.OTHER:
        number = format_words(differ, language=ENGLISH)
        detail = f", {number} {'digit differs' if differ == 1 else 'digits differ'}"
    return Slip(kind, differ, text, kind.value + detail)


def write(printed: PrintedNumber, value: int) -> str:
    """Return a value in units of the last place as the source would print it there: 658 as 65,8."""
    return _marked(f"{value:0{printed.decimals + 1}d}", printed.decimals, printed)


def distance(one: str, other: str) -> int:
    """Return how many characters differ between two texts.

    The restricted Damerau–Levenshtein distance: the fewest characters replaced, left out, added, or
    swapped with their neighbour, none of them touched twice (F. J. Damerau 1964, A technique for
    computer detection and correction of spelling errors, Communications of the ACM 7, 171–176).
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, char in enumerate(one, start=1):
        last, before, row = before, row, [i]
        for j, against in enumerate(other, start=1):
            fewest = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (char != against))
            if i > 1 and j > 1 and char == other[j - 2] and one[i - 2] == against:
                fewest = min(fewest, last[j - 2] + 1)
            row.append(fewest)
    return row[-1]


def neighbours(printed: PrintedNumber) -> list[int]:
    """Return the values that one slip of a digit turns into the printed number, ascending."""
    text, digits = _digits(printed), "0123456789"
    places = range(len(text))
    others = {text[:i] + digit + text[i + 1 :] for i in places for digit in digits}
    others |= {text[:i] + digit + text[i:] for i in range(len(text) + 1) for digit in digits}
    others |= {text[:i] + text[i + 1 :] for i in places}
    others |= {text[:i] + text[i + 1 : i + 2] + text[i] + text[i + 2 :] for i in places}
    values = {int(other) for other in others if other} - {printed.units}
    return sorted(v for v in values if distance(text, f"{v:0{printed.decimals + 1}d}") == 1)


def _digits(printed: PrintedNumber) -> str:
    """Return the digits of a printed number, leading zeros too."""
    return "".join(char for char in printed.text if char.isdigit())


def _kind(wrong: str, right: str) -> tuple[SlipKind, str]:
    """Return the one slip that turns the right digits into the wrong ones, and the digits."""
    shorter = min(len(wrong), len(right))
    at = next((i for i in range(shorter) if wrong[i] != right[i]), shorter)
    if len(wrong) < len(right):
        return SlipKind.LEFT_OUT, f", {right[at]}"
    if len(wrong) > len(right):
        return SlipKind.ADDED, f", {wrong[at]}"
    if wrong[at + 1 :] == right[at + 1 :]:
        return SlipKind.REPLACED, f", {wrong[at]} for {right[at]}"
    return SlipKind.SWAPPED, f", {wrong[at : at + 2]} for {right[at : at + 2]}"


def _with_mark(printed: PrintedNumber, value: int, like: PrintedNumber) -> str:
    """Return the printed digits with the mark where its table has it, if that is the value.

    It is the value where it rounds to it, half up, at the printed decimals (67,4 is 67).
    """
    if value == printed.units:
        return ""
    missing = like.decimals - printed.decimals
    digits, scale = _digits(printed).zfill(like.decimals + 1), 10 ** abs(missing)
    if missing > 0 and (2 * printed.units + scale) // (2 * scale) == value:
        return _marked(digits, like.decimals, like)
    if missing < 0 and printed.units * scale == value:
        return _marked(digits, like.decimals, like)
    return ""


def _marked(digits: str, decimals: int, like: PrintedNumber) -> str:
    """Return digits with so many decimals, behind the mark that another number has."""
    if not decimals:
        return digits
    return f"{digits[:-decimals]}{'.' if '.' in like.text else ','}{digits[-decimals:]}"
