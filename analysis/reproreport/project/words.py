"""The words that a publication itself adds to its author's text: its language's, and what replaces them.

``language:`` replaces words by Quarto's names, for all languages or for one; ``crossref:`` says what
figures, tables and appendices are called.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reproreport.errors import Level, Problem, ProjectError, gather, wrong
from reproreport.inside import is_file
from reproreport.languages import ENGLISH, TAG, Language, find_language
from reproreport.languages.terms import CALLOUTS, CROSSREF, TITLES
from reproreport.near import closest, nearest
from reproreport.yamlfile import Key, YamlFile, read_yaml

CALLOUT_KINDS = {"nte": "note", "tip": "tip", "wrn": "warning", "imp": "important", "cau": "caution"}
"""What the labels of each kind of callout begin with."""

THEOREMS = {
    "lst": "Listing",
    "thm": "Theorem",
    "lem": "Lemma",
    "cor": "Corollary",
    "prp": "Proposition",
    "cnj": "Conjecture",
    "def": "Definition",
    "exm": "Example",
    "exr": "Exercise",
    "sol": "Solution",
    "rem": "Remark",
    "alg": "Algorithm",
}
"""What is numbered as theorems are, with Quarto's English words."""

OWN_FILE = "_language.yml"
"""A file of words that Quarto reads where it is there."""

_TERMS = frozenset(
    {*CROSSREF, *CALLOUTS, *TITLES, "crossref-fig-prefix", "crossref-tbl-prefix"}
    | {f"crossref-{kind}-{what}" for kind in CALLOUT_KINDS for what in ("title", "prefix")}
)
_UNSHOWN = re.compile(
    r"(?:search|code|listing-page|toggle|repo-action|copy-button|appendix|notebook|environment|tools|related|"
    r"source-notebooks|other-links|launch|article-notebook|manuscript|title-block|section-title|"
    r"crossref-(?:lst|thm|lem|cor|prp|cnj|def|exm|exr|lof|lot|lol))-[\w-]+|draft|back-to-top"
)
"""Quarto's names of words that stand nowhere in this report's documents."""

_CROSSREF = frozenset(
    {"fig-title", "tbl-title", "fig-prefix", "tbl-prefix", "eq-prefix", "sec-prefix", "title-delim"}
    | {"appendix-title", "appendix-delim"}
    | {f"{kind}-{what}" for kind in THEOREMS for what in ("title", "prefix")}
)
_LINKED = "ref-hyperlink"


@dataclass(frozen=True)
class Words:
    """The words of one publication; *terms* by Quarto's names, *crossref* as ``_quarto.yml`` has it."""

    terms: Mapping[str, str] = field(default_factory=lambda: find_language(ENGLISH).terms)
    crossref: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        """Return a word by its name."""
        return self.terms[name]

    def get(self, name: str) -> str:
        """Return a word that not every language has, or an empty string."""
        return self.terms.get(name, "")

    def title(self, kind: str) -> str:
        """Return what a caption calls a figure (``fig``), a table (``tbl``) or a numbered callout."""
        own = self.crossref.get(f"{kind}-title") or self.terms.get(f"crossref-{kind}-title")
        if own or kind in THEOREMS:
            return str(own or THEOREMS[kind])
        return str(self.terms[f"callout-{CALLOUT_KINDS[kind]}-title"])

    def prefix(self, kind: str) -> str:
        """Return what a reference calls it; also a section (``sec``), a chapter (``ch``) and the like."""
        own = self.crossref.get(f"{kind}-prefix") or self.terms.get(f"crossref-{kind}-prefix")
        return str(own or self.terms.get(f"crossref-{kind}-title") or self.title(kind))

    def callout(self, kind: str) -> str:
        """Return the title of a callout (``note`` …) that has none of its own."""
        return self.terms[f"callout-{kind}-title"]

    def appendix(self, number: str, space: str = " ") -> str:
        """Return what stands before an appendix's title: "Appendix A —", with that space before the dash."""
        word = self.crossref.get("appendix-title") or self.terms["crossref-apx-prefix"]
        delimiter = str(self.crossref.get("appendix-delim", " —"))
        return f"{word} {number}{delimiter.replace(' ', space)}"

    @property
    def delimiter(self) -> str:
        """Return what stands between a number and its caption."""
        return str(self.crossref.get("title-delim", ":"))

    @property
    def linked(self) -> bool:
        """Say whether references are links."""
        return self.crossref.get(_LINKED, True) is not False

    def own(self, name: str) -> str:
        """Return one of this library's own words; in English where the language has none."""
        return self.get(name) or find_language(ENGLISH).terms[name]

    @property
    def turn(self) -> str:
        """Return what the links to the pages before and after are called together."""
        return self.get("turn") or f"{self.terms['previous']}, {self.terms['next']}"

    @property
    def built(self) -> str:
        """Return what the link is called to the page that says what a site was built from."""
        return self.get("built") or find_language(ENGLISH).terms["built"]

    @property
    def key(self) -> list[object]:
        """Return all of it, for what depends on it."""
        return [dict(self.terms), dict(self.crossref)]


