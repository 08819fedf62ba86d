"""What can be wrong with a report, as exceptions that a reader can act on.

    ReportError            anything that stops a build because of the report's own content
    ├── ProjectError       _quarto.yml, or the folders it names
    ├── ParameterError     a ``-P name=value`` that no notebook accepts
    ├── DataError          a file under data/ against its codebook
    ├── NotebookError      a notebook that does not run to its end
    ├── ResultError        a result recorded twice, unnamed, or not a number
    ├── ContentError       a chapter's text: references, variables, embeds, citations, images
    ├── RenderError        a program that turns chapters into documents
    ├── AcceptedError      tests/accepted/ (in analysis/reproreport/gate)
    └── GitError           a git revision that cannot be read (in analysis/reproreport/gate)

A :class:`Problem` says what is wrong, where, and what to do. An error carries one or more, so that
one run names everything that is wrong with one input.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from reproreport.console import visible

DOCTOR = "`report doctor` says what is missing, and the command that installs it"
"""What to do where something is not installed."""


Level = Literal["error", "warning", "strict"]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: *what*, *where* (``file:line`` or a cell), and *fix*, what to do.

    Its *level* is "error", which stops every build; "warning", which stops only a report that is ``strict``,
    and is told at the end of any other build; or "strict", which is wrong in a strict report only.
    """

    what: str
    where: str = ""
    fix: str = ""
    level: Level = "error"

    def __str__(self) -> str:
        """Return the message as the command line prints it: with escapes for what a terminal would obey."""
        lines = f"{self.where}: {self.what}" if self.where else self.what
        return visible(f"{lines}\n    {self.fix}" if self.fix else lines)


def stopping(problems: Iterable[Problem], *, strict: bool) -> list[Problem]:
    """Return the problems that stop a build: all of a strict report's, and the errors of any other one."""
    return [problem for problem in problems if strict or problem.level == "error"]


def damaged(name: str) -> Problem:
    """Return what to say of a file that a build has made, and that is not as it made it."""
    return Problem("the file is damaged", name, "build again; if that does not help: report clean")


class ReportError(Exception):
    """The report's own content is wrong; the message is meant for its author."""

    def __init__(self, *problems: Problem) -> None:
        """Keep the problems; the exception pickles, so it crosses process boundaries."""
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        """Return every problem, one after the other."""
        return "\n".join(str(problem) for problem in self.problems)


class ProjectError(ReportError):
    """``_quarto.yml`` or the folders that it names are wrong."""


class ParameterError(ReportError):
    """A parameter is unknown to every notebook, or its value has the wrong type."""


class DataError(ReportError):
    """A data file does not agree with its codebook."""


class NotebookError(ReportError):
    """A notebook cannot be run to its end.

    Attributes:
        missing: the files that it looked for and that were not there, from the project's root.
    """

    def __init__(self, *problems: Problem, missing: Iterable[str] = ()) -> None:
        """Keep the problems, and what was missing."""
        super().__init__(*problems)
        self.missing = frozenset(missing)


class ResultError(ReportError):
    """A recorded result cannot be used: its name, its value, or a second recording of it."""


class ContentError(ReportError):
    """A chapter's text refers to something that is not there."""


class RenderError(ReportError):
    """A program that turns chapters into documents failed."""


def shortened(text: str, signs: int) -> str:
    """Return the beginning and the end of a text that is longer than anybody reads."""
    return text if len(text) <= signs else f"{text[: signs // 2]} … {text[-signs // 2 :]}"
