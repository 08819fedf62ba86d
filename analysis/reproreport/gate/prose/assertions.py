"""Sentences that carry their assertion, ``[…]{holds="a.b > c.d"}``: does it hold with the results of now?"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reproreport.errors import Problem
from reproreport.gate.prose.blocks import BLANK
from reproreport.gate.prose.expressions import Judgement, judge
from reproreport.gate.prose.masking import spans
from reproreport.gate.prose.operands import ExpressionError
from reproreport.render.read.markdown import SHORTCODE
from reproreport.render.read.structure import HOLDS

if TYPE_CHECKING:
    from reproreport.gate.entries.entry import Current
    from reproreport.gate.prose.chapters import Prose

_KEY = rf"(?<![\w-]){HOLDS}\s*="
_HOLDS = re.compile(rf"""{_KEY}\s*("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^\s}}]+)""")

#: So many characters of a sentence, and so many results, are shown.
_SENTENCE, _NAMED = 200, 12


@dataclass(frozen=True)
class Assertion:
    """One assertion: its expression, the sentence that carries it (empty: none does), its place."""

    expression: str
    sentence: str
    place: int


def assertions(prose: Prose) -> Iterator[Assertion]:
    """Yield the assertions of a file in their order; one without an expression cannot be read."""
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
    """Yield what is wrong with the assertions of a file, each with its place in it."""
    for assertion in assertions(prose):
        problem = _problem(assertion, results)
        if problem is not None:
            what, fix = problem
            yield assertion.place, Problem(what, prose.where(assertion.place), fix)


def judgements(prose: Prose, results: Mapping[str, Current]) -> Iterator[tuple[Assertion, Judgement]]:
    """Yield the assertions of a file that can be judged."""
    for assertion in assertions(prose):
        try:
            yield assertion, judge(assertion.expression, results)
        except ExpressionError:
            continue


def _problem(assertion: Assertion, results: Mapping[str, Current]) -> tuple[str, str] | None:
    """Return what is wrong with an assertion and what to do, or None where it holds."""
    form = f'write [the sentence]{{{HOLDS}="…"}}'
    if not assertion.expression.strip():
        return f"an assertion ({HOLDS}=) that cannot be read", form
    if not assertion.sentence.strip():
        return f"an assertion without a sentence: {assertion.expression}", form
    try:
        judgement = judge(assertion.expression, results)
    except ExpressionError as error:
        return f"in the assertion '{assertion.expression}': {error}", error.fix
    if judgement.holds:
        return None
    sentence, values = _read(assertion.sentence, results), _values(judgement.names, results)
    what = f"'{sentence}' does not hold: {assertion.expression}, where {values}"
    return what, "correct the sentence together with its assertion"


def _read(sentence: str, results: Mapping[str, Current]) -> str:
    """Return a sentence with the texts of the results in it, cut where it is long."""

    def text(match: re.Match[str]) -> str:
        name = match[1].split()[-1]
        return results[name].text if name in results else match[0]

    words = " ".join(SHORTCODE.sub(text, sentence).replace(BLANK, "").split())
    return words if len(words) <= _SENTENCE else f"{words[:_SENTENCE].rpartition(' ')[0]} …"


def _values(names: tuple[str, ...], results: Mapping[str, Current]) -> str:
    """Return what the results of an assertion are, exact where they are shares."""
    shown = []
    for name in names[:_NAMED]:
        result = results[name]
        exact = f" ({result.value})" if isinstance(result.value, str) and "/" in result.value else ""
        shown.append(f"{name} is {result.text}{exact}")
    if len(names) > _NAMED:
        shown.append(f"{len(names) - _NAMED} more")
    return ", ".join(shown) or "no result is named"


def _unquoted(value: str) -> str:
    """Return the value of an attribute as Pandoc reads it."""
    if value[:1] not in ("'", '"'):
        return value
    return html.unescape(re.sub(r"\\(.)", r"\1", value[1:-1]))