def crossref_problems(file: YamlFile) -> Iterator[Problem]:
    """Refuse options of cross-references that have no effect."""
    options = file.data.get("crossref", {})
    if not isinstance(options, dict):
        fix = f"write options below it: {', '.join(sorted(_CROSSREF))}"
        yield Problem(f"'crossref: {options}' is not understood", file.where("crossref"), fix)
        return
    for key, value in options.items():
        where = file.where("crossref", str(key))
        if key == _LINKED and isinstance(value, bool):
            continue
        if key in _CROSSREF and isinstance(value, str):
            continue
        if key in _CROSSREF or key == _LINKED:
            fix = "write true or false" if key == _LINKED else "write a text"
            yield Problem(f"crossref: {key}: {value} is not understood", where, fix)
        else:
            near = closest(str(key), _CROSSREF)
            fix = f"did you mean '{near}'?" if near else f"known: {', '.join(sorted(_CROSSREF))}, {_LINKED}"
            level: Level = "error" if near else "warning"
            yield Problem(f"'{key}' has no effect on cross-references", where, fix, level)


def read_words(root: Path, file: YamlFile, language: Language) -> Words:
    """Return a publication's words; what replaces none of them is a problem."""
    terms = dict(language.terms)
    if is_file(root / OWN_FILE):
        terms |= _from_file(root, OWN_FILE, language)
    given = file.data.get("language")
    if isinstance(given, str):
        if is_file(root / given.lstrip("/")):
            terms |= _from_file(root, given.lstrip("/"), language)
        else:
            fix = "create it, or correct the path: it starts at the project's folder"
            wrong(f"the file '{given}' does not exist", file.where("language"), fix)
    elif isinstance(given, dict):
        terms |= _replaced(file, ("language",), given, language)
    elif given is not None:
        fix = "write words by their names, such as 'crossref-fig-title: Plate', or a file of them"
        wrong(f"'language: {given}' is not understood", file.where("language"), fix)
    return Words(terms, file.data.get("crossref") or {})


def _from_file(root: Path, name: str, language: Language) -> dict[str, str]:
    try:
        file = read_yaml(root / name, name)
    except ProjectError as error:
        gather(*error.problems)
        return {}
    return _replaced(file, (), file.data, language)


def _replaced(file: YamlFile, place: Key, given: Mapping[str, Any], language: Language) -> dict[str, str]:
    """Return the words that a mapping gives for this language: those for all, then those for it alone."""
    found: dict[str, str] = {}
    own: dict[str, str] = {}
    for name, value in given.items():
        where = file.where(*place, str(name))
        if isinstance(value, dict) and TAG.fullmatch(str(name)):
            if name in (language.tag, language.base):
                own |= _replaced(file, (*place, str(name)), value, language)
        elif name in _TERMS and isinstance(value, str) and value.strip():
            found[name] = value
        elif name in _TERMS:
            wrong(f"{name}: {value} is no word", where, "write a text")
        elif not _UNSHOWN.fullmatch(str(name)):
            fix = nearest(str(name), sorted(_TERMS))
            wrong(f"no word of the report is called '{name}'", where, fix)
    return {**found, **own}
