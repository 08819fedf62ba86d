"""What a check found, on one screen: each cause once, and under it what it moved.

The same stands in Markdown, for a job's summary, a pull request or GitLab, and in JUnit's XML.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, TextIO

from reproreport.accepted.words import comparison_json, counted, listed, worded
from reproreport.console import console
from reproreport.prose.usage import Broken
from reproreport.results.result import WHOLE

if TYPE_CHECKING:
    from reproreport.accepted.compare import Comparison, Drift
    from reproreport.errors import Problem

#: Columns where there is no terminal.
WIDTH = 80

#: What one screen holds: so many causes, and of each so many sentences, and of a chapter so many results.
_CAUSES, _SENTENCES, _RESULTS = 6, 8, 4

#: Rows of a table in Markdown, which services cut beyond a million characters.
_ROWS = 200

_COLOURS = {"changed": "red", "vanished": "red", "new": "yellow", "renamed": "yellow"}
_HEAD = ("| Result | Accepted | Now | Difference | Tolerance | Cells |", "|---|---|---|---|---|---|")
_UNKNOWN = "no cause was found"
_LIBRARY = "reproreport."


@dataclass(frozen=True)
class Moved:
    """What moved for the same causes.

    Attributes:
        causes: the causes, each in one line; those that an earlier group names in full by their number, and
            all changes of the library as one.
        sentences: the sentences that no longer hold.
        chapters: the other results by chapter, in reading order: values, then tables and figures.
        appendices: those of appendices, which keep the books.
    """

    causes: tuple[str, ...]
    sentences: tuple[Problem, ...]
    chapters: Mapping[str, tuple[Drift, ...]]
    appendices: Mapping[str, tuple[Drift, ...]]


@dataclass(frozen=True)
class Checked:
    """What a check found.

    Attributes:
        comparison: the results against the accepted ones.
        prose: what is wrong with the chapters: all that the build would refuse, typed numbers, assertions.
        unused: the results that no chapter uses and no table shows; they do not fail the check.
        chapters: the names of the chapters, in reading order.
        appendices: those of the appendices.
    """

    comparison: Comparison
    prose: tuple[Problem, ...] = ()
    unused: tuple[str, ...] = ()
    chapters: tuple[str, ...] = ()
    appendices: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Return whether nothing drifted and nothing is wrong with the prose."""
        return not self.comparison.drifts and not self.prose

    def moved(self) -> list[Moved]:
        """Return each cause with what it moved."""
        broken = [problem for problem in self.prose if isinstance(problem, Broken)]
        return moved(self.comparison.drifts, broken, self.chapters, self.appendices)

    def other_prose(self) -> list[Problem]:
        """Return what is wrong with the prose and has no cause among the results."""
        explained = {drift.name for drift in self.comparison.drifts}
        return [
            problem
            for problem in self.prose
            if not isinstance(problem, Broken) or problem.statement not in explained
        ]

    def as_json(self) -> dict[str, Any]:
        """Return it for machines."""
        return {
            "passed": self.passed,
            **comparison_json(self.comparison),
            "prose": [
                {"what": problem.what, "where": problem.where, "fix": problem.fix} for problem in self.prose
            ],
            "unused": list(self.unused),
        }


def moved(
    drifts: Iterable[Drift],
    sentences: Iterable[Broken] = (),
    chapters: Sequence[str] = (),
    appendices: Sequence[str] = (),
) -> list[Moved]:
    """Group drifts by their causes; first come those that made most sentences of chapters false.

    Args:
        drifts: what is not as accepted.
        sentences: the sentences that do not hold; those of no drift are left out.
        chapters: the names of the report's chapters in reading order.
        appendices: those of its appendices.
    """
    groups: dict[tuple[str, ...], list[Drift]] = defaultdict(list)
    of_library: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for drift in drifts:
        told = dict.fromkeys(map(str, drift.causes))
        library = {cause for cause in told if cause.startswith(_LIBRARY)}
        own = tuple(cause for cause in told if cause not in library)
        own = own or (() if library else (_UNKNOWN,))
        groups[own].append(drift)
        of_library[own] |= library
    said: dict[str, list[Broken]] = defaultdict(list)
    for sentence in sentences:
        said[sentence.statement].append(sentence)

    def weight(group: tuple[tuple[str, ...], list[Drift]]) -> tuple[object, ...]:
        body = [drift for drift in group[1] if drift.entry.chapter not in appendices]
        return -sum(len(said[drift.name]) for drift in body), -len(body), -len(group[1]), group[0]

    numbers: dict[str, int] = {}
    repeated = len(set(chain(*groups))) < sum(map(len, groups))
    found = []
    for causes, of_these in sorted(groups.items(), key=weight):
        in_order = sorted(of_these, key=lambda drift: drift.entry.chapter in appendices)
        others = [drift for drift in of_these if not said[drift.name]]
        found.append(
            Moved(
                (*(_numbered(causes, numbers) if repeated else causes), *_library(of_library[causes])),
                tuple(sentence for drift in in_order for sentence in said[drift.name]),
                _by_chapter((one for one in others if one.entry.chapter not in appendices), chapters),
                _by_chapter((one for one in others if one.entry.chapter in appendices), appendices),
            )
        )
    return found


