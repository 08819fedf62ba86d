"""Differences side by side, for a terminal of any width or a pipe; and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, TextIO

from parity.compare import Difference, counts
from parity.fact import Fact
from reproreport.console import console

if TYPE_CHECKING:
    from rich.console import Console

    from parity.run import Parity

WIDTH = 100
"""Columns where there is no terminal."""

CONTEXT = 24
"""Characters that are shown before and after what differs."""


def show_differences(differences: Sequence[Difference], file: TextIO | None = None) -> None:
    """Print each page's differences in two columns, of long texts the part that differs."""
    with console(file, WIDTH) as shown:
        _print(shown, differences)


def _print(shown: Console, differences: Iterable[Difference]) -> None:
    from rich.table import Table
    from rich.text import Text

    for place, group in groupby(differences, key=lambda difference: difference.place):
        shown.print(Text(str(place), style="bold"), soft_wrap=True)
        table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False, expand=True)
        table.add_column("", width=10, style="dim")
        table.add_column("Quarto", ratio=1, overflow="fold")
        table.add_column("Pandoc", ratio=1, overflow="fold")
        for difference in group:
            left, right = excerpts(difference.quarto, difference.pandoc)
            table.add_row(Text(str(difference.kind)), Text(left), Text(right))
        shown.print(table)
        shown.print()


def excerpts(left: Fact | None, right: Fact | None) -> tuple[str, str]:
    """Return two facts as far as they differ, with a few words around; a dash for one that is missing."""
    if left is None or right is None:
        return _whole(left), _whole(right)
    if left.text == right.text:
        return f"{_short(left.text)} → {left.target}", f"{_short(right.text)} → {right.target}"
    start = _shared(left.text, right.text)
    end = _shared(left.text[start:][::-1], right.text[start:][::-1])
    texts = _cut(left.text, start, end), _cut(right.text, start, end)
    if left.target == right.target:
        return texts
    return f"{texts[0]} → {left.target}", f"{texts[1]} → {right.target}"


def _shared(left: str, right: str) -> int:
    """Return how many characters two texts begin with alike."""
    pairs = enumerate(zip(left, right, strict=False))
    return next((n for n, (one, other) in pairs if one != other), min(len(left), len(right)))


def _cut(text: str, start: int, end: int) -> str:
    first, last = max(0, start - CONTEXT), min(len(text), len(text) - end + CONTEXT)
    before, after = "…" if first else "", "…" if last < len(text) else ""
    return f"{before}{text[first:last]}{after}"


def _short(text: str) -> str:
    return text if len(text) <= 3 * CONTEXT else f"{text[: 3 * CONTEXT]}…"


def _whole(fact: Fact | None) -> str:
    if fact is None:
        return "–"
    return f"{fact.text} → {fact.target}" if fact.target else fact.text


def as_json(parity: Parity) -> dict[str, Any]:
    """Return what ``--json`` prints."""

    def side(fact: Fact | None) -> dict[str, str] | None:
        return None if fact is None else {"text": fact.text, "target": fact.target}

    return {
        "compared": {"pages": len(parity.quarto), "facts": parity.facts},
        "counts": {str(kind): number for kind, number in counts(parity.differences).items()},
        "differences": [
            {
                "publication": one.place.publication,
                "format": one.place.format,
                "page": one.place.page,
                "kind": str(one.kind),
                "quarto": side(one.quarto),
                "pandoc": side(one.pandoc),
            }
            for one in parity.differences
        ],
    }
