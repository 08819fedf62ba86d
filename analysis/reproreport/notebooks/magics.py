"""Code cells as Python: what IPython's own syntax stands for."""

from __future__ import annotations

import ast
import re

from reproreport.syntax import parse

#: Magics whose text is Python that runs among the notebook's own names.
_RUNNING = ("time", "timeit", "capture", "prun", "debug")
_FLAGS = re.compile(r"^(?:-\w+(?:\s+\d+)?\s+)*")


def parse_code(source: str) -> ast.Module:
    """Return a cell's code as a syntax tree, its magics as the calls that they stand for.

    Code below magics that run it (``%%time``) stands in the tree as if it were written without them.

    Raises:
        SyntaxError: it is neither Python nor what IPython makes Python of; ``lineno`` is the cell's line.
    """
    try:
        # No magic is valid Python, so that valid Python holds none.
        return parse(source)
    except (SyntaxError, ValueError) as error:
        plain = error
    text = _transformed(source)
    try:
        tree = parse(text)
    except (SyntaxError, ValueError) as error:
        if text.rstrip() == source.rstrip() and isinstance(plain, SyntaxError):
            raise plain from None
        raise _placed(error, source) from None
    _Unwrapped().visit(tree)
    return ast.fix_missing_locations(tree)


def _transformed(source: str) -> str:
    # IPython takes as long to load as all else that an up-to-date build does.
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        return str(TransformerManager().transform_cell(source))  # type: ignore[no-untyped-call]
    except (SyntaxError, RuntimeError):
        return source


def _placed(error: SyntaxError | ValueError, source: str) -> SyntaxError:
    """Return an error of transformed code with the line of the cell on which the code stands."""
    if not isinstance(error, SyntaxError):
        return SyntaxError(str(error))
    text = (error.text or "").strip()
    lines = [line.strip() for line in source.splitlines()]
    line = lines.index(text) + 1 if text in lines else error.lineno
    return SyntaxError(error.msg, (None, line, None, None))


class _Unwrapped(ast.NodeTransformer):
    """Puts the code that a magic runs beside the call of the magic."""

    def visit_Expr(self, node: ast.Expr) -> ast.stmt | list[ast.stmt]:
        """Look for ``get_ipython().run_line_magic("time", …)`` and its like."""
        call = node.value
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
            return node
        texts = [part.value for part in call.args if isinstance(part, ast.Constant)]
        if not call.func.attr.endswith("_magic") or not texts or texts[0] not in _RUNNING:
            return node
        try:
            inner = parse_code(_FLAGS.sub("", str(texts[-1])))
        except SyntaxError:
            return node
        call.args.pop()
        return [node, *inner.body]
