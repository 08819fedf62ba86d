"""Languages: which are known, and what a report's own words are in them.

terms       the words, by language and by Quarto's names
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from reproreport.languages.terms import TERMS

ENGLISH = "en"

TAG = re.compile(
    r"(?P<base>[a-z]{2,3})(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|\d{3}))?"
    r"(?P<rest>(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*)",
    re.IGNORECASE,
)
"""What a language tag looks like (BCP 47), as far as documents have one."""

_BASES = {"no": "nb", "ua": "uk"}
"""Other tags in use: of Norwegian, and Quarto's of Ukrainian."""

_TRADITIONAL = frozenset({"zh-Hant", "zh-HK", "zh-MO"})
"""Chinese as Taiwan writes it."""

_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "yi"})


@dataclass(frozen=True)
class Language:
    """A language of a document: its tag in the usual spelling, and its words by Quarto's names.

    *region* and *script* are parts of the tag, empty where it has none.
    """

    tag: str
    terms: Mapping[str, str]
    region: str = ""
    script: str = ""

    @property
    def base(self) -> str:
        """Return the tag's first part, the language proper."""
        return self.tag.partition("-")[0]

    @property
    def scripted(self) -> str:
        """Return the tag as Pandoc's Word files want it of Chinese: by its script, which the region tells."""
        if self.base != "zh":
            return self.tag
        return "zh-Hant" if self.terms is TERMS["zh-TW"] else "zh-Hans"

    @property
    def right_to_left(self) -> bool:
        """Say whether it is written from right to left."""
        return self.base in _RIGHT_TO_LEFT


def find_language(tag: str) -> Language:
    """Return the language of a tag such as ``vi``, ``en-GB``, ``sr-Latn``; case does not matter.

    Raises:
        ValueError: it is no language tag.
        LookupError: the words of this language are not known.
    """
    match = TAG.fullmatch(tag)
    if match is None:
        raise ValueError(f"'{tag}' is no language tag")
    base, script, region = (match[name] or "" for name in ("base", "script", "region"))
    base, script, region = _BASES.get(base.lower(), base.lower()), script.title(), region.upper()
    # The nearest first: a region or script has words of its own, or those of the language.
    for near in (f"{base}-{region}", f"{base}-{script}", base):
        name = "zh-TW" if near in _TRADITIONAL else near
        if name in TERMS:
            spelt = "-".join(filter(None, (base, script, region))) + match["rest"].lower()
            return Language(spelt, TERMS[name], region, script)
    raise LookupError(f"the words of '{tag}' are not known")
