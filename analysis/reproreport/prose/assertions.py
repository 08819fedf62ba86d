"""Sentences that name what a notebook states, ``[…]{holds="coffee.most_drink"}``: does it hold now?"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reproreport.errors import Problem
from reproreport.near import nearest
from reproreport.prose.masking import BLANK, spans
from reproreport.render.read.markdown import SHORTCODE
from reproreport.render.read.structure import HOLDS
from reproreport.results.result import ASSERTION, NAME

if TYPE_CHECKING:
    from reproreport.prose.chapters import Prose
    from reproreport.results.entry import Current

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
