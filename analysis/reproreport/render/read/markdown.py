"""Expand Quarto's shortcodes in a chapter's text, before Pandoc reads it.

``{{< var a.b >}}``, ``{{< meta a.b >}}``, ``{{< include path >}}``, ``{{< embed path#label >}}`` and
``{{< pagebreak >}}`` are Quarto's; any other one is refused. So is a shortcode in code, which Quarto
would expand: to show one, its own escape ``{{{< … >}}}`` is there. Every line keeps the file and
number that it was written at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from reproreport.errors import ReportError, gather, wrong
from reproreport.inside import is_file
from reproreport.near import nearest
from reproreport.normalform import spelled
from reproreport.render.read.marks import marked, unmarked
from reproreport.render.read.source import CODE_SPAN, COMMENT, Line, Source, mark_code
from reproreport.textfile import lines_of, read_text
from reproreport.yamlfile import as_text

ARGUMENT = re.compile(r""" "([^"]*)" | '([^']*)' | (\S+) """, re.VERBOSE)
SHORTCODE = re.compile(r"(?<!\{)\{\{<\s*(.*?)\s*>\}\}(?!\})")
ESCAPED = re.compile(r"\{(\{\{<.*?>\}\})\}")
ICONS = ("fa", "bi", "iconify", "icon", "ai")
"""Shortcodes of extensions that draw an icon."""

LARGEST_CHAPTER = 5_000_000
"""Characters of a chapter with all that it includes."""

DEEPEST_INCLUDE = 20
"""Files that may include one another."""

KNOWN = ("var", "meta", "include", "embed", "pagebreak")
EMBEDDED = "report-embed"
"""Class of the span that holds the place of an embedded cell; its attribute ``cell`` is ``path#label``."""

BREAK = "report-page-break"
"""Class of the span that holds the place of a page break."""


@dataclass(frozen=True)
class Values:
    """What ``var`` and ``meta`` can name, and where the files of the project are."""

    root: Path
    variables: Mapping[str, Any]
    metadata: Mapping[str, Any] = field(default_factory=dict)

    def lookup(self, kind: str, name: str) -> str | None:
        """Return the text of a dotted name, or None."""
        value: Any = self.variables if kind == "var" else self.metadata
        for part in name.split("."):
            if isinstance(value, Mapping) and part in value:
                value = value[part]
            else:
                return None
        return as_text(value) if isinstance(value, (str, int, float)) else None

    def names(self, kind: str) -> list[str]:
        """Return every dotted name, for suggestions."""
        return list(_leaves(self.variables if kind == "var" else self.metadata))


def expand(text: str, file: PurePosixPath, start: int, values: Values) -> Source:
    """Expand a chapter's text; its first *start* lines (the front matter) are read as empty."""
    lines = [
        Line("" if number <= start else string, file, number)
        for number, string in enumerate(lines_of(_plain(text)), 1)
    ]
    room = _Room(LARGEST_CHAPTER - len(text))
    return Source(file, tuple(_expand_lines(lines, values, (file,), room)))


@dataclass
class _Room:
    """How many characters may still be included in a chapter."""

    left: int


def _plain(text: str) -> str:
    """Return a text with spaces for form feeds and vertical tabs, which a page may not hold."""
    return text.translate({0x0B: " ", 0x0C: " "})


def arguments_of(shortcode: str) -> list[str]:
    """Return the words of a shortcode; what stands in quotes is one, as a path with a space is."""
    return [word for found in ARGUMENT.finditer(shortcode) for word in found.groups() if word is not None]


def expand_inline(string: str, where: str, values: Values, *, marks: bool = False) -> str:
    """Expand ``var`` and ``meta`` in one piece of text, such as a title or a caption.

    Computed values are marked where *marks* says so (:mod:`reproreport.render.read.marks`).
    """

    def replace(match: re.Match[str]) -> str:
        return _value(match, where, values, marks=marks)

    return SHORTCODE.sub(replace, string) if "{{<" in string else string


