"""A chapter's text with everything blanked that is not its words; every character keeps its place.

Pandoc's own parser gives no places, so this follows its rules for the constructs that may hold a digit.
The tests hold it to Pandoc's reading of the same text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
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


#: Class of a span that quotes what a source prints.
PRINTED = "printed"

_ESCAPE = r"\\[^\w\s]"
_COMMENT = r"<!--[\s\S]*?-->"
_CODE = r"(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n\s*\n)[\s\S])+?(?<!`)(?P=ticks)(?!`)"
_SHORTCODE = r"\{?\{\{<.*?>\}\}\}?"
_HIDDEN = re.compile(rf"(?P<kept>{_ESCAPE}|{_SHORTCODE})|{_COMMENT}|{_CODE}")

#: ``{#id .class key="value"}``, as it stands behind a span, a heading, an image, code or a fence.
ATTRIBUTES = re.compile(
    r"""\{\s*(?:[#.=-]|[A-Za-z][\w:.-]*\s*=)"""
    r"""(?:"(?:\\.|(?!\n\s*\n)[^"\\])*"|'(?:\\.|(?!\n\s*\n)[^'\\])*'|(?!\n\s*\n)[^{}"'])*\}"""
)
_KEY = r"(?<!\w)-?@(?:\{[^}\n]*\}|\w(?:[\w:.#$%&+?<>~/-]*\w)?)"
_INLINE = re.compile(
    "|".join(
        (
            rf"(?P<kept>{_ESCAPE})",
            _SHORTCODE,
            r"\$\$[\s\S]+?\$\$",
            r"\$(?=\S)(?:\\.|(?!\n\s*\n)[^$\\])+(?<=\S)\$(?!\d)",
            r"<(?P<element>script|style)\b[\s\S]*?</(?P=element)>",
            r"""</?[A-Za-z][\w-]*(?:\s(?:"[^"]*"|'[^']*'|[^<>"'])*)?/?>""",
            r"<[A-Za-z][A-Za-z0-9+.-]*:[^<>\s]*>|<[^<>\s@]+@[^<>\s]+>",
            r"\b(?:https?|ftp|file)://[^\s<>\"”]*[^\s<>\"”.,;:!?)\]}]|\bwww\.[^\s<>\"”]*\w",
            r"\b[\w.+-]+@[\w-]+\.[\w.-]*\w",
            r"(?<=\])\((?:\\.|[^()\\]|\((?:\\.|[^()\\])*\))*\)",
            r"\[\^[^\]\s]+\]:?",
            rf"(?P<cited>\[[^\[\]]*{_KEY}[^\[\]]*\](?![({{\[]))",
            rf"{_KEY}(?:\s?\[[^\[\]]*\])?",
            r"(?<=\])\[[^\[\]]*\]",
            rf"(?P<attributes>{ATTRIBUTES.pattern})",
            r"(?<!\^)\^[\d+−-]+\^(?!\^)|(?<!~)~\d+~(?!~)",
            r"&(?:#\d+|#[xX][0-9A-Fa-f]+|\w+);",
        )
    )
)
_CITED = re.compile(rf"{_KEY}[^;\]]*")


@dataclass(frozen=True)
class Span:
    """The attributes of ``[…]{…}`` and where its words are; they begin and end at 0 for anything else."""

    attributes: str
    place: int
    start: int
    end: int


def visible(text: str) -> str:
    """Return a chapter's text with its code and its comments blanked: what Pandoc reads as markup."""
    lines = text.split("\n")
    shown = (
        BLANK * len(line) if hidden else line for line, hidden in zip(lines, code_lines(lines), strict=True)
    )
    return _blanked(_HIDDEN, "\n".join(shown), lambda match: match["kept"] is not None)


def running(shown: str, front: int = 0) -> str:
    """Return the words of a chapter, everything else blanked.

    Args:
        shown: the text as :func:`visible` returns it.
        front: how many lines its front matter takes.
    """
    lines = shown.split("\n")
    lines = [*front_matter(lines[:front]), *without_markers(lines[front:])]
    text = "\n".join(lines)
    words = _blanked(_INLINE, text, lambda match: match["kept"] is not None)
    quoted = [span for span in spans(shown) if _has_class(span.attributes, PRINTED)]
    for span in quoted:
        words = words[: span.start] + _blank(words[span.start : span.end]) + words[span.end :]
    return words


def spans(shown: str) -> Iterator[Span]:
    """Yield every block of attributes in a text that :func:`visible` returned, with the span before it."""
    for match in ATTRIBUTES.finditer(shown):
        end = match.start() - 1
        start = _opening(shown, end) if shown[end : end + 1] == "]" else None
        if start is None:
            yield Span(match[0], match.start(), 0, 0)
        else:
            yield Span(match[0], match.start(), start + 1, end)


def _opening(text: str, closing: int) -> int | None:
    """Return the place of the bracket that a closing one belongs to."""
    depth = 0
    for place in range(closing, -1, -1):
        if text[place] in "[]" and not _escaped(text, place):
            depth += 1 if text[place] == "]" else -1
            if depth == 0:
                return place
        elif text[place - 1 : place + 1] == "\n\n":
            return None
    return None


def _escaped(text: str, place: int) -> bool:
    before = text[:place]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _has_class(attributes: str, name: str) -> bool:
    return re.search(rf"[\s{{]\.{name}(?![\w-])", attributes) is not None


def _blanked(pattern: re.Pattern[str], text: str, keep: Callable[[re.Match[str]], bool]) -> str:
    def replaced(match: re.Match[str]) -> str:
        if keep(match):
            return match[0]
        # Only the works and their pages are no words: "[see @key, p. 3]" has a word of its own.
        if match.groupdict().get("cited"):
            return _CITED.sub(lambda item: _blank(item[0]), match[0])
        return _blank(match[0])

    return pattern.sub(replaced, text)


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", BLANK, text)
