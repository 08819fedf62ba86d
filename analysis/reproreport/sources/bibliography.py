"""The report's bibliographies in each of their formats: which works they hold, and where each stands."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from reproreport.errors import DataError, Problem
from reproreport.normalform import spelled
from reproreport.textfile import lines_of, read_text
from reproreport.yamlfile import parse_yaml, read_yaml

FORMATS: Final[Mapping[str, str]] = {
    ".bib": "biblatex",
    ".bibtex": "bibtex",
    ".json": "csljson",
    ".yaml": "markdown",
    ".yml": "markdown",
    ".ris": "ris",
}
"""Pandoc's name of the format that a bibliography is in, by the suffix of its file."""

_AT = re.compile(r"^[^\S\n]*%.*|@[^\S\n]*(\w+)\s*\{", re.MULTILINE)
_STRING = re.compile(r"@[^\S\n]*string\s*\{\s*([^\s=,{}]+)\s*=", re.IGNORECASE)
_PART = re.compile(r'("(?:[^"{}]|\{[^{}]*\})*"|\{[^{}]*\})|([^\s#{}"]+)')
_LONGEST_STRING = 10_000
_NO_ENTRY = frozenset({"comment", "preamble", "string"})
_KEY = re.compile(r"\s*([^\s,{}]+)\s*,")
_BRACE = re.compile(r"\\[{}]|[{}]")
_KEYWORDS = re.compile(
    r'(?:^|,)\s*keywords\s*=\s*(?:\{((?:[^{}]|\{[^{}]*\})*)\}|"([^"]*)")', re.MULTILINE | re.IGNORECASE
)
_RIS = re.compile(r"^(TY|ID|KW|ER)  -(.*)$", re.MULTILINE)
_MARKS = ("---", "...")


@dataclass(frozen=True)
class Entry:
    """Where a bibliography entry stands (``file:line``), and its keywords."""

    where: str
    keywords: frozenset[str]


def bibliographies(root: Path) -> tuple[PurePosixPath, ...]:
    """Return the files that ``bibliography:`` names in ``_quarto.yml`` and in its profiles.

    Raises:
        ProjectError: one of these is no YAML.
    """
    named: list[str] = []
    for path in (root / "_quarto.yml", *sorted(root.glob("_quarto-*.yml"))):
        if path.is_file():
            value = read_yaml(path, path.name).data.get("bibliography") or []
            named += map(str, value if isinstance(value, list) else [value])
    return tuple(dict.fromkeys(spelled(root, PurePosixPath(name)) for name in named))


def read_bibliography(root: Path) -> Mapping[str, Entry]:
    """Return the entries of every bibliography that the report names, by key.

    What cannot be read is left to the reader of citations, which says so.

    Raises:
        ProjectError: ``_quarto.yml`` is no YAML.
        DataError: a bibliography is no text, or no JSON or YAML.
    """
    works: dict[str, Entry] = {}
    for path in bibliographies(root):
        if path.suffix in FORMATS and (root / path).is_file():
            text = read_text(root / path, str(path), error=DataError)
            for key, where, body in entries(text, str(path)):
                words = _keywords(body, FORMATS[path.suffix]).replace(";", ",").split(",")
                works.setdefault(key, Entry(where, frozenset(word.strip() for word in words) - {""}))
    return works


def entries(text: str, name: str) -> Iterator[tuple[str, str, str]]:
    """Yield key, ``file:line`` and text of each entry of a bibliography called *name*.

    The text of an entry in CSL YAML is that of the same entry in CSL JSON.

    Raises:
        DataError: a bibliography in CSL JSON or CSL YAML is neither, or is no list of entries with an ``id``.
    """
    read: Callable[[str, str], Iterator[tuple[str, int, str]]] = {
        "csljson": _of_json, "markdown": _of_yaml, "ris": _of_ris
    }.get(FORMATS.get(PurePosixPath(name).suffix, ""), _of_bibtex)  # fmt: skip
    for key, line, body in read(text, name):
        yield key, f"{name}:{line}", body


