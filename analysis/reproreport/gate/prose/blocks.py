"""A chapter line by line: which lines are code, and what of the others is no word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from reproreport.render.read.frontmatter import KEY
from reproreport.render.read.source import Line, mark_code

#: What stands for a blanked character: neither a letter nor a space, so that no two words are joined.
BLANK = "\ufffc"

#: Keys of the front matter whose values a reader sees.
SHOWN = ("title", "subtitle", "abstract", "description")

_QUOTES = r"[>\s]*"
_NUMBER = r"\(?(?:\d+|@[\w-]*)[.)]"
_MARKER = re.compile(rf"^{_QUOTES}(?:[-*+:]\s+)*(?P<marker>{_NUMBER}(?=\s|$))")
_ITEM = re.compile(rf"^{_QUOTES}(?:[-*+:~]|{_NUMBER}|\(?(?:#|[A-Za-z]|[ivxlcIVXLC]+)[.)])\s")
_FENCE = re.compile(rf"^{_QUOTES}:{{3,}}")
_NOTE = re.compile(r"^\s{0,3}\[\^[^\]\s]+\]:")
_DEFINITION = re.compile(r"^\s{0,3}\[[^\]^][^\]]*\]:\s+\S")
_INDENTED = re.compile(r" {4}| {0,3}\t")


def code_lines(lines: Sequence[str]) -> Iterator[bool]:
    """Say of each line whether it is code: in a fenced block, or in one by its indent."""
    numbered = (Line(line, PurePosixPath(), number) for number, line in enumerate(lines, 1))
    in_item, by_indent, is_start = False, False, True
    for line in mark_code(numbered):
        if line.code or not line.text.strip():
            is_start = is_start or not line.text.strip()
            yield line.code
            continue
        # What is indented below an item of a list or a note belongs to it.
        is_indented = _INDENTED.match(line.text) is not None
        by_indent = is_indented and not in_item and (is_start or by_indent)
        if is_start and not is_indented:
            in_item = _ITEM.match(line.text) is not None or _NOTE.match(line.text) is not None
        is_start = False
        yield by_indent


def front_matter(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a front matter, only what a page shows of it left."""
    is_shown = False
    for line in lines:
        key = KEY.match(line)
        if key or line.rstrip() in ("---", "..."):
            is_shown = key is not None and key[1] in SHOWN
            end = key.end() if key and is_shown else len(line)
            yield BLANK * end + line[end:]
        else:
            yield line if is_shown else BLANK * len(line)


def without_markers(lines: Sequence[str]) -> Iterator[str]:
    """Yield lines without the numbers of lists, the lines of fences and the addresses of links."""
    in_list, is_start = False, True
    for line in lines:
        if not line.strip(f"{BLANK}> \t"):
            is_start = True
            yield line
        elif _FENCE.match(line) or _DEFINITION.match(line):
            is_start = True
            yield BLANK * len(line)
        else:
            # A number and a point begin an item in a list only, not on any line of a paragraph.
            in_list = _ITEM.match(line) is not None if is_start else in_list
            is_start = line.lstrip().startswith("#") and is_start
            yield _without_marker(line) if in_list else line


def _without_marker(line: str) -> str:
    """Return the line of a list without its number, or numbers where items begin in each other."""
    while marker := _MARKER.match(line):
        start, end = marker.span("marker")
        line = f"{line[:start]}{' ' * (end - start)}{line[end:]}"
    return line
