"""What can be wrong with a report, as exceptions that a reader can act on.

    ReportError            anything that stops a build because of the report's own content
    ├── ProjectError       _quarto.yml, or the folders it names
    ├── ParameterError     a ``-P name=value`` that no notebook accepts
    ├── DataError          a file under data/ against its codebook
    ├── NotebookError      a notebook that does not run to its end
    ├── ResultError        a result recorded twice, unnamed, or not a number
    ├── ContentError       a chapter's text: references, variables, embeds, citations, images
    ├── RenderError        a program that turns chapters into documents
    ├── AcceptedError      tests/accepted/ (in reproreport.accepted)
    └── GitError           a git revision that cannot be read (in reproreport.accepted)

A :class:`Problem` says what is wrong, where, and what to do. An error carries one or more: what is found
wrong is said by :func:`wrong`, and :class:`Problems` gathers it, so that one run names everything that is
wrong with one input.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar, Token
from dataclasses import dataclass
from functools import partial
from typing import Final, Literal, Self

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


#: So many problems of one file of data are told; the rest are counted.
MOST: Final = 20


class Problems:
    """Gathers what is found wrong while it is open.

    For example::

        with Problems() as problems:
            read(…)  # and what it calls say wrong(what, where, fix), as often as it is so
        problems.stop(ContentError)

    Of several that are open, the one opened last gathers; each thread has its own.
    """

    def __init__(self, name: str = "", most: int | None = None) -> None:
        """Begin with none.

        Args:
            name: what is read, if only the first problems of it are to be told.
            most: how many are told; the rest are counted. By default all are told.
        """
        self._name = name
        self._most = most
        self._found: list[Problem] = []
        self._more = 0
        self._before: list[Token[Problems | None]] = []

    def __enter__(self) -> Self:
        """Gather from now on."""
        self._before.append(_OPEN.set(self))
        return self

    def __exit__(self, *_: object) -> None:
        """Let the one that was open before gather again."""
        _OPEN.reset(self._before.pop())

    def __iter__(self) -> Iterator[Problem]:
        """Give what is told, in the order in which it was found."""
        yield from self._found
        if self._more:
            yield Problem(f"and {self._more:,} more problem{'s' * (self._more != 1)}", self._name)

    def __len__(self) -> int:
        """Return how many problems were found, told or not."""
        return len(self._found) + self._more

    @property
    def full(self) -> bool:
        """Whether a further problem would only be counted."""
        return self._most is not None and len(self._found) >= self._most

    def add(self, problem: Callable[[], Problem]) -> None:
        """Note a problem, which is worked out only if it will be told."""
        if self.full:
            self._more += 1
        else:
            self._found.append(problem())

    def stop(self, error: type[ReportError]) -> None:
        """Raise what was found, if anything was.

        Raises:
            ReportError: as the given *error*, with all that is told.
        """
        if self._found:
            raise error(*self)


_OPEN: ContextVar[Problems | None] = ContextVar("the problems that are gathered", default=None)


def wrong(what: str, where: str = "", fix: str | Callable[[], str] = "", level: Level = "error") -> None:
    """Say that something is wrong, to the :class:`Problems` that are open.

    Args:
        what: what is wrong.
        where: ``file:line`` or a cell.
        fix: what to do; as a function it is worked out only if the problem will be told.
        level: see :class:`Problem`.

    Raises:
        ReportError: nobody gathers.
    """
    _say(lambda: Problem(what, where, fix if isinstance(fix, str) else fix(), level))


def gathered() -> int:
    """Return how many problems were gathered so far, to see later whether more were."""
    gathering = _OPEN.get()
    return len(gathering) if gathering is not None else 0


def gather(*problems: Problem) -> None:
    """Say that all of this is wrong, to the :class:`Problems` that are open.

    Raises:
        ReportError: nobody gathers.
    """
    for problem in problems:
        _say(partial(_same, problem))


def _same(problem: Problem) -> Problem:
    return problem


def _say(problem: Callable[[], Problem]) -> None:
    gathering = _OPEN.get()
    if gathering is None:
        raise ReportError(problem())
    gathering.add(problem)


def shortened(text: str, signs: int) -> str:
    """Return the beginning and the end of a text that is longer than anybody reads."""
    return text if len(text) <= signs else f"{text[: signs // 2]} … {text[-signs // 2 :]}"
