"""What no text of a report may hold, whoever wrote it: the one check for all that a page shows as text.

Prose, titles, subtitles, abstracts, captions, callouts' titles, values of results, what notebooks show,
works of a bibliography: each is read by Pandoc, and its nodes are held to this module. Raw code of a format
would run, or be lost in all other formats. A link is followed by a click, in a browser, in a PDF, in Word:
so only addresses of a named list of kinds are one. Characters that turn the direction of letters around let
a reader see another text than the one that is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reproreport.errors import Problem, gather
from reproreport.readable import BIDI, FIX, said, turned
from reproreport.render.pandoc.nodes import Node, find
from reproreport.render.read.limits import deep_formula
from reproreport.textfile import lines_of

SCHEMES = ("http", "https", "mailto", "tel")
"""The kinds of addresses that a link may have, besides places and files of the report."""

Harm = tuple[str, str, str]
"""What is wrong, the text to look for in the source, and what to do."""

RAW = frozenset({"RawBlock", "RawInline"})
_LANGUAGES = {"html": "HTML", "tex": "LaTeX", "latex": "LaTeX", "typst": "Typst"}
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
# What browsers leave out of an address before they read it.
_UNREAD = re.compile("[\\x00-\\x20\\x7f-\\xa0\u200b-\u200f\u2028\u2029\u2060\ufeff]")
_TEXTS = frozenset({"Str", "Code", "CodeBlock", "Math"})
_BLOCKS = frozenset({"Para", "Plain", "Header", "LineBlock", "CodeBlock"})
_SHOWN = 60


def check_text(nodes: object, where: str) -> None:
    """Note what a text may not hold, all of it at one place."""
    gather(*(Problem(what, where, fix) for what, _, fix in harms(nodes)))


def harms(nodes: object) -> Iterator[Harm]:
    """Yield what Pandoc's reading of a text holds that no text may hold."""
    for node in find(nodes, (*RAW, "Link")):
        yield from raw_harms(node["c"]) if node["t"] in RAW else link_harms(node["c"][2][0])
    for node in find(nodes, ("Math",)):
        if what := deep_formula(node["c"][1]):
            yield what, lines_of(node["c"][1].strip())[0], "write its parts as formulas of their own"
    yield from direction_harms(nodes)


def raw_harms(content: Sequence[str]) -> Iterator[Harm]:
    """Yield what is wrong with a piece of raw code; comments of HTML are none."""
    form, text = content
    if form == "html" and text.lstrip().startswith("<!--"):
        return
    first = lines_of(text.strip())[0] if text.strip() else ""
    what = f"raw {_LANGUAGES.get(form, form)}, '{first[:_SHOWN]}', is not supported"
    yield what, first, "only one format would show it: write it in markdown"


def link_harms(address: str) -> Iterator[Harm]:
    """Yield what is wrong with the address of a link; one without a scheme is a place of the report."""
    read = _UNREAD.sub("", address)
    scheme = _SCHEME.match(read)
    kinds = f"{', '.join(SCHEMES[:-1])} and {SCHEMES[-1]}"
    if read.replace("\\", "/").startswith("//"):
        fix = f"write https:{read.replace(chr(92), '/')}"
        yield f"a link to '{address[:_SHOWN]}' names no kind of address", address, fix
    elif scheme and scheme[1].lower() not in SCHEMES:
        fix = f"links lead to {kinds} addresses, and to places and files of the report"
        if scheme[1].lower() == "doi":
            fix = f"write https://doi.org/{read[4:].lstrip('/')}"
        yield f"a link to '{address[:_SHOWN]}' is not supported", address, fix
    elif scheme and read != address:
        yield f"a link to '{address[:_SHOWN]}' holds invisible characters", address, "delete them"


def direction_harms(nodes: object) -> Iterator[Harm]:
    """Yield each text whose letters stand in another order than it seems."""
    if any(BIDI.search(_text(node)) for node in find(nodes, _TEXTS)):
        for block in find(nodes, _BLOCKS) or [{"t": "Plain", "c": nodes}]:
            if (found := turned("".join(map(_text, find([block], _TEXTS))))) is not None:
                yield said(found), found, FIX
    for image in find(nodes, ("Image",)):
        for _, value in image["c"][0][2]:
            if (found := turned(value)) is not None:
                yield said(found), found, FIX


def _text(node: Node) -> str:
    content = node["c"]
    return content if isinstance(content, str) else str(content[1])
