"""Words that are wider than their line: in print they are broken, where a reader would, or else anywhere.

Typst breaks lines between words, and hyphenates words of a language, but not in tables. The name of a file,
an address or a hash runs over the edge of the page, or over the next column. It gets no hyphen, which might
be read as one of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from reproreport.render.ast import Node, raw_block, raw_inline, rewrite
from reproreport.render.tablewidth import width, words

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
