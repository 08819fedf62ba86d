"""What may stand in ``_quarto.yml`` and its profiles: a key that neither reader knows is refused.

Quarto would ignore it in silence. What this project adds to Quarto's own keys stands under ``report:``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

from reproreport.errors import Level, Problem
from reproreport.formats import QUARTO
from reproreport.languages import find_language
from reproreport.languages.terms import TERMS
from reproreport.near import closest, nearest
from reproreport.project.cells import KEYS
from reproreport.project.limits import LIMITS, limit_problems
from reproreport.project.model import Parameter
from reproreport.project.people import people_problems
from reproreport.project.quarto_keys import FORMAT_KEYS, SECTIONS
from reproreport.project.settings import SETTINGS, Setting, settings_of
from reproreport.project.words import crossref_problems
from reproreport.readable import faults
from reproreport.yamlfile import YamlFile

# fmt: off
_KNOWN: dict[str, frozenset[str]] = {
    "": frozenset({
        "project", "profile", "book", "lang", "bibliography", "csl", "citeproc", "link-citations", "nocite",
        "format", "report", "filters", *KEYS,
        # Quarto's keys of a document, for an article that is published alone:
        "author", "affiliations", "subtitle", "keywords", "output-file", "reference-section-title",
        "language", "crossref", *(setting.key for setting in SETTINGS),
    }),
    "project": frozenset({"type", "output-dir", "pre-render", "render", "execute-dir"}),
    "profile": frozenset({"default"}),
    "book": frozenset({
        "title", "subtitle", "author", "description", "output-file", "chapters", "appendices",
    }),
    "report": frozenset({
        "parameters", "inputs", "limits", "elsewhere", "authors", "title-page", "original", "strict",
        "publish-data",
    }),
    "report.limits": LIMITS,
    "report.title-page": frozenset({"above", "author", "kind", "details", "below", "note"}),
    "report.original": frozenset({"authors", "work"}),
}
# fmt: on
NEAR = 0.78
"""How alike two names are of which one is a slip for the other."""

BOOK, ARTICLE = "book", "default"
"""Quarto's types of project: a book of chapters, and one document."""


def problems(file: YamlFile) -> Iterator[Problem]:
    """Yield everything that is wrong with the keys and values of the files, read as one."""
    yield from _unknown_keys(file)
    yield from _wrong_types(file)
    yield from _wrong_file_names(file)
    yield from _wrong_people(file)
    yield from _wrong_parameters(file)
    yield from _wrong_formats(file)
    yield from _wrong_languages(file)
    yield from _wrong_choices(file)
    yield from _filters(file)
    yield from crossref_problems(file)
    yield from limit_problems(file, section(file, "report", "limits"))
    yield from text_problems(file.data, file.where)


OURS = frozenset({"article", "elsewhere", "entities", "title-page"})
"""The filters that have Quarto do what the embedded renderer does by itself."""


def _filters(file: YamlFile) -> Iterator[Problem]:
    """Yield the Lua filters that the embedded renderer does not run."""
    filters = file.data.get("filters")
    for index, one in enumerate(filters if isinstance(filters, list) else []):
        path = one.get("path") if isinstance(one, dict) else one
        name = PurePosixPath(str(path)).stem
        if name not in OURS and name not in {"quarto", "citeproc"}:
            what = f"the filter '{path}' is not run where there is no Quarto"
            fix = "what it does to the text is not seen; render with Quarto, or write it out"
            yield Problem(what, file.where("filters", index), fix, "warning")


def text_problems(value: object, where: Callable[..., str], *keys: str | int) -> Iterator[Problem]:
    """Yield the texts of a mapping that cannot be read as they stand; *where* gives the place of keys."""
    if isinstance(value, str):
        yield from (Problem(what, where(*keys), fix) for what, fix in faults(value))
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield from text_problems(inner, where, *keys, key)


def section(file: YamlFile, *keys: str) -> dict[str, Any]:
    """Return the mapping at a key, empty where there is none."""
    value: Any = file.data
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def is_article(file: YamlFile) -> bool:
    """Say whether the files describe one document, and not a book."""
    return section(file, "project").get("type") == ARTICLE


