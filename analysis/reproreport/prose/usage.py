"""Where the results of a report are used: by name in chapters, by assertions, in captions, in tables.

Sentences that name what a notebook states, ``[…]{holds="coffee.most_drink"}``: does it hold now?
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from reproreport.errors import Problem
from reproreport.near import nearest
from reproreport.project import CONFIG
from reproreport.prose.chapters import shortcodes
from reproreport.prose.masking import BLANK, spans
from reproreport.render.read.markdown import SHORTCODE
from reproreport.render.read.structure import HOLDS
from reproreport.results.collect import shown_name
from reproreport.results.result import ASSERTION, NAME, TEXTS, WHOLE, exact
from reproreport.textfile import read_text

if TYPE_CHECKING:
    from reproreport.project import Project
    from reproreport.prose.chapters import Prose
    from reproreport.results.result import Current, CurrentResults


_KEY = rf"(?<![\w-]){HOLDS}\s*="
_HOLDS = re.compile(rf"""{_KEY}\s*("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^\s}}]+)""")

#: A folder called 01-vote gives names that begin with a digit.
_NAME = re.compile(rf"\w+\.{NAME.pattern}", re.ASCII)

#: So many characters of a sentence are shown.
_SENTENCE = 200

_HOW = f'write [the sentence]{{{HOLDS}="chapter.name"}}, and states("name", …) in the notebook'


@dataclass(frozen=True)
class Broken(Problem):
    """A sentence whose *statement* does not hold."""

    statement: str = ""


@dataclass(frozen=True)
class Assertion:
    """One assertion of a text.

    Attributes:
        named: what it names, as written: one statement, or several with spaces between, all of which hold.
        sentence: the sentence that carries it; empty where none does.
        place: its place in the text.
    """

    named: str
    sentence: str
    place: int

    @property
    def names(self) -> list[str]:
        """Return the names of its statements; none where it is no list of names."""
        words = self.named.split()
        return words if all(map(_NAME.fullmatch, words)) else []


def assertions(prose: Prose) -> Iterator[Assertion]:
    """Yield the assertions of a file in their order; one that cannot be read names nothing."""
    read: set[int] = set()
    for span in spans(prose.visible):
        for match in _HOLDS.finditer(span.attributes):
            read.add(span.place + match.start())
            sentence = prose.visible[span.start : span.end]
            yield Assertion(_unquoted(match[1]), sentence, span.place + match.start())
    for match in re.finditer(rf"{_KEY}\s*[\"']", prose.visible):
        if match.start() not in read:
            yield Assertion("", "", match.start())


def assertion_problems(prose: Prose, results: Mapping[str, Current]) -> Iterator[tuple[int, Problem]]:
    """Yield what is wrong with the assertions of a file, each with its place in it.

    Args:
        prose: the file.
        results: the single values of the report, by name.
    """
    for assertion in assertions(prose):
        for problem in _wrong(assertion, results, prose.where(assertion.place)):
            yield assertion.place, problem


def _wrong(assertion: Assertion, results: Mapping[str, Current], where: str) -> Iterator[Problem]:
    """Yield what is wrong with an assertion."""
    if not assertion.named.strip():
        yield Problem(f"an assertion ({HOLDS}=) that cannot be read", where, _HOW)
    elif not assertion.sentence.strip():
        yield Problem(f"an assertion without a sentence: {assertion.named}", where, _HOW)
    elif not assertion.names:
        yield Problem(f"'{assertion.named}' names no statement", where, _HOW)
    for name in assertion.names if assertion.sentence.strip() else ():
        result = results.get(name)
        if result is None:
            stated = [known for known, one in results.items() if one.kind == ASSERTION]
            yield Problem(f"nothing states '{name}'", where, nearest(name, stated, _HOW))
        elif result.kind != ASSERTION:
            yield Problem(f"'{name}' is a value, and states nothing: {result.text}", where, _HOW)
        elif not result.value:
            what = f"'{_read(assertion.sentence, results)}' does not hold ({name}): {result.text}"
            yield Broken(what, where, "correct the sentence, or what it rests on", statement=name)


def _read(sentence: str, results: Mapping[str, Current]) -> str:
    """Return a sentence with the texts of the results in it, cut where it is long."""

    def text(match: re.Match[str]) -> str:
        name = match[1].split()[-1]
        return results[name].text if name in results else match[0]

    words = " ".join(SHORTCODE.sub(text, sentence).replace(BLANK, "").split())
    return words if len(words) <= _SENTENCE else f"{words[:_SENTENCE].rpartition(' ')[0]} …"


