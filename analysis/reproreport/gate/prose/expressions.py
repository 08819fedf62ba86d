"""The language of assertions: comparisons of results, read as Python's syntax and never executed.

A result stands under its name and counts exactly: a percentage as its share, so that ``50%`` is ``1/2``.
Numbers, ``+ - * /``, comparisons and chains of them, ``and``, ``or``, ``not`` and brackets mean what they
mean in Python. Families of results are patterns in quotes (:mod:`reproreport.gate.prose.families`)::

    a.town.percent > a.ward.percent > 50%
    a.item_2.percent == max('a.item_*.percent')
    count('a.item_*.percent') == 7
    count('a.item_#.town' > 'a.item_#.ward') == 5

The condition in ``count``, ``all`` or ``any`` is judged once for everything that its marks, ``#`` or
``#level``, can stand for. ``low`` and ``high`` are the ends of an interval.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from reproreport.gate.prose.families import Names
from reproreport.gate.prose.operands import ExpressionError, Share, end_of, number_of
from reproreport.results.result import exact

if TYPE_CHECKING:
    from reproreport.gate.entries.entry import Current

_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*%")
# A folder called 01-vote gives names that are none of Python's: they are read as if in quotes.
_NUMBERED = re.compile(r"""'[^']*'|"[^"]*"|(?<![\w.])(\d\w*(?:\.[A-Za-z_]\w*)+)""")
_ARITHMETIC: Mapping[type[ast.AST], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_COMPARISONS: Mapping[type[ast.AST], Callable[[Fraction, Fraction], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_FAMILIES: Mapping[str, Callable[[list[Fraction]], Fraction]] = {
    "min": min,
    "max": max,
    "sum": lambda numbers: sum(numbers, Fraction()),
}
_CONDITIONS: Mapping[str, Callable[[list[bool]], bool | Fraction]] = {
    "count": lambda truths: Fraction(sum(truths)),
    "all": all,
    "any": any,
}
_FUNCTIONS = (*_FAMILIES, *_CONDITIONS, "abs", "low", "high")

#: Letters that an assertion may have; it is one sentence's.
_LONGEST = 5_000


@dataclass(frozen=True)
class Judgement:
    """Whether an assertion holds, and the names of the results that decide it, as they are met."""

    holds: bool
    names: tuple[str, ...]


def judge(expression: str, results: Mapping[str, Current]) -> Judgement:
    """Return whether an assertion holds.

    Args:
        expression: the assertion, as it is written.
        results: the single values of the report, by name.

    Raises:
        ExpressionError: it cannot be read, names an unknown result, or compares what cannot be compared.
    """
    reader = _Reader(results)
    try:
        holds = reader.truth(_tree(expression))
    except RecursionError:
        raise ExpressionError("it is nested too deeply") from None
    if not reader.names.met:
        raise ExpressionError("it names no result", "compare results of the report")
    return Judgement(holds, tuple(reader.names.met))


def _tree(expression: str) -> ast.expr:
    if len(expression) > _LONGEST:
        raise ExpressionError(f"it has more than {_LONGEST:,} letters", "state it in parts")
    text = _PERCENT.sub(r"(\1/100)", " ".join(expression.split()))
    text = _NUMBERED.sub(lambda found: f"'{found[1]}'" if found[1] else found[0], text)
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise ExpressionError(error.msg) from None
    except (ValueError, MemoryError) as error:
        raise ExpressionError(f"it cannot be read: {error}") from None


class _Reader:
    """One assertion while it is judged. A part that decides nothing is read as well: it may be wrong."""

    def __init__(self, results: Mapping[str, Current]) -> None:
        self.names = Names(results)
        self._readers: Mapping[type[ast.AST], Callable[..., bool | Fraction | None]] = {
            ast.BoolOp: self._logic,
            ast.UnaryOp: self._sign,
            ast.BinOp: self._arithmetic,
            ast.Compare: self._comparison,
            ast.Call: self._call,
            ast.Constant: self._constant,
            ast.Name: self._name,
            ast.Attribute: self._name,
        }

    def truth(self, node: ast.expr) -> bool:
        """Return the value of a part that must be true or false."""
        value = self._value(node)
        if not isinstance(value, bool):
            fix = "compare it with another: <, <=, ==, !=, >= or >"
            raise ExpressionError(f"'{ast.unparse(node)}' is a number and states nothing", fix)
        return value

    def number(self, node: ast.expr) -> Fraction:
        """Return the value of a part that must be a number."""
        value = self._value(node)
        if isinstance(value, bool):
            fix = "count(…) says for how many results it is true"
            raise ExpressionError(f"'{ast.unparse(node)}' is true or false, and no number", fix)
        return value

    def _value(self, node: ast.expr) -> bool | Fraction:
        reader = self._readers.get(type(node))
        value = reader(node) if reader else None
        if value is None:
            fix = f"it may hold results, numbers, + - * /, comparisons, and, or, not, {', '.join(_FUNCTIONS)}"
            raise ExpressionError(f"'{ast.unparse(node)}' cannot stand in an assertion", fix)
        return value

    def _logic(self, node: ast.BoolOp) -> bool:
        truths = [self.truth(value) for value in node.values]
        return all(truths) if isinstance(node.op, ast.And) else any(truths)

    def _sign(self, node: ast.UnaryOp) -> bool | Fraction | None:
        if isinstance(node.op, ast.Not):
            return not self.truth(node.operand)
        return -self.number(node.operand) if isinstance(node.op, ast.USub) else None

    def _arithmetic(self, node: ast.BinOp) -> Fraction | None:
        calculate = _ARITHMETIC.get(type(node.op))
        if calculate is None:
            return None
        left, right = self.number(node.left), self.number(node.right)
        if isinstance(node.op, ast.Div) and right == 0:
            raise ExpressionError(f"'{ast.unparse(node.right)}' is zero")
        return calculate(left, right)

    def _comparison(self, node: ast.Compare) -> bool | None:
        nodes = [node.left, *node.comparators]
        values = [self.number(part) for part in nodes]
        for place, part in enumerate(nodes):
            beside = values[max(0, place - 1) : place] + values[place + 1 : place + 2]
            is_large = isinstance(part, ast.Constant) and not _text(part) and values[place] > 1
            if is_large and any(isinstance(value, Share) for value in beside):
                what = f"a percentage is a share, from 0 to 1, and is compared with {ast.unparse(part)}"
                raise ExpressionError(what, f"write {ast.unparse(part)}%")
        if any(type(sign) not in _COMPARISONS for sign in node.ops):
            return None
        pairs = zip(node.ops, values[:-1], values[1:], strict=True)
        return all(_COMPARISONS[type(sign)](one, other) for sign, one, other in pairs)

    def _constant(self, node: ast.Constant) -> Fraction | None:
        if isinstance(node.value, str):
            return number_of(self.names.one(node.value))
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            return None
        try:
            return exact(node.value)
        except ValueError:
            return None

    def _name(self, node: ast.Name | ast.Attribute) -> Fraction:
        return number_of(self.names.one(ast.unparse(node)))

    def _call(self, node: ast.Call) -> bool | Fraction | None:
        function = node.func.id if isinstance(node.func, ast.Name) else ""
        if function not in _FUNCTIONS or node.keywords or not node.args:
            return None
        if function in _FAMILIES:
            return _FAMILIES[function]([number for part in node.args for number in self._numbers(part)])
        if len(node.args) > 1:
            raise ExpressionError(f"{function}(…) takes one thing, not {len(node.args)}")
        text = _text(node.args[0])
        if function == "abs":
            return abs(self.number(node.args[0]))
        if function in ("low", "high"):
            return end_of(self.names.one(text or ast.unparse(node.args[0])), function)
        if function == "count" and text:
            return Fraction(len(self.names.family(text)))
        return self._condition(function, node.args[0])

    def _numbers(self, node: ast.expr) -> list[Fraction]:
        """Return the numbers of a family, or the one of anything else."""
        text = _text(node)
        return [number_of(result) for result in self.names.family(text)] if text else [self.number(node)]

    def _condition(self, function: str, condition: ast.expr) -> bool | Fraction:
        """Judge a condition once for everything that its marks can stand for."""
        if self.names.marks:
            raise ExpressionError(f"{function}(…) stands inside another condition")
        truths = []
        for marks in self.names.bindings(filter(None, map(_text, ast.walk(condition)))):
            self.names.marks = marks
            truths.append(self.truth(condition))
        self.names.marks = {}
        return _CONDITIONS[function](truths)


def _text(node: ast.AST) -> str:
    """Return the text of a name or pattern in quotes; nothing for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
