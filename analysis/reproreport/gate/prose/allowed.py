"""Digits that may stand in prose all the same: the allow-list, where each entry gives its reason.

It maps a file, a chapter's or a notebook, to texts that stand in it, and each text to the reason::

    index.qmd:
      "Python 3.11": the oldest version that runs this report
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reproreport.errors import Problem, ProjectError
from reproreport.render.read.source import nearest
from reproreport.yamlfile import read_yaml

if TYPE_CHECKING:
    from reproreport.gate.prose.chapters import Prose
    from reproreport.gate.prose.digits import Typed
    from reproreport.project import Project

#: The allow-list, from the project's root. A report without one needs none.
ALLOWED = "chapters/allowed-numbers.yml"


@dataclass(frozen=True)
class Allowed:
    """One entry: a text of a file in which digits may stand, and where the entry is."""

    file: str
    text: str
    where: str

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where a file's text has this one; line breaks count as spaces."""
        words = r"\s+".join(map(re.escape, self.text.split()))
        yield from (match.span() for match in re.finditer(rf"(?<!\w){words}(?!\w)", text))


def read_allowed(project: Project, files: Sequence[str], problems: list[Problem]) -> list[Allowed]:
    """Return the entries of the allow-list; what is wrong with them is a problem."""
    if not (project.root / ALLOWED).is_file():
        return []
    try:
        listed = read_yaml(project.root / ALLOWED, ALLOWED)
    except ProjectError as error:
        fix = 'write the file, and below it "the text with its digits": the reason'
        problems += (replace(problem, fix=problem.fix or fix) for problem in error.problems)
        return []
    found: list[Allowed] = []
    for file, texts in listed.data.items():
        where = listed.where(str(file))
        if file not in files:
            fix = nearest(str(file), files) or "name a chapter's file, from the project's root"
            problems.append(Problem(f"'{file}' is no file of the report's prose", where, fix))
        elif not isinstance(texts, dict) or not texts:
            fix = 'write "the text with its digits": the reason'
            problems.append(Problem(f"no texts are allowed under '{file}'", where, fix))
        else:
            for text, reason in texts.items():
                where = listed.where(str(file), str(text))
                if not isinstance(reason, str) or not reason.strip():
                    fix = "say why this is no result"
                    problems.append(Problem(f"'{text}' is allowed without a reason", where, fix))
                elif not isinstance(text, str) or not any(map(str.isnumeric, text)):
                    fix = "write the digits and the words beside them, in quotation marks"
                    problems.append(Problem(f"'{text}' is no text with a digit", where, fix))
                else:
                    found.append(Allowed(str(file), text, where))
    return found


def fitting(entries: Sequence[Allowed], prose: Prose, number: Typed) -> list[Allowed]:
    """Return the entries that allow a typed number."""
    return [
        entry
        for entry in entries
        if entry.file == str(prose.file)
        and any(start <= number.start and number.end <= end for start, end in entry.places(prose.text))
    ]


def needless(entries: Sequence[Allowed], used: Collection[Allowed]) -> Iterator[Problem]:
    """Yield a problem for each entry that allows nothing."""
    for entry in entries:
        if entry not in used:
            what = f"no typed number of {entry.file} stands in '{entry.text}'"
            yield Problem(what, entry.where, "remove the entry, or correct its text")
