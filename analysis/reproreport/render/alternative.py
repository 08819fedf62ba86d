"""Alternative texts as plain text: a screen reader would read marks of emphasis aloud."""

from __future__ import annotations

import re
from functools import lru_cache

from reproreport.render.ast import blocks_of, plain_text
from reproreport.render.pandoc import Job, convert

READER = "markdown-smart-raw_html-raw_tex-citations"
"""Pandoc's markdown in which quotation marks, tags and keys are what they are."""

MARKUP = re.compile(
    r"(?<!\w)(\*{1,3}|_{1,3})(?=\S)[^*_]*?(?<=\S)\1(?!\w)"  # emphasis
    r"|\*[^\s*][^*]*\*|`[^`]+`|\$[^\s$][^$]*\$|\[[^\]]*\][({]"  # inside words; code, formulas, links, spans
    r"|\^[^\s^]+\^|~[^\s~]+~|~~\S.*?~~|\\[^\w\s]"
)
TAG = re.compile(r"</?(?:a|abbr|b|br|code|em|i|mark|q|s|small|span|strong|sub|sup|u)(?:\s[^<>]*)?/?>")


@lru_cache(maxsize=4096)
def plain_alternative(written: str) -> str:
    """Return an alternative text without markup, whichever way its author has marked words."""
    text = TAG.sub("", written)
    if not MARKUP.search(text):
        return text
    return plain_text(blocks_of(convert([Job(text, READER)])[0].checked))
