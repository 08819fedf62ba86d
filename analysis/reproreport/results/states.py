"""State a comparison from inside a notebook, so that a sentence can rest on it."""

from __future__ import annotations

import ast
import linecache
import sys
from collections.abc import Iterator, Mapping
from fractions import Fraction
from numbers import Number
from types import FrameType
from typing import Any

from reproreport.errors import Problem, ResultError
from reproreport.results.record import publish
from reproreport.results.result import ASSERTION, NAME, Result
from reproreport.syntax import parse

#: So many values are shown, each with so many characters.
_SHOWN, _LONGEST = 12, 60

#: A value that is not shown: a function, or one that cannot be computed once more.
_NONE = object()


def states(name: str, condition: object) -> Result:
    """Record whether a comparison holds; a chapter's sentence names it: ``[… leads]{holds="a.name"}``.

    The gate watches it as it does a value. Where it does not hold, the parts of *condition* are computed once
    more, so that messages show their values.

    Args:
        name: dotted identifier path within this notebook, such as ``propaganda_leads``.
        condition: the comparison, written out in the call: ``share["2"] > share.drop("2").max()``.

    Returns:
        The statement; ``.value`` says whether it holds, ``.text`` is how messages show it.

    Raises:
        ResultError: the name cannot be used, the condition is neither true nor false (a whole column of
            truths, a number), or the statement cannot reach the build.
    """
    if not NAME.fullmatch(name):
        fix = "use letters, digits and _, with dots between"
        raise ResultError(Problem(f"'{name}' cannot name a statement", fix=fix))
    frame = sys._getframe(1)
    expression, node = _condition_of(frame)
    holds = _truth(name, condition, expression)
    text = expression or "a condition whose code cannot be read"
    if not holds and node is not None and (values := _values(expression, node, frame)):
        text = f"{text}, where {', '.join(values)}"
    result = Result(name, ASSERTION, holds, "", None, text)
    publish(result)
    return result


def _truth(name: str, condition: object, expression: str) -> bool:
    """Return a truth value as Python's own.

    Raises:
        ResultError: it is none.
    """
    kind = type(condition)
    if kind is bool or (kind.__module__ == "numpy" and kind.__name__ in ("bool", "bool_")):
        return bool(condition)
    what = f"{expression or 'the condition'} is {_article(kind.__name__)}, neither true nor false"
    fix = "compare single values; of a whole column say .all() or .any()"
    if isinstance(condition, Number):
        fix = "compare it with another number: <, <=, ==, !=, >= or >"
    raise ResultError(Problem(what, name, fix))


def _article(word: str) -> str:
    return f"{'an' if word[0].lower() in 'aeiou' else 'a'} {word}"


def _condition_of(frame: FrameType) -> tuple[str, ast.expr | None]:
    """Return the condition of the call that a frame is at: as it is written, and its syntax tree."""
    source = "".join(linecache.getlines(frame.f_code.co_filename, frame.f_globals))
    place = list(frame.f_code.co_positions())[frame.f_lasti // 2]
    try:
        tree = parse(source)
    except SyntaxError:
        return "", None
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if (node.lineno, node.end_lineno, node.col_offset, node.end_col_offset) == place:
            named = [keyword.value for keyword in node.keywords if keyword.arg == "condition"]
            for condition in [*node.args[1:2], *named]:
                return " ".join((ast.get_source_segment(source, condition) or "").split()), condition
    return "", None


def _values(expression: str, condition: ast.expr, frame: FrameType) -> list[str]:
    """Return what the parts of a condition that does not hold are: ``share["2"] is 0.93``."""
    names = {**frame.f_globals, **frame.f_locals}
    shown: dict[str, str] = {}
    for node, scope in _deciding(condition, names):
        written = ast.unparse(node)
        if not isinstance(node, ast.Constant) and written != expression:
            value = _value(node, scope)
            if value is not _NONE and not callable(value):
                shown.setdefault(written, f"{written} is {_short(value)}")
    found = list(shown.values())
    return [*found[:_SHOWN], *([f"{len(found) - _SHOWN} more"] if len(found) > _SHOWN else [])]


def _deciding(node: ast.expr, names: Mapping[str, Any]) -> Iterator[tuple[ast.expr, Mapping[str, Any]]]:
    """Yield the parts of a condition that decide, and the names with which they are computed."""
    match node:
        case ast.BoolOp(op=ast.And(), values=parts):
            # What follows the first part that is false was not asked.
            yield from _deciding(next((part for part in parts if not _holds(part, names)), parts[-1]), names)
        case ast.BoolOp(values=parts):
            for part in parts:
                yield from _deciding(part, names)
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            yield from _deciding(inner, names)
        case ast.Compare(left=left, comparators=others):
            for part in (left, *others):
                yield part, names
                yield from ((leaf, names) for leaf in _leaves(part, names))
        case ast.Call(func=ast.Name(id="all"), args=[ast.GeneratorExp() | ast.ListComp() as of]):
            yield from _counterexample(of, names)
        case ast.Call(func=ast.Attribute(value=inner, attr="all" | "any")):
            yield from _deciding(inner, names)
        case _:
            yield node, names
            yield from ((leaf, names) for leaf in _leaves(node, names))


def _leaves(node: ast.expr, names: Mapping[str, Any]) -> Iterator[ast.expr]:
    """Yield the single values within a part of a comparison."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Name | ast.Attribute | ast.Subscript):
            value = _value(child, names)
            if isinstance(value, str | Number) and not isinstance(node, ast.Subscript):
                yield child
                continue
        if isinstance(child, ast.expr):
            yield from _leaves(child, names)


def _counterexample(
    of: ast.GeneratorExp | ast.ListComp, names: Mapping[str, Any]
) -> Iterator[tuple[ast.expr, Mapping[str, Any]]]:
    """Yield what decides in the first case for which ``all(… for …)`` is false."""
    targets = [
        name
        for generator in of.generators
        for name in ast.walk(generator.target)
        if isinstance(name, ast.Name)
    ]
    loaded = ast.Tuple([ast.Name(name.id, ast.Load()) for name in targets], ast.Load())
    *outer, last = of.generators
    failing = ast.comprehension(
        last.target, last.iter, [*last.ifs, ast.UnaryOp(ast.Not(), of.elt)], last.is_async
    )
    found = _value(ast.ListComp(loaded, [*outer, failing]), names)
    if isinstance(found, list) and found:
        scope = {**names, **dict(zip((name.id for name in targets), found[0], strict=True))}
        yield from ((ast.Name(name.id, ast.Load()), scope) for name in targets)
        yield from _deciding(of.elt, scope)


def _holds(node: ast.expr, names: Mapping[str, Any]) -> bool:
    try:
        return bool(_value(node, names))
    except Exception:  # a column of truths has none of its own
        return False


def _value(node: ast.expr, names: Mapping[str, Any]) -> Any:
    """Return the value of a part of a condition; :data:`_NONE` where it has none."""
    try:
        code = compile(ast.fix_missing_locations(ast.Expression(node)), "<states>", "eval")
        return eval(code, dict(names))  # noqa: S307  (the notebook's own code, which ran just before)
    except Exception:
        return _NONE


def _short(value: object) -> str:
    """Return a value in a few words."""
    if isinstance(value, Fraction):
        return str(value) if value.denominator == 1 else f"{value} ({float(value):.6g})"
    if isinstance(value, float):
        return f"{value:.6g}"
    text = str(value) if isinstance(value, Number) else " ".join(repr(value).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
