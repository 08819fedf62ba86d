"""What no program could read in any time, or no format hold: said by line before it is tried."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from reproreport.errors import Problem, gather
from reproreport.readable import long_words
from reproreport.render.pandoc.nodes import Node
from reproreport.render.read.source import CODE_SPAN, COMMENT

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
"""Control codes, and what Unicode says is no character; XML, of which pages and Word files are, has none."""

PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
"""What each font uses as it likes: the same number is a bullet in one and a ligature in another."""

NAMED = 3
"""How many characters a message names."""


def characters(texts: Iterable[str]) -> str:
    """Return the characters of some texts as a message names them: as they are, with number and name."""
    named = [_named(letter) for letter in dict.fromkeys("".join(texts))]
    more = f" and {len(named) - NAMED} more" if len(named) > NAMED else ""
    return ", ".join(named[:NAMED]) + more


def control_codes(lines: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """Yield a problem for each line, with its place, that holds what is no text."""
    for text, where in lines:
        found = CONTROL.findall(text)
        if found:
            what = f"{characters(found)} is no text: a control code"
            yield Problem(what, where, "delete it: it is invisible, and no format can hold it")


def _named(letter: str) -> str:
    name = unicodedata.name(letter, "")
    number = f"U+{ord(letter):04X}"
    if not name or unicodedata.combining(letter):
        return f"{number} {name}".strip()
    return f"'{letter}' ({number} {name})"


BRACKETS = 6
"""Square brackets that may stand open at one place: with each one more, Pandoc tries twice as long."""

DEEPEST_FORMULA = 40
"""Braces of a formula that may stand in one another."""

MOST_CELLS = 15_000
"""Cells of a table: more than a hundred pages of a book."""

DEEPEST = 200
"""Levels of Pandoc's model in which a text may be nested; a list in a list takes four."""

MOST_COLUMNS = 1_000
"""Columns of a table, and columns or rows that a cell may go over; browsers count no further."""

LARGEST = 2_000_000
"""Characters of a cell that a notebook shows as text or as a table: a book of 1,000 pages."""

_MARK = re.compile(r"\\.|[\[\]]")
_BRACE = re.compile(r"\\.|[{}]")
_MATHS = re.compile(r"(?<!\\)\$(?!\s)(?:\\.|[^$\\])+(?<!\s)\$(?!\d)")
_SPAN = re.compile(r"\b(col|row)span\s*=\s*[\"']?\s*(\d+)", re.IGNORECASE)
_OVER = {"col": "columns", "row": "rows"}
_MARKUP = re.compile(r"<[^<>]*>|[\"'][^\"'<>]*[\"']")


def check_markdown(lines: Iterable[tuple[str, str]]) -> None:
    """Note what Pandoc could not read in any time: *lines* of markdown outside of code, with their places."""
    kept = list(lines)
    gather(*_brackets(kept))
    check_words(kept)


def check_lines(text: str, where: str) -> None:
    """The same of a text that has one place."""
    check_markdown((line, where) for line in text.split("\n"))


def _brackets(lines: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """Yield the first place of each paragraph where too many brackets stand open."""
    open_, told = 0, False
    for line, where in lines:
        if not line.strip():
            open_, told = 0, False
        if "[" not in line and "]" not in line:
            continue
        for mark in _MARK.findall(_MATHS.sub("", COMMENT.sub("", CODE_SPAN.sub("", line)))):
            open_ = max(0, open_ + {"[": 1, "]": -1}.get(mark, 0))
            if open_ > BRACKETS and not told:
                told = True
                what = f"more than {BRACKETS} square brackets stand open here"
                fix = "close them before the paragraph ends; a bracket that is meant is written \\["
                yield Problem(what, where, fix)


def check_words(lines: Iterable[tuple[str, str]]) -> None:
    """Note the words of lines, each with its place, that no program can set in lines."""
    gather(*(Problem(what, where, fix) for line, where in lines for what, fix in long_words(line)))


def large_cell(text: str, where: str) -> Iterator[Problem]:
    """Yield what is wrong with the size of a notebook's output."""
    if len(text) > LARGEST:
        what = f"this cell shows {len(text) / 1e6:.1f} million characters, more than any page can hold"
        yield Problem(what, where, "show a part of it, or a summary")
    else:
        words = _MARKUP.sub(" ", text) if "<" in text else text
        yield from (Problem(what, where, fix) for what, fix in long_words(words))
    for name, span in _SPAN.findall(text):
        if int(span[:9]) > MOST_COLUMNS:
            what = f"a cell of the table goes over {name.lower()}span={span[:20]} {_OVER[name.lower()]}"
            yield Problem(what, where, f"write at most {MOST_COLUMNS:,}")
            return


def deep_formula(formula: str) -> str:
    """Return what is wrong with a formula that is nested too deep; nothing of any other."""
    open_ = most = 0
    for mark in _BRACE.findall(formula):
        open_ += {"{": 1, "}": -1}.get(mark, 0)
        most = max(most, open_)
    return f"a formula with {most} braces in one another" if most > DEEPEST_FORMULA else ""


def large_table(table: Node, where: str) -> Iterator[Problem]:
    """Yield what is wrong with the size of a table in Pandoc's model."""
    _, _, columns, head, bodies, foot = table["c"]
    rows = len(head[1]) + len(foot[1]) + sum(len(body[2]) + len(body[3]) for body in bodies)
    if rows * len(columns) > MOST_CELLS or len(columns) > MOST_COLUMNS:
        what = f"this table has {rows:,} rows and {len(columns):,} columns, more than any page can hold"
        yield Problem(what, where, "show a part of it or a summary, and link to the whole as a file")


def depth(nodes: object) -> int:
    """Return in how many levels lists and nodes stand in one another."""
    level: list[object] = [nodes]
    found = 0
    while level:
        found += 1
        level = [
            inner
            for item in level
            for inner in (item.values() if isinstance(item, dict) else item)  # type: ignore[attr-defined]
            if type(inner) in (list, dict)
        ]
    return found


def too_deep(nodes: object, where: str) -> Iterator[Problem]:
    """Yield what is wrong with a text that is nested in too many levels."""
    if depth(nodes) > DEEPEST:
        yield deep(where)


def deep(where: str) -> Problem:
    """Return what is wrong with a text that is nested too deep."""
    what = "lists, tables, quotations or marks are nested too deep here"
    return Problem(what, where, "write them beside one another")
