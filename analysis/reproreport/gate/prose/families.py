"""Names of results in an assertion, and patterns for families of them.

In a pattern ``*``, ``?``, ``[12]`` and ``[!12]`` fit within one part of a name. A mark, ``#`` or ``#level``,
fits one part or a piece of it, and the same words wherever it stands in one condition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from reproreport.gate.prose.operands import ExpressionError
from reproreport.render.read.source import nearest

if TYPE_CHECKING:
    from reproreport.gate.entries.entry import Current

_MARK = re.compile(r"#[a-z]*")
_PARTS = re.compile(r"\[!?\w+(?:-\w)?\w*\]|[^\[]|\[")
_WILD = {"*": "[^.]*", "?": "[^.]"}


class Names:
    """The results of a report as an assertion names them.

    Attributes:
        met: the names that were asked for, in their order.
        marks: what each mark stands for now, inside a condition.
    """

    def __init__(self, results: Mapping[str, Current]) -> None:
        """Start with nothing met."""
        self.results = results
        self.met: dict[str, None] = {}
        self.marks: dict[str, str] = {}

    def one(self, name: str) -> Current:
        """Return the result of a name, in which marks may stand.

        Raises:
            ExpressionError: there is none, or the name is a pattern for many.
        """
        if re.search(r"[*?\[]", name):
            fix = "say what of them is meant: min(…), max(…), sum(…) or count(…)"
            raise ExpressionError(f"'{name}' is for many results", fix)
        name = self._filled(name)
        if name not in self.results:
            raise ExpressionError(f"there is no result '{name}'", self._near(name))
        self.met[name] = None
        return self.results[name]

    def family(self, pattern: str) -> list[Current]:
        """Return the results that a pattern fits, at least one.

        Raises:
            ExpressionError: it fits none.
        """
        regex = _regex(self._filled(pattern))
        found = [result for name, result in self.results.items() if re.fullmatch(regex, name)]
        if not found:
            raise ExpressionError(f"no result fits '{pattern}'", self._near(pattern))
        self.met.update((result.name, None) for result in found)
        return found

    def bindings(self, patterns: Iterable[str]) -> list[dict[str, str]]:
        """Return everything that the marks of a condition can stand for together.

        Args:
            patterns: the names and patterns in the condition; one at least has all of its marks.

        Raises:
            ExpressionError: there is no mark, none has all of them, or no result fits.
        """
        patterns = list(patterns)
        marks = sorted({mark for pattern in patterns for mark in _MARK.findall(pattern)})
        whole = [pattern for pattern in patterns if set(_MARK.findall(pattern)) == set(marks)]
        if not marks or not whole:
            what = (
                f"no name has all of {', '.join(marks)}" if marks else "no name has a # for what is counted"
            )
            raise ExpressionError(what, "write names in quotes: count('a.item_#.town' > 'a.item_#.ward')")
        words = {found for pattern in whole for found in self._words(pattern, marks)}
        return [dict(zip(marks, found, strict=True)) for found in sorted(words)]

    def _words(self, pattern: str, marks: Sequence[str]) -> list[tuple[str, ...]]:
        """Return what the marks of one pattern can stand for, so that it fits a result."""
        groups: dict[str, int] = {}
        regex, end = "", 0
        for mark in _MARK.finditer(pattern):
            known = groups.get(mark[0])
            groups.setdefault(mark[0], len(groups) + 1)
            regex += _regex(pattern[end : mark.start()]) + (f"(?:\\{known})" if known else "([^.]+)")
            end = mark.end()
        regex += _regex(pattern[end:])
        fitting = [match for name in self.results if (match := re.fullmatch(regex, name))]
        if not fitting:
            raise ExpressionError(f"no result fits '{pattern}'", self._near(pattern))
        return [tuple(match[groups[mark]] for mark in marks) for match in fitting]

    def _filled(self, pattern: str) -> str:
        """Return a pattern with the words that its marks stand for."""
        for mark in _MARK.findall(pattern):
            if mark not in self.marks:
                fix = "put the comparison into count(…), all(…) or any(…)"
                raise ExpressionError(f"{mark} in '{pattern}' stands for nothing here", fix)
        return _MARK.sub(lambda mark: self.marks[mark[0]], pattern)

    def _near(self, name: str) -> str:
        plain = re.sub(r"[*?\[\]]|#[a-z]*", "", name)
        return nearest(plain, self.results) or "correct the name, or record the result"


def _regex(pattern: str) -> str:
    """Return a glob as a regular expression that does not cross the points of a name."""
    return "".join(
        part.replace("[!", "[^.") if len(part) > 1 else _WILD.get(part, re.escape(part))
        for part in _PARTS.findall(pattern)
    )