def _numbered(causes: Iterable[str], numbers: dict[str, int]) -> Iterator[str]:
    """Yield causes with their numbers; one that has a number already is not told again."""
    for cause in causes:
        if cause in numbers:
            yield f"also {numbers[cause]}."
        else:
            numbers[cause] = len(numbers) + 1
            yield f"{numbers[cause]}. {cause}"


def _library(changed: Collection[str]) -> Iterator[str]:
    """Yield one line for all that changed in the library, which is nobody's report."""
    if changed:
        first = min(changed)
        more = f", and {len(changed) - 1} more of its definitions" if len(changed) > 1 else ""
        yield f"the library itself: {first}{more}"


def _by_chapter(drifts: Iterable[Drift], order: Sequence[str]) -> dict[str, tuple[Drift, ...]]:
    found: dict[str, list[Drift]] = defaultdict(list)
    for drift in drifts:
        found[drift.entry.chapter].append(drift)
    known = {name: place for place, name in enumerate(order)}
    return {
        name: tuple(sorted(found[name], key=lambda drift: drift.entry.kind in WHOLE))
        for name in sorted(found, key=lambda name: (known.get(name, len(known)), name))
    }


def show(groups: Sequence[Moved], *, verbose: bool = False, file: TextIO | None = None) -> None:
    """Print what moved: the causes in bold, and no more than a screen of it unless all is asked for."""
    from rich.text import Text

    kept = groups if verbose else groups[:_CAUSES]
    with console(file, WIDTH) as shown:
        for group in kept:
            told = group.causes if verbose else group.causes[:_CAUSES]
            for cause in told:
                shown.print(Text(f"cause: {cause}", style="bold"), soft_wrap=True)
            if more := len(group.causes) - len(told):
                shown.print(Text(f"  … and {more} more causes"))
            for line, style in _lines(group, verbose=verbose):
                text = Text(line)
                if style:
                    text.highlight_words([line.split()[0]], style)
                shown.print(text, soft_wrap=True)
            shown.print()
        if rest := groups[len(kept) :]:
            number = sum(map(_size, rest))
            shown.print(Text(f"… and {len(rest)} more causes, which moved {number} more: --verbose"))
            shown.print()


def _size(group: Moved) -> int:
    results = chain(*group.chapters.values(), *group.appendices.values())
    return len(group.sentences) + sum(1 for _ in results)