def require_small(text: str, name: str) -> None:
    """Refuse a .bib file whose abbreviations (``@string``) grow beyond what anybody reads.

    Raises:
        DataError: one is made of others so that it has more than :data:`_LONGEST_STRING` letters.
    """
    sizes: dict[str, int] = {}
    for match in _STRING.finditer(text):
        end = _closing(text, match.end()) or len(text)
        size = 0
        for quoted, word in _PART.findall(text, match.end(), end):
            size += len(quoted) if quoted else sizes.get(word.lower(), len(word))
        sizes[match[1].lower()] = size
        if size > _LONGEST_STRING:
            line = text.count("\n", 0, match.start()) + 1
            what = f"the abbreviation '{match[1]}' stands for more than {_LONGEST_STRING:,} letters"
            raise DataError(Problem(what, f"{name}:{line}", "write the words out where they are meant"))


def csl_yaml(text: str) -> tuple[str, int]:
    """Return a bibliography in CSL YAML as a mapping with ``references``, and the line at which it begins."""
    lines = [line if line.rstrip() not in _MARKS else "" for line in lines_of(text)]
    first = next((line for line in lines if line.strip() and not line.lstrip().startswith("#")), "")
    if first.startswith("-"):
        return "\n".join(["references:", *lines, ""]), 0
    return "\n".join([*lines, ""]), 1


def _of_bibtex(text: str, _name: str) -> Iterator[tuple[str, int, str]]:
    """Yield the entries of BibTeX, also of a file that Pandoc cannot read."""
    place, line, counted = 0, 1, 0
    while match := _AT.search(text, place):
        place = match.end()
        if match[1] is None:  # a line of comment
            continue
        end = _closing(text, place)
        if match[1].lower() in _NO_ENTRY:
            place = end or place
        elif key := _KEY.match(text, place):
            line += text.count("\n", counted, key.start(1))
            counted = key.start(1)
            yield key[1], line, text[key.end() : end or None]
            place = end or key.end()


def _closing(text: str, place: int) -> int:
    """Return the place of the brace that closes what was opened before; 0 where none does."""
    depth = 1
    for match in _BRACE.finditer(text, place):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if not depth:
            return match.start()
    return 0


def _of_json(text: str, name: str) -> Iterator[tuple[str, int, str]]:
    decoder = json.JSONDecoder()
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        what = f"not JSON: {getattr(error, 'msg', error)}"
        raise DataError(Problem(what, f"{name}:{line}", "save the bibliography as CSL JSON again")) from None
    if not isinstance(data, list):
        raise _no_list(name)
    place = text.index("[") + 1
    for item in data:
        start = place
        while text[start] in " \t\n,":
            start += 1
        _, place = decoder.raw_decode(text, start)
        line = text.count("\n", 0, start) + 1
        yield _id(item, f"{name}:{line}"), line, text[start:place]


def _of_yaml(text: str, name: str) -> Iterator[tuple[str, int, str]]:
    written, first_line = csl_yaml(text)
    file = parse_yaml(written, name, first_line=first_line, as_texts=True, error=DataError)
    items = file.data.get("references")
    if not isinstance(items, list):
        raise _no_list(name)
    for index, item in enumerate(items):
        where = file.where("references", index)
        yield _id(item, where), file.lines["references", index], json.dumps(item, ensure_ascii=False)


def _of_ris(text: str, _name: str) -> Iterator[tuple[str, int, str]]:
    start, line, key = 0, 1, ""
    for match in _RIS.finditer(text):
        if match[1] == "TY":
            start, line, key = match.start(), text.count("\n", 0, match.start()) + 1, ""
        elif match[1] == "ID":
            key = match[2].strip()
        elif match[1] == "ER" and key:
            yield key, line, text[start : match.end()]


def _id(item: Any, where: str) -> str:
    key = item.get("id") if isinstance(item, dict) else None
    if not isinstance(key, str | int) or not str(key):
        raise DataError(Problem("an entry has no 'id'", where, "give it the key by which it is cited"))
    return str(key)


def _no_list(name: str) -> DataError:
    return DataError(Problem("a list of works is expected", f"{name}:1", "export it as CSL once more"))


def _keywords(body: str, form: str) -> str:
    """Return the keywords of an entry, as its text has them."""
    if form in ("csljson", "markdown"):
        return str(json.loads(body).get("keyword", ""))
    if form == "ris":
        return ",".join(match[2] for match in _RIS.finditer(body) if match[1] == "KW")
    return ",".join(braced or quoted for braced, quoted in _KEYWORDS.findall(body))
