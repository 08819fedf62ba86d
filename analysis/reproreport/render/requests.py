"""What a page, a style sheet or a picture loads from another host: nothing, in a report.

A reader may have no network, and a report that is read should tell nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

ELSEWHERE = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
IN_STYLE = re.compile(r"""(?:url\(|@import)\s*["']?\s*((?:[a-z][a-z0-9+.-]*:)?//[^"')\s;]+)""", re.IGNORECASE)
IN_SCRIPT = re.compile(r"""["'`]((?:https?|wss?)://[^"'`\s]+)["'`]""")

LOADED = {
    "src", "srcset", "poster", "data", "background", "manifest", "ping", "archive", "codebase", "classid",
}  # fmt: skip
"""Attributes whose address a browser loads by itself, on any element."""

PICTURES = {"image", "use", "feimage", "script", "pattern", "lineargradient", "radialgradient", "filter"}
"""Elements of SVG that load what ``href`` names; in HTML it is ``link``."""

QUIET = {"canonical", "prev", "next", "author", "license", "alternate", "help", "search"}
"""Relations of a ``link`` that name another page without loading it."""


def requests(text: str) -> list[str]:
    """Return the addresses on other hosts that a page, style sheet or SVG picture asks for by itself.

    Links that a reader may follow are none of them.
    """
    found = _Reader(text).found if text.lstrip("\ufeff \n").startswith("<") else IN_STYLE.findall(text)
    return list(dict.fromkeys(address.strip() for address in found))


class _Reader(HTMLParser):
    """Collects what elements load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = ""
        # A marked section that is none of HTML's stops Python's parser: it is a comment for browsers.
        self.feed(text.replace("<![", "<!x["))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        values = {key: value or "" for key, value in attrs}
        self.found += IN_STYLE.findall(values.get("style", ""))
        for key, value in values.items():
            if key in LOADED or (key in ("href", "xlink:href") and _loads(tag, values)):
                self.found += [part for part in _addresses(key, value) if ELSEWHERE.match(part)]
        if tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
            self.found += [part for part in values.get("content", "").split("=")[1:] if ELSEWHERE.match(part)]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._inside = ""

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002  (the parser's signature)
        self._inside = ""

    def handle_data(self, data: str) -> None:
        """Take every address in a script for one that it asks for."""
        if self._inside in ("script", "style"):
            self.found += (IN_SCRIPT if self._inside == "script" else IN_STYLE).findall(data)


def _loads(tag: str, values: dict[str, str]) -> bool:
    if tag == "link":
        return not set(values.get("rel", "").lower().split()) <= QUIET
    return tag in PICTURES


def _addresses(key: str, value: str) -> Iterator[str]:
    """Yield the addresses in an attribute; ``srcset`` holds several."""
    for part in value.split(",") if key == "srcset" else [value]:
        yield part.strip().split(" ")[0]