def _expand_lines(
    lines: Iterable[Line],
    values: Values,
    files: tuple[PurePosixPath, ...],
    room: _Room,
) -> Iterator[Line]:
    comment = False
    for line in mark_code(lines):
        if line.code:
            only = SHORTCODE.fullmatch(line.text.strip()) if "{{<" in line.text else None
            command = arguments_of(only[1]) if only else []
            if command[:1] == ["include"]:
                included = list(_include(command, line, values, files, room))
                yield from (Line(one.text, one.file, one.number, code=True) for one in included)
                continue
            yield Line(_shown(line.text, line.where, values), line.file, line.number, code=True)
            continue
        # A comment over several lines is no text: nothing in it is expanded or refused.
        opened = comment
        rest = COMMENT.sub("", line.text)
        comment = "-->" not in rest if comment else "<!--" in rest
        if opened or "{{<" not in line.text:
            yield line
            continue
        only = SHORTCODE.fullmatch(line.text.strip())
        command = arguments_of(only[1]) if only else []
        if command[:1] == ["include"]:
            yield from _include(command, line, values, files, room)
        else:
            text = _expand_text(line, values)
            plain = unmarked(text)
            yield Line(plain, line.file, line.number, marked="" if plain == text else text)


def _expand_text(line: Line, values: Values) -> str:
    """Expand the shortcodes of one line, outside its code spans and comments."""
    alone = SHORTCODE.fullmatch(line.text.strip()) is not None

    def replace(match: re.Match[str]) -> str:
        name, *arguments = arguments_of(match[1]) or [""]
        if name == "embed" and alone and len(arguments) == 1:
            return f'[]{{.{EMBEDDED} cell="{arguments[0]}"}}'
        if name == "kbd" and arguments:
            keys = next((word for word in arguments if "=" not in word), arguments[0].partition("=")[2])
            return f"[{keys}]{{.kbd}}"
        if name in ICONS:
            wrong(f"the icon of '{name}' is not shown", line.where, "say it in words", "warning")
            return ""
        if name == "video" and arguments:
            address = next((word for word in arguments if "=" not in word), "")
            what, fix = f"the video {address} is not played in the page", "its address is shown as a link"
            wrong(what, line.where, fix, "warning")
            return f"[{address}]({address})"
        if name == "pagebreak" and alone and not arguments:
            return f"[]{{.{BREAK}}}"
        return _value(match, line.where, values, marks=True)

    kept: list[str] = []
    end = 0
    for code in _code_parts(line.text):
        kept.append(_unescape(SHORTCODE.sub(replace, line.text[end : code.start()])))
        comment = code[0].startswith("<!--")
        kept.append(code[0] if comment else _shown(code[0], line.where, values))
        end = code.end()
    kept.append(_unescape(SHORTCODE.sub(replace, line.text[end:])))
    return "".join(kept)


def _unescape(string: str) -> str:
    """Turn ``{{{< x >}}}``, Quarto's way to show a shortcode, into the shown text."""
    return ESCAPED.sub(lambda match: match[1].replace("<", "\\<").replace(">", "\\>"), string)


def _shown(code: str, where: str, values: Values) -> str:
    """Return code with its shortcodes expanded, as by Quarto, and escaped ones as a reader sees them."""

    def expanded(match: re.Match[str]) -> str:
        fix = f"write {{{match[0]}}} to show it"
        wrong(f"'{match[0]}' in code, which Quarto would expand", where, fix, "strict")
        return _value(match, where, values)

    code = SHORTCODE.sub(expanded, code)
    return ESCAPED.sub(r"\1", code)


def _code_parts(string: str) -> list[re.Match[str]]:
    matches = [*CODE_SPAN.finditer(string), *COMMENT.finditer(string)]
    kept: list[re.Match[str]] = []
    for match in sorted(matches, key=lambda found: found.start()):
        if not kept or match.start() >= kept[-1].end():
            kept.append(match)
    return kept


