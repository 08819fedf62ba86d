"""The words of an HTML element as a reader sees them."""

from __future__ import annotations

import re
from typing import Any

UNSEEN = re.compile("[\u00ad\u200b\u200c\u2060\ufeff]")
"""Characters that only say where a line may break."""

MARKS = {
    "em": "*",
    "i": "*",
    "strong": "**",
    "b": "**",
    "sup": "^",
    "sub": "~",
    "code": "`",
    "del": "~~",
    "s": "~~",
    "u": "_",
    "mark": "==",
}
"""What stands around a text to say how it looks: the same as in markdown."""

SILENT = frozenset(
    {"script", "style", "annotation", "annotation-xml", "svg", "template", "nav", "button", "input"}
)
"""Elements whose text is not read as text."""

NUMBERED = re.compile(r"\((?:[A-Z]|\d+)(?:\.\d+)*\)$")
HIDDEN = re.compile(r"display:\s*none")
UNREAD = frozenset(
    {"footnote-back", "screen-reader-only", "visually-hidden", "anchorjs-link", "keywords-title"}
)
"""Classes of what helps to use a page and is no part of its text."""


def spaced(text: str) -> str:
    """Return a text as it looks.

    A space that does not break, a thin one or many look like one space; soft hyphens and the like are not
    seen at all. Quotation marks, dashes and apostrophes are kept: a reader tells them apart.
    """
    return " ".join(UNSEEN.sub("", text).split())


def plain(text: str) -> str:
    """Return words without their marks: a line of contents has no emphasis in every markup."""
    return re.sub(r"(\*\*?|~~?|\^|`|_|==)(\S.*?)\1", r"\2", text)


def classes(element: Any) -> frozenset[str]:
    """Return the classes of an element."""
    return frozenset((element.get("class") or "").split())


def unseen(element: Any) -> bool:
    """Say whether a reader does not see an element: a comment, a script, something hidden."""
    if not isinstance(element.tag, str) or element.tag in SILENT:
        return True
    return bool(HIDDEN.search(element.get("style") or "")) or not UNREAD.isdisjoint(classes(element))


def words(element: Any) -> str:
    """Return the text of an element with the marks of how its parts look."""
    return spaced(marked(element))


def marked(element: Any) -> str:
    """Return the text of an element, not yet spaced."""
    if unseen(element):
        return ""
    if element.tag == "br":
        return " / "
    inner = (element.text or "") + "".join(marked(child) + (child.tail or "") for child in element)
    if element.tag == "math":
        formula = spaced(inner).replace(" ", "")
        if element.get("display") == "block":
            # Quarto puts a displayed formula's number into it, the embedded renderer beside it.
            formula = NUMBERED.sub(r" \g<0>", formula)
        return f" {formula} "
    mark = MARKS.get(element.tag, "")
    # Nothing looks emphasized where there is nothing to see; and spaces stand outside the marks.
    body = inner.strip() if mark else inner
    if not mark or not body:
        return inner
    before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    return f"{before}{mark}{body}{mark}{after}"