def _lines(group: Moved, *, verbose: bool) -> Iterator[tuple[str, str]]:
    """Yield the lines below a cause, each with the colour of its first word."""
    if group.sentences:
        one = len(group.sentences) == 1
        yield f"  {_number(len(group.sentences), 'sentence')} no longer hold{'s' * one}:", ""
        for problem in group.sentences if verbose else group.sentences[:_SENTENCES]:
            yield f"    {problem.where}: {problem.what}", ""
        if len(group.sentences) > _SENTENCES and not verbose:
            yield f"    … and {len(group.sentences) - _SENTENCES} more", ""
    for chapter, drifts in group.chapters.items():
        yield f"  {chapter}: {_number(len(drifts), 'result')}", ""
        for drift in drifts if verbose else drifts[:_RESULTS]:
            words = worded(drift)
            yield f"    {words.line if verbose else words.short}", _COLOURS[drift.status]
            if verbose:
                yield from ((f"      {cell}", "") for cell in words.cells)
        if len(drifts) > _RESULTS and not verbose:
            yield f"    … and {len(drifts) - _RESULTS} more", ""
    if not group.appendices:
        return
    if verbose:
        yield from _lines(Moved((), (), group.appendices, {}), verbose=True)
    else:
        parts = (f"{chapter} {len(drifts)}" for chapter, drifts in group.appendices.items())
        yield f"  in appendices: {', '.join(parts)}", ""


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def as_markdown(checked: Checked) -> str:
    """Return what a check found, as Markdown that GitHub and GitLab show."""
    drifts, agreeing = checked.comparison.drifts, len(checked.comparison.agreeing)
    lines = ["### Results against the accepted ones", ""]
    if drifts:
        lines += [f"{counted(drifts)}; {agreeing} are as accepted.", ""]
        rows = _ROWS
        for group in checked.moved():
            lines += [f"**{_plain('; '.join(group.causes))}**", ""]
            lines += [f"- {_plain(f'{one.where}: {one.what}')}" for one in group.sentences]
            lines += [""] * bool(group.sentences)
            for part, folded in ((group.chapters, False), (group.appendices, True)):
                named = [drift for of_chapter in part.values() for drift in of_chapter]
                if not named:
                    continue
                if folded:
                    lines += [
                        f"<details><summary>{_number(len(named), 'result')} in appendices</summary>",
                        "",
                    ]
                if rows:
                    lines += [
                        "| Result | Accepted | Now | Difference | Tolerance | Cells |",
                        "|---|---|---|---|---|---|",
                    ]
                    lines += [_row(drift) for drift in named[:rows]]
                if len(named) > rows:
                    lines += ["", f"… and {len(named) - rows} more."]
                rows = max(0, rows - len(named))
                lines += ["", *["</details>", ""] * folded]
    else:
        lines.append(f"All {agreeing} results are as accepted.")
    if pictures := checked.comparison.pictures:
        lines += ["", f"Drawn differently, with the same data: {_code(pictures)}."]
    if checked.unused:
        lines += ["", f"Used by no chapter, shown in no table: {_code(checked.unused)}."]
    if others := checked.other_prose():
        lines += ["", "### Prose", "", *(f"- {_plain(str(problem))}" for problem in others[:_ROWS])]
        if len(others) > _ROWS:
            lines.append(f"- … and {len(others) - _ROWS} more")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip("\n") + "\n"


def as_junit(checked: Checked) -> str:
    """Return what a check found as JUnit's XML: a suite for each chapter, a case for each result.

    What is wrong with the prose is a suite of its own, a case for each place.
    """
    from xml.etree.ElementTree import Element, SubElement, indent, tostring

    suites: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for name in checked.comparison.agreeing:
        chapter, _, result = name.partition(".")
        suites[chapter].append((result, "", ""))
    for drift in checked.comparison.drifts:
        chapter, _, result = drift.name.partition(".")
        suites[chapter].append((result, worded(drift).line, str(worded(drift))))
    for problem in checked.prose:
        suites["prose"].append((problem.where or problem.what, problem.what, str(problem)))
    root = Element("testsuites", name="report check")
    for suite, cases in sorted(suites.items()):
        failed = sum(bool(message) for _, message, _ in cases)
        inside = SubElement(root, "testsuite", name=suite, tests=str(len(cases)), failures=str(failed))
        for name, message, text in sorted(cases):
            case = SubElement(inside, "testcase", classname=suite, name=_xml(name))
            if message:
                SubElement(case, "failure", message=_xml(message)).text = _xml(text)
    indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _xml(text: str) -> str:
    """Return a text without the characters that XML does not have."""
    return re.sub(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "�", text)


def _row(drift: Drift) -> str:
    words = worded(drift)
    cells = (words.accepted, words.now, words.difference, words.tolerance)
    details = "<br>".join(map(_plain, words.cells))
    status, names = words.title.split(" ", 1)
    return f"| {status} `{names}` | {' | '.join(map(_plain, cells))} | {details} |"


def _code(names: Sequence[str]) -> str:
    return listed([f"`{name}`" for name in names])


def _plain(text: str) -> str:
    """Return a text without what Markdown would take for marks."""
    for mark in "\\`*_|<>[]":
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())
