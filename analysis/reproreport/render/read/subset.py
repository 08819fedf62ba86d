"""The subset of Quarto's markdown that a chapter may use: all else is refused by name and line.

Both renderers have to show the same. What only one of them knows, what one format loses, and what
Quarto itself numbers differently in HTML and PDF would go unnoticed. ``docs/markdown.md`` is the
reader's version of this module.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reproreport.errors import Level, Problem, gather, wrong
from reproreport.near import closest, nearest
from reproreport.project.cells import KEYS as KEYS_OF_CODE
from reproreport.project.config import NEAR, text_problems, unknown_level
from reproreport.project.people import people_problems
from reproreport.project.quarto_keys import FORMAT_KEYS, SECTIONS
from reproreport.project.settings import SETTINGS
from reproreport.project.words import CALLOUT_KINDS
from reproreport.render.pandoc.nodes import Node, find, has_class, plain_text, value_of, walk_blocks
from reproreport.render.read.conditional import CLASSES, CONDITIONS, PROFILES
from reproreport.render.read.frontmatter import FrontMatter
from reproreport.render.read.harmless import check_text, harms
from reproreport.render.read.labels import OTHER
from reproreport.render.read.markdown import BREAK, EMBEDDED
from reproreport.render.read.panels import CLASS as TABSET
from reproreport.render.read.panels import FOLD, KEYS
from reproreport.render.read.source import Source
from reproreport.render.read.structure import HOLDS
from reproreport.textfile import lines_of

# fmt: off
FRONT_MATTER = KEYS_OF_CODE | {
    "title", "subtitle", "author", "affiliations", "abstract", "keywords", "nocite",
}
REPORT_WIDE = frozenset({"lang", "language", "crossref", "format", *(setting.key for setting in SETTINGS)})
DIVS = frozenset({TABSET, FOLD, "cell", *CLASSES, *(f"callout-{kind}" for kind in CALLOUT_KINDS.values())})
SPANS = frozenset({"kbd", "smallcaps", "underline", "mark", "printed", *CLASSES, EMBEDDED, BREAK})
DIV_KEYS: dict[str, frozenset[str]] = {
    "": frozenset({"lang", "fig-alt", *KEYS}),
    "callout": frozenset({"title", "collapse", "appearance", "icon"}),
    "fold": frozenset({"title", "collapse"}),
    "content": frozenset({*CONDITIONS, *PROFILES}),
}
VALUES: dict[str, frozenset[str]] = {
    "collapse": frozenset({"true", "false"}),
    "icon": frozenset({"true", "false"}),
    "appearance": frozenset({"default", "simple", "minimal"}),
}
IMAGE_KEYS = frozenset({"fig-alt", "alt", "width", "height"})
AUTOMATIC = frozenset({"uri", "email"})
# fmt: on
"""``AUTOMATIC``: classes that Pandoc gives to an address in angle brackets."""

Outside = tuple[str, str, str]
"""What is outside the subset, the text to look for in the chapter, and what to do."""

Finding = tuple[str, str, str, object, Level]
"""The same, with the attributes of the node that it was found on, and whom it stops."""


@dataclass(frozen=True)
class Kept:
    """What may be written on one kind of element; *name* is what an author calls it."""

    name: str
    classes: frozenset[str]
    keys: frozenset[str]
    values: Mapping[str, frozenset[str]]

    def others(self, attributes: list[Any]) -> Iterator[Outside]:
        """Yield the classes and attributes that are not supported."""
        _, classes, pairs = attributes
        for name in classes:
            if name not in self.classes:
                fix = nearest(name, self.classes, "write it without this class", sign=".")
                yield f"the class '.{name}' on {self.name}", name, fix
        for key, value in pairs:
            if key not in self.keys:
                fix = nearest(key, self.keys, "write it without this attribute")
                yield f"the attribute '{key}' on {self.name}", key, fix
            elif key in self.values and value not in self.values[key]:
                fix = f"use one of {', '.join(sorted(self.values[key]))}"
                yield f"{key}={value} on {self.name}", f"{key}={value}", fix


NOTHING: frozenset[str] = frozenset()
HEADING = Kept("a heading", frozenset({"unnumbered", "unlisted"}), NOTHING, {})
IMAGE = Kept("an image", NOTHING, IMAGE_KEYS, {})
LINK = Kept("a link", AUTOMATIC, NOTHING, {})
SPAN = Kept("a span", SPANS, frozenset({"lang", "cell", HOLDS, *CONDITIONS, *PROFILES}), {})
TABLE = Kept("a table", NOTHING, frozenset({"tbl-colwidths"}), {})


BLANK = re.compile(r"\\[,;:! ]|\\q?quad(?![a-z])|[\s{}~]")
"""What a formula can hold and yet show nothing."""


def check(blocks: Sequence[Node], source: Source) -> None:
    """Note everything in Pandoc's reading of a chapter that is outside the subset."""
    findings = [*_findings(blocks), *((*harm, None, _level(harm)) for harm in harms(blocks))]
    places = source.fences(blocks) if findings else {}
    seen: Counter[str] = Counter()
    for what, needle, fix, attributes, level in findings:
        where = places.get(id(attributes), "")
        if not where:
            # The second of its kind stands where the text is found for the second time.
            found = source.find_all(needle) or [source.where_is(needle)]
            where = found[min(seen[needle], len(found) - 1)]
            seen[needle] += 1
        wrong(what, where, fix, level)


