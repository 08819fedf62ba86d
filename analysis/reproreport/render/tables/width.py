"""How wide a table's columns are in print, and how small its text has to be to fit.

Typst squeezes columns that do not fit until words run over their neighbours. So the widths are
estimated here, from the letters, and a table that is too wide is set smaller; then its long words are
broken. All lengths are in points; estimates are a little generous (5 %) because they know no kerning.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from reproreport.render.pandoc.nodes import Node, raw_block, raw_inline, rewrite

SIZES = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
UPRIGHT = 7.0
"""Size below which a table is rather set on a page that is turned."""

READABLE = 8.5
"""Size below which an author's widths give way."""

INSET = 0.5
"""Space at each side of a cell, in em."""

COMFORT = 9.0
"""Width in em below which a column of running text becomes a ladder."""

BROKEN = 6.0
"""Width in em of the narrowest column in which a longer word is broken."""

NARROW = frozenset("iljtfrI.,;:'|!()[] \u00a0")
WIDE = frozenset("mwMW@%—")
# fmt: off
OTHERS = {
    "…": 0.78, "‰": 0.9, "&": 0.7, "½": 0.66, "¼": 0.66, "¾": 0.66, "©": 0.66, "®": 0.66,
    "Æ": 0.9, "æ": 0.67, "Œ": 0.9, "œ": 0.79, "№": 1.0, "→": 1.1, "←": 1.1, "↔": 1.1, "⇒": 1.1, "\ufffc": 1.0,
}
# fmt: on
"""Letters and signs that are wider than they look, and the place of a picture."""

FEW = 4.0
"""Width in em from which on a line can end between letters of a script without spaces."""

NUMBER = re.compile(r"[\W_]*\d[\d\W_]*")
LONGEST_NUMBER = 24
"""Letters from which on digits are the name of something, and may be broken."""


@dataclass(frozen=True)
class Fit:
    """The *size* of a table's text, and its columns' widths; no widths: as wide as the text.

    *broken* says whether words have to be broken for it. In one that is *over*, not even that is enough.
    """

    size: float
    widths: tuple[float, ...] = ()
    broken: bool = False
    over: bool = False

    def scaled(self, scale: float) -> Fit:
        """Return the same with wider columns."""
        return self if scale == 1 else replace(self, widths=tuple(width * scale for width in self.widths))


@dataclass(frozen=True)
class Content:
    """One cell's text: where it starts, how many columns it spans."""

    column: int
    span: int
    text: str
    bold: bool = False


def fit(
    cells: Sequence[Content],
    columns: int,
    available: float,
    shares: Sequence[float] = (),
    smallest: float = SIZES[-1],
) -> Fit:
    """Return the largest text size, down to the *smallest*, at which the table fits into *available* points.

    *shares* are the columns' parts of that width, where the author gave them: then the size is the
    largest at which no word is wider than its column. Before it becomes too small to read, narrow columns
    are given from the others. Where no size is small enough, long words are broken.
    """
    sizes = [size for size in SIZES if size >= smallest]
    for broken in (False, True):
        narrowest, widest = _needs(cells, columns, broken=broken)
        found = (
            _given(narrowest, [share * available / max(1.0, sum(shares)) for share in shares], sizes)
            if shares
            else _free(cells, narrowest, widest, available, sizes)
        )
        if found is not None:
            return Fit(*found, broken=broken)
    squeezed = available / sum(narrowest)
    return Fit(sizes[-1], tuple(round(need * squeezed, 1) for need in narrowest), broken=True, over=True)


def needs(cells: Sequence[Content], columns: int) -> list[float]:
    """Return the widths in em below which no column can be set, not even with its long words broken."""
    return _needs(cells, columns, broken=True)[0]


def natural(cells: Sequence[Content], columns: int) -> list[float]:
    """Return the widths in em at which no cell's line is broken."""
    return _needs(cells, columns, broken=False)[1]


def line_count(text: str, room: float, *, bold: bool = False) -> int:
    """Return how many lines a cell's text takes in *room* em, insets included."""
    free = max(room - 2 * INSET, 1.0)
    weight = 1.06 if bold else 1.0
    return sum(max(1, math.ceil(weight * width(line) / free)) for line in text.splitlines() or [""])