def _value(match: re.Match[str], where: str, values: Values, *, marks: bool = False) -> str:
    """Return what ``var`` or ``meta`` names; anything else is a problem."""
    name, *arguments = arguments_of(match[1]) or [""]
    if name in ("var", "meta") and len(arguments) == 1:
        found = values.lookup(name, arguments[0])
        if found is not None:
            value = " ".join(found.split("\n"))
            return marked(arguments[0], value) if marks and name == "var" else value
        kind = "variable" if name == "var" else "metadata value"
        otherwise = {
            "var": "record the result in the notebook, or correct the name",
            "meta": "set it in _quarto.yml or in the chapter's front matter",
        }
        fix = nearest(arguments[0], values.names(name), otherwise[name])
        wrong(f"there is no {kind} '{arguments[0]}'", where, fix)
    elif (name in ("include", "embed") and len(arguments) == 1) or (name == "pagebreak" and not arguments):
        fix = "give it a line of its own, with an empty line before and after"
        wrong(f"'{{{{< {name} >}}}}' inside other text", where, fix)
    elif name in KNOWN:
        usage = {"include": "path", "embed": "/path/to/notebook.ipynb#label"}.get(name, "name")
        if name == "embed" and arguments:  # a path with spaces
            usage = f'"{" ".join(arguments)}"'
        fix = f"write {{{{< {name} {usage} >}}}}"
        wrong(f"'{{{{< {match[1]} >}}}}' cannot be read", where, fix)
    else:
        fix = nearest(name, KNOWN)
        wrong(f"unknown shortcode '{name}'", where, fix)
    return ""


def _include(
    command: list[str],
    line: Line,
    values: Values,
    files: tuple[PurePosixPath, ...],
    room: _Room,
) -> Iterator[Line]:
    """Yield the lines of another file in the place of the shortcode."""
    if len(command) != 2:
        written = f'"{" ".join(command[1:])}"' if command[1:] else "path"
        fix = f"write {{{{< include {written} >}}}}"
        wrong("'include' needs one path", line.where, fix)
        return
    named = resolve(command[1], line.file)
    path = spelled(values.root, named) if named else None
    if path is None or not is_file(values.root / path):
        fix = "correct the path: it is relative to this file, or to the project with a leading /"
        wrong(f"included file '{command[1]}' does not exist", line.where, fix)
        return
    if path in files:
        fix = "remove one of the two include lines"
        wrong(f"'{path}' includes itself", line.where, fix)
        return
    if room.left < 0:
        return
    try:
        text = read_text(values.root / path, str(path))
    except ReportError as error:
        gather(*error.problems)
        return
    room.left -= len(text) + 1
    if room.left < 0 or len(files) > DEEPEST_INCLUDE:
        room.left = -1
        what = f"with what is included here, {files[0]} has more than {LARGEST_CHAPTER:,} characters"
        if len(files) > DEEPEST_INCLUDE:
            what = f"files include one another more than {DEEPEST_INCLUDE} deep"
        wrong(what, line.where, "include each file once, where it belongs")
        return
    lines = [Line(string, path, number) for number, string in enumerate(lines_of(_plain(text)), 1)]
    yield from _expand_lines(lines, values, (*files, path), room)


def resolve(target: str, file: PurePosixPath) -> PurePosixPath | None:
    """Return a path relative to the project; None if it leaves the project.

    A leading slash means the project's root, anything else is relative to the folder of *file*.
    """
    parts: list[str] = [] if target.startswith("/") else list(file.parent.parts)
    for part in PurePosixPath(target.lstrip("/")).parts:
        if part == ".." and not parts:
            return None
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return PurePosixPath(*parts)


def _leaves(value: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for key, child in value.items():
        if isinstance(child, Mapping):
            yield from _leaves(child, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"