def _unknown_keys(file: YamlFile) -> Iterator[Problem]:
    for name, known in _KNOWN.items():
        place = tuple(name.split(".")) if name else ()
        parent = section(file, *place[:-1])
        if place and not isinstance(parent.get(place[-1]) or {}, dict):
            hint = f"write the keys below it: {', '.join(sorted(known))}"
            yield Problem(f"'{': '.join(place)}' holds keys, and no value", file.where(*place), hint)
        for key in section(file, *place):
            if key in known:
                continue
            reason = SECTIONS.get(name, {}).get(str(key), "")
            near = "" if reason or key in FORMAT_KEYS else closest(str(key), known, NEAR)
            hint = nearest(near, sorted(known))
            level: Level = "error" if near or name.startswith("report") else "warning"
            what = f"'{key}' has no effect: {reason}" if reason else f"unknown key '{key}'"
            yield Problem(what, file.where(*place, str(key)), hint, level)


_NEEDED = (
    ("project", "output-dir", str, "write where the site goes, such as build/site"),
    ("", "format", dict, "name the formats, html and typst, with their options"),
)
_BOOK_NEEDS = (
    ("project", "type", str, "a report is a book: write 'type: book'"),
    ("book", "title", str, "give the book a title"),
    ("book", "chapters", list, "list the chapters' files in reading order"),
)
_ARTICLE_NEEDS = (
    ("project", "render", list, "name the one chapter that is the article"),
    ("", "output-file", str, "say what its files are called"),
)


def _wrong_types(file: YamlFile) -> Iterator[Problem]:
    """Check the values that a publication cannot do without."""
    article = is_article(file)
    for name, key, kind, fix in (*_NEEDED, *(_ARTICLE_NEEDS if article else _BOOK_NEEDS)):
        value = (section(file, name) if name else file.data).get(key)
        if not value or not isinstance(value, kind):
            place = (name, key) if name else (key,)
            yield Problem(f"'{': '.join(place)}' is missing or of the wrong type", file.where(*place), fix)
    author = file.data.get("author") if article else section(file, "book").get("author")
    if not author:
        place = ("author",) if article else ("book", "author")
        what = f"'{': '.join(place)}' is missing or of the wrong type"
        yield Problem(what, file.where(*place), "name at least one author", "strict")
    kind = section(file, "project").get("type", BOOK)
    if kind not in (BOOK, ARTICLE):
        what = "only 'type: book' can be built, and in a profile 'type: default', one document"
        yield Problem(what, file.where("project", "type"), "write 'type: book'")
    render = section(file, "project").get("render")
    if article and isinstance(render, list) and len(render) != 1:
        fix = "name one chapter; several make a book"
        yield Problem("an article is one chapter", file.where("project", "render"), fix)


def _wrong_file_names(file: YamlFile) -> Iterator[Problem]:
    """Refuse a name that would put a publication's files outside its folder."""
    for place in (("output-file",), ("book", "output-file")):
        name = str(section(file, *place[:-1]).get(place[-1]) or "")
        if set(name) & set("/\\:") or name.startswith("."):
            fix = "write a name without folders; 'output-dir' says where the site goes"
            yield Problem(f"output-file '{name}' is no name of a file", file.where(*place), fix)


def _wrong_people(file: YamlFile) -> Iterator[Problem]:
    """Refuse authors that cannot be read, and lines of a title page that say nothing."""
    shared = file.data.get("affiliations")
    for place in (("author",), ("book", "author"), ("report", "original", "authors")):
        value = section(file, *place[:-1]).get(place[-1])
        for keys, what, fix in people_problems(value, shared):
            yield Problem(what, file.where(*place, *keys), fix, unknown_level(what, fix))
    details = section(file, "report", "title-page").get("details") or []
    for index, detail in enumerate(details if isinstance(details, list) else [details]):
        if not isinstance(detail, dict) or not detail.get("label") or set(detail) - {"label", "text"}:
            where = file.where("report", "title-page", "details", index)
            fix = "write '{label: Supervisors, text: [A, B]}', or the label alone"
            yield Problem("a detail of the title page is a label and its text", where, fix)


def unknown_level(what: str, fix: str) -> Level:
    """Return whom something unknown of an author stops: a slip of the pen stops every report."""
    return "warning" if what.startswith("unknown key") and not fix.startswith("did you mean") else "error"


