"""The text of each piece of marked content on a page of a tagged PDF, as Typst writes them.

Every font has a table from its codes to characters, and what is drawn otherwise than it reads says so
(``ActualText``): the hyphen of a broken word is a soft one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

CHARACTERS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>")
TRIPLE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")

Codes = dict[int, str]


def marked_text(page: Any, fonts: dict[Any, Codes]) -> dict[int, str]:
    """Return the text of each marked content of a page by its identifier (MCID).

    Args:
        page: pikepdf's page.
        fonts: the tables of fonts that are already read, by the fonts' object numbers.
    """
    import pikepdf

    found: defaultdict[int, str] = defaultdict(str)
    tables: dict[str, Codes] = {
        str(name): _codes(font, fonts) for name, font in page.Resources.get("/Font", {}).items()
    }
    codes: Codes = {}
    open_marks: list[int | None] = []
    replaced: list[bool] = []
    stream: list[Any] = list(pikepdf.parse_content_stream(page, "BDC BMC EMC Tf Tj TJ"))
    for operands, operator in stream:
        name = str(operator)
        if name in ("BDC", "BMC"):
            said: Any = operands[1] if len(operands) > 1 else {}
            said = said if isinstance(said, pikepdf.Dictionary) else {}
            mark = int(said["/MCID"]) if "/MCID" in said else (open_marks[-1] if open_marks else None)
            if "/ActualText" in said and mark is not None and not any(replaced):
                found[mark] += str(said["/ActualText"])
            open_marks.append(mark)
            replaced.append("/ActualText" in said)
        elif name == "EMC":
            open_marks.pop()
            replaced.pop()
        elif name == "Tf":
            codes = tables[str(operands[0])]
        elif open_marks and open_marks[-1] is not None and not any(replaced):
            pieces = operands[0] if name == "TJ" else operands
            text = "".join(_decoded(bytes(p), codes) for p in pieces if isinstance(p, pikepdf.String))
            found[open_marks[-1]] += text
    return dict(found)


def _codes(font: Any, known: dict[Any, Codes]) -> Codes:
    """Return the characters of a font's codes; the table is read once."""
    key = font.objgen
    if key not in known:
        known[key] = _read_codes(font.ToUnicode.read_bytes()) if "/ToUnicode" in font else {}
    return known[key]


def _read_codes(table: bytes) -> Codes:
    codes: Codes = {}
    for block in CHARACTERS.findall(table):
        codes |= {int(code, 16): _characters(text) for code, text in PAIR.findall(block)}
    for block in RANGES.findall(table):
        for first, last, text in TRIPLE.findall(block):
            start = ord(_characters(text))
            codes |= {int(first, 16) + n: chr(start + n) for n in range(int(last, 16) - int(first, 16) + 1)}
    return codes


def _characters(text: bytes) -> str:
    return bytes.fromhex(text.decode("ascii")).decode("utf-16-be")


def _decoded(drawn: bytes, codes: Codes) -> str:
    return "".join(codes.get(drawn[n] * 256 + drawn[n + 1], "\ufffd") for n in range(0, len(drawn) - 1, 2))
