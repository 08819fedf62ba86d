"""What ``report check`` finds in the chapters' prose: typed numbers, and sentences that do not hold."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from reproreport.errors import Problem
from reproreport.gate.prose.allowed import ALLOWED, Allowed, fitting, needless, read_allowed
from reproreport.gate.prose.assertions import assertion_problems
from reproreport.gate.prose.chapters import read_prose
from reproreport.gate.prose.digits import NUMBER, Typed, around, things_of, typed_numbers
from reproreport.gate.prose.masking import PRINTED
from reproreport.results.collect import namespace
from reproreport.results.result import SINGLE

if TYPE_CHECKING:
    from reproreport.gate.entries.entry import Current
    from reproreport.gate.prose.chapters import Prose
    from reproreport.project import Project

#: So many results that show a typed number are named.
_SUGGESTED = 3

#: Numbers of so many digits are common.
_COMMON = 2


def prose_problems(
    project: Project, results: Iterable[Current], causes: Mapping[str, str] | None = None
) -> list[Problem]:
    """Return what is wrong with the prose, file by file in reading order; each problem fails the check.

    Args:
        project: the report.
        results: what it computes now.
        causes: why a statement is not as it was accepted, by its name.
    """
    results = list(results)
    problems: list[Problem] = []
    chapters = read_prose(project, problems)
    entries = read_allowed(project, list(dict.fromkeys(str(prose.file) for prose in chapters)), problems)
    used: set[Allowed] = set()
    units = {result.unit for result in results if result.unit.isalpha()}
    shown = _by_number(results)
    things = things_of(project)
    known = {result.name: result for result in results if result.kind in SINGLE}
    for prose in chapters:
        placed = list(assertion_problems(prose, known, causes or {}))
        for number in typed_numbers(prose.words, units, things):
            allowing = fitting(entries, prose, number)
            used.update(allowing)
            if not allowing:
                placed.append((number.start, _typed(number, prose, shown)))
        problems += (problem for _, problem in sorted(placed, key=lambda pair: pair[0]))
    problems += needless(entries, used)
    return problems


def broken_sentences(project: Project, results: Iterable[Current]) -> list[Problem]:
    """Return the sentences whose statements do not hold, or are not there, in reading order.

    Args:
        project: the report.
        results: what it computes now, in whichever edition.
    """
    known = {result.name: result for result in results if result.kind in SINGLE}
    found = (assertion_problems(prose, known, {}) for prose in read_prose(project, []))
    return [problem for problems in found for _, problem in problems]


def _typed(number: Typed, prose: Prose, shown: Mapping[str, list[Current]]) -> Problem:
    """Return the problem of a number that is typed in prose."""
    within = f", in the caption of {prose.cell}" if prose.cell else ""
    what = f"a typed number, {number.text}{within}: '{around(prose.words, number.start, number.end)}'"
    return Problem(what, prose.where(number.start), "; ".join(_fixes(number, prose, shown)))


def _fixes(number: Typed, prose: Prose, shown: Mapping[str, list[Current]]) -> Iterator[str]:
    """Yield what an author can do."""
    names = _that_show(number, prose, shown)[:_SUGGESTED]
    if names:
        yield f"use a result where it is meant: {{{{< var {' >}} or {{< var '.join(names)} >}}}}"
    else:
        yield "record it in the notebook, and use it with {{< var … >}}"
    yield f"mark it where it quotes a source: [{number.text}]{{.{PRINTED}}}"
    yield f"or allow it, with a reason, in {ALLOWED}"


def _that_show(number: Typed, prose: Prose, shown: Mapping[str, list[Current]]) -> list[str]:
    """Return the results that show a typed number, the likeliest first.

    Many show a small number: of these only what counts the same thing is likely.
    """
    digits = _digits(number.text)
    following = re.match(r"\s+([^\W\d_]+)", prose.words[number.end :])
    word = following[1] if following else ""
    likely = []
    for result in shown.get(digits, ()):
        is_same = bool(word and result.unit) and (
            word.startswith(result.unit) or result.unit.startswith(word)
        )
        if is_same or len(digits) > _COMMON:
            is_own = namespace(prose.file.parent.name) == result.name.partition(".")[0]
            likely.append((not is_same, not is_own, result.name))
    return [name for *_, name in sorted(likely)]


def _by_number(results: Iterable[Current]) -> dict[str, list[Current]]:
    """Return the results by the one number that each shows; "seven" stands under 7."""
    found: dict[str, list[Current]] = defaultdict(list)
    for result in results:
        text = str(result.value) if result.kind == "words" else result.text
        numbers = NUMBER.findall(text)
        if len(numbers) == 1:
            found[_digits(numbers[0])].append(result)
    return found


def _digits(number: str) -> str:
    """Return a number without its percent sign, which a table or a sentence may have in words."""
    return number.rstrip("%‰ \u00a0")