def _wrong_parameters(file: YamlFile) -> Iterator[Problem]:
    given = section(file, "report").get("parameters")
    if given is not None and not isinstance(given, dict):
        where = file.where("report", "parameters")
        yield Problem("'parameters' names no parameters", where, "write 'name: value' below it")
    for name, value in section(file, "report", "parameters").items():
        if not isinstance(value, Parameter):
            where = file.where("report", "parameters", name)
            yield Problem(f"parameter '{name}' must be a number, a text or true/false", where)


def _wrong_formats(file: YamlFile) -> Iterator[Problem]:
    known = list(QUARTO)
    for name, options in section(file, "format").items():
        if name not in known:
            hint = nearest(str(name), known)
            yield Problem(f"unknown format '{name}'", file.where("format", name), hint)
        elif options not in (None, "default") and not isinstance(options, dict):
            fix = "write the format's options below it, or 'default'"
            yield Problem(f"'{name}: {options}' is no set of options", file.where("format", name), fix)
        else:
            yield from _wrong_options(file, name)
    for key, value in file.data.items():
        for name in section(file, "format"):
            setting = settings_of(name).get(key)
            if setting and key not in section(file, "format", name):
                yield from _wrong_value(setting, value, file.where(key), f" for {name}")
    for name in section(file, "format"):
        if name in QUARTO and QUARTO[name].articles and not is_article(file):
            fix = "name it in the profile of an article"
            what = f"{name.upper()} is a format of articles, not of books"
            yield Problem(what, file.where("format", name), fix)


def _wrong_options(file: YamlFile, name: str) -> Iterator[Problem]:
    """Refuse what stands below a format and has no effect in it."""
    settings = settings_of(name)
    for key, value in section(file, "format", name).items():
        where = file.where("format", name, str(key))
        if key in KEYS:
            continue
        if key in settings:
            yield from _wrong_value(settings[key], value, where)
            continue
        elsewhere = [other for setting in SETTINGS for other in setting.formats if setting.key == key]
        known = key in FORMAT_KEYS or key in SECTIONS[""]
        near = "" if known else closest(str(key), settings, NEAR)
        level: Level = "error" if near and not elsewhere else "warning"
        if elsewhere:
            fix = f"it is known for {', '.join(dict.fromkeys(elsewhere))}"
        elif key in _KNOWN[""]:
            fix = "it is one for all formats: write it at the top level"
        elif near:
            fix = f"did you mean '{near}'?"
        else:
            fix = f"known: {', '.join(sorted(key for key, one in settings.items() if not one.noted))}"
        yield Problem(f"'{key}' has no effect in the format {name}", where, fix, level)


def _wrong_value(setting: Setting, value: object, where: str, of: str = "") -> Iterator[Problem]:
    if not setting.kind.check(value):
        shown = str(value).lower() if isinstance(value, bool) else value
        fix = f"write {setting.kind.meaning}"
        if isinstance(value, str):
            near = closest(value, setting.kind.meaning.replace(",", " ").split())
            fix = f"did you mean '{near}'? {fix}" if near and setting.key == "papersize" else fix
        level: Level = "warning" if setting.also is not None and setting.also(value) else "error"
        yield Problem(f"{setting.key}: {shown} is not understood{of}", where, fix, level)


def _wrong_choices(file: YamlFile) -> Iterator[Problem]:
    for key in ("strict", "publish-data"):
        value = section(file, "report").get(key, False)
        if not isinstance(value, bool):
            what = f"{key}: {value} is not understood"
            yield Problem(what, file.where("report", key), "write true or false")


def _wrong_languages(file: YamlFile) -> Iterator[Problem]:
    """Refuse a language tag that is none, and a language whose words are not known."""
    if "lang" not in file.data:
        return
    tag, where = str(file.data["lang"]), file.where("lang")
    try:
        find_language(tag)
    except ValueError as error:
        fix = "write the language's tag, such as vi, en-GB, pt-BR or zh-TW"
        yield Problem(f"lang: {error}", where, fix)
    except LookupError as error:
        yield Problem(f"lang: {error}", where, f"known: {', '.join(sorted(TERMS))}")