def _unquoted(value: str) -> str:
    """Return the value of an attribute as Pandoc reads it."""
    if value[:1] not in ("'", '"'):
        return value
    return html.unescape(re.sub(r"\\(.)", r"\1", value[1:-1]))


_REFERENCE = re.compile(r"@((?:tbl|fig)-[\w-]*\w)", re.IGNORECASE)

#: What a value stands among in a cell that has more than one: "44 (83.0%)", "2 of 7", "70.8% to 90.8%".
_BESIDE = re.compile(r"[\s()\[\]–;:=<>*]+|,\s")


def uses(project: Project, chapters: Iterable[Prose], results: CurrentResults) -> dict[str, list[str]]:
    """Return where each result, table and figure is used by its name: ``file:line``, each once.

    Args:
        project: the report.
        chapters: the files of its chapters, and captions.
        results: what it computes now.
    """
    found: dict[str, dict[str, None]] = defaultdict(dict)
    labels = {name.partition(".")[2]: name for name, entry in results.items() if entry.kind in WHOLE}
    named = chain(_in_chapters(chapters, labels), _in_config(project))
    for name, where in named:
        found[name][where] = None
    return {name: list(places) for name, places in found.items()}


def tables_that_show(results: Iterable[Current]) -> dict[str, list[str]]:
    """Return, for every single value, the tables and figures of its chapter where it stands, by name.

    A cell may show the value alone or among others. That it stands there by chance cannot be excluded.
    """
    results = list(results)
    shown = [(entry, *_contents(entry)) for entry in results if entry.kind in WHOLE]
    return {
        result.name: [
            entry.name
            for entry, texts, numbers in shown
            if entry.chapter == result.chapter
            and (not texts.isdisjoint(_faces(result)) or any(found <= numbers for found in _numbers(result)))
        ]
        for result in results
        if result.kind not in WHOLE
    }


def _in_chapters(chapters: Iterable[Prose], labels: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for prose in chapters:
        places = [(place, name) for name, place in shortcodes(prose.visible, "var")]
        for target, place in shortcodes(prose.visible, "embed"):
            path, _, label = target.partition("#")
            places.append((place, shown_name(PurePosixPath(path).stem, label)))
        for match in _REFERENCE.finditer(prose.visible):
            label = match[1][0].lower() + match[1][1:]
            places.append((match.start(), labels.get(label, label)))
        for assertion in assertions(prose):
            places += ((assertion.place, name) for name in assertion.names)
        for place, name in sorted(places):
            yield name, prose.where(place)


def _in_config(project: Project) -> Iterator[tuple[str, str]]:
    for path in (project.root / CONFIG, *sorted(project.root.glob("_quarto-*.yml"))):
        text = read_text(path, path.name)
        for name, place in shortcodes(text, "var"):
            yield name, f"{path.name}:{text.count(chr(10), 0, place) + 1}"


def _contents(table: Current) -> tuple[set[str], set[float]]:
    """Return the texts of a table's cells, whole and in parts, and its numbers."""
    cells = {cell for row in table.table for cell in row}
    texts = {cell for cell in cells if isinstance(cell, str)}
    parts = {part for text in texts for part in (*text.split(), *_BESIDE.split(text))}
    return texts | parts - {""}, {float(cell) for cell in cells if not isinstance(cell, str)}


def _faces(result: Current) -> set[str]:
    """Return the texts that a result may be in a table, whose heading can have its unit."""
    if result.kind == ASSERTION:
        return set()
    if result.kind == "words":
        return {str(result.value)}
    text = result.text.replace("\u00a0", " ").removeprefix("*p* ").removeprefix("= ")
    bare = text.replace("%", "")
    # A figure's data hold a share as the fraction that it is.
    return {text, bare, bare.replace(" to ", "–"), str(result.value)}


def _numbers(result: Current) -> list[set[float]]:
    """Return a result as the numbers of a figure, in its own unit and, for a share, in per cent."""
    if result.kind in TEXTS:
        return []
    single = result.single
    values = [float(exact(value)) for value in (single if isinstance(single, list) else [single])]
    return [set(values), {value * 100 for value in values}] if result.unit == "%" else [set(values)]
