"""The small changes that tests are tried with: all places of a module, by kind.

A mutation changes one place of a module's syntax tree as a slip would: ``<`` for ``<=``, 2 for 1, a
condition negated, an element or a line left out. Left alone is what no input can reach as long as the
code around it is right, or what no program runs: docstrings, annotations, decorators, assertions,
``strict=`` of ``zip``, unions of types.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import partial

Change = Callable[[ast.AST], ast.AST]

COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
CALCULATED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
CALLED = {"min": "max", "max": "min", "any": "all", "all": "any", "floor": "ceil", "ceil": "floor"}


@dataclass(frozen=True)
class Mutation:
    """One change of one module.

    Attributes:
        kind: what sort of slip it is.
        line: where, in the module as it stands.
        statement: first and last line of the statement that holds it, without what is indented below.
        before: the code that is changed.
        after: what it is changed to.
        module: the whole module with the change, as source.
    """

    kind: str
    line: int
    statement: tuple[int, int]
    before: str
    after: str
    module: str


def places(source: str) -> list[tuple[tuple[int, int], str]]:
    """Return every mutation of a module: the numbers of its node and of the change of that node; the code."""
    tree = ast.parse(source)
    left_alone = _left_alone(tree)
    return [
        ((number, change), f"{change} {ast.dump(node)}")
        for number, node in enumerate(ast.walk(tree))
        if node not in left_alone
        for change in range(len(list(_changes(node))))
    ]


def mutate(source: str, place: tuple[int, int]) -> Mutation:
    """Return one of the mutations that :func:`places` counts."""
    tree = ast.parse(source)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    node = list(ast.walk(tree))[place[0]]
    kind, change = list(_changes(node))[place[1]]
    above: ast.AST = node
    while not isinstance(above, ast.stmt):
        above = parents[above]
    body = getattr(above, "body", None)
    end = max(above.lineno, body[0].lineno - 1) if body else above.end_lineno or above.lineno
    before, changed = ast.unparse(node), change(deepcopy(node))
    after = ast.unparse(changed)
    _replace(parents[node], node, changed)
    module = ast.unparse(ast.fix_missing_locations(tree))
    line = node.lineno if isinstance(node, ast.stmt | ast.expr | ast.keyword) else above.lineno
    return Mutation(kind, line, (above.lineno, end), before, after, module)


def _replace(parent: ast.AST, old: ast.AST, new: ast.AST) -> None:
    for name, value in ast.iter_fields(parent):
        if value is old:
            setattr(parent, name, new)
        elif isinstance(value, list) and any(one is old for one in value):
            setattr(parent, name, [new if one is old else one for one in value])


def _left_alone(tree: ast.AST) -> set[ast.AST]:
    """Return the nodes that are not mutated, with all below them."""
    roots: list[ast.AST] = []
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.ClassDef():
                roots += node.decorator_list
                if isinstance(node, ast.FunctionDef):
                    roots += [node.returns] if node.returns else []
            case ast.AnnAssign() | ast.arg():
                roots += [node.annotation] if node.annotation else []
            case ast.Assert() | ast.Raise(exc=ast.Call(func=ast.Name(id="AssertionError"))):
                roots.append(node)
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                roots.append(node)
            case ast.keyword(arg="strict"):
                roots.append(node)
            case ast.Expr(value=ast.Constant(value=str())):
                roots.append(node)
            case ast.BinOp(op=ast.BitOr()) if all(map(_is_type, (node.left, node.right))):
                roots.append(node)
            case ast.Call(func=ast.Name(id="TypeVar" | "NewType" | "cast")):
                roots.append(node)
    return {below for root in roots for below in ast.walk(root)}


def _is_type(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=None):
            return True
        case ast.BinOp(op=ast.BitOr()):
            return _is_type(node.left) and _is_type(node.right)
        case ast.Subscript():
            return _is_type(node.value)
        case ast.Attribute():
            return node.attr[0].isupper()
        case ast.Name():
            return (node.id[0].isupper() and not node.id.isupper()) or node.id in {
                "int",
                "float",
                "str",
                "bool",
            }
    return False


def _set(name: str, value: object, node: ast.AST) -> ast.AST:
    setattr(node, name, value)
    return node


def _without(name: str, place: int, node: ast.AST) -> ast.AST:
    del getattr(node, name)[place]
    return node


def _other_operator(place: int, operator: ast.cmpop, node: ast.AST) -> ast.AST:
    assert isinstance(node, ast.Compare)
    node.ops[place] = operator
    return node


def _negated(name: str, node: ast.AST) -> ast.AST:
    return _set(name, ast.UnaryOp(ast.Not(), getattr(node, name)), node)


def _in_place_of(new: ast.AST, _: ast.AST) -> ast.AST:
    return new


def _changes(node: ast.AST) -> Iterator[tuple[str, Change]]:  # noqa: PLR0912  (one case a kind)
    """Return the changes of one node, each with its kind."""
    match node:
        case ast.Compare():
            for place, operator in enumerate(node.ops):
                for other in COMPARED[type(operator)]:
                    yield "comparison", partial(_other_operator, place, other())
        case ast.BinOp() | ast.AugAssign() if type(node.op) in CALCULATED:
            yield "arithmetic", partial(_set, "op", CALCULATED[type(node.op)]())
            if isinstance(node, ast.AugAssign):
                yield "statement", partial(_in_place_of, ast.Pass())
        case ast.BoolOp():
            yield "boolean", partial(_set, "op", ast.Or() if isinstance(node.op, ast.And) else ast.And())
            for place in range(len(node.values)) if len(node.values) > 2 else ():
                yield "boolean", partial(_without, "values", place)
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield (
                "boolean" if isinstance(node.op, ast.Not) else "arithmetic",
                partial(_in_place_of, node.operand),
            )
        case ast.Constant(value=bool(value)):
            yield "constant", partial(_set, "value", not value)
        case ast.Constant(value=int(number) | float(number)):
            yield "constant", partial(_set, "value", number + 1)
            yield "constant", partial(_set, "value", number - 1)
        case ast.Constant(value=str(text)):
            yield "text", partial(_set, "value", f"{text}¤")
        case ast.Return(value=ast.expr()) if not (
            isinstance(node.value, ast.Constant) and node.value.value is None
        ):
            yield "return", partial(_set, "value", ast.Constant(None))
        case ast.If() | ast.While() | ast.IfExp():
            yield "condition", partial(_negated, "test")
        case ast.comprehension():
            for place in range(len(node.ifs)):
                yield "condition", partial(_without, "ifs", place)
        case ast.Call(func=ast.Name(id=name)) if name in CALLED:
            yield "call", partial(_set, "func", ast.Name(CALLED[name], ast.Load()))
        case ast.Tuple(ctx=ast.Load()) | ast.List(ctx=ast.Load()) | ast.Set():
            for place in range(len(node.elts)):
                yield "element", partial(_without, "elts", place)
        case ast.Expr() | ast.Continue() | ast.Break() | ast.Raise():
            yield "statement", partial(_in_place_of, ast.Pass())
    if isinstance(node, ast.Call) and not (isinstance(node.func, ast.Name) and node.func.id in CALLED):
        for place, keyword in enumerate(node.keywords):
            if keyword.arg not in {None, "strict"}:
                yield "argument", partial(_without, "keywords", place)