def _level(harm: Outside) -> Level:
    """Return whom raw code stops: where it can be read as content, only a strict report."""
    return "strict" if harm[0].startswith("raw ") else "error"


def check_cell(blocks: Sequence[Node], where: str) -> None:
    """Note what is outside the subset in the markdown that a notebook's cell shows."""
    gather(*[Problem(what, where, fix, level) for what, _, fix, _, level in _findings(blocks)])
    check_text(blocks, where)


def check_levels(blocks: Sequence[Node], source: Source) -> None:
    """Note each heading that leaves out a level, of a chapter's text as ``structure`` reads it.

    A screen reader would lose its way, and Typst writes no PDF/UA with one.
    """
    last = 1
    for node in walk_blocks(blocks):
        level = 0
        if node["t"] == "Header":
            level, title = node["c"][0], plain_text(node["c"][2])
        elif node["t"] == "Div" and has_class(node["c"][0], "tab-title"):
            level, title = int(value_of(node["c"][0], "level") or 0), plain_text(node["c"][1])
        if level > last + 1:
            what = f"a heading of level {level} after one of level {last} is not supported"
            where = source.where_is(f"{'#' * level} {title}")
            wrong(what, where, f"write it with {'#' * (last + 1)}", "strict")
        last = level or last


def check_front_matter(front: FrontMatter, text: str, file: str) -> None:
    """Note every key of a chapter's front matter that nothing reads; *text* is all of the chapter."""
    for key in front.data:
        if key in REPORT_WIDE:
            where = f"{file}:{front.lines.get(str(key), 1)}"
            fix = "write it in _quarto.yml, for all chapters"
            if key == "lang":
                fix += '; words in another language are marked: [Bezirk]{lang="de"}'
            wrong(f"'{key}' has no effect in the front matter of a chapter", where, fix, "warning")
        elif key not in FRONT_MATTER and f"meta {key}" not in text:
            fix = nearest(str(key), sorted(FRONT_MATTER))
            where = f"{file}:{front.lines.get(str(key), 1)}"
            what = f"unknown key '{key}' in the front matter"
            known = key in SECTIONS[""] or key in FORMAT_KEYS
            near = closest(str(key), FRONT_MATTER, NEAR)
            level: Level = "error" if near and not known else "warning"
            if known:
                what = f"'{key}' in the front matter has no effect"
            wrong(what, where, fix, level)


def check_authors(front: FrontMatter, file: str) -> None:
    """Note the authors of a chapter that cannot be read, and what of them nobody would see."""
    where = f"{file}:{front.lines.get('author', 1)}"
    gather(*text_problems(dict(front.data), lambda key, *_: f"{file}:{front.lines.get(str(key), 1)}"))
    for _, what, fix in people_problems(front.data.get("author"), front.data.get("affiliations")):
        wrong(what, where, fix, unknown_level(what, fix))


def nested(table: Node) -> Iterator[Outside]:
    """Yield what is wrong with a table that holds another one."""
    for inner in find(table["c"], ("Table",)):
        words = plain_text([inner])
        yield (
            f"a table inside of a table, '{words[:60]}',",
            words.split(" ")[0],
            "write them below one another",
        )
        return


