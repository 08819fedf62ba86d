"""Where code asks for today's date or the time of day, found without running it.

Python has no event for ``datetime.now``, and a type written in C cannot be watched. Functions of ``time``
are met when they are called (``inside/report_observer.py``); stop watches, such as ``time.perf_counter``,
do not matter.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from reproreport.notebooks.observed import Observed
from reproreport.notebooks.read import PYTHON, read_notebook
from reproreport.syntax import parse

_NOW = frozenset(
    f"{kind}.{word}"
    for kind in ("datetime.datetime", "datetime.date", "pandas.Timestamp", "pandas.Period")
    for word in ("now", "today", "utcnow")
)
#: What gives now where it is given this word.
_WORDS = {
    "pandas.Timestamp": ("now", "today"),
    "pandas.to_datetime": ("now", "today"),
    "pandas.DatetimeIndex": ("now", "today"),
    "numpy.datetime64": ("now", "today"),
}


def clock_calls(tree: ast.AST, imports: Mapping[str, str]) -> Iterator[str]:
    """Yield the calls that give another value on another day, as they are written.

    Args:
        tree: code.
        imports: what names stand for, from here or from elsewhere in the same notebook.
    """
    known = {**imports, **imported(tree)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        written = ast.unparse(node.func)
        root, _, rest = written.partition(".")
        name = f"{known[root]}.{rest}".rstrip(".") if root in known else written
        first = node.args[0] if node.args else None
        word = first.value if isinstance(first, ast.Constant) else None
        if name in _NOW or word in _WORDS.get(name, ()):
            yield written


def imported(tree: ast.AST) -> dict[str, str]:
    """Return the full name behind each name that a piece of code imports."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                names[alias.asname or first] = alias.name if alias.asname else first
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return names


def with_clock(found: Observed, path: PurePosixPath, root: Path) -> Observed:
    """Return what a notebook used, and where its cells and the project's modules ask for now."""
    cells = [cell for cell in read_notebook(path, root).code if cell.language == PYTHON]
    imports = {name: full for cell in cells for name, full in imported(cell.tree).items()}
    reasons = [
        f"cell {cell.place} reads the clock ({call})"
        for cell in cells
        for call in clock_calls(cell.tree, imports)
    ]
    for file, _ in found.modules.values():
        try:
            tree = parse((root / file).read_bytes())
        except (OSError, SyntaxError, ValueError):
            continue
        reasons += [f"{file} reads the clock ({call})" for call in clock_calls(tree, {})]
    return replace(found, volatile=tuple(dict.fromkeys((*found.volatile, *reasons))))
