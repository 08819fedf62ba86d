"""Python's own parser, for one thread at a time.

While it makes its tree, CPython before 3.13 counts for all threads together how deep it is, and stops with
"AST constructor recursion depth mismatch" where another thread parses meanwhile (python/cpython#106905).
"""

from __future__ import annotations

import ast
import threading
from typing import Final

_ONE: Final = threading.Lock()


def parse(source: str | bytes) -> ast.Module:
    """Return the syntax tree of a module's source.

    Raises:
        SyntaxError: it is not Python.
        ValueError: it holds null bytes.
    """
    with _ONE:
        return ast.parse(source)