def _findings(blocks: Sequence[Node]) -> Iterator[Finding]:
    parts: set[int] = set()
    for node in find(blocks, _LOOKED_AT):
        handler = _HANDLERS.get(node["t"])
        found = list(handler(node["c"])) if handler is not None else []
        if node["t"] == "Div" and node["c"][0][0]:
            parts.update(id(child) for child in node["c"][1])  # a panel: Structure speaks of its parts
        elif id(node) not in parts:
            found += _unlabelled(node)
        attributes = node["c"][0] if node["t"] == "Div" else None
        for what, needle, fix in found:
            yield f"{what} is not supported", needle, fix, attributes, "strict"
        for what, needle, fix in nested(node) if node["t"] == "Table" else ():
            yield f"{what} is not supported", needle, fix, attributes, "error"
    for node in find(blocks, ("Math",)):
        formula = node["c"][1]
        if not BLANK.sub("", formula):
            # A screen reader is told a formula's source.
            fix = "write the formula, or take its dollar signs away"
            what = "a formula with nothing to read aloud is not supported"
            yield what, formula.strip() or "$$", fix, None, "error"


def _unlabelled(node: Node) -> Iterator[Outside]:
    """Yield what Quarto numbers in one format only."""
    fix = "Quarto numbers it in the PDF only: "
    if node["t"] == "Figure" and not node["c"][0][0]:
        caption = plain_text(node["c"][1][1])
        fix += 'give it a label {#fig-…}, or write ![](…){fig-alt="…"}'
        yield f"a figure with the caption '{caption}' and no label", f"![{caption.split(' ')[0]}", fix
    elif node["t"] == "Table" and node["c"][1][1] and not node["c"][0][0]:
        caption = plain_text(node["c"][1][1])
        fix = "Quarto's PDF leaves the caption out: give the table a label {#tbl-…}"
        yield f"a table with the caption '{caption}' and no label", f": {caption.split(' ')[0]}", fix
    elif node["t"] in ("Para", "Plain"):
        yield from _formulas(node["c"])


def _formulas(content: Sequence[Node]) -> Iterator[Outside]:
    for index, node in enumerate(content):
        if node["t"] == "Math" and node["c"][0]["t"] == "DisplayMath":
            after = plain_text(list(content[index + 1 : index + 4])).lstrip()
            if not after.startswith("{#eq-"):
                formula = node["c"][1]
                fix = "Quarto numbers it in the PDF only: give it a label {#eq-…}"
                shown = " ".join(formula.split())
                line = next((line.strip() for line in lines_of(formula) if line.strip()), "")
                yield f"the displayed formula '{shown}' without a label", line, fix


def _div(content: list[Any]) -> Iterator[Outside]:
    attributes, _ = content
    identifier, classes, _ = attributes
    if identifier.split("-")[0] in OTHER and "-" in identifier:
        yield f"'#{identifier}', one of Quarto's theorems and listings,", f"#{identifier}", "write it as text"
    callout = any(name.startswith("callout-") for name in classes)
    section = "callout" if callout else "content" if set(classes) & set(CLASSES) else ""
    section = "fold" if FOLD in classes else section
    name = {"callout": "a callout", "content": "conditional text"}.get(section, "a block")
    kept = Kept(name, DIVS, DIV_KEYS[section], VALUES)
    yield from kept.others(attributes if identifier != "refs" else ["", [], []])
    kinds = {kind for kind, name in CALLOUT_KINDS.items() if f"callout-{name}" in classes}
    if callout and identifier and not identifier.startswith(tuple(f"{kind}-" for kind in kinds)):
        fix = f"start it with {' or '.join(f'{kind}-' for kind in sorted(kinds))}"
        yield f"the label '{identifier}' on this kind of callout", f"#{identifier}", fix


def _code(content: list[Any]) -> Iterator[Outside]:
    (identifier, classes, pairs), _ = content
    language = frozenset(classes[:1])
    yield from Kept("code", language, NOTHING, {}).others(["", classes, pairs])
    if identifier:
        yield f"the label '{identifier}' on code", f"#{identifier}", "write it without a label"


def _image(content: list[Any]) -> Iterator[Outside]:
    yield from IMAGE.others(content[0])


def _figure(content: list[Any]) -> Iterator[Outside]:
    yield from IMAGE.others(["", content[0][1], content[0][2]])


def _attributes(kept: Kept, index: int) -> Callable[[list[Any]], Iterable[Outside]]:
    return lambda content: kept.others(content[index])


_HANDLERS: dict[str, Callable[[Any], Iterable[Outside]]] = {
    "Div": _div,
    "Header": _attributes(HEADING, 1),
    "Image": _image,
    "Figure": _figure,
    "Link": _attributes(LINK, 0),
    "Span": _attributes(SPAN, 0),
    "Table": _attributes(TABLE, 0),
    "Code": _code,
    "CodeBlock": _code,
}
_LOOKED_AT = frozenset({*_HANDLERS, "Para", "Plain"})