def can_break(word: str) -> bool:
    """Say whether a word may be broken where there is no room for it: a number may not."""
    return NUMBER.fullmatch(word) is None or len(word) > LONGEST_NUMBER


def words(text: str) -> Iterator[str]:
    """Yield the parts of a text between which a line can end.

    These are words, and a few letters each of scripts that put no space between words.
    """
    for word in text.split():
        if word.isascii():
            yield word
            continue
        part = ""
        for letter in word:
            if part and (
                _unspaced(letter) != _unspaced(part[-1]) or (_unspaced(letter) and width(part) > FEW)
            ):
                yield part
                part = ""
            part += letter
        yield part


def _unspaced(letter: str) -> bool:
    """Say whether a letter's script has no spaces: Chinese, Japanese; Thai, Lao, Burmese, Khmer."""
    return (
        unicodedata.east_asian_width(letter) in "WF"
        or "\u0e00" <= letter < "\u0f00"
        or ("\u1000" <= letter < "\u10a0" or "\u1780" <= letter < "\u1800")
    )


def _free(
    cells: Sequence[Content],
    narrowest: list[float],
    widest: list[float],
    available: float,
    sizes: Sequence[float],
) -> tuple[float, tuple[float, ...]] | None:
    """Return the size and the widths of columns that may be as wide as their text needs."""
    comfortable = [min(b, max(a, COMFORT)) for a, b in zip(narrowest, widest, strict=True)]
    if sum(widest) * sizes[0] <= available:
        # A wide heading over several columns would widen only the last of them.
        spanned = any(1 < cell.span < len(widest) for cell in cells)
        return sizes[0], tuple(round(need * sizes[0], 1) for need in widest) if spanned else ()
    found = [size for size in sizes[:4] if sum(comfortable) * size <= available]
    found += [size for size in sizes if sum(narrowest) * size <= available]
    return (found[0], _shared(narrowest, widest, available / found[0], found[0])) if found else None


def _needs(cells: Sequence[Content], columns: int, *, broken: bool) -> tuple[list[float], list[float]]:
    """Return each column's narrowest and widest useful width in em, insets included."""
    narrowest = [1.0] * columns
    widest = [1.0] * columns
    for cell in sorted(cells, key=lambda cell: cell.span):
        covered = range(cell.column, min(cell.column + cell.span, columns))
        if not covered or cell.span == columns > 1:
            continue
        weight = 1.06 if cell.bold else 1.0
        longest = max((_need(word, weight, broken=broken) for word in words(cell.text)), default=0.0)
        line = max((weight * width(line) for line in cell.text.splitlines()), default=0.0)
        for found, need in ((narrowest, longest), (widest, line)):
            missing = need + 2 * INSET - sum(found[column] for column in covered)
            for column in covered:
                found[column] += max(0.0, missing) / len(covered)
    return narrowest, widest


def _need(word: str, weight: float, *, broken: bool) -> float:
    need = weight * width(word)
    return min(need, BROKEN) if broken and can_break(word) else need


def _given(
    narrowest: Sequence[float], given: list[float], sizes: Sequence[float]
) -> tuple[float, tuple[float, ...]] | None:
    """Return the author's widths, or those nearest to them at which the text can be read."""
    for size in sizes:
        widths = given if size >= READABLE else _widened(given, [need * size for need in narrowest])
        wide_enough = all(need * size <= width + 0.05 for need, width in zip(narrowest, widths, strict=True))
        if wide_enough and sum(widths) <= sum(given) + 0.05:
            return size, tuple(round(width, 1) for width in widths)
    return None


def _widened(given: list[float], needs: Sequence[float]) -> list[float]:
    """Give columns what they need, at the cost of the others in proportion to what these have to spare."""
    missing = sum(max(0.0, need - width) for need, width in zip(needs, given, strict=True))
    spare = sum(max(0.0, width - need) for need, width in zip(needs, given, strict=True))
    part = missing / spare if spare > missing else 1.0
    return [
        need if width <= need else width - part * (width - need)
        for need, width in zip(needs, given, strict=True)
    ]


def _shared(
    narrowest: Sequence[float], widest: Sequence[float], available: float, size: float
) -> tuple[float, ...]:
    """Share out the width: what a column needs, and of the rest as much as it could use."""
    spare = available - sum(narrowest)
    wishes = [b - a for a, b in zip(narrowest, widest, strict=True)]
    total = sum(wishes)
    if spare <= 0 or total <= 0:
        scale = available / sum(narrowest)
        return tuple(round(need * min(scale, 1.0) * size, 1) for need in narrowest)
    widths = list(narrowest)
    # The short texts first: each column gets what it can use, up to an equal part of the rest.
    order = sorted(range(len(wishes)), key=lambda column: wishes[column])
    for done, column in enumerate(order):
        given = min(wishes[column], spare / (len(order) - done))
        widths[column] += given
        spare -= given
    return tuple(round(need * size, 1) for need in widths)


def width(string: str) -> float:
    """Return the estimated width of a string in em; marks above and below letters take none."""
    return 1.05 * sum(map(_width, string))


@lru_cache(maxsize=4096)
def _width(letter: str) -> float:
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    base = unicodedata.normalize("NFD", letter)[0]
    if base in NARROW or base in WIDE or base in OTHERS:
        return OTHERS.get(base, 0.3 if base in NARROW else 0.85)
    if base < "\u0370":
        return 0.68 if base.isupper() else 0.5
    return {"Lu": 0.85, "Ll": 0.65, "Lo": 0.65}.get(unicodedata.category(base), 0.5)


SHORT = 8
"""Letters of a word that is never broken."""

MONOSPACE = 0.51
"""Width in em of a letter of code, which is set smaller than the text around it."""

_AFTER = re.compile(r"(?<=[/\\._\-@:?&=#,;+~%|])(?=\w)")
"""Where a reader expects a name to be broken."""

_WORD = re.compile(r"\W*[^\W\d_]{5,40}\W*")
_NO_SYLLABLES = re.compile(r"[^aeiouyàáâãäåèéêëìíîïòóôõöùúûüý]{8}", re.IGNORECASE)
"""Words of a language have vowels, and are hyphenated by its rules."""

MAY_END = raw_inline("typst", "#may-end;")
END = raw_inline("typst", "]")


def broken(nodes: list[Node], room: float) -> list[Node]:
    """Return blocks or inlines in which no word is wider than *room*, in em of their text."""

    def string(node: Node) -> list[Node] | None:
        word = node["c"]
        if len(word) <= SHORT or "https://" in word or "http://" in word or _fits(word, room):
            return None  # Typst breaks addresses of the web by itself
        return [inline for n, part in enumerate(_parts(word)) for inline in _part(part, room, first=n == 0)]

    def code(node: Node) -> list[Node] | None:
        most = _most(node["c"][1], room)
        return [raw_inline("typst", f"#breaking({most})["), node, END] if most else None

    def code_block(node: Node) -> list[Node] | None:
        most = _most(node["c"][1], room - CODE_INSET)
        return [raw_block("typst", f"#breaking({most})["), node, raw_block("typst", "]")] if most else None

    return rewrite(nodes, {"Str": string, "Code": code, "CodeBlock": code_block})


CODE_INSET = 1.6
"""Space at both sides of a block of code in em, as ``book.typ`` has it."""


def _fits(word: str, room: float) -> bool:
    return max(map(width, words(word)), default=0.0) <= room


def _parts(word: str) -> list[str]:
    return _AFTER.split(word)


def _part(part: str, room: float, *, first: bool) -> Iterator[Node]:
    if not first:
        yield MAY_END
    if _fits(part, room):
        yield {"t": "Str", "c": part}
    else:
        how = "hyphenated" if _WORD.fullmatch(part) and not _NO_SYLLABLES.search(part) else "anywhere"
        yield from (raw_inline("typst", f"#{how}["), {"t": "Str", "c": part}, END)


def _most(code: str, room: float) -> int:
    """Return how many letters of code have room; 0 where no word is longer than that."""
    most = max(int(room / MONOSPACE), 1)
    return most if max(map(len, code.split()), default=0) > most else 0
